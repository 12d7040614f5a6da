"""The manual of `piilint.toml`, from the field docstrings of the schemas."""

from __future__ import annotations

import re
from pathlib import Path

from piilint.catalogue.channels import channels
from piilint.config.field_docs import Field, Table, read_tables

INTRODUCTION = """\
# Configuration

Generated from the schemas' docstrings by `scripts/docs.py`.

piilint looks for `piilint.toml`, or `[tool.piilint]` in `pyproject.toml`, in the working directory and then upwards;
the nearest one counts. It is laid over the defaults, which stand at the end of this page. Keys are written with
hyphens. All mistakes are reported at once, each with its line, what was expected and the nearest valid key; the exit
code is then 2.
"""
CATALOGUE = """\
## The project's own knowledge

What piilint knows of names and libraries stands in its catalogue. A project adds to it with the same tables.
Callables are named as the import system knows them (`bank.audit.record`), with braces for repetition
(`bank.audit.{record,note}`); `*.record` stands for a method of that name on a receiver of unknown type, a bare
`record` for a function, method or class of that name wherever it is defined. Arguments and results are named by access
paths: `arg0`, `arg1+` (from the second on), `arg*` (all positional), `kw:extra`, `kw*`, `self` (the receiver),
`return`, then any of `.name`, `["key"]`, `[*]` (any element). Besides the keys below, each table may have an `example`
and a `fine`: text for the reader.
"""
BY_EXAMPLE = """\
### By example

An element without words of its own, two sources that hold it, and a sink:

```toml
[[element]]
key = "member_number"
title = "member number"

[[source]]
name = "MEMBER"
element = "member_number"

[[source]]
call = "club.members.find"
element = "member_number"

[[sink]]
call = "club.feed.publish"
channel = "log.message"
```

`club/feed.py`:

```python
MEMBER = "0-4711"
CLUB = "Harriers"


def publish(text, *others): ...
```

`report.py`:

```python
from club import feed
from club.feed import CLUB, MEMBER as number, publish as tell
from club.members import find


def report(row, pool):
    feed.publish(feed.MEMBER)  # LEAK: log
    tell("member " + number)  # LEAK: log
    tell(CLUB, find(row.name))  # LEAK: log
    list(map(tell, [find(row.name)]))  # LEAK: log
    pool.submit(tell, row.MEMBER)  # LEAK: log
    tell(len(number))  # OK
    tell(CLUB)  # OK
```

- **Elements** need a `key`. A `title` in one language is enough, or a text, or none; the level is `high` unless it is said.
  Words (`strong`, `weak`) are only needed where names are to tell the element; sources hold it without.
- **Names** (`name`) are sources wherever they are read: a variable, a parameter, a module's or an object's attribute, a key,
  and what is imported from a module under another name (`number` above). What they are bound to doesn't matter: a constant
  counts as data here, though elsewhere one that is a plain text is taken for a key. Only what is known to carry nothing, such
  as `MEMBER = len(MEMBER)` or a mask's result, isn't one.
- **Calls** (`call`) count as they are declared, whether their body is in view or not: in view, the declaration stands for the
  body. They are known through re-exports, aliases and modules' attributes, and as values: given to `map` or `partial`, kept
  in a variable or a dict, passed to another function, `getattr(feed, "publish")`. So are classes (what is passed to make an
  instance) and methods (`club.feed.Feed.publish`).
- **Dotted names** begin where Python's imports do, at any directory that is no package: `src/club/feed.py` is `club.feed`,
  whether the check runs in `src`, above it or on that file alone; and `tools/feed.py`, without an `__init__.py` beside it, is
  `tools.feed` and `feed`. Relative imports mean the same. What isn't among the files that are checked is known by the name
  under which it is imported.

"""
CHANNELS = """\
## Channels

What a sink's `channel` and the policy's rows may name: a family, or a family and its port.

| channel | what happens there | who can read it |
| --- | --- | --- |
"""
CONFIG_TABLES = {
    "Config": "Top level",
    "Policy": "[policy]",
    "Forbidden": "[[policy.forbid]]",
    "Combination": "[[policy.combine]]",
    "Override": "[[override]]",
    "Suppressions": "[suppressions]",
}
CATALOGUE_TABLES = {
    "Element": "[[element]]",
    "Source": "[[source]]",
    "Sink": "[[sink]]",
    "Propagator": "[[propagator]]",
    "Sanitizer": "[[sanitizer]]",
    "Value": "[[value]]",
    "Query": "[[query]]",
    "Access": "[[access]]",
    "Command": "[[command]]",
}
EXAMPLES = ("example", "fine")
WORDS = {
    "str": "string",
    "bool": "true or false",
    "int": "whole number",
    "float": "number",
    "dict[str, Severity | ByLevel]": "table",
    "tuple[str, ...]": "list of strings",
    "tuple[RawTable, ...]": "tables, see below",
    "tuple[Override, ...]": "tables, see below",
    "Policy": "table, see below",
    "tuple[Forbidden, ...]": "tables, see below",
    "tuple[Combination, ...]": "tables, see below",
    "bool | None": "true or false",
    "Severity": "severity",
    "Operation": "one of the operations that the catalogue uses",
    "dict[str, tuple[str, ...]]": "table of lists",
    "Suppressions": "table, see below",
    "tuple[Field, ...]": "list of strings",
    "tuple[Mark, ...]": "list of strings",
    "dict[str, str]": "table of strings",
    "Severity | Row": "severity, or table",
    "dict[str, Severity | Row]": "table",
    "Confidence": '"high", "medium" or "low"',
    "FailOn": '"error", "warning" or "never"',
    "Level": '"critical", "high" or "low"',
}


def configuration_page(root: Path) -> str:
    """The whole page."""
    config = read_tables(root / "piilint/config/schema.py")
    catalogue = read_tables(root / "piilint/catalogue/schema.py")
    defaults = (root / "piilint/config/defaults.toml").read_text(encoding="utf-8").strip()
    parts = [INTRODUCTION]
    parts += [_table(config[name], heading, "##", hyphens=True) for name, heading in CONFIG_TABLES.items()]
    parts += [CATALOGUE]
    parts += [_table(catalogue[name], f"`{heading}`", "###") for name, heading in CATALOGUE_TABLES.items()]
    parts += [BY_EXAMPLE.rstrip("\n") + "\n"]
    parts += [
        CHANNELS + "".join(f"| `{c.key}` | {c.title['en']} | {c.audience['en']} |\n" for c in channels().values())
    ]
    parts += [f"## The defaults\n\n```toml\n{defaults}\n```\n"]
    return "\n".join(parts)


def _table(table: Table, heading: str, level: str, *, hyphens: bool = False) -> str:
    """One heading, the table's text and its keys."""
    title = heading if heading.startswith("`") or " " in heading else f"`{heading}`"
    intro = [] if table.name == "Config" else [table.doc, ""]
    fields = [field for field in table.fields if field.name not in EXAMPLES]
    return "\n".join([f"{level} {title}", "", *intro, *(_entry(field, hyphens) for field in fields)]) + "\n"


def _entry(field: Field, hyphens: bool) -> str:
    name = field.name.replace("_", "-") if hyphens else field.name
    default = "required" if field.default is None else _default(field.default)
    facts = ", ".join(part for part in (_type(field.type), default) if part)
    return f"- `{name}` ({facts}){_indented(field.doc)}"


def _type(text: str) -> str:
    choices = re.fullmatch(r"Literal\[(.*)\]", text)
    if choices:
        return " or ".join(choice.strip().replace("'", '"') for choice in choices[1].split(","))
    return WORDS[text]


def _default(text: str) -> str:
    """A default worth saying; empty ones go without saying."""
    if text in ("''", "()", "{}", "Policy()", "Suppressions()", "msgspec.field(default_factory=dict)"):
        return ""
    toml = text.replace("'", '"').replace("True", "true").replace("False", "false").replace("_", "")
    if toml.startswith("("):
        toml = f"[{toml.strip('(),')}]"
    return f"default `{toml}`"


def _indented(doc: str) -> str:
    """The field's text after a colon, its further lines below the bullet."""
    if not doc:
        return ""
    return ": " + "\n".join(f"  {line}" if line else "" for line in doc.splitlines()).strip()

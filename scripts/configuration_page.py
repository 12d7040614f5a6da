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

"""All that piilint says, read from its source: what a translation must hold.

Texts with something put in are templates: `f"can't read {path}"` is `can't read {}`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import click

from piilint.catalogue.channels import audiences, channels
from piilint.catalogue.clauses import regulations
from piilint.catalogue.load import load
from piilint.cli import Commands, cli
from piilint.cli.help import HEADINGS as HEADINGS_OF_HELP
from piilint.cli.help import said_by
from piilint.cli.running import COUNTS, KINDS
from piilint.judge.suppressions import EXPECTED
from piilint.report import evidence, inventory, inventory_diff, safeguards
from piilint.report.trail import ORIGINS, USES
from piilint.report.words import FIXES, STEPS
from piilint.review.inventory import PARTS
from piilint.rules import all_rules, page

PACKAGE = Path(__file__).parents[1] / "piilint"
SAYING = frozenset(("say",))
COUNTING = frozenset(("count",))
BLAMING = frozenset(
    (
        "NotShown",
        "UsageError",
        "ClickException",
        "BadParameter",
        "mistake",
        "ConfigMistake",
        "Problem",
        "Comment",
        "Member",
    )
)
"""Calls whose string arguments are put before the user when something is wrong."""
SHOWING = frozenset(("caveats", "condition", "reason"))
"""Keywords that say, in a proof, why it isn't one."""
NOTED = frozenset((*SHOWING, "notes"))
"""Lists of what is shown."""
WHY = "why"
"""The keyword that says what a judgement of a name rests on."""
_NAMES = ("catalogue/decide.py", "catalogue/judgement.py", "catalogue/match.py")
EXPLAINING = ("archive/", "discover.py", "config/", "judge/", *_NAMES)
"""Where functions return what is wrong, in words; whoever calls them makes a problem, a mistake or a finding of it."""
NOT_MESSAGES = frozenset(("{}", "{}{}", "literal.value", "; did you mean {}?"))
HEADINGS = frozenset(("What it does", "Why is this bad?", "Example", "Use instead", "References"))
CLICK = frozenset(
    (
        "No such option {}.",
        "No such option {}. Did you mean {}?",
        "No such command {}; did you mean {}?",
        "No such command {}; there are {}",
        "Missing argument {}.",
        "Missing option {}.",
        "Missing option {}. Choose from:{}",
        "Option {} requires an argument.",
        "Invalid value for {}: {}",
        "Got unexpected extra argument ({})",
        "Got unexpected extra arguments ({})",
        "Option {} does not take a value.",
        "No such command {}.",
        "No such command {}. (Did you mean one of: {}?)",
        "No such command {}. Did you mean {}?",
        "{} is not one of {}.",
        "{} is not in the range {}.",
        "{} is not a valid {}.",
        "integer range",
        "float range",
        "{} does not match the format {}.",
        "Directory {} does not exist.",
        "Directory {} is a file.",
        "Directory {} is not readable.",
        "File {} does not exist.",
        "File {} is a directory.",
        "File {} is not readable.",
        "Path {} does not exist.",
        "Path {} is not readable.",
    )
)
"""What Click says of wrong arguments."""
CONFIGURATION = frozenset(("{} mistake in the configuration", "{} mistakes in the configuration"))
WORDS = frozenset(("critical", "high", "medium", "low", "error", "warning", "off"))
CONFIDENCES = tuple(f"({word} confidence)" for word in ("medium", "low"))
_TEMPLATE_SAY = re.compile(r"""say\((?:"([^"]+)"|'([^']+)')""")
_PROSE = re.compile(r"[a-z]{2,}.* ")


@cache
def messages() -> frozenset[str]:
    """Every text that may be shown to a reader in their language."""
    found = {*WORDS, *CONFIDENCES, *HEADINGS, *CLICK, *CONFIGURATION, EXPECTED, *STEPS.values(), *FIXES.values()}
    found |= {*ORIGINS.values(), *USES.values(), *PARTS.values(), *inventory.KINDS, *inventory.COLUMNS}
    found |= {*inventory.BEHIND, *inventory.OVERVIEW, *inventory_diff.KINDS, *inventory_diff.COLUMNS}
    found |= {
        *safeguards.VERDICTS.values(),
        *safeguards.EVIDENCE.values(),
        *evidence.STATES,
        *evidence.WORDING.values(),
    }
    found |= {*help_texts(cli), *HEADINGS_OF_HELP, *KINDS.values(), *COUNTS}
    found |= {clause.advice for each in regulations() for clause in each.clause if clause.advice}
    for rule in all_rules():
        found |= {rule.title, rule.message} - {"{detail}"}
        found |= set(paragraphs(page(rule)))
    for file in sorted(PACKAGE.rglob("*.j2")):
        text = file.read_text(encoding="utf-8")
        found |= {one or other for one, other in _TEMPLATE_SAY.findall(text)}
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found |= set(_of_file(tree))
        if file.relative_to(PACKAGE).as_posix().startswith(EXPLAINING):
            found |= set(_returned(tree))
    return frozenset(found - NOT_MESSAGES)


def help_texts(command: click.Command) -> Iterator[str]:
    """What `--help` says of a command and of those below it."""
    yield from said_by(command)
    names = command.list_commands(click.Context(command)) if isinstance(command, click.Group) else []
    for name in names:
        below = (
            import_module(f"piilint.cli.{name}").command if isinstance(command, Commands) else command.commands[name]
        )
        yield from help_texts(below)


def titles() -> dict[str, dict[str, str]]:
    """What the catalogue says by language, holding the translations itself: what elements, channels and audiences are
    called, who reads a channel, and what clauses ask for."""
    said = {key: dict(element.title) for key, element in load().elements.items()}
    said |= {key: dict(channel.title) for key, channel in channels().items()}
    said |= {f"readers of {key}": dict(channel.audience) for key, channel in channels().items()}
    said |= {key: dict(audience.title) for key, audience in audiences().items()}
    return said | {clause.id: dict(clause.text) for each in regulations() for clause in each.clause}


def paragraphs(text: str) -> Iterator[str]:
    """The prose of a rule's page: what stands outside its code, its headings and its references."""
    body = re.sub(r"^```.*?^```$", "", text.partition("\n## References")[0], flags=re.DOTALL | re.MULTILINE)
    for paragraph in body.split("\n\n")[1:]:
        prose = " ".join(line for line in paragraph.split("\n") if not line.startswith("## "))
        if prose.strip():
            yield " ".join(prose.split())


def _of_file(tree: ast.Module) -> Iterator[str]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.Lambda | ast.Module):
            calls = [node for node in _own_calls(function) if _may_say(node)]
            assigned = _assigned(function) if calls else {}
            for node in calls:
                yield from _of_call(node, assigned)


def _may_say(node: ast.Call) -> bool:
    """Whether `_of_call` looks at any of its arguments."""
    saying = _called(node) in {*SAYING, *COUNTING, *BLAMING, "append"}
    return saying or any(keyword.arg == WHY or keyword.arg in SHOWING for keyword in node.keywords)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else str(getattr(node.func, "id", ""))


def _returned(tree: ast.Module) -> Iterator[str]:
    constants = _assigned(ast.Module([each for each in tree.body if isinstance(each, ast.Assign)], []))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            assigned = constants | _assigned(function)
            for node in ast.walk(function):
                values = node.value.elts if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) else []
                if isinstance(node, ast.Return) and node.value is not None:
                    for value in values or [node.value]:
                        yield from (text for text in _texts(value, assigned) if _is_prose(text))


def _is_prose(text: str) -> bool:
    """Whether it is for people: two words, or one about something that is quoted."""
    words = re.findall(r"[A-Za-z']{2,}", text.replace("'{}'", " ").replace("{}", " "))
    return len(words) + ("'{}'" in text) >= 2 and not re.search(r"[\\\[\]|<>#]", text)


def _own_calls(function: ast.AST) -> Iterator[ast.Call]:
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Call):
            yield node
        waiting += ast.iter_child_nodes(node)


def _of_call(node: ast.Call, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    name = _called(node)
    if (name in SAYING and node.args) or (
        name == "append" and _last_name(getattr(node.func, "value", None)) in NOTED and node.args
    ):
        yield from _texts(node.args[0], assigned)
    elif name in COUNTING and len(node.args) == 2:
        yield from (f"{{}} {word}" for word in _texts(node.args[1], {}) if "{}" not in word)
    elif name in BLAMING:
        for argument in [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg != "param_hint")]:
            yield from (text for text in _texts(argument, assigned) if _PROSE.search(text.replace("{}", "x")))
    for keyword in node.keywords:
        if keyword.arg == WHY:
            yield from (text for text in _texts(keyword.value, assigned) if text not in ("", "{}"))
        if keyword.arg in SHOWING:
            values = keyword.value.elts if isinstance(keyword.value, ast.Tuple) else [keyword.value]
            for value in values:
                yield from (text for text in _texts(value, assigned) if _is_prose(text))


def _last_name(node: ast.expr | None) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _texts(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The strings that an expression may be, with holes where something is put in."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in values)
        case ast.IfExp(body=body, orelse=other):
            yield from _texts(body, assigned)
            yield from _texts(other, assigned)
        case ast.BoolOp(values=values):
            for value in values:
                yield from _texts(value, assigned)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            for first in [*_texts(left, assigned)] or ["{}"]:
                for second in [*_texts(right, assigned)] or ["{}"]:
                    yield first + second
        case ast.ListComp(elt=text):
            yield from _texts(text, assigned)
        case ast.Call(func=ast.Attribute(attr="join"), args=[joined]):
            yield from _texts(joined, assigned)
        case ast.Name(id=name) if name in assigned:
            for value in assigned[name]:
                yield from _texts(value, {})


def _assigned(function: ast.AST) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=False))
                for name, value in pairs:
                    if isinstance(name, ast.Name):
                        found.setdefault(name.id, []).append(value)
    return found

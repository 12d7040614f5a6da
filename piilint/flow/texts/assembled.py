"""Masks that are written where they are used, character by character and over several statements: what is left of the text,
trying them tells.

chars = list(pan)
for i in range(len(chars) - 4):
    chars[i] = "*"                  # the last four
"""

from __future__ import annotations

from piilint.flow.domain.value import NOTHING, Value, join_all
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.protection.guards import guarded
from piilint.flow.sources.naming import last_word
from piilint.flow.syntax.nodes import nodes_of, nodes_within
from piilint.flow.syntax.rebound import bindings
from piilint.flow.texts.characters import TEXT, guard_of_statements, is_text, parts_read, with_text
from piilint.model import ir

_COPIES = frozenset(("list", "bytearray"))
_ADDERS = frozenset(("append", "extend", "insert"))


def mask_assembled(act: Activation, block: tuple[ir.Stmt, ...], stmt: ir.Stmt) -> None:
    """A local variable whose characters a statement has just overwritten or put together is as protected as they are."""
    for name in sorted(_changed(stmt)):
        if name in act.locals and name in act.state.env:
            guard = _guard(act, name, block[: block.index(stmt) + 1])
            if guard and guard != "letters":  # the digits of a text may be cut on
                held = [part for _, thing in act.objects(act.state.env[name]) for part in thing.fields.values()]
                act.state.env[name] = guarded(act, join_all([Value(act.state.env[name].labels), *held]), guard)


def _changed(stmt: ir.Stmt) -> set[str]:
    """The variables that a statement puts characters into which it writes itself: `chars[i] = "*"`, `masked += "*"`."""
    if isinstance(stmt, ir.Assign):
        cut = [target for target in stmt.targets if isinstance(target, ir.Sub) and isinstance(target.index, ir.Slice)]
        return {target.value.id for target in cut if isinstance(target.value, ir.Name)}
    found: set[str] = set()
    for node in nodes_of(stmt) if isinstance(stmt, (ir.For, ir.While)) else ():
        target, value = _change(node)
        if isinstance(target, ir.Name) and any(_is_written(each) for each in nodes_of(value)):
            found.add(target.id)
    return found


def _change(node: ir.Node) -> tuple[ir.Expr | None, object]:
    """What a statement or call adds to or changes in place, and what with."""
    if isinstance(node, ir.Assign) and isinstance(node.targets[0], ir.Sub):
        return node.targets[0].value, node.value
    if isinstance(node, ir.AugAssign):
        return node.target, node.value
    if isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name in _ADDERS:
        return node.func.value, tuple(arg.value for arg in node.args)
    return None, ()


def _is_written(node: ir.Node) -> bool:
    """Whether something is a character in the program's text, or a constant by its name."""
    if isinstance(node, ir.Name):
        return node.id.isupper()
    return isinstance(node, ir.Const) and isinstance(node.value, (str, bytes, int))


def _guard(act: Activation, name: str, block: tuple[ir.Stmt, ...]) -> str | None:
    """What the statements of a block leave of the one text that they go through, as `change_guard` says it."""
    starts = [place for place, stmt in enumerate(block) if _bound(stmt) == name]
    if not starts or not _is_start(block[starts[-1]]):
        return None
    needed = _needed(name, block[starts[-1] :])
    for stmt in reversed(block[: starts[-1]]):
        bound = _bound(stmt)
        known = act.state.env.get(bound, NOTHING)
        asked = _read(needed) - set(map(_bound, needed))
        if not bound and asked & _binds(stmt) - _gone_over(needed):
            return None  # `if full: hidden = 0`
        if bound in asked and not known.labels and not known.const:
            needed.insert(0, stmt)  # `hidden = len(pan) - 4`
    free = _read(needed) - {_bound(stmt) for stmt in needed}
    read = [part for part in parts_read(needed) if text_of(part.value) in free]
    parts, owners = {text_of(part) for part in read}, {text_of(part.value) for part in read}
    texts = [each for each in sorted(free - owners) if is_text(act, each)]
    if len(texts) == 1:
        return guard_of_statements(act, tuple(needed), name, texts[0])
    if texts or len(parts) != 1:
        return None
    return guard_of_statements(act, with_text(tuple(needed), parts.pop()), name, TEXT)


def _needed(name: str, block: tuple[ir.Stmt, ...]) -> list[ir.Stmt]:
    """Of the statements that follow the start of a text, those that have to do with it, or set what they read."""
    makes = [stmt for stmt in block if _bound(stmt) or isinstance(stmt, (ir.For, ir.While)) or name in _read([stmt])]
    asked = _read(makes)
    return [stmt for stmt in block if stmt in makes or asked & _binds(stmt)]


def _binds(stmt: ir.Stmt) -> set[str]:
    """The variables that a statement, or one within it, binds."""
    return {name for node in nodes_of(stmt) for name, _ in bindings(node)}


def _gone_over(stmts: list[ir.Stmt]) -> set[str]:
    """The variables that their loops bind."""
    loops = (node for node in nodes_of(tuple(stmts)) if isinstance(node, (ir.For, ir.CompFor)))
    return {name for loop in loops for name, _ in bindings(loop)}


def _bound(stmt: ir.Stmt) -> str:
    """The variable that a plain assignment binds."""
    single = isinstance(stmt, ir.Assign) and len(stmt.targets) == 1
    target = stmt.targets[0] if isinstance(stmt, ir.Assign) and single else None
    return target.id if isinstance(target, ir.Name) else ""


def _is_start(stmt: ir.Stmt) -> bool:
    """Whether something begins as the characters of a text, or with none: `list(pan)`, `[c for c in pan]`, `[]`, `""`."""
    value = stmt.value if isinstance(stmt, ir.Assign) else None
    if isinstance(value, ir.Call):
        return isinstance(value.func, ir.Name) and value.func.id in _COPIES
    if isinstance(value, ir.Seq):
        return value.kind == "list" and all(isinstance(each, ir.Star) for each in value.elements)
    return isinstance(value, ir.Comp) or (isinstance(value, ir.Const) and value.value in ("", b""))


def _read(piece: object) -> set[str]:
    return {
        node.id for node in nodes_of(tuple(piece) if isinstance(piece, list) else piece) if isinstance(node, ir.Name)
    }


def as_characters(act: Activation, expr: ir.Expr, base: Value) -> Value:
    """The text again whose characters a list holds that is read by its name: `digits[-4:]` of
    `digits = [c for c in phone if c.isdigit()]`."""
    if not isinstance(expr, ir.Name) or expr.id not in act.locals or not base.objects:
        return base
    if any(held.kind != "list" or held.fields.keys() != {"[*]"} for _, held in act.objects(base)):
        return base
    bound = [
        stmt for stmt in nodes_within(act.function.node) if isinstance(stmt, ir.Assign) and _bound(stmt) == expr.id
    ]
    sources = [_copied(stmt.value) for stmt in bound]
    text = join_all([base, *(part for _, held in act.objects(base) for part in held.fields.values())])
    if not sources or not all(source is not None and _is_of_one(act, source, text) for source in sources):
        return base
    return Value(text.labels, opaque=text.opaque)


def _copied(value: ir.Expr) -> ir.Expr | None:
    """The text of which an expression makes a list of characters."""
    if isinstance(value, ir.Comp) and value.kind == "list" and len(value.clauses) == 1:
        (clause,) = value.clauses
        return clause.iter if text_of(value.element) == text_of(clause.target) != "…" else None
    if not isinstance(value, ir.Call) or text_of(value.func) != "list" or len(value.args) != 1:
        return None
    given = value.args[0].value
    if isinstance(given, ir.Call) and text_of(given.func) == "filter" and len(given.args) == 2:
        return given.args[1].value if text_of(given.args[0].value).startswith("str.") else None
    return given


def _is_of_one(act: Activation, source: ir.Expr, text: Value) -> bool:
    """Whether an expression is one text by its name and by what is known of it, not a collection."""
    word = last_word(text_of(source).rstrip("]'\""))
    if not isinstance(source, (ir.Name, ir.Attr, ir.Sub)) or act.names.is_whole(word):
        return False
    speaks = act.names.classify(word) is not None
    known = [act.catalogue.elements.get(label.element) for label in text.labels.values() if not label.path]
    texts = all(each is not None and (each.identifier or each.letters) for each in known)
    return texts and all(speaks if label.path else not label.record for label in text.labels.values())

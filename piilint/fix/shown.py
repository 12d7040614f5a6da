"""Values that a call shows: masked by the project's own function, cut to their last four, or replaced by `***`.

log.info("paid %s", order.iban)    log.info("paid %s", mask_iban(order.iban))
log.info("code %s", card.cvv)      log.info("code %s", "***")
log.error("failed: %s", error)     log.error("failed: %s", type(error).__name__)
"""

from __future__ import annotations

import ast

import libcst as cst

from piilint.catalogue.schema import Element
from piilint.fix.knowledge import Knowledge
from piilint.fix.module import Module, Piece, nodes
from piilint.fix.names import imported, name_in
from piilint.fix.parts import VALUES, Part, argument, parts_of
from piilint.fix.several import may_be_several
from piilint.model.finding import Edit, Finding, Fix

_AS_IT_IS = frozenset(("read", "parameter", "assigned", "passed", "returned", "given back", "called", "reaches"))
"""Steps on which a value stays what it is."""
_PLACEHOLDER = "***"
_CALLS = (cst.Call, cst.Raise, cst.Assert)


def mend_value(finding: Finding, module: Module, knowledge: Knowledge) -> Fix | None:
    """Return how the value would no longer be shown; None where no single expression of the call holds it."""
    element = knowledge.element(finding.element)
    piece = module.piece(finding.location)
    call = piece.find(finding.location, _CALLS) if piece is not None else None
    if element is None or piece is None or call is None:
        return None
    parts = [part for part in parts_of(call) if isinstance(part.expression, VALUES) and part.expression in piece.ranges]
    caught = _caught(finding, module, piece, call, parts)
    if caught is not None:
        return _fix("name", "", _around(piece, caught, "type(", ").__name__"), is_safe=False)
    part = _holder(finding, element, piece, call, parts)
    if part is None:
        return None
    is_log = finding.family == "log"
    if element.secret or (element.level == "critical" and not element.identifier):
        return _redacted(piece, part, is_log)
    if finding.many or may_be_several(part.expression):
        return None
    return _masked(finding, element, module, knowledge, piece, part) or _cut(element, piece, part)


def _holder(finding: Finding, element: Element, piece: Piece, call: cst.CSTNode, parts: list[Part]) -> Part | None:
    """The part that holds the value and nothing else: where it is read, or the variable that it was assigned to."""
    source = finding.source
    if source is None or element.record or (finding.trace and finding.trace[0].kind == "literal"):
        return None
    for part in parts:
        if piece.place(part.expression) == source:
            return part
    kinds = [step.kind for step in finding.trace]
    named = [step.subject for step in finding.trace if step.kind == "assigned"]
    if not named or not _AS_IT_IS.issuperset(kinds) or kinds[-2:-1] != ["assigned"]:
        return None
    given = {id(node) for node in nodes(argument(call, finding.argument)) if _is_name(node, named[-1])}
    found = [part for part in parts if id(part.expression) in given]
    return found[0] if len(found) == 1 else None


def _is_name(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _caught(finding: Finding, module: Module, piece: Piece, call: cst.CSTNode, parts: list[Part]) -> Part | None:
    """The caught exception that a call shows, if what leaks is in its message."""
    source = finding.source
    if source is not None and any(piece.place(part.expression) == source for part in parts):
        return None
    given = {id(node) for node in nodes(argument(call, finding.argument))}
    for part in parts:
        match part.expression:
            case cst.Name(value=name) if id(part.expression) in given and module.caught_as(name, finding.location.line):
                return part
    return None


def _redacted(piece: Piece, part: Part, is_log: bool) -> Fix | None:
    """Nothing of a secret may be shown: neither encrypted nor its end."""
    is_safe = is_log and not any(isinstance(node, cst.Call | cst.Await) for node in nodes(part.expression))
    if part.hole is not None and part.hole in piece.ranges:
        return _fix("redact", _PLACEHOLDER, (Edit(piece.place(part.hole), _PLACEHOLDER),), is_safe)
    if part.is_inside:
        return None
    return _fix("redact", _PLACEHOLDER, (Edit(piece.place(part.expression), f'"{_PLACEHOLDER}"'),), is_safe)


def _masked(
    finding: Finding, element: Element, module: Module, knowledge: Knowledge, piece: Piece, part: Part
) -> Fix | None:
    is_log, line = finding.family == "log", finding.location.line
    masks = [mask for mask in knowledge.masks_for(element) if not _is_within(module, mask.path, mask.name, line)]
    for mask in masks:
        name = name_in(module, mask, line)
        if name is not None:
            return _fix("wrap", mask.name, _around(piece, part, f"{name}(", ")"), is_log)
    for mask in masks:
        called = imported(module, mask)
        if called is not None:
            name, edits = called
            return _fix(
                "wrap", mask.name, (*edits, *_around(piece, part, f"{name}(", ")")), is_log and mask.is_declared
            )
    return None


def _is_within(module: Module, path: str, name: str, line: int) -> bool:
    """Whether a line stands in the mask itself."""
    return path == module.path and any(
        isinstance(stmt, ast.FunctionDef) and stmt.name == name for stmt in module.functions_around(line)
    )


def _cut(element: Element, piece: Piece, part: Part) -> Fix | None:
    """Without a mask at hand, the last four of an identifier; unsafe, since it has to be a text for that."""
    if not element.identifier or element.letters:
        return None
    return _fix("cut", "", (Edit(piece.behind(part.expression), "[-4:]"),), is_safe=False)


def _around(piece: Piece, part: Part, before: str, behind: str) -> tuple[Edit, ...]:
    return (Edit(piece.before(part.expression), before), Edit(piece.behind(part.expression), behind))


def _fix(kind: str, subject: str, edits: tuple[Edit, ...], is_safe: bool) -> Fix:
    return Fix(kind=kind, subject=subject, edits=edits, is_safe=is_safe)

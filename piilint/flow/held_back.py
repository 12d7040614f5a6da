"""What a document holds until it is saved: where it is only saved into memory, nothing has been stored yet.

book = Workbook()
book.active.append([iban])                  # no file yet …
raw = io.BytesIO(); book.save(raw)          # … nor here: raw holds it
path.write_bytes(Fernet(key).encrypt(raw.getvalue()))
"""

from __future__ import annotations

from piilint.catalogue.schema import Sink
from piilint.flow.activation import Activation
from piilint.flow.nodes import calls_in, nodes_of
from piilint.link.classes import resolve_expr
from piilint.model import ir


def is_held_back(act: Activation, sink: Sink) -> bool:
    """Whether what a sink takes is kept by its object, which the function being interpreted only saves into memory."""
    saved = [
        (call.args[0].value, sink.held[call.func.name])
        for call in calls_in(act.function.node.body)
        if isinstance(call.func, ir.Attr) and call.func.name in sink.held and len(call.args) == 1
    ]
    return bool(saved) and all(_is_made_of(act, target, known) for target, known in saved)


def _is_made_of(act: Activation, target: ir.Expr, known: str) -> bool:
    """Whether a variable of the function is only ever given new objects of a library's class."""
    if not isinstance(target, ir.Name):
        return False
    given = [
        node.value
        for node in nodes_of(act.function.node.body)
        if isinstance(node, ir.Assign) and any(isinstance(t, ir.Name) and t.id == target.id for t in node.targets)
    ]
    given += [
        item.context
        for node in nodes_of(act.function.node.body)
        if isinstance(node, ir.With)
        for item in node.items
        if isinstance(item.target, ir.Name) and item.target.id == target.id
    ]
    made = [
        resolve_expr(value.func, act.module, act.program) if isinstance(value, ir.Call) else None for value in given
    ]
    return bool(made) and all(ref == ("ext", known) for ref in made)

"""What a callee has found out of what it is passed, by the selectors that say so in its symbolic paths; and what its caller
knows better."""

from __future__ import annotations

from piilint.flow.domain.selectors import HANDLE, SCALAR, WHERE
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.told_apart import chosen
from piilint.flow.texts.scalars import handle_only, scalar_only
from piilint.link.program import FunctionInfo


def left_of(act: Activation, value: Value, selector: str) -> Value | None:
    """What is left of a caller's value where a selector says that it is a text, a file, or one of several dicts; None of any
    other selector."""
    if selector == SCALAR:
        return scalar_only(act, value)
    if selector == HANDLE:
        return handle_only(act, value)
    return chosen(act, value, selector) if selector.startswith(WHERE) else None


def without_told_of_ids(info: FunctionInfo, roots: dict[str, Value], result: Value) -> Value:
    """What a callee gives back, without the record that only a parameter's name told it, where the caller passes what is
    called an id: `transaction_url(transaction=transaction_id)`."""
    if not any(label.record and not label.path and label.text in roots for label in result.labels.values()):
        return result
    ids = {param.name for param in info.node.params if param.name in roots and _is_id(roots[param.name])}
    kept = {
        key: label
        for key, label in result.labels.items()
        if label.path or not label.record or label.text not in ids or label.source.path != info.path
    }
    return result if len(kept) == len(result.labels) else result.with_labels(kept)


def _is_id(value: Value) -> bool:
    """Whether a value is of the kind that a name says is no datum, whatever unknown code gave it."""
    return (
        (bool(value.labels) or value.const == ())
        and not (value.opaque or value.refs or value.const)
        and all(label.path for label in value.labels.values())
        and all(oid[0] == "p" for oid in value.objects)
    )

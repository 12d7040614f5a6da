"""Fields that are chosen when an object becomes a dict: `asdict(account, filter=lambda field, value: field.name != "iban")`."""

from __future__ import annotations

from collections.abc import Callable

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import selector_name
from piilint.flow.domain.value import Object, Value, constant
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.narrow import decide
from piilint.model import ir

_CHOICE = "choice"
"""What `exclude(…)` and `include(…)` give: a bound object of this kind, with the names."""


def choice(kept: bool) -> Callable[[Activation, Arguments, ir.Call], Value | None]:
    """`filters.include("ccy")`, `filters.exclude(fields(Account).iban)`: a filter by name; by anything else, nobody knows."""

    def make(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
        names = [_name(arg.value) for arg in expr.args]
        if not names or not all(names):
            return None
        fields = {f'["{name}"]': constant(name) for name in names}
        return act.allocate(expr.at, "bound", (_CHOICE, "include" if kept else "exclude"), fields, tag="filter")

    return make


def _name(expr: ir.Expr) -> str:
    if isinstance(expr, ir.Const) and isinstance(expr.value, str):
        return expr.value
    return expr.name if isinstance(expr, ir.Attr) and isinstance(expr.value, ir.Call) else ""


def chosen(act: Activation, mapping: Value, chooser: Value | None, at: int) -> Value:
    """The dict that an object became without the fields that the filter is known to leave out."""
    if chooser is None or chooser.const or len(mapping.objects) != 1:
        return mapping
    ((name, held),) = act.objects(mapping)
    if name[0] != "a" or held.kind != "dict":
        return mapping
    fields = {s: part for s, part in held.fields.items() if not _is_left_out(act, chooser, selector_name(s), part, at)}
    act.state.heap[name] = Object(held.kind, held.cls, fields)
    return mapping


def _is_left_out(act: Activation, chooser: Value, field: str, value: Value, at: int) -> bool:
    """Whether everything that the filter may be leaves this field out."""
    answers = [_answer(act, ref, field, value, at) for ref in sorted(chooser.refs)]
    for _, held in act.objects(chooser):
        if held.cls is not None and held.cls[0] == _CHOICE:
            answers.append((f'["{field}"]' in held.fields) == (held.cls[1] == "include"))
        else:
            answers.append(_answer(act, held.cls or ("", ""), field, value, at))
    return bool(answers) and all(answer is False for answer in answers)


def _answer(act: Activation, ref: tuple[str, str], field: str, value: Value, at: int) -> bool | None:
    """What a function of one expression, in the same file, says of a field; None if that isn't known."""
    info = act.program.functions.get(ref[1]) if ref[0] == "func" else None
    if info is None or info.module != act.function.module or len(info.node.params) != 2:
        return None
    returned = info.node.body[-1]
    if len(info.node.body) != 1 or not isinstance(returned, ir.Return) or returned.value is None:
        return None
    attribute, given = (param.name for param in info.node.params)
    outer = act.state.env
    asked = act.allocate(at, "namespace", None, {".name": constant(field)}, tag=f"field {field}")
    act.state.env = {**outer, attribute: asked, given: value}
    answer = decide(act, returned.value)
    act.state.env = outer
    return answer

"""Fields that are chosen when an object becomes a dict: `asdict(account, filter=lambda field, value: field.name != "iban")`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from piilint.flow.concrete.machine import Machine
from piilint.flow.concrete.values import NotShown, Opaque, Thrown
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import selector_name
from piilint.flow.domain.value import Object, Value, constant
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.narrow import decide
from piilint.flow.objects.access import class_of
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, FieldInfo
from piilint.model import ir

_CHOICE = "choice"
"""What `exclude(…)` and `include(…)` give: a bound object of this kind, with the names."""


def choice(kept: bool) -> Callable[[Activation, Arguments, ir.Call], Value | None]:
    """`filters.include("ccy")`, `filters.exclude(fields(Account).iban, Holder)`: a filter by names and classes; by anything
    else, nobody knows."""

    def make(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
        names = [_name(arg.value) or _class(act, arg.value) for arg in expr.args]
        if not names or not all(names):
            return None
        fields = {f'["{name}"]': constant(name) for name in names}
        return act.allocate(expr.at, "bound", (_CHOICE, "include" if kept else "exclude"), fields, tag="filter")

    return make


def _name(expr: ir.Expr) -> str:
    if isinstance(expr, ir.Const) and isinstance(expr.value, str):
        return expr.value
    return expr.name if isinstance(expr, ir.Attr) and isinstance(expr.value, ir.Call) else ""


def _class(act: Activation, expr: ir.Expr) -> str:
    ref = resolve_expr(expr, act.module, act.program) if isinstance(expr, (ir.Name, ir.Attr)) else None
    return f"{ref[0]} {ref[1]}" if ref is not None and (ref[0] == "class" or ref[1] in _PLAIN) else ""


_PLAIN = frozenset(f"builtins.{name}" for name in ("str", "int", "float", "bool", "bytes"))
"""Classes of the language that a field's annotation tells."""


class Chooser(NamedTuple):
    """What chooses among the fields of an object, and of those within it."""

    filter: Value
    at: int

    def among(self, act: Activation, owner: Value, mapping: Value) -> Value:
        """The dict that an object is about to become without the fields that the filter is known to leave out."""
        if self.filter.const or len(mapping.objects) != 1:
            return mapping
        ((name, held),) = act.objects(mapping)
        if name[0] != "a" or held.kind != "dict":
            return mapping
        found = [class_of(act, each) for _, each in act.objects(owner)]
        cls = found[0] if len(found) == 1 else None
        declared = act.program.all_fields(cls.id) if cls is not None else {}
        fields = {s: part for s, part in held.fields.items() if not self._is_left_out(act, cls, declared, s, part)}
        act.state.heap[name] = Object(held.kind, held.cls, fields)
        return mapping

    def _is_left_out(
        self, act: Activation, cls: ClassInfo | None, declared: Mapping[str, FieldInfo], selector: str, value: Value
    ) -> bool:
        """Whether everything that the filter may be leaves this field out."""
        name = selector_name(selector)
        field, module = declared.get(name), cls.module if cls is not None else ""
        answers = [_answer(act, ref, field, name, value, self.at) for ref in sorted(self.filter.refs)]
        for _, held in act.objects(self.filter):
            if held.cls is not None and held.cls[0] == _CHOICE:
                listed = _is_listed(act, held, field, module, name, value)
                answers.append(None if listed is None else listed == (held.cls[1] == "include"))
            else:
                answers.append(_answer(act, held.cls or ("", ""), field, name, value, self.at))
        return bool(answers) and all(answer is False for answer in answers)


def _is_listed(
    act: Activation, filtering: Object, field: FieldInfo | None, module: str, name: str, value: Value
) -> bool | None:
    """Whether a filter names a field or its class; None where the class isn't known."""
    if f'["{name}"]' in filtering.fields:
        return True
    classes = [selector_name(each) for each in filtering.fields if " " in each]
    if not classes:
        return False
    kinds = [cls for _, held in act.objects(value) if (cls := class_of(act, held)) is not None]
    if len(kinds) == 1 and len(value.objects) == 1:
        return f"class {kinds[0].id}" in classes
    if field is None or field.annotation is None:
        return None
    ref = resolve_expr(field.annotation, act.program.modules[module], act.program)
    return f"{ref[0]} {ref[1]}" in classes if ref is not None and ref[1] in _PLAIN else None


def _answer(
    act: Activation, ref: tuple[str, str], field: FieldInfo | None, name: str, value: Value, at: int
) -> bool | None:
    """What a function says of a field; None if that isn't known."""
    from piilint.flow.objects.class_fields import description

    info = act.program.functions.get(ref[1]) if ref[0] == "func" else None
    if info is None or len(info.node.params) != 2:
        return None
    returned = info.node.body[-1]
    here = info.module == act.function.module and len(info.node.body) == 1
    if not here or not isinstance(returned, ir.Return) or returned.value is None:
        return _computed(act, ref, name)
    attribute, given = (param.name for param in info.node.params)
    outer = act.state.env
    asked = act.allocate(at, "namespace", None, {".name": constant(name)}, tag=f"field {name}")
    asked = asked if field is None else description(act, None, field, at)
    act.state.env = {**outer, attribute: asked, given: value}
    answer = decide(act, returned.value)
    act.state.env = outer
    return answer


def _computed(act: Activation, function: tuple[str, str], name: str) -> bool | None:
    """What a function anywhere in view says of a field by its name alone."""
    machine = Machine(act.program, act.catalogue)
    try:
        answer = machine.truth(
            machine.call(machine.value_of(function), [Opaque("attribute", {"name": name}), Opaque("value")])
        )
    except (NotShown, Thrown, RecursionError):
        return None
    return None if machine.assumed else answer

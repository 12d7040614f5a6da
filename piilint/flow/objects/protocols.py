"""Which special methods of classes in view Python's own functions, comparisons and deletions call.

float(amount)        # `__float__`
divmod(total, 12)    # `__divmod__` of the left one, or `__rdivmod__` of the right one
amount < limit       # `__lt__` of the left one, or `__gt__` of the right one
number in book       # `__contains__` of the book
"""

from __future__ import annotations

from piilint.flow.calling.methods import call_dunder
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, SOMETHING, Value, join_all, reference
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.members import call_method_of
from piilint.flow.objects.metaclasses import metaclass
from piilint.flow.texts.render import render
from piilint.model import ir

_ASKED = {
    "builtins.int": ("__int__", "__index__", "__trunc__"),
    "builtins.float": ("__float__", "__index__"),
    "builtins.complex": ("__complex__", "__float__", "__index__"),
    "builtins.bytes": ("__bytes__",),
    "builtins.abs": ("__abs__",),
    "builtins.round": ("__round__",),
    "builtins.bin": ("__index__",),
    "builtins.oct": ("__index__",),
    "builtins.hex": ("__index__",),
    "builtins.chr": ("__index__",),
    "builtins.len": ("__len__",),
    "builtins.bool": ("__bool__", "__len__"),
    "builtins.hash": ("__hash__",),
    "builtins.dir": ("__dir__",),
    "math.trunc": ("__trunc__",),
    "math.floor": ("__floor__", "__float__"),
    "math.ceil": ("__ceil__", "__float__"),
    "operator.neg": ("__neg__",),
    "operator.pos": ("__pos__",),
    "operator.invert": ("__invert__",),
    "operator.abs": ("__abs__",),
    "operator.index": ("__index__",),
    "operator.truth": ("__bool__", "__len__"),
    "operator.getitem": ("__getitem__",),
    "operator.setitem": ("__setitem__",),
    "operator.delitem": ("__delitem__",),
    "os.fspath": ("__fspath__",),
}
"""The methods that a function asks its first argument for, the first one that the class has; other arguments go on."""

_TELLS_NOTHING = frozenset(("builtins.len", "builtins.bool", "builtins.hash", "operator.truth"))
"""Functions whose result says nothing of the data, whatever the method looked at."""

_OF_TWO = {
    "builtins.divmod": "__divmod__",
    "builtins.pow": "__pow__",
    **{f"operator.{name}": f"__{name}__" for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "xor")},
    **{
        f"operator.{name}": f"__{name}__" for name in ("lt", "le", "gt", "ge", "eq", "ne", "matmul", "lshift", "rshift")
    },
    "operator.or_": "__or__",
    "operator.and_": "__and__",
}
_MIRRORED = {
    "__lt__": "__gt__", "__le__": "__ge__", "__gt__": "__lt__", "__ge__": "__le__", "__eq__": "__eq__", "__ne__": "__ne__",
}  # fmt: skip
_COMPARISONS = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__", "==": "__eq__", "!=": "__ne__"}


def call_protocol(act: Activation, function: str, args: Arguments, at: int) -> Value | None:
    """What one of Python's own functions gives of an instance whose class in view says so; None for any other."""
    values = args.positional
    if function in _OF_TWO and len(values) >= 2 and (values[0].objects or values[1].objects):
        return call_binary(act, _OF_TWO[function], values[0], values[1], at)
    if function not in _ASKED or not values or not values[0].objects:
        return None
    for method in _ASKED[function]:
        result = call_dunder(act, values[0], method, values[1:], at)
        if result is not None:
            return SOMETHING if function in _TELLS_NOTHING else _as_given(act, function, result, at)
    return None


def _as_given(act: Activation, function: str, result: Value, at: int) -> Value:
    """The result as the function hands it on: of a number in another base its text."""
    return (
        Value(render(act, result, "text", at))
        if function in ("builtins.bin", "builtins.oct", "builtins.hex")
        else result
    )


def call_binary(act: Activation, method: str, left: Value, right: Value, at: int) -> Value | None:
    """An operator's method of the left operand, or the one that the right operand has for what stands before it."""
    own = call_dunder(act, left, method, [right], at)
    if own is None and right.objects and method:
        own = call_dunder(act, right, _MIRRORED.get(method, f"__r{method[2:]}"), [left], at)
    return own


def compared(act: Activation, expr: ir.Compare, values: list[Value]) -> Value:
    """What comparing gives: nothing, unless a class in view says otherwise."""
    results = []
    for op, left, right in zip(expr.ops, values, values[1:], strict=False):
        if op in ("in", "not in"):
            if right.objects or right.refs:
                call_dunder(act, right, "__contains__", [left], expr.at)
            continue
        method = _COMPARISONS.get(op, "")
        if method and (left.objects or right.objects):
            own = call_binary(act, method, left, right, expr.at)
            if own is None and method == "__ne__":  # which is by default the opposite
                call_binary(act, "__eq__", left, right, expr.at)
            results += [Value(own.labels, own.objects)] if own is not None else []
    return join_all(results) if results else NOTHING


def class_asked(act: Activation, cls: str, name: str, args: list[Value], at: int) -> Value | None:
    """What a class itself is asked for: its metaclass's special method, or its own `__class_getitem__`."""
    meta = metaclass(act, act.program.classes[cls])
    found = act.program.find_method(meta, name) if meta else None
    if found is None and name == "__getitem__":
        found = act.program.find_method(cls, "__class_getitem__")
    if found is None:
        return None
    given = Arguments([reference("class", cls), *args])
    answer = call_method_of(act, act.program.functions[found[1]], given, at)
    return reference("class", cls) if name == "__getitem__" and _is_unknown(answer) else answer


def _is_unknown(answer: Value) -> bool:
    """Whether it is what code that isn't in view gave: `super().__class_getitem__(item)`, which stands for the class."""
    return answer.opaque and not (answer.labels or answer.objects or answer.refs)

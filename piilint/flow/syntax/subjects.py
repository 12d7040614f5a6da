"""What a parameter without a telling name is, by the function that it is a parameter of.

@field_validator("iban")
def check(cls, value): ...        # value: the field iban

def validate_card_number(v): ...  # v: a card number
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.model import ir

_UNTOLD = frozenset(("value", "v", "val", "raw", "text", "s", "string", "x", "number", "candidate", "n", "inp"))
_VERBS = ("validate_", "check_", "clean_", "verify_", "ensure_", "normalize_", "normalise_", "parse_", "assert_")


def find_subjects(act: Activation) -> dict[str, str]:
    """The first parameter's subject, by the parameter's name."""
    node = act.function.node
    params = [param.name for param in node.params if param.name not in ("self", "cls") and param.kind != "vararg"]
    if not params:
        return {}
    named = _decorated(node) or (_by_verb(node.name) if params[0] in _UNTOLD else "")
    return {params[0]: named} if named else {}


def _decorated(node: ir.Function) -> str:
    """The one field that a validator's decorator names."""
    for decorator in node.decorators:
        if isinstance(decorator, ir.Call) and text_of(decorator.func).rpartition(".")[2] in classes().validators:
            fields = [arg.value.value for arg in decorator.args if isinstance(arg.value, ir.Const)]
            names = [field for field in fields if isinstance(field, str)]
            return names[0] if names else ""
    return ""


def _by_verb(name: str) -> str:
    public = name.lstrip("_")
    return next((public[len(verb) :] for verb in _VERBS if public.startswith(verb)), "")

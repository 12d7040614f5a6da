"""Which variables of a function hold texts, as far as its own text says so: a card's `pan` is one, a camera's a number.

def charge(pan: str): ...                      # by its annotation
pan = cipher.decrypt(token).decode()           # by what made it
log.info("%s", mask_pan(pan), pan.strip())     # by the mask that it is for, by a method that only texts have
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.catalogue.load import shared
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.sources.naming import last_word
from piilint.flow.syntax.nodes import nodes_within
from piilint.flow.syntax.reaching import Reaching
from piilint.model import ir


def told_as_text(act: Activation, variable: str) -> tuple[str, ...]:
    """Whose a name is that means something sensitive where it stands for a text; none if nothing says that it does."""
    names = shared().company.as_text
    owners = tuple(owner for owner, listed in names.items() if variable.lower() in listed)
    if not owners:
        return ()
    learned = act.solver.learned
    texts = learned.once(
        learned.reads, (act.function.id, "texts"), lambda: {name: (name,) for name in _used_as_text(act)}
    )
    return owners if variable in texts else ()


def _used_as_text(act: Activation) -> Iterator[str]:
    for param in act.function.node.params:
        if param.annotation is not None and _is_text(param.annotation):
            yield param.name
    for node in nodes_within(act.function.node):
        if isinstance(node, ir.Assign):
            made = node.value.func if isinstance(node.value, ir.Call) else None
            if isinstance(made, ir.Attr) and made.name in _OF_TEXTS:
                yield from (target.id for target in node.targets if isinstance(target, ir.Name))
        elif isinstance(node, ir.Call):
            if isinstance(node.func, ir.Attr) and isinstance(node.func.value, ir.Name) and node.func.name in _OF_TEXTS:
                yield node.func.value.id
            yield from (arg.value.id for arg in node.args if isinstance(arg.value, ir.Name) and _masks(act, node, arg))


def _masks(act: Activation, call: ir.Call, arg: ir.Arg) -> bool:
    """Whether a function is called that masks, by its name, what is passed: `mask_pan(pan)`."""
    name, variable = last_word(text_of(call.func)), text_of(arg.value)
    words = act.names.words(name)
    if len(words) < 2 or words[-1:] != act.names.words(variable):
        return False
    return any(sanitizer.kind == "mask" for sanitizer in act.catalogue.calls.named(name).sanitizers)


_OF_TEXTS = frozenset(
    (
        "encode", "decode", "strip", "lstrip", "rstrip", "startswith", "endswith", "isdigit", "isdecimal", "isnumeric",
        "isalnum", "rjust", "ljust", "zfill", "removeprefix", "removesuffix", "upper", "lower", "replace", "translate",
    )
)  # fmt: skip
"""Methods that numbers and arrays don't have."""


def is_made_text(act: Activation, expr: ir.Expr) -> bool:
    """Whether what is assigned to a variable is what a method of a text gives: `stripped = full_name.strip()`."""
    definitions = Reaching(expr.id, expr.at).run(act.function.node) if isinstance(expr, ir.Name) else []
    made = definitions[0].value if len(definitions) == 1 and definitions[0].kind == "assigned" else None
    if not isinstance(made, ir.Call) or not isinstance(made.func, ir.Attr) or made.func.name not in _GIVING_TEXTS:
        return False
    owner = made.func.value
    return not (
        isinstance(owner, ir.Attr) and owner.name == "str"
    )  # of all texts of a column: `frame["name"].str.strip()`


_GIVING_TEXTS = frozenset(
    ("strip", "lstrip", "rstrip", "upper", "lower", "title", "capitalize", "casefold", "removeprefix")
)
"""Methods of texts that other things don't have, and that give a text."""


def _is_text(annotation: ir.Expr) -> bool:
    """`str`, `bytes`, `str | None`, `Optional[str]`."""
    if isinstance(annotation, ir.Bin):
        return any(_is_text(part) for part in annotation.operands)
    if isinstance(annotation, ir.Sub):
        return last_word(text_of(annotation.value)) == "Optional" and _is_text(annotation.index)
    if isinstance(annotation, ir.Const):
        return annotation.value in ("str", "bytes", "str | None", "Optional[str]")
    return isinstance(annotation, ir.Name) and annotation.id in ("str", "bytes")

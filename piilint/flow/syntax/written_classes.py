"""The class of the language that an expression surely has, by how it is written: texts, bytes, numbers, containers.

iban.encode()        # bytes
f"to {iban}"         # str
def show(iban: str)  # str, as long as nothing else is bound to the name
def many(rows: list[Row])   # list
"""

from __future__ import annotations

from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import nodes_of, nodes_within
from piilint.model import ir

_CALLS = frozenset(("str", "bytes", "int", "float", "bool", "list", "tuple", "dict", "set"))
_METHODS = {
    "encode": "bytes", "decode": "str", "strip": "", "lstrip": "", "rstrip": "", "upper": "", "lower": "", "title": "",
    "replace": "", "removeprefix": "", "removesuffix": "", "format": "str", "join": "", "isoformat": "str", "hex": "str",
}  # fmt: skip
"""By method the class of what it gives; "" if it is that of what it is called on."""


def written_class(act: Activation, expr: ir.Expr) -> str:
    """The class that an expression is written to have; "" if that isn't said."""
    if isinstance(expr, ir.FString):
        return "str"
    if isinstance(expr, ir.Const):
        return type(expr.value).__name__
    if isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name):
        return expr.func.id if expr.func.id in _CALLS and expr.func.id not in act.locals else ""
    if isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name in _METHODS:
        return _METHODS[expr.func.name] or written_class(act, expr.func.value)
    if isinstance(expr, ir.Name):
        return _of_variable(act, expr.id)
    return ""


def _of_variable(act: Activation, name: str) -> str:
    """The class of a parameter by its annotation, of a variable that is bound once by what is bound to it."""
    bound = [node for node in nodes_within(act.function.node) if isinstance(node, ir.Assign) and _binds(node, name)]
    annotation = next((param.annotation for param in act.function.node.params if param.name == name), None)
    if annotation is not None and not bound:
        annotation = annotation.value if isinstance(annotation, ir.Sub) else annotation
        said = annotation.id if isinstance(annotation, ir.Name) else ""
        return _TYPING.get(said, said) if _TYPING.get(said, said) in _CALLS and not _goes_over(act, name) else ""
    if annotation is None and len(bound) == 1 and name not in act.params:
        value = bound[0].value
        return "" if isinstance(value, ir.Name) else written_class(act, value)
    return ""


_TYPING = {"List": "list", "Dict": "dict", "Tuple": "tuple", "Set": "set"}


def _goes_over(act: Activation, name: str) -> bool:
    """Whether a loop or a comprehension binds the name: `for rows in rows`."""
    for node in nodes_within(act.function.node):
        loops = node.clauses if isinstance(node, ir.Comp) else (node,) if isinstance(node, ir.For) else ()
        if any(isinstance(part, ir.Name) and part.id == name for loop in loops for part in nodes_of(loop.target)):
            return True
    return False


def _binds(stmt: ir.Assign, name: str) -> bool:
    return any(isinstance(target, ir.Name) and target.id == name for target in stmt.targets)

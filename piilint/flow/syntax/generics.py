"""What `Concealed[str]` and `Page[Account]` are, whose class is in view: an instance of it, or what it is a collection of.

class Sealed(Generic[T]):                     # a text of its own, and nothing to go over: Sealed[Account] shows no account
    def __repr__(self): return "Sealed[…]"
@dataclass
class Page(Generic[T]): items: list[T]        # Page[Account] shows accounts
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import nodes_within
from piilint.link.program import ClassInfo, FunctionInfo
from piilint.model import ir


def keeps_to_itself(act: Activation, cls: ClassInfo) -> bool:
    """Whether nobody goes over an instance of a class in view, and its text says nothing of what it holds."""
    if cls.generated_repr or cls.kind != "plain":
        return False
    if any(act.program.find_method(cls.id, name) is not None for name in _GOES_OVER):
        return False
    if any(kind == "ext" and target not in _NO_PARTS for kind, target in cls.mro):
        return False
    return not any(_says_what_it_holds(function) for function in _texts(act, cls))


_GOES_OVER = ("__iter__", "__getitem__", "__next__", "__aiter__", "__getattr__")
_NO_PARTS = frozenset(("builtins.object", "typing.Generic", "typing.Protocol", "abc.ABC"))


def _texts(act: Activation, cls: ClassInfo) -> Iterator[FunctionInfo]:
    for name in ("__str__", "__repr__", "__format__"):
        found = act.program.find_method(cls.id, name)
        if found is not None:
            yield act.program.functions[found[1]]


def _says_what_it_holds(text: FunctionInfo) -> bool:
    """Whether a method takes more of its instance than how long it is, or what it is called."""
    this = text.node.params[0].name if text.node.params else ""
    harmless: set[int] = set()
    for node in nodes_within(text.node):
        if isinstance(node, ir.Call) and isinstance(node.func, ir.Name) and node.func.id in _TELLS_NOTHING:
            asked = [arg.value for arg in node.args]
            harmless.update(id(each.value) if isinstance(each, ir.Attr) else id(each) for each in asked)
        elif isinstance(node, ir.Attr) and node.name == "__class__":
            harmless.add(id(node.value))
    mentioned = (node for node in nodes_within(text.node) if isinstance(node, ir.Name) and node.id == this)
    return any(id(node) not in harmless for node in mentioned)


_TELLS_NOTHING = frozenset(("type", "len", "bool", "id"))

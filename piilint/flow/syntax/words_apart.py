"""Which expressions are one of the words that a text was split into, as far as the function's own text says so.

words = holder_name.split()
first, last = words                                       # two words, so `first[0]` is a letter
", ".join(word[0].upper() for word in words[:3])          # initials
rows = table.split()[0]; rows[0]                          # a letter, too: the second index is of a text
"""

from __future__ import annotations

from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.gone_over import clauses_in
from piilint.flow.syntax.nodes import nodes_of, nodes_within
from piilint.flow.syntax.reaching import Definition, Reaching, bound
from piilint.link.classes import resolve_expr
from piilint.model import ir

_DEEP = 6
"""Variables that are followed back."""
_APART = frozenset(("split", "rsplit", "partition", "rpartition", "splitlines"))
_SAME = frozenset(("strip", "lstrip", "rstrip", "upper", "lower", "title", "capitalize", "casefold"))
_ORDERED = frozenset(("list", "tuple", "set", "sorted", "reversed", "iter"))


def is_word(act: Activation, expr: ir.Expr) -> bool:
    """Whether an expression is one word of a text, so that an index takes one letter of it."""
    return _Words(act).is_word(expr, 0)


class _Words:
    """The question as it is asked of the expressions of one function."""

    def __init__(self, act: Activation) -> None:
        self._act = act
        self._function = act.function.node

    def is_word(self, expr: ir.Expr | None, depth: int) -> bool:
        """Whether it is one of several words."""
        match expr:
            case ir.Name(id=name) if depth < _DEEP:
                definitions = self._definitions(expr)
                return bool(definitions) and all(self._gives_word(each, name, depth + 1) for each in definitions)
            case ir.Sub(value=whole, index=ir.Const(value=int()) | ir.Unary(operand=ir.Const(value=int()))):
                return self._are_words(whole, depth)
            case ir.Call(func=ir.Attr(name=method, value=owner)) if method in _SAME:
                return self.is_word(owner, depth)
            case _:
                return False

    def _gives_word(self, definition: Definition, name: str, depth: int) -> bool:
        if definition.kind == "assigned":
            return self.is_word(definition.value, depth)
        if definition.kind not in ("unpacked", "loop") or self._is_starred(name):
            return False
        return self._are_words(self._counted(definition.value, name), depth)

    def _counted(self, value: ir.Expr | None, name: str) -> ir.Expr | None:
        """What is gone over by the second of two variables, `for number, word in enumerate(words)`; else the value itself."""
        if not isinstance(value, ir.Call) or not isinstance(value.func, ir.Name) or value.func.id != "enumerate":
            return value
        targets = (
            each.target for node in nodes_within(self._function) for each in clauses_in(node) if each.iter is value
        )
        second = [t.elements[1] for t in targets if isinstance(t, ir.Seq) and len(t.elements) == 2]
        return value.args[0].value if any(isinstance(each, ir.Name) and each.id == name for each in second) else value

    def _are_words(self, expr: ir.Expr | None, depth: int) -> bool:
        match expr:
            case ir.Name() if depth < _DEEP:
                definitions = self._definitions(expr)
                return bool(definitions) and all(
                    each.kind == "assigned" and self._are_words(each.value, depth + 1) for each in definitions
                )
            case ir.Call(func=ir.Attr(name=method, value=owner), args=args) if method in _APART:
                return not (_is_number(args) or self._is_of_many(owner))
            case ir.Call(func=ir.Name(id=name), args=(first, *_)) if name in _ORDERED:
                return self._are_words(first.value, depth)
            case ir.Call(func=ir.Name(id="filter"), args=(_, given)):
                return self._are_words(given.value, depth)
            case ir.Sub(value=whole, index=ir.Slice()):
                return self._are_words(whole, depth)
            case ir.Comp(kind=kind, element=element) if kind != "dict":
                return self.is_word(element, depth)
            case _:
                return False

    def _is_of_many(self, owner: ir.Expr) -> bool:
        """Whether what is split isn't one text: all texts of a column, `frame["name"].str.split()`, several records, or what
        a module's function of that name is given."""
        if isinstance(owner, ir.Attr) and owner.name == "str":
            return True
        called = owner.id if isinstance(owner, ir.Name) else owner.name if isinstance(owner, ir.Attr) else ""
        if self._act.names.is_of_several(called) and self._act.names.record(called) is not None:
            return True
        root = owner
        while isinstance(root, ir.Attr):
            root = root.value
        if not isinstance(root, ir.Name) or root.id in self._function.binds or root.id in self._act.params:
            return False
        ref = resolve_expr(owner, self._act.module, self._act.program)
        return ref is not None and ref[0] in ("module", "ext") and ref[1] != "re"

    def _definitions(self, name: ir.Name) -> list[Definition]:
        """What may have given a variable its value; in a comprehension that goes over it, that alone."""
        around = [
            clause
            for comp in nodes_within(self._function)
            if isinstance(comp, ir.Comp) and any(node.at == name.at for node in nodes_of((comp,)))
            for clause in comp.clauses
        ]
        within = [each for clause in around for each in sorted(bound(name.id, clause.target, "loop", clause.iter))]
        return within or Reaching(name.id, name.at).run(self._function)

    def _is_starred(self, name: str) -> bool:
        """Whether it is several words somewhere: `first, *others = words`."""
        return any(
            isinstance(node, ir.Star) and isinstance(node.value, ir.Name) and node.value.id == name
            for node in nodes_within(self._function)
        )


def _is_number(args: tuple[ir.Arg, ...]) -> bool:
    """Whether it is said into how many parts: `accounts.split(5)` are groups of them."""
    given = args[0].value if args and not args[0].keyword else None
    return isinstance(given, ir.Const) and isinstance(given.value, int)

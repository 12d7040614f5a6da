"""Which names a file calls, uses as values and writes to: whoever asks that of the whole program needn't go through it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from piilint.model import ir
from piilint.model.names import Names
from piilint.model.walking import last_word, parts_of, targets_of

_DEFINITIONS = (ir.FunctionDef, ir.ClassDef, ir.Lambda)


def names_of(body: tuple[ir.Stmt, ...]) -> Names:
    """The names that occur in a module's body, those in its functions and classes included."""
    index = _Index()
    index.scope(body, is_class=False, this="")
    while index.pending:
        index.scope(*index.pending.pop())
    return Names(*(tuple(sorted(names)) for names in (index.called, index.used, index.written)))


class _Index:
    def __init__(self) -> None:
        self.called: set[str] = set()
        self.used: set[str] = set()
        self.written: set[str] = set()
        self.pending: list[tuple[object, bool, str]] = []
        """Bodies of functions and classes; whether it is a class's, and what its own instance is called."""

    def scope(self, piece: object, is_class: bool, this: str) -> None:
        """The names in one body, without those of the functions and classes in it."""
        values: Counter[str] = Counter()
        for node in self._nodes(piece, is_class):
            values[last_word(node)] += 1
            if isinstance(node, ir.Call):
                word = last_word(node.func)
                values[word] -= 1
                self.called.add(word)
                if not is_class:
                    self.used.add(word)
                    self._set(node, word)
                if word == "isinstance":
                    values.subtract(last_word(each) for arg in node.args[1:] for each in self._nodes(arg.value, False))
            elif not is_class:
                self._assigned(node, this)
        self.used.update(word for word, times in values.items() if times > 0)

    def _nodes(self, piece: object, is_class: bool) -> list[ir.Node]:
        """Everything in a piece but the inside of functions and classes, which wait for their turn."""
        found: list[ir.Node] = []
        pending: list[Any] = [piece]
        while pending:
            node = pending.pop()
            if isinstance(node, tuple):
                pending.extend(node)
            elif isinstance(node, _DEFINITIONS):
                found.append(node)
                self._defined(node, is_class)
            elif isinstance(node, msgspec.Struct):
                if isinstance(node, ir.Node):
                    found.append(node)
                pending.extend([getattr(node, part) for part in parts_of(type(node))])
        return found

    def _defined(self, node: ir.FunctionDef | ir.ClassDef | ir.Lambda, in_class: bool) -> None:
        if isinstance(node, ir.ClassDef):
            self.pending.append((node.body, True, ""))
            self._head(node.decorators, (node.bases, node.keywords), ())
            return
        function = node.function
        this = function.params[0].name if in_class and function.params and isinstance(node, ir.FunctionDef) else ""
        self.pending.append((function.body, False, this))
        annotations = (*(param.annotation for param in function.params), function.returns)
        self._head(function.decorators, annotations, tuple(param.default for param in function.params))

    def _head(self, decorators: tuple[ir.Expr, ...], told: object, defaults: tuple[ir.Expr | None, ...]) -> None:
        """What a definition's head calls, when it is made, and what it hands on: `@register(Sealed)`, `kind=Sealed`."""
        self.called.update(map(last_word, decorators))
        for node in self._nodes((told, decorators, defaults), False):
            if isinstance(node, ir.Call):
                self.called.add(last_word(node.func))
        self.used.update(map(last_word, self._nodes((decorators, defaults), False)))

    def _assigned(self, node: ir.Node, this: str) -> None:
        for target in targets_of(node):
            if isinstance(target, ir.Attr) and not (isinstance(target.value, ir.Name) and target.value.id == this):
                self.written.add(target.name)

    def _set(self, call: ir.Call, word: str) -> None:
        if word == "setattr" and len(call.args) == 3:
            named = call.args[1].value
            self.written.update([str(named.value)] if isinstance(named, ir.Const) else ())

"""Following chosen values through the solved program: what is noted on the way, for `piilint trace`.

A watched value gets a label of its own, "traced:0", which goes wherever the value goes; flows with that element are the
channels it reaches. Besides, it is noted which function calls which with what, and what is given to calls, stored and
returned, so that its way can be told even where it reaches no channel. Functions see their callers' values as symbols;
`uses` puts the pieces together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import TRACED, Label, ObjectId, Path, Value, is_safe
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.link.program import FunctionInfo
from piilint.model import ir
from piilint.model.place import Spot
from piilint.model.trail import Use

_Carrier = tuple[str, Path]
"""What a value is or holds a part of: ("traced:0", ()) or ("", symbolic path)."""
_DEEP = 3


class Probe:
    """What is noted while the program is solved."""

    def __init__(self) -> None:
        self.labels: dict[int, dict[tuple[str, Spot], Label]] = {}
        """By watched value the elements that it was seen to carry."""
        self.functions: dict[int, str] = {}
        """By watched value the function that it stands in."""
        self.sites: dict[tuple[str, int], set[str]] = {}
        """By function and call the functions in view that it calls."""
        self.callers: dict[str, set[tuple[str, int]]] = {}
        """The same the other way round."""
        self._passed: dict[str, set[tuple[_Carrier, str, Path]]] = {}
        """By function: what it passes, to which function, as which part of its parameters."""
        self._used: dict[str, set[tuple[_Carrier, Use]]] = {}

    # ---- noting -----------------------------------------------------------------------------------------------------

    def watch(self, act: Activation, value: Value, node: ir.Watched) -> Value:
        """The value with its own label."""
        index = node.index
        self.functions[index] = act.function.id
        known = self.labels.setdefault(index, {})
        for label in value.labels.values():
            if label.element and not label.element.startswith(TRACED) and not is_safe(label):
                known.setdefault((label.element, label.source), label)
        spot, text = act.spot(node.at), text_of(node.inner)
        own = Label(f"{TRACED}{index}", (), spot, "", text, 3, False, False, (act.step(node.at, "read", text),))
        return Value({**value.labels, own.key: own}, value.objects, value.refs, None, value.opaque)

    def enters(self, act: Activation, info: FunctionInfo, roots: dict[str, Value], at: int) -> None:
        """A call of a function in view, with what its parameters are."""
        site = (act.function.id, at)
        self.sites.setdefault(site, set()).add(info.id)
        self.callers.setdefault(info.id, set()).add(site)
        passed = self._passed.setdefault(act.function.id, set())
        known: dict[tuple[ObjectId, int], set[tuple[_Carrier, Path]]] = {}
        for name, value in roots.items():
            passed.update((carrier, info.id, (name, *selectors)) for carrier, selectors in _carriers(act, value, known))

    def gives(self, act: Activation, args: Arguments, receiver: Value | None, expr: ir.Call) -> None:
        """A call of anything."""
        values = [*args.everything(), *([receiver] if receiver is not None else [])]
        self.note(act, "called", text_of(expr.func), values, expr.at)

    def note(self, act: Activation, kind: str, text: str, values: Iterable[Value], at: int) -> None:
        """Something is done with values."""
        use = Use(act.spot(at), kind, text, act.function.id)
        used = self._used.setdefault(act.function.id, set())
        used.update((carrier, use) for carrier in _carried(act, values))

    # ---- reading ----------------------------------------------------------------------------------------------------

    def uses(self, index: int) -> list[Use]:
        """All that is done with a watched value, also by the functions that it is passed to."""
        traced: _Carrier = (f"{TRACED}{index}", ())
        seen: set[tuple[str, _Carrier]] = {(function, traced) for function in {*self._passed, *self._used}}
        waiting = sorted(seen)
        found: set[Use] = set()
        while waiting:
            function, carrier = waiting.pop()
            found.update(use for held, use in self._used.get(function, ()) if _rest(held, carrier) is not None)
            for held, callee, path in sorted(self._passed.get(function, ())):
                rest = _rest(held, carrier)
                if rest is not None and (callee, ("", (*path, *rest))) not in seen:
                    seen.add((callee, ("", (*path, *rest))))
                    waiting.append((callee, ("", (*path, *rest)[:_DEEP])))
        return sorted(found)


def _rest(held: _Carrier, followed: _Carrier) -> Path | None:
    """What is left to select of a value that is held, to come to the one that is followed; None if it isn't part of it."""
    if held[0] != followed[0]:
        return None
    one, other = held[1], followed[1]
    shorter = min(len(one), len(other))
    return other[len(one) :] if one[:shorter] == other[:shorter] else None


def _own(value: Value) -> Iterator[_Carrier]:
    """What a value carries by itself, whatever it holds."""
    for label in value.labels.values():
        if label.path:
            yield "", label.path[:_DEEP]
        elif label.element.startswith(TRACED) and not is_safe(label):
            yield label.element, ()


def _carried(act: Activation, values: Iterable[Value]) -> set[_Carrier]:
    """What values and their parts carry; each object is looked at once, where it is reached first."""
    found: set[_Carrier] = set()
    seen: set[ObjectId] = set()
    layer = list(values)
    for depth in range(_DEEP + 1):
        following: list[Value] = []
        for value in layer:
            found.update(_own(value))
            for oid, held in act.objects(value) if depth < _DEEP else ():
                if oid[0] == "p" and held.kind == "symbol":
                    found.add(("", oid[1 : _DEEP + 1]))
                if oid not in seen:
                    seen.add(oid)
                    following += held.fields.values()
        layer = following
    return found


def _carriers(
    act: Activation, value: Value, known: dict[tuple[ObjectId, int], set[tuple[_Carrier, Path]]], depth: int = _DEEP
) -> set[tuple[_Carrier, Path]]:
    """What a value carries, and under which selectors its parts carry what; `known` is what objects were seen to."""
    found: set[tuple[_Carrier, Path]] = {(carrier, ()) for carrier in _own(value)}
    for oid, held in act.objects(value) if depth else ():
        parts = known.get((oid, depth))
        if parts is None:
            parts = known[oid, depth] = (
                {(("", oid[1 : _DEEP + 1]), ())} if oid[0] == "p" and held.kind == "symbol" else set()
            )
            for selector, part in held.fields.items():
                inner = _carriers(act, part, known, depth - 1)
                parts |= {(carrier, (selector, *selectors)) for carrier, selectors in inner}
        found |= parts
    return found

"""Parameters that `match` tells apart, and what their shape tells of the cases.

    def handle(event):
        match event:
            case {"kind": "opened", "account": account}: log.info(mask(account))
            case {"kind": "closed", **rest}: log.info(rest)
    handle({"kind": "opened", "account": iban})      # the second case isn't tried

Of what is passed, the keys and the number of items are looked at, and those constants that a pattern compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from piilint.flow.collections.known_keys import known_parts
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import exact_items
from piilint.flow.syntax.nodes import nodes_within
from piilint.flow.syntax.walked import KEYS, KnownKeys, KnownList, KnownText, Shape, text_known
from piilint.link.program import FunctionInfo
from piilint.model import ir

Patterns = tuple[ir.Pattern, ...]


def matched_shapes(act: Activation, info: FunctionInfo, roots: Mapping[str, Value]) -> dict[str, Shape]:
    """By parameter that the function matches with patterns of dicts or sequences: the shape of what is passed."""
    learned = act.solver.learned
    matched = learned.once(learned.matched, info.id, lambda: _matched(info))
    shapes = {name: _shape(act, roots[name], patterns) for name, patterns in matched.items() if name in roots}
    return {name: shape for name, shape in shapes.items() if shape is not None}


def _matched(info: FunctionInfo) -> dict[str, Patterns]:
    names = {param.name for param in info.node.params if param.kind not in ("vararg", "kwarg")}
    found: dict[str, Patterns] = {}
    for node in nodes_within(info.node) if names else ():
        if isinstance(node, ir.Match) and isinstance(node.subject, ir.Name) and node.subject.id in names:
            patterns = tuple(_plain(case.pattern for case in node.cases))
            if any(isinstance(each, (ir.MatchMapping, ir.MatchSequence)) for each in patterns):
                found[node.subject.id] = (*found.get(node.subject.id, ()), *patterns)
    return found


def _plain(patterns: Iterable[ir.Pattern]) -> Iterator[ir.Pattern]:
    """The patterns without names, each alternative by itself."""
    for pattern in patterns:
        if isinstance(pattern, ir.MatchOr):
            yield from _plain(pattern.patterns)
        elif isinstance(pattern, ir.MatchAs):
            yield from _plain((pattern.pattern,)) if pattern.pattern is not None else ()
        else:
            yield pattern


def _shape(act: Activation, value: Value, patterns: Patterns) -> Shape | None:
    if value.labels or value.refs or value.opaque:
        return None
    if not value.objects:
        compared = any(isinstance(each, ir.MatchValue) for each in patterns)
        known = value.const[0] if value.const and compared else None
        return KnownText(known) if isinstance(known, int) else text_known(value) if known is not None else None
    mappings = [each for each in patterns if isinstance(each, ir.MatchMapping)]
    parts = known_parts(act, value) if mappings else None
    if parts is not None:
        asked = [(tuple(_under(mappings, selector)), part) for selector, part in parts.items()]
        inside = tuple(_shape(act, part, inner) for inner, part in asked)
        keys = tuple(selector[2:-2] for selector in parts)
        return KnownKeys(keys, inside if any(inside) else ()) if len(parts) <= KEYS else None
    sequences = [each for each in patterns if isinstance(each, ir.MatchSequence)]
    objects = act.objects(value)
    items = exact_items(objects[0][1]) if sequences and len(objects) == 1 else None
    if not items or len(items) > KEYS:
        return None
    inside = tuple(_shape(act, item, tuple(_at(sequences, place))) for place, item in enumerate(items))
    return KnownList(inside, False, "tuple" if objects[0][1].kind == "tuple" else "list")


def _under(mappings: list[ir.MatchMapping], selector: str) -> Iterator[ir.Pattern]:
    """What is asked of the part under a key."""
    for mapping in mappings:
        for key, inner in zip(mapping.keys, mapping.patterns, strict=True):
            if isinstance(key, ir.Const) and key_selector(key.value) == selector:
                yield from _plain((inner,))


def _at(sequences: list[ir.MatchSequence], place: int) -> Iterator[ir.Pattern]:
    """What is asked of the item at a place, of those before a star."""
    for sequence in sequences:
        for position, inner in enumerate(sequence.patterns[: place + 1]):
            if isinstance(inner, ir.MatchStar):
                break
            if position == place:
                yield from _plain((inner,))

"""Whether a pattern fits what is matched, as far as that is known.

event = {"kind": "closed", "account": iban}
match event:
    case {"kind": "opened", **rest}: log.info(rest)       # never: the kind is another
    case {"kind": "closed", "account": _}: pass           # always, so no case after it is tried
    case {"account": account}: log.info(account)          # never
"""

from __future__ import annotations

from collections.abc import Iterable

from piilint.flow.collections.known_keys import known_parts, surely_has
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import Object, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import exact_items
from piilint.link.classes import resolve_expr
from piilint.model import ir

_SEQUENCES = frozenset(("list", "tuple"))
_ABSTRACT = {"dict": ("Mapping", "MutableMapping"), "list": ("Sequence", "MutableSequence"), "tuple": ("Sequence",)}
_LANGUAGE = frozenset(("dict", "list", "tuple", "set", "frozenset", "str", "bytes", "int", "float", "bool", "complex"))


def fits(act: Activation, pattern: ir.Pattern, value: Value) -> bool | None:
    """True and False where it is certain; None where it may fit."""
    if isinstance(pattern, ir.MatchStar):
        return True
    if isinstance(pattern, ir.MatchAs):
        return True if pattern.pattern is None else fits(act, pattern.pattern, value)
    if isinstance(pattern, ir.MatchOr):
        verdicts = [fits(act, each, value) for each in pattern.patterns]
        return True if True in verdicts else None if None in verdicts else False
    if value.labels or value.refs or value.opaque:
        return None
    if isinstance(pattern, ir.MatchValue) and isinstance(pattern.value, ir.Attr):
        return _is_constant(act, pattern.value, value)
    objects = act.objects(value)
    if value.const is not None:
        return _fits_constant(pattern, value.const[0]) if value.const and not objects else None
    if len(objects) != 1:
        return None
    held = objects[0][1]
    if isinstance(pattern, ir.MatchValue):
        is_constant = isinstance(pattern.value, ir.Const) and pattern.value.kind != "other"
        return False if is_constant and _is_plain(held) else None
    if isinstance(pattern, ir.MatchSequence):
        return _fits_sequence(act, pattern, held)
    if isinstance(pattern, ir.MatchMapping):
        return _fits_mapping(act, pattern, value, held)
    return _fits_class(act, pattern, objects[0][0][0], held)


def _is_constant(act: Activation, named: ir.Attr, value: Value) -> bool | None:
    """Whether it is the constant, or the member of an enumeration, that has this name: `case Level.OPEN`."""
    from piilint.flow.interpreter.expressions import evaluate

    asked = evaluate(act, named)
    if not value.const or not asked.const or asked.labels or asked.opaque:
        return None
    if value.const != asked.const:
        return False
    of_value, of_asked = ({held.cls for _, held in act.objects(each)} for each in (value, asked))
    return True if of_value == of_asked else None


def fitting_ones(act: Activation, pattern: ir.Pattern, value: Value) -> Value | None:
    """Of several things that a value may be, those that the pattern may fit; None where it fits none of them."""
    each = [Value(objects=frozenset((name,))) for name in sorted(value.objects) if name[0] == "a"]
    gone = [name for one in each if fits(act, pattern, one) is False for name in one.objects]
    if not gone:
        return value
    left = Value(value.labels, value.objects - {*gone}, value.refs, value.const, value.opaque)
    return None if left.is_nothing() and not left.opaque else left


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    found = list(verdicts)
    return False if False in found else None if None in found else True


def _is_plain(held: Object) -> bool:
    """Whether it is one of the language's own containers."""
    return held.kind in _ABSTRACT and held.cls is None


def _fits_constant(pattern: ir.Pattern, known: object) -> bool | None:
    if isinstance(pattern, ir.MatchValue):
        if not isinstance(pattern.value, ir.Const) or pattern.value.kind == "other":
            return None
        asked = pattern.value.value
        return known is asked if isinstance(asked, bool) or asked is None else known == asked
    if not isinstance(known, (str, int, float, type(None))):
        return None
    if isinstance(pattern, ir.MatchClass):
        cls = pattern.cls
        if not isinstance(cls, ir.Name) or cls.id not in _LANGUAGE:
            return None
        is_one = any(each.__name__ == cls.id for each in type(known).__mro__)
        return False if not is_one else None if pattern.patterns or pattern.keywords else True
    return False


def _fits_sequence(act: Activation, pattern: ir.MatchSequence, held: Object) -> bool | None:
    if held.kind not in _SEQUENCES:
        return False if _is_plain(held) else None
    items = exact_items(held)
    if items is None:
        return None
    star = next((i for i, p in enumerate(pattern.patterns) if isinstance(p, ir.MatchStar)), None)
    behind = len(pattern.patterns) - star - 1 if star is not None else 0
    before = len(pattern.patterns) if star is None else star
    if len(items) < before + behind or (star is None and len(items) > before):
        return False
    pairs = [*zip(pattern.patterns[:before], items, strict=False)]
    pairs += zip(pattern.patterns[len(pattern.patterns) - behind :], items[len(items) - behind :], strict=True)
    return _all(fits(act, inner, item) for inner, item in pairs)


def _fits_mapping(act: Activation, pattern: ir.MatchMapping, value: Value, held: Object) -> bool | None:
    if held.kind != "dict":
        return False if _is_plain(held) else None
    parts = known_parts(act, value)
    if parts is None:
        return None
    verdicts: list[bool | None] = []
    for key, inner in zip(pattern.keys, pattern.patterns, strict=True):
        if not isinstance(key, ir.Const):
            verdicts.append(None)
            continue
        selector = key_selector(key.value)
        if selector not in parts:
            return False
        fitting = fits(act, inner, parts[selector])
        verdicts.append(fitting if fitting is False or surely_has(act, value, selector) else None)
    return _all(verdicts)


def _fits_class(act: Activation, pattern: ir.Pattern, root: str, held: Object) -> bool | None:
    """Whether it is an instance; what is asked of its attributes isn't looked at."""
    if not isinstance(pattern, ir.MatchClass):
        return None
    ref = resolve_expr(pattern.cls, act.module, act.program)
    if ref is None:
        return None
    if _is_plain(held):
        name = ref[1].rpartition(".")[2]
        if ref[0] == "class":
            return False
        is_one = name == held.kind or name in _ABSTRACT[held.kind]
        return None if is_one or name not in _LANGUAGE else False
    if held.kind != "instance" or root != "a" or held.cls is None or held.cls[0] != "class":
        return None
    above = act.program.classes[held.cls[1]].mro
    if ref[0] == "class":
        return None if ref in above or held.cls == ref else False
    own = all(kind == "class" or target in ("builtins.object", "object") for kind, target in above)
    return False if own and ref[1].rpartition(".")[2] in _LANGUAGE else None

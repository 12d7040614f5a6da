"""What a handler catches of what only its caller knows: the exceptions of a function that it is handed.

def once(send):
    try:
        send()
    except httpx.HTTPError as error:    # of what `send` raises, what can be such an error
        log.error("%s", error)
"""

from __future__ import annotations

from piilint.flow.domain.summary import IN_TRY, RAISED
from piilint.flow.domain.value import ObjectId, Ref, Value
from piilint.flow.interpreter.activation import Activation

CAUGHT = "?"
"""Begins the selector of what handlers of these types catch of what a call raised: `?ext:httpx.HTTPError`."""

_JOINT = "\x1f"


def raised_elsewhere(name: ObjectId) -> bool:
    """Whether an object stands for all that a call raises whose function the caller knows."""
    return name[0] == "p" and (name[-1].endswith(f"{IN_TRY}{RAISED}") or name[-1].startswith(CAUGHT))


def caught_elsewhere(raised: Value, wanted: list[Ref | None]) -> Value:
    """What was raised, with what calls raise whose functions the caller knows cut to what handlers of these types catch:
    the caller finds it out."""
    left = {name[1:] for name in raised.objects if raised_elsewhere(name)}
    known = [ref for ref in wanted if ref is not None and ref[0] in ("class", "ext") and ref not in _ALL]
    if not left or not wanted or len(known) < len(wanted):
        return raised
    selector = CAUGHT + _JOINT.join(f"{kind}:{target}" for kind, target in known)
    objects = (("p", *name[1:], selector) if name[1:] in left else name for name in raised.objects)
    labels = [v._replace(path=(*v.path, selector)) if v.path in left else v for v in raised.labels.values()]
    return Value({each.key: each for each in labels}, frozenset(objects), raised.refs, None, raised.opaque)


_ALL = (("ext", "builtins.Exception"), ("ext", "builtins.BaseException"))


def only_caught(act: Activation, raised: Value, selector: str) -> Value:
    """What handlers of a selector's types catch of what a call raised."""
    from piilint.flow.interpreter.raising import can_be_caught

    told = [each.partition(":") for each in selector.removeprefix(CAUGHT).split(_JOINT)]
    wanted: list[Ref | None] = [(kind, target) for kind, _, target in told]
    gone = (
        name
        for name, held in act.objects(raised)
        if not raised_elsewhere(name) and not any(can_be_caught(act, ref, held) for ref in wanted)
    )
    objects = raised.objects.difference(gone)
    return caught_elsewhere(Value(raised.labels, objects, raised.refs, None, raised.opaque), wanted)

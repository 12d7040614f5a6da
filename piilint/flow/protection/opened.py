"""What is inside of what was encrypted or tokenised: `box.decrypt(sealed)` gives it back.

def unlock(box, sealed): return box.decrypt(sealed.encode())    # its caller knows what it sealed
log.info(unlock(box, lock(box, iban)))                          # {IBAN}
"""

from __future__ import annotations

from piilint.flow.domain.selectors import SECRET
from piilint.flow.domain.value import Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_part
from piilint.flow.sources.naming import last_word, named

_OPENING = ("decrypt", "unseal", "detokenize", "reveal")


def opens(name: str) -> bool:
    """Whether a call's name says that it gives back what was sealed."""
    return name.lower().startswith(_OPENING)


def inside_of(act: Activation, value: Value) -> Value | None:
    """What was sealed in view; None if nothing was."""
    inner = [held.fields[SECRET] for _, held in act.objects(value) if held.kind == "secret"]
    return join_all(inner) if inner else None


def inside_of_passed(value: Value) -> Value:
    """What is inside of a text that the caller passes, who knows whether anything was sealed."""
    passed = (label for label in value.labels.values() if label.path and not label.guard and label.path[-1] != SECRET)
    labels = (label._replace(path=(*label.path, SECRET)) for label in passed)
    return Value({label.key: label for label in labels})


def opened(act: Activation, value: Value) -> Value:
    """What is inside of what is passed."""
    inside = inside_of(act, value)
    return inside_of_passed(value) if inside is None else inside


def given_back(act: Activation, held: Value, text: str, at: int) -> Value:
    """What is in an instance that hides it, `card_number.get_secret_value()`: what that is called says what it is where
    nothing else does."""
    inside = read_part(act, held, SECRET)
    if any(oid[0] != "p" for oid in inside.objects) or any(label.element for label in inside.labels.values()):
        return inside
    return named(act, inside, last_word(text), (), at, text)


def still_sealed(act: Activation, parts: list[Value], made: Value) -> Value:
    """What is made of nothing but what was sealed, and of constants, is sealed, too: `f"acc-{digest}"`, `digest[:15]`."""
    sealed = frozenset(oid for part in parts for oid in part.objects)
    if not sealed or made.labels or any(held.kind != "secret" for part in parts for _, held in act.objects(part)):
        return made
    if any(not part.objects and part.const is None for part in parts):
        return made
    return Value(objects=sealed)

r"""Partial protections, and whom they protect.

number[-4:]       # "tail": safe for an identifier, not for a PIN
pan[:6]           # "head8": safe for a card number
re.sub(r"\d", "*", text)   # "digits": safe for what is a number, not for a name or an e-mail address
re.sub(r"[^\W\d]", "*", text)   # "letters": safe for what is written in words
"".join("*" if c.isdigit() else c for c in pin)   # "all-digits": as "digits", and safe for a PIN, too
re.sub(r"\d{8,}", "*", text)   # "numbers": safe for long numbers, not for an amount
re.sub(r"[A-Z]{2}\d{20}", "*", text)   # "numbers!pan-16!phone": not for these shapes either, which it doesn't find
sha256(account)   # "bare-hash": no safeguard for what can be guessed
sum(map(rate, names))    # "number": safe for what is written in words, of which a number holds nothing
if isinstance(x, int): print(x)   # "no-text": safe for what is written as a text, which isn't there, not for an amount
Client(api_key)   # "used": unknown code that works with a secret doesn't give it back
"""

from __future__ import annotations

from collections.abc import Iterable

from piilint.catalogue.shapes import shapes
from piilint.flow.domain.value import SAFE, Label, Labels, ObjectId, Value, is_safe
from piilint.flow.interpreter.activation import Activation
from piilint.flow.sources.naming import last_word


def apply_guard(act: Activation, label: Label, guard: str) -> Label | None:
    """The label after the guard, None if nothing sensitive is left (when stock is taken, the memory of it); symbols
    remember the guard for later."""
    kept = _after(act, label, guard)
    remembered = kept is None and act.solver.takes_stock and guard not in NO_TEXTS  # which is no safeguard
    return label._replace(guard=f"{SAFE}{kind_of_guard(guard)}") if remembered else kept


def _after(act: Activation, label: Label, guard: str) -> Label | None:
    if not guard or guard in SERIALISED or is_safe(label):
        return label
    if guard.startswith(SAFE):
        return label._replace(guard=guard)
    if label.path:
        return label._replace(guard=_both(label.guard, guard))
    if guard == "used":
        element = act.catalogue.elements.get(label.element)
        return None if element is not None and element.group == "secret" else label
    if guard == "bare-hash":
        element = act.catalogue.elements.get(label.element)
        return label._replace(guard=guard) if element is not None and element.identifier else None
    return label if not protects(act, label.element, guard) else None


SERIALISED = frozenset(("data", "state"))
"""No protections: ways in which a caller's object has become a text, whatever its own text shows."""
_BUT = "!"


def but_for(guard: str, missed: Iterable[str]) -> str:
    """A protection of numbers, but for those of some shapes."""
    return _BUT.join((guard, *sorted(missed)))


def is_partial(guard: str) -> bool:
    """Whether a protection is for some shapes only."""
    return kind_of_guard(guard) in PARTIAL or _BUT in guard


def kind_of_guard(guard: str) -> str:
    """A protection without the shapes that it doesn't find."""
    return guard.partition(_BUT)[0]


NUMBERS = ("numbers", "digits", "all-digits")
"""Protections of what is a number, the weakest first."""
PARTIAL = (*NUMBERS, "letters")
_BY_PATTERN = (*PARTIAL, "tail")
_AMOUNT = "amount"
"""The shape of which what hides long numbers only leaves all."""
NO_TEXTS = ("number", "no-text")
"""What is a number holds no text: whatever it was worked out of, or that it is one was asked."""


def _both(before: str, guard: str) -> str:
    """What two protections, one after the other, come to: numbers and words hidden is all but an end."""
    kinds = (kind_of_guard(before), kind_of_guard(guard))
    if before in NO_TEXTS or guard in NO_TEXTS:
        return before or guard if guard in NO_TEXTS else guard
    if kinds[0] in NUMBERS and kinds[1] in NUMBERS:
        return but_for(max(kinds, key=NUMBERS.index), _missed_by_both(before, guard))
    if kinds[0] in _BY_PATTERN and kinds[1] in _BY_PATTERN:
        kind = kinds[0] if kinds[0] == kinds[1] else "tail"
        return but_for(kind, _missed_by_both(before, guard))
    if kinds[0] in _BY_PATTERN and guard == "mask":
        return guard
    return guard if before == "" or before in SERIALISED else before


def _missed_by_both(*given: str) -> frozenset[str]:
    """The shapes that neither of two protections finds: of numbers, if one is for words, those that the other doesn't."""
    missed: set[str] = set()
    for numbers, others in ((True, ("letters",)), (False, NUMBERS)):
        told = [_missed(each, numbers) for each in given if kind_of_guard(each) not in others]
        missed |= told[0].intersection(*told[1:]) if told else frozenset()
    return frozenset(missed)


def _missed(guard: str, numbers: bool) -> frozenset[str]:
    """The shapes of numbers, or of words, that a protection doesn't find."""
    kinds = {shape.key: shape.digits for shape in shapes().shape}
    missed = {each for each in guard.split(_BUT)[1:] if kinds[each] == numbers}
    return frozenset(missed | {_AMOUNT} if numbers and kind_of_guard(guard) == "numbers" else missed)


def protects(act: Activation, element: str, guard: str) -> bool:
    """Whether showing so little of the element is allowed (contract §4: the last 4; of a PAN the first 6 or 8, too)."""
    known = act.catalogue.elements.get(element)
    if _BUT in guard:
        guard, *missed = guard.split(_BUT)
        if any(element in shape.elements for shape in shapes().shape if shape.key in missed):
            return False
    if known is None:
        return guard in ("tail", "head4", "mask", *NUMBERS)
    if guard == "number":
        return known.letters
    if guard == "no-text":
        return known.letters or known.identifier
    if known.level == "critical" and (not known.identifier or known.secret):
        return guard == "mask" or (guard == "all-digits" and known.identifier)
    if guard == "head8":
        return known.identifier
    if guard == "numbers":
        return not known.letters and (known.identifier or known.group != "statement")
    if guard in PARTIAL:
        return known.letters == (guard == "letters")
    return True


def guarded(act: Activation, value: Value, guard: str) -> Value:
    """The text of a value after a guard."""
    labels: Labels = {}
    for label in value.labels.values():
        kept = apply_guard(act, label, guard)
        if kept is not None:
            labels[kept.key] = kept
    return Value(labels)


_WRITTEN = frozenset("bdiouxXeEfFgGn%")
"""Types of holes in a text that numbers are written into: `"%d rows"`, `f"{total:.2f}"`."""


def as_number(act: Activation, value: Value) -> Value:
    """What a number holds of a value: of what unknown code was given, no name and no text."""
    given = {key: label for key, label in value.labels.items() if any(s.kind == "given back" for s in label.trace)}
    if not given:
        return value
    labels = {key: label for key, label in value.labels.items() if key not in given}
    return value.with_labels(labels | guarded(act, Value(given), "number").labels)


_WHOLE = frozenset("diu")
"""Types of holes for whole numbers."""

_PARTS = frozenset("eEfFgG%,")
"""Ends of a hole that only a number with decimals or thousands is written into: no postcode, no year of birth."""


def as_written(act: Activation, value: Value, kind: str) -> Value:
    """What a hole of a text shows of a value, by the type of the hole or the end of its specification. Where a whole
    number is written, what is read there and called as records says how many there are: `"%d transactions"`."""
    if kind[-1:] in _WHOLE and any(label.record for label in value.labels.values()):
        counted = {key for key, label in value.labels.items() if label.record and len(label.trace) <= 1}
        value = value.with_labels({key: label for key, label in value.labels.items() if key not in counted})
    if kind[-1:] in _PARTS or "," in kind:
        return value.with_labels(guarded(act, value, "number").labels)
    return as_number(act, value) if kind[-1:] in _WRITTEN else value


def is_one_text(act: Activation, label: Label, objects: frozenset[ObjectId]) -> bool:
    """Whether what a label says of a value with these objects is one text, so that an index takes one harmless character of it:
    `iban[0]`, not `ibans[0]`, nor `balance[0]`, for a number has no parts and it must be a row."""
    if label.path or label.record or label.many or act.names.is_whole(last_word(label.text.rstrip("]'\""))):
        return False
    held = [(name, act.state.object(name)) for name in objects]
    if not all(name[0] == "p" and each.kind == "symbol" and each.cls is None for name, each in held):
        return False
    element = act.catalogue.elements.get(label.element)
    texts = element is not None and (element.identifier or element.letters)
    return texts and protects(act, label.element, "tail")

"""What of a hash's text could be guessed: an account's number alone, but no whole transaction.

sha256(account.number)                                         # somebody may try all numbers
sha256(f"{txn.account}|{txn.amount}|{txn.description}")        # nobody tries all of these
"""

from __future__ import annotations

from piilint.flow.domain.selectors import selector_name
from piilint.flow.domain.value import Labels
from piilint.flow.interpreter.activation import Activation

_GUESSABLE = 2
"""Elements hashed together whose values somebody could all try; three such aren't guessed."""


def is_guessable(act: Activation, labels: Labels) -> bool:
    """Whether so few elements are hashed together that all their values could be tried. What a caller passes is by its name
    what it is; whatever else he passes counts as one more."""
    owner = act.function.cls.rpartition(".")[2] if act.function.cls is not None else ""
    elements: set[str] = set()
    for label in labels.values():
        if label.element:
            elements.add(label.element)
        elif label.path:
            of_parameter = len(label.path) > 1
            name = selector_name(label.path[-1]) if of_parameter else label.path[0]
            match = act.names.classify(name, (label.path[0], owner) if of_parameter else ())
            elements.add(match.element if match is not None and match.level != "low" else "")
    return len(elements) <= _GUESSABLE

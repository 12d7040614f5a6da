"""What an instance's own `__format__` makes of it, by the specification.

class Money:
    def __str__(self): return f"*** {self.currency}"
    def __format__(self, spec): return f"{self._value} {self.currency}" if spec == "full" else str(self)
print(booking.amount, f"{booking.amount}")     # masked
print(f"{booking.amount:full}")                # the amount
"""

from __future__ import annotations

from piilint.flow.domain.selectors import selector_name
from piilint.flow.domain.value import Label, Value, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.protection.guards import apply_guard


def own_format(act: Activation, value: Value, spec: Value, at: int) -> Value | None:
    """The text that the class in view makes; None where it has no `__format__`. A part of the instance that no name says to
    be harmless is what the instance is called."""
    from piilint.flow.calling.methods import call_dunder

    made = call_dunder(act, value, "__format__", [spec], at)
    if made is None:
        return None
    told = [label for label in value.labels.values() if not label.path]
    guards = sorted({label.guard for label in made.labels.values() if _is_part(act, value, label)}) if told else []
    shown = [apply_guard(act, label, guard) for label in told for guard in guards]
    return join(made, Value({label.key: label for label in shown if label is not None})).text()


def _is_part(act: Activation, value: Value, label: Label) -> bool:
    """Whether it is surely a part of the instance, not what code that isn't known made of one, nor its currency."""
    owner, last = ("p", *label.path[:-1]), label.path[-1:]
    return (
        bool(last)
        and label.confidence == 3
        and not label.unasked
        and owner in value.objects
        and not act.names.describes(selector_name(last[0]))
    )

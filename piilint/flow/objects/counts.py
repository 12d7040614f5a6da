"""Tables of whole numbers by name: what stands in one isn't what its key is called, but how many of it there are.

def tell(empty: dict[str, int]):
    log.info("%s", empty["email"])      # nothing
"""

from __future__ import annotations

from piilint.flow.domain.selectors import selector_name
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation


def number_in_table(act: Activation, selector: str, child: Value) -> Value:
    """A part of a table of numbers: under a name that is no amount's it isn't what is called so, but how many there are."""
    owners = tuple(label.path[-2].strip(".") for label in child.labels.values() if len(label.path) > 1)
    match = act.names.classify(selector_name(selector), owners)
    counts = any(act.names.counts(owner) for owner in owners)
    is_amount = match is not None and act.catalogue.elements[match.element].group == "statement"
    return child if is_amount and not counts else Value(child.labels, child.objects, child.refs, ())

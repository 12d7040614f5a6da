"""Tables of whole numbers by name: what stands in one may be how many there are of what its key is called.

def tell(row: dict[str, int], seen: Counter[str]):
    log.info("%s", row["email"])          # nothing: an address is no number
    log.info("%s", row["card_number"])    # the card's number
    log.info("%s", seen["card_number"])   # nothing
"""

from __future__ import annotations

from piilint.flow.domain.selectors import selector_name
from piilint.flow.domain.value import Ref, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.protection.guards import protects
from piilint.flow.syntax.annotations import COUNTS


def number_in_table(act: Activation, table: Ref, selector: str, child: Value) -> Value:
    """A part of such a table: under a name of what is no number, or of a table that is called so, how many there are."""
    owners = tuple(label.path[-2].strip(".") for label in child.labels.values() if len(label.path) > 1)
    match = act.names.classify(selector_name(selector), owners)
    about = act.catalogue.elements[match.element] if match is not None else None
    counts = table == COUNTS or any(map(act.names.counts, owners))
    counts |= (about is None or about.group != "statement") and any(map(act.names.numbers, owners))
    if counts or (match is not None and protects(act, match.element, "number")):
        return Value(child.labels, child.objects, child.refs, ())
    return child

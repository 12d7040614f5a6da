"""What is written into a `ChainMap` and taken out of it: its first mapping changes, and of the others shows what it hides.

chain = ChainMap({"iban": "***"}, row)
del chain["iban"]                        # chain["iban"] is row["iban"] again
"""

from __future__ import annotations

from piilint.flow.collections.known_keys import surely_has
from piilint.flow.domain.value import NOTHING, ObjectId, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import exact_items, read_part, remove_part, write_part


def beside(chain: ObjectId) -> ObjectId:
    """The list of the mappings that a `ChainMap` is made of."""
    return (*chain[:3], f"maps of {chain[-1]}")


def mappings_of(act: Activation, value: Value) -> ObjectId | None:
    """That list, of a value that is a `ChainMap` made here; else None."""
    lists = [beside(oid) for oid in value.objects if oid[0] == "a"]
    return lists[0] if len(lists) == 1 and lists[0] in act.state.heap else None


def put_into_first(act: Activation, value: Value, selector: str, part: Value) -> None:
    """`chain["iban"] = x`: the first of the mappings has it."""
    lists = mappings_of(act, value)
    if lists is not None:
        write_part(act, act.state.object(lists).fields.get("[0]", NOTHING), selector, part)


def take_out(act: Activation, value: Value, selector: str) -> None:
    """`del row["iban"]`, `row.pop("iban")`: from here on there is nothing, or what the next mapping of a chain has."""
    lists = mappings_of(act, value)
    maps = (exact_items(act.state.object(lists)) or []) if lists is not None else []
    for first in maps[:1]:
        remove_part(act, first, selector)
    shown = (read_part(act, one, selector) for one in maps[1:] if surely_has(act, one, selector))
    write_part(act, value, selector, next(shown, NOTHING))

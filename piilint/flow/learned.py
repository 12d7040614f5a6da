"""What is found out once about the program's text, and looked up from then on: it doesn't depend on what is followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from piilint.catalogue.match import NameMatch
from piilint.flow.value import Label, Ref


@dataclass(slots=True)
class Learned:
    """By what it is about; keys made of `id()` are those of nodes that live as long as the program."""

    exposed: dict[str, Label | None] = field(default_factory=dict)
    """By kind of record the worst field of the project's: see `flow.exposure`."""
    reads: dict[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """By function what it reads of its variables: see `flow.reads`."""
    deciding: dict[str, frozenset[str]] = field(default_factory=dict)
    """The parameters whose constants a function is interpreted for."""
    deciding_places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What it captures, and what its instance holds, that it is interpreted for: see `flow.deciding`."""
    walked: dict[str, frozenset[str]] = field(default_factory=dict)
    """By function the parameters whose keys it goes over: see `flow.specialise`."""
    hidden_fields: dict[tuple[str, int], bool] = field(default_factory=dict)
    """By module and field: whether the field's declaration hides it."""
    annotated: dict[tuple[str, int], Ref | None] = field(default_factory=dict)
    """By module and annotation: the class it names."""
    attribute_classes: dict[tuple[str, str], Ref | None] = field(default_factory=dict)
    """By class and attribute: the class that its declaration or the constructor gives it."""
    captured: dict[str, frozenset[str]] = field(default_factory=dict)
    """By function: its names that inner functions use."""
    carried: dict[int, frozenset[str]] = field(default_factory=dict)
    """By loop: the names that one round hands to the next."""
    speaking_classes: dict[str, bool] = field(default_factory=dict)
    """By class: whether it has sensitive fields of its own."""
    classes_of_code: dict[str, bool] = field(default_factory=dict)
    """By class: whether its instances are pieces of code, not records."""
    column_comments: dict[tuple[str, str], NameMatch] | None = None
    """By table and column what the schema's comment says."""
    setters: dict[tuple[str, str], str | None] = field(default_factory=dict)
    """By class and attribute: the property's setter."""
    proved: dict[tuple[str, str], bool] = field(default_factory=dict)
    """Masks, and whether evaluating them shows that they hold, or fail."""

"""What is found out once about the program's text, and looked up from then on: it doesn't depend on what is followed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from piilint.catalogue.match import NameMatch
from piilint.catalogue.schema import Response
from piilint.flow.domain.value import Label, Ref
from piilint.flow.solving.consulted import Notes, Page
from piilint.flow.solving.lessons import Key, lesson_key
from piilint.model import ir

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")
_NEVER = sys.maxsize


@dataclass(slots=True)
class Learned:
    """By what it is about; keys made of `id()` are those of nodes that live as long as the program."""

    exposed: dict[str, Label | None] = field(default_factory=dict)
    """By kind of record the worst field of the project's: see `flow.answers.exposure`."""
    reads: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """By function, and in which way, what it reads of its variables: see `flow.syntax.reads`."""
    paths: dict[str, frozenset[str]] = field(default_factory=dict)
    """By function the variables that it uses as paths of files: see `flow.sources.files_named`."""
    configured: dict[str, frozenset[str]] = field(default_factory=dict)
    """By function the variables by which a configuration is looked up: see `flow.sources.configured`."""
    wanted: dict[tuple[str, str], dict[str, frozenset[str]]] = field(default_factory=dict)
    """The parameters of which functions want something, by what, and by the first that was asked of those that were answered
    together: see `flow.calling.handed_on`."""
    wanted_with: dict[tuple[str, str], str] = field(default_factory=dict)
    """By what, and by function, that first one."""
    deciding_places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What it captures, and what its instance holds, that it is interpreted for: see `flow.syntax.deciding`."""
    tested_places: dict[str, frozenset[str]] = field(default_factory=dict)
    """By method what its instance holds that it calls if it is there: see `flow.syntax.tested`."""
    own_places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of these, those that its own body depends on."""
    walked_places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By method what its instance holds that it goes over the keys of: see `flow.syntax.walked`."""
    table_places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Where the tables stand in which it looks something up: see `flow.syntax.looked_up`."""
    stepped: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Where the sequences stand whose members it calls in a loop: see `flow.calling.stepped`."""
    own_stepped: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of these, those that its own body calls."""
    stepped_attributes: dict[str, frozenset[str]] = field(default_factory=dict)
    """By class the attributes in which such sequences stand."""
    handed_attributes: dict[str, frozenset[str]] = field(default_factory=dict)
    """Of these, and of those that its methods hand to others whose members those call."""
    columns_handed_on: dict[str, dict[str, str]] = field(default_factory=dict)
    """By function and parameter the keyword under which the next method takes columns: see `flow.calling.chosen_columns`."""
    matched: dict[str, Mapping[str, tuple[ir.Pattern, ...]]] = field(default_factory=dict)
    """By function and parameter that it matches, with which patterns: see `flow.syntax.matched`."""
    kept_by_setters: dict[str, str] = field(default_factory=dict)
    """By `__set__` of a descriptor how it protects what it keeps: see `flow.objects.descriptors`."""
    asks_classes: dict[str, bool] = field(default_factory=dict)
    """By function whether it asks of anything whether it is of a class in view: see `flow.objects.sure_classes`."""
    sizes: dict[str, int] = field(default_factory=dict)
    """By function how many nodes its text has, inner functions aside."""
    switched: dict[str, frozenset[str]] = field(default_factory=dict)
    """By class the attributes that its methods set to constants: see `flow.syntax.deciding`."""
    hidden_fields: dict[tuple[str, int], bool] = field(default_factory=dict)
    """By module and field: whether the field's declaration hides it."""
    aliases: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """By class the other names of its fields: see `flow.syntax.aliases`."""
    column_writers: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    """By module and field: the method of the column's type that makes what is written: see `flow.tabular.column_types`."""
    converters: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """By class and field: the functions that make what is held of it: see `flow.objects.converted`."""
    annotated: dict[tuple[str, int], Ref | None] = field(default_factory=dict)
    """By module and annotation: the class it names."""
    attribute_classes: dict[tuple[str, str], Ref | None] = field(default_factory=dict)
    """By class and attribute: the class that its declaration or the constructor gives it."""
    meant: dict[tuple[str, str, str], Ref | None] = field(default_factory=dict)
    """By function, variable and the collection that it is of, the class that their names and what is called on it mean: see
    `flow.syntax.meant`."""
    mappings: dict[str, frozenset[str]] = field(default_factory=dict)
    """By function the variables that it uses as mappings: see `flow.syntax.used_as_mapping`."""
    beside_keys: dict[str, dict[str, str]] = field(default_factory=dict)
    """By function, by the key's variable the one that loops over items bind beside it: see `flow.interpreter.allowed_keys`."""
    compared: dict[str, frozenset[str]] = field(default_factory=dict)
    """By function the variables that it compares with texts of its own: see `flow.syntax.compared`."""
    passed_classes: dict[tuple[str, str], Mapping[str, Ref]] = field(default_factory=dict)
    """By function and how many calls are followed, classes of its parameters: see `flow.syntax.passed_classes`."""
    rebound: dict[str, Mapping[str, bool]] = field(default_factory=dict)
    """By function the parameters that it binds anew: see `flow.syntax.rebound`."""
    assigned: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By class the attributes that its methods give their own instance: see `flow.objects.reflection`."""
    captured: dict[str, frozenset[str]] = field(default_factory=dict)
    """By function: its names that inner functions use."""
    carried: dict[int, frozenset[str]] = field(default_factory=dict)
    """By loop: the names that one round hands to the next."""
    speaking_classes: dict[str, bool] = field(default_factory=dict)
    """By class: whether it has sensitive fields of its own."""
    classes_of_code: dict[str, bool] = field(default_factory=dict)
    """By class: whether its instances are pieces of code, not records."""
    kept_by: dict[str, str] = field(default_factory=dict)
    """By class: the one datum that its instances keep, "" if they keep several, or none: see `flow.objects.keepers`."""
    trials: dict[str, bool] = field(default_factory=dict)
    """By module: whether it tests the rest, see `flow.answers.testing`."""
    column_comments: dict[str, dict[tuple[str, str], NameMatch]] = field(default_factory=dict)
    """Under "", by table and column what the schema's comment says."""
    plain_columns: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    """Under "", by table and column those that hold one number or date."""
    told_constants: dict[tuple[str, str], bool] = field(default_factory=dict)
    """By class and attribute: whether only the bodies of classes give it, and only constants: `flow.objects.told_constants`."""
    reducers: dict[str, dict[str, tuple[str, ir.Expr]]] = field(default_factory=dict)
    """Under "", by class the function that is registered to pickle it: see `flow.texts.own_state`."""
    imported: dict[str, frozenset[str]] = field(default_factory=dict)
    """Under "", the packages that the program imports something of."""
    table_columns: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    """Under "", by table the columns that the program creates it with."""
    kept_results: dict[str, tuple[Response, ...]] = field(default_factory=dict)
    """By function what frameworks do with what it returns: see `flow.calling.responses`."""
    held_back: dict[tuple[str, str, str], bool] = field(default_factory=dict)
    """By function, variable and methods that save: whether the document that it holds is only saved into memory."""
    calls_by_name: dict[str, dict[str, list[tuple[str, ir.Call]]]] = field(default_factory=dict)
    """Under "" the calls of the program, by the last word of what is called, with the function that makes each."""
    proved: dict[tuple[str, str], bool] = field(default_factory=dict)
    """Masks, and whether evaluating them shows that they hold, or fail."""
    may_mask: dict[str, bool] = field(default_factory=dict)
    """By function whether it looks like a mask, whatever its name: see `flow.protection.unnamed`."""
    tried: dict[tuple[str, str], str] = field(default_factory=dict)
    """What such functions, called so, were seen to protect."""
    notes: Notes | None = None
    """Where is noted what of the program's text is consulted, if it is."""
    _pages: dict[tuple[int, Hashable], Page] = field(default_factory=dict)
    _making: dict[tuple[int, Hashable], int] = field(default_factory=dict)
    """What is being made, with how much is being made around it."""
    _lesson_keys: dict[tuple[int, Hashable], Key | None] = field(default_factory=dict)
    """By table and key under what the answer is told."""
    _names: dict[int, str] = field(default_factory=dict)
    """By `id()` of a table its name."""
    _outermost: int = _NEVER
    """Of what is being made and was asked for meanwhile, how much is around it."""

    def once(
        self, table: dict[_K, _V], key: _K, make: Callable[[], _V], *meanwhile: _V, part: tuple[str, ...] | None = None
    ) -> _V:
        """What the table has under the key, made if it has nothing; `meanwhile` is what it has while that is made.

        It counts as consulted by whoever asks; with a `part`, which ends in a key of what is made, what stands there does.
        """
        place = (id(table), key)
        if key in table:
            if place in self._making:
                self._outermost = min(self._outermost, self._making[place])
            elif self.notes is not None:
                self._consult(table, key, part, self._pages[place])
            return table[key]
        depth = self._making[place] = len(self._making)
        for value in meanwhile:
            table[key] = value
        outer = self.notes.begin() if self.notes is not None else None
        page, is_made = None, False
        try:
            made = table[key] = make()
            is_made = self._outermost >= depth
        finally:
            del self._making[place]
            if self.notes is not None and outer is not None:
                page = self._pages[place] = self.notes.turn_back(outer)
                if not is_made:
                    self.notes.add(page)
        if not is_made:
            del table[key]  # made with what something around it is only meanwhile
        else:
            self._outermost = _NEVER
            if page is not None:
                self._consult(table, key, part, page)
        return made

    def _consult(self, table: dict[_K, _V], key: _K, part: tuple[str, ...] | None, page: Page) -> None:
        """Note that what the table has was asked for: by itself, where that can be told in a later run, else by what was
        consulted for it."""
        assert self.notes is not None
        known = self._lesson_key(table, key if part is None else part)
        if known is None:
            self.notes.add(page)
            return
        self.notes.learn(known)
        if known not in self.notes.lessons:
            value: Any = table[key]
            self.notes.lessons.add(known, value if part is None else value[part[-1]], page.keys)

    def _lesson_key(self, table: object, key: Hashable) -> Key | None:
        """See `lesson_key`, which goes through all characters of a key."""
        place = (id(table), key)
        if place not in self._lesson_keys:
            if not self._names:
                self._names = {id(getattr(self, name)): name for name in self.__slots__ if name[0] != "_"}
            self._lesson_keys[place] = lesson_key(self._names[id(table)], key)
        return self._lesson_keys[place]

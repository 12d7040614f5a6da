"""What CREATE TABLE statements in the program's own texts say of columns: by their comments and types, and by which there are.

DDL = "CREATE TABLE tx (k1 VARCHAR(32) COMMENT '对方账号')"
for k1, in con.execute("SELECT k1 FROM tx"):      # k1 is a counterparty's account
"""

from __future__ import annotations

from collections.abc import Iterable

from piilint.catalogue.identifiers import Identifier
from piilint.catalogue.labels import label_meaning
from piilint.catalogue.match import NameMatch
from piilint.flow.domain.value import Label, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.sources.naming import last_word, settled, with_match, without_records

_LONGEST = 50_000
"""Longer texts are dumps."""


def commented(act: Activation, table: str, column: str, value: Value, at: int) -> Value:
    """The value of a column, with what its comment says; as it is if there is none, or if its name has said it."""
    if not value.opaque or any(label.element for label in value.labels.values()):
        return value
    match = _meanings(act).get((table.lower(), column.lower()))
    return value if match is None else with_match(act, value, match, at, column, "queried")


def row_columns(act: Activation, labels: Iterable[Label]) -> tuple[str, ...]:
    """The columns of the row that `SELECT *` gave, by its labels, where the program creates the table."""
    asked = (label for label in labels if label.record and any(step.kind == "queried" for step in label.trace))
    return next((found for label in asked if (found := _created(act, label.text.rpartition(" ")[2]))), ())


def _created(act: Activation, table: str) -> tuple[str, ...]:
    """The columns that the program's own texts create a table with; none if they don't."""

    def look() -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for text in act.program.texts_with("create", "table"):
            columns = _columns(text) if len(text) <= _LONGEST else []
            for each in columns:
                found[each.owner.lower()] = (*found.get(each.owner.lower(), ()), each.name)
        return found

    learned = act.solver.learned
    return learned.once(learned.table_columns, "", look).get(table.lower(), ())


def _meanings(act: Activation) -> dict[tuple[str, str], NameMatch]:
    def look() -> dict[tuple[str, str], NameMatch]:
        found: dict[tuple[str, str], NameMatch] = {}
        for text in act.program.texts_with("comment", "create"):
            if len(text) <= _LONGEST:
                found.update(_of_text(act, text))
        return found

    learned = act.solver.learned
    return learned.once(learned.column_comments, "", look)


def as_typed(act: Activation, table: str, column: str, value: Value, at: int) -> Value:
    """What is written to a column, without the record that only names tell of where the column holds one number or date:
    `statement_rows INTEGER` is how many, `balance NUMERIC` the statement's balance."""
    records = [label for label in value.labels.values() if label.record]
    learned = act.solver.learned
    plain = learned.once(learned.plain_columns, "", lambda: _plain_columns(act)) if records else frozenset()
    if (table.lower(), column.lower()) not in plain:
        return value
    rest = value.with_labels(without_records(value.labels))
    match = act.names.classify(column, tuple(last_word(label.text) for label in records))
    if not act.names.follows(match) or act.catalogue.elements[match.element].record:
        return settled(rest)
    return with_match(act, rest, match, at, column, "queried")


def _plain_columns(act: Activation) -> frozenset[tuple[str, str]]:
    plain: set[tuple[str, str]] = set()
    other: set[tuple[str, str]] = set()
    for text in act.program.texts_with("create", "table"):
        for each in _columns(text) if len(text) <= _LONGEST else ():
            (plain if each.plain else other).add((each.owner.lower(), each.name.lower()))
    return frozenset(plain - other)


def _columns(text: str) -> list[Identifier]:
    from piilint.catalogue.ddl import read_tables

    try:
        return list(read_tables(text))
    except ValueError:
        return []


def _of_text(act: Activation, text: str) -> dict[tuple[str, str], NameMatch]:
    meanings = {
        (each.owner.lower(), each.name.lower()): label_meaning(act.names, each.label)
        for each in _columns(text)
        if each.label
    }
    return {key: match for key, match in meanings.items() if match is not None}

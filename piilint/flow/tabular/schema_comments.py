"""What CREATE TABLE statements in the program's own texts say of columns, by their comments and their types.

DDL = "CREATE TABLE tx (k1 VARCHAR(32) COMMENT '对方账号')"
for k1, in con.execute("SELECT k1 FROM tx"):      # k1 is a counterparty's account
"""

from __future__ import annotations

from piilint.catalogue.labels import label_meaning
from piilint.catalogue.match import NameMatch
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.sources.naming import settled, with_match, without_records

_LONGEST = 50_000
"""Longer texts are dumps."""


def commented(act: Activation, table: str, column: str, value: Value, at: int) -> Value:
    """The value of a column, with what its comment says; as it is if there is none, or if its name has said it."""
    if not value.opaque or any(label.element for label in value.labels.values()):
        return value
    match = _meanings(act).get((table.lower(), column.lower()))
    return value if match is None else with_match(act, value, match, at, column, "queried")


def _meanings(act: Activation) -> dict[tuple[str, str], NameMatch]:
    def look() -> dict[tuple[str, str], NameMatch]:
        found: dict[tuple[str, str], NameMatch] = {}
        for text in act.program.texts_with("comment", "create"):
            if len(text) <= _LONGEST:
                found.update(_of_text(act, text))
        return found

    learned = act.solver.learned
    return learned.once(learned.column_comments, "", look)


def as_typed(act: Activation, table: str, column: str, value: Value) -> Value:
    """What is written to a column, without the record that only names tell of where the column holds one number or date:
    `statement_rows INTEGER` is how many."""
    if not any(label.record for label in value.labels.values()):
        return value
    learned = act.solver.learned
    plain = learned.once(learned.plain_columns, "", lambda: _plain_columns(act))
    is_plain = (table.lower(), column.lower()) in plain
    return settled(value.with_labels(without_records(value.labels))) if is_plain else value


def _plain_columns(act: Activation) -> frozenset[tuple[str, str]]:
    from piilint.catalogue.ddl import read_tables

    plain: set[tuple[str, str]] = set()
    other: set[tuple[str, str]] = set()
    for text in act.program.texts_with("create", "table"):
        try:
            columns = list(read_tables(text)) if len(text) <= _LONGEST else []
        except ValueError:
            continue
        for each in columns:
            (plain if each.plain else other).add((each.owner.lower(), each.name.lower()))
    return frozenset(plain - other)


def _of_text(act: Activation, text: str) -> dict[tuple[str, str], NameMatch]:
    from piilint.catalogue.ddl import read_tables

    try:
        columns = list(read_tables(text))
    except ValueError:
        return {}
    meanings = {
        (each.owner.lower(), each.name.lower()): label_meaning(act.names, each.label) for each in columns if each.label
    }
    return {key: match for key, match in meanings.items() if match is not None}

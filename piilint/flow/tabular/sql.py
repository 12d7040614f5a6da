"""SQL text: SELECT gives its columns, INSERT and UPDATE store theirs.

cur.execute("SELECT iban, id FROM accounts")           # rows: ["iban"] and [0] are {IBAN}
cur.execute("INSERT INTO t (iban, id) VALUES (?, ?)", (iban, id))   # store.database: iban
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from piilint.catalogue.schema import Query
from piilint.flow.calling.moving import argument_at, arguments_at
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.summary import SinkUse
from piilint.flow.domain.value import NOTHING, UNKNOWN, Value, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_part
from piilint.flow.objects.company import company_owners, of_account
from piilint.flow.sources.naming import named, settled, without_denied
from piilint.flow.tabular.frames import new_table
from piilint.flow.tabular.schema_comments import as_typed, commented
from piilint.flow.tabular.sql_columns import called_on_all, shows_nothing
from piilint.flow.tabular.sql_templates import is_key, template_of
from piilint.flow.texts.render import render

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Statement:
    """What a SQL text does with columns."""

    verb: str
    """"select", "insert", "update" or "other"."""
    table: str = ""
    columns: tuple[str, ...] = ()
    """Selected or written, in order."""
    parameters: tuple[str, ...] = ()
    """For each placeholder the column it is written to, or "" where it only selects rows."""
    keys: tuple[str, ...] = ()
    """For each of them the name under which its value is passed, "" where it has none."""
    named_after: tuple[str, ...] = ()
    """Of those selected: what column it is that has another name (`iban AS a`), else ""."""
    through: tuple[frozenset[str], ...] = ()
    """Of those selected: the database's own functions that all of it goes through (`mask(iban)`)."""


_NUMBERED = "passed_"
"""What numbered placeholders are called, `$2` as `:passed_2`, while a text is parsed."""


@lru_cache(maxsize=4096)
def parse_statement(text: str) -> Statement | None:
    """The statement of a SQL text, None if it can't be parsed."""
    import logging

    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    plain = re.sub(r"%\((\w+)\)s", r":\1", text.replace("%s", "?"))
    plain = re.sub(r"(?:\$|(?<=[\s(,=])\?)(\d{1,3})\b", rf":{_NUMBERED}\1", plain)
    plain = re.sub(r"(?<=[\s(,=]):\d+", "?", plain).strip()
    plain = re.sub(r"(VALUES)\s*\?$", r"\1", plain, flags=re.IGNORECASE)
    listed = re.search(r"\(([^()]*)\)\s*VALUES$", plain, re.IGNORECASE)
    if listed is not None:  # rows are given apart
        plain += f" ({', '.join('?' * len(listed[1].split(',')))})"
    if not plain or len(plain) > 20000:
        return None
    try:
        tree = sqlglot.parse_one(plain)
    except (SqlglotError, RecursionError, ValueError):
        return None
    while isinstance(tree, (exp.SetOperation, exp.Subquery)):  # its columns are called as the first part has them
        tree = tree.this
    table = next((t.name for t in tree.find_all(exp.Table)), "")
    if isinstance(tree, exp.Select):
        columns = tuple(_selected(column) for column in tree.expressions)
        renamed = tuple(_renamed(column) for column in tree.expressions)
        through = tuple(called_on_all(column) for column in tree.expressions)
        return Statement("select", table, columns, named_after=renamed, through=through)
    if isinstance(tree, exp.Insert):
        target = tree.this
        names = tuple(c.name for c in target.expressions) if isinstance(target, exp.Schema) else ()
        inserted = _as_passed(_inserted(tree, names))
        return Statement("insert", table, names, tuple(c for c, _ in inserted), tuple(key for _, key in inserted))
    if isinstance(tree, exp.Merge):
        return _merged(tree, table)
    if isinstance(tree, exp.Update):
        parts = [(e.this.name, e.expression) for e in tree.expressions if isinstance(e, exp.EQ)]
        written = _as_passed([place for name, value in parts for place in _placed(name, value)])
        columns = tuple(name for name, _ in parts)
        return Statement("update", table, columns, tuple(c for c, _ in written), tuple(key for _, key in written))
    return Statement("other", table)


def _merged(tree: exp.Merge, table: str) -> Statement:
    """MERGE: what its branches insert and update; parameters of the condition only select."""
    from sqlglot import exp

    columns = {
        id(place): alias.alias for alias in tree.find_all(exp.Alias) for place in alias.find_all(exp.Placeholder)
    }
    for branch in (*tree.find_all(exp.Update), *tree.find_all(exp.Insert)):
        if isinstance(branch, exp.Update):
            pairs = [(e.this.name, e.expression) for e in branch.expressions if isinstance(e, exp.EQ)]
        else:
            names, values = branch.this, branch.expression
            listed = isinstance(names, exp.Tuple) and isinstance(values, exp.Tuple)
            pairs = [(n.name, v) for n, v in zip(names.expressions, values.expressions, strict=False)] if listed else []
        columns |= {id(place): name for name, value in pairs for place in value.find_all(exp.Placeholder)}
    places = tree.find_all(exp.Placeholder, bfs=False)
    named = [("" if _is_sealed(p) else columns.get(id(p), ""), p.name if p.name != "?" else "") for p in places]
    written = _as_passed(named)
    every = tuple(column for column, _ in written)
    return Statement(
        "update", table, tuple(dict.fromkeys(filter(None, every))), every, tuple(key for _, key in written)
    )


def _selected(column: exp.Expression) -> str:
    """The name of a selected column; of an aggregate, that of what it adds up; "" of a count."""
    from sqlglot import exp

    if shows_nothing(column):
        return ""
    if isinstance(column, (exp.Star, exp.Column)) or column.alias:
        inner = column.find(exp.Column)
        return column.alias if column.alias and inner is None else column.alias_or_name
    inner = column.find(exp.Column)
    return inner.name if inner is not None and column.find(exp.Count) is None else ""


def _renamed(column: exp.Expression) -> str:
    """The column that only has another name here: `iban AS a`."""
    from sqlglot import exp

    inner = column.this if isinstance(column, exp.Alias) else None
    inner = inner.this if isinstance(inner, exp.Cast) else inner
    return inner.name if isinstance(inner, exp.Column) else ""


def _inserted(tree: exp.Insert, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """For each placeholder of the first row of values, its column and its own name."""
    from sqlglot import exp

    row = tree.expression.find(exp.Tuple) if tree.expression is not None else None
    if row is None or len(row.expressions) != len(names):
        return [(name, "") for name in names]
    return [place for name, value in zip(names, row.expressions, strict=True) for place in _placed(name, value)]


def _placed(column: str, value: exp.Expression) -> list[tuple[str, str]]:
    """The placeholders in what a column is given: the column, "" where the database seals it; and their names."""
    from sqlglot import exp

    places = value.find_all(exp.Placeholder)
    return [("" if _is_sealed(place) else column, place.name if place.name != "?" else "") for place in places]


def _as_passed(written: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same in the order in which they are passed: `$2` is the second, wherever it stands."""
    numbered = [(int(key.removeprefix(_NUMBERED)), column) for column, key in written if key.startswith(_NUMBERED)]
    if not numbered:
        return written
    passed = {number: column for number, column in reversed(numbered) if column}
    return [(passed.get(number, ""), "") for number in range(1, max(numbered)[0] + 1)]


def _is_sealed(place: exp.Expression) -> bool:
    """Whether the database encrypts or hashes what is passed: `pgp_sym_encrypt(%s, %s)`, `crypt(%s, gen_salt('bf'))`."""
    from sqlglot import exp

    call = place.find_ancestor(exp.Func)
    name = (call.name or call.sql_name()).lower() if call is not None else ""
    return _seals(name)


def _seals(name: str) -> bool:
    """Whether a database's function of this name encrypts or hashes with a key."""
    return "encrypt" in name or name in ("crypt", "hmac")


def run_query(act: Activation, query: Query, callee: str, receiver: Value, args: Arguments, at: int) -> Value | None:
    """What running the text does: rows given back, parameters stored; None if the text isn't known."""
    text = _passed(act, query.text, receiver, args)
    if text is None:
        return None
    asked = [name for name, held in act.objects(text) if held.cls is not None and held.cls[0] == "list"]
    plain = Value(text.labels, text.objects - frozenset(asked))  # `select(Account)` stands for its rows
    built = {k: v for k, v in render(act, plain, "text", at).items() if v.element or v.path}
    template = template_of(act, text)
    if template is not None and is_key(template):
        return receiver if receiver.objects else UNKNOWN
    if built and args.positional:  # `*query` is text and parameters that a library has built
        act.reach(
            built, SinkUse("store.database", callee, act.place_of_call(at), "text", 2), at, query.text.partition("|")[0]
        )
    if template is None:
        row = read_part(act, Value(objects=frozenset(asked)), "[*]") if asked else UNKNOWN
        return _answer(act, query, receiver, row, at)
    statement = parse_statement(template)
    if statement is None:
        return UNKNOWN
    params = _parameters(act, query, receiver, args, at)
    if statement.verb in ("insert", "update"):
        if params is not None:
            _store(act, statement, params, callee, at, query.many)
        return act.allocate(at, "cursor", None, {}, tag="written")
    if statement.verb == "select":
        return _answer(act, query, receiver, _row(act, statement, at), at)
    return _rows(act, receiver, UNKNOWN, at)  # what was selected before is gone


def only_counts(act: Activation, answer: Value) -> bool:
    """Whether what a query gives has nothing of any column, whoever runs it: `SELECT COUNT(*) FROM accounts`."""
    cursors = [held for _, held in act.objects(answer)]
    rows = [row for cursor in cursors for part in cursor.fields.values() for _, row in act.objects(part)]
    return bool(rows) and all(
        row.kind == "tuple" and row.fields and all(part.is_nothing() for part in row.fields.values()) for row in rows
    )


def _passed(act: Activation, choices: str, receiver: Value, args: Arguments) -> Value | None:
    """The first of some arguments that is passed: "arg0|kw:query"."""
    found = (argument_at(act, path, receiver, args) for path in choices.split("|"))
    return next((value for value in found if value is not None), None)


def _parameters(act: Activation, query: Query, receiver: Value, args: Arguments, at: int) -> Value | None:
    """What is passed for the placeholders: one argument, all further ones, or keywords (`execute(text, iban=iban)`)."""
    if query.params.endswith("+"):
        given = [value for _, value in arguments_at(act, query.params, receiver, args)]
        return act.allocate(at, "tuple", None, {f"[{i}]": v for i, v in enumerate(given)}, tag="parameters")
    params = _passed(act, query.params, receiver, args)
    if params is not None and not params.objects and len(args.positional) > 2 and query.params.startswith("arg1"):
        given = args.positional[1:]  # pyodbc's execute(text, one, two)
        return act.allocate(at, "tuple", None, {f"[{i}]": v for i, v in enumerate(given)}, tag="parameters")
    named_ones = {f'["{key}"]': v for key, v in args.keywords.items() if f"kw:{key}" not in query.text.split("|")}
    if params is not None or not named_ones:
        return params
    return act.allocate(at, "dict", None, named_ones, tag="parameters")


_ROWS = frozenset(("tuple", "list", "dict", "namedtuple"))


def _owners(act: Activation, statement: Statement) -> tuple[str, ...]:
    """Whose the columns of a statement are: its table's, and what they tell of each other."""
    columns = tuple(column for column in statement.columns if column)
    return of_account(act.names, columns, (statement.table, *company_owners(act.names, columns)))


def _store(act: Activation, statement: Statement, params: Value, callee: str, at: int, many: bool) -> None:
    use = SinkUse("store.database", callee, act.place_of_call(at), "data", 3)
    owners = _owners(act, statement)
    if statement.columns and not statement.parameters:
        return
    if not params.objects or not statement.parameters:
        act.reach(render(act, params, "data", at), use, at, "arg1")
        return
    rows = [params]
    first = read_part(act, params, "[0]")
    if first.objects and (many or any(held.kind in _ROWS for _, held in act.objects(first))):
        rows = [first, read_part(act, params, "[*]")]
    for row in rows:
        for position, column in [(p, c) for p, c in enumerate(statement.parameters) if c]:
            key = statement.keys[position] if position < len(statement.keys) else ""
            for selector in (f"[{position}]", f'["{column}"]', *([f'["{key}"]'] if key and key != column else [])):
                part = read_part(act, row, selector)
                part = named(act, part, key, (), at, key) if key and selector == f'["{key}"]' else part
                part = without_denied(act, column, part)
                part = commented(act, statement.table, column, named(act, part, column, owners, at, column), at)
                part = as_typed(act, statement.table, column, part, at)
                act.reach(render(act, part, "data", at), use, at, f"arg1{selector}")


def _row(act: Activation, statement: Statement, at: int) -> Value:
    fields: dict[str, Value] = {}
    owners = _owners(act, statement)
    act.querying = True
    for position, column in enumerate(statement.columns):
        if column and column != "*" and not _is_masked(act, statement, position):
            source = statement.named_after[position] if statement.named_after else ""
            known = settled(UNKNOWN) if _is_told_harmless(act, source, column, owners) else UNKNOWN
            value = commented(act, statement.table, column, named(act, known, column, owners, at, column), at)
            if source and not value.labels:
                value = commented(act, statement.table, source, named(act, value, source, owners, at, column), at)
            fields[f"[{position}]"] = value
            fields[f'["{column}"]'] = value
            fields[f".{column}"] = value
        else:
            fields["[*]" if column == "*" else f"[{position}]"] = UNKNOWN if column == "*" else NOTHING
    act.querying = False
    row = act.allocate(at, "tuple", None, fields, tag="row")
    if "*" not in statement.columns:
        return row
    match = act.names.record(statement.table) if statement.table else None
    if not act.names.follows(match):
        return join(row, UNKNOWN)
    from piilint.flow.sources.naming import with_match

    return with_match(act, UNKNOWN, match, at, f"SELECT * FROM {statement.table}", "queried")


def _is_told_harmless(act: Activation, source: str, alias: str, owners: tuple[str, ...]) -> bool:
    """Whether a column's own name says that it is nothing, and its other name something only for what stands around it:
    `SELECT currency AS unit FROM accounts`."""
    names = act.names
    if not source or names.classify(alias) is not None:
        return False
    match = names.classify(source, owners)
    return bool(names.describes(source)) if match is None else not names.follows(match)


def _is_masked(act: Activation, statement: Statement, position: int) -> bool:
    """Whether a selected column goes through a function that the catalogue, or its name, says protects."""
    names = statement.through[position] if statement.through else frozenset[str]()
    known = (each for name in names for each in act.catalogue.calls.named(name).sanitizers)
    return any(map(_seals, names)) or any(each.kind in ("mask", "encryption") for each in known)


def _answer(act: Activation, query: Query, receiver: Value, row: Value, at: int) -> Value:
    """What the call gives of the rows."""
    if query.gives == "row":
        return row
    if query.gives == "list":
        return act.allocate(at, "list", None, {"[*]": row.as_many()}, tag="rows")
    if query.gives == "value":
        return read_part(act, row, "[0]") if row.objects else row
    if query.gives == "table":
        columns = {s: part for _, held in act.objects(row) for s, part in held.fields.items() if s.startswith('["')}
        return join(new_table(act, columns, at), Value(row.labels)) if columns else Value(row.labels, opaque=row.opaque)
    return _rows(act, receiver, row, at)


def _rows(act: Activation, receiver: Value, row: Value, at: int) -> Value:
    """A cursor over rows; `fetchone`, `fetchall` and iteration give them."""
    cursor = act.allocate(at, "cursor", None, {"[*]": row}, tag="cursor")
    types = [target for kind, target in receiver.refs if kind == "inst"]
    if types and not any(target.lower().endswith("cursor") for target in types):
        return (
            cursor  # rows that a connection was asked for are theirs who asked; those of a cursor (PEP 249) wait in it
        )
    for name, held in act.objects(receiver):
        if held.kind != "absent":
            act.state.heap[name] = held.with_field("[*]", row)
    return join(cursor, NOTHING)

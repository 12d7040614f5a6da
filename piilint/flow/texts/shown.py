"""What of an argument a sink lets out: all of it, some of its columns, its text or its `repr`."""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.catalogue.schema import Sink
from piilint.flow.calling.moving import argument_at
from piilint.flow.collections.known_keys import known_parts
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import Labels, Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import exact_items, read_attribute, read_part
from piilint.flow.objects.company import company_owners
from piilint.flow.objects.declared import hidden_fields
from piilint.flow.sources.naming import last_word, named
from piilint.flow.tabular.columns import named_items
from piilint.flow.tabular.frames import is_table, read_column
from piilint.flow.texts.placeholders import PERCENT
from piilint.flow.texts.plain_data import made_plain
from piilint.flow.texts.render import key_only, render


def shown(act: Activation, sink: Sink, name: str, value: Value, receiver: Value, args: Arguments, at: int) -> Labels:
    """What of an argument gets out; of a row of which only some columns are written, those."""
    if sink.names:
        value = named_items(act, value, argument_at(act, sink.names, receiver, args), at)
    columns = _columns(act, sink, receiver, args)
    if sink.shows == "data" and not args.keywords.keys().isdisjoint(_ENCODING):
        value = made_plain(act, value, receiver, args, at)
    if not columns:
        return render(act, value, shows(sink, name, args), at)
    if sink.only.startswith("self"):
        return render(act, _chosen(act, value, columns, at), shows(sink, name, args), at)
    sealed = hidden_fields(act, value)
    columns = [column for column in columns if column not in sealed]
    if sink.shows == "changes":  # what such a row has elsewhere was written there
        changed = [key_only(act, _changed_part(act, value, f".{column}")) for column in columns]
        return render(act, join_all(changed), sink.shows, at)
    table = is_table(act, value)
    parts = {
        f'["{column}"]': read_column(act, value, column, at)
        if table or not value.refs.isdisjoint(classes().tables)
        else key_only(act, read_attribute(act, value, column, at, "", by_name=False))
        for column in columns
    }
    written = {key: part for key, part in parts.items() if part.labels}
    return render(act, act.allocate(at, "dict", None, written, tag="written"), "data", at)


def _changed_part(act: Activation, row: Value, selector: str) -> Value:
    """A column of a row that is saved: what was written to it, or the caller's own, not what it holds elsewhere."""
    part = read_part(act, row, selector)
    own = {(*name, selector) for name, _ in act.objects(row)}
    return Value(part.labels, part.objects - own, part.refs, part.const, part.opaque)


_ENCODING = ("default", "cls")
"""Arguments that say what is written of instances: `json.dump(order, file, default=str)`."""


def _columns(act: Activation, sink: Sink, receiver: Value, args: Arguments) -> list[str]:
    """The names of the parts that get out; none where they aren't told, or not all known."""
    listed = argument_at(act, sink.only, receiver, args) if sink.only else None
    items = [part for _, held in act.objects(listed) for part in exact_items(held) or ()] if listed is not None else []
    return [str(item.const[0]) for item in items if item.const] if all(item.const for item in items) else []


def _chosen(act: Activation, row: Value, columns: list[str], at: int) -> Value:
    """Of a row those keys that are written; of a row whose keys nobody knows, under each what it says."""
    known = known_parts(act, row)
    if known is None:
        called = (last_word(label.text) for label in row.labels.values())
        owners = (*called, *company_owners(act.names, tuple(columns)))
        parts = {column: read_part(act, row, key_selector(column)) for column in columns}
        known = {key_selector(c): named(act, part, c, owners, at, c) for c, part in parts.items()}
    selectors = [key_selector(column) for column in columns]
    written = {selector: known[selector] for selector in selectors if selector in known}
    return act.allocate(at, "dict", None, written, tag="written")


def shows(sink: Sink, name: str, args: Arguments) -> str:
    """How an argument is shown: "%r" in the message that formats it later shows its `repr`."""
    first = args.positional[0].const if args.positional else None
    if (
        sink.shows != "text"
        or not first
        or not isinstance(first[0], str)
        or not name.startswith("arg")
        or name == "arg0"
    ):
        return sink.shows
    kinds = [match["type"] for match in PERCENT.finditer(first[0]) if match["type"] != "%"]
    position = int(name[3:]) - 1 if name[3:].isdigit() else len(kinds)
    return "repr" if position < len(kinds) and kinds[position] in "ra" else sink.shows

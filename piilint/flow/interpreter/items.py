"""Subscripts: `base[index]` by key, by position, several columns, or anything.

row["iban"]              # what is under the key, or what the key says
df[["iban", "ccy"]]      # a table of these columns
request.args["iban"]     # a key of a library's object
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.calling.context_vars import CONTEXTS, held_there
from piilint.flow.calling.imported import LOADED, module_of
from piilint.flow.collections.pairs import as_key
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import index_selector, key_selector
from piilint.flow.domain.value import NOTHING, UNKNOWN, Label, Value, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import library_objects, read_attribute, read_part
from piilint.flow.objects.derived import contents
from piilint.flow.objects.enumerations import member_by_name
from piilint.flow.objects.places import positional_field
from piilint.flow.protection.guards import guarded, is_one_text
from piilint.flow.sources.naming import last_word, named, owners_of, settled
from piilint.flow.syntax.used_as_text import is_made_text
from piilint.flow.syntax.words_apart import is_word
from piilint.flow.tabular.columns import is_column
from piilint.model import ir


def item_of(act: Activation, base: Value, index: Value, expr: ir.Sub | ir.Call, text: str) -> Value:
    """`base[index]`: by key, by position, several columns, or anything."""
    from piilint.flow.tabular.frames import is_table
    from piilint.flow.tabular.tables import select_columns

    own = _as_class_says(act, base, index, expr.at)
    if own is not None:
        return own
    base = contents(act, base)
    part = _typed_part(act, base, index)
    part = part if part is not None else member_by_name(act, base, index)
    if part is not None:
        return part
    looked_up = held_there(act, base, index) if base.refs == CONTEXTS else None
    looked_up = module_of(act, index) if base.refs == LOADED else looked_up
    if looked_up is not None:
        return looked_up
    tables = [f"{target}.__column__" for kind, target in sorted(base.refs) if kind == "inst"]
    if any(kind in ("class", "ext") for kind, _ in base.refs) and not base.objects:
        if not _is_things(base, index):
            return base  # Generic[...] and the like
        base = UNKNOWN
    modules = [name for kind, name in base.refs if kind == "module"]
    if modules and index.const and isinstance(index.const[0], str):  # `globals()["rates"]`, `vars(module)["rates"]`
        return read_attribute(act, base, index.const[0], expr.at, text)
    index = _row_and_column(act, index) or index
    columns = select_columns(act, base, index, expr.at, text)
    if columns is not None:
        return columns
    if is_table(act, base) and not (index.const and isinstance(index.const[0], str)):
        return base  # some of its rows
    asks = not index.const and isinstance(expr, ir.Sub) and _asks_rows(expr.index)
    table = not base.refs.isdisjoint(classes().tables)  # or a column of one
    if asks and isinstance(expr, ir.Sub) and (table or index.is_nothing() or _asks_itself(expr)):
        return base
    index = as_key(act, index, base)
    if not index.const:
        part = read_part(act, base, index_selector(index))
        return _character(act, base, part, expr, text) if _is_letter_of_text(act, expr) else part
    key = index.const[0]
    field = positional_field(act, base, key) if isinstance(key, int) else ""
    if field:
        return read_attribute(act, base, field, expr.at, text)
    value = read_part(act, base, key_selector(key))
    if isinstance(key, int):
        return _at_position(act, base, value, expr, text)
    if not isinstance(key, str):
        return value
    shown = f"{text}[{key!r}]" if not any(c.isdigit() for c in key) else f"{text}[…]"
    if act.names.counts(last_word(text)):
        return settled(value)
    owners = owners_of(act, base, text) if act.names.speaks(key) else ()
    found = named(act, value, key, owners, expr.at, shown)
    kinds = [act.catalogue.calls.type_of_path(target) for target in tables]
    series = frozenset(("inst", each) for each in kinds if each is not None)
    return Value(found.labels, found.objects, found.refs | series, found.const, found.opaque) if series else found


def _at_position(act: Activation, base: Value, part: Value, expr: ir.Sub | ir.Call, text: str) -> Value:
    """What stands at a place of a container, a column or a text."""
    if isinstance(expr, ir.Sub) and _is_text(act, base, expr.value):
        left = guarded(act, part, "tail")
        return Value(left.labels, left.objects, left.refs, left.const)
    if not (base.objects or base.refs.isdisjoint(classes().tables)):  # one of a column
        return Value(part.labels, opaque=part.opaque)
    return guarded(act, part, "tail") if _is_plain_text(base) else _character(act, base, part, expr, text)


def _is_text(act: Activation, base: Value, expr: ir.Expr) -> bool:
    """Whether the function's own text says that what is indexed is one text, or one word of one."""
    if any(held.kind in _NO_TEXTS for _, held in act.objects(base)):
        return False
    return is_word(act, expr) or (not base.objects and is_made_text(act, expr))


_NO_TEXTS = frozenset(("dict", "list", "tuple", "set", "namedtuple", "instance"))
"""What isn't one text, whatever it was split off."""


def _as_class_says(act: Activation, base: Value, index: Value, at: int) -> Value | None:
    """What a match, or the `__getitem__` or `__missing__` of a class in view gives; None where nothing of it is asked."""
    from piilint.flow.calling.methods import call_dunder

    if ("inst", "re.Match") in base.refs:
        from piilint.flow.texts.patterns import METHODS

        group = ir.Call(at, ir.Name(at, "group"), ())
        return METHODS["re.Match.__getitem__"](act, base, Arguments([index]), group) or NOTHING
    own = call_dunder(act, base, "__getitem__", [index], at)
    if own is not None:
        return own
    inside = contents(act, base)
    if any(index.const and key_selector(index.const[0]) in held.fields for _, held in act.objects(inside)):
        return None
    missing = call_dunder(act, base, "__missing__", [index], at)
    return None if missing is None else join(read_part(act, inside, index_selector(index)), missing)


def _typed_part(act: Activation, base: Value, index: Value) -> Value | None:
    """A part of a library's object of which the type is known: a workbook's sheet, a sheet's cell; None of anything else."""
    calls = [act.catalogue.calls.exact(f"{target}.__getitem__") for kind, target in sorted(base.refs) if kind == "inst"]
    types = frozenset(("inst", known.values[-1].type) for known in calls if known.values)
    if not types:
        return None
    inside = any(each.part for known in calls for each in known.values)
    objects = library_objects(act, base) if inside else frozenset()
    return Value(read_part(act, base, index_selector(index)).labels, objects, types, opaque=True)


def _asks_rows(index: ir.Expr) -> bool:
    """Whether it is a condition: `df[df["ccy"] == "EUR"]`, `df[~old & new]`."""
    if isinstance(index, ir.Bin):
        return index.op in ("&", "|") and all(_asks_rows(operand) for operand in index.operands)
    return isinstance(index, (ir.Compare, ir.Call)) or (isinstance(index, ir.Unary) and index.op == "~")


def _asks_itself(expr: ir.Sub) -> bool:
    """Whether a condition asks a column of the table itself: `df[df["name"].str.contains("x")]`. A row's part has nothing
    that would be asked: `row[row["kind"].lower()]` is another part of it."""
    asked, attributes, calls = expr.index, 0, 0
    while isinstance(asked, (ir.Call, ir.Attr)):
        attributes, calls = attributes + isinstance(asked, ir.Attr), calls + isinstance(asked, ir.Call)
        asked = asked.func if isinstance(asked, ir.Call) else asked.value
    if attributes <= calls or not isinstance(asked, ir.Sub) or not isinstance(asked.index, ir.Const):
        return False
    table, other = expr.value, asked.value
    while isinstance(table, ir.Attr) and isinstance(other, ir.Attr) and table.name == other.name:
        table, other = table.value, other.value
    return isinstance(table, ir.Name) and isinstance(other, ir.Name) and table.id == other.id


def _row_and_column(act: Activation, index: Value) -> Value | None:
    """The column in `df.loc[rows, "iban"]`, where it is one by name."""
    for _, held in act.objects(index):
        column = held.fields.get("[1]")
        if held.kind == "tuple" and column is not None and len(held.fields) == 2:
            named_columns = [part for _, inner in act.objects(column) for part in inner.fields.values()] or [column]
            if all(part.const and isinstance(part.const[0], str) for part in named_columns):
                return column
    return None


def _is_things(base: Value, index: Value) -> bool:
    """Whether it is a library's object, not a class: `request.args["iban"]`, by Python's own naming."""
    name = min(target for _, target in base.refs).rpartition(".")[2]
    is_object = name[:1].islower() and all(kind == "ext" for kind, _ in base.refs)
    return bool(is_object and index.const and isinstance(index.const[0], str))


def _character(act: Activation, base: Value, part: Value, expr: ir.Sub | ir.Call, text: str) -> Value:
    """One character of what the function is given, where its name says one text; what callers pass decides for itself,
    and a table's column has no such name of its own."""
    word = last_word(text.rstrip("]'\""))
    if not base.objects:
        return _letter_of_word(act, part)
    if act.names.is_whole(word) or (isinstance(expr, ir.Sub) and is_column(act, expr.value)):
        return part
    said = {
        key: label
        for key, label in part.labels.items()
        if last_word(label.text.rstrip("]'\"")) == word and is_one_text(act, label, base.objects)
    }
    if not said:
        return part
    others = {key: label for key, label in part.labels.items() if key not in said}
    left = {**others, **guarded(act, Value(said), "tail").labels}
    return Value(left, part.objects, part.refs, part.const)  # whatever takes it over doesn't make more of it


def _letter_of_word(act: Activation, part: Value) -> Value:
    """One character of each of the words that a text was split into: `word[0] for word in name.split()`, the initials."""
    words = {
        key: label
        for key, label in part.labels.items()
        if _is_word(label) and (label.path or is_one_text(act, label._replace(many=False), frozenset()))
    }
    if not words:
        return part
    others = {key: label for key, label in part.labels.items() if key not in words}
    left = {**others, **guarded(act, Value(words), "tail").labels}
    return Value(left, part.objects, part.refs, part.const)


def _is_word(label: Label) -> bool:
    """Whether a split gave it just now."""
    last = next((step for step in reversed(label.trace) if step.kind != "assigned"), None)
    return last is not None and last.kind == "iterated" and last.subject == "split"


def _is_letter_of_text(act: Activation, expr: ir.Sub | ir.Call) -> bool:
    """`name[position]` of a parameter declared `str`; a loop may go over all of them."""
    if not isinstance(expr, ir.Sub) or not isinstance(expr.value, ir.Name) or act.loops:
        return False
    declared = [param.annotation for param in act.function.node.params if param.name == expr.value.id]
    return bool(declared) and isinstance(declared[0], ir.Name) and declared[0].id == "str"


def _is_plain_text(value: Value) -> bool:
    """Whether it is one scalar's text, so that an index takes one character of it."""
    return (
        not value.objects
        and bool(value.labels)
        and all(not label.record and not label.path for label in value.labels.values())
    )

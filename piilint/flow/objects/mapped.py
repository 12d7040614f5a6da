"""Instances of classes that a library makes: rows of mapped classes, messages parsed, models validated.

    Payment.objects.get(pk=1)            # a Payment: its own fields and texts say what it holds
    session.scalars(select(Payment))     # many of them
    get_object_or_404(Payment, pk=1)

Which calls give them, and how many, the catalogue says (`does = "instance"`, `does = "instances"`).
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.catalogue.schema import Sink
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Ref, Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, read_attribute, read_part
from piilint.flow.objects.company import company_owners
from piilint.flow.objects.declared import foreign_keys
from piilint.flow.objects.removal import without_keys
from piilint.flow.sources.naming import last_word, owners_of
from piilint.flow.tabular import core_tables
from piilint.flow.tabular.column_expressions import renamed
from piilint.flow.texts.render import is_row, key_only
from piilint.model import ir

_MODEL = ".arg model"
"""Where rows by key keep the instances that they are columns of; it isn't shown."""


def instance(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """One instance of the class that is the receiver, or an argument, or that the receiver is a query of."""
    found = _instances(act, receiver, args)
    return None if found is None else read_part(act, found, "[*]")


def instance_pair(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`get_or_create(…)`: an instance, and whether it is new."""
    found = instance(act, receiver, args, expr)
    if found is None:
        return None
    return act.allocate(expr.at, "tuple", None, {"[0]": found, "[1]": NOTHING}, tag="pair")


def class_by_name(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`apps.get_model("bank", "Account")`, `get_model("bank.Account")`: the mapped class of that name; of several, the one
    of that application or of this module."""
    told = [value.const[0] for value in (*args.positional, *args.keywords.values()) if value.const]
    steps = [step for text in told if isinstance(text, str) for step in text.split(".")]
    called = act.program.classes_called(steps[-1]) if steps else ()
    mapped = [each for each in called if act.program.classes[each].kind == "orm"]
    near = [each for each in mapped if steps[0] in each.split(".")[:-1]] if len(mapped) > 1 else mapped
    here = near or [each for each in mapped if act.program.classes[each].module == act.module.name]
    return Value(refs=frozenset((("class", here[0]),))) if len(here) == 1 else None


def instances(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """The query over such instances."""
    return _instances(act, receiver, args)


def selected(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`select(Payment)`: its instances; `select(Payment.kind, func.sum(Payment.amount))`: rows of these columns."""
    found = _instances(act, receiver, args)
    if found is None:
        found = core_tables.statement(act, receiver, args, expr)
    if found is not None or not args.positional:
        return found
    fields: dict[str, Value] = {}
    for place, value in enumerate(args.positional):
        unknown = any(kind == "ext" for kind, _ in value.refs)  # a class, or a column of one, that isn't in view
        part = fields[f"[{place}]"] = Value(value.labels, opaque=unknown)
        names = [renamed(value), *(last_word(label.text) for label in value.labels.values())]
        if not value.refs.isdisjoint(classes().schemas) and not renamed(value) and act.objects(value):
            return None  # a table whose columns nobody knows
        fields.update({f".{name}": part for name in names if name})
    row = act.allocate(expr.at, "tuple", None, fields, tag="row")
    rows = act.allocate(expr.at, "list", ("list", ""), {"[*]": row.as_many()}, tag="rows of columns")
    return Value(objects=rows.objects)


def _instances(act: Activation, receiver: Value, args: Arguments) -> Value | None:
    for value in (receiver, *args.everything()):
        listed = join_all(
            part
            for _, held in act.objects(value)
            if held.kind in ("list", "tuple", "cursor")
            for part in held.fields.values()
        )
        for asked in (value, listed):
            found = query(asked)
            if found is not None:
                return found
            inner = [name for name, held in act.objects(asked) if held.cls is not None and held.cls[0] == "list"]
            if inner:
                return Value(objects=frozenset(inner))
    if any(_type_of_query(act, held) for _, held in act.objects(receiver)):
        return receiver  # a method's own query: of which class, its caller knows
    rows = [name for name, held in act.objects(receiver) if held.kind == "list" and len(receiver.refs) == 1]
    return Value(objects=frozenset(rows), refs=receiver.refs) if rows else None


def rows_by_key(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`Payment.objects.values("amount", "account__iban")`: rows by key; all fields if none are named."""
    columns = _columns(act, receiver, args, expr)
    if columns is None:
        return None
    row = act.allocate(expr.at, "dict", None, {f'["{name}"]': part for name, part in columns.items()}, tag="row")
    fields = {"[*]": row.as_many(), _MODEL: _instances(act, receiver, args) or NOTHING}
    rows = act.allocate(expr.at, "list", None, fields, tag="rows by key")
    return Value(objects=rows.objects, refs=receiver.refs)


def rows_by_position(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`Payment.objects.values_list("amount", "iban")`: tuples; of one field, with `flat=True`, its values."""
    columns = _columns(act, receiver, args, expr)
    if columns is None:
        return None
    flat = args.keywords.get("flat")
    if flat is not None and flat.const == (True,):
        row = join_all(columns.values())
    else:
        parts = {f"[{place}]": part for place, part in enumerate(columns.values())}
        row = act.allocate(expr.at, "tuple", None, parts, tag="row")
    rows = act.allocate(expr.at, "list", None, {"[*]": row.as_many()}, tag="rows by position")
    return Value(objects=rows.objects, refs=receiver.refs)


def _columns(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> dict[str, Value] | None:
    """The fields that are named, through relations (`account__iban`), of the instances that the receiver is a query of."""
    found = _instances(act, receiver, args)
    if found is None:
        return None
    row = read_part(act, found, "[*]")
    names = [value.const[0] for value in args.positional if value.const and isinstance(value.const[0], str)]
    if not names and not args.positional:
        classes = [held.cls[1] for _, held in act.objects(row) if held.cls is not None and held.cls[0] == "class"]
        names = [name for cls in classes if cls in act.program.classes for name in act.program.all_fields(cls)]
    columns: dict[str, Value] = {}
    for name in names:
        columns[name] = _column(act, row, name, expr.at)
    return columns


def aggregated(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`aggregate(total=Sum("balance"))`: one row of what is made of the columns that are named."""
    made = _made_columns(act, receiver, args, expr)
    return act.allocate(expr.at, "dict", None, made, tag="aggregated") if made else None


def annotated(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`values("kind").annotate(total=Sum("amount"))`: rows by key with some more; instances stay what they are."""
    made = _made_columns(act, receiver, args, expr)
    rows = [row for _, held in act.objects(receiver) for _, row in act.objects(held.fields.get("[*]", NOTHING))]
    if not made or not rows or any(row.kind != "dict" for row in rows):
        return _instances(act, receiver, args)
    fields = {selector: part for row in rows for selector, part in row.fields.items()}
    row = act.allocate(expr.at, "dict", None, {**fields, **made}, tag="row")
    grown = act.allocate(expr.at, "list", None, {"[*]": row.as_many()}, tag="rows by key")
    return Value(objects=grown.objects, refs=receiver.refs)


def _made_columns(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> dict[str, Value]:
    """By the name it is given, the column that an expression is made of; `Sum("balance")` alone is `balance__sum`."""
    known = join_all(held.fields.get(_MODEL, NOTHING) for _, held in act.objects(receiver))
    model = _instances(act, receiver, Arguments()) if known.is_nothing() else known
    row = read_part(act, model, "[*]") if model is not None else NOTHING
    found: dict[str, Value] = {}
    for name, value in args.keywords.items():
        column = value.const[0] if value.const else None
        found[f'["{name}"]'] = _column(act, row, column, expr.at) if isinstance(column, str) else value
    return found


def keyword_owners(act: Activation, sink: Sink, callee: str, rows: Value, args: Arguments) -> tuple[str, ...]:
    """Whose the keywords of a call are: what they say of each other, and, where they are a row's columns, the class that
    is made, `Customer.objects.create(name=name)`."""
    company = company_owners(act.names, tuple(args.keywords))
    row = read_part(act, rows, "[*]")
    made = any(is_row(act, held) for _, held in act.objects(row))
    classes = [act.program.classes[target].node.name for kind, target in sorted(rows.refs) if kind == "class"]
    if sink.channel == "store.database" and classes:
        return (*company, *classes)
    if sink.channel != "store.database" or not (made or sink.receiver):
        return company
    cls = "" if made else last_word(callee.rpartition(".")[0].rpartition(".")[0])
    return (*company, *owners_of(act, row if made else NOTHING, cls if cls[:1].isupper() else ""))


def row_only(act: Activation, args: Arguments, rows: Value) -> Arguments:
    """What a call that writes a row is given, without the rows of other tables, of which only the keys are written:
    `Leg.objects.create(account=account, amount=amount)`."""
    elsewhere = foreign_keys(act, rows)
    keywords = {name: key_only(act, value) for name, value in args.keywords.items() if name not in elsewhere}
    mapping, rest = args.mapping, args.rest_keywords
    if elsewhere:
        keywords = {name: without_keys(act, value, elsewhere) for name, value in keywords.items()}  # defaults={…}
        if mapping is not None:
            mapping = without_keys(act, mapping, elsewhere)
            rest = read_part(act, mapping, "[*]")
    return Arguments(args.positional, keywords, args.rest, rest, args.sequence, mapping)


def rows_without(act: Activation, args: Arguments, columns: frozenset[str]) -> Arguments:
    """The arguments without some columns of the rows among them: `session.execute(insert(Account), [{"iban": iban}])`."""
    keywords = {name: without_keys(act, value, columns) for name, value in args.keywords.items()}
    positional = [without_keys(act, value, columns) for value in args.positional]
    return Arguments(positional, keywords, args.rest, args.rest_keywords, args.sequence, args.mapping)


def _column(act: Activation, row: Value, name: str, at: int) -> Value:
    part, owner = row, ""
    for step in name.split("__"):
        part, owner = read_attribute(act, part, step, at, owner), step
    return part


def as_query(act: Activation, manager: Value, owner: Value, at: int) -> Value:
    """`objects = Accounts()`: a manager in view, as an attribute of a mapped class, is a query of its rows with methods
    of its own."""
    rows = query(owner)
    if rows is None:
        return manager
    made: list[Value] = []
    for _, held in act.objects(manager):
        known = _type_of_query(act, held)
        if known:
            row = {"[*]": read_part(act, rows, "[*]")}
            asked = act.allocate(at, "instance", held.cls, row, tag=f"query of {sorted(rows.objects)[0][1]}")
            made.append(Value(objects=asked.objects, refs=frozenset((("inst", known),)), opaque=True))
    return join_all(made) if made else manager


def _type_of_query(act: Activation, held: Object) -> str:
    """The type of a library's query that an object's class in view is derived from."""
    cls = class_of(act, held)
    known = classes().queries
    return next((known[target] for _, target in cls.mro if target in known), "") if cls is not None else ""


def gives_way(act: Activation, value: Value, ref: Ref, name: str) -> bool:
    """Whether a library's method isn't the one that is called, where a class in view has one of its own: the catalogue says
    nothing of it, or it is that of a query whose manager has its own, `Entry.objects.bulk_create(payee, entries)`."""
    return ref[0] == "inst" and (
        act.catalogue.calls.exact(f"{ref[1]}.{name}").empty or _is_own_of_query(act, value, name)
    )


def _is_own_of_query(act: Activation, query: Value, name: str) -> bool:
    if not any(target in classes().queries.values() for _, target in query.refs):
        return False
    known = [class_of(act, held) for _, held in act.objects(query) if held.kind == "instance"]
    return bool(known) and all(cls is not None and act.program.find_method(cls.id, name) for cls in known)


def query(value: Value) -> Value | None:
    """Instances of the class that a value is, None if it is none."""
    classes = sorted(target for kind, target in value.refs if kind == "class")
    if not classes:
        return None
    objects: frozenset[ObjectId] = frozenset(("tl", target) for target in classes)
    return Value(objects=objects)

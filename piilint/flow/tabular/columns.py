"""Which columns a data frame has that a library has read, where the function that uses it names them.

df = pd.read_csv(path)       # which columns? …
print(df.head())             # … so this shows an IBAN
for iban in df["iban"]:      # … this one, among others
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector, of_deferred, selector_name
from piilint.flow.domain.value import UNKNOWN, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.assign import bind_target
from piilint.flow.objects.access import exact_items, read_part, write_part
from piilint.flow.objects.company import company_owners
from piilint.flow.sources.naming import named
from piilint.flow.syntax.reads import keys_of, reads_of
from piilint.flow.tabular.frames import is_table, new_table
from piilint.model import ir


def with_columns(act: Activation, variable: str, value: Value, at: int) -> Value:
    """The frame that is bound to a variable, with the sensitive columns that the function reads of the variable."""
    if not value.refs or not value.opaque or is_table(act, value) or not _is_frame(act, value):
        return value
    names = reads_of(act).get(variable, ())
    owners = company_owners(act.names, names)
    known = [
        name for name in names if (match := act.names.classify(name, owners)) is not None and act.names.follows(match)
    ]
    if not known:
        return value
    columns = {key_selector(name): UNKNOWN for name in known}
    return new_table(act, {**columns, "[*]": Value(value.labels, opaque=True)}, at, value)


def with_keys(act: Activation, target: ir.Expr, value: Value, at: int) -> Value:
    """What a loop or an assignment binds to a variable, with the sensitive keys that the function reads of it.

    Only of a value that nobody knows, under a name that says nothing by itself: `for rec in reader: log.info(rec["IBAN"])`.
    """
    if not isinstance(target, ir.Name) or not value.opaque or value.objects or value.refs or value.const:
        return value
    said = act.names.classify(target.id)
    known = any(label.element and label.confidence > 1 for label in value.labels.values())
    if known or (said is not None and said.confidence != "low"):
        return value
    names = keys_of(act).get(target.id, ())
    owners = company_owners(act.names, names)
    sure = [n for n in names if (m := act.names.classify(n, owners)) is not None and m.confidence != "low"]
    if not any(act.names.follows(act.names.classify(name, owners)) for name in sure):
        return value
    part = Value(value.labels, opaque=True)
    passed = any(label.path for label in value.labels.values())  # which the caller knows by key
    keys = {key_selector(name): read_part(act, value, key_selector(name)) for name in (names if passed else sure)}
    made = act.allocate(at, "dict", None, {**keys, "[*]": part}, tag=f"{target.id}: keys that are read")
    return Value(objects=made.objects, opaque=True)


def bind_rows(act: Activation, target: ir.Expr, value: Value, at: int) -> None:
    """Bind what a loop or an assignment gives, likewise; also one by one: `for number, rec in enumerate(reader)`."""
    bind_target(act, target, with_keys(act, target, value, at))
    for each in target.elements if isinstance(target, ir.Seq) else ():
        held = act.state.env.get(each.id) if isinstance(each, ir.Name) else None
        made = with_keys(act, each, held, at) if held is not None else None
        if made is not held and made is not None:
            bind_target(act, each, made)


def named_items(act: Activation, row: Value, names: Value | None, at: int) -> Value:
    """A row whose items have the names that a header gives them: `writer.writerow(["Konto", "Betrag"])` came before."""
    header = [item.const[0] for item in header_items(act, names) if item.const] if names is not None else []
    if not header or not all(isinstance(name, str) for name in header):
        return row
    texts = tuple(str(name) for name in header)
    owners = company_owners(act.names, texts)
    for _, held in act.objects(row):
        items = exact_items(held)
        if items is not None and len(items) == len(texts):
            told = {
                f"[{place}]": item if _is_harmless(act, item) else named(act, item, name, owners, at, name)
                for place, (item, name) in enumerate(zip(items, texts, strict=True))
            }
            return act.allocate(at, "list", None, told, tag="told by a header")
    return row


def _is_harmless(act: Activation, item: Value) -> bool:
    """Whether it is read by a name of its own that says that it isn't the data: `row["status"]` under "iban", or given by a
    call that is called so: `cards.last_four(row)`."""
    paths = [label.path for label in item.labels.values()]
    given = {path[0].rpartition(".")[2] for path in paths if len(path) == 1 and of_deferred(path)}
    names = given or {selector_name(path[-1]) for path in paths if len(path) > 1}
    return len(names) == 1 and bool(act.names.describes(names.pop()))


def header_items(act: Activation, row: Value) -> list[Value]:
    """The items of a row of constants; none of any other row."""
    for _, held in act.objects(row):
        items = exact_items(held)
        if items and all(item.const and isinstance(item.const[0], str) for item in items):
            return items
    return []


def header(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`writer.writerow(["Konto", "Betrag"])`: a row of constants names the columns of those that follow."""
    row = args.get(0)
    if row is not None and header_items(act, row):
        write_part(act, receiver, ".header", row)
    return None


def is_column(act: Activation, expr: ir.Expr) -> bool:
    """Whether an expression reads a column of a data frame: `df["iban"]`, `df.iban`, `df["iban"].iloc`."""
    from piilint.flow.interpreter.expressions import evaluate

    if isinstance(expr, ir.Attr) and isinstance(expr.value, (ir.Sub, ir.Attr)) and expr.name in ("iloc", "loc"):
        expr = expr.value
    if not isinstance(expr, (ir.Sub, ir.Attr)) or not isinstance(expr.value, ir.Name):
        return False
    if isinstance(expr, ir.Sub) and not (isinstance(expr.index, ir.Const) and isinstance(expr.index.value, str)):
        return False
    owner = evaluate(act, expr.value)
    return is_table(act, owner) or (bool(owner.refs) and _drops_columns(act, owner))


def _is_frame(act: Activation, value: Value) -> bool:
    """Whether it is a new object of a library's class whose columns can be dropped."""
    if any(held.kind != "library" for _, held in act.objects(value)):
        return False
    return _drops_columns(act, value)


def _drops_columns(act: Activation, value: Value) -> bool:
    calls = act.catalogue.calls
    return any(
        propagator.does == "drop"
        for kind, target in value.refs
        if kind == "inst"
        for propagator in calls.exact(f"{target}.drop").propagators
    )

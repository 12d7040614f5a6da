"""What a function reads of a variable, found before it is run: its text says what kind of thing the variable holds.

def archive(card, box):
    log.info("archiving %s", card.pan[-4:])   # card has a pan …
    box.put(json.dumps(card))                 # … so that all of card shows it
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from piilint.flow.domain.selectors import EACH, key_selector
from piilint.flow.domain.state import SYMBOL_DEPTH
from piilint.flow.domain.value import UNKNOWN, Labels, Object, ObjectId, join_labels
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.company import company_owners, is_vague
from piilint.flow.sources.naming import with_match
from piilint.flow.syntax.used_as_text import told_as_text
from piilint.link.collect import nested_blocks
from piilint.model import ir
from piilint.model.walking import parts_of

Reads = Mapping[str, tuple[str, ...]]
"""By variable: the attributes and keys that are read of it, in order."""


def reads_of(act: Activation) -> Reads:
    """What the function that is interpreted reads of its variables."""
    return _once(act, "all", _read)


def keys_of(act: Activation) -> Reads:
    """What it reads of its variables by constant keys only, as of a dict."""
    return _once(act, "keys", _keys)


def keys_of_elements(act: Activation) -> Reads:
    """By variable: the constant keys that it reads of its elements, of a list of rows: `for row in rows: row["iban"]`."""
    return _once(act, "elements", _keys_of_elements)


def unpacked_with(act: Activation) -> Reads:
    """By variable: the names that a row is unpacked into together with it: `day, iban, amount = row`."""
    learned, body = act.solver.learned, act.function.node.body
    return learned.once(
        learned.reads, (act.function.id, "unpacked"), lambda: {n: names for names in _unpackings(body) for n in names}
    )


def _once(act: Activation, what: str, look: Callable[[tuple[ir.Stmt, ...]], Iterator[tuple[str, str]]]) -> Reads:
    """What is found in the function's text, by variable, without repetition."""

    def collect() -> Reads:
        found: dict[str, dict[str, None]] = {}
        for variable, name in look(act.function.node.body):
            key = _constant(act, name[len(_CALLED) :]) if name.startswith(_CALLED) else name
            if key is not None:
                found.setdefault(variable, {})[key] = None
        return {variable: tuple(names) for variable, names in found.items()}

    learned = act.solver.learned
    return learned.once(learned.reads, (act.function.id, what), collect)


_CALLED = "="
"""Begins what stands for a key that is called by a constant's name: `row[IBAN]`."""


def _constant(act: Activation, name: str) -> str | None:
    """The text that a module's variable holds, which is assigned once, here or where it is imported from."""
    if name in act.locals or name in act.params:
        return None
    kind, target = act.program.member(act.function.module, name) or ("", "")
    module, _, own = target.partition(":")
    given = act.program.assigned(module, own) if kind == "var" else ()
    text = given[0].value if len(given) == 1 else None
    return text.value if isinstance(text, ir.Const) and isinstance(text.value, str) else None


def beside(act: Activation, variable: str) -> tuple[str, ...]:
    """What the other parameters of a function, or what a row is unpacked into besides, say of a variable."""
    owners = company_owners(act.names, act.params) if len(act.params) > 1 else ()
    if owners and variable in act.params and act.function.cls is not None and act.function.node.name == "__init__":
        owners = (*owners, act.function.cls.rpartition(".")[2])  # what an instance is made of, is of the class
    if variable not in act.params and is_vague(act.names, variable, owners):
        owners = ()  # a text that is made here
    owners = owners or company_owners(act.names, unpacked_with(act).get(variable, ()))
    return owners or told_as_text(act, variable)


def learned(act: Activation, name: ObjectId, held: Object, at: int, by_key: bool) -> Labels:
    """What all of a caller's object must hold, because sensitive parts of it are read, and not overwritten, here; of its
    text only what is read by key: a dict shows it, another object may not."""
    labels: Labels = {}
    elements = (act.state.heap.get((*name, selector)) for selector in ("[*]", EACH))
    changed = {*held.fields, *(field for element in elements if element is not None for field in element.fields)}
    for variable, names in names_read(act, name, by_key):
        owners = (variable, *company_owners(act.names, names))
        for part in names:
            match = act.names.classify(part, owners)
            known = f".{part}" in changed or f'["{part}"]' in changed
            if act.names.follows(match) and match.confidence != "low" and not known:
                value = with_match(act, UNKNOWN, match, at, f"{variable}.{part}", "read")
                labels = join_labels(labels, {k: label._replace(confidence=2) for k, label in value.labels.items()})
    return labels


def names_read(act: Activation, name: ObjectId, by_key: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The variables that hold a caller's object, with what is read of each."""
    whole = act.state.env.get(name[1])
    if by_key and whole is not None and whole.refs and name[1] in act.params and len(name) == 2:
        return  # a library's row: what its text is, its type says; that of a dict made of it shows all
    inside = [part for part in name[2:] if part[0] != "="]  # of the parameter, or of a copy (`table.head()`)
    if name[1] in act.params and not inside:
        names = (keys_of(act) if by_key else reads_of(act)).get(name[1], ())
        names = tuple(dict.fromkeys((*names, *keys_of_elements(act).get(name[1], ()), *_read_of_rows(act, name[1]))))
        if names:
            yield name[1], names
        return
    if name[1] in act.params and len(inside) == 1 and _is_place(inside[0]):
        rows = keys_of_elements(act).get(name[1])
        if rows:
            yield name[1], rows
            return
    if len(name) - 1 > SYMBOL_DEPTH:
        return  # it stands for its parts, too
    for variable, names in keys_of(act).items():
        held = act.state.env.get(variable)
        if held is not None and name in held.objects and variable not in act.params:
            yield variable, names


def _read_of_rows(act: Activation, parameter: str) -> Iterator[str]:
    """What is read by key of a selection of a table's rows, which has all its columns: `open = df[df["status"] == "open"]`."""
    for variable, names in reads_of(act).items():
        held = act.state.env.get(variable)
        if held is None or not held.refs or variable == parameter:
            continue
        rows = [name for name in held.objects if name[:2] == ("p", parameter) and all(p[0] == "=" for p in name[2:])]
        written = {part for name in rows if name in act.state.heap for part in act.state.heap[name].fields}
        if rows:
            yield from (name for name in names if key_selector(name) not in written)


def _read(node: object) -> Iterator[tuple[str, str]]:
    """(variable, attribute or key) of every read in a piece of IR, but for methods that are called."""
    if isinstance(node, tuple):
        for part in node:
            yield from _read(part)
        return
    if not isinstance(node, msgspec.Struct) or isinstance(node, (ir.FunctionDef, ir.ClassDef)):
        return
    if isinstance(node, ir.Call) and isinstance(node.func, ir.Attr):
        yield from _key(node.func.value, node.args[0].value if node.func.name == "get" and node.args else None)
        if node.func.name in _OF_COLUMNS:
            yield from (pair for arg in node.args for pair in _key(node.func.value, _listed(arg.value)))
        yield from _read(node.func.value)
        yield from _read(node.args)
        return
    if isinstance(node, ir.Attr) and isinstance(node.value, ir.Name):
        yield node.value.id, node.name
    elif isinstance(node, ir.Sub):
        yield from _key(node.value, node.index)
    for field in parts_of(type(node)):
        yield from _read(getattr(node, field))


_OF_COLUMNS = frozenset(
    (
        *("drop", "drop_duplicates", "dropna", "duplicated", "groupby", "melt", "merge", "nlargest", "nsmallest"),
        *("pivot_table", "rename", "select", "set_index", "sort_values", "value_counts"),
    )
)
"""Methods of tables that are told columns by name."""


def _listed(expr: ir.Expr) -> ir.Expr:
    """What lists columns: `["iban"]`, the keys of `{"iban": "key"}`, `"iban"`."""
    return ir.Seq(expr.at, "list", tuple(key for key in expr.keys if key)) if isinstance(expr, ir.Dict) else expr


def _keys(node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, tuple):
        for part in node:
            yield from _keys(part)
        return
    if not isinstance(node, msgspec.Struct) or isinstance(node, (ir.FunctionDef, ir.ClassDef)):
        return
    if isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name == "get" and node.args:
        yield from _key(node.func.value, node.args[0].value)
    elif isinstance(node, ir.Sub):
        yield from _key(node.value, node.index)
    for field in parts_of(type(node)):
        yield from _keys(getattr(node, field))


def _is_place(selector: str) -> bool:
    """Whether it selects elements of a sequence: `[*]`, `[0]`, `[:3]`."""
    return selector[1:-1].strip("-:").isdigit() or selector in ("[*]", EACH)


def _keys_of_elements(node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, tuple):
        for part in node:
            yield from _keys_of_elements(part)
        return
    if not isinstance(node, msgspec.Struct) or isinstance(node, (ir.FunctionDef, ir.ClassDef)):
        return
    if isinstance(node, ir.For):
        yield from _as_elements(node.target, node.iter, node.body)
    elif isinstance(node, ir.Comp):
        for clause in node.clauses:
            yield from _as_elements(clause.target, clause.iter, (node.element, node.value, clause.ifs))
    elif isinstance(node, ir.Sub) and isinstance(node.value, ir.Sub) and isinstance(node.value.value, ir.Name):
        yield from _key(node.value, node.index)
    for field in parts_of(type(node)):
        yield from _keys_of_elements(getattr(node, field))


def _as_elements(target: ir.Expr, source: ir.Expr, body: object) -> Iterator[tuple[str, str]]:
    """What is read of the elements of a variable, or of a part of it, in what is done with each."""
    while isinstance(source, ir.Sub) and isinstance(source.index, ir.Slice):
        source = source.value
    if isinstance(target, ir.Name) and isinstance(source, ir.Name):
        for variable, name in _keys(body):
            if variable == target.id:
                yield source.id, name


def _unpackings(body: tuple[ir.Stmt, ...]) -> Iterator[tuple[str, ...]]:
    pending: list[ir.Stmt] = list(body)
    while pending:
        stmt = pending.pop()
        targets = stmt.targets if isinstance(stmt, ir.Assign) else (stmt.target,) if isinstance(stmt, ir.For) else ()
        for target in targets:
            if isinstance(target, ir.Seq):
                yield tuple(each.id for each in target.elements if isinstance(each, ir.Name))
        pending.extend(inner for block in nested_blocks(stmt) for inner in block)


def _key(owner: ir.Expr, index: object) -> Iterator[tuple[str, str]]:
    if isinstance(owner, ir.Sub) and isinstance(owner.index, ir.Const) and isinstance(owner.index.value, int):
        owner = owner.value  # rows[0]["iban"]
    if not isinstance(owner, ir.Name):
        return
    for key in index.elements if isinstance(index, ir.Seq) else (index,):  # df[["iban", "amount"]]
        if isinstance(key, ir.Const) and isinstance(key.value, str):
            yield owner.id, key.value
        elif isinstance(key, ir.Name):
            yield owner.id, f"{_CALLED}{key.id}"

"""Tables of functions that a function is interpreted for: those that a caller passes, a closure captured or an instance holds.

def redact(row, rules=RULES): return {key: rules[key](value) if key in rules else value for key, value in row.items()}

class Redact:
    def __init__(self, rules): self._rules = rules
    def show(self, key, value): return self._rules[key](value)
    def log(self, account): log.info("%s", self.show("iban", account.iban))

Redact({"iban": mask}).log(account)         # of all that are ever made, so that `log` knows them, too
"""

from __future__ import annotations

from piilint.flow.calling.renaming import is_copy, origin
from piilint.flow.domain.value import Object, ObjectId, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, read_part
from piilint.flow.objects.known_functions import OPEN, KnownFunction, table_of
from piilint.flow.objects.members import attribute_elsewhere, held_by_owner
from piilint.flow.syntax.looked_up import table_parameters, table_places
from piilint.flow.syntax.walked import KnownKeys
from piilint.link.program import FunctionInfo


def passed_tables(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> dict[str, KnownKeys]:
    """The tables that are passed for parameters in which the function looks something up."""
    known = {name: table for name, value in roots.items() if (table := _table(act, value)) is not None}
    wanted = table_parameters(act.solver, info) if known else frozenset[str]()
    return {name: known[name] for name in sorted(known) if name in wanted}


def held_tables(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> dict[str, KnownKeys]:
    """Those that a closure captured, or that a method's instance holds."""
    found: dict[str, KnownKeys] = {}
    for place in table_places(act.solver, info):
        root, *steps = place.split(".")
        value = roots.get(root)
        if value is None:
            continue
        if root == "^" or is_known(act, value, f".{steps[0]}"):
            for step in steps:
                value = read_part(act, value, f".{step}") if len(value.objects) == 1 else Value()
            table = _table(act, value)
        else:
            table = _in_any(act, value, steps[0])
        found |= {place: table} if table is not None else {}
    return found


def has_functions(known: object) -> bool:
    """Whether it is such a table."""
    return isinstance(known, KnownKeys) and any(isinstance(each, KnownFunction) for each in known.inside)


def has_open_functions(known: KnownKeys) -> bool:
    """Whether a function of such a table captured what is no constant, which only who has the table knows."""
    return any(isinstance(each, KnownFunction) and OPEN in dict(each.captured).values() for each in known.inside)


def is_known(act: Activation, value: Value, selector: str) -> bool:
    """Whether it is an instance that was made in view, or one of which this part is a constant here."""
    objects = act.objects(value)
    return len(objects) == 1 and (
        (objects[0][0][0] == "a" and objects[0][1].kind == "instance") or (objects[0][0], selector) in act.fixed
    )


def _in_any(act: Activation, value: Value, attribute: str) -> KnownKeys | None:
    """The table that any instance holds in an attribute: any of a method's own class, any that its own instance holds."""
    if len(value.objects) != 1 or value.refs:
        return None
    ((name, held),) = act.objects(value)
    if name[0] != "p" or f".{attribute}" in held.fields:
        return None
    theirs = held_by_owner(act, name)
    if theirs is not None:
        return _same_table(act, [thing.fields.get(f".{attribute}", Value()) for _, thing in _made(act, theirs)])
    cls = class_of(act, held) if len(name) == 2 else None
    if cls is None or cls.id != act.function.cls:
        return None
    anywhere = attribute_elsewhere(act, cls, attribute)
    if anywhere.labels or anywhere.refs or anywhere.opaque:
        return None
    return _same_table(act, [Value(objects=frozenset((oid,))) for oid, _ in _made(act, anywhere)])


def _made(act: Activation, value: Value) -> list[tuple[ObjectId, Object]]:
    """The objects that a value may be, but for one of which callers have copies of their own."""
    objects = act.objects(value)
    if any(name[0] != "a" for name, _ in objects):
        return []
    copied = {origin(name).rstrip("'") for name, _ in objects if is_copy(name)}
    return [(name, held) for name, held in objects if is_copy(name) or origin(name) not in copied]


def _same_table(act: Activation, values: list[Value]) -> KnownKeys | None:
    """The table that all of these are."""
    tables = {_table(act, value) for value in values}
    return tables.pop() if len(tables) == 1 else None


def _table(act: Activation, value: Value) -> KnownKeys | None:
    table = table_of(act, value) if value.objects else None
    return KnownKeys(*table) if table is not None else None

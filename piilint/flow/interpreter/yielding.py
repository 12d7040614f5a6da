"""What a generator gives: one by one, where it yields as often as its text says; else any of what it yields.

def parts(account):
    yield "kind", account.kind
    yield "iban", account.iban

dict(parts(account))["kind"]      # the kind alone
"""

from __future__ import annotations

from piilint.flow.collections.growing import add_all, put_last
from piilint.flow.domain.selectors import EACH
from piilint.flow.domain.value import Object, ObjectId, Value, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import exact_items, read_part


def begin(act: Activation) -> None:
    """Before the body runs."""
    act.state.heap[_name(act)] = Object("list")


def give(act: Activation, value: Value) -> None:
    """`yield value`."""
    act.yields = join(act.yields, value)
    put_last(act, _listed(act), value)


def give_all(act: Activation, values: Value) -> None:
    """`yield from values`."""
    any_of_them = read_part(act, values, EACH)
    act.yields = join(act.yields, any_of_them)
    if not add_all(act, _listed(act), values):
        act.state.write(_name(act), "[*]", any_of_them)


def given(act: Activation) -> dict[str, Value]:
    """The parts of the generator, once the function has been run: its elements by position, or any of them."""
    items = exact_items(act.state.object(_name(act)))
    return {f"[{i}]": item for i, item in enumerate(items)} if items else {"[*]": act.yields}


def _listed(act: Activation) -> Value:
    """What was given up to here, as a list."""
    return Value(objects=frozenset((_name(act),)))


def _name(act: Activation) -> ObjectId:
    return ("a", act.path, str(act.function.node.at), "yields")

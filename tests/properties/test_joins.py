"""Joins of abstract values and objects are associative, commutative and idempotent, whatever the order of branches."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from piilint.flow.domain.state import join_objects
from piilint.flow.domain.value import NOTHING, Label, Object, Value, constant, join, widened
from piilint.model.facts import Step
from piilint.model.place import Spot

quick = settings(max_examples=200, deadline=None)

_spots = st.builds(Spot, st.just("a.py"), st.integers(0, 3))
_steps = st.builds(Step, _spots, st.sampled_from(("read", "assigned")), st.just("x"))
_labels = st.builds(
    Label,
    element=st.sampled_from(("", "iban", "balance")),
    path=st.sampled_from(((), ("p",), ("p", ".name"))),
    source=_spots,
    guard=st.sampled_from(("", "tail")),
    text=st.just("x"),
    confidence=st.integers(1, 3),
    record=st.just(False),
    many=st.just(False),
    trace=st.lists(_steps, max_size=2).map(tuple),
)
_objects = st.frozensets(st.sampled_from((("a", "1"), ("a", "2"), ("p", "x"))), max_size=2)
_refs = st.frozensets(st.sampled_from((("func", "m.f"), ("class", "m.C"))), max_size=2)
_constants = st.none() | st.sampled_from((("kind",), ("iban",), (1,)))
values = st.sampled_from((NOTHING, constant("kind"), constant("iban"), constant("state"))) | st.builds(
    lambda labels, objects, refs, const, opaque: Value({x.key: x for x in labels}, objects, refs, const, opaque),
    st.lists(_labels, max_size=3),
    _objects,
    _refs,
    _constants,
    st.booleans(),
)
_fields = st.dictionaries(st.sampled_from(('["iban"]', ".name", "[*]")), values, max_size=3)
objects = st.builds(Object, st.sampled_from(("dict", "instance", "symbol")), st.none(), _fields)


@quick
@given(values, values, values)
def test_join_of_values_is_associative(one: Value, two: Value, three: Value) -> None:
    assert _equal(join(join(one, two), three), join(one, join(two, three)))


@quick
@given(values, values)
def test_join_of_values_is_commutative(one: Value, two: Value) -> None:
    assert _equal(join(one, two), join(two, one))


@quick
@given(values, values)
def test_join_of_values_is_idempotent(one: Value, two: Value) -> None:
    both = join(one, two)
    assert _equal(join(one, one), one)
    assert _equal(join(both, two), both)
    assert _equal(join(one, NOTHING), one)


_many_labels = st.builds(
    Label,
    element=st.sampled_from(("", "iban", "balance")),
    path=st.just(()) | st.tuples(st.sampled_from("pqrstu"), st.sampled_from((".a", ".b", ".c", ".d"))),
    source=st.builds(Spot, st.just("a.py"), st.integers(0, 9)),
    guard=st.just(""),
    text=st.just("x"),
    confidence=st.integers(1, 3),
    record=st.just(False),
    many=st.just(False),
    trace=st.just(()),
)
_large = st.builds(
    lambda labels, objects: Value({x.key: x for x in labels}, objects),
    st.lists(_many_labels, max_size=15),
    st.frozensets(st.tuples(st.sampled_from("ap"), st.sampled_from("0123456789abcdef")), max_size=9),
)


@quick
@given(st.lists(_large, min_size=2, max_size=5))
def test_widening_comes_to_rest(said: list[Value]) -> None:
    """However much several values say together: said again and again, nothing new comes of it."""
    value = NOTHING
    seen: list[Value] = []
    for _ in range(4):
        for each in said:
            value = widened(value, each)
        seen.append(value)
    assert seen[-1].same(seen[-2])
    assert all(any(key in each.labels for each in said) for key in value.labels)
    assert value.objects <= frozenset().union(*(each.objects for each in said))


@quick
@given(objects, objects)
def test_join_of_objects_is_commutative(one: Object, two: Object) -> None:
    name = ("p", "row")
    assert join_objects(name, one, two).same(join_objects(name, two, one))


@quick
@given(objects, objects)
def test_join_of_objects_is_idempotent(one: Object, two: Object) -> None:
    name = ("p", "row")
    both = join_objects(name, one, two)
    assert join_objects(name, both, two).same(both)
    assert join_objects(name, one, one).same(one)


def _equal(one: Value, other: Value) -> bool:
    return one.same(other) and one.labels == other.labels

"""What abstract collections make of the few methods that a class in view has.

class Store(MutableMapping):
    def __getitem__(self, key): return self._rows[key]
    def __iter__(self): return iter(self._rows)

store.get("iban")        # store["iban"]
store.update(iban=x)     # store["iban"] = x
dict(store)              # its keys, and what `__getitem__` gives of each

class Ring(MutableSequence):
    def insert(self, place, item): self._items.insert(place, item)

ring.append(iban)        # ring.insert(len(ring), iban)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from piilint.flow.collections.pairs import with_key
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import NOTHING, SOMETHING, UNKNOWN, Object, Value, constant, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.link.program import ClassInfo
from piilint.model import ir

if TYPE_CHECKING:
    from piilint.flow.domain.arguments import Arguments

_MAPPINGS = frozenset(
    f"{module}.{name}" for module in ("collections.abc", "typing") for name in ("Mapping", "MutableMapping")
) | {"collections.UserDict"}
_SEQUENCES = frozenset(
    f"{module}.{name}"
    for module in ("collections.abc", "typing", "builtins")
    for name in ("Sequence", "MutableSequence", "Generic", "object")
)
_MUTABLE_SEQUENCES = frozenset(f"{module}.MutableSequence" for module in ("collections.abc", "typing"))
_BY_KEY, _OVER_ALL = frozenset(("get", "pop", "setdefault")), frozenset(("items", "values"))
_INTO_SEQUENCE = frozenset(("append", "extend", "pop"))


def is_abstract_mapping(act: Activation, held: Object) -> bool:
    """Whether an object's class in view says how to look up a key, and has the rest from an abstract mapping."""
    cls = class_of(act, held)
    bases = any(kind == "ext" and target in _MAPPINGS for kind, target in cls.mro) if cls is not None else False
    return bases and cls is not None and act.program.find_method(cls.id, "__getitem__") is not None


def asked(act: Activation, receiver: Value, name: str, args: Arguments, at: int) -> Value | None:
    """A method that instances of such classes have from the abstract mapping; None of anything else."""
    from piilint.flow.calling.methods import call_dunder

    if name not in _BY_KEY and name not in _OVER_ALL and name not in _INTO_SEQUENCE and name != "update":
        return None
    objects = act.objects(receiver)
    if name in _INTO_SEQUENCE and objects and all(_is_mutable_sequence(act, held) for _, held in objects):
        return _asked_of_sequence(act, receiver, name, args, at)
    if not objects or not all(is_abstract_mapping(act, held) for _, held in objects):
        return None
    if name == "update":
        return _updated(act, receiver, args, at)
    if name in _BY_KEY:
        key = args.get(0, "key") or UNKNOWN
        found = call_dunder(act, receiver, "__getitem__", [key], at) or NOTHING
        default = args.get(1, "default") or NOTHING
        if name == "pop":
            call_dunder(act, receiver, "__delitem__", [key], at)
        elif name == "setdefault":
            call_dunder(act, receiver, "__setitem__", [key, default], at)
        return join(found, default)
    by_key = _by_key(act, receiver, at)
    if by_key is not None:
        return _gone_over(act, by_key, name, at)
    keys, values = _keys_and_values(act, receiver, at)
    if name == "values":
        return act.allocate(at, "list", None, {"[*]": values}, tag=name)
    pair = act.allocate(at, "tuple", None, {"[0]": keys, "[1]": values}, tag="pair")
    return act.allocate(at, "list", None, {"[*]": pair}, tag=name)


def _updated(act: Activation, receiver: Value, args: Arguments, at: int) -> Value | None:
    """`store.update(row, iban=x)`: each key of them is set; None where the class leaves that to what it wraps."""
    from piilint.flow.calling.methods import call_dunder
    from piilint.flow.collections.mappings import new_dict

    given = new_dict(act, args, ir.Call(at, ir.Name(at, "update"), ()))
    parts = [item for _, held in act.objects(given or NOTHING) for item in held.fields.items() if item[0][0] == "["]
    for selector, part in parts:
        key = constant(selector[2:-2]) if selector.startswith('["') else SOMETHING
        if call_dunder(act, receiver, "__setitem__", [key, part], at) is None:
            return None
    return NOTHING


def _is_mutable_sequence(act: Activation, held: Object) -> bool:
    """Whether an object's class in view says how to insert, and has the rest from an abstract sequence."""
    cls = class_of(act, held)
    bases = (
        any(kind == "ext" and target in _MUTABLE_SEQUENCES for kind, target in cls.mro) if cls is not None else False
    )
    return bases and cls is not None and act.program.find_method(cls.id, "insert") is not None


def _asked_of_sequence(act: Activation, receiver: Value, name: str, args: Arguments, at: int) -> Value | None:
    """A method that instances have from the abstract sequence, which puts things in or takes one out."""
    from piilint.flow.calling.methods import call_dunder
    from piilint.flow.interpreter.iterate import element_of

    given = args.get(0)
    if name == "pop":
        place = given if given is not None else constant(-1)
        found = call_dunder(act, receiver, "__getitem__", [place], at)
        call_dunder(act, receiver, "__delitem__", [place], at)
        return found
    if given is None:
        return None
    item = given if name == "append" else element_of(act, given, at, "")
    end = call_dunder(act, receiver, "__len__", [], at)
    return call_dunder(act, receiver, "insert", [end if end is not None and end.const else SOMETHING, item], at)


def as_dict(act: Activation, value: Value, at: int) -> Value:
    """What `dict(store)` and `**store` have of an instance of such a class, or of one that says what its keys are and looks
    them up; the value itself if it is none."""
    if not any(is_abstract_mapping(act, held) or _tells_keys(act, held) for _, held in act.objects(value)):
        return value
    by_key = _by_key(act, value, at)
    if by_key is not None:
        return act.allocate(at, "dict", None, by_key, tag="as a dict")
    keys, values = _keys_and_values(act, value, at)
    fields = {"[*]": values, **with_key(act, {}, keys)}
    return act.allocate(at, "dict", None, fields, tag="as a dict")


def _tells_keys(act: Activation, held: Object) -> bool:
    """Whether an object's class in view says what its keys are, and how to look up one."""
    cls = class_of(act, held)
    methods = ("keys", "__getitem__")
    return cls is not None and all(act.program.find_method(cls.id, method) is not None for method in methods)


def known_keys(act: Activation, value: Value, at: int) -> list[Value] | None:
    """The keys that iterating over an instance of such a class gives, where all of them are known."""
    from piilint.flow.calling.methods import call_dunder

    objects = act.objects(value)
    if len(objects) != 1 or not is_abstract_mapping(act, objects[0][1]):
        return None
    return _all_known(act, call_dunder(act, value, "__iter__", [], at) or NOTHING)


def _all_known(act: Activation, keys: Value) -> list[Value] | None:
    """The keys one by one, where all of them are known."""
    from piilint.flow.interpreter.iterate import unrolled

    listed = unrolled(act, keys)
    known = listed and all(key.const and isinstance(key.const[0], str) and not key.labels for key in listed)
    return listed if known else None


def _by_key(act: Activation, value: Value, at: int) -> dict[str, Value] | None:
    """What is looked up by each of the keys, where all of them are known."""
    from piilint.flow.calling.methods import call_dunder

    told = call_dunder(act, value, "keys", [], at)
    keys = known_keys(act, value, at) if told is None else _all_known(act, told)
    if keys is None:
        return None
    found: dict[str, Value] = {}
    for key in act.rounds(keys):
        if key.const:
            found[key_selector(key.const[0])] = call_dunder(act, value, "__getitem__", [key], at) or NOTHING
    return found


def _gone_over(act: Activation, by_key: dict[str, Value], name: str, at: int) -> Value:
    """`items()` and `values()` of what stands under known keys."""
    fields: dict[str, Value] = {}
    for number, (selector, part) in enumerate(by_key.items()):
        pair = {"[0]": constant(selector[2:-2]), "[1]": part}
        made = act.allocate(at, "tuple", None, pair, tag=f"pair {selector}") if name == "items" else part
        fields[f"[{number}]"] = made
    return act.allocate(at, "list", None, fields, tag=name)


def _keys_and_values(act: Activation, value: Value, at: int) -> tuple[Value, Value]:
    """Any key that iterating gives, and what is looked up by it."""
    from piilint.flow.calling.methods import call_dunder
    from piilint.flow.interpreter.iterate import element_of

    told = call_dunder(act, value, "keys", [], at)
    key = element_of(act, value if told is None else told, at, "")
    found = call_dunder(act, value, "__getitem__", [key if key.const else SOMETHING], at)
    return key, found if found is not None else NOTHING


def _is_sequence(act: Activation, cls: ClassInfo) -> bool:
    """Whether it looks up positions, as far as its bases tell."""
    others = {target for kind, target in cls.mro if kind == "ext"} - _SEQUENCES
    return not others and act.program.find_method(cls.id, "__getitem__") is not None


def item_after_item(act: Activation, value: Value, at: int) -> Value | None:
    """An element of an instance whose class in view has no `__iter__` but looks up positions; None of anything else."""
    from piilint.flow.calling.methods import call_dunder

    found = [class_of(act, held) for _, held in act.objects(value)]
    if not found or not all(cls is not None and _is_sequence(act, cls) for cls in found):
        return None
    return call_dunder(act, value, "__getitem__", [SOMETHING], at)


def item_passed(act: Activation, value: Value, selector: str, part: Value, at: int) -> Value:
    """An item that a callee looks up in what is passed: of instances in view what their `__getitem__` gives, which the
    callee couldn't tell; `part` of anything else."""
    from piilint.flow.calling.methods import call_dunder

    own = frozenset(name for name, held in act.objects(value) if _looks_up(act, held))
    if not own:
        return part
    key = selector[2:-2] if selector.startswith('["') else int(selector[1:-1])
    found = call_dunder(act, Value(objects=own), "__getitem__", [constant(key)], at) or NOTHING
    return found if own == value.objects and not value.labels else join(found, part)


def _looks_up(act: Activation, held: Object) -> bool:
    """Whether it is an instance whose class in view says how to look up an item."""
    cls = class_of(act, held) if held.kind == "instance" else None
    return cls is not None and act.program.find_method(cls.id, "__getitem__") is not None

"""Text that was made of a mapping or a list, and what is read from it again: by key, as it was.

text = json.dumps({"iban": iban, "status": "new"})
log.info(text)                           # shows the IBAN, as text of it would
row = json.loads(decrypt(encrypt(text)))
row["status"]                            # "new": no cross-talk
"""

from __future__ import annotations

from piilint.flow.collections.containers import copied
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.state import symbol_child
from piilint.flow.domain.summary import Summary
from piilint.flow.domain.value import NOTHING, Labels, Object, ObjectId, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, read_part, write_part
from piilint.flow.texts.hooked import hooked
from piilint.flow.texts.plain_data import encoders, made_plain
from piilint.flow.texts.render import render
from piilint.model import ir

KIND = "serialised"
"""The kind of an object that stands for what a text was made of; the text itself is the value's labels."""

_WHOLE, _TEXT = ".whole", ".text"
_CONTAINERS = frozenset(("dict", "list", "tuple", "set", "items", "generator"))
LARGEST = 300
"""Parts of what is serialised that are told apart."""


def serialise(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`orjson.dumps(row)`: its text, which remembers what it was made of; None where that has no parts. What data classes
    hold is written, too."""
    return _serialised(act, receiver, args, expr, of_plain_only=True)


def serialise_containers(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`json.dumps(row)`: the same of what is made of containers; whatever else is in them is left to `default`."""
    from piilint.flow.calling.calls import call_function

    for cls, encoder in encoders(act, NOTHING, args):
        own = act.program.find_method(cls, "encode")
        if own is not None and args.positional:  # which does it all by itself
            return call_function(act, own[1], [encoder, args.positional[0]], {}, expr.at)
    return _serialised(act, receiver, args, expr, of_plain_only=False)


def serialise_into(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`json.dump(row, file)`, `yaml.dump(row, stream=file)`: such a text is written into the file; where none is passed, it is
    what is given back."""
    text = serialise_containers(act, receiver, Arguments(args.positional[:1], args.keywords), expr)
    text = Value(render(act, _given(args), "data", expr.at)) if text is None else text
    file = args.get(1, "fp") or args.keywords.get("stream")
    if file is None:
        return text
    write_part(act, file, "[*]", text)
    return NOTHING


def _given(args: Arguments) -> Value:
    return args.positional[0] if args.positional else next((v for k, v in args.keywords.items() if k in _DATA), NOTHING)


def _serialised(act: Activation, receiver: Value, args: Arguments, expr: ir.Call, of_plain_only: bool) -> Value | None:
    given = _given(args)
    plain = made_plain(act, given, receiver, args, expr.at, of_plain_only)
    if plain is not given and not plain.objects:
        return Value(render(act, plain, "data", expr.at), opaque=plain.opaque)
    return text_of_parts(act, plain, expr.at)


_DATA = frozenset(("obj", "data"))


def pickled(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`pickle.dumps(row)`: the same, and instances are instances again."""
    given = args.get(0, "obj") or NOTHING
    return text_of_parts(act, given, expr.at, instances=True)


def pickle_into(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`pickle.dump(row, file)`, `Pickler(file).dump(row)`: such bytes are written into the file."""
    given = args.get(0, "obj") or NOTHING
    made = pickled(act, receiver, Arguments([given]), expr)
    file = args.get(1, "file") or read_part(act, receiver, ".target")
    write_part(act, file, "[*]", given if made is None else made)
    return NOTHING


_OWN_STATE = ("__getstate__", "__reduce__", "__reduce_ex__", "__setstate__", "__getnewargs__")


def text_of_parts(act: Activation, given: Value, at: int, instances: bool = False) -> Value | None:
    """The text of a value, which remembers what it was made of; None where that has no parts."""
    if not given.objects:
        return None
    labels = render(act, given, "state" if instances else "data", at)
    text = Value(_as_state(labels) if instances else labels, opaque=given.opaque)
    whole = _Copy(act, at, text=True, instances=instances).of(given)
    if not text.labels or not whole.objects:
        return text
    made = act.allocate(at, KIND, None, {_WHOLE: whole, _TEXT: Value(text.labels)}, tag="serialised")
    return Value(text.labels, made.objects, opaque=given.opaque)


def _as_state(labels: Labels) -> Labels:
    """The labels of a pickle: a caller's object is in it, whatever its own text shows."""
    made = (label._replace(guard="state") if label.path and not label.guard else label for label in labels.values())
    return {label.key: label for label in made}


def parse(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`json.loads(text)`: what the text was made of, anew, and what is made of that; None where it isn't known."""
    text = (
        args.positional[0] if args.positional else next((v for k, v in args.keywords.items() if k in _TEXTS), NOTHING)
    )
    return hooked(act, parsed(act, text, expr.at), receiver, args, expr.at)


def parse_file(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`json.load(file, object_hook=Account)`: what is made of what the file holds; None where nothing is known of it."""
    return hooked(act, None, receiver, args, expr.at)


_TEXTS = frozenset(("s", "buf", "data"))


def parsed(act: Activation, text: Value, at: int) -> Value | None:
    """What a text was made of, with whatever else the text carries; None where it isn't known to be made of anything."""
    made = [held for _, held in act.objects(text) if held.kind == KIND and _WHOLE in held.fields]
    if not made:
        return _of_caller(act, text)
    known = {key for held in made for key in held.fields[_TEXT].labels}
    others: Labels = {key: label for key, label in text.labels.items() if key not in known}
    copy = _Copy(act, at, text=False)
    whole = join_all(copy.of(held.fields[_WHOLE]) for held in made)
    return join(whole, Value(others, opaque=True)) if others or text.opaque else whole


def _of_caller(act: Activation, text: Value) -> Value | None:
    """What the caller's text was made of, which the caller knows."""
    objects = act.objects(text)
    name, held = objects[0] if len(objects) == 1 else ((), None)
    if held is None or name[0] != "p" or held.kind != "symbol" or held.cls is not None or held.fields:
        return None
    made = symbol_child(name, PARSED)
    others = {key: label for key, label in text.labels.items() if ("p", *label.path) != name}
    return Value({**made.labels, **others}, made.objects, opaque=True)


PARSED = "{}"
"""The selector of what a caller's text was made of."""


def parsed_part(act: Activation, text: Value, at: int) -> Value:
    """What a text that is passed was made of, as the callee has parsed it."""
    made = parsed(act, text, at)
    return text if made is None else made


def kept(act: Activation, text: Value, changed: Value) -> Value:
    """What is made of a text by another way of writing it: it remembers the same, and what was sealed stays so."""
    objects = frozenset(name for name, held in act.objects(text) if held.kind in (KIND, "secret"))
    if not objects:
        return changed
    return Value(changed.labels, changed.objects | objects, changed.refs, changed.const, changed.opaque)


def as_text(act: Activation, value: Value) -> Value:
    """The value without what its text was made of, for who looks at characters."""
    others = frozenset(name for name, held in act.objects(value) if held.kind != KIND)
    if len(others) == len(value.objects):
        return value
    return Value(value.labels, others, value.refs, value.const, value.opaque)


def returned_parts(summary: Summary) -> frozenset[ObjectId]:
    """The objects that a function returns, but for what its texts were made of."""
    heap = summary.heap
    return frozenset(name for name in summary.returns.objects if name not in heap or heap[name].kind != KIND)


class _Copy:
    """A copy of a value with all that it contains: what is later written into one of them the other doesn't have."""

    def __init__(self, act: Activation, at: int, text: bool, instances: bool = True) -> None:
        self.act = act
        self.at = at
        self.text = text
        """Whether it becomes text, in which an instance is what it shows."""
        self.instances = instances
        """Whether it is known again of which class an instance was."""
        self.left = LARGEST
        self.made: dict[ObjectId, Value] = {}

    def of(self, value: Value) -> Value:
        """The copy of a value."""
        if not value.objects:
            return value
        result = Value(value.labels, refs=value.refs, const=value.const, opaque=value.opaque)
        for name, held in self.act.objects(value):
            plain = held.kind in _CONTAINERS and held.cls is None
            plain = plain or (held.kind == "instance" and self._keeps(held))
            if name[0] == "p" and self.text:
                result = join(result, Value(objects=frozenset((name,))))
            elif name[0] == "p":
                whole = {key: label for key, label in result.labels.items() if ("p", *label.path) == name}
                rest = {key: label for key, label in result.labels.items() if key not in whole}
                result = join(result.with_labels(rest), copied(self.act, Value(whole, frozenset((name,))), self.at))
            elif plain and self.left > 0:
                result = join(result, self._container(name))
            elif held.kind == "secret":
                result = join(result, Value(objects=frozenset((name,))))
            else:
                shows = "state" if self.instances else "data"
                this = Value(objects=frozenset((name,)))
                result = join(result, Value(render(self.act, this, shows, self.at), opaque=True))
        return result

    def _keeps(self, held: Object) -> bool:
        """Whether an instance is one again: of a class that doesn't see to that itself."""
        cls = class_of(self.act, held) if self.instances else None
        return cls is not None and not any(self.act.program.find_method(cls.id, name) for name in _OWN_STATE)

    def _container(self, name: ObjectId) -> Value:
        known = self.made.get(name)
        if known is not None:
            return known
        held = self.act.state.object(name)
        made = self.act.allocate(self.at, held.kind, held.cls, {}, tag=f"{_WHOLE[1:]} {len(self.made)}")
        self.made[name] = made
        self.left -= len(held.fields)
        for oid in made.objects:
            kind = "" if self.instances else held.kind
            fields = {_written(kind, selector): self.of(part) for selector, part in held.fields.items()}
            self.act.state.heap[oid] = type(held)(held.kind, held.cls, fields)
        return made


def _written(kind: str, selector: str) -> str:
    """A key as it is written: `{1: iban}` comes back as `{"1": iban}`."""
    return f'["{selector[1:-1]}"]' if kind == "dict" and selector[1:-1].lstrip("-").isdigit() else selector

"""What a serializer or a schema gives of a row: the fields that it dumps, as whatever in view makes them.

class AccountSchema(Schema):
    pin = fields.Str(load_only=True)            # taken, never given
    iban = Stars()                              # what its `_serialize` makes
    holder = fields.Nested(HolderSchema)        # what that gives
    @post_dump
    def hide(self, data, **kwargs): ...         # what this returns
    class Meta: exclude = ("balance",)

AccountSchema(only=("status",)).dump(account)   # the status
"""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from piilint.catalogue.classes import classes
from piilint.flow.calling.hooks import assigned, class_at, class_of, declared_part, form_fields, is_given, listed
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector, selector_name
from piilint.flow.domain.value import UNKNOWN, Value, join
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.declared import function_of
from piilint.flow.objects.dumping import chosen_names, methods_of, named_fields
from piilint.flow.objects.made_fields import made_field
from piilint.flow.objects.members import call_method_of
from piilint.flow.sources.naming import last_word
from piilint.link.program import ClassInfo, FieldInfo, FunctionInfo
from piilint.model import ir

_DEEP = 4
"""Schemas within schemas that are followed."""


class Choice(NamedTuple):
    """Which of a schema's fields are wanted: `only=("order_id", "payee.name")`, `exclude=("payee.iban",)`."""

    only: frozenset[str] | None
    exclude: frozenset[str]

    def has(self, name: str) -> bool:
        """Whether the field is given, or something within it."""
        wanted = self.only is None or any(each.partition(".")[0] == name for each in self.only)
        return wanted and name not in self.exclude

    def within(self, name: str) -> Choice:
        """What is wanted of the fields of what stands under the name."""
        only = None if self.only is None or name in self.only else _below(self.only, name)
        return Choice(only, _below(self.exclude, name))

    def and_then(self, other: Choice) -> Choice:
        """What both want; of two lists within fields, the nearer one."""
        return Choice(other.only if self.only is None else self.only, self.exclude | other.exclude)


def _below(names: frozenset[str], name: str) -> frozenset[str]:
    return frozenset(each[len(name) + 1 :] for each in names if each.startswith(f"{name}."))


def dumped(act: Activation, cls: ClassInfo, name: str, receiver: Value, at: int, text: str) -> Value | None:
    """What a serializer's `data` or a schema's `dump` gives, as a dict; None where nothing is known of its fields."""
    whole = next((act.program.find_method(cls.id, each) for each in classes().representing if each != name), None)
    if whole is not None:
        row = class_at(act, cls, ("Meta", "model"))
        given = Value(objects=frozenset((("t", row.id),)), opaque=True) if row is not None else UNKNOWN
        return call_method_of(act, act.program.functions[whole[1]], Arguments([receiver, given]), at)
    return _dumped(act, cls, receiver, _chosen_by(act, receiver), at, text, _DEEP)


def _chosen_by(act: Activation, receiver: Value) -> Choice:
    """What the schema was made for: `AccountSchema(only=…, exclude=…)`."""
    only = chosen_names(act, _part(act, receiver, classes().chosen))
    exclude = chosen_names(act, _part(act, receiver, classes().excluded)) or frozenset()
    without = (chosen_names(act, _part(act, receiver, (word,))) or frozenset() for word in classes().not_dumped)
    return Choice(only or None, exclude.union(*without))


def _part(act: Activation, receiver: Value, words: tuple[str, ...]) -> Value | None:
    parts = [held.fields.get(f".{word}") for _, held in act.objects(receiver) for word in words]
    known = [part for part in parts if part is not None]
    return known[0] if len(known) == 1 and len(receiver.objects) == 1 else None


def fields_given(
    act: Activation, cls: ClassInfo, choice: Choice, at: int, text: str, depth: int = _DEEP
) -> Value | None:
    """The fields that a schema gives, before its own methods make something of them."""
    fields = form_fields(act, cls)
    if not fields or not depth:
        return None
    parts = {
        key_selector(name): _field(act, cls, owner, field, choice.within(name), at, text, depth)
        for name, (owner, field) in fields.items()
        if choice.has(name)
    }
    return act.allocate(at, "dict", None, parts, tag=f"dump of {cls.id}")


def declared_choice(act: Activation, cls: ClassInfo) -> Choice:
    """What the class itself wants to give."""
    return Choice(_restricted(act, cls), left_out(act, cls, classes().not_dumped))


def _dumped(
    act: Activation, cls: ClassInfo, receiver: Value, choice: Choice, at: int, text: str, depth: int
) -> Value | None:
    choice = choice.and_then(declared_choice(act, cls))
    made = fields_given(act, cls, choice, at, text, depth)
    for info in methods_of(act, cls) if made is not None else ():
        if made is not None and named_fields(info, classes().after_dump) is not None:
            made = call_method_of(act, info, Arguments([receiver, made]), at)
            made = _without(act, made, form_fields(act, cls), choice, at)
    return made


def _without(act: Activation, made: Value, fields: Container[str], choice: Choice, at: int) -> Value:
    """What a method made of a dump has no field that wasn't to be given."""
    result = Value(made.labels, refs=made.refs, const=made.const, opaque=made.opaque)
    for name, held in act.objects(made):
        gone = [s for s in held.fields if s.startswith('["') and not choice.has(selector_name(s))]
        gone = [s for s in gone if selector_name(s) in fields]
        if not gone or held.kind != "dict":
            result = join(result, Value(objects=frozenset((name,))))
            continue
        kept = {selector: part for selector, part in held.fields.items() if selector not in gone}
        result = join(result, act.allocate(at, "dict", held.cls, kept, tag=f"given of {name[-1]}"))
    return result


# ---- which fields are given ------------------------------------------------------------------------------------------


def _restricted(act: Activation, cls: ClassInfo) -> frozenset[str] | None:
    """The fields in `class Meta: fields = ("status",)`."""
    return listed(assigned(act, cls, ("Meta", "fields"))) or None


def left_out(act: Activation, cls: ClassInfo, words: frozenset[str]) -> frozenset[str]:
    """The fields that a class says are only for the other way: `iban = Str(load_only=True)`, `class Meta: load_only = …`,
    `extra_kwargs = {"iban": {"write_only": True}}`; and those that its `Meta` excludes."""
    found = listed(assigned(act, cls, ("Meta", "exclude")))
    for word in words:
        found |= listed(assigned(act, cls, ("Meta", word))) | listed(assigned(act, cls, ("Meta", f"{word}_fields")))
    options = assigned(act, cls, ("Meta", classes().field_options))
    if options is not None and isinstance(options[1], ir.Dict):
        items = zip(options[1].keys, options[1].values, strict=True)
        found |= {str(key.value) for key, value in items if isinstance(key, ir.Const) and _says(value, words)}
    declared = act.program.all_fields(cls.id).items()
    return found | {name for name, field in declared if any(_told(call, words) for _, call in field.told)}


def _told(call: ir.Call, words: frozenset[str]) -> bool:
    return any(
        arg.keyword in words and isinstance(arg.value, ir.Const) and arg.value.value is True for arg in call.args
    )


def _says(options: ir.Expr, words: frozenset[str]) -> bool:
    """Whether `{"write_only": True}` has one of the words."""
    items = zip(options.keys, options.values, strict=True) if isinstance(options, ir.Dict) else ()
    return any(
        isinstance(key, ir.Const) and key.value in words and isinstance(value, ir.Const) and value.value is True
        for key, value in items
    )


# ---- what stands under a field's name --------------------------------------------------------------------------------


def _field(
    act: Activation, cls: ClassInfo, owner: ClassInfo, field: FieldInfo, choice: Choice, at: int, text: str, depth: int
) -> Value:
    made = made_field(act, owner, field, class_at(act, cls, ("Meta", "model")), at) if owner is cls else None
    if made is not None:
        return made
    inner = _nested(act, owner, field.default, choice, at, text, depth) if depth > 1 else None
    if inner is not None:
        return inner
    part = declared_part(act, owner, field, at, text)
    kind = class_of(act, field.default, owner.module) if isinstance(field.default, ir.Call) else None
    for name in classes().representing_field if kind is not None else ():
        method = act.program.find_method(kind.id, name) if kind is not None else None
        if kind is not None and method is not None:
            this = Value(objects=frozenset((("t", kind.id),)), opaque=True)
            return call_method_of(act, act.program.functions[method[1]], Arguments([this, part]), at)
    return part


def _nested(
    act: Activation, owner: ClassInfo, made: ir.Expr | None, choice: Choice, at: int, text: str, depth: int
) -> Value | None:
    """What another schema gives, alone or in a list: `Nested(PayeeSchema)`, `List(Nested(…))`, `PayeeSerializer(many=True)`."""
    if not isinstance(made, ir.Call):
        return None
    word, inner = last_word(text_of(made.func)), _inner(made)
    if word in classes().list_fields and inner is not None:
        element = _nested(act, owner, inner, choice, at, text, depth)
        return act.allocate(at, "list", None, {"[*]": element}, tag=f"dumps of {text}") if element else None
    if word not in classes().nested_fields:
        cls = class_of(act, made, owner.module)
    elif isinstance(inner, ir.Lambda):
        function = function_of(act, owner.module, inner)
        last = act.program.functions[function].node.body[-1] if function is not None else None
        cls = class_of(act, last.value, owner.module) if isinstance(last, ir.Return) else None
    elif isinstance(inner, ir.Const):
        called = act.program.classes_called(str(inner.value).rpartition(".")[2])
        cls = act.program.classes[called[0]] if len(called) == 1 else owner if inner.value == "self" else None
    else:
        cls = class_of(act, inner, owner.module)
    if cls is None or not any(is_given(act, cls, each) for each in ("dump", *classes().representing)):
        return None
    told = [each for each in (made, inner) if isinstance(each, ir.Call)]
    only, exclude = (_names(owner, told, words) for words in (classes().chosen, classes().excluded))
    choice = choice.and_then(Choice(only or None, exclude))
    this = Value(objects=frozenset((("t", cls.id),)), opaque=True)
    return _dumped(act, cls, this, choice, at, text, depth - 1)


def _inner(made: ir.Call) -> ir.Expr | None:
    return next((arg.value for arg in made.args if arg.keyword in (None, "child", "nested")), None)


def _names(owner: ClassInfo, calls: list[ir.Call], words: tuple[str, ...]) -> frozenset[str]:
    given = [listed((owner, arg.value)) for call in calls for arg in call.args if arg.keyword in words]
    return frozenset().union(*given)


# ---- what is made of what a schema took ------------------------------------------------------------------------------


def loaded(act: Activation, cls: ClassInfo, receiver: Value, made: Value, args: Arguments, at: int) -> Value:
    """What a schema's `load` gives: of a method in view that makes something of what was taken, that."""
    after = [info for info in methods_of(act, cls) if named_fields(info, classes().after_load) is not None]
    if not after or not made.objects:
        return made
    return _of_all(act, after, receiver, made, args, at)


def _of_all(
    act: Activation, after: list[FunctionInfo], receiver: Value, made: Value, args: Arguments, at: int
) -> Value:
    for info in after:
        made = call_method_of(act, info, Arguments([receiver, made]), at)
    many = args.keywords.get("many") or _part(act, receiver, ("many",))
    if many is None or (many.const and not many.const[0]):
        return made
    several = act.allocate(at, "list", None, {"[*]": made}, tag="loaded")
    return several if many.const else join(made, several)

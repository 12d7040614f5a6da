"""What of a value gets out when it is turned into text or serialised.

print(row)          # a dict shows its values
print(stmt)         # a plain object shows nothing, a dataclass its fields, a class with __str__ what that returns
pickle.dumps(stmt)  # all its data
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.domain.selectors import ARGUMENT, BUFFERED, HELD, WIPED, key_selector, selector_name
from piilint.flow.domain.value import NOTHING, UNKNOWN, Labels, Object, ObjectId, Value, join_labels
from piilint.flow.interpreter.activation import DEPTH_SHOWN, Activation, Rendered
from piilint.flow.objects.access import class_of
from piilint.flow.objects.company import company_owners, is_of_books, is_organisation, of_account
from piilint.flow.objects.functions_held import text_put_there
from piilint.flow.objects.sure_classes import OWN_CLASS
from piilint.flow.sources.naming import named, own_text_of, record_fields, with_match, without_denied, without_records
from piilint.flow.syntax.reads import learned
from piilint.flow.texts.own_state import state_method
from piilint.flow.texts.scalars import is_scalar, place_only, shown_by
from piilint.link.kinds import PAIRED
from piilint.link.program import ClassInfo

LOOKED_AT = 100
"""So many times objects are looked at for what one rendering shows; those nearer than two levels down always are."""


def render(act: Activation, value: Value, shows: str, at: int) -> Labels:
    """The labels that get out; `shows` is "text" (`str`), "contents" (of what is a text, whatever its class shows), "repr",
    "data" (serialised), "state" (pickled: the same, as instances make it), "changes", "keys", or "given": all data that is
    known, to code that may or may not use it."""
    if shows == "keys" or (shows in _TEXT_METHODS and value.refs and value.refs <= classes().streams):
        return {}
    if value.refs and shows in _TEXT_METHODS and value.refs <= classes().handles:
        value = place_only(act, value)
    if not value.objects:
        return value.labels
    own = _methods_of_text(act, value, shows)
    if own:
        return shown_by(act, value, own)
    shows = "text" if shows == "contents" else shows
    labels = _own_labels(act, value, shows)
    for name, held in act.objects(value):
        if name[0] == "p" and held.fields:
            labels = _cut(labels, name, held)
    if shows == "text" and not value.refs.isdisjoint(classes().tables):
        shows = "data"  # a table's rows, and what is read of it elsewhere in the function
    return join_labels(labels, _held(act, value.objects, shows, at))


def _own_labels(act: Activation, value: Value, shows: str) -> Labels:
    """The value's labels, but for those that only its name tells where its class makes a masked text of it."""
    if not value.labels or not value.objects or shows not in _TEXT_METHODS:
        return value.labels
    if own_text_of(act, value, _TEXT_METHODS[shows]) != "masked":
        return value.labels
    return {key: label for key, label in value.labels.items() if label.path}


def _methods_of_text(act: Activation, value: Value, shows: str) -> set[str]:
    """The methods that make the text of what is a text itself, where all that it may be have one; else none."""
    if shows not in _TEXT_METHODS or not is_scalar(act, value):
        return set()
    classes = (class_of(act, held) for _, held in act.objects(value))
    methods = [_own_text(act, cls, shows) if cls is not None else None for cls in classes]
    return {method for method in methods if method} if all(methods) else set()


def _held(act: Activation, objects: frozenset[ObjectId], shows: str, at: int) -> Labels:
    """What objects show, looked up where the same ones were shown before and nothing that this took was changed."""
    plain = Value(objects=objects)
    if act.solver.takes_stock:  # which notes what it sees on the way
        return _render(act, plain, _Rendering(shows, at), act.depth_shown)
    memo = act.renderings
    empty_key, key = (objects, shows, act.depth_shown, -1), (objects, shows, act.depth_shown, at)
    known = memo.get(empty_key) or memo.get(key)
    if known is not None and act.state.is_as_read(known.read):
        act.state.note_reads(known.read)
        return known.labels
    if act.depth_shown == DEPTH_SHOWN:
        act.looked_at = 0
    reading, effects = act.state.begin_reading(), act.effects
    labels = _render(act, plain, _Rendering(shows, at), act.depth_shown)
    read = act.state.end_reading(reading)
    cut_short = act.depth_shown < DEPTH_SHOWN and act.looked_at > LOOKED_AT  # by what the rendering around it looked at
    if act.effects == effects and not cut_short:
        memo[key if labels else empty_key] = Rendered(labels, read)
    return labels


class _Rendering:
    """One rendering: how, where, and what it has already shown (graphs of objects have cycles)."""

    __slots__ = ("at", "changes", "learns", "pickled", "seen", "shows")

    def __init__(self, shows: str, at: int) -> None:
        self.changes = shows == "changes"
        """Whether an instance that a library gave shows only what was written to it since."""
        self.learns = shows in ("data", "changes", "state")
        """Whether what is read of a parameter elsewhere in the function counts as part of it."""
        self.pickled = shows == "state"
        """Whether an instance whose class says what is kept of it shows that."""
        self.shows = "data" if self.changes or shows in ("given", "state") else shows
        self.at = at
        self.seen: set[ObjectId] = set()

    def inside(self) -> _Rendering:
        """Parts of containers show their `repr`."""
        if self.shows != "text":
            return self
        inner = _Rendering("repr", self.at)
        inner.seen = self.seen
        return inner


def _render(act: Activation, value: Value, this: _Rendering, depth: int) -> Labels:
    shows = this.shows
    act.looked_at += len(value.objects)
    act.solver.work += len(value.objects)
    if not value.objects or (act.looked_at > LOOKED_AT and depth < DEPTH_SHOWN - 1):
        return value.labels
    own = _methods_of_text(act, value, shows) if value.labels else None
    if own:
        return shown_by(act, value, own)
    labels: Labels = dict(_own_labels(act, value, shows))
    for name, held in act.objects(value):
        if name in this.seen:
            continue
        if name[0] == "a" and name not in act.state.heap and any(other[0] == "p" for other in value.objects):
            others = Value(
                _render(act, Value(objects=frozenset((name,))), this, depth)
            )  # of other instances: callers know
            labels = join_labels(labels, others.as_unasked().labels)
            continue
        this.seen.add(name)
        if name[0] == "p" and held.fields:
            labels = _cut(labels, name, held)
        if name[0] == "p" and held.cls is None and WIPED not in held.fields:
            labels = join_labels(labels, learned(act, name, held, this.at, by_key=not this.learns))
        if held.cls is not None and held.cls[0] == "class" and held.kind in ("instance", "symbol", "typed"):
            cls = act.program.classes.get(held.cls[1])
            if cls is not None and (name, OWN_CLASS) not in act.fixed:  # what a caller's instance shows, he tells
                labels = join_labels(labels, _instance(act, cls, name, held, this, depth))
                continue
        if (
            held.cls is not None
            and held.cls[0] in ("list", "mapping")
            and held.cls[1]
            and held.kind in ("symbol", "typed")
            and depth > 0
        ):
            labels = join_labels(labels, _render(act, element_of_class(act, name, held), this.inside(), depth - 1))
        if held.kind == "instance" and held.cls is not None and held.cls[0] == "inst":
            labels = join_labels(labels, _exception(act, held, this, depth))
        if held.kind == "namedtuple" and depth > 0:
            for selector, part in held.fields.items():
                if selector.startswith("."):
                    labels = join_labels(labels, _part(act, selector, part, (), this, depth))
        if depth > 0 and _parts_shown(held, shows):
            keys = record_fields(held) if held.kind == "dict" else ()
            owners = of_account(act.names, keys, company_owners(act.names, keys)) if keys else ()
            for selector, part in held.fields.items():
                if selector == BUFFERED and shows != "data":
                    continue
                if not selector.startswith((ARGUMENT, HELD)):
                    labels = join_labels(labels, _part(act, selector, part, owners, this, depth))
    return labels


def element_of_class(act: Activation, name: ObjectId, held: Object) -> Value:
    """Any element of the caller's collection, known by its declared class."""
    from piilint.flow.objects.access import part_of

    return part_of(act, name, held, "[*]")


def _parts_shown(held: Object, shows: str) -> bool:
    if held.kind in ("dict", "list", "tuple", "set", "symbol", "absent", "cell", "namespace", "items"):
        return True
    return shows == "data" and held.kind in ("generator", "instance", "cursor", "library")


def _part(act: Activation, selector: str, part: Value, owners: tuple[str, ...], this: _Rendering, depth: int) -> Labels:
    name = selector_name(selector)
    if name and act.names.describes(name):
        part = without_denied(act, name, part.with_labels(without_records(part.labels)))
    elif name:
        part = named(act, part, name, owners, this.at, name)
    labels = _render(act, part, this.inside(), depth - 1)
    if selector != "[*]":
        return labels
    return {key: label if label.many else label._replace(many=True) for key, label in labels.items()}


def _cut(labels: Labels, name: ObjectId, held: Object) -> Labels:
    """The caller's object is shown without the parts that were overwritten here."""
    result: Labels = {}
    for key, label in labels.items():
        if label.path and ("p", *label.path) == name:
            cut = label._replace(path=(*label.path, *(f"\\{selector}" for selector in sorted(held.fields))))
            result[cut.key] = cut
        else:
            result[key] = label
    return result


def _instance(act: Activation, cls: ClassInfo, name: ObjectId, held: Object, this: _Rendering, depth: int) -> Labels:
    instance = Value(objects=frozenset((name,)), opaque=held.kind != "instance")
    told = _own_text(act, cls, this.shows) if this.shows != "data" else None
    method = state_method(act, cls) if this.pickled else told
    outer, act.depth_shown = act.depth_shown, depth - 1
    shown = text_put_there(act, cls, instance, _TEXT_METHODS.get(this.shows, ()), this.at) if depth > 0 else None
    if shown is None and method is not None and depth > 0:
        from piilint.flow.domain.arguments import Arguments
        from piilint.flow.objects.members import call_method_of

        shown = call_method_of(act, act.program.functions[method], Arguments([instance]), this.at)
    act.depth_shown = outer
    if shown is not None or method is not None:
        return _render(act, shown, this, depth - 1) if shown is not None else {}
    if this.shows != "data":
        if cls.kind == "enum":
            value = held.fields.get(".value", NOTHING)
            return _render(act, value, this, depth - 1) if depth > 0 and _shows_value(cls, this.shows) else {}
        if cls.kind == "exception":
            if ".args" in held.fields or held.kind == "instance":
                return _exception(act, held, this, depth)
            made = _exception(act, _as_made(act, cls, this.at), this, depth)
            return join_labels(made, _any_exception(act, instance, this, depth)) if name[0] == "p" else made
        if not cls.generated_repr:
            return _container(act, cls, instance, held, this, depth)
    if cls.kind == "enum":
        return {}
    return _fields(act, cls, name, held, this, depth)


def _shows_value(cls: ClassInfo, shows: str) -> bool:
    """Whether a member's text shows its value: its `repr`, and any text of one that is a text besides."""
    return shows == "repr" or any(target in _TEXTS for _, target in cls.mro)


_TEXTS = frozenset(("builtins.str", "enum.StrEnum"))
"""Bases that make a member's text its value."""


def _own_text(act: Activation, cls: ClassInfo, shows: str) -> str | None:
    """The method in view that makes the text of an instance; None where a generated `repr` is nearer."""
    from piilint.flow.objects.derived import has_own_text

    parts = classes().shown_parts if cls.kind in PAIRED else ()
    for method in (*_TEXT_METHODS.get(shows, ()), *parts):
        for kind, target in cls.mro:
            owner = act.program.classes[target] if kind == "class" else None
            if owner is None:
                continue
            if method == "__repr__" and shows != "repr" and has_own_text(cls):
                return None
            if method in owner.methods or method in owner.plain_texts:
                return owner.methods.get(method)
            if method == "__repr__" and owner.generated_repr and owner.node.decorators:
                return None
    return None


_TEXT_METHODS = {
    "format": ("__format__", "__str__", "__repr__"),
    "text": ("__str__", "__repr__"),
    "repr": ("__repr__",),
}


def _exception(act: Activation, held: Object, this: _Rendering, depth: int) -> Labels:
    """An exception shows what it was made with."""
    args = held.fields.get(".args")
    return _render(act, args, this, depth - 1) if args is not None and depth > 0 else {}


def _any_exception(act: Activation, instance: Value, this: _Rendering, depth: int) -> Labels:
    """What a handler shows of the exception that it is passed: what any of the class is made with in view. What is caught is
    what the body of the `try` raises, no other."""
    from piilint.flow.objects.access import read_attribute

    args = read_attribute(act, instance, "args", this.at, "", by_name=False)
    return _render(act, args, this, depth - 1) if depth > 0 else {}


def _as_made(act: Activation, cls: ClassInfo, at: int) -> Object:
    """Somebody's exception of a class in view: as one made with what its constructor's parameters are called."""
    from piilint.flow.calling.calls import construct
    from piilint.flow.domain.arguments import Arguments

    init = act.program.find_method(cls.id, "__init__")
    if init is None:
        return Object("instance")
    params = [p.name for p in act.program.functions[init[1]].node.params[1:] if p.kind in ("posonly", "pos", "kwonly")]
    given = {name: named(act, UNKNOWN, name, (cls.node.name,), at, name) for name in params}
    (_, made), *_ = act.objects(construct(act, cls, Arguments([], given), at))
    return made


def _container(act: Activation, cls: ClassInfo, instance: Value, held: Object, this: _Rendering, depth: int) -> Labels:
    """A class derived from dict, list or str shows its items; any other plain class nothing."""
    from piilint.flow.objects.derived import contents, shows_items

    if not shows_items(cls):
        return {}
    labels: Labels = {}
    for selector, part in held.fields.items():
        if selector.startswith("["):
            labels = join_labels(labels, _part(act, selector, part, (cls.node.name,), this, depth))
    inside = contents(act, instance)
    return labels if inside is instance else join_labels(labels, _render(act, inside, this, depth - 1))


def _assigned(act: Activation, cls: ClassInfo, name: ObjectId, held: Object, this: _Rendering, depth: int) -> Labels:
    """What somebody's instance holds in attributes that no declaration but a method of the class gives it."""
    from piilint.flow.objects.access import part_of
    from piilint.flow.objects.reflection import assigned_attributes

    labels: Labels = {}
    declared = act.program.all_fields(cls.id)
    names = [attribute for attribute in assigned_attributes(act, cls.id) if attribute not in declared]
    owners = (cls.node.name, *company_owners(act.names, tuple(names)))
    for attribute in names if cls.kind == "plain" else ():
        if f".{attribute}" not in held.fields:
            part = part_of(act, name, held, f".{attribute}")
            labels = join_labels(labels, _part(act, f".{attribute}", part, owners, this, depth))
    return labels


def key_only(act: Activation, part: Value) -> Value:
    """A row's part that is another table's row: only its key stands in this one."""
    rows = {name for name, held in act.objects(part) if is_row(act, held)}
    if not rows:
        return part
    own = {key: label for key, label in part.labels.items() if not label.path}
    return Value(own, frozenset(name for name in part.objects - rows if name[0] != "p"), part.refs, part.const)


def is_row(act: Activation, held: Object) -> bool:
    """Whether it is an instance of a mapped class."""
    return held.cls is not None and held.cls[0] == "class" and act.program.classes[held.cls[1]].kind == "orm"


def _fields(act: Activation, cls: ClassInfo, name: ObjectId, held: Object, this: _Rendering, depth: int) -> Labels:
    from piilint.flow.calling.calls import call_function
    from piilint.flow.objects.access import part_of
    from piilint.flow.objects.declared import hides, is_foreign_key, repr_function
    from piilint.flow.sources.naming import settled
    from piilint.flow.sources.told import declared_meaning, is_amount_instead, is_reference
    from piilint.flow.syntax.annotations import is_flag

    if depth <= 0:
        return {}
    labels: Labels = {}
    owner = cls.node.name
    declared = act.program.all_fields(cls.id)
    fields = tuple(declared)
    told = () if is_organisation(act.names, owner) else company_owners(act.names, fields)
    owners = () if is_of_books(act.names, fields) else of_account(act.names, fields, (owner, *told))
    if this.shows == "data" and held.kind in ("symbol", "typed"):
        labels = _assigned(act, cls, name, held, this, depth)
    for field in declared.values():
        if this.shows != "data" and not field.shown:
            continue
        if hides(act, cls, field) or is_reference(act.names, field) or (cls.kind == "orm" and is_foreign_key(field)):
            continue
        if is_flag(field):
            continue
        selector = key_selector(field.name) if cls.kind == "typeddict" else f".{field.name}"
        part = held.fields.get(selector)
        unchanged = this.changes and (held.kind == "typed" or (held.kind == "symbol" and cls.kind == "orm"))
        if part is None and (held.kind == "instance" or unchanged):
            continue
        part = part if part is not None else part_of(act, name, held, selector)
        if cls.kind == "orm":
            part = key_only(act, part)
        part = settled(part) if part.opaque and is_amount_instead(act, cls, field) else part
        match = declared_meaning(act, cls, field) if part.opaque else None
        if match is not None:
            part = with_match(act, part, match, this.at, field.name, "read")
        shower = repr_function(act, cls, field) if this.shows != "data" else None
        if shower is not None:
            part = call_function(act, shower, [named(act, part, field.name, owners, this.at, field.name)], {}, this.at)
            labels = join_labels(labels, _render(act, part, this.inside(), depth - 1))
            continue
        labels = join_labels(labels, _part(act, selector, part, owners, this, depth))
    for selector, part in held.fields.items():
        shown = selector_name(selector) not in declared and (this.shows == "data" or selector.startswith("["))
        if cls.kind == "orm":
            part = key_only(act, part)
        if shown and not (selector.startswith("[") and cls.kind == "namedtuple"):
            labels = join_labels(labels, _part(act, selector, part, (owner,), this, depth))
    return labels

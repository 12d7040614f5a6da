"""Calls: from the value that is called to what it does.

audit(iban)             # a function in view: its summary, with iban for its parameter
Account(iban=x)         # a class in view: a new object, its constructor run on it
logging.info(iban)      # a library's: what the catalogue says
callback(iban)          # a parameter: deferred to whoever knows the callback
mystery(iban)           # unknown code returns what it was given, less surely
"""

from __future__ import annotations

from piilint.flow.calling.deferred import can_defer, left_to_caller
from piilint.flow.calling.found_out import without_told_of_ids
from piilint.flow.calling.instantiate import apply_summary
from piilint.flow.calling.specialise import summary_for
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.summary import Summary
from piilint.flow.domain.value import (
    NOTHING,
    SOMETHING,
    STAND_IN,
    UNKNOWN,
    Object,
    ObjectId,
    Path,
    Value,
    join,
    join_all,
)
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_part, write_part
from piilint.flow.objects.bound_methods import LIBRARY, call_of_object
from piilint.flow.objects.default_fields import fill_fields
from piilint.flow.objects.local_classes import frame_of_method, keep_frame
from piilint.flow.objects.sharing import concrete_only
from piilint.flow.sources.naming import last_word, no_record
from piilint.flow.syntax.returning import as_declared, gives_flag, gives_number, gives_place, is_stub
from piilint.link.kinds import BUILT
from piilint.link.program import ClassInfo, FunctionInfo
from piilint.model import ir

NESTING = 4
"""Calls applied within one another at one place (callbacks that call back) before the rest counts as unknown."""

NESTED_CALLS = 60
"""Such calls in all while one function is interpreted."""


WRAPS = ("wraps", "")
"""What `functools.wraps(f)` gives: the function that it is called with, which knows f."""


def call_value(act: Activation, callee: Value, args: Arguments, at: int, text: str) -> Value:
    """The result of calling a value that may be several things."""
    from piilint.flow.calling.library import call_by_name
    from piilint.flow.objects.own_class import callers_classes

    symbols = sorted(label.path for label in callee.labels.values() if label.path)
    of_instances = callers_classes(callee) if callee.refs and callee.objects else []
    left = [path for path in [*of_instances, *symbols] if can_defer(act, path, at)][:3]
    if left:
        own = act.function.kind == "classmethod" and left == [(act.function.node.params[0].name,)]
        own = own or left == of_instances
        results = _call_for_concrete(act, callee, args, at, text, own)
        if all(map(_is_attribute, left)) and not own:  # other instances may hold another thing
            results = [result.as_unasked() for result in results]
        word, known = last_word(text), act.catalogue.calls
        guards = bool(known.named(word).sanitizers or known.method(word).sanitizers)  # their results aren't guessed at
        deferred = [left_to_caller(act, path, callee, args, at, text, guards or own, results) for path in left]
        if results and all(map(_is_settled, results)):  # no name says that it is something
            deferred = [Value(each.labels, each.objects, each.refs, each.const) for each in deferred]
        return SOMETHING if all(gives_flag(act, path) for path in left) else join_all([*deferred, *results])
    results = _call_each(act, callee, args, at, text)
    return join_all(results) if results else call_by_name(act, callee, text, args, at)


def _is_settled(result: Value) -> bool:
    """Whether what was called gives nothing, but for a guess."""
    return not (result.opaque or result.objects or result.refs) and all(
        label.confidence == 1 for label in result.labels.values()
    )


def _is_attribute(path: Path) -> bool:
    """Whether it is what a parameter holds in an attribute: `self.write`."""
    return len(path) == 2 and path[1].startswith(".")


def _call_for_concrete(act: Activation, callee: Value, args: Arguments, at: int, text: str, own: bool) -> list[Value]:
    """What is known of what may be called, while the caller knows better what it is: for what is sensitive here already
    anything that it may be counts, for what the caller passes only what the caller says. What is made of a class method's
    `own` class stands for what the caller makes."""
    outer, act.only_concrete, act.stands_in = act.only_concrete, True, own
    results = _call_each(act, callee, args, at, text)
    act.only_concrete, act.stands_in = outer, False
    return [concrete_only(result) for result in results]


def _call_each(act: Activation, callee: Value, args: Arguments, at: int, text: str) -> list[Value]:
    """The results of calling everything that a value is known to be."""
    from piilint.flow.calling.library import call_library
    from piilint.flow.objects.members import without_strangers

    results: list[Value] = []
    refs = without_strangers(act, callee)
    several = len(refs) + len(callee.objects) > 1
    act.alternatives += several
    for kind, target in refs:
        if kind == "func":
            results.append(call_info(act, act.program.functions[target], args, at, frame=None, text=text))
        elif kind == "class":
            results.append(construct(act, act.program.classes[target], args, at))
        elif kind in ("ext", "inst"):
            results.append(call_library(act, target, NOTHING, args, at, text))
    for name, held in act.objects(callee):
        done = _call_object(act, name, held, args, at, text)
        if done is not None:
            results.append(done)
    act.alternatives -= several
    return results


def _call_object(act: Activation, name: ObjectId, held: Object, args: Arguments, at: int, text: str) -> Value | None:
    from piilint.flow.calling.dispatching import call_chosen, register
    from piilint.flow.calling.standard import call_getter
    from piilint.flow.objects.derived import with_text
    from piilint.flow.objects.making import instance_of_made
    from piilint.flow.objects.named_tuples import call_bound, new_namedtuple

    if held.kind == "bound" and held.cls is not None:
        kind, target = held.cls
        bound = [held.fields[f"[{i}]"] for i in range(len(held.fields)) if f"[{i}]" in held.fields]
        keywords = {k[2:-2]: v for k, v in held.fields.items() if k.startswith('["')}
        full = args.after(bound)
        full.keywords = {**keywords, **args.keywords}
        if kind == "func":
            if "self" in held.fields:
                full = full.after([with_text(act, held.fields["self"])])
            return call_info(act, act.program.functions[target], full, at, held.fields.get("frame"), text)
        if kind == "container":
            from piilint.flow.collections.containers import CONTAINER_METHODS

            return CONTAINER_METHODS[target](act, held.fields["self"], args, ir.Call(at, ir.Name(at, target), ()))
        if kind == LIBRARY:
            return call_of_object(act, held, args, at, text)
        if kind == "text":
            from piilint.flow.texts.strings import TEXT_METHODS

            return TEXT_METHODS[target](act, held.fields["self"], args, ir.Call(at, ir.Name(at, target), ()))
        if kind == "reference":
            return held.fields["to"]
        if kind == "named tuple":
            return call_bound(act, target, held.fields["self"], args, at)
        if kind == "instances of":
            return instantiate(act, act.program.classes[target], full, at)
        if kind == "namedtuple":
            return new_namedtuple(act, target.split(), args, at)
        if kind == "made class":
            return instance_of_made(act, held, at)
        if kind in ("attrgetter", "itemgetter", "methodcaller"):
            return call_getter(act, held, args, at)
        if kind == "register":
            types = held.fields.get("type", NOTHING)
            return register(act, held.fields["target"], args, ir.Call(at, ir.Name(at, text), ()), types)
        if (kind, target) == WRAPS:
            wrapper = args.get(0) or NOTHING
            write_part(act, wrapper, ".__wrapped__", held.fields["wrapped"])
            return wrapper
        if kind == "make":
            from piilint.flow.calling.arguments import spread

            full = Arguments()
            spread(act, full, args.get(0) or NOTHING, at)
        return call_chosen(act, held, full, at, text)
    if held.cls is not None and held.cls[0] == "class" and held.kind in ("instance", "symbol", "typed"):
        method = act.program.find_method(held.cls[1], "__call__")
        if method is not None:
            full = args.after([Value(objects=frozenset((name,)))])
            return call_info(act, act.program.functions[method[1]], full, at, None, text)
    return None


def call_function(
    act: Activation, function: str, positional: list[Value], keywords: dict[str, Value], at: int
) -> Value:
    """Call a function in view with these arguments."""
    info = act.program.functions[function]
    return call_info(act, info, Arguments(list(positional), dict(keywords)), at, None, info.node.name)


def call_info(act: Activation, info: FunctionInfo, args: Arguments, at: int, frame: Value | None, text: str) -> Value:
    """Call a function in view; the catalogue may say that it is a source, sink or safeguard by name."""
    from piilint.flow.calling.coroutines import with_raised
    from piilint.flow.calling.library import call_declared
    from piilint.flow.calling.made_up import without_made_up
    from piilint.flow.calling.responses import hand_over
    from piilint.flow.protection.unnamed import as_tried

    if act.inside is not None and info.id == act.function.id:
        return _result_inside(act, act.inside, at, text)
    hand_over(act, info, args, at, text)
    declared = call_declared(act, info, args, at, text, frame)
    if declared is not None:
        return declared
    if act.nesting >= NESTING or (act.nesting and act.nested_calls >= NESTED_CALLS):
        act.solver.leaves_out()
        return UNKNOWN
    act.nested_calls += act.nesting > 0
    roots = bind(act, info, args, at)
    if frame is None and info.parent is not None:
        frame = frame_of_method(act, info, args.get(0))
    if frame is not None:
        roots["^"] = frame
    if act.solver.probe is not None:
        act.solver.probe.enters(act, info, roots, at)
    summary = summary_for(act, info, roots)
    outer, act.behalf = act.behalf, act.behalf if act.inside is None else info.id
    act.nesting += 1
    act.raises.append(NOTHING)
    result = without_told_of_ids(act, info, summary, roots, apply_summary(act, info, summary, roots, at))
    raised = act.raises.pop()
    act.raises[-1] = join(act.raises[-1], raised)
    act.nesting -= 1
    act.behalf = outer
    result = without_made_up(act, info, as_tried(act, info, args, roots, result, at))
    if result.is_nothing() and is_stub(info):
        result = UNKNOWN
    if result.opaque and not result.refs:
        result = as_declared(act, result, info, summary.returns)
    return with_raised(act, info, _as_called(act, info, result, at, text), raised, at)


def _as_called(act: Activation, info: FunctionInfo, result: Value, at: int, text: str) -> Value:
    """What a function gives, which may be what its name says."""
    from piilint.flow.calling.unknown import returned_by_name

    named = result.opaque and not any(label.element for label in result.labels.values())
    if not named or gives_place(act, info):
        return result
    told = returned_by_name(act, result, info.node.name, at, text)
    return result if gives_number(info) and any(label.record for label in told.labels.values()) else told


def _result_inside(act: Activation, inside: Summary, at: int, text: str) -> Value:
    """What the function gives that is being seen from outside, to what stands around it."""
    from piilint.flow.calling.coroutines import with_raised

    info = act.function
    result = inside.returns.then(act.place_of_call(at), "returned", info.node.name)
    act.raises[-1] = join(act.raises[-1], inside.raises)
    return with_raised(act, info, _as_called(act, info, result, at, text), inside.raises, at)


def bind(act: Activation, info: FunctionInfo, args: Arguments, at: int) -> dict[str, Value]:
    """The parameters' values: positions, keywords, defaults, what stars collect."""
    from piilint.flow.calling.arguments import collected

    roots: dict[str, Value] = {}
    remaining = list(args.positional)
    keywords = dict(args.keywords)
    position = 0
    for param in info.node.params:
        name = param.name
        if param.kind in ("posonly", "pos"):
            if remaining:
                roots[name] = no_record(act, name, remaining.pop(0))
            elif name in keywords and param.kind == "pos":
                roots[name] = no_record(act, name, keywords.pop(name))
            else:
                roots[name] = _missing(act, info, name, args, position)
            position += 1
        elif param.kind == "kwonly":
            roots[name] = (
                no_record(act, name, keywords.pop(name)) if name in keywords else _missing(act, info, name, args, -1)
            )
        elif param.kind == "vararg" and not remaining and args.sequence is not None and args.sequence[0] == position:
            roots[name] = args.sequence[1]
        elif param.kind == "kwarg":
            roots[name] = collected(act, args, keywords, at, f"{info.id} **{name}")
        else:
            fields = {f"[{i}]": value for i, value in enumerate(remaining)}
            if not args.rest.is_nothing():
                fields["[*]"] = args.rest
            roots[name] = act.allocate(at, "tuple", None, fields, tag=f"{info.id} *{name}")
            remaining = []
    return roots


def _missing(act: Activation, info: FunctionInfo, name: str, args: Arguments, position: int) -> Value:
    """A parameter that no argument names: what stars pass there, or its default."""
    value = act.state.object(("d", info.id, name)).fields.get(".", NOTHING)
    if args.sequence is not None and position >= args.sequence[0]:
        value = join(value, read_part(act, args.sequence[1], f"[{position - args.sequence[0]}]"))
    elif args.sequence is None and position >= 0:
        value = join(value, args.rest)
    if args.mapping is not None:
        value = join(value, read_part(act, args.mapping, f'["{name}"]'))
    else:
        value = join(value, args.rest_keywords)
    return UNKNOWN if value.is_nothing() else value  # whoever calls it passes something


def construct(act: Activation, cls: ClassInfo, args: Arguments, at: int) -> Value:
    """A new instance of a class in view, as its metaclass has it made if that is in view, too."""
    from piilint.flow.objects.making import made_by_metaclass

    made = made_by_metaclass(act, cls, args, at)
    return made if made is not None else instantiate(act, cls, args, at)


def instantiate(act: Activation, cls: ClassInfo, args: Arguments, at: int) -> Value:
    """A new instance of a class in view."""
    from piilint.flow.calling.hooks import is_given, take_parts
    from piilint.flow.calling.library import call_library
    from piilint.flow.objects.derived import fill_as_handed_on, new_derived
    from piilint.flow.objects.making import declared_labels, made_by_new
    from piilint.flow.protection.adapters import keep_parts, makes_messages
    from piilint.flow.protection.kept_records import keep_record, makes_records

    if cls.kind == "enum":
        from piilint.flow.objects.enumerations import member_by_value

        return member_by_value(act, cls, args)
    made = new_derived(act, cls, args, at)
    if made is not None:
        return made
    if cls.kind == "typeddict":
        return act.allocate(
            at, "dict", ("class", cls.id), {f'["{k}"]': v for k, v in args.keywords.items()}, tag=cls.id
        )
    tag, act.stands_in = f"{STAND_IN}{cls.id}" if act.stands_in else cls.id, False
    told = declared_labels(act, cls, args, at)
    instance = made_by_new(act, cls, args, at) or act.allocate(at, "instance", ("class", cls.id), {}, tag=tag)
    if not instance.objects:
        return instance
    instance = instance.with_labels(told) if told else instance
    if cls.parent is not None:
        keep_frame(act, instance, cls.parent)
    init = act.program.find_method(cls.id, "__init__")
    if init is not None:
        if cls.kind == "exception" or any(ref == ("ext", "builtins.BaseException") for ref in cls.mro):
            _exception_arguments(act, instance, args, at)
        full = args.after([instance])
        fill_as_handed_on(act, cls, act.program.functions[init[1]], instance, args, at)
        call_info(act, act.program.functions[init[1]], full, at, None, cls.node.name)
    elif cls.kind in BUILT:
        handed = fill_fields(act, cls, instance, args, at)
        for base in [each for kind, each in cls.mro if kind == "ext" and act.catalogue.calls.exact(each).sinks]:
            call_library(act, base, NOTHING, args, at, cls.node.name)  # what is made is stored
        after = act.program.find_method(cls.id, "__post_init__")
        if after is not None:
            call_function(act, after[1], [instance, *handed], {}, at)
    elif cls.kind == "exception" or any(kind == "ext" for kind, _ in cls.mro):
        base = next((target for kind, target in cls.mro if kind == "ext"), "")
        if makes_messages(act, cls):
            keep_parts(act, instance, args)
        elif makes_records(cls):
            keep_record(act, instance, args)
            return instance
        elif base and cls.kind != "exception":
            take_parts(act, instance, call_library(act, base, NOTHING, args, at, cls.node.name))
        (name,) = instance.objects
        _exception_arguments(act, instance, args, at)
        for key, value in args.keywords.items():
            if not is_given(act, cls, key):
                act.state.write(name, f".{key}", value)
        _declared_of_mapping(act, cls, name, args)
    return instance


def _declared_of_mapping(act: Activation, cls: ClassInfo, instance: ObjectId, args: Arguments) -> None:
    """What a class declares (`iban: str`) and a constructor that isn't in view may take from `**row`."""
    if args.mapping is None:
        return
    for field, declared in act.program.all_fields(cls.id).items():
        if declared.annotation is not None and f".{field}" not in act.state.object(instance).fields:
            act.state.write(instance, f".{field}", read_part(act, args.mapping, key_selector(field)))


def _exception_arguments(act: Activation, instance: Value, args: Arguments, at: int) -> None:
    """`BaseException.__new__` keeps the arguments, whatever `__init__` does."""
    (name,) = instance.objects
    arguments = act.allocate(at, "tuple", None, {f"[{i}]": v for i, v in enumerate(args.positional)}, tag="args")
    act.state.write(name, ".args", arguments)

"""What `logging.config.dictConfig` makes of a configuration: filters and formatters by name, handlers that use them, loggers
that use those.

    dictConfig({"filters": {"hide": {"()": "bank.log.Hide"}}, "handlers": {"out": {"filters": ["hide"]}}, "root": {…}})
"""

from __future__ import annotations

from piilint.flow.calling.calls import call_value
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.protection.logged_records import RECORD_METHODS
from piilint.flow.protection.redaction import GUARDS, HANDLER, add_guard, guard_functions, guard_method


def configure(act: Activation, config: Value, at: int) -> None:
    """What `dictConfig` makes of one: filters and formatters by name, handlers that use them, loggers that use those."""
    guards = {
        name: _made(act, f"{section} {name}", part, at)
        for section in ("filters", "formatters")
        for name, part in _items(act, config, section)
    }
    if all(_part(act, config, section).is_nothing() for section in ("root", "loggers", "handlers")):
        add_guard(act, ("l", "logging.Logger", ""), _guards_in_view(act))
        return
    handlers: dict[str, Value] = {}
    plain: set[str] = set()
    for name, part in _items(act, config, "handlers"):
        used = [*_names(act, part, "filters"), *_names(act, part, "formatter")]
        own = _made(act, f"handler {name}", part, at) if _is_own_handler(act, part) else NOTHING
        attached = join_all([own, *(guards.get(guard, NOTHING) for guard in used)])
        plain |= {name} if attached.is_nothing() and not _is_silent(act, part) else set()
        for function in guard_functions(act, attached):
            act.solver.attach(function)
        handlers[name] = act.allocate(at, "library", ("inst", HANDLER), {".guards": attached}, tag=f"handler {name}")
    sections = [(name, part) for name, part in _items(act, config, "loggers")]
    root = _part(act, config, "root")
    for name, part in [*sections, ("", root)]:
        used = _names(act, part, "handlers")
        for handler in used if plain.isdisjoint(used) else ():  # what one lets out, the others don't hide
            add_guard(act, ("l", "logging.Logger", name), handlers.get(handler, NOTHING))
        for guard in _names(act, part, "filters"):
            add_guard(act, ("l", "logging.Logger", name), guards.get(guard, NOTHING))


def _guards_in_view(act: Activation) -> Value:
    """The filters and formatters in view: a configuration that isn't in view (`json.load(file)`) is there to use them."""
    classes = {
        ("class", name)
        for name, cls in act.program.classes.items()
        if any(target in GUARDS for _, target in cls.mro) and guard_method(cls) is not None
    }
    return Value(refs=frozenset(classes))


def _made(act: Activation, name: str, part: Value, at: int) -> Value:
    """What a part of the configuration makes, told from what the others make."""
    outer = act.round
    act.round = f"{outer}#{name}"
    made = _factory(act, part, at)
    act.round = outer
    return made


def _factory(act: Activation, part: Value, at: int) -> Value:
    """What `"()"` or `"class"` names: an instance of a class in view, what a function gives, by reference or dotted name."""
    made, called = _named_factory(act, part), _part(act, part, "()")
    given = {k[2:-2]: v for _, held in act.objects(part) for k, v in held.fields.items() if k[2:-2] not in _NOT_GIVEN}
    if any(kind == "class" for kind, _ in made.refs):
        return call_value(act, made, Arguments([], given), at, "()")
    if any(kind == "func" for kind, _ in made.refs) or called.objects:
        found = call_value(act, made if made.refs else called, Arguments([], given), at, "()")
        return Value(objects=found.objects, refs=found.refs) if found.objects or found.refs else made
    return made


def _is_own_handler(act: Activation, part: Value) -> bool:
    """Whether a handler's class is in view and says how its records are formatted, or what it does with them."""
    classes = [target for kind, target in _named_factory(act, part).refs if kind == "class"]
    return any(act.program.find_method(cls, name) is not None for cls in classes for name in RECORD_METHODS)


def _is_silent(act: Activation, part: Value) -> bool:
    """Whether a handler writes nothing, or what is gravest only: `logging.NullHandler`, one for errors by mail."""
    named, level = _part(act, part, "class").const, _part(act, part, "level").const
    nothing = any(str(each).endswith("NullHandler") for each in named or ())
    return nothing or any(each in ("ERROR", "CRITICAL", "FATAL") for each in level or ())


_NOT_GIVEN = frozenset(("()", "class", "format", "datefmt", "style", "validate", "defaults", ".", "level"))


def _named_factory(act: Activation, part: Value) -> Value:
    made = join(_part(act, part, "()"), _part(act, part, "class"))
    if not made.const or not isinstance(made.const[0], str):
        return made
    module, _, name = made.const[0].removeprefix("ext://").rpartition(".")
    known = act.program.index.resolve(module, act.path) if module else None
    ref = act.program.member(known, name) if known is not None else None
    return Value(refs=frozenset((ref,))) if ref is not None else NOTHING


def _part(act: Activation, value: Value, key: str) -> Value:
    return join_all(held.fields.get(f'["{key}"]', NOTHING) for _, held in act.objects(value))


def _items(act: Activation, value: Value, section: str) -> list[tuple[str, Value]]:
    found: list[tuple[str, Value]] = []
    for _, held in act.objects(_part(act, value, section)):
        found += [(selector[2:-2], part) for selector, part in held.fields.items() if selector.startswith('["')]
    return found


def _names(act: Activation, value: Value, key: str) -> list[str]:
    part = _part(act, value, key)
    if part.const:
        return [str(part.const[0])]
    fields = [inner for _, held in act.objects(part) for inner in held.fields.values()]
    return [str(inner.const[0]) for inner in fields if inner.const]


def set_levels(act: Activation, configuration: Value, at: int, text: str) -> None:
    """What `logging.getLogger(name).setLevel(level)` would do for each logger of a configuration."""
    from piilint.flow.calling.library import call_library

    for logger, about in _items(act, configuration, "loggers"):
        level = _part(act, about, "level")
        if level.const:
            name = Value(objects=frozenset((("l", "logging.Logger", logger),)))
            call_library(act, "logging.Logger.setLevel", name, Arguments([level]), at, text)

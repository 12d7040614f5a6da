"""Objects of the standard library and of pydantic that need more than the catalogue's notation: callables made of names,
templates, models that dump themselves.

    attrgetter("iban")(account)              # account.iban
    account.model_dump(exclude={"iban"})     # its other fields
"""

from __future__ import annotations

import string
from collections.abc import Callable

from piilint.catalogue.schema import Propagator
from piilint.flow.calling import coroutines, templates
from piilint.flow.calling.calls import call_value, construct
from piilint.flow.calling.context_vars import (
    copied_context,
    get_there,
    get_variable,
    reset_variable,
    run_within,
    set_variable,
)
from piilint.flow.calling.imported import import_module, loaded_module
from piilint.flow.calling.mailbox import MAILBOX, through_mailbox
from piilint.flow.collections.containers import CONTAINER_METHODS
from piilint.flow.collections.wiping import read_on, seek, truncate
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import NOTHING, UNKNOWN, Labels, Object, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.contexts import enter_by_call, hold, hold_to_close
from piilint.flow.interpreter.iterate import element_of
from piilint.flow.interpreter.slicing import slice_by_value
from piilint.flow.objects import class_fields, mapped, named_tuples, row_dumps
from piilint.flow.objects.access import class_of, read_attribute, read_part
from piilint.flow.objects.removal import put_instead
from piilint.flow.protection.kept_records import factory_in_use, new_record
from piilint.flow.sources.naming import named, owners_of
from piilint.flow.syntax import options
from piilint.flow.syntax.aliases import under_aliases
from piilint.flow.tabular import core_tables
from piilint.flow.tabular.column_changes import CHANGES
from piilint.flow.tabular.column_expressions import EXPRESSION_OPERATIONS
from piilint.flow.tabular.columns import header
from piilint.flow.tabular.frames import FRAME_OPERATIONS
from piilint.flow.tabular.grouping import GROUP_OPERATIONS
from piilint.flow.tabular.tables import apply_function
from piilint.flow.texts import tree_paths
from piilint.flow.texts.packed import pack, unpack
from piilint.flow.texts.patterns import named_group
from piilint.flow.texts.render import render
from piilint.flow.texts.serialised import (
    parse,
    parse_file,
    parsed,
    pickle_into,
    pickled,
    serialise,
    serialise_containers,
    serialise_into,
    text_of_parts,
)
from piilint.model import ir

Builtin = Callable[[Activation, Arguments, ir.Call], "Value | None"]
Method = Callable[[Activation, Value, Arguments, ir.Call], "Value | None"]


def _getter(kind: str) -> Builtin:
    def make(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
        fields = {f"[{i}]": value for i, value in enumerate(args.positional)}
        fields |= {key_selector(key): value for key, value in args.keywords.items()}
        return act.allocate(expr.at, "bound", (kind, ""), fields)

    return make


def _reference(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`weakref.ref(account)`: called, it gives the account; its own text shows nothing."""
    return act.allocate(expr.at, "bound", ("reference", ""), {"to": args.positional[0]}) if args.positional else None


def call_getter(act: Activation, held: Object, args: Arguments, at: int) -> Value | None:
    """A call of what `attrgetter`, `itemgetter` or `methodcaller` made."""
    if held.cls is None or not args.positional:
        return None
    subject = args.positional[0]
    given = [held.fields[f"[{i}]"] for i in range(len(held.fields)) if f"[{i}]" in held.fields]
    if held.cls[0] == "methodcaller":
        return _call_by_name(act, subject, given, held, at)
    if not given or not all(value.const for value in given):
        return None
    parts = [_part(act, held.cls[0], subject, value, at) for value in given]
    if len(parts) == 1:
        return parts[0]
    return act.allocate(at, "tuple", None, {f"[{i}]": p for i, p in enumerate(parts)}, tag="got")


def _call_by_name(act: Activation, subject: Value, given: list[Value], held: Object, at: int) -> Value | None:
    """`methodcaller("pay", iban, on=day)(account)`: `account.pay(iban, on=day)`."""
    from piilint.flow.calling.methods import call_method

    name = given[0].const[0] if given and given[0].const else None
    if not isinstance(name, str):
        return None
    keywords = {selector[2:-2]: part for selector, part in held.fields.items() if selector.startswith('["')}
    func = ir.Attr(at, ir.Name(at, "methodcaller"), name)
    return call_method(act, subject, func, Arguments(given[1:], keywords), ir.Call(at, func, ()))


def _part(act: Activation, kind: str, subject: Value, asked: Value, at: int) -> Value:
    name = asked.const[0] if asked.const else None
    if kind == "attrgetter":
        value = subject
        for attribute in str(name).split("."):
            value = read_attribute(act, value, attribute, at, "")
        return value
    end = slice_by_value(act, subject, asked, at, "")
    if end is not None:
        return end
    part = read_part(act, subject, key_selector(name))
    return named(act, part, name, owners_of(act, subject, ""), at, f"[{name!r}]") if isinstance(name, str) else part


def _namespace(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`SimpleNamespace(kind=x, **row)`: whatever else the row may have is what it is called."""
    others = {".*": UNKNOWN} if args.mapping is not None else {}
    return act.allocate(expr.at, "namespace", None, {f".{key}": v for key, v in args.keywords.items()} | others)


def _product(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`itertools.product(kinds, accounts)`: at each place of a row an element of what was given there."""
    if args.keywords or not args.rest.is_nothing():
        return None
    fields = {f"[{i}]": element_of(act, value, expr.at, "") for i, value in enumerate(args.positional)}
    row = act.allocate(expr.at, "tuple", None, fields, tag="row")
    return act.allocate(expr.at, "generator", None, {"[*]": row})


def _grouped(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`itertools.groupby(rows, key)`: pairs of what the key gives and the rows that have it."""
    if not args.positional:
        return None
    element, key = element_of(act, args.positional[0], expr.at, ""), args.get(1, "key")
    given = element if key is None or key.const else call_value(act, key, Arguments([element]), expr.at, "key")
    group = act.allocate(expr.at, "generator", None, {"[*]": element}, tag="group")
    pair = act.allocate(expr.at, "tuple", None, {"[0]": given, "[1]": group}, tag="pair")
    return act.allocate(expr.at, "generator", None, {"[*]": pair})


def _elements(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`as_completed(futures)`: the same in some order; of a dict its keys."""
    if not args.positional:
        return None
    return act.allocate(expr.at, "generator", None, {"[*]": element_of(act, args.positional[0], expr.at, "")})


def _formatted(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`Formatter().format("{0}", iban)`: what the text's own `format` makes."""
    classes = [class_of(act, held) for _, held in act.objects(receiver)]
    if not args.positional or any(cls is not None and _chooses(act, cls.id) for cls in classes):
        return None
    given = Arguments(args.positional[1:], args.keywords, args.rest, args.rest_keywords)
    return CONTAINER_METHODS["format"](act, args.positional[0], given, ir.Call(expr.at, expr.func, expr.args[1:]))


_CHOOSING = ("format", "vformat", "parse", "get_field", "get_value")


def _chooses(act: Activation, cls: str) -> bool:
    """Whether a formatter's own methods say what the text names."""
    return any(act.program.find_method(cls, name) for name in _CHOOSING)


# ---- models ---------------------------------------------------------------------------------------------------------


def _dump(act: Activation, receiver: Value, args: Arguments, expr: ir.Call, as_json: bool = False) -> Value | None:
    """`model_dump(include=…, exclude=…)`: the fields as a dict; what hides itself stays hidden."""
    from piilint.flow.objects.dumping import chosen_names, dumped_fields, pruned

    kept, dropped = args.keywords.get("include"), args.keywords.get("exclude")
    exclude = chosen_names(act, dropped, whole=True)
    as_json = as_json or args.keywords.get("mode", NOTHING).const == ("json",)
    included = chosen_names(act, kept)
    made = dumped_fields(act, receiver, expr.at, included, exclude or frozenset(), as_json=as_json)
    made = pruned(act, pruned(act, made, dropped, expr.at, keep=False), kept, expr.at, keep=True)
    by_alias = args.keywords.get("by_alias")
    found = [class_of(act, held) for _, held in act.objects(receiver)]
    if by_alias is None or by_alias.const != (True,) or len(found) != 1 or found[0] is None:
        return made
    return under_aliases(act, found[0], made)


def _dump_text(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    dumped = _dump(act, receiver, args, expr, as_json=True)
    text = text_of_parts(act, dumped, expr.at) if dumped is not None else None
    return None if text is None else text.then(act.spot(expr.at), "serialised")


def _model_copy(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    from piilint.flow.collections.containers import copied

    result = copied(act, receiver, expr.at)
    update = args.keywords.get("update")
    for _, held in act.objects(update) if update is not None else []:
        for selector, value in held.fields.items():
            if selector.startswith('["'):
                for name in result.objects:
                    act.state.write(name, f".{selector[2:-2]}", put_instead(value))
    return result


def _validate(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`Model.model_validate(data)`: an instance of the class with the data's keys for fields."""
    classes = [target for kind, target in sorted(receiver.refs) if kind == "class"]
    if not classes or not (args.positional or args.keywords):
        return None
    given = Arguments(keywords=dict(args.keywords))
    for first in args.positional[:1]:
        parts = parsed(act, first, expr.at)
        first = first if parts is None else parts
        held = [thing for _, thing in act.objects(first)]
        for thing in held:
            given.keywords.update({s[2:-2]: v for s, v in thing.fields.items() if s.startswith('["')})
        if not held or any(thing.kind == "symbol" for thing in held):  # somebody's: the fields' names tell
            given.mapping = first if held else Value(_but_by_name(first), opaque=True)
            given.rest_keywords = read_part(act, given.mapping, "[*]")
    return construct(act, act.program.classes[classes[0]], given, expr.at)


_MOVES = frozenset(("read", "iterated", "assigned"))


def _but_by_name(whole: Value) -> Labels:
    """The labels of what has fields, without what only its name says of it: `Account.model_validate(data["account"])` is
    given a whole account, and not its number."""
    return {
        key: label
        for key, label in whole.labels.items()
        if label.record or not label.trace or not _MOVES.issuperset(step.kind for step in label.trace)
    }


def _same(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """The receiver itself: a builder that goes on building."""
    return receiver


def _given(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """The first argument itself."""
    return args.get(0)


def _outcome(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`future.result()`: what the function gave that was submitted, part by part, or what was set."""
    made = {name: held for name, held in act.objects(receiver) if held.kind == "library"}
    receiver = coroutines.awaited(act, receiver)
    told = join_all(held.fields["[*]"] for held in made.values() if "[*]" in held.fields)
    return join(
        Value(receiver.labels, receiver.objects.difference(made), const=receiver.const, opaque=receiver.opaque), told
    )


def _template(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`Template("$name owes $amount")`: an object that knows its text."""
    if not args.positional:
        return None
    made = act.allocate(expr.at, "template", ("inst", "string.Template"), {".template": args.positional[0]})
    return Value(objects=made.objects, refs=frozenset((("inst", "string.Template"),)))


def _substitute(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`template.substitute(row, name=x)`: the parts that the template names."""
    texts = [held.fields[".template"] for _, held in act.objects(receiver) if ".template" in held.fields]
    if len(texts) != 1 or not texts[0].const or not isinstance(texts[0].const[0], str):
        passed = [*args.positional, *args.keywords.values(), args.rest_keywords]
        given = join_all(Value(render(act, value, "data", expr.at)) for value in passed)
        return join(join_all(Value(text.labels) for text in texts), given)
    shown: list[Value] = []
    for found in string.Template.pattern.finditer(texts[0].const[0]):
        name = found["named"] or found["braced"]
        if name in args.keywords:
            shown.append(args.keywords[name])
        elif name:
            parts = [read_part(act, value, key_selector(name)) for value in [*args.positional, args.rest_keywords]]
            shown += [named(act, part, name, (), expr.at, name) for part in parts]
    labels = join_all(Value(render(act, part, "text", expr.at)) for part in shown).labels
    return Value(labels).then(act.spot(expr.at), "formatted")


def _child(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`SubElement(parent, tag)`: a new object that its parent holds."""
    parent = args.get(0)
    made = act.allocate(expr.at, "library", None, {}, tag="child")
    for name, _ in act.objects(parent) if parent is not None else ():
        act.state.add(name, "[*]", made)
    return Value(objects=made.objects, opaque=True)


FUNCTIONS: dict[str, Builtin] = {
    "string.Template": _template,
    "operator.attrgetter": _getter("attrgetter"),
    "operator.itemgetter": _getter("itemgetter"),
    "operator.methodcaller": _getter("methodcaller"),
    "types.SimpleNamespace": _namespace,
    "argparse.Namespace": _namespace,
    "collections.namedtuple": named_tuples.new_class,
    "dataclasses.make_dataclass": named_tuples.new_dataclass,
    "itertools.product": _product,
    "struct.pack": pack,
    "struct.unpack": unpack,
    "itertools.groupby": _grouped,
    "contextlib.closing": hold_to_close,
    "contextlib.aclosing": hold_to_close,
    "contextlib.nullcontext": hold,
    "asyncio.gather": coroutines.gathered,
    "asyncio.run": coroutines.run,
    "concurrent.futures.as_completed": _elements,
    "contextvars.copy_context": copied_context,
    "importlib.import_module": import_module,
    "builtins.__import__": import_module,
}

METHODS: dict[str, Method] = {
    "contextlib.ExitStack.enter_context": enter_by_call,
    "contextlib.AsyncExitStack.enter_context": enter_by_call,
    "contextlib.AsyncExitStack.enter_async_context": enter_by_call,
    **named_tuples.METHODS,
    "sys.modules.get": loaded_module,
    "contextvars.Context.run": run_within,
    "contextvars.Context.get": get_there,
    "string.Template.substitute": _substitute,
    "string.Template.safe_substitute": _substitute,
    "string.Formatter.format": _formatted,
}
"""By the class that has them; for classes in view that are derived from it, too."""

OPERATIONS: dict[str, Method] = {
    "dump-fields": _dump,
    "dump-text": _dump_text,
    **row_dumps.OPERATIONS,
    "copy-with": _model_copy,
    "build-from": _validate,
    "instance": mapped.instance,
    "instances": mapped.instances,
    "selected": mapped.selected,
    "class-by-name": mapped.class_by_name,
    "instance-pair": mapped.instance_pair,
    "rows-by-key": mapped.rows_by_key,
    "aggregated": mapped.aggregated,
    "annotated": mapped.annotated,
    "rows-by-position": mapped.rows_by_position,
    "option": options.add_option,
    "option-defaults": options.set_defaults,
    "options": options.options,
    "options-by-key": options.options_by_key,
    "named-group": named_group,
    "header": header,
    "same": _same,
    "given": _given,
    **class_fields.OPERATIONS,
    "child": _child,
    "map": apply_function,
    "serialise": serialise,
    "pickle": pickled,
    "serialise-containers": serialise_containers,
    "serialise-into": serialise_into,
    "pickle-into": pickle_into,
    **tree_paths.OPERATIONS,
    **templates.OPERATIONS,
    "set-context": set_variable,
    "get-context": get_variable,
    "reset-context": reset_variable,
    "seek": seek,
    "read-on": read_on,
    "truncate": truncate,
    "outcome": _outcome,
    "log-record": new_record,
    "log-record-factory": factory_in_use,
    "reference": _reference,
    "table": core_tables.table,
    "statement": core_tables.statement,
    "parse": parse,
    "parse-file": parse_file,
    **FRAME_OPERATIONS,
    **EXPRESSION_OPERATIONS,
    **CHANGES,
    **GROUP_OPERATIONS,
}
"""What an entry of the catalogue can say that a method does (`does`)."""


def operate(act: Activation, said: Propagator, receiver: Value, args: Arguments, at: int, text: str) -> Value | None:
    """What an operation that the catalogue names gives; None where it can't tell."""
    if said.does in MAILBOX:
        return through_mailbox(act, said, args, at)
    return OPERATIONS[said.does](act, receiver, args, ir.Call(at, ir.Name(at, text), ()))

"""Adapters of loggers whose class in view makes the message: what `process` gives is logged.

class Prefixed(logging.LoggerAdapter):
    def process(self, msg, kwargs):
        return f"[{self.extra['iban']}] {msg}", kwargs

Prefixed(log, {"iban": iban}).info("paid")     # logs the iban; an adapter whose process leaves it out doesn't
"""

from __future__ import annotations

from piilint.flow.calling.calls import call_function
from piilint.flow.collections.known_keys import known_parts
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, read_part
from piilint.flow.texts.serialised import as_text
from piilint.link.program import ClassInfo

ADAPTER = "logging.LoggerAdapter"


def makes_messages(act: Activation, cls: ClassInfo | None) -> bool:
    """Whether a class is such an adapter."""
    if cls is None or ("ext", ADAPTER) not in cls.mro:
        return False
    return act.program.find_method(cls.id, "process") is not None


def keep_parts(act: Activation, instance: Value, args: Arguments) -> None:
    """What the library's constructor does: it keeps the logger and what is to be added."""
    for name in instance.objects:
        for place, part in enumerate(("logger", "extra")):
            given = args.get(place, part)
            if given is not None:
                act.state.write(name, f".{part}", given)


def without_own(act: Activation, base: str, receiver: Value) -> Value:
    """The receiver of a logging method but for adapters in view that say themselves what of their `extra` is logged."""
    if base != ADAPTER:
        return receiver
    own = (name for name, held in act.objects(receiver) if makes_messages(act, class_of(act, held)))
    return Value(receiver.labels, receiver.objects - frozenset(own), receiver.refs, None, receiver.opaque)


def processed(act: Activation, base: str, receiver: Value, method: str, args: Arguments, at: int) -> Arguments:
    """The arguments of a logging method, with the message that the adapter makes of it if the receiver is one."""
    if base != ADAPTER:
        return args
    classes = [class_of(act, held) for _, held in act.objects(receiver)]
    found = next((act.program.find_method(c.id, "process") for c in classes if c and makes_messages(act, c)), None)
    place = 1 if method == "log" else 0
    if found is None or place >= len(args.positional):
        return args
    fields = {f'["{key}"]': value for key, value in args.keywords.items()}
    given = act.allocate(at, "dict", None, fields, tag="processed")
    made = as_text(act, call_function(act, found[1], [receiver, args.positional[place], given], {}, at))
    message = read_part(act, made, "[0]") if made.objects else made
    positional = [*args.positional[:place], message, *args.positional[place + 1 :]]
    known = known_parts(act, read_part(act, made, "[1]")) if made.objects and args.keywords else None
    keywords = {selector[2:-2]: part for selector, part in known.items()} if known else args.keywords
    return Arguments(positional, keywords, args.rest, args.rest_keywords, args.sequence, args.mapping)

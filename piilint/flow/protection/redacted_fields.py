"""Fields of a logger that stand in a mapping of their own within what its filters and patchers are given.

def hide(record):
    for key in SECRET & record["extra"].keys():
        record["extra"][key] = "***"

logger.configure(patcher=hide)
logger.bind(iban=iban).info("paid")       # the field is gone
"""

from __future__ import annotations

from collections.abc import Callable

from piilint.catalogue.schema import Sink
from piilint.flow.calling.specialise import summary_for_shape
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.summary import Summary
from piilint.flow.domain.value import NOTHING, Label, Object, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.protection.logged_records import RecordFunction
from piilint.flow.syntax.walked import KEYS, KnownKeys


def redacted_fields(
    act: Activation, called: RecordFunction, inside: str, given: tuple[str, ...], redacted: Callable[[Value], bool]
) -> set[str]:
    """The fields, of those given, that a guard's function redacts in the mapping `inside` what it is given: "extra.iban"."""
    if not given or len(given) > KEYS:
        return set()
    info = act.program.functions[called.function]
    param = info.node.params[-1].name
    shape = KnownKeys((inside,), (KnownKeys(given),))
    summary = summary_for_shape(act, info, param, shape, called.instance, called.frame)
    hidden: set[str] = set()
    for change in summary.changes.values():
        if change.target == ("p", param, key_selector(inside)):
            hidden.update(
                key for key in given if change.selector in (key_selector(key), "[*]") and redacted(change.value)
            )
        elif change.target == ("p", param) and change.selector == key_selector(inside):
            hidden |= {key for key in given if redacted(_field(summary, change.value, key_selector(key)))}
    return {f"{inside}.{key}" for key in hidden - _kept_elsewhere(summary, param, inside)}


def field_of(sink: Sink, name: str, args: Arguments) -> str:
    """What guards call an argument that is a field ("extra.iban"); what the message's text names is in the message, too."""
    key = name.removeprefix("kw:")
    texts = (value.const[0] for value in args.positional if value.const)
    if not sink.inside or key == name or any(isinstance(text, str) and f"{{{key}" in text for text in texts):
        return ""
    return f"{sink.inside}.{key}"


def _field(summary: Summary, mapping: Value, selector: str) -> Value:
    """What a mapping that the function made has under a key."""
    made: list[Object] = [summary.heap[name] for name in mapping.objects if name in summary.heap]
    if len(made) != 1 or len(mapping.objects) != 1:
        return mapping
    return made[0].fields.get(selector, made[0].fields.get("[*]", NOTHING))


def _kept_elsewhere(summary: Summary, param: str, inside: str) -> set[str]:
    """The fields that the function keeps in the clear under another key."""
    kept: set[str] = set()
    for change in summary.changes.values():
        values = [(change.selector, change.value)]
        values += [
            item for name in change.value.objects if name in summary.heap for item in summary.heap[name].fields.items()
        ]
        for selector, value in values:
            kept |= {
                field
                for label in value.labels.values()
                if (field := _spoken_of(label, param, inside)) and selector != key_selector(field)
            }
    return kept


def _spoken_of(label: Label, param: str, inside: str) -> str:
    """The field that a symbolic label speaks of, unless it is protected."""
    path = label.path
    if label.guard or len(path) < 3 or path[:2] != (param, key_selector(inside)) or not path[2].startswith('["'):
        return ""
    return path[2][2:-2]

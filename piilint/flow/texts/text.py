"""Text made of other values: `%`, `str.format`, and the methods of str and bytes.

"%s %s" % (name, iban)           # both
"%(iban)s" % row                 # row["iban"] only
"{0.iban} {row[id]}".format(x, row=row)   # x.iban and row["id"] only
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from piilint.catalogue.shapes import shapes
from piilint.flow.concrete.tame import NoPattern, is_wild
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import NOTHING, Value, constant, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_attribute, read_part
from piilint.flow.protection.guards import as_written, but_for
from piilint.flow.sources.naming import named, owners_of
from piilint.flow.texts.own_formats import own_format
from piilint.flow.texts.placeholders import PERCENT
from piilint.flow.texts.render import render
from piilint.model import ir

_ACCESSORS = re.compile(r"[.\[].*$", re.DOTALL)
"""Attributes and items of what a field of a template names: `{row.name}`, `{0[iban]}`, `{[iban]}`."""
_MASK = re.compile(
    r"[*xX#•●█_\-.…\s\[\]<>()]*[*xX#•●█…][*xX#•●█_\-.…\s\[\]<>()]*$|<?\[?\(?(?i:redacted|masked|hidden|removed|脱敏)\)?\]?>?$"
)


def is_mask_text(value: Value) -> bool:
    """Whether it is a constant like "****" or "[REDACTED]"."""
    return (
        bool(value.const)
        and value.const is not None
        and isinstance(value.const[0], str)
        and bool(_MASK.match(value.const[0]))
    )


def shown(act: Activation, value: Value, at: int, shows: str = "text") -> Value:
    """A value turned into text."""
    return Value(render(act, value, shows, at), opaque=value.opaque)


def format_percent(act: Activation, template: Value, given: Value, expr: ir.Bin) -> Value:
    """`template % given`."""
    at = expr.at
    pattern = template.const[0] if template.const else None
    result = Value(template.labels)
    specs = list(PERCENT.finditer(pattern)) if isinstance(pattern, str) else []
    keys = [match["key"] for match in specs if match["key"] is not None]
    if keys:
        result = join(result, _by_name(act, given, specs, at))
    else:
        result = join(result, _positional(act, given, [m for m in specs if m["type"] != "%"], at))
    return Value(result.labels, opaque=given.opaque).then(act.spot(at), "formatted")


def _by_name(act: Activation, given: Value, specs: list[re.Match[str]], at: int) -> Value:
    result = NOTHING
    for key, kind in ((match["key"], match["type"]) for match in specs if match["key"] is not None):
        part = named(
            act,
            read_part(act, given, key_selector(key)),
            key,
            owners_of(act, given, _passed_as(given)),
            at,
            f"['{key}']",
        )
        result = join(result, as_written(act, shown(act, part, at), kind))
    return result


def filled_in(act: Activation, args: Arguments, template: str, at: int) -> Arguments:
    """The arguments of a call that fills in a text (`Sink.template`): of a mapping behind it only what the text names,
    `log.info("%(iban)s", row)`."""
    place = int(template[3:])
    if len(args.positional) != place + 2 or not args.rest.is_nothing():
        return args
    text, given = args.positional[place:]
    pattern = text.const[0] if text.const else None
    specs = list(PERCENT.finditer(pattern)) if isinstance(pattern, str) else []
    if not given.objects or not any(match["key"] is not None for match in specs):
        return args
    return replace(args, positional=[*args.positional[: place + 1], _by_name(act, given, specs, at)])


def _positional(act: Activation, given: Value, specs: list[re.Match[str]], at: int) -> Value:
    objects = act.objects(given)
    if len(objects) == 1 and objects[0][1].kind == "tuple":
        parts = list(objects[0][1].fields.values())
        kinds = [spec["type"] for spec in specs] + ["s"] * len(parts)
        return join_all(
            as_written(act, shown(act, part, at, "repr" if kind in "ra" else "text"), kind)
            for part, kind in zip(parts, kinds, strict=False)
        )
    kind = specs[0]["type"] if specs else "s"
    text = shown(act, given, at, "repr" if kind in "ra" else "text")
    return as_written(act, text, kind) if len(specs) == 1 else text


def call_format(
    act: Activation, template: Value, positional: list[Value], keywords: dict[str, Value], rest: Value, at: int
) -> Value:
    """`template.format(*positional, **keywords)`: only the fields that the template names."""
    pattern = template.const[0] if template.const else None
    everything = join_all([*positional, *keywords.values()])
    if not isinstance(pattern, str):
        parts = [shown(act, value, at) for value in [*positional, *keywords.values(), rest]]
        return join(Value(template.labels), join_all(parts)).text().then(act.spot(at), "formatted")
    result = NOTHING
    for field in _fields(pattern):
        value = _argument(act, field.first, positional, keywords, rest, at)
        result = join(result, _filled(act, field, value, at))
    return Value(result.labels, opaque=everything.opaque).then(act.spot(at), "formatted")


class _Field(NamedTuple):
    """A field of a template: the argument that it names, by number or keyword, and what of it is shown how."""

    first: str
    rest: str
    spec: str
    conversion: str


def _fields(pattern: str) -> list[_Field]:
    """The fields of a template, in order, those without a name numbered; none of one that is no template."""
    found: list[_Field] = []
    counter = 0
    try:
        parsed = list(string.Formatter().parse(pattern))
    except ValueError:
        return []
    for _, field, spec, conversion in parsed:
        if field is None:
            continue
        first = _ACCESSORS.sub("", field)
        rest = field[len(first) :]
        if not first:
            first, counter = str(counter), counter + 1
        found.append(_Field(first, rest, spec or "", conversion or ""))
    return found


def _filled(act: Activation, field: _Field, value: Value, at: int) -> Value:
    """The text that stands in a field's place, of the argument that it names."""
    for accessor in re.findall(r"[^.\[\]]+", field.rest):
        value = _accessor(act, value, accessor, f"[{accessor}]" in field.rest, at)
    return _formatted(act, value, field.spec, field.conversion, at)


def filled_in_braces(act: Activation, args: Arguments, template: str, at: int) -> Arguments:
    """The arguments of a call that fills in a text with braces (`Sink.braces`): of what the text names a part or the `repr`
    of, only that, `logger.info("{0.status} {row!r}", order, row=row)`."""
    place = int(template[3:])
    text = args.positional[place].const if len(args.positional) > place else None
    fields = _fields(text[0]) if text and isinstance(text[0], str) else []
    positional, keywords = list(args.positional), dict(args.keywords)
    for first in dict.fromkeys(field.first for field in fields if field.rest or field.conversion):
        index = place + 1 + int(first) if first.isdigit() else 0
        given = positional[index] if 0 < index < len(positional) else keywords.get(first)
        if given is None or (first.isdigit() and not args.rest.is_nothing()):
            continue
        filled = join_all(_filled(act, field, given, at) for field in fields if field.first == first)
        filled = Value(filled.labels)  # it isn't what the argument is called any more
        if index:
            positional[index] = filled
        else:
            keywords[first] = filled
    return replace(args, positional=positional, keywords=keywords)


def _formatted(act: Activation, value: Value, spec: str, conversion: str, at: int) -> Value:
    """A field of a template: by its own `__format__`, which sees the specification, or as its conversion says."""
    if not conversion and value.objects and "{" not in spec:
        own = own_format(act, value, constant(spec), at)
        if own is not None:
            return own
    text = shown(act, value, at, {"r": "repr", "a": "repr", "s": "text"}.get(conversion, "format"))
    return text if conversion else as_written(act, text, spec)


def _argument(
    act: Activation, first: str, positional: list[Value], keywords: dict[str, Value], rest: Value, at: int
) -> Value:
    if first.isdigit():
        index = int(first)
        return positional[index] if index < len(positional) else read_part(act, rest, f"[{index}]")
    if first in keywords:
        return keywords[first]
    return named(
        act, read_part(act, rest, key_selector(first)), first, owners_of(act, rest, _passed_as(rest)), at, first
    )


def _accessor(act: Activation, value: Value, accessor: str, is_item: bool, at: int) -> Value:
    if is_item:
        key: object = int(accessor) if accessor.isdigit() else accessor
        part = read_part(act, value, key_selector(key))
        return named(act, part, accessor, owners_of(act, value, _passed_as(value)), at, f"[{accessor}]")
    return read_attribute(act, value, accessor, at, _passed_as(value))


def _passed_as(value: Value) -> str:
    """The parameter that a value is, which says whose its parts are; "" of anything else."""
    names = [name[1] for name in value.objects if name[0] == "p" and len(name) == 2]
    return names[0] if len(names) == len(value.objects) == 1 else ""


_SHAPES = ("4929123456781234", "DE89370400440532013000", "11010519900307123X", "13712345678", "4929 1234 5678 1234")


_AMOUNTS = ("1284.50", "98765.43", "-12,00")
_WORDS = ("anna.schmidt@example.org", "Anna Schmidt", "12 High Street, Springfield")


def substitution_guard(pattern: str, replacement: str) -> str:
    """What `re.sub(pattern, replacement, text)` protects, which trying it on standard shapes tells: "digits" what is a
    number (card number, IBAN, 身份证, phone: at least four digits of each that it changes are gone), "numbers" long ones
    only, of amounts nothing, "all-digits" every digit, "letters" what is written in words (e-mail, name, address: half of
    the letters), "tail" both, "mask" all of it, "" nothing; shapes of which it finds no way of writing are named behind
    that: "numbers!phone". See `guards`."""
    if len(pattern) > _LONGEST_PATTERN:
        return ""
    try:
        if is_wild(pattern):
            return ""  # could take for ever
        compiled = re.compile(pattern)
        return change_guard(lambda text: compiled.sub(replacement, text))
    except (re.error, NoPattern, IndexError, RecursionError):
        return ""


_LONGEST_PATTERN = 400


def change_guard(change: Callable[[str], str]) -> str:
    """What a change of text protects, as `substitution_guard` says it."""
    if _leaves_nothing(change):
        return "mask"
    numbers = [(shape, left) for shape in _SHAPES if _digits(left := change(shape)) != _digits(shape)]
    words = [(shape, left) for shape in _WORDS if (left := change(shape)) != shape]
    if any(_gone(shape, left, str.isdigit) < 4 for shape, left in numbers):
        return ""
    hides_words = bool(words) and all(_hides_word(*each) for each in words)
    leaves_amounts = not any(_gone(shape, change(shape), str.isdigit) for shape in _AMOUNTS)
    if numbers and hides_words:
        missed = [*_missed(change, numbers=True), *_missed(change, numbers=False)]
        return but_for("tail", [*missed, "amount"] if leaves_amounts else missed)
    if numbers and leaves_amounts:
        return but_for("numbers", _missed(change, numbers=True))
    if numbers:
        leaves = any(_digits(change(shape)) for shape in (*_SHAPES, *_AMOUNTS))
        return but_for("digits", _missed(change, numbers=True)) if leaves else "all-digits"
    return but_for("letters", _missed(change, numbers=False)) if hides_words else ""


def _missed(change: Callable[[str], str], numbers: bool) -> list[str]:
    """The shapes, of numbers or of words, of which a change leaves every way of writing as it is: a pattern for IBANs hides
    no phone number."""
    tried = (shape for shape in shapes().shape if shape.written and shape.digits == numbers)
    return [shape.key for shape in tried if all(change(text) == text for text in (*shape.samples, *shape.written))]


def _leaves_nothing(change: Callable[[str], str]) -> bool:
    """Whether no letter or digit of any text is there after a change."""
    return not any(
        _gone(shape, change(shape), str.isalnum) < sum(map(str.isalnum, shape)) for shape in (*_SHAPES, *_WORDS)
    )


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _hides_word(shape: str, left: str) -> bool:
    """Whether half of the letters are gone, those of a domain aside."""
    shape, left = shape.partition("@")[0].lower(), left.partition("@")[0].lower()
    return 2 * _gone(shape, left, str.isalpha) >= sum(map(str.isalpha, shape))


def _gone(shape: str, left: str, kind: Callable[[str], bool]) -> int:
    """How many characters of a kind aren't there any more; what replaces them may be of that kind, too."""
    return (Counter(filter(kind, shape)) - Counter(filter(kind, left))).total()

"""Sources by what is written beside them: a field's label, an annotation, the words before a hole in a text.

    account = CharField(verbose_name="账号")     print(x.f1): the label of f1 says it
    def pay(x: AccountNumber): ...              the annotation says it
    print("余额: %s" % x)                        the text says it

Only a value whose own name says nothing is told what it is: `print("IBAN: %s" % is_valid)` shows no IBAN.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache

from piilint.catalogue.classes import classes
from piilint.catalogue.labels import label_meaning, text_meaning
from piilint.catalogue.load import shared
from piilint.catalogue.match import NameMatch, Names
from piilint.flow.domain.value import NOTHING, Value, join
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.declared import declared_hidden, names_safeguard
from piilint.flow.protection.guards import as_written
from piilint.flow.sources.class_words import class_company
from piilint.flow.sources.naming import last_word, named, with_match
from piilint.flow.syntax.annotations import annotation_class, is_flag, is_fraction, says_flag
from piilint.flow.texts.placeholders import PERCENT
from piilint.link.program import ClassInfo, FieldInfo
from piilint.model import ir

_BRACES = re.compile(r"\{(?:\d+)?(?:![rsa])?(?::[^{}]*)?\}")
_WORD = re.compile(r"[^\W\d]\w*")
_READS = (ir.Name, ir.Attr, ir.Sub, ir.Call, ir.Await)


def told_by_text(act: Activation, value: Value, before: str, expr: ir.Expr) -> Value:
    """A value with what the text before its hole says that it is."""
    if _is_of_bad_date(act, value, before, expr) or _is_of_resource(act, before, expr):
        return Value(opaque=False)
    if not value.opaque or value.refs or not isinstance(expr, _READS):
        return value
    if any(held.cls is not None or held.kind != "symbol" for _, held in act.objects(value)):
        return value
    match = text_meaning(act.names, before)
    if match is None or _absence().search(before) is not None:
        return value
    text = text_of(expr)
    name = last_word(text)
    if not name or _speaks(act, name) or _is_of_failure(before, expr):
        return value
    return with_match(act, value, match, expr.at, text, "read")


@lru_cache(maxsize=1)
def _failure() -> re.Pattern[str]:
    """What is in a text that says what couldn't be done."""
    return re.compile("|".join(shared().answers.failures), re.IGNORECASE)


@lru_cache(maxsize=1)
def _absence() -> re.Pattern[str]:
    """How a text ends that says what isn't there: what follows is what that is called."""
    return re.compile("|".join(shared().answers.absent), re.IGNORECASE)


def _is_of_failure(before: str, expr: ir.Expr) -> bool:
    """Whether a text says what couldn't be done, and what follows is called an answer or an error:
    `f"Error fetching balances: {response.text}"` shows no balances."""
    shown = expr.args[0].value if isinstance(expr, ir.Call) and len(expr.args) == 1 else expr  # `str(error)`
    names = {word.lower() for word in _WORD.findall(text_of(shown).replace("_", " "))}
    return not names.isdisjoint(shared().answers.names) and _failure().search(before) is not None


@lru_cache(maxsize=1)
def _bad_date() -> re.Pattern[str]:
    """How a text ends that says that what follows couldn't be read as a date."""
    return re.compile("|".join(shared().answers.bad_dates), re.IGNORECASE)


def _is_of_bad_date(act: Activation, value: Value, before: str, expr: ir.Expr) -> bool:
    """Whether a text says that a date can't be read, and what follows may be one by its name: `f"Invalid date: {text!r}"`,
    but not `f"Invalid date: {row}"`."""
    name = last_word(text_of(expr)) if isinstance(expr, (ir.Name, ir.Attr)) else ""
    if not name or name in shared().answers.whole or any(held.kind != "symbol" for _, held in act.objects(value)):
        return False
    sensitive = act.names.classify(name) is not None or act.names.record(name) is not None
    return not sensitive and _bad_date().search(before) is not None


def _is_of_resource(act: Activation, before: str, expr: ir.Expr) -> bool:
    """Whether what follows in an address says which of some things is meant: `f"/shops/{shop}/taxes/{tax_id}"`."""
    found = _RESOURCE.search(before)
    if found is None or not isinstance(expr, (ir.Name, ir.Attr)):
        return False
    name = last_word(text_of(expr))
    match = act.names.classify(name)
    if match is None or match.level == "low":  # `f"/accounts/{account_id}"` may be given a number
        return False
    *thing, last = act.names.words(name)
    one = "".join(thing)
    several = found[1].lower().replace("-", "").replace("_", "")
    return bool(one) and last == "id" and several in (f"{one}s", f"{one}es", f"{one[:-1]}ies")


_RESOURCE = re.compile(r"/([A-Za-z_-]+)/$")


def tell_parts(act: Activation, values: list[Value], exprs: tuple[ir.Expr, ...]) -> None:
    """`"IBAN: " + x`, and the holes of an f-string: the text before a part says what it is."""
    for place in range(1, len(values)):
        before = values[place - 1].const
        if before and isinstance(before[0], str):
            part = exprs[place]
            inner = part.value if isinstance(part, ir.Formatted) else part
            values[place] = told_by_text(act, values[place], before[0], inner)


def told_in_percent(act: Activation, pattern: object, given: Value, expr: ir.Expr) -> Value:
    """What the text of `"IBAN: %s" % x` says of x, besides what is known of it."""
    exprs = expr.elements if isinstance(expr, ir.Seq) and expr.kind == "tuple" else (expr,)
    if not isinstance(pattern, str):
        return NOTHING
    holes = [hole for hole in PERCENT.finditer(pattern) if hole["type"] != "%"]
    result = NOTHING
    if len(holes) == len(exprs) and all(hole["key"] is None for hole in holes):
        objects = act.objects(given)
        fields = objects[0][1].fields if len(objects) == 1 and len(exprs) > 1 else {}
        for place, (hole, part) in enumerate(zip(holes, exprs, strict=True)):
            value = fields.get(f"[{place}]", NOTHING) if fields else given
            told = told_by_text(act, value, pattern[: hole.start()], part)
            if told is not value:
                result = join(result, Value(told.labels))
    return result


def tell_format(act: Activation, pattern: object, values: list[Value], exprs: list[ir.Expr]) -> None:
    """The positional arguments of `"IBAN: {}".format(x)`."""
    pieces = _BRACES.split(pattern) if isinstance(pattern, str) else []
    if len(pieces) - 1 == len(values) == len(exprs):
        for place, before in enumerate(pieces[:-1]):
            values[place] = told_by_text(act, values[place], before, exprs[place])


def told_in_message(act: Activation, values: list[Value], exprs: list[ir.Expr]) -> None:
    """The arguments of a call told by a constant one before them: `info("IBAN: %s", x)`, `print("IBAN:", x)`."""
    for place, value in enumerate(values[:-1]):
        text = value.const[0] if value.const else None
        if not isinstance(text, str) or len(text) < 2:
            continue
        holes = [hole for hole in PERCENT.finditer(text) if hole["type"] != "%"] if "%" in text else []
        if holes and len(holes) == len(values) - place - 1:
            for hole, at in zip(holes, range(place + 1, len(values)), strict=True):
                told = told_by_text(act, values[at], text[: hole.start()], exprs[at])
                values[at] = as_written(act, told, hole["type"])
            return
        if text.rstrip().endswith((":", "：", "=")):
            values[place + 1] = told_by_text(act, values[place + 1], text.rstrip(), exprs[place + 1])


def told_by_label(act: Activation, owner: Value, part: Value, name: str, at: int, text: str) -> Value | None:
    """An attribute with what the label of its field says, or the name of the instance whose one datum it is; None if nothing
    does."""
    from piilint.flow.objects.keepers import kept_datum

    if not part.opaque or any(kind in ("func", "class", "module") for kind, _ in part.refs):
        return None
    for _, held in act.objects(owner):
        if held.cls is not None and held.cls[0] == "class":
            cls = act.program.classes[held.cls[1]]
            field = act.program.all_fields(cls.id).get(name)
            by_name = act.names.classify(name, (cls.node.name,))
            if field is not None and is_amount_instead(act, cls, field):
                return Value(part.labels, part.objects, part.refs, part.const)
            if field is not None and (is_flag(field) or _is_something_less(act, cls, field, by_name)):
                return Value(part.labels, part.objects, part.refs, part.const)
            if field is not None and is_reference(act.names, field):
                return part
            match = declared_meaning(act, cls, field) if field is not None else None
            if match is not None:
                return with_match(act, part, match, at, text, "read")
            if field is not None and _is_labelled_harmless(act, cls, field):
                return part
    kept = kept_datum(act, owner, f".{name}", part, at)
    return kept if kept is not part else None


def declared_meaning(act: Activation, cls: ClassInfo, field: FieldInfo) -> NameMatch | None:
    """What a declared field's label or type says, where its name says nothing."""
    if _speaks(act, field.name, cls.node.name):
        return None
    labels = [label for _, call in field.told for label in _labels(call)]
    matches = [label_meaning(act.names, label) for label in labels]
    if field.annotation is not None:
        matches.append(annotation_meaning(act, field.annotation))
    return next((m for m in matches if m is not None and not _is_amount_instead(act, field, m)), None)


def _is_something_less(act: Activation, cls: ClassInfo, field: FieldInfo, match: NameMatch | None) -> bool:
    """Whether a field only says which kind of a record is meant, `wallet: str = "apple"`, `account: Account` of an
    enumeration, or is an amount instead."""
    ref = annotation_class(act, field.annotation, cls.module) if match is not None and field.annotation else None
    if ref is not None and ref[0] == "class" and act.program.classes[ref[1]].kind == "enum":
        return True
    made = field.default
    is_word = isinstance(made, ir.Const) and isinstance(made.value, str) and made.value.isidentifier()
    return (is_word and act.names.record(field.name) is not None) or _is_amount_instead(act, field, match)


def _is_amount_instead(act: Activation, field: FieldInfo, match: NameMatch | None) -> bool:
    """Whether what is called by somebody's number is a number with decimals: what is paid for social security."""
    return match is not None and act.catalogue.elements[match.element].identifier and is_fraction(field)


def is_amount_instead(act: Activation, cls: ClassInfo, field: FieldInfo) -> bool:
    """The same of what only the fields beside it tell: an invoice's `vat = DecimalField()` beside its customer's name."""
    if not is_fraction(field):
        return False
    return _is_amount_instead(act, field, act.names.classify(field.name, (*class_company(act, cls), cls.node.name)))


def is_reference(names: Names, field: FieldInfo) -> bool:
    """Whether a column only says which row of another table is meant, by that table's surrogate key:
    `tax_id = Column(ForeignKey("tax.id"))` is no tax number."""
    if not isinstance(field.default, ir.Call):
        return False
    for arg in field.default.args:
        call = arg.value
        if not isinstance(call, ir.Call) or _last(call.func) not in classes().relations or not call.args:
            continue
        target = call.args[0].value
        column = (
            target.value.rpartition(".")[2] if isinstance(target, ir.Const) and isinstance(target.value, str) else ""
        )
        if names.is_surrogate(column):
            return True
    return False


_CLAUSE = re.compile(r"[.;:]\s|\s[\u2013\u2014-]\s|\s\(")
"""Where the words end that say what a field is; what follows says who writes it, how, and through which services."""


def _is_labelled_harmless(act: Activation, cls: ClassInfo, field: FieldInfo) -> bool:
    """Whether a label says that a field isn't the data that its name might stand for: `f4` labelled "Status"; a label that
    says how it is stored says nothing of what is read: `pan = Column("pan_enc", StringEncryptedType(String, key))`."""
    labels = [label for _, call in field.told for label in _labels(call)]
    said = {act.names.describes(_CLAUSE.split(label.strip(), maxsplit=1)[0]) for label in labels}
    if "harmless" not in said and ("protected" not in said or _is_read_in_the_clear(act, cls, field)):
        return False
    match = act.names.classify(field.name, (cls.node.name,))
    return match is not None and match.confidence != "high"


def _is_read_in_the_clear(act: Activation, cls: ClassInfo, field: FieldInfo) -> bool:
    return cls.kind == "orm" and declared_hidden(act, cls, field)


def _labels(call: ir.Call) -> list[str]:
    """The texts of a field's call that say what it holds."""
    lists = shared().labels
    maker = call.func.name if isinstance(call.func, ir.Attr) else call.func.id if isinstance(call.func, ir.Name) else ""
    found: list[str] = []
    for place, arg in enumerate(call.args):
        text = arg.value
        if isinstance(text, ir.Call) and len(text.args) == 1:
            text = text.args[0].value  # a translated label: _("account number")
        if not isinstance(text, ir.Const) or not isinstance(text.value, str) or arg.star:
            continue
        if arg.keyword in lists.keywords or (
            place == 0 and arg.keyword is None and any(fnmatchcase(maker, glob) for glob in lists.positional)
        ):
            found.append(text.value)
    return found


def told_by_annotation(act: Activation, value: Value, param: ir.Param) -> Value:
    """A parameter with what its type's name says, where its own says nothing and no class in view is meant; hidden in a
    type that hides it."""
    from piilint.flow.objects.access import hidden

    if param.annotation is not None and names_safeguard(act, act.function.module, param.annotation):
        return hidden(act, named(act, value, param.name, (), param.at, param.name), param.at)
    if says_flag(param.annotation):
        return Value(value.labels, value.objects, value.refs, value.const)
    if param.annotation is None or any(kind != "inst" for kind, _ in value.refs):
        return value
    if any(held.cls is not None for _, held in act.objects(value)):
        return value
    match = annotation_meaning(act, param.annotation)
    return (
        value
        if match is None or _speaks(act, param.name)
        else with_match(act, value, match, param.at, param.name, "read")
    )


def annotation_meaning(act: Activation, annotation: ir.Expr) -> NameMatch | None:
    """What a type's name says: `AccountNumber`, `"IBAN"`, `IBAN | None`."""
    if isinstance(annotation, ir.Bin) and annotation.op == "|":
        return next((m for part in annotation.operands if (m := annotation_meaning(act, part)) is not None), None)
    if isinstance(annotation, ir.Sub) and isinstance(annotation.value, (ir.Name, ir.Attr)):
        return annotation_meaning(act, annotation.index) if _last(annotation.value) == "Optional" else None
    written = annotation.value if isinstance(annotation, ir.Const) else _last(annotation)
    words = set(_WORD.findall(written)) - {"None", "Optional"} if isinstance(written, str) else set()
    word = words.pop() if len(words) == 1 else ""
    return label_meaning(act.names, word) if word[:1].isupper() else None


def _last(expr: ir.Expr) -> str:
    return expr.name if isinstance(expr, ir.Attr) else expr.id if isinstance(expr, ir.Name) else ""


def _speaks(act: Activation, name: str, owner: str = "") -> bool:
    """Whether a name says itself what it is, or that it isn't the data."""
    owners = (owner,) if owner else ()
    match = act.names.classify(name, owners)
    return bool(act.names.describes(name)) or (match is not None and match.confidence != "low") or _is_excuse(name)


def _is_excuse(name: str) -> bool:
    return any(word in shared().labels.not_values for word in (name, name.lower(), name.rpartition("_")[2].lower()))

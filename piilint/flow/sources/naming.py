"""Sources by name: what a variable, attribute, key or call is called says what it holds.

    acct_no = load(x)         # nothing yet: the value is unknown
    print(acct_no)            # the read of `acct_no` is a source: {account_number}
    acct_no = mask(acct_no)   # known to be safe: its name says nothing any more

A name only speaks for values that aren't known otherwise (`Value.opaque`).
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.catalogue.load import shared
from piilint.catalogue.match import NameMatch
from piilint.flow.domain.value import SOMETHING, Label, Labels, Object, Value, without_guesses
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.company import (
    company_owners,
    is_of_books,
    language_refs,
    of_account,
    same_datum,
    special_names,
    trades_of,
)
from piilint.flow.sources.class_words import class_company, is_class_of_code
from piilint.flow.sources.configured import is_configured, is_of_surroundings
from piilint.flow.sources.executed import is_executed
from piilint.flow.sources.files_named import names_file
from piilint.flow.sources.legs import trades_of_parts
from piilint.link.program import Ref
from piilint.model.facts import Step
from piilint.model.stock import Entry

_SHOWN_BASES = frozenset(
    ("ext", f"builtins.{name}") for name in ("dict", "list", "tuple", "set", "str", "int", "float")
)

_CONFIDENCE = {"high": 3, "medium": 2, "low": 1}

_SOMETHING_ELSE = ("account_type",)
"""The owner of what only looks like a customer's: it describes an account, so that ambiguous names are nobody's data."""


def owners_of(act: Activation, value: Value, text: str) -> tuple[str, ...]:
    """Who owns a part of this value: the name it is read by, its class, the record that it is."""
    from piilint.flow.syntax.gone_over import containers_of
    from piilint.flow.syntax.reads import reads_of
    from piilint.flow.tabular.schema_comments import row_columns

    owners: list[str] = []
    name = last_word(text)
    if text.endswith("()") and name.strip("_") in shared().neutral.handlers:
        name = ""  # `self._post(path)["code"]`: what is asked with a verb of the protocol is nobody's
    if is_of_books(act.names, reads_of(act).get(name, ())) or (value.refs and _are_no_persons(value.refs)):
        return _SOMETHING_ELSE
    for _, held in act.objects(value):
        if _is_of_books(act, held):
            return _SOMETHING_ELSE
        if held.cls is not None and held.cls[0] != "counts":  # numbers own nothing
            owners.append(held.cls[1].rpartition(".")[2])
    for kind, target in sorted(value.refs):
        if kind == "class":
            owners.append(target.rpartition(".")[2])
    asked = name in shared().neutral.requests  # what a function called `transfer` is asked for
    if (key := _last_key(text)) in shared().answers.names:
        owners.append(key)  # `body["error"]["detail"]`: the error's, whatever the request was for
    if name and name not in ("self", "cls", "…") and not asked:
        owners.append(name)
    if text == name:
        owners += containers_of(act).get(name, ())
    records = [
        label
        for label in value.labels.values()
        if label.element and label.record and not any(step.kind in ("returned", "given back") for step in label.trace)
    ]
    words = [word for label in records for word in (last_word(label.text), label.element)]
    if asked:
        owners.append(act.function.node.name)
        if act.function.cls is not None and act.function.node.name in shared().neutral.handlers:
            owners.append(act.function.cls.rpartition(".")[2])  # `class ActivateCard: def post(self, request)`
    told = tuple(dict.fromkeys([*words, *_company(act, value, text), *owners]))
    fields = fields_of(act, value) or row_columns(act, records) or reads_of(act).get(name, ())
    return of_account(act.names, fields, told)


def _are_no_persons(refs: frozenset[Ref]) -> bool:
    """Whether a value is a piece of a program or of a database's schema, a file or a path, whose `name` is its own:
    `customers.name`."""
    return bool(language_refs(refs)) or refs <= classes().handles or refs <= classes().schemas


def _company(act: Activation, value: Value, text: str) -> tuple[str, ...]:
    """What the other fields of a record, a row or a table say of one of them; or what else is read of a variable."""
    from piilint.flow.syntax.reads import names_read, reads_of

    found: list[str] = []
    if text.isidentifier():
        found += company_owners(act.names, reads_of(act).get(text, ()))
    elif not value.refs.isdisjoint(classes().tables):  # `txns.groupby("country")["amount"]`, `txns[["id", "amount"]]`
        callers = sorted(name for name in value.objects if name[0] == "p")
        asked = (names for name in callers for _, names in names_read(act, name, by_key=False))
        found += (owner for names in asked for owner in company_owners(act.names, names))
        found += [text.partition(".")[0], *(name[1] for name in callers)]
    for _, held in act.objects(value):
        if held.cls is not None and held.cls[0] == "class" and held.cls[1] in act.program.classes:
            found += class_company(act, act.program.classes[held.cls[1]])
        elif held.kind in ("dict", "tuple", "namedtuple"):
            found += company_owners(act.names, record_fields(held))
    return tuple(found)


def fields_of(act: Activation, value: Value) -> tuple[str, ...]:
    """The names of the fields of what is of one class in view, or a dict that is made in view."""
    for _, held in act.objects(value):
        found: tuple[str, ...] = ()
        if held.cls is not None and held.cls[0] == "class" and held.cls[1] in act.program.classes:
            found = tuple(act.program.all_fields(held.cls[1]))
        elif held.kind == "dict":
            found = record_fields(held)
        if found:  # a class that others derive from may have none
            return found
    return ()


def record_fields(held: Object) -> tuple[str, ...]:
    """The names of a record's fields, by key; of a named tuple, its attributes."""
    named_fields = (s[1:] for s in held.fields if s[0] == "." and s[1:].isidentifier() and held.kind == "namedtuple")
    return (*(selector[2:-2] for selector in held.fields if selector.startswith('["')), *named_fields)


def _is_of_books(act: Activation, held: Object) -> bool:
    """Whether it is an account of a chart of accounts: what its parts are called says nothing of a customer."""
    if held.kind == "dict":
        return is_of_books(act.names, record_fields(held))
    if held.cls is None or held.cls[0] != "class" or held.cls[1] not in act.program.classes:
        return False
    fields = tuple(act.program.all_fields(held.cls[1]))
    return is_of_books(act.names, fields) or is_class_of_code(act, act.program.classes[held.cls[1]])


def _last_key(text: str) -> str:
    """The key that a dotted text ends with: "error" of "body['error']"."""
    key = text[text.rfind("[") + 1 : -1].strip("'") if text.endswith("']") else ""
    return key if key.isidentifier() else ""


def last_word(text: str) -> str:
    """The name that a dotted text ends with: "stmt" of "self.stmt", "load" of "load()", "rows" of "rows[…]"."""
    while text.endswith(("]", "()")):
        text = text[:-2] if text.endswith("()") else text[: text.rfind("[")]
    return text.rpartition(".")[2]


def named(act: Activation, value: Value, name: str, owners: tuple[str, ...], at: int, text: str) -> Value:
    """The value, read by this name; with the name's element if the value isn't known otherwise."""
    declared = with_declared(act, value, name, at, text)
    if declared is not None:
        return declared
    if not value.opaque or _is_code(value):
        return value
    if not value.refs and act.names.excuses(name):  # what takes it over doesn't make more of it: `pan = card["last4"]`
        return settled(value)
    if not act.names.speaks(name):
        return value
    match = act.names.classify(name, owners)
    if not act.names.follows(match):
        return value
    if _is_something_else(act, name, match, text) or _is_of_library(act, value, name, match):
        return value
    if is_of_surroundings(act, match, text):
        return value  # what takes it over may say what it is
    if is_configured(act, name, match, text):
        return Value(value.labels, value.objects, value.refs, value.const)  # nor does a later name say anything of it
    return with_match(act, value, match, at, text, "read")


def settled(value: Value) -> Value:
    """What isn't the data by its name, whatever takes it over; it still is something: `x.get("status", "") != "LN"`."""
    const = () if value.const is None else value.const
    return Value(without_records(value.labels), value.objects, value.refs, const, opaque=False)


def without_records(labels: Labels) -> Labels:
    """Labels but those of whole records: what is called an id, a count or a state isn't the record."""
    if not any(label.record for label in labels.values()):
        return labels
    return {key: label for key, label in labels.items() if not label.record}


def _is_of_library(act: Activation, value: Value, name: str, match: NameMatch) -> bool:
    """Whether a name that is often something else than a record is only that of the library's class that it is an instance
    of, `client = PartnerClient()`, or any name that of a machine: `payment_paid = Signal()`."""
    if value.refs and value.refs <= classes().machines:
        return True
    if not value.refs or not act.catalogue.elements[match.element].record:
        return False
    words = " ".join(act.names.words(name))
    if words not in shared().alone.unsure_records:
        return False
    word = words.replace(" ", "")
    own = [target.rpartition(".")[2] for kind, target in value.refs if kind == "inst"]
    named_alike = all(each[:1].isupper() and each.lower().endswith(word) for each in own)
    return len(own) == len(value.refs) and named_alike and all(each.lower() != word for each in own)


def _is_something_else(act: Activation, name: str, match: NameMatch, text: str) -> bool:
    """Whether what is around a name says that it isn't what it is elsewhere: an account of the books, a wallet's address, the
    path of a statement or of a key, a statement that a database executes."""
    trades = special_names(act.names, name, match.element)
    if trades and not trades.isdisjoint(trades_of(act.module.name, act.program.packages(act.module.name))):
        return True
    if trades and not trades.isdisjoint(trades_of_parts(act, text)):
        return True
    element = act.catalogue.elements[match.element]
    if text != name or not (element.record or element.group == "secret"):
        return False
    return names_file(act, name) or (element.record and is_executed(act, name))


def no_record(act: Activation, name: str, value: Value) -> Value:
    """What a parameter or variable is given, without the record that only another name told where its own denies it: what is
    passed as `transaction_url` is no transaction, whatever `account["transactions"]` may hold elsewhere. Nor is what is
    read as a secret and called an address: `base_url = data["access_token"]`."""
    if value.refs or act.names.describes(name) != "harmless":
        return value
    address = act.names.is_address(name)
    if not address and any(oid[0] != "p" for oid in value.objects):
        return value
    kept = {key: label for key, label in value.labels.items() if not _is_denied(act, label, address)}
    return value if len(kept) == len(value.labels) else value.with_labels(kept)


def _is_denied(act: Activation, label: Label, address: bool) -> bool:
    """Whether a label is a whole record's, or of an address that of a secret of which nothing was made yet."""
    if label.path:
        return False
    about = act.catalogue.elements.get(label.element) if address else None
    secret = about is not None and about.group == "secret"
    return label.record or (secret and all(step.kind in ("read", "assigned") for step in label.trace))


def without_denied(act: Activation, name: str, value: Value) -> Value:
    """What a name is given, without guesses that it denies: what unknown code may only have handed on is neither a
    `payment_id` nor a `lookup_hmac`."""
    if not value.labels or not name:
        return value
    denies = act.names.is_surrogate(name) or act.names.describes(name) == "protected"
    return without_guesses(value) if denies else value


def is_of_callers(value: Value, selector: str) -> bool:
    """Whether it is what stands under this key in a mapping that the caller passes, whose key it is: `**fields`."""
    return any(
        len(label.path) > 1 and label.path[-1] == selector and not label.element for label in value.labels.values()
    )


def with_declared(act: Activation, value: Value, name: str, at: int, text: str) -> Value | None:
    """The value of a name that is declared as a source, whatever it is bound to, a constant included; None of any other
    name. What is known to carry nothing, such as a mask's result, stays so."""
    source = act.catalogue.calls.source_name(name)
    if source is None:
        return None
    if value.is_nothing() or value.same(SOMETHING):
        return value
    unsettled = Value(value.labels, value.objects, value.refs, None, value.opaque)  # data, no longer a known constant
    return labelled(act, unsettled, source.element, 3, at, text, "read")


def with_match(act: Activation, value: Value, match: NameMatch, at: int, text: str, kind: str) -> Value:
    """The value with the element that its name, or its function's name, tells."""
    confidence = _CONFIDENCE[match.confidence]
    if has_element(value, match.element, confidence):
        return value
    if value.labels and (names := same_datum(match.element)) and not act.solver.takes_stock:  # which has all names
        others = [name for name in names if name != match.element]
        known = [v for v in value.labels.values() if v.element in others and not v.guard]
        if known:
            return _by_another_name(value, known, match.element, confidence, names, text)
    if any(_speaks_for_itself(act, held) for _, held in act.objects(value)):
        return value
    record = act.catalogue.elements[match.element].record
    if record and value.refs and language_refs(value.refs):
        return value  # a statement of a language
    if record or own_text_of(act, value) == "hidden":
        for _, held in act.objects(value):
            if (
                held.cls is not None
                and held.cls[0] in ("class", "list", "mapping", "counts")
                and held.cls[1]
                and held.kind in ("instance", "symbol", "typed")
            ):
                return value
    if record and _has_parts(act, value):
        return value
    return labelled(act, value, match.element, confidence, at, text, kind)


def _by_another_name(
    value: Value, known: list[Label], element: str, confidence: int, names: tuple[str, ...], text: str
) -> Value:
    """The value whose datum is called something else, too: it is one, by the name that says most."""
    labels = dict(value.labels)
    for label in known:
        said = min(label.element, element, key=names.index)
        read = text if said == element else label.text  # `konto.iban` isn't all that `konto` is
        told = label._replace(element=said, text=read, confidence=max(label.confidence, confidence))
        del labels[label.key]
        labels[told.key] = told
    return value.with_labels(labels)


_OF_CLASS = frozenset(("class", "list", "mapping"))


def _speaks_for_itself(act: Activation, held: Object) -> bool:
    """Whether it is an instance, or are several, of a class in view with sensitive fields of its own: those, not its name,
    say what shows: `accounts: list[Account]`."""
    if held.cls is None or held.cls[0] not in _OF_CLASS or held.kind not in ("instance", "symbol", "typed"):
        return False
    name = held.cls[1]
    if name not in act.program.classes:
        return False

    def look() -> bool:
        cls = act.program.classes[name]
        return any(act.names.classify(f, (cls.node.name,)) is not None for f in act.program.all_fields(name))

    learned = act.solver.learned
    return learned.once(learned.speaking_classes, name, look)


def labelled(act: Activation, value: Value, element: str, confidence: int, at: int, text: str, kind: str) -> Value:
    """The value with a new source of an element."""
    if has_element(value, element, confidence):
        return value
    spot = act.spot(at)
    if act.solver.takes_stock and confidence > 1:
        note_entry(act, element, at, text, kind)
    about = act.catalogue.elements.get(element)
    record = about.record if about is not None else False
    many = any(known.many for known in value.labels.values())
    label = Label(element, (), spot, "", text, confidence, record, many, (Step(spot, kind, text),))
    return value.with_labels({**value.labels, label.key: label})


def note_entry(act: Activation, element: str, at: int, text: str, kind: str) -> None:
    """Note where an element gets into the program's hands; a read of an attribute isn't such a place."""
    if kind == "queried":
        how = "query"
    elif kind == "called":
        how = "call"
    elif text.endswith("]") or ".get(" in text:
        how = "key"
    elif "." in text:
        return
    elif any(param.name == text for param in act.function.node.params):
        how = "parameter"
    else:
        if not act.querying and text not in act.locals and act.function.node.name != "<module>":
            return  # a field of a record that is shown
        how = "query" if act.querying else "name"
    act.stock.add(Entry(element, how, act.spot(at), text, act.function.id))


def has_element(value: Value, element: str, confidence: int) -> bool:
    """Whether the value is known to hold the element, as surely as that."""
    return any(v.element == element and not v.path and v.confidence >= confidence for v in value.labels.values())


def _is_code(value: Value) -> bool:
    return bool(value.refs) and any(kind in ("func", "class", "module") for kind, _ in value.refs)


def _has_parts(act: Activation, value: Value) -> bool:
    """Whether the parts are known, so that each speaks for itself."""
    return any(
        held.kind in ("dict", "instance", "tuple", "list", "set") and held.fields for _, held in act.objects(value)
    )


def own_text_of(act: Activation, value: Value, texts: tuple[str, ...] = ("__str__", "__repr__")) -> str:
    """What an instance's text shows, as its class in view says: "shown"; "hidden" where there is no text of its own; "masked"
    where its own methods make one of nothing that it holds, or of masked parts, `def __str__(self): return self.pan[-4:]`;
    "" if no class is in view."""
    from piilint.flow.texts.held_masks import shows_of_itself

    for _, held in act.objects(value):
        if held.cls is not None and held.cls[0] == "class":
            cls = act.program.classes[held.cls[1]]
            if cls.generated_repr or cls.kind in ("exception", "enum"):
                return "shown"
            methods = {name: act.program.find_method(cls.id, name) for name in ("__str__", "__repr__", "__format__")}
            own = {name: method[1] for name, method in methods.items() if method is not None}
            shows = any(shows_of_itself(act, cls, own[name]) for name in texts if name in own)
            if shows or any(ref in _SHOWN_BASES for ref in cls.mro):
                return "shown"
            return "masked" if any(own) else "hidden"
    return ""

"""What a part has of what its whole is labelled with.

row: {customer}     # row["status"]: nothing, row["iban"]: what its name says, row["rows"]: still {customer}
text: {IBAN}        # text[0]: one character of it
"""

from __future__ import annotations

import re

from piilint.catalogue.load import shared
from piilint.catalogue.match import NameMatch
from piilint.flow.domain.selectors import selector_name
from piilint.flow.domain.state import SYMBOL_DEPTH
from piilint.flow.domain.value import TRACED, Label, Labels, ObjectId, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.company import is_labelled, is_of_books
from piilint.flow.protection.guards import guarded, is_one_text

_POSITION = re.compile(r"\[-?\d+\]")


def project(
    act: Activation, labels: Labels, selector: str, covered: frozenset[ObjectId], speaking: bool = False
) -> Labels:
    """What a part has of the labels of its whole.

    Of a record, only parts with a neutral name keep its label: what has a name of its own speaks for itself, which is
    said here (`speaking`) where the part isn't read by that name in this function.
    """
    result: Labels = {}
    name = selector_name(selector)
    about = act.names.describes(name) if name else ""
    for label in labels.values():
        if label.path:
            if ("p", *label.path) not in covered and len(label.path) <= SYMBOL_DEPTH + 1:
                part = label._replace(path=(*label.path, selector))
                result[part.key] = part
            continue
        if name and about and not label.element.startswith(TRACED):
            continue
        if speaking and selector == "~" and _has_no_keys(act, label, covered):
            continue
        if speaking and _POSITION.fullmatch(selector) and is_one_text(act, label, covered):
            result |= guarded(act, Value({label.key: label}), "tail").labels  # one character of it
            continue
        match = act.names.classify(name, (label.element,)) if name and label.record else None
        if match is None:
            label = _as_money(act, name, label) if name else label
            unlike = not _is_same(act, name, label) if name else _is_column(label, selector)
            vague = unlike and (label.confidence > 1 or _is_party(act, label))
            result[label.key] = label._replace(confidence=1, record=False) if vague else label
        elif speaking and _is_label(act, label, match):
            continue
        elif speaking and act.names.follows(match):
            confidence = min(label.confidence, {"high": 3, "medium": 2, "low": 1}[match.confidence])
            part = label._replace(
                element=match.element, record=False, text=f"{label.text}{selector}", confidence=confidence
            )
            result[part.key] = part
    return result


def is_character(act: Activation, value: Value, selector: str) -> bool:
    """Whether a part is one character of what is passed as one text: whoever takes it over doesn't make more of it."""
    told = [label for label in value.labels.values() if not label.path]
    return (
        bool(told)
        and _POSITION.fullmatch(selector) is not None
        and all(is_one_text(act, label, value.objects) for label in told)
    )


def _has_no_keys(act: Activation, label: Label, objects: frozenset[ObjectId]) -> bool:
    """Whether a value is one text, of whatever class."""
    from piilint.flow.texts.scalars import is_scalar

    return is_one_text(act, label, frozenset() if is_scalar(act, Value(objects=objects)) else objects)


def _is_same(act: Activation, name: str, label: Label) -> bool:
    """Whether a part of this name is still what the label says: a record's `rows`, an amount's `value`, a table's column
    of the same kind of data. Any other named part of it is probably something else, and so is what unknown code says of how
    it went with what it was given, or an answer that has a secret: the `message` of an `access_token_response`."""
    if act.names.is_outcome(name):
        about = act.catalogue.elements.get(label.element)
        if (about is not None and about.group == "secret") or any(step.kind == "given back" for step in label.trace):
            return False
    if act.names.is_whole(name, of_party=_is_party(act, label)) and not _is_row(label):
        return True
    own = act.names.classify(name, (label.element,))
    if own is None:
        return False
    known = act.catalogue.elements
    money = own.element in known and known[own.element].group == "statement" and not known[own.element].letters
    return own.element == label.element or (money and known[label.element].group == "statement")


def _is_party(act: Activation, label: Label) -> bool:
    """Whether it is the record of a customer or another party, whose parts are seldom such a record: his `branch`."""
    about = act.catalogue.elements.get(label.element) if label.record else None
    return about is not None and about.group == "party"


def _is_row(label: Label) -> bool:
    """Whether it is what `SELECT *` gave: a part of it is one of the columns, and never the whole."""
    return label.record and any(step.kind == "queried" for step in label.trace)


def _is_label(act: Activation, label: Label, match: NameMatch) -> bool:
    """Whether the table that a row is of says by its columns that what an account is called is no holder's name."""
    if match.element != shared().company.label.element or not _is_row(label):
        return False
    from piilint.flow.tabular.schema_comments import row_columns

    columns = row_columns(act, (label,))
    return is_labelled(act.names, columns) or is_of_books(act.names, columns)


def _is_column(label: Label, selector: str) -> bool:
    """Whether a part by position is a column of which nothing is known."""
    return _POSITION.fullmatch(selector) is not None and _is_row(label)


def _as_money(act: Activation, name: str, label: Label) -> Label:
    """The amount in what is called by a word for a booking's text: a payslip's `concepto["importe"]` is no text."""
    about = act.catalogue.elements
    whole = about.get(label.element)
    if label.record or whole is None or whole.group != "statement" or not whole.letters:
        return label
    own = act.names.classify(name, (label.element,))
    if own is None or own.element not in about or about[own.element].group != "statement" or about[own.element].letters:
        return label
    return label._replace(element=own.element)

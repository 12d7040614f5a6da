"""Code that nobody knows: it returns what it was given, less surely; unless its name says otherwise.

mystery(iban)               # {IBAN}, maybe
is_valid(iban)              # nothing
load_transactions(path)     # transactions, by its name
"""

from __future__ import annotations

from piilint.catalogue.load import shared
from piilint.flow.calling.calls import call_value
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, UNKNOWN, Label, Labels, Value, join, join_all
from piilint.flow.interpreter.activation import A_CODE, Activation
from piilint.flow.objects.access import read_part
from piilint.flow.protection.guards import apply_guard, guarded
from piilint.flow.protection.opened import inside_of, inside_of_passed, opens
from piilint.flow.sources.naming import last_word, with_match
from piilint.flow.syntax.compared import compared_with_texts
from piilint.flow.texts.render import is_row, render

GUESSED = 3
"""Callbacks that unknown code is taken to call within one another."""


def call_unknown(act: Activation, callee: Value, text: str, args: Arguments, at: int) -> Value:
    """Unknown code returns what it was given, less surely; unless its name says otherwise."""
    name = last_word(text)
    sealed = args.everything() if opens(name) else []
    inside = [inner for value in sealed if (inner := inside_of(act, value)) is not None]
    if inside:
        return join_all(inside)
    given: list[Value] = []
    for callback in args.everything():
        if any(kind == "func" for kind, _ in callback.refs) or any(h.kind == "bound" for _, h in act.objects(callback)):
            given.append(_maybe_called(act, callback, args, at))
    if name and act.names.returns_nothing(name):
        return NOTHING
    if _is_request(text) or _is_clients(act, callee, name):
        return returned_by_name(act, UNKNOWN if not given else join(UNKNOWN, join_all(given)), name, at, text)
    guard = "used" if _works_with(name, callee, args) else ""
    if is_taken_for_code(act, args, at):
        return returned_by_name(act, join(UNKNOWN, join_all(given).text().lowered(2)), name, at, text)
    labels: Labels = {}
    for value in [_of_owner(act, callee), *args.everything()]:
        row = any(is_row(act, held) for _, held in act.objects(value))
        for label in render(act, value, "given", at).values():
            if not label.path:
                act.solver.meets_unknown(act.spot(at))
            within = row and label.key not in value.labels  # a column of a row: what is made of the row seldom shows it
            kept = apply_guard(act, label._replace(confidence=1) if within else _weaker(label), guard)
            if kept is not None:
                labels.setdefault(kept.key, kept)
    if _is_verdict(act, labels, at):
        labels = guarded(act, Value(labels), "no-text").labels
    result = join(Value(labels, opaque=True), join_all(given).text().lowered(2)).then(act.spot(at), "given back", name)
    result = join(result, join_all(inside_of_passed(value) for value in sealed))
    return returned_by_name(act, result, name, at, text)


def _is_verdict(act: Activation, labels: Labels, at: int) -> bool:
    """Whether a variable that is called like a verdict takes what a call gives that works with single texts:
    `accepted = machine(card["pan"], card["name"])`. Of several, those may be meant that were accepted."""
    called, taken = act.assigning
    if called != at or act.names.words(taken)[-1:] == () or act.names.words(taken)[-1] not in shared().answers.verdicts:
        return False
    return not any(
        label.record or act.names.is_whole(last_word(label.text.rstrip("]'\""))) for label in labels.values()
    )


def is_taken_for_code(act: Activation, args: Arguments, at: int) -> bool:
    """Whether what a call gives is assigned to a variable that is compared with texts of the program's own, or that is
    called like a code and takes what comes of several things."""
    called, taken = act.assigning
    if called != at:
        return False
    if taken == A_CODE or taken in compared_with_texts(act):
        return True
    answers, words = shared().answers, act.names.words(taken)
    if answers.codes.isdisjoint(words[-1:]) or not answers.carriers.isdisjoint(words) or _given(args) < 2:
        return False
    match = act.names.classify(taken)
    return match is None or match.level == "low"


def _is_request(text: str) -> bool:
    """Whether a call sends what it is given to a server, whose answer is its own: `self.transport.post(url, payload)`,
    `soap_client.service.pay(amount)`."""
    asked = shared().answers
    owner, _, method = text.replace("()", "").rpartition(".")
    last = owner.rpartition(".")[2]
    return (method in asked.sending and last.rpartition("_")[2].lower() in asked.senders) or any(
        owner.lower().endswith(each) for each in asked.services
    )


def _is_clients(act: Activation, receiver: Value, method: str) -> bool:
    """The same of an instance of a library's class, by what the class is called: `graph = GraphClient(token)`,
    `graph.post(url, message)`."""
    asked = shared().answers
    if method not in asked.sending or not receiver.refs:
        return False
    names = [target.rpartition(".")[2] for kind, target in receiver.refs if kind == "inst"]
    return len(names) == len(receiver.refs) and not any(
        asked.senders.isdisjoint(act.names.words(each)[-1:]) for each in names
    )


def _works_with(name: str, callee: Value, args: Arguments) -> bool:
    """Whether an unknown call works with what it is given rather than changing its form: a constructor, a call with
    several arguments, a method that text doesn't have. A password that goes in there signs something or somebody in,
    and doesn't come back."""
    return name[:1].isupper() or _given(args) > 1 or bool(callee.labels)


def _given(args: Arguments) -> int:
    return sum(not value.is_nothing() and value.const is None for value in args.everything())


def _of_owner(act: Activation, callee: Value) -> Value:
    """What a method's result may have of its owner: what the owner is labelled with; of a table its columns, too."""
    tables = frozenset(oid for oid, held in act.objects(callee) if held.kind == "dict" and held.cls == ("list", ""))
    return Value(callee.labels, tables)


def returned_by_name(act: Activation, result: Value, name: str, at: int, text: str) -> Value:
    match = act.names.returns(name) if name else None
    if not act.names.follows(match) or not result.opaque:
        return result
    return with_match(act, result, match, at, f"{text}()", "called")


def _weaker(label: Label) -> Label:
    confidence = min(label.confidence, 1 if label.record else 2)
    return label if confidence == label.confidence else label._replace(confidence=confidence)


def _maybe_called(act: Activation, callback: Value, args: Arguments, at: int) -> Value:
    """Unknown code may call what it is given, with what else it is given; and return what comes of it. What is called
    may itself be unknown and be given callbacks, itself among them."""
    if act.guessed >= GUESSED:
        act.solver.hits_budget()
        return NOTHING
    others = [v for v in args.everything() if v is not callback and not v.refs and not v.is_nothing()]
    elements = [read_part(act, v, "[*]") if v.objects else v for v in others]
    passed = join_all(elements)
    act.guessed += 1
    given = [] if passed.is_nothing() else [passed]
    result = call_value(act, callback, Arguments(given, rest=UNKNOWN, rest_keywords=UNKNOWN), at, "callback")
    act.guessed -= 1
    return result

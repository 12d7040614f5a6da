"""Paths and files: their `name` is their own, whatever they were passed as.

def read(path):
    log.info("reading %s", path.name)

read(args.customers)      # no customer's name
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.sources.naming import last_word


def asked_of_handle(act: Activation, value: Value, attribute: str, text: str) -> Value:
    """What an attribute is read of: of a path or a file that a caller passes, as of one that nobody called anything, where
    its own name is asked for."""
    if not _is_own_name(act, value, attribute, text):
        return value
    told = {key: label for key, label in value.labels.items() if not (label.path or label.record)}  # it is made of that
    return Value(told, refs=value.refs, opaque=True)


def _is_own_name(act: Activation, value: Value, attribute: str, text: str) -> bool:
    """Whether this is the name, or the like, of a path or a file: of what is one by its class or, where nothing else is
    known of it, by what it is called."""
    if attribute not in classes().handle_parts:
        return False
    if any(held.kind != "symbol" or held.cls is not None for _, held in act.objects(value)):
        return False  # what is made in view says what it is called
    if value.refs:
        return value.refs <= classes().handles
    return not classes().handle_words.isdisjoint(act.names.words(last_word(text))[-1:])

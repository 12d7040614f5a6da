"""Variables that are called like a class in view, and hold what nobody knows: what is read of one says whether it is one.

statement = await app.state.repository.load(key)     # whatever that gives …
for entry in statement.entries: …                    # … it has what the class Statement has
log.info("%s", statement)                            # and shows what that shows
"""

from __future__ import annotations

from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.reflection import assigned_attributes
from piilint.flow.syntax.reads import keys_of, reads_of
from piilint.flow.syntax.returning import declared_as, may_be_any


def as_its_name(act: Activation, name: str, value: Value, at: int) -> Value:
    """What is assigned to a variable that is called like the one class in view that has all that is read of it:
    `statement = app.state.repo.load(key)`, then `statement.entries`."""
    match = act.names.classify(name) if may_be_any(act, value) else None
    about = act.catalogue.elements.get(match.element) if match is not None and act.names.follows(match) else None
    read = reads_of(act).get(name, ())
    if about is None or not about.record or not read or name in keys_of(act):
        return value
    known = act.program.classes_called("".join(word.capitalize() for word in name.split("_")))
    if len(known) != 1 or not all(_has_member(act, known[0], each) for each in read):
        return value
    return declared_as(act, value, ("class", known[0]), at)


def _has_member(act: Activation, cls: str, name: str) -> bool:
    declared = name in act.program.all_fields(cls) or act.program.find_method(cls, name) is not None
    return declared or name in assigned_attributes(act, cls)

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
from piilint.link.program import Ref


def as_its_name(act: Activation, name: str, value: Value, at: int) -> Value:
    """What is assigned to a variable that is called like the one class in view that has all that is read of it:
    `statement = app.state.repo.load(key)`, then `statement.entries`."""
    match = act.names.classify(name) if may_be_any(act, value) else None
    if match is None or not act.names.follows(match):
        return value
    cls = class_read_like(act, name, anywhere=act.catalogue.elements[match.element].record)
    return value if cls is None else declared_as(act, value, cls, at)


def class_read_like(act: Activation, name: str, anywhere: bool = False) -> Ref | None:
    """The one class in view that is called like a variable and has what is read of it; of one with a library's base, half of
    it. It has to be known in the module unless it may be `anywhere`."""
    read, called = reads_of(act).get(name, ()), "".join(word.capitalize() for word in name.split("_"))
    known = act.program.classes_called(called) if read and name not in keys_of(act) else ()
    if len(known) != 1:
        return None
    cls = ("class", known[0])
    if not anywhere and (called not in act.module.scope or act.program.follow(act.module.scope[called]) != cls):
        return None
    others = sum(not _has_member(act, known[0], each) for each in read)
    derived = any(kind == "ext" and target != "builtins.object" for kind, target in act.program.classes[known[0]].mro)
    return cls if others == 0 or (derived and others <= len(read) // 2) else None


def _has_member(act: Activation, cls: str, name: str) -> bool:
    declared = name in act.program.all_fields(cls) or act.program.find_method(cls, name) is not None
    return declared or name in assigned_attributes(act, cls)

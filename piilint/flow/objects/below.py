"""Parts with a name that are somewhere in what is passed, deeper than a callee's paths go.

def total(cursor): return sum(t.amount for plan in cursor.plans.values() for row in plan for t in row.items)
total(cursor)        # the amounts of whatever is in there, but not its narratives
"""

from __future__ import annotations

from piilint.flow.domain.state import is_callers, symbol_below
from piilint.flow.domain.value import NOTHING, ObjectId, Value, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, part_of, read_part
from piilint.flow.objects.projection import project

_DEEPEST = 4
"""How many objects lie within one another at most, on the way to such a part."""


def somewhere_in(act: Activation, value: Value, selector: str) -> Value:
    """The part of the value, or of what is in it, whatever has one of this name first on its way."""
    found = Value(
        project(act, value.labels, selector, value.objects, speaking=True), opaque=value.opaque and not value.objects
    )
    level, seen = list(act.objects(value)), set[ObjectId]()
    for _ in range(_DEEPEST):
        inside = NOTHING
        for name, held in level:
            seen.add(name)
            cls = class_of(act, held)
            has = selector in held.fields or (cls is not None and selector[1:] in act.program.all_fields(cls.id))
            if has or held.kind == "typed":
                found = join(found, part_of(act, name, held, selector))
                continue
            if is_callers(held):
                found = join(found, symbol_below(name, selector))
            for part in held.fields.values():
                inside = join(inside, part)
        found = join(found, Value(project(act, inside.labels, selector, inside.objects, speaking=True)))
        level = [(name, held) for name, held in act.objects(inside) if name not in seen]
        if not level:
            break
    return found if found.labels or found.objects or found.refs else join(found, read_part(act, value, selector))

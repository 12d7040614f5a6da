"""The end of an interpretation: the summary of what was seen, and the flows found."""

from __future__ import annotations

from piilint.flow.calling.own_calls import resolve_calls
from piilint.flow.calling.supers import makes_instance
from piilint.flow.domain.selectors import ARGUMENT, of_deferred
from piilint.flow.domain.state import MAYBE, symbol_child
from piilint.flow.domain.summary import Analysis, Change, Summary
from piilint.flow.domain.value import UNKNOWN, Labels, Object, ObjectId, Path, Value, constant, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.paused import held_at_yield
from piilint.flow.interpreter.yielding import given
from piilint.flow.objects.access import class_of, read_part
from piilint.flow.objects.members import attribute_elsewhere
from piilint.flow.objects.removal import without
from piilint.flow.objects.sharing import captures_given, export_changes, share, share_instances
from piilint.flow.protection.guards import apply_guard
from piilint.flow.syntax.annotations import annotation_class
from piilint.flow.syntax.returning import is_stub
from piilint.flow.texts.render import render


def finish(act: Activation) -> Analysis:
    """Sum up the activation, and hand to the program what it shares."""
    if act.live:
        act.exits.append(act.state)
        if not (is_stub(act.function) or act.function.node.is_generator):  # the `return None` that nobody writes
            act.returns = join(act.returns, constant(None))
    for state in act.exits[:-1]:
        act.exits[-1] = act.exits[-1].joined(state)
    if act.exits:
        act.state = act.exits[-1]
    call_handed_out(act)
    resolve_instances(act)
    resolve_calls(act)
    if act.function.is_kept and act.function.cls is None:
        share(act, ("m", act.function.id, "result"), act.returns)  # there is one of it, whoever calls the function
    summary = Summary()
    summary.returns = _result(act)
    summary.raises = act.raises[0]
    summary.leaks = act.leaks
    summary.calls = act.calls
    summary.reported = frozenset(act.reported)
    summary.changes = _changes(act)
    summary.heap = act.reachable(summary.values())
    share_instances(act)
    export_changes(act)
    flows = tuple(act.flows[key] for key in sorted(act.flows, key=lambda key: (*key[:4], key[4] or key[0])))
    return Analysis(summary, flows, frozenset(act.stock), tuple(sorted(act.passed)))


def call_handed_out(act: Activation) -> None:
    """Inner functions that a library calls (`@app.post("/pay")` inside of `create_app`): they read this frame as it is in
    the end, whoever calls them with whatever."""
    from piilint.flow.calling.calls import call_value
    from piilint.flow.domain.arguments import Arguments

    for value, name, at in act.handed_out:
        act.behalf = name
        call_value(act, value, Arguments(rest=UNKNOWN, rest_keywords=UNKNOWN), at, name)
        act.behalf = ""


def resolve_instances(act: Activation) -> None:
    """Leaks of what an instance holds, where no caller may be known: what any instance was given counts."""
    for leak in [act.leaks[key] for key in sorted(act.leaks, key=repr)]:
        value = held_by_instances(act, leak.label.path)
        if value is None:
            continue
        labels: Labels = {}
        for label in render(act, value, leak.sink.shows, leak.sink.spot.node).values():
            kept = apply_guard(act, label, leak.label.guard)
            if kept is not None and not kept.path and (leak.sink.spot, kept.element) not in act.reported:
                kept = kept._replace(
                    trace=(*kept.trace, *leak.label.trace)[:60],
                    shared=True,
                    confidence=min(kept.confidence, leak.label.confidence),
                )
                labels[kept.key] = kept
        act.reach(labels, leak.sink, leak.at, "self")


def held_by_instances(act: Activation, path: Path) -> Value | None:
    """What any instance holds at a path that starts at a parameter of a class in view; None if that isn't known."""
    root = act.state.object(("p", path[0]))
    value: Value | None = None
    cls = class_of(act, root)
    for selector in path[1:]:
        if value is not None:
            if selector[0] == "\\":
                value = without(act, value, selector)
            elif selector[0] != "=":
                value = read_part(act, value, selector)
        elif cls is None or not selector.startswith("."):
            return None
        else:
            value = attribute_elsewhere(act, cls, selector[1:])
            if value.is_nothing():
                declared = act.program.all_fields(cls.id).get(selector[1:])
                ref = annotation_class(act, declared.annotation, cls.module) if declared is not None else None
                cls = act.program.classes[ref[1]] if ref is not None and ref[0] == "class" else None
                value = None
    return value


def _result(act: Activation) -> Value:
    """A generator's result is the generator; with what it needs to go on after `send`."""
    info = act.function
    if not info.node.is_generator:
        return act.returns
    fields = {**given(act), ".result": act.returns}
    fields.update(held_at_yield(act))
    for param in info.node.params:
        fields[f"{ARGUMENT}{param.name}"] = Value(objects=frozenset((("p", param.name),)))
    return act.allocate(info.node.at, "generator", ("func", info.id), fields, tag="generator")


def _changes(act: Activation) -> dict[tuple[ObjectId, str], Change]:
    changes: dict[tuple[ObjectId, str], Change] = {}
    is_body = act.function.node.name == "<module>"
    for name, held in act.state.heap.items():
        if name[0] == "p" or (name[0] in "mc" and len(name) == 3) or act.solver.is_rooted(name):
            if name[0] == "p" and (_is_others(act, name) or any(part[0] == "=" for part in name[2:])):
                continue
            for selector, value in held.fields.items():
                if value.alike(symbol_child(name, selector)) or value is act.fixed.get((name, selector)):
                    continue  # the caller's own, known to be there
                sets = name[0] in "mc" and not is_body and (selector == MAYBE or MAYBE not in held.fields)
                if name[0] == "p" or sets or any(label.path for label in value.labels.values()):
                    changes[name, selector] = Change(name, selector, value)
                elif made := _made_of_given(act, value):
                    changes[name, selector] = Change(name, selector, Value(objects=made))
    return changes


_INNER = 1
"""So deep may be what is written within what a passed function makes: `made.parts.append(part)`."""


def _is_others(act: Activation, name: ObjectId) -> bool:
    """Whether it is what a call gave that is left to the caller, but for what a class or function that is itself passed
    makes: `made = factory()`, or of a metaclass `made = super().__call__()`. What a method of the caller's looks up, or a
    class method's own class makes, is shared too widely to tell whose it is afterwards."""
    if not of_deferred(name[1:]):
        return False
    call = act.calls.get(name[1])
    own = act.function.node.params[0].name if act.function.kind == "classmethod" and act.function.node.params else ""
    if call is None or len(name) > 2 + _INNER:
        return True
    return not makes_instance(act, call.callee) and (len(call.callee) != 1 or call.callee[0] == own)


def _made_of_given(act: Activation, value: Value) -> frozenset[ObjectId]:
    """The containers among what a value may be that hold what the caller passes, `RULES.append((name, function))`, and
    the functions that captured it."""
    return frozenset(
        oid
        for oid, held in act.objects(value)
        if oid[0] == "a"
        if (held.kind in _CONTAINERS and _holds_given(held)) or (held.kind == "bound" and captures_given(act, held))
    )


def _holds_given(held: Object) -> bool:
    return any(label.path for part in held.fields.values() for label in part.labels.values())


_CONTAINERS = frozenset(("tuple", "list", "dict"))

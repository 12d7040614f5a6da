"""Apply a callee's summary at a call: its symbols become what this call passes.

def helper(row): logger.info(row["iban"]); return row["name"]
helper(customer)     # leaks customer["iban"] here, returns customer["name"]
"""

from __future__ import annotations

from msgspec.structs import replace

from piilint.flow.calling.changes import carry_out, writes_of
from piilint.flow.calling.deferred import call_deferred
from piilint.flow.calling.found_out import is_as_passed, is_held, left_of
from piilint.flow.calling.named_parts import named_by_class
from piilint.flow.calling.passing import note_passed
from piilint.flow.calling.positions import argument_of
from piilint.flow.calling.renaming import givers, name_in_caller
from piilint.flow.calling.special_parts import bound_methods, special_part
from piilint.flow.collections.known_keys import is_called, named_part
from piilint.flow.domain.selectors import EACH, SECRET, attribute_selector, dynamic_path, index_selector, path_written
from piilint.flow.domain.state import join_objects
from piilint.flow.domain.summary import IN_TRY, RAISED, Leak, Summary, own_sources, sureness
from piilint.flow.domain.value import (
    NOTHING,
    Label,
    Labels,
    Object,
    ObjectId,
    Path,
    Ref,
    Value,
    asked,
    better,
    is_known_text,
    is_stand_in,
    join,
    join_all,
    join_labels,
)
from piilint.flow.interpreter.activation import Activation, Origin
from piilint.flow.objects.abstract import item_passed
from piilint.flow.objects.access import exact_items, read_attribute, read_part
from piilint.flow.objects.keepers import kept_datum
from piilint.flow.objects.projection import is_character
from piilint.flow.objects.removal import without
from piilint.flow.protection.guards import SERIALISED, apply_guard
from piilint.flow.protection.opened import opened
from piilint.flow.sources.naming import settled
from piilint.flow.texts.composed import PIECE, piece_of
from piilint.flow.texts.render import render
from piilint.link.program import FunctionInfo
from piilint.model.facts import Step
from piilint.model.place import Spot


class Instantiation:
    """One call's translation from the callee's terms to the caller's."""

    def __init__(self, act: Activation, info: FunctionInfo, summary: Summary, roots: dict[str, Value], at: int) -> None:
        self.act = act
        self.info = info
        self.summary = summary
        self.roots = roots
        self.at = at
        self.site = act.place_of_call(at)
        self._renamed: dict[ObjectId, ObjectId] = {}
        self._at_path: dict[Path, Value] = {}
        self._twins: dict[ObjectId, Value] = {}
        self._values: dict[int, Value] = {}
        self._steps: dict[str, Step] = {}
        self._shown: dict[tuple[Path, str], Labels] = {}

    def forget(self) -> None:
        """After something the caller passed was changed: look again."""
        self._at_path.clear()
        self._values.clear()
        self._shown.clear()

    def asked_for(self, root: str) -> bool:
        """Whether anything at a root was already looked at."""
        return any(path[0] == root for path in self._at_path)

    # ---- values -----------------------------------------------------------------------------------------------------

    def at_path(self, path: Path) -> Value:
        """What the caller passes at a symbolic path."""
        found = self._at_path.get(path)
        if found is None:
            value = self.roots.get(path[0], NOTHING)
            for selector in path[1:]:
                if selector[0] == "\\":
                    value = without(self.act, value, selector)
                elif (left := left_of(self.act, value, selector)) is not None:
                    value = left
                elif selector == SECRET:
                    value = opened(self.act, value)
                elif selector[0] == PIECE:
                    value = piece_of(self.act, value, selector)
                elif selector[0] != "=":
                    value = join_all([self._part(value, each, selector) for each in self.selectors(selector)])
            found = self._at_path[path] = value
        return found

    def _part(self, value: Value, selector: str, asked: str) -> Value:
        """A part of what the caller passes; of an instance whose class is in view, what the class makes of its name:
        the callee, which didn't know whose `amount` it read, couldn't tell. Nor could it tell of a key that it was given."""
        special = special_part(self.act, value, selector, self.at)
        if special is not None:
            return special
        part = read_part(self.act, value, selector, speaking=True)
        if is_character(self.act, value, selector):
            return Value(part.labels, part.objects, part.refs, part.const)
        is_item = selector.startswith('["') or selector[1:-1].isdigit()
        if is_item and self.info.node.name != "__getitem__":  # which asks the container's own: `super().__getitem__`
            part = item_passed(self.act, value, selector, part, self.at)
        if selector != asked and selector.startswith('["'):
            left = any(name[0] == "p" and name[1].isidentifier() for name in part.objects)
            return part if left else named_part(self.act, value, selector, part, self.at)  # whoever passes it knows
        part = kept_datum(self.act, value, selector, part, self.at)
        if part.is_nothing() and selector[0] == ".":
            return bound_methods(self.act, value, selector[1:], self.at)
        return named_by_class(self.act, value, selector, part, self.at)

    def selector(self, selector: str) -> str:
        """A selector of the callee: the key that a parameter names is the one that this call passes."""
        path = dynamic_path(selector)
        if path is None:
            return selector
        return attribute_selector(self.at_path(path)) if selector[0] == "." else index_selector(self.at_path(path))

    def selectors(self, selector: str) -> list[str]:
        """The selectors of the caller that a selector of the callee may stand for: an element of a parameter that is
        given known keys, `pick(row, "iban", "account")`, may be any of those keys and no other."""
        path = dynamic_path(selector)
        if path is not None and path[-1] in ("[*]", EACH):
            named = self.at_path(path[:-1])
            if named.is_nothing() and len(path) > 2:
                return []  # an element of an empty list of lists of keys
            exact = [exact_items(thing) for _, thing in self.act.objects(named)]
            keys = [key for items in exact for key in items or ()]
            if keys and None not in exact and all(key.const or is_called(self.act, key) for key in keys):
                return [index_selector(key) for key in keys if key.const]
        return [self.selector(selector)]

    def callable_at(self, path: Path) -> Value:
        """What the caller passes at the path of something that is called: methods of classes in view included."""
        from piilint.flow.calling.supers import SUPER, next_in_view

        value = self.roots.get(path[0], NOTHING)
        for selector in path[1:]:
            if selector.startswith(SUPER):
                value = next_in_view(self.act, value, selector, self.at)
            elif selector.startswith("."):
                value = read_attribute(self.act, value, selector[1:], self.at, "", by_name=False)
            elif selector[0] == "\\":
                left = without(self.act, value, selector)
                value = Value(left.labels, left.objects, value.refs, None, left.opaque)
            elif selector[0] != "=":
                value = read_part(self.act, value, self.selector(selector))
        return value

    def value(self, value: Value) -> Value:
        """A value of the callee in the caller's terms."""
        known = self._values.get(id(value))
        if known is None:
            known = self._values[id(value)] = self._translate(value)
        return known

    def _translate(self, value: Value) -> Value:
        if not value.labels and not value.objects:
            return value
        symbolic = any(name[0] == "p" for name in value.objects)
        instead = symbolic and self._is_passed(value)
        refs = frozenset[Ref]() if instead else self._own_refs(value)
        result = Value(refs=refs, const=value.const, opaque=value.opaque and not symbolic)
        objects: set[ObjectId] = set()
        identical: dict[Path, Value] = {}
        for name in sorted(value.objects):
            if instead and name[0] == "a":
                continue
            if name[0] == "p":
                same = self.twin(name) if name in self.summary.heap else self.at_path(name[1:])
                identical[name[1:]] = same
                result = join(result, same)
            elif not (symbolic and is_stand_in(name) and self._knows_class()):
                objects.add(self.object(name))
        labels: Labels = {}
        for label in value.labels.values():
            if not label.path:
                if self._is_known(label):
                    continue
                returned = asked(label).then(Step(self.site, "returned", self.info.node.name))
                known = labels.get(returned.key)
                labels[returned.key] = returned if known is None else better(known, returned)
            else:
                plain = label.path in identical and not label.guard
                given = identical[label.path].labels if plain else None
                labels = join_labels(labels, self.labels(label, given))
        result = join(result, Value(labels, frozenset(objects)))
        return settled(result) if value.const == () and symbolic and not value.opaque else result

    def _is_passed(self, value: Value) -> bool:
        """Whether it is a parameter that needn't be passed, or what stands in for it, and this call passes something:
        `self.write = writer or log.info`."""
        names = [name[1] for name in value.objects if name[0] == "p"]
        if len(names) != 1 or ("p", names[0]) not in value.objects or not (value.refs or len(value.objects) > 1):
            return False
        default = self.act.state.object(("d", self.info.id, names[0])).fields.get(".", NOTHING)
        given = self.at_path((names[0],))
        is_thing = bool(given.refs) or any(name[0] != "p" for name in given.objects)
        return default.const == (None,) and is_thing and given.const is None

    def _knows_class(self) -> bool:
        """Whether this call says of which class a class method is, or the instance whose class makes others."""
        if self.info.kind == "method" and self.info.node.params:
            this = self.at_path((self.info.node.params[0].name,))
            return bool(this.objects) and all(name[0] == "a" for name in this.objects)
        passed = self.at_path((self.info.node.params[0].name,)) if self.info.kind == "classmethod" else NOTHING
        return any(kind == "class" for kind, _ in passed.refs) and not passed.objects

    def _own_refs(self, value: Value) -> frozenset[Ref]:
        """What a value refers to, without a parameter's default, or the class that a class method is of: the caller may
        have passed something else."""
        refs = value.refs
        for name in value.objects if refs else ():
            if name[0] == "p" and len(name) == 2:
                if self.info.kind == "classmethod" and name[1] == self.info.node.params[0].name:
                    refs -= {("class", str(self.info.cls))} if self.at_path(name[1:]).refs else frozenset()
                refs -= self.act.state.object(("d", self.info.id, name[1])).fields.get(".", NOTHING).refs
        return refs

    def _is_known(self, label: Label) -> bool:
        """Whether a label only says what the callee calls a parameter or a part of one, while this call knows what it passes
        there."""
        path = path_written(label.text) if label.source.path == self.info.path else ()
        if not path or path[0] not in self.roots or not self._knows(label, path):
            return False
        return is_as_passed(self.act, self.info, self.summary, label, path)

    def _knows(self, label: Label, path: Path) -> bool:
        given = self.at_path(path)
        if given.const and given.const[0] and not given.labels:  # what was made empty is filled elsewhere
            return True
        if len(path) == 1 and given.const == (None,) and not (given.labels or given.objects or given.opaque):
            return True  # a default, say, which no `**kwargs` replaces
        if len(path) > 1:
            return is_held(self.act, self.at_path(path[:-1]), path[-1])
        told = is_known_text(given) and not label.record
        return told or any(mine.element and mine.element != label.element for mine in given.labels.values())

    def twin(self, name: ObjectId) -> Value:
        """A copy that the callee made of what this call passes, with what it overwrote."""
        from piilint.flow.collections.containers import copied

        if name in self._twins:
            return self._twins[name]
        result = self._twins[name] = copied(self.act, self.at_path(name[1:]), self.at)
        for selector, part in self.summary.heap[name].fields.items():
            for oid in result.objects:
                self.act.state.write(oid, self.selector(selector), self.value(part))
        return result

    def labels(self, label: Label, given: Labels | None = None) -> Labels:
        """What the caller's value has for a symbolic label: its text, protected as far as the callee did."""
        if given is None:
            given = self.shown(label.path, label.guard if label.guard in SERIALISED else "text")
        result: Labels = {}
        self.act.solver.work += 1 + len(given)
        for mine in given.values():
            kept = apply_guard(self.act, mine, label.guard)
            if kept is None:
                continue
            trace = self.trace(kept, label)
            kept = replace(
                kept,
                trace=trace,
                confidence=min(kept.confidence, asked(label).confidence, sureness(trace)),
                many=kept.many or label.many,
            )
            result[kept.key] = kept
        return result

    def shown(self, path: Path, shows: str) -> Labels:
        """What gets out of what the caller passes at a path."""
        found = self._shown.get((path, shows))
        if found is None:
            found = self._shown[path, shows] = render(self.act, self.at_path(path), shows, self.at)
        return found

    def trace(self, mine: Label, label: Label) -> tuple[Step, ...]:
        """The caller's way to the call, the call, the callee's way."""
        passed = self._passed(label.path[0])
        middle = mine.trace if mine.trace and mine.trace[-1] == passed else (*mine.trace, passed)
        return (*middle, *label.trace)[:60]

    def _passed(self, root: str) -> Step:
        """The step into the callee, as a parameter."""
        known = self._steps.get(root)
        if known is None:
            name = self.info.node.name
            text = f"{name}() as {root}" if root.isidentifier() and root != "self" else f"{name}()"
            known = self._steps[root] = Step(self.site, "passed", text)
        return known

    def _is_given(self, name: ObjectId) -> bool:
        """Whether a call of its own name has given this object: another than it made itself; those of others are one."""
        return f".{self.info.node.name}" in givers(self.summary.calls, self.roots, name)

    def object(self, name: ObjectId) -> ObjectId:
        """An object that the callee made (or shares) in the caller's heap."""
        known = self._renamed.get(name)
        if known is not None:
            return known
        held = self.summary.heap.get(name)
        if held is None or name[0] != "a" or self.act.solver.is_rooted(name):
            self._renamed[name] = name
            return name
        new = name_in_caller(name, (self.act.path, f"{self.at}{self.act.round}"), held, self._renamed, self._is_given)
        self._renamed[name] = new
        is_known = self.act.alternatives or givers(self.summary.calls, self.roots, new)  # to another callee
        other = self.act.state.heap.get(new) if is_known else None
        self.act.state.heap[new] = Object(held.kind, held.cls, {})
        fields: dict[str, Value] = {}
        for selector, part in held.fields.items():
            mine = self.selector(selector)
            fields[mine] = join(fields[mine], self.value(part)) if mine in fields else self.value(part)
        made = Object(held.kind, held.cls, fields)
        self.act.state.heap[new] = made if other is None or other.kind != made.kind else join_objects(new, other, made)
        return new


def apply_summary(act: Activation, info: FunctionInfo, summary: Summary, roots: dict[str, Value], at: int) -> Value:
    """Let a call happen: callbacks first, then changes, leaks, exceptions; return its result."""
    note_passed(act, info, summary, roots, at)
    this = Instantiation(act, info, summary, roots, at)
    act.effects += bool(summary.calls or summary.changes or summary.leaks)
    for root, call in summary.calls.items():  # in the order of evaluation: a call may take what another gave
        if call.callee[0] not in roots:
            continue
        before = act.state.heap.copy()
        outer = act.origin
        known = summary.reported | (outer.reported if outer is not None else frozenset())
        act.origin = Origin(call.spot, call.function, own_sources(summary, call), act.spot(at), known)
        act.raises.append(NOTHING)
        this.at = call.spot.node if act.behalf == info.id else at
        roots[root] = call_deferred(this, call)
        raised = act.raises.pop()
        if root.endswith(IN_TRY):
            roots[root + RAISED] = raised  # whoever left the call may have caught it
        else:
            act.raises[-1] = join(act.raises[-1], raised)
        act.origin = outer
        if act.state.changed_since(before) or this.asked_for(root):
            this.forget()
    this.at = at
    writes = [write for key in sorted(summary.changes) for write in writes_of(this, summary.changes[key])]
    _let_out(this)
    result = this.value(summary.returns)
    for write in writes:  # symbols speak of what was passed, as it was
        carry_out(act, write, at)
    return result


def _let_out(this: Instantiation) -> None:
    """What leaks in a call, and what it may raise."""
    act, info, summary = this.act, this.info, this.summary
    sinks: set[Spot] = set()
    for leak in summary.ordered_leaks():
        root = leak.label.path[0]
        if root in this.roots:
            sinks.add(leak.sink.spot)
            outer, left = act.origin, summary.calls.get(root)
            if left is not None:  # what its own values become in a call that it leaves meets the channel there
                own = own_sources(summary, left)
                act.origin = Origin(Spot(info.path, leak.at), info.id, own, act.spot(this.at), ends=True)
            _leak(this, leak)
            act.origin = outer
    act.reported.update(pair for pair in summary.reported if pair[0] in sinks)
    if not summary.raises.is_nothing():
        act.raises[-1] = join(act.raises[-1], this.value(summary.raises))


def _leak(this: Instantiation, leak: Leak) -> None:
    act = this.act
    label = leak.label
    own = this.shown(label.path, label.guard if label.guard in SERIALISED else leak.sink.shows)
    if act.only_concrete:  # what only a caller can tell is left to it
        own = {key: mine for key, mine in own.items() if not mine.path}
    if not own:
        return
    found = this.labels(label, own)
    reported = this.summary.reported
    kept = {k: v for k, v in found.items() if v.path or (leak.sink.spot, v.element) not in reported}
    at = leak.at if act.behalf == this.info.id else this.at
    act.reach(kept, leak.sink, at, argument_of(this.info, label.path[0]))

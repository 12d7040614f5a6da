"""One interpretation of one function: its state, and what it finds on the way.

The rest of `flow` is functions over an `Activation`, one file per kind of step.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from piilint.flow.answers.testing import makes_up, only_tests_go, tests_itself
from piilint.flow.domain.passed import Passed
from piilint.flow.domain.size import REACHED
from piilint.flow.domain.state import Reading, State
from piilint.flow.domain.summary import DeferredCall, Leak, SinkUse, Summary
from piilint.flow.domain.value import NOTHING, SAFE, Label, Labels, Object, ObjectId, Ref, Value, is_safe
from piilint.flow.solving.solver import Solver
from piilint.link.program import FunctionInfo, ModuleInfo
from piilint.model import ir
from piilint.model.facts import Confidence, Flow, Step
from piilint.model.place import Spot
from piilint.model.stock import Entry, ProtectedFlow, Protection

CONFIDENCES: dict[int, Confidence] = {3: "high", 2: "medium", 1: "low"}


DEPTH_SHOWN = 5
"""How deep the parts of parts are that a rendering shows."""

LEAKS_PER_SINK = 6
"""Paths of one parameter that are remembered to reach one sink; more is a parser passing itself around."""

SHARED_LONG = 12
"""Steps above which a way through what all instances of a class share counts as low: no caller is known to have gone it."""

NO_NAME = (-1, "")
"""No call's result is being assigned."""
A_CODE = "a code"
"""Stands for the variable of a callee that takes a call's result for a code."""

LEAKS, OF_EACH = 120, 20
"""Leaks of one function's parameters in all; so many of each parameter are kept, however many another has."""


class Origin(NamedTuple):
    """A call that a callee leaves to its caller, who knows what is called."""

    spot: Spot
    """Where it stands."""
    function: str
    """The function that it stands in."""
    sources: frozenset[tuple[str, Spot]]
    """(element, source) of what that function itself puts into it: that meets the channel there, not at the caller's."""
    site: Spot
    """The caller's call."""
    reported: frozenset[tuple[Spot, str]] = frozenset()
    """(sink, element) that the function reports itself, since a name there says what it hands on."""
    ends: bool = False
    """Whether what is at hand is where the call's result goes, rather than the call."""

    def trace(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """The steps as they are seen where the call stands."""
        moved = (Step(self.spot, step.kind, step.subject) if step.spot == self.site else step for step in steps)
        hidden = ("returned", "passed") if self.ends else ("returned",)
        return tuple(step for step in moved if step.kind not in hidden or step.spot != self.spot)


class Rendered(NamedTuple):
    """What objects showed once."""

    labels: Labels
    read: Reading
    """The objects that were looked at for it, as they were."""


class Activation:
    """See the module's docstring."""

    reraises = False
    """Whether the handler being run lets its exception go on."""

    pauses: tuple[State, ...] = ()
    """The state at every `yield` of a `@contextmanager`: see `paused`."""

    handed_out: tuple[tuple[Value, str, int], ...] = ()
    """Inner functions that a library's decorator took, by name and place: it calls them later."""
    behalf = ""
    """The inner function that is being called on behalf of whatever it was handed to, or of whoever calls from outside."""
    inside: Summary | None = None
    """What is known of the function, where it is seen from outside: see `from_outside`."""
    called_from_outside = ""
    """The function that is called as nobody in view calls it: see there."""

    tries: tuple[Ref, ...] = ()
    """The exceptions that the handlers of the `try`s name in whose bodies the point being interpreted is: see `failing`."""

    raising: int = -1
    """The node of what is being raised."""
    stands_in: bool = False
    """Whether the instance that is made next stands for what the caller makes: see `value.STAND_IN`."""
    assigning: tuple[int, str] = NO_NAME
    """The call whose result is being assigned, and the variable that takes it."""

    awaiting = -1
    """The expression that is awaited."""

    executing = -1
    """The call whose arguments are being evaluated that executes what these make: `session.execute(update(…))`."""

    querying = False
    """Whether the names being read are columns of a query's answer."""

    round = ""
    """Which round is run of the loops that are run round by round: what each makes is another object."""

    alternatives = 0
    """How many calls are being applied of which each is one of several that may be meant."""

    def __init__(self, solver: Solver, function: FunctionInfo) -> None:
        self.solver = solver
        self.program = solver.program
        self.catalogue = solver.catalogue
        self.names = solver.catalogue.names
        self.function = function
        self.module: ModuleInfo = self.program.modules[function.module]
        self.path = function.path
        self.state = State(solver.read_shared)
        self.nesting = 0
        """How many calls are being applied within each other at this point: callbacks, properties, `__str__`."""
        self.origin: Origin | None = None
        """Of the call being applied, when it is a callee's own call of what this function passed."""
        self.only_concrete = False
        """Whether symbols are left to the callers that know the instance."""
        self.nested_calls = 0
        self.depth_shown = DEPTH_SHOWN
        """How deep the parts of parts are that are shown at this point: less, inside a `__str__`."""
        self.looked_at = 0
        """How many times objects were looked at for the present rendering."""
        self.renderings: dict[tuple[frozenset[ObjectId], str, int, int], Rendered] = {}
        """What objects showed, by how and where; -1 where they show nothing, which is the same everywhere."""
        self.effects = 0
        """How many calls did more than return something."""
        self.guessed = 0
        """How many callbacks are being called on behalf of unknown code within each other at this point."""
        self.live = True
        """Whether the point being interpreted can be reached."""
        self.returns: Value = NOTHING
        self.yields: Value = NOTHING
        self.raises: list[Value] = [NOTHING]
        """What has been raised, innermost `try` last."""
        self.thrown: dict[ObjectId, Object] = {}
        """Objects that exceptions hold, as they were when raised: that way out of the state isn't joined."""
        self.loops: list[Loop] = []
        self.exits: list[State] = []
        """The state at every return."""
        self.flows: dict[tuple[Spot, str, str, str, Spot], Flow] = {}
        self.stock: set[Entry | Protection | ProtectedFlow] = set()
        self.passed: set[Passed] = set()
        self.leaks: dict[tuple[object, ...], Leak] = {}
        self._leak_counts: dict[tuple[str, Spot | None], int] = {}
        self.calls: dict[str, DeferredCall] = {}
        self.reported: set[tuple[Spot, str]] = set()
        self.locals = frozenset(function.node.binds)
        self.globals = frozenset(function.node.globals)
        self.captured: frozenset[str] = frozenset()
        self.params = tuple(param.name for param in function.node.params)
        self.subjects: dict[str, str] = {}  # parameters of no telling name by what they are: see `flow.syntax.subjects`
        self.scope: list[str] = []
        """Names of enclosing classes while their bodies are interpreted."""
        self.class_nodes: list[int] = []
        self.elements: frozenset[str] = frozenset()  # variables of the comprehensions being evaluated
        self.fixed: dict[tuple[ObjectId, str], Value] = {}  # what it is for: see `flow.calling.specialise`
        self.filled: set[tuple[ObjectId, str]] = set()
        """What is passed or held of which this interpretation knows that it isn't None."""
        self.displayed: dict[ObjectId, frozenset[str]] = {}
        """The keys that dicts are written out with, as long as nothing takes one away."""
        self.caught: Value = NOTHING
        """The exception being handled."""

    # ---- places and objects -----------------------------------------------------------------------------------------

    def spot(self, at: int) -> Spot:
        return Spot(self.path, at)

    def place_of_call(self, at: int) -> Spot:
        """Where a call stands that is applied here: a callee's own, where that left it to its caller."""
        return self.origin.spot if self.origin is not None else self.spot(at)

    def allocate(
        self, at: int, kind: str, cls: Ref | None = None, fields: dict[str, Value] | None = None, tag: str = ""
    ) -> Value:
        """A new object, made at this node."""
        name: ObjectId = ("a", self.path, f"{at}{self.round}", tag)
        self.state.heap[name] = Object(kind, cls, fields)
        return Value(objects=frozenset((name,)))

    @property
    def repeats(self) -> bool:
        """Whether what is interpreted now may happen any number of times."""
        return any(not loop.stepped for loop in self.loops)

    def rounds(self, steps: Iterable[Value]) -> Iterator[Value]:
        """The elements of a loop that is run round by round, one for each."""
        outer = self.round
        for number, step in enumerate(steps):
            self.round = f"{outer}#{number}" if number else outer
            yield step
        self.round = outer

    def objects(self, value: Value) -> list[tuple[ObjectId, Object]]:
        """The objects that a value may be, in order."""
        if not value.objects:
            return []
        state = self.state
        if len(value.objects) == 1:
            (name,) = value.objects
            return [(name, state.object(name))]
        return [(name, state.object(name)) for name in sorted(value.objects)]

    def reachable(self, values: Iterable[Value]) -> dict[ObjectId, Object]:
        """The objects made here that values hold, directly or through others."""
        found: dict[ObjectId, Object] = {}
        pending = deque(name for value in values for name in sorted(value.objects))
        while pending and len(found) < REACHED:
            name = pending.popleft()
            held = self.state.heap.get(name) or self.thrown.get(name)
            twin = name[0] == "p" and any(part[0] == "=" for part in name[2:])
            if name in found or (name[0] != "a" and not twin) or held is None:
                continue
            found[name] = held
            for part in held.fields.values():
                pending.extend(sorted(part.objects))
        return found

    # ---- findings ---------------------------------------------------------------------------------------------------

    def reach(self, labels: Labels, sink: SinkUse, at: int, argument: str, context: tuple[str, ...] = ()) -> None:
        """Let labels reach a sink: concrete ones are flows here, symbols leak to the callers."""
        location = Spot(self.program.functions[self.behalf].path, at) if self.behalf else self.spot(at)
        for key in sorted(labels):
            label = labels[key]
            if label.path and self.only_concrete:
                continue
            if label.path:
                leak = Leak(label, sink, at)
                old = self.leaks.get(leak.key)
                if old is None:
                    self._add_leak(leak)
                elif len(label.trace) < len(old.label.trace):
                    self.leaks[leak.key] = leak
                continue
            if is_safe(label):
                if min(label.confidence, sink.confidence) > 1:  # as of ways in the clear, not what is hardly sure
                    known = (label.element, sink.channel, sink.callee, label.guard.removeprefix(SAFE), self.function.id)
                    self.stock.add(ProtectedFlow(*known, location))
                continue
            self._flow(label, sink, location, argument, context)

    def _add_leak(self, leak: Leak) -> None:
        """Remember a leak; of many paths of one parameter to one sink only some, of all leaks only so many."""
        root = leak.label.path[0]
        family = (root, leak.sink.spot)
        count = self._leak_counts.get(family, 0)
        if len(self.leaks) >= LEAKS and self._leak_counts.get((root, None), 0) >= OF_EACH:
            self.solver.leaves_out()
            return
        if count >= LEAKS_PER_SINK:
            self.solver.hits_budget()
            return
        self._leak_counts[family] = count + 1
        self._leak_counts[root, None] = self._leak_counts.get((root, None), 0) + 1
        self.leaks[leak.key] = leak

    def _is_made_up(self) -> bool:
        """Whether this is the code of a test, or makes samples: nobody's data is at hand."""
        learned, module = self.solver.learned, self.module
        tests = learned.once(learned.trials, module.name, lambda: tests_itself(self.program, module))
        return tests or makes_up(self.names, module, self.function)

    def _flow(self, label: Label, sink: SinkUse, location: Spot, argument: str, context: tuple[str, ...]) -> None:
        confidence = min(label.confidence, sink.confidence)
        if label.shared and (len(label.trace) > SHARED_LONG or only_tests_go(label, sink.spot)):
            confidence = 1
        function, trace = self.behalf or self.function.id, label.trace
        if self.origin is not None and (label.element, label.source) in self.origin.sources:
            location, function, trace = self.origin.spot, self.origin.function, self.origin.trace(trace)
        elif self.origin is not None and (sink.spot, label.element) in self.origin.reported:
            return
        if location.path == self.path and self._is_made_up():
            confidence = 1
        flow = Flow(
            element=label.element,
            channel=sink.channel,
            callee=sink.callee,
            argument=argument,
            function=function,
            location=location,
            source=label.source,
            source_text=label.text,
            sink=sink.spot,
            trace=trace,
            confidence=CONFIDENCES[confidence],
            many=label.many,
            looped=any(loop.unbound for loop in self.loops),
            defect="bare-hash" if label.guard == "bare-hash" else "",
            context=context,
            unasked=label.unasked,
            uncalled=self.called_from_outside,
        )
        key = (location, label.element, sink.channel, flow.defect, sink.spot)
        old = self.flows.get(key)
        if old is None or rank(flow) < rank(old):
            self.flows[key] = flow
        if not label.shared and not label.unasked and confidence > 1:
            self.reported.add((sink.spot, label.element))

    def protect(self, labels: Labels, safeguard: str, kind: str, at: int) -> Labels:
        """What a safeguard leaves of labels: nothing, or when stock is taken, the memory of them."""
        if not self.solver.takes_stock:
            return {}
        kept: Labels = {}
        for label in labels.values():
            if not label.path and not is_safe(label):
                self.stock.add(Protection(label.element, safeguard, kind, self.spot(at), self.function.id))
            if not label.guard:
                safe = label._replace(guard=f"{SAFE}{safeguard}")
                kept[safe.key] = safe
        return kept

    def step(self, at: int, kind: str, subject: str = "") -> Step:
        return Step(self.spot(at), kind, subject)


def rank(flow: Flow) -> tuple[int, int, tuple[Step, ...]]:
    """How good a flow is to report of several that say the same, the least first: surer, then shorter."""
    return ({"high": 0, "medium": 1, "low": 3}[flow.confidence] + flow.unasked, len(flow.trace), flow.trace)


class Loop:
    """The states that leave a loop early."""

    def __init__(self) -> None:
        self.stepped = False
        """Whether it is run round by round, as often as Python runs it."""
        self.unbound = False
        """Whether it goes over something whose length isn't known, rather than over numbers or constants."""
        self.breaks: list[State] = []
        self.continues: list[State] = []


def takes(act: Activation, target: ir.Expr, value: ir.Expr) -> ir.Expr:
    """Note which variable takes the result of a call that is about to be made, and give what makes the value."""
    made = value.value if isinstance(value, ir.Await) else value
    if isinstance(made, ir.Call) and isinstance(target, ir.Name):
        act.assigning = (made.at, target.id)
    return made


def text_of(expr: ir.Expr | None) -> str:
    """How an expression reads, without any literal value but plain keys: "stmt.iban", "row['iban']", "load()"."""
    if isinstance(expr, ir.Name):
        return expr.id
    if isinstance(expr, ir.Attr):
        return f"{text_of(expr.value)}.{expr.name}"
    if isinstance(expr, ir.Sub):
        index = expr.index
        plain = (
            isinstance(index, ir.Const) and isinstance(index.value, str) and not any(c.isdigit() for c in index.value)
        )
        return (
            f"{text_of(expr.value)}[{index.value!r}]"
            if plain and isinstance(index, ir.Const)
            else f"{text_of(expr.value)}[…]"
        )
    if isinstance(expr, ir.Call):
        return f"{text_of(expr.func)}()"
    if isinstance(expr, (ir.Await, ir.Watched)):
        return text_of(expr.inner if isinstance(expr, ir.Watched) else expr.value)
    return "…"

"""A work list that knows interpretations of earlier runs, and keeps those of this one.

It does exactly what it would do without, in the same order. Only where a function is about to be interpreted and the text
that it consulted is unchanged, what it asked of others back then is asked again; while the answers are the same, what it
did is done again; and if they are the same to the last, the outcome is what it was. Where one differs, the function is
interpreted, and is given the answers that were given already.
So the facts are those found without a memory, byte for byte, whatever was changed in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from piilint.catalogue.load import Catalogue
from piilint.flow.calling.constants_kept import constants_of, kept_constants
from piilint.flow.domain.summary import NO_ANALYSIS, Analysis, Outcome, Summary
from piilint.flow.domain.value import Object, ObjectId
from piilint.flow.solving import records
from piilint.flow.solving.consulted import Notes
from piilint.flow.solving.lessons import Key
from piilint.flow.solving.memory import Memory
from piilint.flow.solving.minutes import Answer, Given, Minutes
from piilint.flow.solving.packing import NotKept, object_digest, unpack
from piilint.flow.solving.recalled import UNKNOWN, Pending, Recalled, digest_of_analysis, digest_of_object
from piilint.flow.solving.solver import Constants, Solver
from piilint.flow.syntax.nodes import function_at
from piilint.link.program import FunctionInfo, ModuleInfo, Program
from piilint.model import ir
from piilint.model.facts import LiteralValue
from piilint.model.place import Spot

_NEVER = Object("never")
"""Instead of an object that wasn't looked at."""


def _answered(event: records.AnyEvent, answer: Answer) -> records.AnyEvent:
    """The event that this was answered in."""
    if isinstance(event, records.Looked):
        assert not isinstance(answer, (Analysis, bool))
        return records.Looked(event.name, digest_of_object(answer))
    if isinstance(event, (records.AskedRooted, records.AskedShared)):
        return type(event)(event.name, bool(answer))
    assert isinstance(answer, Analysis)
    if isinstance(event, records.CalledFor):
        return records.CalledFor(event.function, event.constants, event.limit, digest_of_analysis(answer))
    assert isinstance(event, records.Called)
    return records.Called(event.function, digest_of_analysis(answer))


class RememberingSolver(Solver):
    """See the module's docstring."""

    def __init__(
        self,
        program: Program,
        catalogue: Catalogue,
        interpret: Callable[[Solver, FunctionInfo, Constants], Analysis],
        memory: Memory,
        relearners: Mapping[str, Callable[..., object]],
    ) -> None:
        notes = Notes(program, memory.known_lessons())
        super().__init__(notes.program, catalogue, interpret)
        self._notes = self.learned.notes = notes
        self._memory = memory
        self._relearners = relearners
        notes.lessons.again = self._learn_again
        memory.learns(notes.lessons)
        self._minutes: Minutes | None = None

    def _function(self, name: str) -> FunctionInfo:
        return dict.__getitem__(self.program.functions, name)

    def _learn_again(self, key: Key) -> None:
        """Have an answer made again that was learned of the text, if that is known how; it is nobody's who asks here. What
        goes wrong does so again for whoever asks next, and is told as theirs."""
        learn = self._relearners.get(key[1])
        if learn is not None:
            page = self._notes.begin()
            try:
                with suppress(Exception):
                    learn(self, *key[2:])
            finally:
                self._notes.turn_back(page)

    # ---- one interpretation -----------------------------------------------------------------------------------------

    def _outcome(self, name: str, function: FunctionInfo, constants: Constants, runs: int) -> Outcome:
        size = self._summary_size()  # decides what comes out, too
        before = digest_of_analysis(self.results.get(name, NO_ANALYSIS)) + size.to_bytes(2, "big")
        outer, self._minutes = self._minutes, None
        minutes = Minutes(self.work)
        page = self._notes.begin()
        try:
            record = self._memory.find(function.path, name, runs, self._notes.print_of)
            if record is not None and record.before == before and self._goes_as_before(record, function, minutes):
                self._memory.holds(function.path, record)
                return Outcome(Recalled(record), record.trimmed, record.same)
            self._minutes = minutes
            self._notes.looks_at(function.id)
            outcome = super()._outcome(name, function, constants, runs)
            self._note_work(minutes)
            if minutes.is_true and not minutes.ahead:
                consulted = tuple((key, self._notes.print_of(key)) for key in self._notes.noted())
                self._memory.add(function.path, name, runs, before, consulted, minutes, outcome)
            return outcome
        finally:
            self._notes.turn_back(page)
            self._minutes = outer

    def _goes_as_before(self, record: records.Record, function: FunctionInfo, minutes: Minutes) -> bool:
        """Go through the events of a record; where one differs, the minutes begin with those up to it."""
        answers: list[Answer] = []
        shared, rooted, dependents, running = self.shared, self.rooted, self._dependents, self._running[-1]
        answer: Answer
        for event in record.events:
            if (
                type(event) is records.Looked
            ):  # the most frequent come first, and without a call, as `read_shared` would
                known = dependents.get(event.name)
                if known is None:
                    dependents[event.name] = {running}
                else:
                    known.add(running)
                held = answer = shared.get(event.name)
                digest = UNKNOWN if held is None else held.digest or object_digest(held)
                same = digest == event.digest
            elif type(event) is records.Exported:
                answer, same = None, True
                old = shared.get(event.name)
                if (UNKNOWN if old is None else old.digest or object_digest(old)) != event.before:
                    self._export(event.name, unpack(record.packed)[2][event.held])
                elif event.after != event.before:
                    shared[event.name] = Pending(event.name, old, record, event)
                    self._changed(event.name)
            elif type(event) is records.AskedRooted:
                answer = event.name in rooted
                same = answer is event.answer
            elif type(event) is records.AskedShared:
                answer = event.name in shared
                same = answer is event.answer
            else:
                answer, same = self._again(event, function)
            answers.append(answer)
            if not same:
                before = record.events[: len(answers) - 1]
                self._begin_with(minutes, (*before, _answered(event, answer)), answers, record)
                return False
        return True

    def _begin_with(
        self, minutes: Minutes, events: tuple[records.AnyEvent, ...], answers: list[Answer], record: records.Record
    ) -> None:
        given = [Given(*each) for each in zip(events, map(self._settled_answer, events, answers), strict=True)]
        minutes.begin_with(given, unpack(record.packed)[2], self.work)

    def _settled_answer(self, event: records.AnyEvent, answer: Answer) -> Answer:
        if isinstance(event, records.Looked) and isinstance(answer, Pending):
            return self._settled(event.name, answer)
        return answer

    def _settled(self, name: ObjectId, held: Object | None) -> Object | None:
        """A shared object itself, also where it was pending."""
        if not isinstance(held, Pending):
            return held
        made = held.made()
        if self.shared.get(name) is held:
            self.shared[name] = made
        return made

    def _note_work(self, minutes: Minutes) -> None:
        """Work comes before what was asked next, since there it may decide."""
        if self.work != minutes.mark:
            minutes.events.append(records.Worked(self.work - minutes.mark))
            minutes.mark = self.work

    def _comes(self, minutes: Minutes, kind: type[records.Event], *what: object, surely: bool = True) -> Given | None:
        """The event that was known to come next, if it is of this kind and about this; then it has happened.

        If it isn't where it must be, what was known is wrong, and forgotten.
        """
        given = minutes.coming(kind, what)
        if given is None and surely:
            minutes.is_true = False
            minutes.ahead.clear()
        if not minutes.ahead:
            self.work = minutes.mark = minutes.work_then
        return given

    def _again(self, event: records.AnyEvent, function: FunctionInfo) -> tuple[Answer, bool]:
        """Ask for this summary again, or do this again; with whether the answer is the same."""
        if isinstance(event, records.Called):
            analysis = self._known(event.function)
            return analysis, digest_of_analysis(analysis) == event.digest
        if isinstance(event, records.CalledFor):
            analysis = self._known_for(event.function, constants_of(event.constants), event.limit)
            return analysis, digest_of_analysis(analysis) == event.digest
        self._do_again(event, function)
        return None, True

    def _do_again(self, event: records.AnyEvent, function: FunctionInfo) -> None:
        if isinstance(event, records.Worked):
            self.work += event.amount
        elif isinstance(event, records.Rooted):
            super().root(event.names)
        elif isinstance(event, records.Made):
            super().add_lambda(event.name, function, function_at(function.node, event.at))
        elif isinstance(event, records.Named):
            super().name_lambda(event.function, event.called)
        elif isinstance(event, records.Attached):
            if event.at < 0:
                super().attach(event.function)
            else:
                super().attach_at(event.function, function.id, event.at)
        elif isinstance(event, records.Unresolved):
            super().meets_unknown(event.spot)
        elif isinstance(event, records.LeftOut):
            if event.whole:
                super().leaves_out()
            else:
                super().hits_budget()

    # ---- what functions ask -----------------------------------------------------------------------------------------

    def summary(self, function: str) -> Summary:
        minutes = self._minutes
        if minutes is None:
            return super().summary(function)
        given = self._comes(minutes, records.Called, function) if minutes.ahead else None
        if given is not None and isinstance(given.answer, Analysis):
            return given.answer.summary
        self._note_work(minutes)
        analysis = self._known(function)
        minutes.mark = self.work
        minutes.events.append(records.Called(function, digest_of_analysis(analysis)))
        return analysis.summary

    def variant(self, function: str, constants: Constants, limit: int) -> Summary:
        """As without a memory; what is fixed to a constant that can't be kept makes the interpretation one that isn't."""
        minutes = self._minutes
        if minutes is None:
            return super().variant(function, constants, limit)
        kept: tuple[tuple[str, Any], ...] = ()
        try:
            kept = kept_constants(constants)
        except NotKept:
            minutes.is_true = False
        given = self._comes(minutes, records.CalledFor, function, kept) if minutes.ahead else None
        if given is not None and isinstance(given.answer, Analysis):
            return given.answer.summary
        self._note_work(minutes)
        analysis = self._known_for(function, constants, limit)
        minutes.mark = self.work
        minutes.events.append(records.CalledFor(function, kept, limit, digest_of_analysis(analysis)))
        return analysis.summary

    def read_shared(self, name: ObjectId) -> Object | None:
        """As without a memory; looking at the same object again isn't noted."""
        minutes = self._minutes
        if minutes is None:
            return self._settled(name, super().read_shared(name))
        if minutes.ahead:
            given = self._comes(minutes, records.Looked, name, surely=name not in minutes.looked)
            if given is not None:
                assert not isinstance(given.answer, (Analysis, bool))
                minutes.looked[name] = given.answer
            if name in minutes.looked:
                return minutes.looked[name]
        held = self._settled(name, super().read_shared(name))
        if minutes.looked.get(name, _NEVER) is not held:
            minutes.looked[name] = held
            minutes.events.append(records.Looked(name, digest_of_object(held)))
        return held

    def is_rooted(self, name: ObjectId) -> bool:
        minutes = self._minutes
        if minutes is None or name[0] != "a":  # nothing else is
            return super().is_rooted(name)
        return self._asked(minutes, records.AskedRooted, minutes.rooted, name, super().is_rooted(name))

    def is_shared(self, name: ObjectId) -> bool:
        minutes = self._minutes
        if minutes is None:
            return super().is_shared(name)
        return self._asked(minutes, records.AskedShared, minutes.shared, name, super().is_shared(name))

    def _asked(
        self,
        minutes: Minutes,
        kind: type[records.AskedRooted] | type[records.AskedShared],
        known: dict[ObjectId, bool],
        name: ObjectId,
        answer: bool,
    ) -> bool:
        if minutes.ahead:
            given = self._comes(minutes, kind, name, surely=name not in known)
            if given is not None:
                known[name] = bool(given.answer)
            if name in known:
                return known[name]
        if known.get(name) is not answer:
            known[name] = answer
            minutes.events.append(kind(name, answer))
        return answer

    def literals(
        self, module: ModuleInfo, find: Callable[[ModuleInfo], Iterable[LiteralValue]]
    ) -> tuple[LiteralValue, ...]:
        """As without a memory, where that doesn't know them: they depend on the module's text alone."""
        known = self._memory.literals_in(module.path)
        if known is None:
            known = tuple(find(module))
            self._memory.finds(module.path, known)
        return known

    # ---- what functions tell ----------------------------------------------------------------------------------------

    def _is_told(self, event: records.AnyEvent, *what: object) -> bool:
        """Note that a function tells this; whether that was known to come, and was done."""
        minutes = self._minutes
        if minutes is None:
            return False
        if minutes.ahead and self._comes(minutes, type(event), *what) is not None:
            return True
        minutes.events.append(event)
        return False

    def root(self, names: Iterable[ObjectId]) -> None:
        rooted = tuple(sorted(names))
        if rooted and not self._is_told(records.Rooted(rooted), rooted):
            super().root(rooted)

    def add_lambda(self, name: str, outer: FunctionInfo, node: ir.Function) -> None:
        if not self._is_told(records.Made(name, node.at), name):
            super().add_lambda(name, outer, node)

    def name_lambda(self, name: str, called: str) -> None:
        if not self._is_told(records.Named(name, called), name):
            super().name_lambda(name, called)

    def attach(self, function: str) -> None:
        if not self._is_told(records.Attached(function, -1), function):
            super().attach(function)

    def attach_at(self, function: str, by: str, at: int) -> None:
        if not self._is_told(records.Attached(function, at), function):
            super().attach_at(function, by, at)

    def meets_unknown(self, spot: Spot) -> None:
        if not self._is_told(records.Unresolved(spot), spot):
            super().meets_unknown(spot)

    def leaves_out(self) -> None:
        if not self._is_told(records.LeftOut(True), True):
            super().leaves_out()

    def hits_budget(self) -> None:
        if not self._is_told(records.LeftOut(False), False):
            super().hits_budget()

    def export(self, objects: Iterable[tuple[ObjectId, Object]]) -> None:
        minutes = self._minutes
        for name, held in objects:
            if minutes is not None and minutes.ahead and self._comes(minutes, records.Exported, name) is not None:
                continue
            before = digest_of_object(self.shared.get(name)) if minutes is not None else UNKNOWN
            self._export(name, held)
            if minutes is not None:
                after = object_digest(self.shared[name])
                minutes.events.append(records.Exported(name, minutes.number(held), before, after))

    def _export(self, name: ObjectId, held: Object) -> None:
        self._settled(name, self.shared.get(name))
        super().export([(name, held)])

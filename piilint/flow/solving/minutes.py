"""The minutes of one interpretation: what it asked of others and did to them, in order.

They may begin with what is known already: the events of an earlier interpretation that were gone through again, up to the
first answer that differs. While the function is interpreted anew, these answers are given once more.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from piilint.flow.domain.summary import Analysis
from piilint.flow.domain.value import Object, ObjectId
from piilint.flow.solving import records

Answer = Analysis | Object | bool | None


class Given(NamedTuple):
    """An event that happened already, with the answer that was given."""

    event: records.AnyEvent
    answer: Answer


class Minutes:
    """See the module's docstring."""

    __slots__ = (
        "_numbers",
        "ahead",
        "events",
        "exported",
        "is_true",
        "looked",
        "mark",
        "rooted",
        "shared",
        "work_then",
    )

    def __init__(self, work: int) -> None:
        self.events: list[records.AnyEvent] = []
        self.exported: list[Object] = []
        self._numbers: dict[int, int] = {}
        """By identity: what is exported lives as long as the minutes."""
        self.ahead: deque[Given] = deque()
        """What is known to come."""
        self.looked: dict[ObjectId, Object | None] = {}
        """What shared objects were when they were last looked at."""
        self.rooted: dict[ObjectId, bool] = {}
        self.shared: dict[ObjectId, bool] = {}
        self.mark = work
        """The work that had been done when that was last noted."""
        self.work_then = work
        """The work that has been done when what is known has come."""
        self.is_true = True
        """Whether all came as it was known to."""

    def begin_with(self, given: list[Given], exported: tuple[Object, ...], work: int) -> None:
        """These events happened, with such objects exported, and the interpretation begins only now."""
        for event, _ in given:
            if isinstance(event, records.Exported):
                event = records.Exported(event.name, self.number(exported[event.held]), event.before, event.after)
            self.events.append(event)
        self.ahead.extend(each for each in given if not isinstance(each.event, records.Worked))
        self.work_then = self.mark = work

    def coming(self, kind: type[records.Event], what: tuple[object, ...]) -> Given | None:
        """The next event of what is known, if it is of this kind and its first fields are these; then it has happened."""
        if not self.ahead:
            return None
        event = self.ahead[0].event
        if type(event) is not kind:
            return None
        if any(getattr(event, name) != each for name, each in zip(event.__struct_fields__, what, strict=False)):
            return None
        return self.ahead.popleft()

    def number(self, held: Object) -> int:
        """The number of an exported object."""
        known = self._numbers.get(id(held))
        if known is None:
            known = self._numbers[id(held)] = len(self.exported)
            self.exported.append(held)
        return known

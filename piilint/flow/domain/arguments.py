"""What a call passes, evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field

from piilint.flow.domain.value import NOTHING, Value, join
from piilint.model import ir


@dataclass(slots=True)
class Arguments:
    """The arguments of a call, evaluated."""

    positional: list[Value] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    rest: Value = NOTHING
    """What `*x` passes at positions that aren't known."""
    rest_keywords: Value = NOTHING
    """What `**x` passes under names that aren't known."""
    sequence: tuple[int, Value] | None = None
    """Where `*x` begins, and x, when its length isn't known."""
    mapping: Value | None = None
    """The `**x` whose keys aren't known."""
    given: tuple[ir.Arg, ...] = ()  # as they are written

    def everything(self) -> list[Value]:
        return [*self.positional, *self.keywords.values(), self.rest, self.rest_keywords]

    def after(self, first: list[Value]) -> Arguments:
        """The same arguments with some before them."""
        sequence = (self.sequence[0] + len(first), self.sequence[1]) if self.sequence is not None else None
        return Arguments(
            [*first, *self.positional], dict(self.keywords), self.rest, self.rest_keywords, sequence, self.mapping
        )

    def get(self, position: int, keyword: str | None = None) -> Value | None:
        """The argument at a position or under a keyword, or what stars may pass there."""
        if keyword is not None and keyword in self.keywords:
            return self.keywords[keyword]
        if 0 <= position < len(self.positional):
            return self.positional[position]
        starred = join(self.rest, self.rest_keywords)
        return None if starred.is_nothing() else starred

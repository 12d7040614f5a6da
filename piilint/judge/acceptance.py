"""Which findings the suppressions accept, under what the policy demands of them, and what is wrong with the rest.

A suppression that isn't understood, has expired or lacks what the policy demands accepts nothing: the finding is
reported, and so is the comment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import msgspec

from piilint.config.schema import Suppressions
from piilint.judge.meta import meta_finding
from piilint.judge.policies import Policies
from piilint.judge.suppressions import Comment, read_comments
from piilint.model.finding import Finding, Level, Suppression, SuppressionRecord, SuppressionState

_CHANNELS: Mapping[SuppressionState, str] = {
    "unused": "meta.suppression",
    "malformed": "meta.malformed-suppression",
    "expired": "meta.expired-suppression",
    "incomplete": "meta.incomplete-suppression",
}


@dataclass(slots=True)
class Acceptance:
    """The suppressions of some files and what they were held against so far."""

    comments: tuple[Comment, ...]
    demands: Suppressions
    today: date
    _used: set[tuple[Comment, str]] = field(default_factory=set)
    """Comments with the codes that they were found to be about."""
    _accepted: dict[Comment, int] = field(default_factory=dict)
    _missing: dict[Comment, str] = field(default_factory=dict)
    """What the policy misses in comments that are about something."""

    @classmethod
    def of(cls, texts: Mapping[str, str], demands: Suppressions, today: date) -> Acceptance:
        """Read the suppressions of these files."""
        return cls(read_comments(texts, demands.honour), demands, today)

    def apply(self, finding: Finding, *, is_reported: bool) -> Finding:
        """Return the finding, suppressed if a comment accepts it. What isn't reported only makes comments used."""
        accepting: Comment | None = None
        for comment in self.comments:
            if comment.mistake or not comment.accepts(finding.code, finding.location, finding.sink):
                continue
            self._used.add((comment, finding.code))
            self._accepted[comment] = self._accepted.get(comment, 0) + is_reported
            missing = self._lacks(comment, finding.level)
            if missing:
                self._missing[comment] = missing
            elif not self._is_expired(comment):
                accepting = accepting or comment
        if accepting is None:
            return finding
        return msgspec.structs.replace(finding, suppressed=_suppression(accepting))

    def findings(self, policies: Policies, reported: Collection[str]) -> Iterator[Finding]:
        """Give a finding for each suppression that is malformed, unused, expired or incomplete."""
        for comment in self.comments:
            state = self._state(comment)
            path = comment.place.path
            if state == "active" or path not in reported:
                continue
            message = self._message(comment, state)
            unused = ",".join(self._unused(comment))
            channel, place = _CHANNELS[state], comment.place
            yield from meta_finding(channel, place, message, policies, comment.reason, argument=unused)

    def records(self, reported: Collection[str]) -> tuple[SuppressionRecord, ...]:
        """Return all suppressions of the reported files, for audit."""
        return tuple(
            SuppressionRecord(
                suppression=_suppression(comment),
                scope=comment.scope,
                rules=tuple(word for word, _ in comment.rules) if not comment.tool else (comment.tool,),
                state=self._state(comment),
                accepts=self._accepted.get(comment, 0),
            )
            for comment in self.comments
            if comment.place.path in reported
        )

    def _state(self, comment: Comment) -> SuppressionState:
        if comment.mistake:
            return "malformed"
        if self._unused(comment):
            return "unused"
        if comment in self._missing:
            return "incomplete"
        return "expired" if self._is_expired(comment) else "active"

    def _unused(self, comment: Comment) -> list[str]:
        """Return the rules that a comment names in vain; another tool's comment may have meant that tool."""
        if comment.tool:
            return []
        return [word for word, codes in comment.rules if not any((comment, code) in self._used for code in codes)]

    def _is_expired(self, comment: Comment) -> bool:
        return bool(comment.until) and date.fromisoformat(comment.until) < self.today

    def _lacks(self, comment: Comment, level: Level | None) -> str:
        """Say what the policy demands and the comment hasn't, for a finding of this level; "" if it has all."""
        demanded = [*self.demands.require, *(self.demands.require_critical if level == "critical" else ())]
        has = {
            "reason": comment.reason, "until": comment.until, "by": comment.by, "approved-by": comment.approved_by
        }  # fmt: skip
        missing = [name for name in dict.fromkeys(demanded) if not has[name]]
        if missing:
            return f"lacks {', '.join(missing)}"
        if comment.approved_by and comment.approved_by.casefold() == comment.by.casefold():
            return "is approved by whom it is by; expected two people"
        limit = self.demands.max_days
        if limit and comment.until and (date.fromisoformat(comment.until) - self.today).days > limit:
            return f"runs for longer than {limit} days"
        return ""

    def _message(self, comment: Comment, state: SuppressionState) -> str:
        match state:
            case "malformed":
                return comment.mistake
            case "unused":
                return f"this suppression of {', '.join(self._unused(comment))} accepts nothing; remove it"
            case "expired":
                return f"this suppression expired on {comment.until}; what it accepted is reported again"
            case _:
                return f"this suppression {self._missing[comment]}, so it accepts nothing"


def _suppression(comment: Comment) -> Suppression:
    return Suppression(
        place=comment.place,
        reason=comment.reason,
        until=comment.until,
        by=comment.by,
        approved_by=comment.approved_by,
    )

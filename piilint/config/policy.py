"""The policy matrix: laying one over another, and looking a severity up.

A row maps channels to severities: "log.message" counts before "log", "log" before "*". An element's own row counts
before its level's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, TypeVar

import msgspec

from piilint.config.schema import Policy, Row
from piilint.model.finding import Level, Severity

ALL = "*"
"""The channels that a row doesn't name."""


_Said = TypeVar("_Said")


class Met(NamedTuple):
    """An element in a call, with all that a policy may call it by: its key, level and group."""

    element: str
    words: frozenset[str]


def laid_over(above: Policy, below: Policy) -> Policy:
    """Return the policy below with the rows of the one above laid over it, all rows as tables."""
    elements = dict(below.elements)
    for key, row in above.elements.items():
        elements[key] = _row_over(row, elements.get(key, {}))
    return msgspec.structs.replace(
        above,
        critical=_row_over(above.critical, below.critical),
        high=_row_over(above.high, below.high),
        low=_row_over(above.low, below.low),
        elements={key: as_row(row) for key, row in elements.items()},
        forbid=(*below.forbid, *above.forbid),
        third_parties={**below.third_parties, **above.third_parties},
        combine=(*below.combine, *above.combine),
        allow={**below.allow, **above.allow},
    )


def severity(policy: Policy, element: str | None, level: Level, channel: str, callee: str = "") -> Severity:
    """Return how loudly an element of this level is reported in this channel (family.port), handed to this callee."""
    if policy.allow and {element, level} & {*_of_party(policy.allow, callee, ())}:
        return "off"
    if policy.third_parties:
        party = _third_party(policy, level, callee)
        if party is not None:
            return party
    family = channel.partition(".")[0]
    rows = (as_row(policy.elements.get(element or "", {})), as_row(_row_of(policy, level)))
    for row in rows:
        for key in (channel, family, ALL):
            if key in row:
                return row[key]
    return "off"


def asks_for(policies: Iterable[Policy], element: str, level: Level) -> bool:
    """Whether any of these policies reports an element of this level anywhere; one severity for all levels of a third
    party, and `*` for all elements, don't ask for what is low."""
    for policy in policies:
        rows = [as_row(policy.elements.get(element, {})), as_row(_row_of(policy, level))]
        parties = [row for row in policy.third_parties.values() if not isinstance(row, str)]
        said = [*(each for row in rows for each in row.values()), *(row[level] for row in parties if level in row)]
        named = {word for cell in policy.forbid for word in cell.elements}
        named |= {word for cell in policy.combine for word in cell.elements if cell.severity != "off"}
        if any(each != "off" for each in said) or {element, level} & named:
            return True
    return False


def _third_party(policy: Policy, level: Level, callee: str) -> Severity | None:
    """Return what is said of the callee's library; the longest name that is the callee's or begins it counts."""
    names = [name for name in policy.third_parties if callee == name or callee.startswith(f"{name}.")]
    if not names:
        return None
    row = policy.third_parties[max(names, key=len)]
    if not isinstance(row, str) and level in row:
        return row[level]
    of_all = row if isinstance(row, str) else row.get(ALL)
    return of_all if level != "low" or of_all == "off" else None


def combined(policy: Policy, channel: str, own: Met, others: Collection[Met], many: bool) -> Severity | None:
    """Return what is said of an element that meets others in one call, or that flows in bulk; None if nothing is."""
    found = None
    for cell in policy.combine:
        if not {channel, channel.partition(".")[0], ALL} & {*cell.channels} or cell.many not in (None, many):
            continue
        wanted = {*cell.elements}
        if not own.words & wanted:
            continue
        met = {each.element for each in (own, *others) if each.words & wanted}
        if len(met) >= (cell.at_least or len(cell.elements)):
            found = cell.severity
    return found


def _of_party(said: Mapping[str, _Said], callee: str, otherwise: _Said) -> _Said:
    """Return what is said of the callee's library; the longest name that is the callee's or begins it counts."""
    names = [name for name in said if callee == name or callee.startswith(f"{name}.")]
    return said[max(names, key=len)] if names else otherwise


def as_row(row: Severity | Mapping[str, Severity]) -> Row:
    """Return a row as a table."""
    return {ALL: row} if isinstance(row, str) else dict(row)


def _row_of(policy: Policy, level: Level) -> Severity | Row:
    match level:
        case "critical":
            return policy.critical
        case "high":
            return policy.high
        case "low":
            return policy.low


def _row_over(above: Severity | Row, below: Severity | Row) -> Row:
    """Lay a row over another: a severity alone replaces it, a family replaces its ports."""
    if isinstance(above, str):
        return {ALL: above}
    kept = {key: value for key, value in as_row(below).items() if key.partition(".")[0] not in above}
    return {} | ({} if ALL in above else kept) | above

"""The policy as it holds for each file: the project's matrix with the overrides for that path laid over it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from piilint.catalogue.channels import audiences, audiences_of
from piilint.config.document import Document
from piilint.config.load import Configuration
from piilint.config.policy import ALL, Met, as_row, combined, laid_over, severity
from piilint.config.schema import Forbidden, Override, Policy, Suppressions
from piilint.config.validate import nearest
from piilint.model.errors import ConfigMistake
from piilint.model.facts import Confidence
from piilint.model.finding import Level, Severity
from piilint.rules import Rule, all_rules, rule_by_channel

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_LOUDNESS: Mapping[Severity, int] = {"off": 0, "warning": 1, "error": 2}

_LEVELS = ("critical", "high", "low", ALL)


class Company(NamedTuple):
    """What an element meets in its call, and whether it comes in many rows."""

    own: Met
    others: tuple[Met, ...]
    many: bool


class Policies:
    """Looks up how loudly a fact is reported in a file."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._overrides = [(_matcher(override), override) for override in configuration.settings.override]
        self._by_path: dict[str, tuple[Policy, frozenset[str]]] = {}

    @property
    def suppressions(self) -> Suppressions:
        """What is demanded of suppressions."""
        return self._configuration.settings.suppressions

    @property
    def min_confidence(self) -> Confidence:
        """How sure the analysis must be of what is reported."""
        return self._configuration.settings.min_confidence

    @property
    def max_unaudited(self) -> int:
        """How many lines of a baseline may be without a verdict; -1 for any number."""
        return self._configuration.settings.max_unaudited

    def severity(
        self,
        path: str,
        rule: Rule,
        channel: str,
        element: str | None,
        level: Level,
        callee: str = "",
        company: Company | None = None,
    ) -> Severity:
        """Return how loudly this element in this channel, handed to this callee, is reported in this file."""
        policy, ignored = self._of(path)
        if ignored & {rule.code, rule.name, rule.family}:
            return "off"
        loudness = severity(policy, element, level, channel, callee)
        if company is not None and policy.combine and loudness != "off":
            loudness = combined(policy, channel, company.own, company.others, company.many) or loudness
        for cell in self._forbidden(policy, channel, element, level):
            loudness = max(loudness, cell.severity, key=lambda each: _LOUDNESS[each])
        return loudness

    def forbidden_to(self, path: str, channel: str, element: str | None, level: Level) -> tuple[str, ...]:
        """Return the audiences of a channel that must not see this element, sorted."""
        policy, _ = self._of(path)
        cells = self._forbidden(policy, channel, element, level)
        return tuple(sorted({audience for cell in cells for audience in cell.audiences} & {*self.audiences(channel)}))

    def audiences(self, channel: str) -> tuple[str, ...]:
        """Return who can read what reaches a channel."""
        return audiences_of(channel, self._configuration.settings.audiences)

    def _forbidden(self, policy: Policy, channel: str, element: str | None, level: Level) -> list[Forbidden]:
        if not policy.forbid:
            return []
        readers = {*self.audiences(channel)}
        named = {element, level} if level == "low" else {element, level, ALL}
        return [cell for cell in policy.forbid if readers & {*cell.audiences} and named & {*cell.elements}]

    def _of(self, path: str) -> tuple[Policy, frozenset[str]]:
        """Return the policy of a file and the rules that aren't reported there."""
        if path not in self._by_path:
            policy, ignored = self._configuration.settings.policy, set[str]()
            for _matcher, override in self._matching(path):
                policy = laid_over(override.policy, policy)
                ignored.update(override.ignore)
            self._by_path[path] = (policy, frozenset(ignored))
        return self._by_path[path]

    def _matching(self, path: str) -> Iterator[tuple[GitIgnoreSpec, Override]]:
        if self._overrides:
            below = os.path.relpath(path, self._configuration.root).replace(os.sep, "/")
            for matcher, override in self._overrides:
                if matcher.match_file(below):
                    yield matcher, override

    def mistakes(self, elements: Collection[str]) -> list[ConfigMistake]:
        """Return what names a channel, element or rule that doesn't exist."""
        rules = {word for rule in all_rules() for word in (rule.code, rule.name, rule.family)}
        readers = self._configuration.settings.audiences
        found: list[ConfigMistake] = []
        for layer in self._configuration.layers:
            document, own = layer.document, layer.own
            found += _policy_mistakes(document, ("policy",), own.policy, elements)
            found += _forbid_mistakes(document, ("policy",), own.policy, elements, readers)
            for channel in own.audiences:
                if channel not in _channels():
                    found.append(
                        document.mistake(("audiences", channel), "is no channel", nearest(channel, _channels()))
                    )
            for position, override in enumerate(own.override):
                key: tuple[str | int, ...] = ("override", position, "policy")
                found += _policy_mistakes(document, key, override.policy, elements)
                found += _forbid_mistakes(document, key, override.policy, elements, readers)
                for word in override.ignore:
                    if word not in rules:
                        message = f'expected a rule\'s code, name or family, found "{word}"'
                        found.append(document.mistake(("override", position, "ignore"), message, nearest(word, rules)))
        return found


def _policy_mistakes(
    document: Document, key: tuple[str | int, ...], policy: Policy, elements: Collection[str]
) -> Iterator[ConfigMistake]:
    channels = {ALL, *_channels()}
    rows: list[tuple[tuple[str | int, ...], Severity | dict[str, Severity]]] = [
        ((*key, "critical"), policy.critical), ((*key, "high"), policy.high), ((*key, "low"), policy.low)
    ]  # fmt: skip
    for element, row in policy.elements.items():
        rows.append(((*key, "elements", element), row))
        if element not in elements:
            hint = nearest(element, elements) or "`piilint explain` lists the elements"
            yield document.mistake((*key, "elements", element), "is no element of the catalogue", hint)
    for party, by_level in policy.third_parties.items():
        for level in by_level if isinstance(by_level, dict) else ():
            if level not in _LEVELS:
                hint = nearest(level, _LEVELS) or f"known are {', '.join(_LEVELS)}"
                yield document.mistake((*key, "third-parties", party, level), "is no level", hint)
    yield from _combination_mistakes(document, key, policy, elements, channels)
    for party, allowed in policy.allow.items():
        for element in allowed:
            if element not in elements and element not in _LEVELS:
                hint = nearest(element, elements) or "`piilint explain` lists the elements"
                yield document.mistake((*key, "allow", party), f'"{element}" is no element of the catalogue', hint)
    for row_key, row in rows:
        for channel in as_row(row):
            if channel not in channels:
                hint = nearest(channel, channels) or f"families are {', '.join(_families())}"
                yield document.mistake((*row_key, channel), "is no channel", hint)


def _combination_mistakes(
    document: Document, key: tuple[str | int, ...], policy: Policy, elements: Collection[str], channels: set[str]
) -> Iterator[ConfigMistake]:
    groups = {f"group:{group}" for group in _groups()}
    known = {*elements, *_LEVELS, *groups}
    for position, cell in enumerate(policy.combine):
        own: tuple[str | int, ...] = (*key, "combine", position)
        for element in cell.elements:
            if element not in known:
                hint = nearest(element, known) or f"groups are {', '.join(sorted(groups))}"
                yield document.mistake((*own, "elements"), f'"{element}" is no element of the catalogue', hint)
        for channel in cell.channels:
            if channel not in channels:
                hint = nearest(channel, channels) or f"families are {', '.join(_families())}"
                yield document.mistake((*own, "channels"), f'"{channel}" is no channel', hint)


def _forbid_mistakes(
    document: Document,
    key: tuple[str | int, ...],
    policy: Policy,
    elements: Collection[str],
    own_audiences: Mapping[str, tuple[str, ...]],
) -> Iterator[ConfigMistake]:
    readers = {*audiences(), *(each for row in own_audiences.values() for each in row)}
    for position, cell in enumerate(policy.forbid):
        own: tuple[str | int, ...] = (*key, "forbid", position)
        for element in cell.elements:
            if element not in elements and element not in (ALL, "critical", "high", "low"):
                hint = nearest(element, elements) or "`piilint explain` lists the elements"
                yield document.mistake((*own, "elements"), f'"{element}" is no element of the catalogue', hint)
        for audience in cell.audiences:
            if audience not in readers:
                hint = nearest(audience, readers) or f"there are {', '.join(sorted(readers))}"
                yield document.mistake((*own, "audiences"), f'"{audience}" is no audience', hint)


def _groups() -> frozenset[str]:
    from piilint.catalogue.load import shared

    return frozenset((*shared().company.owners, "secret"))


def _channels() -> set[str]:
    return {*rule_by_channel(), *(rule.family for rule in all_rules())}


def milder(one: Severity, other: Severity) -> Severity:
    """Return the less loud of two severities."""
    return min(one, other, key=lambda each: _LOUDNESS[each])


def _families() -> list[str]:
    return list(dict.fromkeys(rule.family for rule in all_rules()))


def _matcher(override: Override) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(override.paths)

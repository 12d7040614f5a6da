"""`piilint explain`: a rule's page, what the catalogue knows of an element or a call, and how a name is judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from piilint.model.errors import UsageError

if TYPE_CHECKING:
    from piilint.catalogue.clauses import Citations
    from piilint.catalogue.load import Catalogue
    from piilint.catalogue.lookup import Found
    from piilint.catalogue.schema import Element
    from piilint.model.finding import Level
    from piilint.rules import Rule

_MOST_WORDS = 40
_LEVELS: tuple[Level, ...] = ("critical", "high")
_UNSAID = ("call", "name", "path", "example", "fine", "confidence")


@click.command("explain")
@click.argument("subject")
@click.option("--owner", multiple=True, help="Who owns the name: a variable, class or table; the nearest first.")
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
def command(subject: str, owner: tuple[str, ...], config: str | None) -> None:
    """Explain SUBJECT: a rule, an element, a library's call, or a name.

    \b
    piilint explain PII101               the rule's page, with the clauses that support it
    piilint explain iban                 an element: its words by language, its files, its clauses
    piilint explain logging.Logger.info  the catalogue's entries for a call, with their files
    piilint explain txn.amount           how a name is judged: its words, its head, its owner, its level
    """
    click.echo("\n".join(_explained(subject, owner, config)))


def _explained(subject: str, owner: tuple[str, ...], config: str | None) -> Iterator[str]:
    from piilint.rules import all_rules

    for rule in all_rules():
        if subject.upper() == rule.code or subject == rule.name:
            yield from _rule(rule)
            return
    from piilint.catalogue.additions import catalogue_with
    from piilint.catalogue.lookup import calls_named
    from piilint.config.load import load

    catalogue = catalogue_with(load(file=config))
    if subject in catalogue.elements:
        yield from _element(catalogue.elements[subject], catalogue)
        return
    found = calls_named(subject.removesuffix("()"))
    if found and not owner:
        yield from _calls(subject, found)
        is_a_call = any("*" not in each.pattern for each in found)
        if "." in subject or (is_a_call and catalogue.names.classify(subject) is None):
            return
        yield ""
    if not subject.strip() or any(sign in subject for sign in "()[]{}<>=\n"):
        raise UsageError(f"{subject!r} is neither a rule nor an element nor a call nor a name")
    yield from _name(subject, owner, catalogue)


def _rule(rule: Rule) -> Iterator[str]:
    from piilint.catalogue.clauses import citations_by_level
    from piilint.rules import page

    yield f"# {rule.code}: {rule.title} ({rule.name})\n"
    yield page(rule).rstrip()
    if rule.family == "meta":
        return
    for level in _LEVELS:
        yield f"\n## Clauses for data of level {level}"
        if rule.cwe:
            yield "- " + ", ".join(f"CWE-{number}" for number in rule.cwe)
        yield from _clauses(citations_by_level(rule.channels, rule.family, level))


def _clauses(cited: Citations) -> Iterator[str]:
    """What supports a verdict, then what may be worth reading besides."""
    for clause in cited.supports:
        yield f"- {clause.id}: {clause.words()}"
    if cited.see_also:
        yield "See also (not checked against the text): " + ", ".join(clause.id for clause in cited.see_also)
    if cited.advice:
        yield f"Advice: {cited.advice}"


def _element(element: Element, catalogue: Catalogue) -> Iterator[str]:
    from piilint.catalogue.lookup import words_by_language

    yield f"{element.key}: {element.title.get('en', '')} ({element.title.get('zh', element.title.get('en', ''))})"
    yield f"level: {element.level}"
    facts = {
        "a short guessable identifier: at most its last four may be shown, a bare hash doesn't hide it": (
            element.identifier and not element.secret
        ),
        "not even a part of it may be shown": element.secret,
        "a whole record, whose parts are named by their own names": element.record,
    }
    yield from (fact for fact, holds in facts.items() if holds)
    for words in words_by_language(element.key):
        yield f"\n{words.language}  {words.file}:{words.line}"
        yield from _listed("words", words.strong)
        yield from _listed("in context", words.weak)
    if element.context:
        yield from _listed("\ncontext", element.context)
    yield from _listed("\nlike", element.leaks)
    yield from _listed("not like", element.fine)
    yield from _clauses_of(element)


def _listed(what: str, words: tuple[str, ...]) -> Iterator[str]:
    if words:
        yield f"{what}: {', '.join(words[:_MOST_WORDS])}" + (" …" if len(words) > _MOST_WORDS else "")


def _clauses_of(element: Element) -> Iterator[str]:
    """The element's clauses by family, those of advice that leaves no choice first."""
    from piilint.catalogue.channels import channels
    from piilint.catalogue.clauses import citations

    families = dict.fromkeys(channel.family for channel in channels().values())
    if element.level == "low":
        return
    advice = citations((), "log", element.key, element.level).advice
    if advice:
        yield f"\nAdvice: {advice}"
    for family in families:
        keys = tuple(key for key, channel in channels().items() if channel.family == family)
        cited = citations(keys, family, element.key, element.level)
        if cited.supports:
            yield f"\n{family}: {'; '.join(clause.id for clause in cited.supports)}"
            if cited.see_also:
                yield f"  see also: {'; '.join(clause.id for clause in cited.see_also)}"


def _calls(subject: str, found: list[Found]) -> Iterator[str]:
    import msgspec

    from piilint.catalogue.channels import channels
    from piilint.catalogue.schema import Sink

    yield f"{subject}: {len(found)} {'entry' if len(found) == 1 else 'entries'} of the catalogue"
    for each in found:
        yield f"\n{each.kind} {each.pattern}  ({each.library}, {each.file}:{each.line})"
        if isinstance(each.entry, Sink):
            channel = channels()[each.entry.channel]
            yield f"  what it is given is {channel.title['en']}, for {channel.audience}"
        for name, value in msgspec.structs.asdict(each.entry).items():
            if name not in _UNSAID and value not in ((), "", {}, False):
                yield f"  {name}: {_worded(value)}"
        if each.entry.example:
            yield "  example:"
            yield from (f"    {line}" for line in each.entry.example.strip().splitlines())


def _worded(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} is {glob}" for key, glob in value.items())
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _name(subject: str, owner: tuple[str, ...], catalogue: Catalogue) -> Iterator[str]:
    from piilint.catalogue.match import NameMatch

    *before, name = subject.split(".")
    owners = (*reversed(before), *owner)
    names = catalogue.names
    found = names.judgement(name, owners)
    yield f"{subject}: " + (
        f"{found.element} ({found.level}), {found.confidence} confidence" if isinstance(found, NameMatch) else "nothing"
    )
    words = names.words(name)
    yield f"  words: {' · '.join(words) or '-'}"
    yield f"  head: {words[-1] if words else '-'}"
    yield from (f"  owner: {' · '.join(names.words(each))}" for each in owners)
    yield f"  why: {found.why if isinstance(found, NameMatch) else found}"
    given = names.returns(name)
    if given is not None and not isinstance(found, NameMatch):
        yield f"  a call of it gives: {given.element} ({given.level}), {given.confidence} confidence: {given.why}"

"""`piilint explain`: a finding, a rule's page, what the catalogue knows of an element or a call, and how a name is judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from piilint.cli.clock import today
from piilint.cli.running import running_as, running_options
from piilint.cli.tongue import spoken
from piilint.language import ENGLISH
from piilint.model.errors import UsageError

if TYPE_CHECKING:
    from piilint.catalogue.clauses import Citations
    from piilint.catalogue.load import Catalogue
    from piilint.catalogue.lookup import Found
    from piilint.catalogue.schema import Element
    from piilint.model.finding import Level
    from piilint.rules import Rule

_MOST_WORDS = 40
_MOST_FINGERPRINTS = 4
_CODE = re.compile(r"PII\d+")
_FINGERPRINT = re.compile(r"[0-9a-f]{6,20}")
_LEVELS: tuple[Level, ...] = ("critical", "high")
_UNSAID = ("call", "name", "path", "example", "fine", "confidence")


@click.command("explain")
@click.argument("subject")
@click.option(
    "--in",
    "paths",
    multiple=True,
    type=click.Path(),
    metavar="PATH",
    help="Where the finding is; by default the configured paths. May be repeated.",
)
@click.option("--owner", multiple=True, help="Who owns the name: a variable, class or table; the nearest first.")
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
@running_options
def command(subject: str, paths: tuple[str, ...], owner: tuple[str, ...], config: str | None, **running: Any) -> None:
    """Explain SUBJECT: a finding by its fingerprint, a rule, an element, a library's call, or a name.

    \b
    piilint explain 1b22c3d8             a finding, by the beginning of its fingerprint: its way, state and clauses
    piilint explain PII101               the rule's page, with the clauses that support it
    piilint explain iban                 an element: its words by language, its files, its clauses
    piilint explain logging.Logger.info  the catalogue's entries for a call, with their files
    piilint explain txn.amount           how a name is judged: its words, its head, its owner, its level
    """
    if _FINGERPRINT.fullmatch(subject) and not owner:
        lines = _finding(subject, paths, config, running)
        if lines is not None:
            click.echo("\n".join(lines))
            return
    if paths:
        raise UsageError(f"{subject}: --in is for findings; expected the beginning of a fingerprint, 6 digits or more")
    click.echo("\n".join(_explained(subject, owner, config)))


def _finding(subject: str, paths: tuple[str, ...], config: str | None, running: dict[str, Any]) -> list[str] | None:
    """Explain the finding with this fingerprint, also one that isn't reported; None if it may be a name."""
    from piilint.cli.query import wide
    from piilint.config.load import load
    from piilint.pipeline import check
    from piilint.report.explanation import explanation
    from piilint.report.manner import Manner

    configuration = load(paths, config)
    given = paths or tuple(str(configuration.root / path) for path in configuration.settings.paths)
    with running_as(configuration, statistics=False, **running) as run:
        for asked in (configuration, wide(configuration)):
            report = check(given, asked, today=today(), run=run)
            found = [finding for finding in report.findings if finding.fingerprint.startswith(subject)]
            if found:
                break
    if len(found) > 1:
        several = ", ".join(finding.fingerprint for finding in found[:_MOST_FINGERPRINTS])
        raise UsageError(f"{subject}: several findings begin so: {several}")
    if not found and not paths and not any(sign.isdigit() for sign in subject):
        return None
    if not found:
        raise UsageError(f"{subject}: no finding has such a fingerprint in {', '.join(given[:3])}")
    manner = Manner(language=spoken(), color=False)
    return list(explanation(found[0], report, manner, is_reported=asked is configuration))


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
    if _CODE.fullmatch(subject.upper()) and not owner:
        raise UsageError(f"there is no rule {subject}; `piilint rules` lists them")
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
    from piilint.report.words import page_of
    from piilint.rules import page

    language = spoken()
    if language is ENGLISH:
        yield f"# {rule.code}: {rule.title} ({rule.name})\n"
        yield page(rule).rstrip()
    else:
        yield f"# {rule.code} ({rule.name})：{page_of(rule, language).rstrip()}"
    if rule.family == "meta":
        return
    for level in _LEVELS:
        yield "\n## " + language.say("Clauses for data of level {}", language.say(level))
        if rule.cwe:
            yield "- " + ", ".join(f"CWE-{number}" for number in rule.cwe)
        yield from _clauses(citations_by_level(rule.channels, rule.family, level))


def _clauses(cited: Citations) -> Iterator[str]:
    """What supports a verdict, then what may be worth reading besides."""
    for clause in cited.supports:
        yield f"- {clause.id}: {clause.words(spoken().code)}"
    say = spoken().say
    if cited.see_also:
        yield say("See also (not checked against the text): {}", ", ".join(clause.id for clause in cited.see_also))
    if cited.advice:
        yield say("Advice: {}", say(cited.advice))


def _element(element: Element, catalogue: Catalogue) -> Iterator[str]:
    from piilint.catalogue.lookup import words_by_language

    yield f"{element.key}: {element.title.get('en', '')} ({element.title.get('zh', element.title.get('en', ''))})"
    say = spoken().say
    yield say("level: {}", say(element.level))
    if element.identifier and not element.secret:
        yield say("a short guessable identifier: at most its last four may be shown, a bare hash doesn't hide it")
    if element.secret:
        yield say("not even a part of it may be shown")
    if element.record:
        yield say("a whole record, whose parts are named by their own names")
    for words in words_by_language(element.key):
        yield f"\n{words.language}  {words.file}:{words.line}"
        yield from _listed(say("words: {}"), words.strong)
        yield from _listed(say("in context: {}"), words.weak)
    if element.context:
        yield from _listed("\n" + say("context: {}"), element.context)
    yield from _listed("\n" + say("like: {}"), element.leaks)
    yield from _listed(say("not like: {}"), element.fine)
    yield from _clauses_of(element)


def _listed(what: str, words: tuple[str, ...]) -> Iterator[str]:
    if words:
        yield what.format(", ".join(words[:_MOST_WORDS])) + (" …" if len(words) > _MOST_WORDS else "")


def _clauses_of(element: Element) -> Iterator[str]:
    """The element's clauses by family, those of advice that leaves no choice first."""
    from piilint.catalogue.channels import channels
    from piilint.catalogue.clauses import citations

    families = dict.fromkeys(channel.family for channel in channels().values())
    if element.level == "low":
        return
    advice = citations((), "log", element.key, element.level).advice
    if advice:
        yield "\n" + spoken().say("Advice: {}", spoken().say(advice))
    for family in families:
        keys = tuple(key for key, channel in channels().items() if channel.family == family)
        cited = citations(keys, family, element.key, element.level)
        if cited.supports:
            yield f"\n{family}: {'; '.join(clause.id for clause in cited.supports)}"
            if cited.see_also:
                others = "; ".join(clause.id for clause in cited.see_also)
                yield "  " + spoken().say("see also: {}", others)


def _calls(subject: str, found: list[Found]) -> Iterator[str]:
    import msgspec

    from piilint.catalogue.channels import channels
    from piilint.catalogue.schema import Sink

    say, code = spoken().say, spoken().code
    entries = "{}: {} entry of the catalogue" if len(found) == 1 else "{}: {} entries of the catalogue"
    yield say(entries, subject, len(found))
    for each in found:
        yield f"\n{each.kind} {each.pattern}  ({each.library}, {each.file}:{each.line})"
        if isinstance(each.entry, Sink):
            channel = channels()[each.entry.channel]
            title = channel.title.get(code, channel.title["en"])
            yield "  " + say(
                "what it is given is {}, for {}", title, channel.audience.get(code, channel.audience["en"])
            )
        for name, value in msgspec.structs.asdict(each.entry).items():
            if name not in _UNSAID and value not in ((), "", {}, False):
                yield f"  {name}: {_worded(value)}"
        if each.entry.example:
            yield "  " + say("example:")
            yield from (f"    {line}" for line in each.entry.example.strip().splitlines())


def _worded(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} is {glob}" for key, glob in value.items())
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _name(subject: str, owner: tuple[str, ...], catalogue: Catalogue) -> Iterator[str]:
    from difflib import get_close_matches

    from piilint.catalogue.match import NameMatch

    *before, name = subject.split(".")
    owners = (*reversed(before), *owner)
    names = catalogue.names
    found = names.judgement(name, owners)
    say, why = spoken().say, spoken().translated
    sure = {"high": say("high confidence"), "medium": say("medium confidence"), "low": say("low confidence")}
    if isinstance(found, NameMatch):
        yield f"{subject}: {found.element} ({say(found.level)}){say(', ')}{sure[found.confidence]}"
    else:
        yield f"{subject}: {say('nothing')}"
        close = get_close_matches(subject, sorted(catalogue.elements), n=1, cutoff=0.8)
        yield from ("  " + say("did you mean {}?", element) for element in close)
    words = names.words(name)
    yield "  " + say("words: {}", " · ".join(words) or "-")
    yield "  " + say("head: {}", words[-1] if words else "-")
    yield from ("  " + say("owner: {}", " · ".join(names.words(each))) for each in owners)
    yield "  " + say("why: {}", why(found.why if isinstance(found, NameMatch) else found))
    given = names.returns(name)
    if given is not None and not isinstance(found, NameMatch):
        what = f"{given.element} ({say(given.level)}){say(', ')}{sure[given.confidence]}"
        yield "  " + say("a call of it gives: {}: {}", what, why(given.why))

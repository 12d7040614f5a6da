"""What the steps of a trace are called, and how figures are put into words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from piilint.language import ENGLISH, Language
from piilint.model.finding import Finding, Fix, Problem, TraceStep
from piilint.model.place import Place
from piilint.report.excerpt import plain, shown
from piilint.rules import Rule, page

STEPS = {
    "read": "read of {}",
    "parameter": "parameter {}",
    "literal": "literal",
    "queried": "selected by {}",
    "assigned": "assigned to {}",
    "stored": "stored in {}",
    "loaded": "loaded from {}",
    "formatted": "formatted into text",
    "concatenated": "joined to other text",
    "joined": "joined into text",
    "collected": "put in by {}",
    "unpacked": "unpacked into {}",
    "iterated": "an element of {}",
    "passed": "passed to {}",
    "returned": "returned by {}()",
    "given back": "returned by {}()",
    "called": "result of {}",
    "raised": "raised as {}",
    "caught": "caught as {}",
    "rendered": "shown by {}",
    "serialised": "serialised",
    "converted": "converted by {}()",
    "captured": "captured by {}",
    "yielded": "yielded",
    "weakly-protected": "hashed without a key",
    "reaches": "reaches {}",
}

FIXES = {
    "wrap": "mask it with {}()",
    "redact": "show {} instead",
    "cut": "show its last four only",
    "name": "show the exception's type only",
    "hide": "leave it out of the repr: {}",
    "set": "set {}",
    "uncomment": "remove what accepts nothing",
}


def fix(found: Fix, language: Language = ENGLISH) -> str:
    """How a finding can be mended, in words."""
    return plain(language.say(FIXES[found.kind]).replace("{}", found.subject))


def option(found: Fix) -> str:
    """What makes a fix, on the command line."""
    return "--fix" if found.is_safe else "--fix --unsafe-fixes"


def message(finding: Finding, language: Language = ENGLISH) -> str:
    """A finding's message, on one line and harmless to a terminal."""
    if language is ENGLISH:
        return plain(finding.message)
    english, own = finding.title.get("en"), finding.title.get(language.code)
    return plain(language.translated(finding.message, {english: own} if english and own else None))


def element(finding: Finding, language: Language = ENGLISH) -> str:
    """What the finding is about is called."""
    return finding.title.get(language.code) or finding.title.get("en") or finding.element or ""


def problem(found: Problem, language: Language = ENGLISH) -> str:
    """A problem's message, on one line, without long numbers."""
    return shown(language.translated(found.message))


def where(place: Place) -> str:
    """A place as "bank/app.py:12", in a notebook "report.ipynb:cell 3:12"."""
    cell = "" if place.cell is None else f":cell {place.cell}"
    path = plain(place.path)
    path = f"./{path}" if path.lstrip().startswith("::") else path  # GitHub takes that for a command
    return f"{path}{cell}:{place.line}"


def note(found: TraceStep, language: Language = ENGLISH) -> str:
    """One step of a trace in words, on one line."""
    return plain(step(found.kind, found.subject, language))


def step(kind: str, subject: str, language: Language = ENGLISH) -> str:
    """One step of a trace in words."""
    phrase = language.say(STEPS.get(kind, "{}"))
    if subject:
        return phrase.replace("{}", subject)
    return phrase.replace("{}()", language.say("a call")).replace("{}", "").strip() or kind


def merged(trace: Iterable[TraceStep]) -> Iterator[TraceStep]:
    """The steps without those that only repeat the one before."""
    before: TraceStep | None = None
    for found in trace:
        if before is None or (found.place, found.kind, found.subject) != (before.place, before.kind, before.subject):
            yield found
        before = found


def page_of(rule: Rule, language: Language = ENGLISH) -> str:
    """A rule's page in Markdown: its headings and prose in the reader's language, its code as it is."""
    text = page(rule)
    if not language.table:
        return text
    _, _, body = text.partition("\n\n")
    parts = re.split(r"(^```.*?^```$)", body, flags=re.DOTALL | re.MULTILINE)
    said = "".join(part if number % 2 else _prose(part, language) for number, part in enumerate(parts))
    return f"{language.say(rule.title)}\n\n{said}"


def _prose(text: str, language: Language) -> str:
    said = []
    for paragraph in text.split("\n\n"):
        heading, _, rest = paragraph.partition("\n") if paragraph.startswith("## ") else ("", "", paragraph)
        body = rest if rest.lstrip().startswith("- [") else language.say(" ".join(rest.split())) or rest
        said.append("\n".join(filter(None, [f"## {language.say(heading[3:])}" if heading else "", body])))
    return "\n\n".join(said)

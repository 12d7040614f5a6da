"""The rules' pages in HTML: what each does, why it's bad, and the example before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from piilint.language import Language
from piilint.report.html.source import highlighted
from piilint.rules import Rule, page, rule_by_code

_BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule's explanation."""

    code: str
    name: str
    title: str
    cwe: tuple[int, ...]
    text: Markup
    """What it does and why it's bad."""
    before: list[Markup]
    after: list[Markup]
    more: Markup
    """What else is said of the better way, and the references."""


def rule_views(codes: Iterable[str], language: Language) -> list[RuleView]:
    """Return the explanations of these rules, by code."""
    return [_view(rule_by_code()[code], language) for code in sorted(codes) if code in rule_by_code()]


def _view(rule: Rule, language: Language) -> RuleView:
    sections = dict(_sections(page(rule)))
    say = language.say
    text = "\n\n".join(
        f"### {say(title)}\n\n{_said(sections.get(title, ''), language)}"
        for title in ("What it does", "Why is this bad?")
    )
    beyond = _BLOCK.sub("", sections.get("Use instead", "")).strip()
    references = sections.get("References", "").strip()
    more = [_said(beyond, language)] if beyond else []
    more += [f"### {say('References')}\n\n{references}"] if references else []
    return RuleView(
        code=rule.code,
        name=rule.name,
        title=say(rule.title),
        cwe=rule.cwe,
        text=_html(text),
        before=list(_program(sections.get("Example", ""))),
        after=list(_program(sections.get("Use instead", ""))),
        more=_html("\n\n".join(more)),
    )


def _said(text: str, language: Language) -> str:
    """Prose in the reader's language, paragraph by paragraph."""
    return "\n\n".join(language.say(" ".join(each.split())) for each in text.strip().split("\n\n"))


def _sections(text: str) -> Iterator[tuple[str, str]]:
    for section in text.split("\n## ")[1:]:
        title, _, body = section.partition("\n")
        yield title.strip(), body


def _program(text: str) -> Iterator[Markup]:
    for block in _BLOCK.findall(text):
        yield from (highlighted(line) for line in block.rstrip().splitlines())


def _html(text: str) -> Markup:
    """Markdown without HTML of its own: the parser escapes what it finds."""
    return Markup(_markdown().render(text))


@lru_cache(maxsize=1)
def _markdown():  # type: ignore[no-untyped-def]
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})

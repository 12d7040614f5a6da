"""`--help` in the reader's language, and `--lang` for every command.

A command's help is written in its docstring and its options, in English. Here it is said again paragraph by paragraph,
on a copy of the command, since the next run in this process may speak another language.
"""

from __future__ import annotations

import copy
import inspect
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

from piilint.cli.tongue import lang_option, spoken
from piilint.language import ENGLISH, Language
from piilint.report.excerpt import cells

VERBATIM = "\b"
"""Begins a paragraph whose lines stay as they are: what one writes, blanks, what it means."""
HEADINGS = ("Usage", "Options", "Commands", "Show this message and exit.", "required")
"""What Click says itself in help."""
_Command = TypeVar("_Command", bound=click.Command)
_COLUMNS = re.compile(r"(?P<written>.+?\s{2,})(?P<said>\S.*)")
_SENTENCE = re.compile(r".*?[.。…](?=\s|$)|.*?。")
_NO_START = "，。、；：）》”？！…"
"""What no line begins with in Chinese."""
_HANGING = 2
"""Cells that are left at the end of a line for such a sign."""


def said_by(command: click.Command) -> Iterator[str]:
    """Every text of a command's help that has a translation of its own."""
    for paragraph in _paragraphs(command.help):
        if paragraph.startswith(VERBATIM):
            columns = [_COLUMNS.fullmatch(line) for line in paragraph.split("\n")[1:]]
            yield from (found["said"] for found in columns if found)
        else:
            yield _on_one_line(paragraph)
    for option in command.params:
        if isinstance(option, click.Option) and option.help:
            yield option.help


def spoken_command(command: _Command) -> _Command:
    """A copy of the command with `--lang`, and with its help in the language of this run."""
    said = copy.copy(command)
    if not any(option.name == "lang" for option in said.params):
        said.params = [*said.params]
        lang_option(said)
    if isinstance(said, click.Group):
        said.commands = {name: spoken_command(each) for name, each in said.commands.items()}
    language = spoken()
    if language is not ENGLISH:
        said.help = "\n\n".join(_said(paragraph, language) for paragraph in _paragraphs(command.help))
        first = _SENTENCE.match(said.help)
        said.short_help = first[0] if first else said.help
        said.params = [_option(option, language) for option in said.params]
        said.context_class = _Context
    return said


def _option(option: click.Parameter, language: Language) -> click.Parameter:
    if not isinstance(option, click.Option) or not option.help:
        return option
    said = copy.copy(option)
    said.help = language.say(option.help)
    return said


def _paragraphs(text: str | None) -> list[str]:
    return inspect.cleandoc(text).split("\n\n") if text else []


def _on_one_line(paragraph: str) -> str:
    return " ".join(paragraph.split())


def _said(paragraph: str, language: Language) -> str:
    if not paragraph.startswith(VERBATIM):
        return language.say(_on_one_line(paragraph))
    lines = [
        found["written"] + language.say(found["said"]) if (found := _COLUMNS.fullmatch(line)) else line
        for line in paragraph.split("\n")
    ]
    return "\n".join(lines)


class _Formatter(click.HelpFormatter):
    """Breaks lines by the width that characters take on a terminal, and says Click's own words in this language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, f"{spoken().say('Usage')}：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{spoken().say(heading)}：\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        parts = [self._wrapped(part, self.width - self.current_indent - _HANGING) for part in text.split("\n\n")]
        self.write("\n\n".join("\n".join(f"{indent}{line}".rstrip() for line in part) for part in parts) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        listed = [(first, _extras(second)) for first, second in rows]
        first_col = min(max((cells(first) for first, _ in listed), default=0), col_max) + col_spacing
        behind = " " * (first_col + self.current_indent)
        for first, second in listed:
            lines = (
                self._wrapped(second, max(self.width - first_col - self.current_indent - _HANGING, 10))
                if second
                else [""]
            )
            fits = cells(first) <= first_col - col_spacing
            gap = " " * (first_col - cells(first)) if fits else f"\n{behind}"
            head = f"{'':>{self.current_indent}}{first}{gap}{lines[0]}"
            self.write("\n".join([head, *(f"{behind}{line}" for line in lines[1:])]).rstrip() + "\n")

    def _wrapped(self, text: str, width: int) -> list[str]:
        if text.startswith(VERBATIM):
            return text.split("\n")[1:]
        lines, line = [], ""
        for word in re.findall(r"[!-~]+\s*|\s+|[^!-~\s]\s*", text):
            hangs = word[0] in _NO_START and cells(line) <= width
            if line and cells((line + word).rstrip()) > width and not hangs:
                lines.append(line.rstrip())
                line = ""
            line += word
        return [*lines, line.rstrip()]


def _extras(text: str) -> str:
    """The help of an option, with what Click puts behind it."""
    say = spoken().say
    return say(text).replace("[required]", f"[{say('required')}]")


class _Context(click.Context):
    formatter_class = _Formatter

"""A TOML file with the lines of its keys, so that mistakes can be shown where they are.

`tomllib` gives values without places. Libraries that keep the layout (tomlkit) don't give line numbers either and parse
many times slower, so the keys' lines are found by a scan of text that `tomllib` has already accepted.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from piilint.model.errors import ConfigError, ConfigMistake

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Key = tuple[str | int, ...]
"""Where a value stands: ("sink", 0, "call")."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PART = re.compile(r"[ \t]*(?:\"((?:\\.|[^\"\\])*)\"|'([^']*)'|([A-Za-z0-9_-]+))[ \t]*(\.)?")
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'|#[^\n]*|[\[\]{}\n]', re.DOTALL
)
_LINE_IN_MESSAGE = re.compile(r" \(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Document:
    """A configuration file, or the absence of one."""

    path: str
    """As mistakes name it: relative to the working directory where it's below; "" if there is no file."""
    root: Path
    """The folder that the file's patterns are relative to."""
    table: dict[str, Any]
    """piilint's part of it."""
    lines: dict[Key, int]
    """The line of each key of `table`, from 1."""

    def line(self, key: Key) -> int:
        """Return the line of a key, or of the table around it; 0 if there is no file."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1 if self.path else 0)

    def mistake(self, key: Key, message: str, hint: str = "") -> ConfigMistake:
        """Return a mistake at this key."""
        return ConfigMistake(self.path, self.line(key), dotted(key), message, hint)


def dotted(key: Key) -> str:
    """Write a key as TOML has it; positions in arrays are left out, since the line shows them."""
    parts = [part if re.fullmatch(r"[\w-]+", part) else f'"{part}"' for part in key if isinstance(part, str)]
    return ".".join(parts)


Reader = Callable[[Path], bytes]
"""How a file's content is come by: from the disk, or from git."""


def read_document(
    file: Path, shown: str, section: tuple[str, ...] = (), read: Reader = Path.read_bytes
) -> Document | None:
    """Return the document, or its part under `section`; None if it hasn't that section.

    Raises ConfigError if the file can't be read or isn't TOML.
    """
    try:
        text = read(file).decode("utf-8-sig").replace("\r\n", "\n")
        table: Any = tomllib.loads(text)
    except OSError as error:
        raise ConfigError((ConfigMistake(shown, 0, "", f"can't be read: {error.strerror}"),)) from error
    except UnicodeDecodeError as error:
        raise ConfigError((ConfigMistake(shown, 0, "", "isn't UTF-8, as TOML must be"),)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((_not_toml(shown, text, str(error)),)) from error
    for part in section:
        table = table.get(part) if isinstance(table, dict) else None
    if not isinstance(table, dict):
        return None
    lines = {key[len(section) :]: line for key, line in key_lines(text).items() if key[: len(section)] == section}
    return Document(shown, file.parent, table, lines)


def _not_toml(shown: str, text: str, message: str) -> ConfigMistake:
    found = _LINE_IN_MESSAGE.search(message)
    line = int(found[1]) if found else text.count("\n") + 1
    return ConfigMistake(shown, line, "", f"isn't TOML: {_LINE_IN_MESSAGE.sub('', message)}")


def key_lines(text: str) -> dict[Key, int]:
    """Return the line of each header and key of a valid TOML text; keys within inline tables are left out."""
    return _Scan(text).run()


class _Scan:
    """One pass over the text from statement to statement."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Key, int] = {}
        self.lengths: dict[Key, int] = {}
        """How many tables each `[[array]]` has so far."""
        self.line, self.counted = 1, 0

    def run(self) -> dict[Key, int]:
        table: Key = ()
        while self._skip_blank() < len(self.text):
            line = self._line()
            if self.text[self.at] == "[":
                table = self._header()
                self.lines.setdefault(table, line)
            else:
                key = table
                for part in self._parts():
                    key = (*key, part)
                    self.lines.setdefault(key, line)
                self._skip_value()
        return self.lines

    def _header(self) -> Key:
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        key: Key = ()
        parts = self._parts()
        for part in parts:
            key = (*key, part)
            if is_array and len(key) - sum(isinstance(p, int) for p in key) == len(parts):
                self.lengths[key] = self.lengths.get(key, 0) + 1
            if key in self.lengths:
                key = (*key, self.lengths[key] - 1)
        self.at += 2 if is_array else 1
        return key

    def _parts(self) -> list[str]:
        """Read a dotted key."""
        parts: list[str] = []
        while found := _PART.match(self.text, self.at):
            self.at = found.end()
            parts.append(
                _unescaped(found[1]) if found[1] is not None else found[2] if found[2] is not None else found[3]
            )
            if not found[4]:
                break
        return parts

    def _skip_blank(self) -> int:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _skip_value(self) -> None:
        """Go behind the line on which the value ends: the first newline outside brackets and strings."""
        depth = 0
        for found in _TOKEN.finditer(self.text, self.at):
            sign = found[0]
            if sign in "[{":
                depth += 1
            elif sign in "]}":
                depth -= 1
            elif sign == "\n" and depth == 0:
                self.at = found.end()
                return
        self.at = len(self.text)

    def _line(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line


def _unescaped(quoted: str) -> str:
    """Return what a quoted key means, by TOML's own reader."""
    return str(next(iter(tomllib.loads(f'"{quoted}" = 0'))))

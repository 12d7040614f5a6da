"""Who owns a file: the nearest CODEOWNERS upwards, in GitHub's and GitLab's grammar.

The last pattern that matches counts; in a file with sections, the last one of each section, and the owners of all
sections together. A pattern without owners takes its section's, or says that nobody owns what it matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from piilint.model.finding import Finding

_HOMES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Below the repository's root, the one that counts first."""
_SECTION = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>(?:\s+\S+)*)\s*$")
_WORDS = re.compile(r"(?:\\.|[^\s\\])+")


@dataclass(frozen=True, slots=True)
class _Entry:
    pattern: re.Pattern[str]
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owners:
    """One CODEOWNERS file."""

    root: Path
    sections: tuple[tuple[_Entry, ...], ...]

    def of(self, path: Path) -> tuple[str, ...]:
        """Return the owners of a file below the root, each once."""
        below = path.relative_to(self.root).as_posix()
        found: dict[str, None] = {}
        for section in self.sections:
            matching = [entry.owners for entry in section if entry.pattern.fullmatch(below)]
            found.update(dict.fromkeys(matching[-1] if matching else ()))
        return tuple(found)


def owned(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings with the owners of the files that they stand in."""
    by_path: dict[str, tuple[str, ...]] = {}
    result = []
    for finding in findings:
        path = finding.location.path
        if path not in by_path:
            by_path[path] = owners_of(Path(path))
        owners = by_path[path]
        result.append(msgspec.structs.replace(finding, owners=owners) if owners else finding)
    return tuple(result)


def owners_of(path: Path) -> tuple[str, ...]:
    """Return the owners of a file by the CODEOWNERS of the repository that it is in; none if there is no such file."""
    absolute = Path.cwd() / path if not path.is_absolute() else path
    owners = _nearest(absolute.parent)
    return owners.of(absolute) if owners else ()


@lru_cache(maxsize=4096)
def _nearest(folder: Path) -> Owners | None:
    """Look upwards, at most to the root of the repository."""
    for home in _HOMES:
        try:
            text = (folder / home).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        return Owners(folder, read_sections(text))
    if (folder / ".git").exists() or folder == folder.parent:
        return None
    return _nearest(folder.parent)


def read_sections(text: str) -> tuple[tuple[_Entry, ...], ...]:
    """Return the entries of each section; those before the first section are one, too."""
    sections: dict[str, list[_Entry]] = {"": []}
    name, default = "", tuple[str, ...]()
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        heading = _SECTION.match(line.partition(" #")[0])
        if heading:
            name, default = heading["name"].strip().lower(), tuple(heading["owners"].split())
            sections.setdefault(name, [])
            continue
        words = _WORDS.findall(line)
        end = next((at for at, word in enumerate(words) if word.startswith("#")), len(words))
        pattern, owners = words[0].replace("\\ ", " ").replace("\\#", "#"), tuple(words[1:end])
        if not pattern.startswith("!"):
            sections[name].append(_Entry(re.compile(_regex(pattern), re.DOTALL), owners or default))
    return tuple(tuple(entries) for entries in sections.values())


def _regex(pattern: str) -> str:
    """Write a pattern as a regular expression for paths below the root.

    One with a slash other than at its end is anchored. A folder stands for all that is below it; but `docs/*` stands
    for what is in `docs` itself only.
    """
    is_folder, body = pattern.endswith("/"), pattern.strip("/")
    anchored = "/" in pattern.rstrip("/")
    parts = [".*" if part == "**" else _part(part) for part in body.split("/")]
    text = "/".join(parts).replace("/.*/", "/(?:.*/)?")
    text = re.sub(r"^\.\*/", "(?:.*/)?", text)
    start = "" if anchored else "(?:.*/)?"
    if is_folder:
        return f"{start}{text}/.*"
    only_here = anchored and body.rpartition("/")[2] == "*"
    return f"{start}{text}" + ("" if only_here else "(?:/.*)?")


def _part(part: str) -> str:
    return "".join({"*": "[^/]*", "?": "[^/]"}.get(character) or re.escape(character) for character in part)

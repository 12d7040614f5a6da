"""The pinned real projects of `corpora.toml`, and where they lie once fetched."""

from __future__ import annotations

import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LIST = Path(__file__).with_name("corpora.toml")


@dataclass(frozen=True, slots=True)
class Corpus:
    """One release of one project."""

    name: str
    about: str
    version: str = ""
    form: str = "sdist"
    """What is fetched: "sdist" or "wheel"."""
    sha256: str = ""
    interpreter: bool = False
    """Whether it is the running interpreter's standard library: then nothing is fetched."""

    def folder(self, cache: Path) -> Path:
        """Where its sources lie under the cache folder."""
        if self.interpreter:
            return Path(sysconfig.get_path("stdlib"))
        return cache / f"{self.name}-{self.version}"


def load(path: Path = LIST) -> tuple[Corpus, ...]:
    """All corpora, in the order of the file; unknown keys raise TypeError."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(Corpus(**entry) for entry in document["corpus"])

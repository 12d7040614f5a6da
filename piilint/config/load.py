"""Finding and reading a project's configuration: the nearest one upwards, laid over the defaults."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from piilint.config.document import Document, Reader, read_document
from piilint.config.layers import Layer, merged, read_layers
from piilint.config.schema import Config
from piilint.model.errors import ConfigError, ConfigMistake, UsageError

_OWN = "piilint.toml"
_SHARED = "pyproject.toml"
_SECTION = ("tool", "piilint")


@dataclass(frozen=True, slots=True)
class Configuration:
    """A project's settings over the defaults, and the document they come from."""

    settings: Config
    document: Document
    mistakes: tuple[ConfigMistake, ...] = ()
    """What is wrong with the document's own keys. The catalogue's tables are checked by the catalogue."""
    read: Reader = Path.read_bytes
    """Where the configuration's files are read from."""
    layers: tuple[Layer, ...] = ()
    """What each document says itself: those that it extends, the lowest first, then its own."""

    @property
    def root(self) -> Path:
        """The folder that paths and patterns of the configuration are relative to."""
        return self.document.root


def load(
    paths: Sequence[str | os.PathLike[str]] = (),
    file: str | os.PathLike[str] | None = None,
    read: Reader = Path.read_bytes,
) -> Configuration:
    """Return the configuration for these paths: `file`, or the nearest upwards from the folder they share.

    `read` gives the content of its files. Raises ConfigError if it can't be read or isn't TOML, UsageError if `file`
    doesn't exist.
    """
    document = (
        _named(Path(file), read) if file is not None else _nearest(_start([os.fspath(path) for path in paths]), read)
    )
    return configure(document, read)


def baseline_of(configuration: Configuration) -> tuple[str, str] | None:
    """Return the baseline's text and its path as reports show it; None if there is no baseline.

    Raises ConfigError if it can't be read, UsageError if it was named and doesn't exist.
    """
    name = configuration.settings.baseline
    if not name:
        return None
    file = configuration.root / name
    try:
        return configuration.read(file).decode("utf-8-sig"), _shown(file)
    except FileNotFoundError:
        if name == Config().baseline:
            return None
        raise UsageError(f"{_shown(file)}: no such baseline; `piilint baseline create` writes it") from None
    except OSError as error:
        raise ConfigError((ConfigMistake(_shown(file), 0, "", f"can't be read: {error.strerror}"),)) from error
    except UnicodeDecodeError as error:
        raise ConfigError((ConfigMistake(_shown(file), 0, "", "isn't UTF-8"),)) from error


def configure(document: Document, read: Reader = Path.read_bytes) -> Configuration:
    """Return the document's settings over what it extends and the defaults; keys with mistakes keep their default."""
    layers, mistakes = read_layers(document, read)
    return Configuration(merged(layers, defaults()), document, tuple(mistakes), read, tuple(layers))


@lru_cache(maxsize=1)
def defaults() -> Config:
    """Return what holds where a project says nothing."""
    return msgspec.convert(default_document().table, Config)


@lru_cache(maxsize=1)
def default_document() -> Document:
    """Return the file that the defaults stand in."""
    file = Path(__file__).with_name("defaults.toml")
    document = read_document(file, str(file))
    if document is None:
        raise AssertionError("a whole document is always there")
    return document


def speaks_of_piilint(file: str | os.PathLike[str]) -> bool:
    """Whether a file is piilint's own, or has its table."""
    path = Path(file)
    return path.name != _SHARED or _of_pyproject(path, Path.read_bytes) is not None


def _named(file: Path, read: Reader) -> Document:
    if not _is_file(file, read):
        raise UsageError(f"--config: {file}: no such file; expected a {_OWN}, or a {_SHARED} with [tool.piilint]")
    section = _SECTION if file.name == _SHARED else ()
    document = read_document(file, _shown(file), section, read)
    if document is None:
        raise UsageError(f"--config: {file}: has no [tool.piilint]")
    return Document(document.path, Path(os.path.abspath(file)).parent, document.table, document.lines)


def _is_file(file: Path, read: Reader) -> bool:
    """Whether it is there; one that can't be read is, and is complained of when it is read."""
    try:
        read(file)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _nearest(folder: Path, read: Reader) -> Document:
    for parent in (folder, *folder.parents):
        own, shared = parent / _OWN, parent / _SHARED
        both = _of_pyproject(shared, read)
        if _is_file(own, read):
            if both is not None:
                raise ConfigError((both.mistake((), f"is a second configuration beside {_shown(own)}", "keep one"),))
            document = read_document(own, _shown(own), (), read)
            if document is not None:
                return document
        elif both is not None:
            return both
    return Document("", Path.cwd(), {}, {})


def _of_pyproject(file: Path, read: Reader) -> Document | None:
    """Return piilint's section; a file that doesn't mention piilint isn't parsed, so that its mistakes aren't ours."""
    try:
        if b"piilint" not in read(file):
            return None
    except OSError:
        return None
    return read_document(file, _shown(file), _SECTION, read)


def _start(paths: Iterable[str]) -> Path:
    """Return the folder that all paths share, whatever their order."""
    absolute = [Path(os.path.abspath(path)) for path in paths if path != "-"]
    folders = [str(path if path.is_dir() else path.parent) for path in absolute]
    try:
        return Path(os.path.commonpath(folders)) if folders else Path.cwd()
    except ValueError:  # on several drives
        return Path.cwd()


def _shown(file: Path) -> str:
    """Return the path as the user would write it here."""
    absolute = os.path.abspath(file)
    try:
        relative = os.path.relpath(absolute)
    except ValueError:  # on another drive
        return Path(absolute).as_posix()
    return Path(absolute if relative.startswith("..") else relative).as_posix()

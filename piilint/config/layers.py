"""What a configuration extends: the documents that it is laid over, the lowest first, and how they are laid over.

An entry of `extends` is a preset's name, a TOML file relative to the file that names it, or a file of an installed
package, "package:file.toml"; packages are looked for and not imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import msgspec

from piilint.config.document import Document, Reader, dotted, read_document
from piilint.config.policy import laid_over
from piilint.config.schema import Config
from piilint.config.validate import find_mistakes, nearest
from piilint.model.errors import ConfigError, ConfigMistake

_PRESETS = Path(__file__).with_name("presets")
_DEEPEST = 16
"""Of files that extend files that extend files."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One document and what it says itself."""

    document: Document
    own: Config
    """Keys with mistakes are left out."""


def presets() -> tuple[str, ...]:
    """Return the names of the presets."""
    return tuple(sorted(file.stem for file in _PRESETS.glob("*.toml")))


def read_layers(document: Document, read: Reader) -> tuple[list[Layer], list[ConfigMistake]]:
    """Return what the document extends, the lowest first, then the document itself; and all mistakes."""
    mistakes: list[ConfigMistake] = []
    file = Path(os.path.abspath(document.path)) if document.path else document.root
    found = list(_layers(document, read, (file,), mistakes))
    return found, mistakes


def _layers(
    document: Document, read: Reader, above: tuple[Path, ...], mistakes: list[ConfigMistake]
) -> Iterator[Layer]:
    own, wrong = _own(document)
    mistakes += wrong
    for position, name in enumerate(own.extends):
        key = ("extends", position)
        found = _file_of(name, document)
        if isinstance(found, str):
            mistakes.append(document.mistake(key, found, nearest(name, presets())))
        elif found in above or len(above) > _DEEPEST:
            mistakes.append(document.mistake(key, f"{name} extends itself"))
        else:
            try:
                below = read_document(found, _shown(found), (), read if found.parent != _PRESETS else Path.read_bytes)
            except ConfigError as error:
                mistakes += error.mistakes
                continue
            if below is not None:
                yield from _layers(below, read, (*above, found), mistakes)
    yield Layer(document, own)


def _own(document: Document) -> tuple[Config, list[ConfigMistake]]:
    """Return what a document says, without what is wrong in it, and what that is."""
    try:
        return msgspec.convert(document.table, Config), []
    except msgspec.ValidationError:
        mistakes = find_mistakes(document, (), document.table, Config)
        if not mistakes:
            raise
        right = {key: value for key, value in document.table.items() if not _is_wrong(key, mistakes)}
        return msgspec.convert(right, Config), mistakes


def _is_wrong(key: str, mistakes: Sequence[ConfigMistake]) -> bool:
    written = dotted((key,))
    return any(mistake.key == written or mistake.key.startswith(f"{written}.") for mistake in mistakes)


def _file_of(name: str, document: Document) -> Path | str:
    """Return the file that an entry means, or why there is none."""
    if name in presets():
        return _PRESETS / f"{name}.toml"
    package, colon, inner = name.partition(":")
    if colon and len(package) > 1:
        return _in_package(package, inner)
    file = Path(os.path.abspath(document.root / name))
    if not name.endswith(".toml"):
        return f"expected a preset ({', '.join(presets())}), a TOML file or package:file.toml, found {name}"
    return file


def _in_package(package: str, inner: str) -> Path | str:
    if not package.isidentifier():
        return f"expected the name of an installed package before the colon, found {package}"
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        spec = None
    folders = list(spec.submodule_search_locations or ()) if spec is not None else []
    files = [Path(folder, inner) for folder in folders if Path(folder, inner).is_file()]
    return files[0] if files else f"there is no {inner} in an installed package {package}"


def _shown(file: Path) -> str:
    if file.parent == _PRESETS:
        return f"preset {file.stem}"
    relative = os.path.relpath(file)
    return Path(str(file) if relative.startswith("..") else relative).as_posix()


def merged(layers: Sequence[Layer], lowest: Config) -> Config:
    """Lay the layers over one another and over the lowest, and return what holds."""
    settings = lowest
    for layer in layers:
        table, own = layer.document.table, layer.own
        changes: dict[str, object] = {"policy": laid_over(own.policy, settings.policy)}
        for field, key in zip(own.__struct_fields__, own.__struct_encode_fields__, strict=True):
            value, below = getattr(own, field), getattr(settings, field)
            if key not in table or field == "policy":
                continue
            if field == "suppressions":
                said = {name.replace("-", "_") for name in table[key]}
                value = msgspec.structs.replace(below, **{name: getattr(value, name) for name in sorted(said)})
            elif isinstance(value, dict):
                value = {**below, **value}
            elif isinstance(value, tuple) and value and not isinstance(value[0], str):
                value = (*below, *value)
            changes[field] = value
        settings = msgspec.structs.replace(settings, **changes)
    return settings

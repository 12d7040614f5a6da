"""Fields of mapped classes in Python files: Django, SQLAlchemy and the like, with what they say of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from piilint.catalogue.imports import Field
from piilint.config.load import Configuration
from piilint.link.program import FieldInfo
from piilint.model import ir
from piilint.model.run import Run
from piilint.pipeline import discover_paths

_SAYS = ("comment", "doc", "help_text", "verbose_name", "description", "title")
"""Keywords by which libraries describe a column."""


def read_models(paths: Sequence[str], configuration: Configuration) -> list[Field]:
    """The fields of the mapped classes, dataclasses and pydantic models in these files and folders."""
    from piilint.link import link
    from piilint.lower.batch import lower_all
    from piilint.lower.sources import read_sources
    from piilint.lower.workers import Workers

    run = Run()
    sources = read_sources(discover_paths(paths, configuration, None).files)
    with Workers(run) as workers:
        program = link(lower_all(sources, run, workers).modules())
    found: list[Field] = []
    for name in sorted(program.classes):
        cls = program.classes[name]
        if cls.kind in ("orm", "pydantic", "dataclass", "attrs", "namedtuple", "typeddict"):
            fields = [field for field in cls.fields.values() if field.annotation is not None or cls.kind == "orm"]
            found += [
                Field(name=field.name, owner=cls.node.name, label=next(_labels(field), ""), where=cls.path)
                for field in fields
            ]
    return found


def _labels(field: FieldInfo) -> Iterator[str]:
    """What a field's call says: `verbose_name="账号"`, or Django's first argument."""
    if not isinstance(field.default, ir.Call):
        return
    for arg in field.default.args:
        if isinstance(arg.value, ir.Const) and isinstance(arg.value.value, str) and not arg.star:
            text = arg.value.value.strip()
            if text and (arg.keyword in _SAYS or (arg.keyword is None and text != field.name)):
                yield text

"""Where reports go: `--output sarif=out.sarif --output text` writes a file and shows the text as well."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from piilint.config.validate import nearest
from piilint.model.errors import UsageError
from piilint.model.finding import Report
from piilint.report.manner import Manner

_WORD = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Output:
    """One report to be written."""

    form: str
    path: str | None
    """None for standard output."""


def read_outputs(form: str | None, outputs: Sequence[str]) -> tuple[Output, ...]:
    """Return what `--format` and `--output` ask for together.

    An output is `FORMAT=FILE`, `FORMAT` (standard output), or `FILE` in the format of `--format`. Raises UsageError for
    unknown formats and for two reports on standard output.
    """
    if form is not None:
        _must_exist(form)
    found = [_output(form or "text", output) for output in outputs]
    if not found or (form is not None and not any(output.form == form for output in found)):
        found.append(Output(form or "text", None))
    on_stdout = [output.form for output in found if output.path is None]
    if len(on_stdout) > 1:
        raise UsageError(f"only one report can go to standard output, not {' and '.join(on_stdout)}")
    twice = sorted({str(o.path) for o in found if o.path and sum(o.path == other.path for other in found) > 1})
    if twice:
        raise UsageError(f"two reports can't go to the same file: {', '.join(twice)}")
    return tuple(found)


def _output(form: str, output: str) -> Output:
    from piilint.report import formats

    name, equals, path = output.partition("=")
    if not equals:
        return Output(output, None) if output in formats() else Output(form, os.path.abspath(output))
    if not _WORD.fullmatch(name):
        return Output(form, os.path.abspath(output))
    _must_exist(name)
    if not path:
        raise UsageError(f"--output {output} names no file")
    return Output(name, os.path.abspath(path))


def _must_exist(form: str) -> None:
    from piilint.report import formats

    if form not in formats():
        hint, known = nearest(form, formats()), ", ".join(formats())
        if hint:
            raise UsageError(f"there is no format {form}; {hint} There are {known}")
        raise UsageError(f"there is no format {form}; there are {known}")


def write_outputs(
    report: Report, outputs: Sequence[Output], manner: Manner, *, color: bool | None, instead: str | None = None
) -> None:
    """Write each report. Files are written first, so that nothing is lost when standard output is closed early.

    What is to be said `instead` goes to standard output in place of a report.
    """
    from piilint.report import beside, render

    for output in sorted(outputs, key=lambda each: each.path is None):
        wants_color = color if color is not None else output.path is None and sys.stdout.isatty()
        own = Manner(color=wants_color, language=manner.language, group=manner.group)
        text = render(report, output.form, own) if output.path is not None or instead is None else instead
        if output.path is None:
            sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
            sys.stdout.buffer.flush()
            continue
        _write(Path(output.path), text)
        for ending, more in beside(report, output.form, own).items():
            _write(Path(output.path + ending), more)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise click.ClickException(f"can't write {path}: {error.strerror}") from error

"""`piilint classify`: which data identifiers stand for, for reviewers of a database's columns or a code base's names."""

from __future__ import annotations

import gc
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import click

from piilint.cli.tongue import spoken
from piilint.model.errors import UsageError

if TYPE_CHECKING:
    from piilint.catalogue.identifiers import Identifier
    from piilint.catalogue.verdicts import Verdict

_CHUNK = 20_000
_WIDEST = 60
_ZIP = b"PK\x03\x04"


@click.command("classify")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Text, or JSON lines.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--sensitive", is_flag=True, help="Leave out what holds nothing, or only opaque data of level low.")
@click.option("--owner", default="", help="Who owns identifiers that don't say it: a table, a class, a variable.")
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
def command(form: str, as_json: bool, sensitive: bool, owner: str, config: str | None) -> None:
    """Classify identifiers given on standard input: element, level, confidence, and why.

    \b
    acct_no           one a line
    txn<TAB>amount    with its owner
    账号,户名,余额    a header of CSV or Excel (rows are ignored), or an .xlsx file
    CREATE TABLE …    a table, with comments

    A project's own elements count, too.
    """
    verdicts = _verdicts(sys.stdin.buffer.read(), owner, config)
    if sensitive:
        verdicts = (each for each in verdicts if each.element is not None and each.level != "low")
    render = _json_lines if as_json or form == "json" else _text_lines
    collecting = gc.isenabled()
    gc.disable()  # a million names are remembered, and none of them is garbage
    try:
        while chunk := list(islice(verdicts, _CHUNK)):
            sys.stdout.buffer.write(render(chunk))
        sys.stdout.buffer.flush()
    finally:
        if collecting:
            gc.enable()


def _verdicts(content: bytes, owner: str, config: str | None) -> Iterator[Verdict]:
    from msgspec.structs import replace

    from piilint.catalogue.additions import catalogue_with
    from piilint.catalogue.load import shared
    from piilint.catalogue.verdicts import Verdicts
    from piilint.config.load import load

    verdicts = Verdicts(catalogue_with(load(file=config)).names, shared().company)
    for identifier in _identifiers(content):
        yield verdicts.of(replace(identifier, owner=owner) if owner and not identifier.owner else identifier)


def _identifiers(content: bytes) -> Iterable[Identifier]:
    from piilint.catalogue.identifiers import read_identifiers

    if content.startswith(_ZIP):
        from piilint.catalogue.workbook import read_workbook

        return read_workbook(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    try:
        return list(read_identifiers(text))
    except ValueError as error:
        raise UsageError(str(error)) from error


def _json_lines(verdicts: list[Verdict]) -> bytes:
    import msgspec

    encode = msgspec.json.Encoder().encode
    return b"\n".join([*map(encode, verdicts), b""])


def _text_lines(verdicts: list[Verdict]) -> bytes:
    """Name, level, element, confidence and reason below each other."""
    said = spoken()
    rows = [
        (
            _name(each),
            said.say(each.level) if each.level else "-",
            each.element or "-",
            said.say(each.confidence) if each.confidence else "-",
            said.translated(each.why),
        )
        for each in verdicts
    ]
    widths = [max(min(width(row[column]), _WIDEST) for row in rows) for column in range(4)]
    lines = ["  ".join([*map(_padded, row, widths), row[4]]) for row in rows]
    return "\n".join([*lines, ""]).encode("utf-8", "backslashreplace")


def _name(verdict: Verdict) -> str:
    return f"{verdict.owner}.{verdict.identifier}" if verdict.owner else verdict.identifier


def _padded(text: str, size: int) -> str:
    return text + " " * (size - width(text))


def width(text: str) -> int:
    """The columns that a text takes on a terminal: two for wide characters."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

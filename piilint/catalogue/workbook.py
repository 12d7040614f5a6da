"""The headers of an Excel workbook: each sheet's first row that isn't empty, owned by the sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from zipfile import BadZipFile

from piilint.catalogue.identifiers import Identifier
from piilint.model.errors import UsageError


def read_workbook(content: bytes) -> Iterator[Identifier]:
    """The headers' names. Raises UsageError if it is no workbook, or openpyxl isn't there to read it."""
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        raise UsageError("reading .xlsx needs openpyxl (the extra `excel`); or give the header as CSV") from None
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise UsageError("standard input begins like an .xlsx file, but can't be read as one") from None
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            names = tuple(str(cell).strip() for cell in row if cell is not None and str(cell).strip())
            if names:
                yield from (Identifier(name, sheet.title, beside=names) for name in names)
                break

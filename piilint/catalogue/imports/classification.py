"""A bank's own classification: a table with a column of fields and a column of levels, as CSV or Excel.

表名,字段名,字段中文名,级别
t_cust,khjlmc,客户经理名称,C2
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from zipfile import BadZipFile

from piilint.catalogue.imports import Field
from piilint.model.errors import UsageError
from piilint.model.finding import Level

_FIELD = (
    "field", "field name", "column", "column name", "name", "attribute", "字段", "字段名", "字段名称", "字段英文名",
    "英文名", "列名",
)  # fmt: skip
_LEVEL = (
    "level", "class", "classification", "sensitivity", "grade", "级别", "分级", "等级", "安全级别", "敏感级别", "数据级别",
    "类别",
)  # fmt: skip
_LABEL = (
    "description", "comment", "label", "title", "meaning", "中文名", "字段中文名", "中文名称", "说明", "描述", "备注",
    "注释",
)  # fmt: skip
_OWNER = ("table", "table name", "entity", "object", "schema", "表", "表名", "英文表名", "表英文名", "对象")
_LEVELS: dict[str, Level] = {
    **dict.fromkeys(
        ("critical", "c3", "restricted", "secret", "high sensitive", "4", "5", "高敏感", "极高"), "critical"
    ),
    **dict.fromkeys(("high", "c2", "confidential", "sensitive", "3", "敏感", "高"), "high"),
    **dict.fromkeys(("low", "c1", "internal", "public", "none", "1", "2", "低", "公开", "内部", "非敏感"), "low"),
}


def read_table(text: str, shown: str) -> Iterator[Field]:
    """The fields of a CSV or TSV."""
    first = text.lstrip("\ufeff").partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    yield from _rows(csv.reader(io.StringIO(text), delimiter=delimiter), shown)


def read_workbook(content: bytes, shown: str) -> Iterator[Field]:
    """The fields of all sheets that have such a table."""
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        raise UsageError(f"{shown}: reading .xlsx needs openpyxl (the extra `excel`)") from None
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise UsageError(f"{shown}: can't be read as an .xlsx file") from None
    found: list[Field] = []
    refused: list[UsageError] = []
    for sheet in book.worksheets:
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        try:
            found += _rows(rows, f"{shown}[{sheet.title}]")
        except UsageError as error:
            refused.append(error)
    if refused and not found:
        raise refused[0]
    yield from found


def _rows(rows: Iterable[Sequence[str]], shown: str) -> Iterator[Field]:
    numbered = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, 1)]
    numbered = [(number, row) for number, row in numbered if any(row)]
    if not numbered:
        return
    header = [re.sub(r"[\s_-]+", " ", cell.lower()).strip() for cell in numbered[0][1]]
    field, level = _column(header, _FIELD), _column(header, _LEVEL)
    label, owner = _column(header, _LABEL), _column(header, _OWNER)
    if field is None or level is None:
        missing = "fields (field, column, 字段名 …)" if field is None else "levels (level, classification, 级别 …)"
        raise UsageError(f"{shown}:{numbered[0][0]}: no column of {missing}; found {', '.join(numbered[0][1])}")
    for number, row in numbered[1:]:
        name = _cell(row, field)
        if name:
            where = f"{shown}:{number}"
            yield Field(
                name=name, owner=_cell(row, owner), label=_cell(row, label), level=_level(_cell(row, level), where), where=where
            )  # fmt: skip


def _column(header: Sequence[str], known: Sequence[str]) -> int | None:
    return next((header.index(name) for name in known if name in header), None)


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _level(text: str, where: str) -> Level | None:
    """C3, "4级", "L3", "Confidential" … None for an empty cell."""
    word = re.sub(r"(类|级|level|class)$", "", text.strip().lower()).strip()
    word = re.sub(r"^(l|level|第)\s*(?=\d)", "", word).removesuffix(".0")
    if not word:
        return None
    if word not in _LEVELS:
        raise UsageError(f'{where}: "{text}" is no level; expected critical, high or low, C3 to C1, or 5 to 1')
    return _LEVELS[word]

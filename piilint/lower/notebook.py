"""A notebook (`.ipynb`, formats 3 and 4) as one module: its code cells in order, with what its cells show and showed.

    %matplotlib inline          magics and shell commands become blank; the statement behind %time stays in its columns
    df = pd.read_csv(path)
    df.head()                   a cell's last expression is shown: lowered as display(df.head())

Lines keep their number within their cell, and `Notebook.place` turns a line of the module into cell and line.
Saved outputs are texts of their own: numbers in them are in the file as much as those in its code.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import libcst as cst
import msgspec

from piilint.discover import UNREADABLE
from piilint.lower.magics import plain_python
from piilint.lower.names import names_of
from piilint.lower.parse import parse
from piilint.lower.tree import Tree
from piilint.model import ir
from piilint.model.finding import Problem
from piilint.model.place import Place

_NUMBERS = re.compile(
    r"\d(?:[ -]?\d){11,18}|[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}|\d{3}[-.]\d{2,3}[-.]\d{3,4}|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}"
)
"""What an output has to hold to be worth a look: a long number, the look of an IBAN, or of a number with its dashes."""
_TAG = re.compile(r"<[^<>]*>")
_LONGEST = 400
"""Characters of an output's line that are looked at at once."""
_SHOWER = ir.Alias(0, "display", None)
_SHOWER_HOME = "builtins"
"""What IPython adds to the built-ins, and calls with a cell's last value."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell: its index among all cells, and where it begins in the module."""

    index: int
    first: int
    """The line of the module that its first line is."""
    text: str
    """As written, magics included."""
    shows: bool
    """Whether it ends with an expression whose value is shown."""
    statements: int
    """Lines of statements at its top level."""
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notebook:
    """The code cells as one module."""

    text: str
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]

    def place(self, place: Place) -> Place:
        """The place, given in lines of the module, in its cell."""
        firsts = [cell.first for cell in self.cells]
        cell = self.cells[max(bisect_right(firsts, place.line) - 1, 0)]
        back = cell.first - 1
        return Place(
            place.path, place.line - back, place.column, max(place.end_line - back, 1), place.end_column, cell.index
        )


@lru_cache(maxsize=8)
def read_notebook(source: bytes, path: str) -> Notebook | Problem:
    """Read a notebook's JSON; a cell that isn't Python is a problem and leaves the others alone."""
    try:
        document = json.loads(source.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Problem(path, 1, UNREADABLE, "a notebook is JSON in UTF-8, and this file isn't UTF-8")
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        return Problem(path, line, UNREADABLE, "can't parse: a notebook is JSON, and this file isn't")
    if not isinstance(document, dict):
        return Problem(path, 1, UNREADABLE, "can't parse: a notebook's JSON is an object with cells")
    language = _language(document)
    if language not in ("", "python", "ipython"):
        return Problem(path, 1, UNREADABLE, f"the notebook's language is {language}, not Python")
    return _composed(list(_code_cells(document)), path)


def lower_notebook(tree: Tree, book: Notebook) -> ir.Module:
    """The module with its cells' shown values handed to `display`, and their saved outputs as constants."""
    shown = set(_shown(tree, book))
    body = [
        _displayed(stmt) if isinstance(stmt, ir.ExprStmt) and stmt.at in shown else stmt for stmt in tree.module.body
    ]
    number = tree.module.beyond
    for cell in book.cells:
        # One number for all that a cell showed: its output is one place, and one finding for each element.
        body += [ir.ExprStmt(number, ir.Const(number, text)) for text in _suspicious(cell)]
        number += 1
    # The numbers behind the outputs' stand nowhere in the file.
    bound = ir.ImportFrom(number, _SHOWER_HOME, (msgspec.structs.replace(_SHOWER, at=number + 1),))
    binds = tuple(sorted({*tree.module.binds, _SHOWER.name}))
    whole = (bound, *body)
    return ir.Module(whole, binds, tree.module.lines, number + 2, tree.module.doc, names_of(whole))


def output_places(tree: Tree, book: Notebook, path: str) -> dict[int, Place]:
    """Where the saved outputs' constants stand: at the last line of their cell."""
    lines = book.text.split("\n")
    found = {}
    for number, cell in enumerate(book.cells, tree.module.beyond):
        line = cell.first + cell.text.count("\n")
        found[number] = Place(path, line, 1, line, max(len(lines[line - 1]) + 1, 2))
    return found


def _language(document: dict[str, object]) -> str:
    """What the kernel speaks, in small letters; "" if the notebook doesn't say."""
    metadata = document.get("metadata")
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        facts = metadata.get(key) if isinstance(metadata, dict) else None
        if isinstance(facts, dict) and isinstance(facts.get(name), str):
            return str(facts[name]).lower()
    return ""


def _code_cells(document: dict[str, object]) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Index, text and outputs of the code cells, in order."""
    cells = document.get("cells")
    if not isinstance(cells, list):  # format 3
        sheets = document.get("worksheets")
        pages = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)] if isinstance(sheets, list) else []
        cells = [cell for page in pages if isinstance(page, list) for cell in page]
    for index, cell in enumerate(cells):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            yield index, _joined(cell.get("source", cell.get("input"))), tuple(_outputs(cell.get("outputs")))


def _joined(value: object) -> str:
    """Text that may be stored as a list of its lines."""
    text = "".join(part for part in value if isinstance(part, str)) if isinstance(value, list) else value
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else ""


def _outputs(outputs: object) -> Iterator[str]:
    """The texts of a cell's saved outputs that hold something like a number of somebody."""
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, dict):
            continue
        data = output.get("data")
        parts = [output.get("text"), output.get("traceback"), output.get("html"), output.get("evalue")]
        parts += list(data.values()) if isinstance(data, dict) else []
        for part in parts:
            text = _joined(part if isinstance(part, (str, list)) else json.dumps(part) if part else "")
            if _NUMBERS.search(text):
                yield _TAG.sub(" ", text)


def _suspicious(cell: Cell) -> Iterator[str]:
    """The pieces of a cell's outputs that hold such numbers."""
    for output in cell.outputs:
        for line in output.splitlines():
            for start in range(0, len(line), _LONGEST):
                piece = line[start : start + _LONGEST].strip()
                if _NUMBERS.search(piece):
                    yield piece


def _composed(found: list[tuple[int, str, tuple[str, ...]]], path: str) -> Notebook:
    cells: list[Cell] = []
    problems: list[Problem] = []
    lines: list[str] = []
    for index, text, outputs in found:
        plain = plain_python(text)
        syntax = parse(plain + "\n", path)
        if isinstance(syntax, Problem):
            message = f"cell {index}: {syntax.message}"
            problems.append(Problem(path, syntax.line, UNREADABLE, message))
            plain = "\n" * plain.count("\n")
        statements = 0 if isinstance(syntax, Problem) else len(syntax.body)
        shows = not isinstance(syntax, Problem) and _shows(syntax)
        cells.append(Cell(index, len(lines) + 1, text, shows, statements, outputs))
        lines += plain.split("\n")
    return Notebook("".join(line + "\n" for line in lines), tuple(cells), tuple(problems))


def _shows(syntax: cst.Module) -> bool:
    """Whether the cell ends with an expression, without the semicolon that keeps its value from being shown."""
    last = syntax.body[-1] if syntax.body else None
    if not isinstance(last, cst.SimpleStatementLine):
        return False
    end = last.body[-1]
    return isinstance(end, cst.Expr) and not isinstance(end.semicolon, cst.Semicolon)


def _shown(tree: Tree, book: Notebook) -> Iterator[int]:
    """The numbers of the statements whose values are shown."""
    wanted, line = set(), 0
    for cell in book.cells:
        line += cell.statements
        if cell.shows and line <= len(tree.syntax.body):
            last = tree.syntax.body[line - 1]
            if isinstance(last, cst.SimpleStatementLine):
                wanted.add(id(last.body[-1]))
    for number, anchor in tree.nodes.items():
        if id(anchor) in wanted:
            yield number


def _displayed(stmt: ir.ExprStmt) -> ir.ExprStmt:
    value = stmt.value
    if isinstance(value, ir.Const):
        return stmt
    call = ir.Call(stmt.at, ir.Name(stmt.at, _SHOWER.name), (ir.Arg(value),))
    return ir.ExprStmt(stmt.at, call)

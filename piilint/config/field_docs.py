"""What a schema module says about its tables: classes, fields, types, defaults and the strings below them.

    class Sink(Table):
        '''A call that hands some of its arguments to a channel.'''

        call: tuple[str, ...]
        '''Names of callables.'''

gives one table "Sink" with one field "call". Read from the source, as field docstrings exist nowhere else.
"""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a table."""

    name: str
    type: str
    """As written in the source."""
    default: str | None
    """As written in the source; None if the key is required."""
    doc: str


@dataclass(frozen=True, slots=True)
class Table:
    """One class of the schema."""

    name: str
    doc: str
    bases: tuple[str, ...]
    fields: tuple[Field, ...]


def read_tables(path: Path) -> dict[str, Table]:
    """The schema's tables by class name, in order, each with the fields it inherits from the same file."""
    tables: dict[str, Table] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            bases = tuple(ast.unparse(base) for base in node.bases)
            inherited = [field for base in bases if base in tables for field in tables[base].fields]
            own = _fields(node)
            tables[node.name] = Table(node.name, ast.get_docstring(node) or "", bases, (*own, *inherited))
    return tables


def _fields(node: ast.ClassDef) -> list[Field]:
    fields = []
    for statement, after in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            default = None if statement.value is None else ast.unparse(statement.value)
            fields.append(Field(statement.target.id, ast.unparse(statement.annotation), default, _string(after)))
    return fields


def _string(node: ast.stmt | None) -> str:
    """The text of a bare string statement, dedented; "" for anything else."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return inspect.cleandoc(node.value.value)
    return ""

"""Where something stands: as a node number while analysing, as lines and columns once reported.

Positions are costly to get from LibCST, so the analysis speaks of `Spot`s (file + node number in the
order of lowering) and only the spots of facts are turned into `Place`s at the end.
"""

from __future__ import annotations

import re

import msgspec


class Spot(msgspec.Struct, frozen=True, order=True, gc=False):
    """A node of one file, by the number that lowering gave it (`at` in the IR)."""

    path: str
    """The file's path as it will be reported: relative to the working directory, with `/`."""
    node: int


class Place(msgspec.Struct, frozen=True, order=True, gc=False):
    """A range of source text; lines and columns count from 1, columns count characters, the end is exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None = None
    """A notebook's 0-based cell index (then `line` counts within the cell), else None."""

    @property
    def text_key(self) -> str:
        """By what a report knows the text that the lines are counted in: the path, or path and cell."""
        return text_key(self.path, self.cell)


_END_OF_LINE = re.compile(r"\r\n?|\n")


def lines_of(text: str) -> list[str]:
    """The lines of a text as places count them: a form feed or a Unicode line separator ends none."""
    return _END_OF_LINE.split(text.removesuffix("\n")) if text else []


def text_key(path: str, cell: int | None) -> str:
    """See `Place.text_key`."""
    return path if cell is None else f"{path}#{cell}"


def of_text_key(key: str) -> tuple[str, int | None]:
    """Path and cell of a text's key."""
    path, mark, cell = key.rpartition("#")
    return (path, int(cell)) if mark and path.endswith(".ipynb") and cell.isdigit() else (key, None)

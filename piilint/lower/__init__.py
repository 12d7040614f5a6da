"""The stage `lower`: one file's bytes → its IR (`piilint.model.ir`), and back from node numbers to places.

    lower(b"log.info(iban)", "a.py").module.body
    # ExprStmt(0, Call(1, Attr(2, Name(3, "log"), "info"), [Arg(Name(4, "iban"))]))

It sees one file, no configuration and no catalogue, so its result can be cached by the file's content for ever. It
never fails: what can't be read is a `Problem`.

Invariants: the same bytes give the same numbers; no literal of the source gets into a message.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from piilint.discover import NOTEBOOK
from piilint.model import ir
from piilint.model.finding import Problem
from piilint.model.place import Place


class Lowered(msgspec.Struct, frozen=True, gc=False):
    """A file's IR, or None with the problem that kept it from being read."""

    module: ir.Module | None
    problems: tuple[Problem, ...] = ()


def lower(source: bytes, path: str) -> Lowered:
    """Lower one file; `path` is what problems name it."""
    from piilint.lower.decode import decode
    from piilint.lower.depth import with_room
    from piilint.lower.tree import lower_text

    if path.endswith(NOTEBOOK):
        return with_room(lambda: _notebook(source, path))
    text = decode(source, path)
    if isinstance(text, Problem):
        return Lowered(None, (text,))

    def lowered() -> Lowered:
        tree = lower_text(text, path)
        return Lowered(None, (tree,)) if isinstance(tree, Problem) else Lowered(tree.module)

    return with_room(lowered)


def _notebook(source: bytes, path: str) -> Lowered:
    from piilint.lower.notebook import lower_notebook, read_notebook
    from piilint.lower.tree import lower_text

    book = read_notebook(source, path)
    if isinstance(book, Problem):
        return Lowered(None, (book,))
    tree = lower_text(book.text, path)
    if isinstance(tree, Problem):
        return Lowered(None, (*book.problems, tree))
    return Lowered(lower_notebook(tree, book), book.problems)


def locate(source: bytes, path: str, nodes: Collection[int]) -> dict[int, Place]:
    """Return the places of IR nodes by their numbers; numbers that the file doesn't have are left out.

    Lowers the file again, unless it is one of the last few, so that hardly a tree needs to be kept.
    """
    from piilint.lower.decode import decode
    from piilint.lower.depth import recursing, with_room
    from piilint.lower.places import places
    from piilint.lower.tree import lower_text

    if path.endswith(NOTEBOOK):
        return with_room(lambda: _locate_in_notebook(source, path, nodes)) if nodes else {}
    text = decode(source, path)
    if isinstance(text, Problem) or not nodes:
        return {}

    def located() -> dict[int, Place]:
        tree = lower_text(text, path)
        return {} if isinstance(tree, Problem) else recursing(lambda: places(tree, text, path, nodes))

    return with_room(located)


def _locate_in_notebook(source: bytes, path: str, nodes: Collection[int]) -> dict[int, Place]:
    from piilint.lower.depth import recursing
    from piilint.lower.notebook import output_places, read_notebook
    from piilint.lower.places import places
    from piilint.lower.tree import lower_text

    book = read_notebook(source, path)
    tree = book if isinstance(book, Problem) else lower_text(book.text, path)
    if isinstance(book, Problem) or isinstance(tree, Problem):
        return {}
    found = recursing(lambda: places(tree, book.text, path, nodes))
    shown = output_places(tree, book, path)
    found.update({number: shown[number] for number in nodes if number in shown})
    return {number: book.place(place) for number, place in found.items()}

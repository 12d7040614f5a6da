"""Settings that let out whatever passes: set as the catalogue says that they are mended.

create_engine(url, echo=True)               create_engine(url, echo=True, hide_parameters=True)
sentry_sdk.init(dsn, send_default_pii=True) sentry_sdk.init(dsn, send_default_pii=False)
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

import libcst as cst

from piilint.fix.knowledge import Knowledge
from piilint.fix.module import Module, Piece
from piilint.model.finding import Edit, Finding, Fix
from piilint.model.place import Place

_KEYWORD = "kw:"


def mend_setting(finding: Finding, module: Module, knowledge: Knowledge) -> Fix | None:
    """Return the setting that mends a call which lets out whatever passes; None for other calls."""
    settings = [sink for sink in knowledge.settings(finding.sink_name) if sink.channel == finding.channel]
    piece = module.piece(finding.location) if settings else None
    call = piece.find(finding.location, (cst.Call,)) if piece is not None else None
    if piece is None or not isinstance(call, cst.Call) or any(arg.star == "**" for arg in call.args):
        return None
    for sink in settings:
        given = {f"{_KEYWORD}{arg.keyword.value}": arg for arg in call.args if arg.keyword is not None}
        if sink.when and all(key in given and _is_like(given[key].value, glob) for key, glob in sink.when.items()):
            edits = [edit for key, value in sink.mend.items() for edit in _set(module, piece, call, given, key, value)]
            said = ", ".join(f"{key.removeprefix(_KEYWORD)}={value}" for key, value in sink.mend.items())
            return Fix(kind="set", subject=said, edits=tuple(edits), is_safe=True)
    return None


def _is_like(value: cst.BaseExpression, globs: str) -> bool:
    """Whether a constant is one that the catalogue's condition speaks of."""
    match value:
        case cst.Name(value=name):
            said = name
        case cst.SimpleString():
            said = str(value.evaluated_value)
        case _:
            return False
    return any(fnmatchcase(said, glob) for glob in globs.split("|"))


def _set(
    module: Module, piece: Piece, call: cst.Call, given: dict[str, cst.Arg], key: str, value: str
) -> Iterator[Edit]:
    if key in given:
        yield Edit(piece.place(given[key].value), value)
    else:
        yield argument_edit(module, piece, call, f"{key.removeprefix(_KEYWORD)}={value}")


def argument_edit(module: Module, piece: Piece, call: cst.Call, text: str) -> Edit:
    """Return the edit that puts an argument behind the last one, on a line of its own if that one has it."""
    if not call.args:
        line, column = piece.behind(call).line, piece.behind(call).column - 1
        return Edit(Place(piece.path, line, column, line, column), text)
    last = piece.place(call.args[-1])
    before = module.lines[last.line - 1][: last.column - 1]
    own = f"{module.newline}{before}" if not before.strip() and last.line > piece.place(call).line else " "
    return Edit(piece.behind(call.args[-1].value), f",{own}{text}")

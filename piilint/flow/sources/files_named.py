"""Variables that hold where something is rather than what it is: what is opened under them is the statement.

for statement in args.statements:
    print("reading", statement)      # a path
    with open(statement) as file: ...
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import calls_within
from piilint.model import ir

_ASKED = (
    "abspath",
    "basename",
    "dirname",
    "expanduser",
    "getmtime",
    "getsize",
    "isdir",
    "isfile",
    "realpath",
    "relpath",
)
_OF_PATHS = frozenset(("Path", "PurePath", "splitext", *_ASKED))
"""What is only called with paths, whoever has it; `open` is, of a library or by itself."""


def names_file(act: Activation, variable: str) -> bool:
    """Whether the function that is interpreted uses a variable as the path of a file."""
    learned = act.solver.learned
    return variable in learned.once(learned.paths, act.function.id, lambda: frozenset(_files(act)))


def _files(act: Activation) -> Iterator[str]:
    for call in calls_within(act.function.node):
        if call.args and isinstance(call.args[0].value, ir.Name) and not call.args[0].star and _takes_path(act, call):
            yield call.args[0].value.id


def _takes_path(act: Activation, call: ir.Call) -> bool:
    func = call.func
    if isinstance(func, ir.Name):
        return func.id in _OF_PATHS or func.id == "open"
    if not isinstance(func, ir.Attr):
        return False
    owner = func.value.id if isinstance(func.value, ir.Name) else ""
    return func.name in _OF_PATHS or (func.name == "open" and act.module.scope.get(owner, ("", ""))[0] == "ext")

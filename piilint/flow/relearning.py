"""What is learned of the text for all can be learned again by its key alone, where it is known how: then a change that leaves
the answer as it was concerns nobody who asked for it, and none of them is interpreted to find that out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from piilint.flow.answers.held_back import is_only_held
from piilint.flow.calling.chosen_columns import columns_handed_on
from piilint.flow.calling.stepped import stepped
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.keepers import kept_by
from piilint.flow.objects.told_constants import is_told
from piilint.flow.solving.solver import Solver
from piilint.flow.sources.class_words import is_class_of_code
from piilint.flow.syntax.attributes import attribute_class
from piilint.flow.syntax.deciding import deciding_places
from piilint.link.program import ClassInfo, FunctionInfo

Relearner = Callable[..., Any]
"""Takes the solver and what follows the table's name in a lesson's key; what isn't in the program any more is left alone."""


def _of_function(learn: Callable[[Solver, FunctionInfo], object]) -> Relearner:
    def again(solver: Solver, function: str) -> None:
        info = solver.program.functions.get(function)
        if info is not None:
            learn(solver, info)

    return again


def _of_class(learn: Callable[..., object]) -> Relearner:
    def again(solver: Solver, cls: str, *more: str) -> None:
        known = solver.program.classes.get(cls)
        if known is not None:
            learn(_asking(solver, known), known, *more)

    return again


def _asking(solver: Solver, cls: ClassInfo) -> Activation:
    """Somebody who asks of a class, in its module."""
    return Activation(solver, solver.program.functions[f"{cls.module}.<module>"])


def _held_back(solver: Solver, function: str, name: str, held: str) -> None:
    info = solver.program.functions.get(function)
    if info is not None:
        is_only_held(solver, info, name, held)


RELEARNERS: dict[str, Relearner] = {
    "attribute_classes": _of_class(attribute_class),
    "classes_of_code": _of_class(is_class_of_code),
    "columns_handed_on": _of_function(columns_handed_on),
    "deciding_places": _of_function(deciding_places),
    "held_back": _held_back,
    "kept_by": _of_class(kept_by),
    "stepped": _of_function(stepped),
    "told_constants": _of_class(is_told),
}
"""By table of `solving.learned`."""

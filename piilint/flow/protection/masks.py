"""The masks that a program has: what fixes may be made of.

def mask_iban(iban): return "*" * 18 + iban[-4:]     # one
def redacting(name): return logging.getLogger(name)  # none: what it gives back is no text
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.concrete.values import NotShown
from piilint.flow.protection.safeguards import comes_back
from piilint.flow.protection.trial import Trial
from piilint.flow.solving.solver import Solver
from piilint.link.program import FunctionInfo
from piilint.model import ir
from piilint.model.facts import Mask

_SAMPLE = "4012888888881881"
"""A published test number."""


def find_masks(solver: Solver) -> Iterator[Mask]:
    """Give the functions of modules that take one text and give it back masked, by place and name."""
    functions = [solver.program.functions[name] for name in solver.analysed()]
    for info in sorted(functions, key=lambda info: (info.path, info.node.name)):
        if (
            _is_called_so(solver, info)
            and _takes_one_text(info)
            and _gives_text(solver, info)
            and not comes_back(solver, info, solver.results[info.id].summary)
        ):
            yield Mask(info.path, info.module, info.node.name)


def _is_called_so(solver: Solver, info: FunctionInfo) -> bool:
    """Whether it is a function of a module that is named like a mask."""
    if info.cls is not None or info.parent is not None or info.node.is_async or info.node.name.startswith("<"):
        return False
    return any(sanitizer.kind == "mask" for sanitizer in solver.catalogue.calls.named(info.node.name).sanitizers)


def _takes_one_text(info: FunctionInfo) -> bool:
    """Whether it can be called with one argument, which isn't said to be something else than a text."""
    needed = [param for param in info.node.params if param.default is None and param.kind not in ("vararg", "kwarg")]
    return [param.kind for param in needed] in (["pos"], ["posonly"]) and _said(needed[0].annotation) in ("", "str")


def _gives_text(solver: Solver, info: FunctionInfo) -> bool:
    """Whether its result is a text, as tried on a sample, or as it says itself where that can't be told."""
    trial = Trial(solver.program, solver.catalogue, info, info.node.params[0])
    try:
        (outcome,) = trial.run([_SAMPLE])
    except NotShown:
        return _said(info.node.returns) == "str"
    return not outcome.raised and outcome.text not in ("", "None", _SAMPLE)


def _said(annotation: ir.Expr | None) -> str:
    """The one word of an annotation, "" without one; something else for anything longer."""
    if annotation is None:
        return ""
    word = annotation.value if isinstance(annotation, ir.Const) else annotation
    return word.id if isinstance(word, ir.Name) else word if isinstance(word, str) else "…"

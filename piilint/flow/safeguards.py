"""Safeguards in view are checked: a mask that gives back what it was given is none.

def mask(n): return n[-4:].rjust(len(n), "*")     # holds: only the tail is left
def mask(n): return n                              # "identity-mask"
def mask(n): return n[:-2] + "**"                  # "partial-mask": all but 2 characters
"""

from __future__ import annotations

from piilint.catalogue.schema import Sanitizer
from piilint.flow.activation import Activation
from piilint.flow.calls import Arguments, bind
from piilint.flow.instantiate import apply_summary
from piilint.flow.render import render
from piilint.flow.specialise import summary_for
from piilint.flow.summary import Summary
from piilint.flow.value import Labels, Path, Value
from piilint.link.program import FunctionInfo


def holds(act: Activation, info: FunctionInfo, sanitizer: Sanitizer, args: Arguments, at: int) -> Value | None:
    """The result of calling a safeguard in view: what its body leaves of its arguments, which is nothing if it holds.

    None where nothing can be said against or for the body, so that it is treated like any other function.
    """
    safe: Labels = {}
    for value in args.everything() if act.solver.takes_stock else ():
        safe |= act.protect(render(act, value, "data", at), info.id, sanitizer.kind, at)
    roots = bind(act, info, args, at)
    summary = summary_for(act, info, roots)
    result = apply_summary(act, info, summary, roots, at)
    if not survives(summary):
        return Value(
            {**{key: label for key, label in result.labels.items() if label.guard == "bare-hash"}, **safe},
            frozenset(name for name in result.objects if name[0] == "a"),
            opaque=False,
        )
    return result


def survives(summary: Summary) -> bool:
    """Whether a parameter's own text comes back from the function unprotected."""
    changed = {name[1] for name, held in summary.heap.items() if name[0] == "p" and held.fields}
    changed |= {change.target[1] for change in summary.changes.values() if change.target[0] == "p"}
    labels = summary.returns.labels.values()
    plain = (label for label in labels if label.path and not label.guard and label.confidence == 3)
    return any(label.path[0] not in changed and not _is_part(label.path) for label in plain) or any(
        name[0] == "p" and name[1] not in changed and not _is_part(name[1:]) for name in summary.returns.objects
    )


def _is_part(path: Path) -> bool:
    """Whether only one character, or one part by position, of the parameter comes back."""
    return len(path) > 1 and path[-1].strip("[]-").isdigit()

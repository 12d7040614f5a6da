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
from piilint.flow.summary import Summary
from piilint.flow.value import Value
from piilint.link.program import FunctionInfo


def holds(act: Activation, info: FunctionInfo, sanitizer: Sanitizer, args: Arguments, at: int) -> Value | None:
    """The result of calling a safeguard in view: what its body leaves of its arguments, which is nothing if it holds.

    None where nothing can be said against or for the body, so that it is treated like any other function.
    """
    summary = act.solver.summary(info.id)
    roots = bind(act, info, args, at)
    result = apply_summary(act, info, summary, roots, at)
    if not survives(summary):
        return Value(
            {key: label for key, label in result.labels.items() if label.guard == "bare-hash"},
            frozenset(name for name in result.objects if name[0] == "a"),
            opaque=False,
        )
    return result


def survives(summary: Summary) -> bool:
    """Whether a parameter's own text comes back from the function unprotected."""
    return any(label.path and not label.guard for label in summary.returns.labels.values()) or any(
        name[0] == "p" for name in summary.returns.objects
    )


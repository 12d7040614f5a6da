"""Masks of texts of a form of their own, which samples of customers' numbers don't have: a vendor's keys, signed URLs.

def redact_keys(text): return re.sub(r"acme_live_[A-Za-z0-9]+", "acme_live_…", text)

They hide what they look for, so nothing is said against them; whatever else passes through is reported where it gets out.
"""

from __future__ import annotations

import re

from piilint.catalogue.shapes import meant_for
from piilint.flow.concrete.values import NotShown
from piilint.flow.protection.trial import Trial, data_parameter
from piilint.flow.solving.solver import Solver
from piilint.link.program import FunctionInfo

_SAMPLE = "4012888888881881"
"""A published test number."""
_NOT_LITERAL = re.compile(r"\\.|\[[^\]]*\]|\(\?(?:P<\w+>|P=\w+|[a-zA-Z:=!<]+)|\{[^}]*\}")
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]{3,}")


def looks_for_own_form(solver: Solver, info: FunctionInfo) -> bool:
    """Whether a mask whose name doesn't say what it is for only applies patterns that look for certain words."""
    parameter = data_parameter(info, solver.catalogue)
    if parameter is None or meant_for(solver.catalogue.names, info.called or info.node.name, parameter.name):
        return False
    trial = Trial(solver.program, solver.catalogue, info, parameter)
    try:
        patterns = trial.patterns(_SAMPLE)
    except NotShown:
        return False
    return bool(patterns) and all(_WORD.search(_NOT_LITERAL.sub(" ", pattern)) for pattern in patterns)

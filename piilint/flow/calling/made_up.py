"""What generators of samples give is nobody's, wherever it is used.

for row in generate_sample_customers(10):     # made up there
    db.insert(row["city"])
"""

from __future__ import annotations

from piilint.catalogue.load import shared
from piilint.flow.answers.testing import makes_up
from piilint.flow.domain.value import SOMETHING, Value
from piilint.flow.interpreter.activation import Activation
from piilint.link.program import FunctionInfo


def without_made_up(act: Activation, info: FunctionInfo, result: Value) -> Value:
    """What a function gives, without what it made up itself; what it was given, such as a sample of real rows, stays."""
    if result.is_nothing() or not _is_generator(act, info):
        return result
    path = act.program.modules[info.module].path
    kept = {key: label for key, label in result.labels.items() if label.path or label.source.path != path}
    return result.with_labels(kept) if kept or result.const is not None else SOMETHING


def _is_generator(act: Activation, info: FunctionInfo) -> bool:
    """Whether a function makes up what it gives; what else stands beside such ones may take over what it is given."""
    makes = act.names.words(info.node.name)[:1]
    if shared().trials.makers.isdisjoint(makes):
        return False
    learned, module = act.solver.learned, act.program.modules[info.module]
    return learned.once(learned.trials, f"made up: {info.id}", lambda: makes_up(act.names, module, info))

"""The project's tests: what only they put into objects is nobody's data elsewhere.

Statement(rows=[Row(amount=…)])       # in tests/test_statement.py: what "any" Statement holds
log.debug("rows: %s", self.rows)      # in statement.py: no caller outside of tests is known to get there
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache

from piilint.catalogue.load import shared
from piilint.flow.value import Label
from piilint.model.place import Spot


def only_tests_go(label: Label, sink: Spot) -> bool:
    """Whether data goes through a test to a sink that isn't in one."""
    return not is_test(sink.path) and (
        is_test(label.source.path) or any(is_test(step.spot.path) for step in label.trace)
    )


@lru_cache(maxsize=4096)
def is_test(path: str) -> bool:
    """Whether a file is code that tests the rest, by its name."""
    *folders, name = path.replace("\\", "/").split("/")
    trials = shared().trials
    return any(folder in trials.folders for folder in folders) or any(fnmatchcase(name, it) for it in trials.files)

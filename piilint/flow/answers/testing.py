"""The project's tests: what only they put into objects is nobody's data elsewhere.

Statement(rows=[Row(amount=…)])       # in tests/test_statement.py: what "any" Statement holds
log.debug("rows: %s", self.rows)      # in statement.py: no caller outside of tests is known to get there

What a test itself prints, asserts or writes was made up for it.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache

from piilint.catalogue.load import shared
from piilint.flow.domain.value import Label
from piilint.link.program import ModuleInfo
from piilint.model.place import Spot


def only_tests_go(label: Label, sink: Spot) -> bool:
    """Whether data goes through a test to a sink that isn't in one."""
    return not is_test(sink.path) and (
        is_test(label.source.path) or any(is_test(step.spot.path) for step in label.trace)
    )


def tests_itself(module: ModuleInfo) -> bool:
    """Whether a module is a test by its name and by what it imports, a framework or what the project has for its tests: what
    it has at hand is made up."""
    if not is_test(module.path):
        return False
    return any(
        _is_framework(target) if kind == "ext" else kind == "import" and _is_of_tests(target)
        for kind, target in module.scope.values()
    )


def _is_of_tests(imported: str) -> bool:
    """Whether what is imported stands in the folder of the tests: `shop.tests.base:ShopTest`."""
    return any(folder in shared().trials.folders for folder in imported.partition(":")[0].split("."))


@lru_cache(maxsize=4096)
def _is_framework(target: str) -> bool:
    return any(target == each or target.startswith(f"{each}.") for each in shared().trials.frameworks)


@lru_cache(maxsize=4096)
def is_test(path: str) -> bool:
    """Whether a file is code that tests the rest, by its name."""
    *folders, name = path.replace("\\", "/").split("/")
    trials = shared().trials
    return any(folder in trials.folders for folder in folders) or any(fnmatchcase(name, it) for it in trials.files)

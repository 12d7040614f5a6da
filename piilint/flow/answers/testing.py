"""The project's tests: what only they put into objects is nobody's data elsewhere.

Statement(rows=[Row(amount=…)])       # in tests/test_statement.py: what "any" Statement holds
log.debug("rows: %s", self.rows)      # in statement.py: no caller outside of tests is known to get there

What a test itself prints, asserts or writes was made up for it, and so was what a generator of samples stores:
`class SampleDataGenerator`, `def create_demo_transactions()`, `seed_demo.py`.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache

from piilint.catalogue.load import shared
from piilint.catalogue.match import Names
from piilint.flow.domain.value import Label
from piilint.link.program import FunctionInfo, ModuleInfo, Program
from piilint.model.place import Spot


def only_tests_go(label: Label, sink: Spot) -> bool:
    """Whether data goes through a test to a sink that isn't in one."""
    return not is_test(sink.path) and (
        is_test(label.source.path) or any(is_test(step.spot.path) for step in label.trace)
    )


def tests_itself(program: Program, module: ModuleInfo) -> bool:
    """Whether a module is a test by its name and by what it imports, a framework or what the project has for its tests, or by
    what a framework hands to it: what it has at hand is made up."""
    if not is_test(module.path):
        return False
    return any(
        _is_framework(target)
        if kind == "ext"
        else (kind == "import" and _is_of_tests(target)) or (kind == "func" and _takes_fixture(name, program, target))
        for name, (kind, target) in module.scope.items()
    )


def _takes_fixture(name: str, program: Program, function: str) -> bool:
    """`def test_import(tmp_path, monkeypatch)`."""
    if not name.startswith("test"):
        return False
    return any(param.name in shared().trials.fixtures for param in program.functions[function].node.params)


def makes_up(names: Names, module: ModuleInfo, function: FunctionInfo) -> bool:
    """Whether a function makes up data, by its name, its class's or its module's."""
    if _makes_samples(names, function.called or function.node.name):
        return True
    if function.cls is not None and _generates(names, function.cls.rpartition(".")[2]):
        return True
    stem = module.path.rpartition("/")[2].removesuffix(".py")
    return _makes_samples(names, stem) or _holds_samples(names, stem) or _generates(names, stem)


def _makes_samples(names: Names, name: str) -> bool:
    """`create_sample_entries`, `generate_fake_customers`, `seed_demo`; not `create_demo_account`: somebody opens that."""
    words, trials = names.words(name), shared().trials
    if len(words) < 2 or words[0] not in trials.makers or trials.made_up.isdisjoint(words[1:3]):
        return False
    if words[-1] in trials.made_up:
        return words[0] in trials.seeders
    return words[-1] in trials.held or (words[-1].endswith("s") and not words[-1].endswith("ss"))


def _holds_samples(names: Names, name: str) -> bool:
    """`demo_data`, `mock_project_data`."""
    words, trials = names.words(name), shared().trials
    return len(words) > 1 and words[0] in trials.made_up and words[-1] in trials.held


def _generates(names: Names, name: str) -> bool:
    """`SampleDataGenerator`, `FakeCustomerFactory`."""
    words, trials = names.words(name), shared().trials
    return len(words) > 1 and words[-1] in trials.generators and not trials.made_up.isdisjoint(words[:-1])


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

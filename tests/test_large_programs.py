"""Programs of unusual shapes: long chains, deep nesting, wide recursion. Nothing crashes and the leak is found."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from piilint import check
from piilint.model.finding import Finding

HEAD = "import logging\n\nlog = logging.getLogger(__name__)\n\n\n"


def _only_finding(folder: Path, text: str) -> Finding:
    path = folder / "program.py"
    path.write_text(HEAD + text, encoding="utf-8")
    (folder / "piilint.toml").write_text('min-confidence = "low"\n', encoding="utf-8")  # a long way is less sure
    report = check([path])
    assert not report.problems
    (finding,) = report.findings
    assert finding.element == "iban"
    return finding


@pytest.mark.parametrize("descending", [False, True])
def test_leak_at_the_end_of_a_long_chain_is_found(tmp_path: Path, descending: bool) -> None:
    names = [f"f{i:04}" for i in range(1000)]
    if descending:
        names.reverse()
    calls = "".join(f"def {name}(value):\n    return {following}(value)\n\n\n" for name, following in pairwise(names))
    last = f"def {names[-1]}(value):\n    log.info(value)\n\n\n"
    finding = _only_finding(tmp_path, f"{calls}{last}def start(stmt):\n    {names[0]}(stmt.iban)\n")
    kinds = [step.kind for step in finding.trace]
    assert kinds[0] == "read"
    assert "passed" in kinds


def test_leak_inside_a_ring_of_functions_is_found(tmp_path: Path) -> None:
    """One recursion of so many that a walk over all callers for each function would take longer than a file may."""
    size = 4000
    ring = "".join(
        f"def f{i}(value):\n    if value:\n        return f{(i + 1) % size}(value)\n    return f{i * 7 % size}(value)\n\n\n"
        for i in range(size - 1)
    )
    last = f"def f{size - 1}(value):\n    log.info(value)\n    return f0(value)\n\n\n"
    _only_finding(tmp_path, f"{ring}{last}def start(stmt):\n    f0(stmt.iban)\n")


def test_long_chain_of_branches(tmp_path: Path) -> None:
    tests = "".join(f'    elif kind == "k{i}":\n        text = "{i}"\n' for i in range(1500))
    _only_finding(
        tmp_path,
        f'def start(stmt, kind):\n    if kind == "a":\n        text = ""\n{tests}'
        "    else:\n        text = stmt.iban\n    log.info(text)\n",
    )


def test_callback_that_calls_itself_with_its_result_ends(tmp_path: Path) -> None:
    """A deferred call's result that comes back as the receiver of the very same call."""
    _only_finding(
        tmp_path,
        "def walk(node, stmt):\n    child = node.visit(stmt)\n    walk(child, stmt)\n    child.other.visit(node)\n"
        "    log.info(stmt.iban)\n\n\ndef start(tree, stmt):\n    walk(tree.root, stmt)\n",
    )


def test_callbacks_that_are_bound_to_themselves_end(tmp_path: Path) -> None:
    _only_finding(
        tmp_path,
        "from functools import partial\n\n\ndef connect(receiver, stmt):\n    handler = partial(receiver, receiver)\n"
        "    again = partial(receiver, handler)\n    unknown_thing(again, handler)\n    log.info(stmt.iban)\n",
    )


def test_partial_made_of_itself_in_a_loop_ends(tmp_path: Path) -> None:
    _only_finding(
        tmp_path,
        "from functools import partial\n\n\ndef connect(receiver, stmt):\n    handler = partial(receiver.run, print)\n"
        "    for _ in range(3):\n        handler = partial(receiver.run, handler)\n    handler(handler)\n"
        "    log.info(stmt.iban)\n",
    )

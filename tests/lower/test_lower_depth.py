"""Deep trees: no recursion error, and above all no crash of the process."""

from __future__ import annotations

import sys
import threading

import pytest
from node_numbers import numbers_of

from piilint.lower import locate, lower
from piilint.lower.depth import recursing, with_room
from piilint.model import ir


def value_of(source: str) -> ir.Expr:
    module = lower(source.encode(), "a.py").module
    assert module is not None
    [statement] = module.body
    assert isinstance(statement, ir.ExprStmt)
    return statement.value


@pytest.mark.parametrize(("operator", "kind"), [("+", ir.Bin), ("or", ir.Bool)])
def test_a_long_run_of_one_operator_is_flat(operator: str, kind: type[ir.Bin | ir.Bool]) -> None:
    value = value_of(f" {operator} ".join(["x"] * 1500))
    assert isinstance(value, kind)
    assert len(value.operands) == 1500


@pytest.mark.parametrize(
    "source",
    [
        "a" + ".b()" * 700,
        "a" + ".b" * 1500,
        "a" + "[0]" * 700,
        "a" + " + b - c" * 700,
        "not " * 1500 + "a",
        "a if b else " * 700 + "c",
        "lambda: " * 500 + "0",
        "(" * 200 + ")" * 200,
        "f(" * 200 + ")" * 200,
    ],
    ids=lambda source: source[:12],
)
def test_a_deep_expression_is_lowered_and_found(source: str) -> None:
    before = sys.getrecursionlimit()
    module = lower(source.encode(), "a.py").module
    assert module is not None
    last = numbers_of(module)[-1]
    assert last in locate(source.encode(), "a.py", [last])
    assert sys.getrecursionlimit() == before


def test_a_long_ladder_of_elifs_is_lowered() -> None:
    source = "if a:\n  b\n" + "elif c:\n  d\n" * 2000
    assert lower(source.encode(), "a.py").problems == ()


def test_work_in_the_large_thread_returns_and_raises_as_here() -> None:
    stack_size = threading.stack_size()
    assert with_room(lambda: threading.current_thread().name) == "piilint-lower"
    with pytest.raises(KeyError, match="iban"):
        with_room(lambda: {}["iban"])
    assert threading.stack_size() == stack_size


def test_without_a_large_thread_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert with_room(lambda: threading.current_thread()) is threading.current_thread()


def test_recursing_raises_the_limit_only_while_it_works() -> None:
    def depth(left: int) -> int:
        return 0 if left == 0 else 1 + depth(left - 1)

    before = sys.getrecursionlimit()
    assert with_room(lambda: recursing(lambda: depth(before + 1000))) == before + 1000
    assert sys.getrecursionlimit() == before

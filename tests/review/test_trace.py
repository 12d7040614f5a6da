"""`piilint trace`: origins, uses and channels of one value, compared with what a reader of the program finds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from review.commands import as_json, said

from piilint.cli import cli
from piilint.model.errors import UsageError

HELPER = """\
import logging

log = logging.getLogger("audit")


def clean(value):
    return value.strip()[-4:]


def audit(event, value):
    log.info("%s %s", event, value)
"""

APP = """\
from helper import audit, clean


class Service:
    def __init__(self, region):
        self.region = region

    def pay(self, order, note=None):
        iban = order["iban"]
        short = clean(iban)
        tag = note or self.region
        tag = tag + "!"
        audit("paid", tag)
        print(short)
        self.last = tag
        return tag


def main(path, rows):
    service = Service("north" + path)
    for row in rows:
        order = {"iban": row[0], "amount": row[1]}
        done = service.pay(order, note=row[2])
        total = len(rows)
        print(done, total)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "helper.py").write_text(HELPER)
    (tmp_path / "piilint.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def only(target: str) -> Any:
    (value,) = as_json("trace", target)["values"]
    return value


def origins(value: Any) -> list[tuple[int, str, str]]:
    """(line, kind, text) of all origins, outermost first."""
    found, waiting = [], list(value["origins"])
    while waiting:
        origin = waiting.pop(0)
        found.append((origin["location"]["line"], origin["kind"], origin["text"]))
        waiting = [*origin["from"], *waiting]
    return found


def uses(value: Any) -> list[tuple[str, int, str, str]]:
    return [(use["location"]["path"], use["location"]["line"], use["kind"], use["text"]) for use in value["uses"]]


def reached(value: Any) -> list[tuple[str, str, int, str | None]]:
    return [
        (each["channel"], each["location"]["path"], each["location"]["line"], each["safeguard"])
        for each in value["reaches"]
    ]


def test_back_through_parameters_attributes_and_callers(project: Path) -> None:
    assert origins(only("app.py:13:tag")) == [
        (12, "assigned", "tag = …"),
        (11, "assigned", "tag = …"),
        (8, "parameter", "note"),
        (23, "passed", "row[…]"),
        (23, "read", "row[…]"),
        (21, "loop", "row = rows"),
        (19, "parameter", "rows"),
        (11, "read", "self.region"),
        (6, "attribute", "self.region = region"),
        (5, "parameter", "region"),
        (20, "passed", "…"),
        (19, "parameter", "path"),
    ]


def test_back_through_calls_in_view(project: Path) -> None:
    found = origins(only("app.py:23:done"))
    assert found[:3] == [(23, "returned", "service.pay()"), (12, "assigned", "tag = …"), (11, "assigned", "tag = …")]


def test_an_overwritten_value_is_no_origin(project: Path) -> None:
    (project / "app.py").write_text("def show(a, b):\n    x = a()\n    x = b()\n    print(x)\n")
    assert origins(only("app.py:4:x")) == [(3, "assigned", "x = b()"), (3, "called", "b()")]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("if c:\n        x = a()\n    else:\n        x = b()", [3, 5]),
        ("x = a()\n    if c:\n        x = b()", [2, 4]),
        ("x = a()\n    for i in c:\n        print(x)\n        x = b()", [2, 5]),
        ("x = a()\n    while c:\n        x = b()", [2, 4]),
        ("x = a()\n    try:\n        x = b()\n    except ValueError:\n        pass", [2, 4]),
        ("x, y = a(), b()", [2]),
        ("with a() as x:\n        pass", [2]),
        ("x = a()\n    x += b()", [2, 3]),
        ("if (x := a()):\n        pass", [2]),
        ("try:\n        a()\n    except ValueError as x:\n        b()\n        print(x)", [4]),
    ],
    ids=["either", "maybe", "loop", "while", "try", "pair", "with", "added", "walrus", "caught"],
)
def test_definitions_that_may_hold(project: Path, code: str, expected: list[int]) -> None:
    (project / "app.py").write_text(f"def show(a, b, c):\n    {code}\n    print(x)\n")
    line = code.count("\n") + 3 - (code.endswith("print(x)"))
    value = only(f"app.py:{line}:x")
    assert sorted(origin["location"]["line"] for origin in value["origins"]) == expected


def test_forward_through_helpers_and_returns(project: Path) -> None:
    value = only("app.py:12:tag")
    assert uses(value) == [
        ("app.py", 13, "called", "audit"),
        ("app.py", 15, "stored", "self.last"),
        ("app.py", 16, "returned", "tag"),
        ("app.py", 23, "called", "service.pay"),  # by the next round the service has it as its last
        ("app.py", 25, "called", "print"),
        ("helper.py", 11, "called", "log.info"),
    ]
    assert reached(value) == [("log.message", "app.py", 13, None), ("print.console", "app.py", 25, None)]


def test_what_a_safeguard_left(project: Path) -> None:
    value = only("app.py:9:iban")
    assert [each["element"] for each in value["carries"]] == ["iban"]
    assert reached(value) == [("print.console", "app.py", 14, "its last four only")]


def test_no_channel_and_nothing_else(project: Path) -> None:
    value = only("app.py:24:total")
    assert reached(value) == [("print.console", "app.py", 25, None)]
    (project / "app.py").write_text("def show(rows):\n    number = len(rows)\n    return 3\n")
    value = only("app.py:2:number")
    assert not value["uses"] and not value["reaches"] and value["complete"]


def test_a_parameter(project: Path) -> None:
    value = only("helper.py:10:value")
    assert reached(value) == [("log.message", "helper.py", 11, None)]
    assert origins(value)[0] == (13, "passed", "tag")


def test_neighbours_are_not_followed(project: Path) -> None:
    """Another key of the same dict, and an attribute of the same instance."""
    assert reached(only("app.py:22:row[…]"))  # row[2] is told apart from row[0] no more than the line says
    (project / "app.py").write_text(
        "def show(a, b):\n    row = {'one': a, 'two': b}\n    print(row['two'])\n    return row['one']\n"
    )
    assert reached(only("app.py:1:b")) == [("print.console", "app.py", 3, None)]
    assert reached(only("app.py:1:a")) == []


def test_without_a_name_what_the_line_binds(project: Path) -> None:
    assert [value["name"] for value in as_json("trace", "app.py:9")["values"]] == ["iban"]
    assert [value["name"] for value in as_json("trace", "app.py:25")["values"]] == ["done", "total"]
    assert [value["name"] for value in as_json("trace", "app.py:19")["values"]] == ["path", "rows"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("app.py", "expected FILE:LINE"),
        ("app.py:x", "expected FILE:LINE"),
        ("gone.py:3", "no such file"),
        ("app.py:9:nothing", "there is no nothing on this line, only iban, order"),
        ("app.py:2", "there is no value on this line; the nearest is on line"),
    ],
)
def test_mistakes(project: Path, target: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        said("trace", target)


def test_broken_file(project: Path) -> None:
    (project / "app.py").write_text("def show(:\n")
    with pytest.raises(UsageError, match=r"app\.py: "):
        said("trace", "app.py:1")


def test_text_in_both_languages(project: Path) -> None:
    english, code = said("trace", "app.py:9:iban")
    assert code == 0
    assert "carries IBAN, from order['iban'] at app.py:9" in english
    assert "printed by builtins.print at app.py:14:9, protected by its last four only" in english
    chinese, _ = said("trace", "app.py:9:iban", "--lang", "zh")
    assert "带有国际银行账号" in chinese and "来自" in chinese and "Comes from" not in chinese


def test_literals_stay_hidden(project: Path) -> None:
    (project / "app.py").write_text('card = "4929 1234 5678 9012"\nprint(card)\n')
    for form in ("text", "json"):
        assert "5678" not in said("trace", "app.py:2:card", "--format", form)[0]


def test_recursion_and_cycles_end(project: Path) -> None:
    (project / "app.py").write_text(
        "def walk(node, seen):\n"
        "    seen = seen or node\n"
        "    for child in node.children:\n"
        "        node = walk(child, seen)\n"
        "    return node\n"
    )
    value = only("app.py:5:node")
    assert value["complete"] and {origin[1] for origin in origins(value)} >= {"parameter", "returned"}


def test_a_notebook_s_cell(project: Path) -> None:
    cells = ["rows = load()\nfirst = rows[0]\n", "import os\nprint(first)\n"]
    book = {
        "cells": [
            {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell}
            for cell in cells
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (project / "report.ipynb").write_text(json.dumps(book))
    value = only("report.ipynb:cell 1:2")
    assert value["name"] == "first" and value["location"]["cell"] == 1
    assert [(each["kind"], each["location"]["cell"]) for each in value["origins"]] == [("assigned", 0)]
    assert only("report.ipynb:cell 0:2:first")["reaches"][0]["location"]["cell"] == 1


def test_which_values_a_line_has_without_a_name(project: Path) -> None:
    """Variables, also of enclosing functions; not loggers, imports and functions of the module."""
    (project / "app.py").write_text(
        "import logging\n\nlog = logging.getLogger()\nlimit = 3\nprint(limit)\n\n\n"
        "def outer(order):\n    def inner(text):\n        log.info(text, order.total, outer)\n\n    return inner\n"
    )
    assert [value["name"] for value in as_json("trace", "app.py:5")["values"]] == ["limit"]
    assert [value["name"] for value in as_json("trace", "app.py:10")["values"]] == ["text", "order.total"]


def test_the_second_answer_is_known_until_something_changes(tmp_path: Path) -> None:
    (tmp_path / "piilint.toml").write_text("", encoding="utf-8")
    app = tmp_path / "app.py"
    app.write_text("def show(order):\n    iban = order.iban\n    print(iban)\n", encoding="utf-8")
    asked = ["trace", f"{app}:2", "--format", "json", "--cache-dir", str(tmp_path / "kept")]

    def answer(*more: str) -> str:
        return CliRunner().invoke(cli, [*asked, *more], standalone_mode=False).stdout

    first = answer()
    assert "builtins.print" in first
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("piilint.flow.follow", None)
        assert answer() == first, "nothing is followed again"
    app.write_text(app.read_text("utf-8").replace("print(iban)", "return iban"), encoding="utf-8")
    assert "builtins.print" not in answer()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "kept").rglob("*") if path.is_file())
    assert b"def show" not in stored, "no text of the program is kept"


def test_values_that_hold_one_another(tmp_path: Path) -> None:
    """Every object holds all others: each is looked at once."""
    names = [f"part{number}" for number in range(40)]
    made = "".join(f"    {name} = {{}}\n" for name in names)
    held = "".join(f"    {one}['{other}'] = {other}\n" for one in names for other in names)
    called = "".join(f"    work({name})\n" for name in names)
    text = f"def start(order):\n    iban = order.iban\n{made}{held}    part7['iban'] = iban\n{called}    print(part0)\n"
    (tmp_path / "app.py").write_text(text, encoding="utf-8")
    (trail,) = as_json("trace", f"{tmp_path / 'app.py'}:2", "--project", tmp_path)["values"]
    assert [each["channel"] for each in trail["reaches"]] == ["print.console"]
    assert len([each for each in trail["uses"] if each["text"] == "work"]) == len(names)

"""Notebooks: cells in order as one module, magics, shown values, saved outputs, and places within their cells."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from harness import check_folder
from hypothesis import given
from hypothesis import strategies as st

from piilint.lower.magics import plain_python

CARD = "4539" + "578763621486"
IBAN = "GB94" + "BARC10201530093459"


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    lines = source.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": list(outputs), "source": lines}


def text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def shown(plain: str, html: str = "") -> dict[str, Any]:
    data = {"text/plain": plain.splitlines(keepends=True), **({"text/html": html} if html else {})}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}


def found(folder: Path, *cells: dict[str, Any], **metadata: Any) -> list[tuple[int | None, int, str, str | None]]:
    """Cell, line, family and element of all findings in a notebook of these cells."""
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}
    (folder / "analysis.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    report = check_folder(folder)
    assert report.problems == ()
    return [(each.location.cell, each.location.line, each.family, each.element) for each in report.findings]


def test_cells_are_one_module_in_order(tmp_path: Path) -> None:
    cells = (
        text("# Statement"),
        code("import pandas as pd\n\ndef show(row):\n    print(row['iban'])\n"),
        code("rows = pd.read_csv('t.csv', usecols=['iban', 'currency'])"),
        code("first = rows['currency']\nprint(first)"),
        code("print(len(rows))\nprint(rows['iban'])"),
    )
    assert found(tmp_path, *cells) == [(1, 4, "print", "iban"), (4, 2, "print", "iban")]


def test_the_last_expression_of_a_cell_is_shown(tmp_path: Path) -> None:
    cells = (
        code("import pandas as pd\nrows = pd.read_csv('t.csv', usecols=['iban', 'currency'])"),
        code("rows\nlen(rows)"),
        code("rows.head()"),
        code("rows.head();"),
        code("rows.shape"),
        code("rows['currency']"),
        code("shown = rows.head()"),
        code("rows.head()  # the first five\n\n# that was all\n"),
        code("if len(rows):\n    rows"),
    )
    assert found(tmp_path, *cells) == [(2, 1, "print", "iban"), (7, 1, "print", "iban")]


def test_saved_outputs_are_in_the_file(tmp_path: Path) -> None:
    cells = (
        code("rows.head(1)", shown(f"       card\n0  {CARD}\n", f"<table><tr><td>{CARD}</td></tr></table>")),
        code("x = 1\nprint(x)", {"output_type": "stream", "name": "stdout", "text": [f"from {IBAN}\n"]}),
        code("boom()", {"output_type": "error", "ename": "E", "evalue": f"no {CARD}", "traceback": []}),
        code("y", shown("0  4111111111111111\n1  20240102030405\n")),
    )
    assert [each for each in found(tmp_path, *cells) if each[2] == "literal"] == [
        (0, 1, "literal", "card_number"),
        (1, 2, "literal", "iban"),
        (2, 1, "literal", "card_number"),
    ]


def test_reports_never_show_the_number(tmp_path: Path) -> None:
    found(tmp_path, code("rows", shown(f"0  {CARD}\n")), code(f"card = '{CARD}'"))
    report = check_folder(tmp_path)
    assert [each.message.rpartition(" ")[2] for each in report.findings] == ["4539…1486", "4539…1486"]


def test_a_suppression_is_about_its_own_cell(tmp_path: Path) -> None:
    comment = "# piilint: ignore[PII201] shown to the customer"
    report_of = (
        code(f"def a(customer):\n    print(customer.iban)  {comment}"),
        code("def b(customer):\n    print(customer.iban)"),
    )
    found(tmp_path, *report_of)
    report = check_folder(tmp_path)
    assert [(each.location.cell, each.suppressed is not None) for each in report.findings] == [(0, True), (1, False)]


def test_magics_and_commands_are_skipped(tmp_path: Path) -> None:
    cells = (
        code("%load_ext sql\n!pip install pandas\nimport pandas as pd\npd?\n?pd\n"),
        code("%%bash\ncat iban.txt\nif [ x ]; then echo y; fi"),
        code("%%time\ndef a(customer):\n    print(customer.iban)"),
        code("files = !ls\nfor file in files:\n    %time print(file)\n"),
        code('query = """\n%iban\n!x\n"""\nratio = (1\n  % 2)\n'),
        code("def b(customer):\n    %timeit -n 3 print(customer.phone)\n    return 1"),
    )
    assert found(tmp_path, *cells) == [(2, 3, "print", "iban"), (5, 2, "print", "phone")]


def test_a_broken_cell_leaves_the_others(tmp_path: Path) -> None:
    notebook = {"nbformat": 4, "cells": [code("def a(x):\n  ]"), code("def b(customer):\n    print(customer.iban)")]}
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    report = check_folder(tmp_path)
    assert [(each.line, each.message) for each in report.problems] == [(2, "cell 0: syntax error: unmatched ']'")]
    assert [(each.location.cell, each.location.line) for each in report.findings] == [(1, 2)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "can't parse: a notebook is JSON, and this file isn't"),
        (b"[1]", "can't parse: a notebook's JSON is an object with cells"),
        (b"\xff{}", "a notebook is JSON in UTF-8, and this file isn't UTF-8"),
        (b'{"metadata": {"language_info": {"name": "R"}}}', "the notebook's language is r, not Python"),
    ],
)
def test_what_is_no_python_notebook_is_a_problem(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.ipynb").write_bytes(content)
    report = check_folder(tmp_path)
    assert [each.message for each in report.problems] == [message]
    assert report.findings == ()


@pytest.mark.parametrize("content", [b"{}", b'{"cells": 3}', b'{"cells": [3, {"cell_type": "code", "source": 7}]}'])
def test_odd_notebooks_hold_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.ipynb").write_bytes(content)
    report = check_folder(tmp_path)
    assert (report.problems, report.findings) == ((), ())


def test_format_3(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "input": ["def f(customer):\n", "    print(customer.iban)"], "outputs": []}
    document = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "heading", "source": "x"}, cell]}]}
    (tmp_path / "a.ipynb").write_text(json.dumps(document), encoding="utf-8")
    assert [(each.location.cell, each.location.line) for each in check_folder(tmp_path).findings] == [(1, 2)]


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("x = 1\n%pip install a\ny = 2", "x = 1\npass\ny = 2"),
        ("  !ls", "  pass"),
        ("%time f(a)", "0    ;f(a)"),
        ("a = %sql SELECT 1", "a = get_ipython()"),
        ("a, b = !ls", "a, b = get_ipython()"),
        ("df.head??", "pass"),
        ("%%html\n<b>\n</b>", "\n\n"),
        ("%%capture out\nprint(1)", "\nprint(1)"),
        ("x = (1 +\n%s\n)", "x = (1 +\n%s\n)"),
        ("s = '''\n%x\n'''", "s = '''\n%x\n'''"),
        ("y = x % 2  # why?", "y = x % 2  # why?"),
    ],
)
def test_every_line_and_column_stays(cell: str, plain: str) -> None:
    assert plain_python(cell) == plain


@given(
    st.lists(st.sampled_from(["x = 1", "%time f(x)", "%ls", "!ls", "a?", "'''", "(", ")", "    y", "%%bash", "# a?"]))
)
def test_the_number_of_lines_stays(lines: list[str]) -> None:
    cell = "\n".join(lines)
    assert plain_python(cell).count("\n") == cell.count("\n")


def test_python_is_left_alone() -> None:
    source = Path(ast.__file__).read_text(encoding="utf-8")
    assert plain_python(source) == source

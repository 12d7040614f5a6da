"""Bad input and mistakes: a clear message, nothing else lost, the right exit code.

Every test has a good file beside the bad one; its leak must still be reported.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from gate import commands
from gate.commands import Done

import piilint
from piilint.review.evidence import inside

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
LEAK = "def show(customer):\n    print(customer.iban)\n"
GBK_LEAK = '# -*- coding: gbk -*-\n# 打印账号\ndef dayin(kehu):\n    print("账号", kehu.zhanghao)\n'


def check(folder: Path, *arguments: str) -> Done:
    """`piilint check` from within the folder."""
    return commands.piilint(folder, "check", *arguments)


def report_on(folder: Path, *arguments: str, exit_code: int = 1) -> dict[str, Any]:
    """The JSON report; the exit code must be the expected one and standard error free of tracebacks."""
    done = check(folder, *(arguments or (".",)), "--format", "json")
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == exit_code, (done.returncode, done.stderr, done.stdout[:500])
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def found_in(report: dict[str, Any]) -> set[str]:
    return {finding["location"]["path"] for finding in report["findings"]}


def problems_of(report: dict[str, Any], path: str) -> list[str]:
    return [problem["message"] for problem in report["problems"] if problem["path"] == path]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "good.py").write_text(LEAK, encoding="utf-8")
    return tmp_path


# ---- files that can't be read or parsed: problems ------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"def f(:\n    pass\n", id="syntax error"),
        pytest.param(b"x = 1\x00\n", id="NUL byte"),
        pytest.param(b"def half(customer):\n    if customer.iban and (\n", id="half-written"),
        pytest.param(b"# -*- coding: klingon -*-\nx = 1\n", id="unknown encoding"),
        pytest.param("name = 'Müller'\n".encode("latin-1"), id="not UTF-8"),
        pytest.param(bytes(range(256)) * 8, id="binary"),
        pytest.param(b"print 'old'\n", id="Python 2"),
    ],
)
def test_unreadable_text_is_a_problem_and_the_rest_is_reported(project: Path, content: bytes) -> None:
    (project / "bad.py").write_bytes(content)
    report = report_on(project)
    messages = problems_of(report, "bad.py")
    assert len(messages) == 1, report["problems"]
    assert len(messages[0]) > 5
    assert found_in(report) == {"good.py"}


def test_syntax_error_names_its_line(project: Path) -> None:
    (project / "bad.py").write_text("x = 1\ny = 2\ndef f(:\n    pass\n", encoding="utf-8")
    (problem,) = report_on(project)["problems"]
    assert problem["code"] == "PII900"
    assert problem["line"] == 3


def test_a_function_that_piilint_fails_on_is_a_problem_and_the_rest_is_reported(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug of piilint's own must not take the findings of the other functions with it."""
    (project / "bad.py").write_text(f"def odd(x):\n    x.mark = 1\n\n{LEAK}", encoding="utf-8")

    def fails(*_: object) -> None:
        raise KeyError("4111111111111111")

    monkeypatch.setattr("piilint.flow.interpreter.interpret.bind_rows", fails)
    with inside(project):
        report = piilint.check(["."])
    (problem,) = [each for each in report.problems if each.path == "bad.py"]
    assert "bad.odd wasn't followed to its end: a bug in piilint: KeyError at flow/" in problem.message
    assert "4111" not in problem.message
    assert {f.location.path for f in report.findings} == {"bad.py", "good.py"}


def test_problems_alone_fail_only_under_strict(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def f(:\n", encoding="utf-8")
    assert len(report_on(tmp_path, ".", exit_code=0)["problems"]) == 1
    assert len(report_on(tmp_path, ".", "--strict", exit_code=1)["problems"]) == 1


def test_text_report_shows_the_problem(project: Path) -> None:
    (project / "bad.py").write_text("def f(:\n", encoding="utf-8")
    done = check(project, ".")
    assert "bad.py" in done.stdout + done.stderr
    assert "good.py" in done.stdout


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_and_folder_are_problems(project: Path) -> None:
    secret, closed = project / "secret.py", project / "closed"
    secret.write_text(LEAK, encoding="utf-8")
    closed.mkdir()
    secret.chmod(0)
    closed.chmod(0)
    try:
        report = report_on(project)
    finally:
        secret.chmod(0o600)
        closed.chmod(0o700)
    assert problems_of(report, "secret.py")
    assert problems_of(report, "closed")
    assert found_in(report) == {"good.py"}


# ---- files that are odd but fine -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(GBK_LEAK.encode("gbk"), id="GBK with a coding cookie"),
        pytest.param(b"\xef\xbb\xbf" + LEAK.encode(), id="BOM"),
        pytest.param(LEAK.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(LEAK.replace("\n", "\r").encode(), id="CR"),
        pytest.param(LEAK.rstrip("\n").encode(), id="no newline at the end"),
    ],
)
def test_odd_encodings_are_read(project: Path, content: bytes) -> None:
    (project / "odd.py").write_bytes(content)
    report = report_on(project)
    assert found_in(report) == {"good.py", "odd.py"}
    assert not report["problems"]


def test_empty_file_is_fine(project: Path) -> None:
    (project / "empty.py").write_bytes(b"")
    report = report_on(project)
    assert found_in(report) == {"good.py"}
    assert not report["problems"]
    assert report["summary"]["files"] == 2


def test_large_generated_file_is_named_and_skipped(project: Path) -> None:
    line = "TABLE_{} = {{'code': {}, 'text': 'x' * 80}}  # generated by the table compiler, do not edit\n"
    text = "".join(line.format(number, number) for number in range(115_000))
    (project / "generated.py").write_text(text, encoding="utf-8")
    assert len(text) > 10_000_000
    report = report_on(project)
    (message,) = problems_of(report, "generated.py")
    assert "limit" in message, message
    assert found_in(report) == {"good.py"}


def test_folder_named_like_a_file_is_entered(project: Path) -> None:
    (project / "x.py").mkdir()
    (project / "x.py" / "inner.py").write_text(LEAK, encoding="utf-8")
    assert found_in(report_on(project)) == {"good.py", "x.py/inner.py"}


def test_symlink_loop_ends(project: Path) -> None:
    (project / "loop").symlink_to(project, target_is_directory=True)
    (project / "ring.py").symlink_to(project / "ring.py")
    report = report_on(project)
    assert found_in(report) == {"good.py"}
    assert report["summary"]["files"] == 1


def test_dangling_symlink_doesnt_matter(project: Path) -> None:
    (project / "gone.py").symlink_to(project / "nowhere.py")
    assert found_in(report_on(project)) == {"good.py"}


def test_empty_folder_says_so(tmp_path: Path) -> None:
    done = check(tmp_path, ".")
    assert done.returncode == 0
    assert "no Python files" in done.stdout + done.stderr


def test_standard_input(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "piilint", "check", "-", "--format", "json"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        input=LEAK.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert len(json.loads(done.stdout)["findings"]) == 1


# ---- the user's mistakes: exit 2 -----------------------------------------------------------------------------------


def mistake(folder: Path, *arguments: str) -> str:
    """What piilint says to a mistake; nothing goes to standard output, no traceback to standard error."""
    done = check(folder, *arguments)
    assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
    assert not done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def test_missing_path_is_named(project: Path) -> None:
    assert "god.py" in mistake(project, "god.py")


def test_unknown_option_suggests_the_nearest(project: Path) -> None:
    message = mistake(project, ".", "--formt", "json")
    assert "--formt" in message
    assert "--format" in message


def test_unknown_format_lists_the_known(project: Path) -> None:
    message = mistake(project, ".", "--format", "jsn")
    assert "jsn" in message
    assert "json" in message
    assert "text" in message


def test_unknown_command_is_named(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "piilint", "chek"],
        cwd=project,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "chek" in done.stderr
    assert "check" in done.stderr


def test_misspelt_key_gets_place_and_nearest_key(project: Path) -> None:
    (project / "piilint.toml").write_text('# policy\nexclud = ["build"]\n', encoding="utf-8")
    message = mistake(project, ".")
    assert "piilint.toml:2" in message
    assert "exclud" in message
    assert "exclude" in message


def test_all_mistakes_of_a_file_at_once(project: Path) -> None:
    text = 'exclud = ["build"]\n\n[policy.high]\nlog = "eror"\n\n[policy.hihg]\nprint = "warning"\n'
    (project / "piilint.toml").write_text(text, encoding="utf-8")
    message = mistake(project, ".")
    for expected in ("piilint.toml:1", "exclude", "piilint.toml:4", "error", "piilint.toml:6", "high"):
        assert expected in message, (expected, message)


def test_broken_toml_names_its_line(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.piilint]\nexclude = ["build"\n', encoding="utf-8")
    message = mistake(project, ".")
    assert "pyproject.toml" in message


def test_wrong_type_says_what_was_expected(project: Path) -> None:
    (project / "piilint.toml").write_text('exclude = "build"\n', encoding="utf-8")
    message = mistake(project, ".")
    assert "piilint.toml:1" in message
    assert "exclude" in message
    assert "array" in message or "list" in message


# ---- the reader goes away ------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
def test_broken_pipe_is_quiet(project: Path) -> None:
    many = "".join(f"def show_{number}(customer):\n    print(customer.iban)\n" for number in range(400))
    (project / "many.py").write_text(many, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "piilint", "check", "."],
        cwd=project,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    complaint = process.stderr.read().decode()
    process.stderr.close()
    process.wait(timeout=120)
    assert not complaint

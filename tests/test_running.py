"""How a run is done: interrupted, limited in time, watched, and what it says of itself."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import piilint
from piilint.cli.running import Bar
from piilint.model.run import Run

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(piilint.__file__).parents[1])}
LEAK = "import logging\n\n\ndef book(stmt):\n    logging.info(stmt.iban)\n"


def piilint_cli(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "piilint", *arguments]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def write_long_program(folder: Path, files: int = 40) -> None:
    """Enough to keep two processes busy for some seconds."""
    for number in range(files):
        body = "".join(f"def f{n}(x, y):\n    z = [x, y, {n}]\n    return f{n - 1}(z, x)\n" for n in range(1, 400))
        (folder / f"m{number}.py").write_text(f"def f0(x, y):\n    return x\n{body}", encoding="utf-8")


def is_gone(group: int) -> bool:
    """Whether a process group ends within some seconds."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_statistics_say_where_the_time_went(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(LEAK + "    mystery(stmt.iban)\n", encoding="utf-8")
    (tmp_path / "broken.py").write_text("def (\n", encoding="utf-8")
    said = [piilint_cli("check", ".", "--statistics", folder=tmp_path).stderr for _ in range(2)]
    for word in ("discover", "lower", "link", "flow", "judge", "places"):
        assert re.search(rf"^  {word} +\d+\.\d\d$", said[0], re.MULTILINE), said[0]
    assert re.search(r"functions analysed +2$", said[0], re.MULTILINE)
    assert re.search(r"unresolved calls on sensitive values +1$", said[0], re.MULTILINE)
    assert re.search(r"budgets hit +0$", said[0], re.MULTILINE)
    assert re.search(r"files lowered +0 of 2$", said[0], re.MULTILINE)
    assert re.search(r"1 syntax error", said[0])
    assert re.search(r"answers for whole programs +1 of 1$", said[1], re.MULTILINE)
    assert "\n  flow" not in said[1]


def test_the_time_limit_is_a_visible_problem_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app.py").write_text(LEAK, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    class Late(Run):
        def limit(self, seconds: float, seconds_per_file: float) -> None:
            self.deadline = time.monotonic() - 1

    report = piilint.check(["."], run=Late())
    assert [problem.path for problem in report.problems] == ["app.py"]
    assert "time limit" in report.problems[0].message
    assert not report.findings


def test_a_file_that_takes_too_long_is_a_visible_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_long_program(tmp_path, files=1)
    (tmp_path / "app.py").write_text(LEAK, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    class Short(Run):
        def limit(self, seconds: float, seconds_per_file: float) -> None:
            self.seconds_per_file = 0.05

    report = piilint.check(["."], run=Short())
    assert "m0.py" in {problem.path for problem in report.problems if "file-time-limit" in problem.message}


def test_limits_are_read_from_the_configuration(tmp_path: Path) -> None:
    write_long_program(tmp_path, files=12)
    (tmp_path / "piilint.toml").write_text("time-limit = 1\n", encoding="utf-8")
    done = piilint_cli("check", ".", "--strict", "--no-cache", folder=tmp_path)
    assert done.returncode == 1
    assert "time-limit" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="writes into the pipe of a pool that forks")
def test_a_process_that_is_ended_while_it_writes_its_answer_keeps_nobody_waiting() -> None:
    """What is left of it in the pipe is half an answer, for whose other half the program would wait at its end."""
    program = """
import multiprocessing, struct, time
from concurrent.futures import ProcessPoolExecutor
from piilint.lower import workers
executor = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork"))
executor.submit(abs, -1).result()
executor._result_queue._writer._send(struct.pack("!i", 1000) + b"half")
time.sleep(0.2)
workers._stop(executor)
workers._leave(executor, wait=False)
"""
    assert subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, timeout=60).returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_ends_at_once_and_leaves_nothing_running(tmp_path: Path) -> None:
    write_long_program(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "piilint", "check", ".", "--jobs", "2"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run in the background
    )
    time.sleep(1.5)
    assert process.poll() is None, "it ended before it could be interrupted"
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert time.monotonic() - began < 10
    assert process.returncode == 130
    assert "Traceback" not in err and err.strip().endswith("interrupted")
    assert not out
    assert is_gone(process.pid), "something is left running"
    assert "damaged" not in piilint_cli("cache", "info", folder=tmp_path).stderr


def test_nothing_is_drawn_within_a_second_or_off_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bar = Bar()
    bar.show("lower", 1, 2)
    bar.close()
    assert capsys.readouterr().err == ""
    (tmp_path / "app.py").write_text(LEAK, encoding="utf-8")
    assert piilint_cli("check", ".", folder=tmp_path).stderr == ""


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_a_bar_is_drawn_on_a_terminal_and_wiped(tmp_path: Path) -> None:
    program = (
        "import time; from piilint.cli import running as bar\n"
        "bar.PATIENCE = 0\n"
        "shown = bar.Bar(); shown.show('lower', 1, 2); time.sleep(0.2); shown.show('flow', 3, 4); shown.close()"
    )
    leader, follower = pty.openpty()
    environment = {**ENVIRONMENT, "TERM": "xterm", "COLUMNS": "80"}
    subprocess.run([sys.executable, "-c", program], env=environment, stderr=follower, check=True)
    os.close(follower)
    drawn = b""
    try:
        while piece := os.read(leader, 65536):
            drawn += piece
    except OSError:  # the other end is closed
        pass
    os.close(leader)
    assert b"reading" in drawn and b"following values" in drawn and b"3/4" in drawn
    assert drawn.rstrip().endswith((b"\x1b[2K", b"\x1b[?25h"))

"""What the pages say to install and to measure with, run as it stands: in fresh environments, without any index.

Where a page names projects or peers of the index, wheels that the test makes stand for them.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from gate.commands import ENVIRONMENT, ROOT
from installation import Installation, clone, stand_in
from samples import Sample, commands, samples

pytestmark = pytest.mark.slow
LEAK = "def show{}(card):\n    print(card.iban)\n"


def test_the_readme_s_first_command(tmp_path: Path) -> None:
    here = clone(tmp_path / "piilint")
    done = Installation(tmp_path / "python").run(here, samples()[Sample("README.md", "Try it", "sh", 1)])
    assert done.returncode == 1, done.stderr
    for path in (ROOT / "examples/bank_leaking").glob("*.py"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert "# LEAK:" not in line or f"bank_leaking/{path.name}:{number}" in done.stdout, line


def test_benchmarks_as_shown(tmp_path: Path) -> None:
    """Each command of the page in a clone whose list of projects pins small ones of the same names."""
    shown = commands(samples()[Sample("docs/performance.md", "Performance", "sh")])
    here, wheels = clone(tmp_path / "piilint"), tmp_path / "wheels"
    shutil.copytree(ROOT / "benchmarks", here / "benchmarks", ignore=shutil.ignore_patterns("__pycache__"))
    listed = ""
    for name in next(line.split()[3:] for line in shown if "fetch.py" in line):
        files = {f"{name.replace('-', '_')}/module{number}.py": LEAK.format(number) for number in range(9)}
        digest = hashlib.sha256(stand_in(wheels, name, "1.0", files).read_bytes()).hexdigest()
        listed += f'[[corpus]]\nname = "{name}"\nabout = ""\nversion = "1.0"\nform = "wheel"\nsha256 = "{digest}"\n'
    (here / "benchmarks/corpora.toml").write_text(listed, encoding="utf-8")
    peers = next(line.split("pip install ")[1].split() for line in shown if "pip install" in line)
    for peer in peers:
        stand_in(wheels, peer, "1.0", {}, [peer])
    python = Installation(tmp_path / "python", wheels)
    said = []
    for command in shown:
        done = python.run(here, command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        assert "exit code" not in done.stdout, done.stdout
        said.append(done.stdout)
    assert not [peer for peer in peers if not re.search(rf"^{peer} +\d", said[2], re.MULTILINE)], said[2]
    assert re.findall(r"^piilint, ([\w ]+)", said[2], re.MULTILINE)[:2] == ["cold", "cold"]
    assert re.findall(r"^(\d) x ", said[3], re.MULTILINE) == ["1", "2", "4", "8"]


def _benchmark(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / script), *arguments]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def test_every_shape_of_the_scaling_benchmark_runs() -> None:
    done = _benchmark("scaling.py", "--sizes", "3")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) > 10 and all(" found, " in line for line in lines)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("nowhere", "nothing"), "there are django-ledger"), (("nowhere", "csb43"), "fetch.py first"), ((), "--folder")],
)
def test_mistakes_say_what_is_there(arguments: tuple[str, ...], said: str) -> None:
    done = _benchmark("speed.py", *arguments)
    assert done.returncode == 2 and said in done.stderr, done.stderr


def test_a_folder_of_one_s_own_is_measured(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(LEAK.format(""), encoding="utf-8")
    done = _benchmark("speed.py", "--folder", str(tmp_path), "--copies", "1", "2")
    assert done.returncode == 0, done.stderr
    assert "1 files, 0.0 kloc" in done.stdout and "2 x" in done.stdout

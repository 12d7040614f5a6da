"""piilint beside its peers on one project, in one run: `python benchmarks/speed.py CACHE NAME [--peers FOLDER]`.

NAME is a project of corpora.toml; your own is measured with `python benchmarks/speed.py --folder FOLDER`.

    python benchmarks/fetch.py CACHE django-ledger csb43
    python -m venv PEERS && PEERS/bin/pip install bandit semgrep fixit ruff
    python benchmarks/speed.py CACHE django-ledger --peers PEERS/bin
    python benchmarks/speed.py CACHE csb43 --copies 1 2 4 8

Each line is one command: seconds on the clock, seconds of computing (all processes), the ratio of the latter to
piilint's cold run, and the largest resident set of any process. Computing is what compares on a busy machine.
Everything works on a copy of the project. With --copies, the project is laid down that many times under other names.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from corpora import load

ROOT = Path(__file__).parents[1]
RULES = Path(__file__).with_name("semgrep_taint.yaml")
PARSE = """
import sys, libcst
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
def parse(path):
    try: libcst.parse_module(path.read_bytes())
    except Exception: pass
with ProcessPoolExecutor(2) as pool: list(pool.map(parse, sorted(Path('.').rglob('*.py')), chunksize=8))
"""
AST = """
import ast
from pathlib import Path
for path in sorted(Path('.').rglob('*.py')):
    try: ast.parse(path.read_bytes())
    except Exception: pass
"""


_FIRST_METHOD = re.compile(r"^(class .*:(?:\n(?!class |def |@|    @).*)*?)(\n    def )", re.MULTILINE)
"""A class up to its first method, if that has no decorator."""


class Cost(NamedTuple):
    """What one command cost."""

    name: str
    wall: float
    computing: float
    megabytes: float
    code: int


def measure(name: str, command: Sequence[str | Path], folder: Path) -> Cost:
    """Run a command to its end; its output is thrown away."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SEMGREP_SEND_METRICS": "off"}
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    return Cost(name, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))


def piilint(*options: str) -> list[str]:
    return [sys.executable, "-m", "piilint", "check", "--format", "json", "--fail-on", "never", *options]


def runs_of_piilint(folder: Path) -> Iterator[Cost]:
    """Cold, with the cache filled, unchanged, with one file changed, as a hook."""
    yield measure("piilint, cold, no cache, 2 jobs", piilint(".", "--no-cache", "--jobs", "2"), folder)
    yield measure("piilint, cold, no cache, 1 job", piilint(".", "--no-cache", "--jobs", "1"), folder)
    measure("fill the cache", piilint("."), folder)
    yield measure("piilint, nothing changed", piilint("."), folder)
    largest = sorted(folder.rglob("*.py"), key=lambda path: (-path.stat().st_size, path.as_posix()))
    middle = largest[len(largest) // 4]
    middle.write_bytes(middle.read_bytes() + b"\n# a comment\n")
    yield measure("piilint, a comment changed", piilint("."), folder)
    middle.write_bytes(middle.read_bytes() + b"\n\ndef added(x):\n    return x\n")
    yield measure("piilint, a function added", piilint("."), folder)
    texts = ((path, path.read_text(encoding="utf-8")) for path in largest)
    path, text = next((each for each in texts if _FIRST_METHOD.search(each[1])), (None, ""))
    if path is not None:
        added = r"\1\n    def added_here(self, logger):\n        logger.info('%s', self)\n\2"
        path.write_text(_FIRST_METHOD.sub(added, text, 1), encoding="utf-8")
        yield measure("piilint, a method added", piilint("."), folder)
    staged = [path.relative_to(folder).as_posix() for path in largest[len(largest) // 3 :][:3]]
    yield measure("piilint, hook on 3 files, unchanged rest", piilint(*staged, "--project", "."), folder)
    yield measure("piilint --version", [sys.executable, "-m", "piilint", "--version"], folder)


def runs_of_peers(folder: Path, peers: Path | None) -> Iterator[Cost]:
    """What there is of the peers, and the floors: Python's parser, and LibCST's on two cores."""
    yield measure("ast.parse, 1 process", [sys.executable, "-c", AST], folder)
    yield measure("LibCST's bare parse, 2 processes", [sys.executable, "-c", PARSE], folder)
    commands = {
        "ruff": ("check", "--no-cache", "--select", "E,F", "--exit-zero", "."),
        "bandit": ("-r", ".", "-q", "--exit-zero"),
        "semgrep": ("scan", "--config", RULES, "--jobs", "2", "--quiet", "--disable-version-check", "."),
        "fixit": ("lint", "."),
    }
    for name, options in commands.items():
        if peers is not None and (peers / name).exists():
            yield measure(name, [peers / name, *options], folder)


def scaling(source: Path, folder: Path, copies: Sequence[int]) -> Iterator[tuple[int, Cost]]:
    """The project many times under other names."""
    for number in copies:
        target = folder / f"times{number}"
        for copy in range(number):
            shutil.copytree(source, target / f"copy{copy}")
        yield number, measure(f"{number} x", piilint(".", "--no-cache", "--jobs", "2"), target)


def show(cost: Cost, first: Cost) -> None:
    failed = "" if cost.code in (0, 1) else f"  exit code {cost.code}"
    ratio = cost.computing / first.computing
    print(
        f"{cost.name:42} {cost.wall:8.2f} {cost.computing:10.2f} {ratio:8.2f} {cost.megabytes:7.0f}{failed}", flush=True
    )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cache", type=Path, nargs="?", metavar="CACHE", help="where fetch.py put the projects")
    parser.add_argument("name", nargs="?", metavar="NAME", help="a project of corpora.toml")
    parser.add_argument("--folder", type=Path, help="a project of your own instead")
    parser.add_argument("--peers", type=Path, help="folder with the peers' commands")
    parser.add_argument("--copies", type=int, nargs="*", help="scaling instead: so many copies")
    arguments = parser.parse_args()
    title, folder = _project(parser, arguments)
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "project"
        shutil.copytree(folder, source, ignore=shutil.ignore_patterns(".piilint_cache"))
        files = sorted(source.rglob("*.py"))
        lines = sum(path.read_bytes().count(b"\n") for path in files)
        print(f"{title}: {len(files)} files, {lines / 1000:.1f} kloc")
        print(f"{'':42} {'clock':>8} {'computing':>10} {'ratio':>8} {'MB':>7}")
        if arguments.copies:
            show_scaling(source, Path(temporary), arguments.copies, lines)
        else:
            costs = runs_of_piilint(source)
            first = next(costs)
            show(first, first)
            for cost in (*costs, *runs_of_peers(source, arguments.peers and arguments.peers.resolve())):
                show(cost, first)
    return 0


def _project(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> tuple[str, Path]:
    """What is measured: its name, and the folder that it lies in."""
    if arguments.folder is not None:
        if not any(arguments.folder.rglob("*.py")):
            parser.error(f"{arguments.folder} has no Python files")
        return arguments.folder.resolve().name, arguments.folder
    if arguments.name is None:
        parser.error("say which project: CACHE and NAME, or --folder")
    known = {corpus.name: corpus for corpus in load()}
    if arguments.name not in known:
        parser.error(f"corpora.toml has no {arguments.name}; there are {', '.join(known)}")
    corpus = known[arguments.name]
    if not corpus.folder(arguments.cache).is_dir():
        parser.error(f"{corpus.name} isn't in {arguments.cache}: run benchmarks/fetch.py first")
    return f"{corpus.name} {corpus.version}", corpus.folder(arguments.cache)


def show_scaling(source: Path, folder: Path, copies: Sequence[int], lines: int) -> None:
    first: Cost | None = None
    for number, cost in scaling(source, folder, copies):
        first = first or cost
        show(cost, first)
        print(f"{'':42} {1000 * cost.computing / (number * lines / 1000):.1f} ms of computing per kloc")


if __name__ == "__main__":
    sys.exit(main())

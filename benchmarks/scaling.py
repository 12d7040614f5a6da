"""How the analysis grows with the program: `python benchmarks/scaling.py [NAME…] [--sizes N…] [--json FILE]`.

Generated programs of several sizes, each size run in a process of its own: what it costs per unit of size must stay
about the same, memory must stay bounded, nothing may crash or reach Python's recursion limit, and the leak that each
program hides at its far end must be found, with its way. Printed is one line a run:

    chain             1000    4007 lines     0.31 s     310.2 µs each   1.00 x     50 MB   1 flows, found, 60 steps

`x` is the cost per unit relative to the smallest size of the same shape: 1.0 is linear. The exit code is 1 where a leak is
missed, a run crashes, or the cost per unit grows by more than the factor in `LIMIT`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

LIMIT = 2.0
"""How much more a unit may cost in the largest program than in the smallest: room for the machine's other work."""

Files = dict[str, str]
_HEAD = "import logging\n\nlog = logging.getLogger(__name__)\n\n\n"


def chain(size: int) -> Files:
    """A chain of calls so deep; the last one logs what the first was given."""
    last = f"def f{size - 1}(value):\n    log.info(value)\n\n\n"
    steps = "".join(f"def f{i}(value):\n    return f{i + 1}(value)\n\n\n" for i in range(size - 1))
    return {"chain.py": f"{_HEAD}{steps}{last}def start(stmt):\n    f0(stmt.iban)\n"}


def backward_chain(size: int) -> Files:
    """The same chain, with names whose alphabetical order is the reverse, returning what is logged at the top."""
    width = len(str(size))
    steps = "".join(
        f"def f{size - i:0{width}}(value):\n    return f{size - i - 1:0{width}}(value)\n\n\n" for i in range(size)
    )
    first = f"def f{0:0{width}}(value):\n    return value\n\n\n"
    return {"back.py": f"{_HEAD}{first}{steps}def start(stmt):\n    log.info(f{size:0{width}}(stmt.iban))\n"}


def recursion(size: int) -> Files:
    """So many functions that all call one another, in one component of the call graph."""
    bodies = "".join(
        f"def f{i}(value, depth):\n    if depth:\n        return f{(i + 1) % size}(value, depth - 1)\n"
        f"    return f{(i * 7 + 3) % size}(value, depth)\n\n\n"
        for i in range(size - 1)
    )
    last = f"def f{size - 1}(value, depth):\n    log.info(value)\n    return f0(value, depth)\n\n\n"
    return {"ring.py": f"{_HEAD}{bodies}{last}def start(stmt):\n    f0(stmt.iban, 3)\n"}


def keys(size: int) -> Files:
    """A dict with so many keys, one of them sensitive, read back by key."""
    entries = "".join(f'        "key_{i}": {i},\n' for i in range(size))
    return {
        "keys.py": f"{_HEAD}def start(stmt):\n    row = {{\n{entries}"
        '        "last": stmt.iban,\n    }\n    log.info(row["key_1"])\n    log.info(row["last"])\n'
    }


def tower(size: int) -> Files:
    """Classes so deep, each derived from the one before; the topmost method logs what the lowest class stores."""
    base = "class C0:\n    def show(self):\n        log.info(self.value)\n\n\n"
    classes = "".join(f"class C{i}(C{i - 1}):\n    def m{i}(self):\n        return {i}\n\n\n" for i in range(1, size))
    last = f"class Last(C{size - 1}):\n    def __init__(self, iban):\n        self.value = iban\n\n\n"
    return {"tower.py": f"{_HEAD}{base}{classes}{last}def start(stmt):\n    Last(stmt.iban).show()\n"}


def siblings(size: int) -> Files:
    """So many classes side by side below one, each with its own method of the same name."""
    base = "class Base:\n    def send(self, value):\n        raise NotImplementedError\n\n\n"
    classes = "".join(
        f"class C{i}(Base):\n    def send(self, value):\n        return len(value) + {i}\n\n\n" for i in range(size - 1)
    )
    last = "class Last(Base):\n    def send(self, value):\n        log.info(value)\n\n\n"
    calls = "def other(sender: Base, stmt):\n    sender.send(stmt.iban)\n\n\n"
    return {"wide.py": f"{_HEAD}{base}{classes}{last}{calls}def start(stmt):\n    Last().send(stmt.iban)\n"}


def huge(size: int) -> Files:
    """One function of so many lines."""
    lines = "".join(
        f"    if total > {i}:\n        total = total + {i}\n" if i % 3 else f'    data["k{i % 50}"] = total\n'
        for i in range(size * 3 // 5)
    )
    return {"huge.py": f"{_HEAD}def start(stmt, total):\n    data = {{}}\n{lines}    log.info(stmt.iban)\n"}


def branches(size: int) -> Files:
    """One chain of so many elif."""
    tests = "".join(f'    elif kind == "k{i}":\n        text = "{i}"\n' for i in range(size - 1))
    return {
        "elif.py": f'{_HEAD}def start(stmt, kind):\n    if kind == "first":\n        text = ""\n{tests}'
        "    else:\n        text = stmt.iban\n    log.info(text)\n"
    }


def nested(size: int) -> Files:
    """One expression nested so deeply; Python's own parser takes about a hundred parentheses, so calls are chained."""
    calls = "".join(".strip()" for _ in range(size))
    return {"deep.py": f"{_HEAD}def start(stmt):\n    log.info(stmt.iban{calls})\n"}


def modules(size: int) -> Files:
    """So many small modules, each importing the next."""
    files = {
        f"pkg/m{i}.py": f"from pkg.m{i + 1} import step as following\n\n\n"
        "def step(value):\n    return following(value)\n"
        for i in range(size - 1)
    }
    files[f"pkg/m{size - 1}.py"] = f"{_HEAD}def step(value):\n    log.info(value)\n"
    files["pkg/__init__.py"] = ""
    files["start.py"] = "from pkg.m0 import step\n\n\ndef start(stmt):\n    step(stmt.iban)\n"
    return files


def copies(size: int) -> Files:
    """The example bank so many times, under other module names."""
    root = Path(__file__).parents[1] / "examples"
    texts = {path.relative_to(root): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py"))}
    return {f"copy{i}/{path.as_posix()}": text for i in range(size) for path, text in texts.items()}


SHAPES: dict[str, tuple[Callable[[int], Files], tuple[int, ...]]] = {
    "chain": (chain, (1_000, 4_000)),
    "backward_chain": (backward_chain, (1_000, 4_000)),
    "recursion": (recursion, (2_500, 10_000)),
    "keys": (keys, (5_000, 20_000)),
    "tower": (tower, (100, 400)),
    "siblings": (siblings, (1_000, 4_000)),
    "huge": (huge, (5_000, 20_000)),
    "branches": (branches, (500, 2_000)),
    "nested": (nested, (250, 1_000)),
    "modules": (modules, (1_000, 4_000)),
    "copies": (copies, (1, 2, 4, 8, 16)),
}
"""Shape -> its generator, and the sizes from small to large."""

_CHILD = """
import json, resource, sys, time
from pathlib import Path
from piilint.catalogue.load import load
from piilint.discover import discover
from piilint.flow import solve
from piilint.link import link
from piilint.lower import lower

files = {path.as_posix(): path.read_bytes() for path in sorted(Path().rglob("*.py"))}
modules = {path: lower(text, path).module for path, text in files.items()}
catalogue = load()
first = lower(b"import logging\\nlogging.getLogger().info(iban.strip())\\n", "first.py").module
solve(link({"first.py": first}), catalogue)  # what the catalogue does once
start = time.process_time()
facts = solve(link(modules), catalogue)
seconds = time.process_time() - start
print(json.dumps({
    "lines": sum(module.lines for module in modules.values()),
    "seconds": seconds,
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "flows": len(facts.flows),
    "steps": min((len(flow.trace) for flow in facts.flows), default=0),
    "budgets_hit": facts.statistics.budgets_hit,
}))
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One program's cost; linking and flow only, since lowering sees one file at a time."""

    shape: str
    size: int
    lines: int = 0
    seconds: float = 0.0
    """Processor time."""
    megabytes: float = 0.0
    """Largest resident set of the process, lowering included."""
    flows: int = 0
    steps: int = 0
    """Steps of the way of the leak at the far end; 0 if it was missed."""
    budgets_hit: int = 0
    complaint: str = ""
    """The end of standard error after a crash."""


def run(shape: str, size: int) -> Run:
    """Generate, analyse in a new process, measure."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in SHAPES[shape][0](size).items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        done = subprocess.run(
            [sys.executable, "-c", _CHILD], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
    if done.returncode:
        return Run(shape, size, complaint=done.stderr[-1000:] or f"ended with {done.returncode}")
    return Run(shape, size, **json.loads(done.stdout))


def measured(shape: str, sizes: tuple[int, ...]) -> Iterator[tuple[Run, float]]:
    """Each run with its cost per unit relative to the first."""
    first = 0.0
    for size in sizes:
        result = run(shape, size)
        each = result.seconds / size
        first = first or each
        yield result, each / first if first else 1.0


def main() -> int:
    """Print the table; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SHAPES))
    parser.add_argument("--sizes", type=int, nargs="+", help="sizes from small to large, instead of each shape's own")
    parser.add_argument("--json", type=Path, help="write the runs to this file")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in SHAPES]:
        parser.error(f"no such shape: {', '.join(unknown)}; there are {', '.join(SHAPES)}")
    failed = False
    runs: list[Run] = []
    for shape in options.names or SHAPES:
        for result, ratio in measured(shape, tuple(options.sizes or SHAPES[shape][1])):
            runs.append(result)
            bad = bool(result.complaint) or not result.steps or ratio > LIMIT
            first = next(each for each in runs if each.shape == shape)
            bad |= shape == "copies" and result.flows * first.size != first.flows * result.size
            failed |= bad
            print(_line(result, ratio) + ("   FAILED" if bad else ""), flush=True)
            if result.complaint:
                print(result.complaint)
    if options.json:
        options.json.write_text(json.dumps([asdict(each) for each in runs], indent=1) + "\n", encoding="utf-8")
    return int(failed)


def _line(result: Run, ratio: float) -> str:
    each = result.seconds / result.size * 1e6
    found = f"found, {result.steps} steps" if result.steps else "MISSED"
    return (
        f"{result.shape:15} {result.size:6d} {result.lines:7d} lines {result.seconds:8.2f} s {each:9.1f} µs each"
        f" {ratio:6.2f} x {result.megabytes:6.0f} MB   {result.flows} flows, {found}, {result.budgets_hit} budgets hit"
    )


if __name__ == "__main__":
    sys.exit(main())

"""What importing each dependency costs: `python benchmarks/import_cost.py [--repeat N]`.

Each module is imported in a fresh interpreter under `-X importtime`; printed is the smallest cumulative time of N runs
in milliseconds (other work on the machine only ever adds) and how many modules came with it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

MODULES = (
    "libcst",
    "msgspec",
    "click",
    "rich.console",
    "pathspec",
    "sqlglot",
    "stdnum",
    "jinja2",
    "pygments.lexers.python",
    "markdown_it",
    "sqlite3",
    "piilint",
)


def cost(module: str) -> tuple[float, int] | None:
    """Milliseconds and number of modules of one import; None if the module isn't installed."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", f"import {module}"], capture_output=True, text=True, check=False
    )
    if run.returncode:
        return None
    rows = [line.split("|") for line in run.stderr.splitlines() if line.startswith("import time:")]
    names = [name.strip() for _, _, name in rows]
    first = names.index(module.split(".")[0]) if "." not in module else names.index(module)
    before = set(_bare())
    return float(rows[first][1]) / 1000, len([name for name in names if name not in before])


def _bare() -> list[str]:
    """The modules that a bare interpreter loads anyway."""
    run = subprocess.run([sys.executable, "-X", "importtime", "-c", ""], capture_output=True, text=True, check=True)
    return [line.split("|")[2].strip() for line in run.stderr.splitlines() if line.startswith("import time:")]


def main() -> None:
    """Print one line a module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=7)
    repeat = parser.parse_args().repeat
    print(f"{'module':16} {'ms':>7} {'modules':>8}")
    for module in MODULES:
        costs = [each for each in (cost(module) for _ in range(repeat)) if each is not None]
        if costs:
            milliseconds, count = min(costs)
            print(f"{module:16} {milliseconds:7.1f} {count:8d}")
        else:
            print(f"{module:16} {'not installed':>16}")


if __name__ == "__main__":
    main()

"""How much lowering costs on top of LibCST's bare parse.

Runs both over the interpreter's own standard library, file by file and in turn, so that both see the same machine:

    python benchmarks/lowering.py               # every third file
    python benchmarks/lowering.py --every 1     # all of it
    python benchmarks/lowering.py --locate      # also the places of ten nodes a file

The rule (docs/architecture.md): lowering, parse included, costs at most 1.4 times the bare parse.
"""

from __future__ import annotations

import argparse
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import libcst as cst

from piilint.lower import locate, lower

LIMIT = 1.4


def main() -> None:
    """Print both speeds in thousand lines per second, and their ratio; exit 1 beyond the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=3, help="take every n-th file")
    parser.add_argument("--locate", action="store_true", help="measure places, too")
    options = parser.parse_args()
    sources = standard_library()[:: options.every]
    lines = sum(source.count(b"\n") for source in sources)
    parse_seconds = lower_seconds = locate_seconds = 0.0
    for source in sources:
        parse_seconds += seconds(lambda: cst.parse_module(source))  # noqa: B023
        lower_seconds += seconds(lambda: lower(source, "file.py"))  # noqa: B023
        if options.locate:
            locate_seconds += seconds(lambda: locate(source, "file.py", range(10)))  # noqa: B023
    ratio = lower_seconds / parse_seconds
    print(f"{len(sources)} files, {lines} lines")
    print(f"LibCST's parse   {lines / parse_seconds / 1000:6.1f} kloc/s")
    print(f"piilint's lower  {lines / lower_seconds / 1000:6.1f} kloc/s   {ratio:.2f} times the parse")
    if options.locate:
        times = locate_seconds / parse_seconds
        print(f"piilint's locate {lines / locate_seconds / 1000:6.1f} kloc/s   {times:.2f} times the parse")
    raise SystemExit(ratio > LIMIT)


def standard_library() -> list[bytes]:
    """Return the sources that parse, sorted by path, installed packages left out."""
    root = Path(sysconfig.get_path("stdlib"))
    paths = sorted(path for path in root.rglob("*.py") if "site-packages" not in path.parts)
    sources = [path.read_bytes() for path in paths]
    return [source for source in sources if _compiles(source)]


def _compiles(source: bytes) -> bool:
    try:
        compile(source, "file.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

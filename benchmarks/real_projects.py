"""Run piilint over the real projects: `python benchmarks/real_projects.py CACHE [NAME…]`.

One line a project, from a run of its own in a new process without a cache: what was read, how long it took, what was
found and what went wrong. Fetch first: `python benchmarks/fetch.py CACHE`. Exit 1 if any run crashed.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpora import Corpus, load

HEAD = (
    f"{'project':26} {'files':>6} {'kloc':>7} {'seconds':>8} {'kloc/s':>7} {'MB':>6}"
    f" {'errors':>7} {'warnings':>8} {'problems':>8} {'crash':>6}"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run gave."""

    seconds: float
    """Wall clock, start of the interpreter included."""
    megabytes: float
    """Largest resident set of any process so far."""
    report: dict[str, Any] | None
    """The JSON report; None after a crash."""
    complaint: str = ""
    """The end of standard error after a crash."""

    @property
    def crashed(self) -> bool:
        return self.report is None


def run(corpus: Corpus, cache: Path) -> Outcome:
    """Check one project from within its own folder, without cached results."""
    paths = ["."]
    if corpus.interpreter:
        left_out = ("site-packages", "test", "lib-dynload", "__pycache__")
        paths = sorted(each.name for each in corpus.folder(cache).iterdir() if each.name not in left_out)
    command = [sys.executable, "-m", "piilint", "check", *paths, "--format", "json", "--fail-on", "never"]
    with tempfile.TemporaryDirectory() as fresh:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "XDG_CACHE_HOME": fresh}
        start = time.perf_counter()
        done = subprocess.run(
            command, cwd=corpus.folder(cache), env=environment, capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    if done.returncode != 0:
        return Outcome(seconds, megabytes, None, done.stderr[-2000:])
    return Outcome(seconds, megabytes, json.loads(done.stdout))


def line(name: str, outcome: Outcome) -> str:
    """One row of the table."""
    if outcome.report is None:
        return (
            f"{name:26} {'':>6} {'':>7} {outcome.seconds:8.1f} {'':>7} {outcome.megabytes:6.0f} {'':>25} {'CRASH':>6}"
        )
    summary = outcome.report["summary"]
    kloc = summary["lines"] / 1000
    return (
        f"{name:26} {summary['files']:6d} {kloc:7.1f} {outcome.seconds:8.1f} {kloc / outcome.seconds:7.1f}"
        f" {outcome.megabytes:6.0f} {summary['findings']['error']:7d} {summary['findings']['warning']:8d}"
        f" {len(outcome.report['problems']):8d} {'-':>6}"
    )


def details(outcome: Outcome) -> str:
    """Counts by rule, and the problems by code."""
    if outcome.report is None:
        return outcome.complaint
    by_rule = collections.Counter(f"{each['code']} {each['rule']}" for each in outcome.report["findings"])
    by_problem = collections.Counter(each["code"] for each in outcome.report["problems"])
    return "\n".join(f"    {count:6d}  {name}" for name, count in sorted((by_rule + by_problem).items()))


def main() -> int:
    """Print the table; keep the reports with --reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cache", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--details", action="store_true", help="counts by rule below each line")
    parser.add_argument("--reports", type=Path, help="folder for the JSON reports")
    arguments = parser.parse_args()
    crashed = False
    print(HEAD)
    for corpus in load():
        if arguments.names and corpus.name not in arguments.names:
            continue
        if not corpus.folder(arguments.cache).is_dir():
            parser.error(f"{corpus.name} isn't in {arguments.cache}: run benchmarks/fetch.py first")
        outcome = run(corpus, arguments.cache)
        crashed |= outcome.crashed
        print(line(corpus.name, outcome), flush=True)
        if arguments.details or outcome.crashed:
            print(details(outcome), flush=True)
        if arguments.reports and outcome.report is not None:
            arguments.reports.mkdir(parents=True, exist_ok=True)
            target = arguments.reports / f"{corpus.name}.json"
            target.write_text(json.dumps(outcome.report, ensure_ascii=False, indent=1), encoding="utf-8")
    return int(crashed)


if __name__ == "__main__":
    sys.exit(main())

"""What is kept between runs: never wrong, never in the way, nothing sensitive in it."""

from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import piilint
from piilint.cache import FILE, Cache, key_of
from piilint.model.finding import Report
from piilint.model.run import Run

LEAK = """import logging

log = logging.getLogger(__name__)


def book(stmt):
    log.info("paid %s", stmt.iban)
"""
CARD = 'CARD = "4539578763621486"\nprint(CARD)\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "app.py").write_text(LEAK, encoding="utf-8")
    (root / "other.py").write_text("def add(a, b):\n    return a + b\n", encoding="utf-8")
    (root / "broken.py").write_text("def (:\n", encoding="utf-8")
    monkeypatch.chdir(root)
    return root


def check(cache: Path | None, **options: int) -> tuple[Report, Run]:
    """The report with this cache folder, and the run's books."""
    run = Run(cache=Cache(cache) if cache is not None else None, **options)
    report = piilint.check(["."], run=run)
    if run.cache is not None:
        run.cache.close()
    return report, run


def test_unchanged_files_are_answered_without_parsing(project: Path, tmp_path: Path) -> None:
    cold, first = check(tmp_path / "cache")
    warm, second = check(tmp_path / "cache")
    assert cold == warm == check(None)[0]
    assert cold.findings and cold.problems
    assert first.counts["files lowered"] == 3
    assert "files lowered" not in second.counts


def test_an_unchanged_project_needs_neither_libcst_nor_the_analysis(project: Path) -> None:
    program = (
        "import sys; from piilint.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('\\n'.join(sorted(sys.modules)), file=sys.stderr)"
    )
    command = [sys.executable, "-c", program, "check", ".", "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(Path(piilint.__file__).parents[1])}
    runs = [subprocess.run(command, env=environment, capture_output=True, text=True, check=True) for _ in range(2)]
    assert runs[0].stdout == runs[1].stdout and json.loads(runs[0].stdout)["findings"]
    loaded = set(runs[1].stderr.split())
    assert not loaded & {"libcst", "sqlglot", "stdnum", "rich", "piilint.flow.interpreter.interpret", "multiprocessing"}


def test_the_catalogue_is_read_once(tmp_path: Path) -> None:
    program = (
        "import sys; from piilint.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "from piilint.catalogue import load as it\n"
        "print(len(it._RECALLED), it.load().names.classify('creditor_iban').element, file=sys.stderr)"
    )
    (tmp_path / "app.py").write_text(LEAK, encoding="utf-8")
    command = [sys.executable, "-c", program, "check", "."]
    environment = {**os.environ, "PYTHONPATH": str(Path(piilint.__file__).parents[1])}
    runs = [subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True) for _ in range(2)]
    assert [run.stderr.splitlines()[-1] for run in runs] == ["0 iban", "1 iban"]
    assert runs[0].stdout == runs[1].stdout


def test_one_changed_file_is_lowered_alone(project: Path, tmp_path: Path) -> None:
    check(tmp_path / "cache")
    (project / "other.py").write_text("def add(a, b):\n    print(a.iban)\n", encoding="utf-8")
    report, run = check(tmp_path / "cache")
    assert run.counts["files lowered"] == 1
    assert report == check(None)[0]
    assert {finding.location.path for finding in report.findings} == {"app.py", "other.py"}


def test_comments_and_layout_need_no_analysis(project: Path, tmp_path: Path) -> None:
    check(tmp_path / "cache")
    (project / "app.py").write_text("# a comment\n\n" + LEAK, encoding="utf-8")
    report, run = check(tmp_path / "cache")
    assert "flow" not in run.seconds
    assert report == check(None)[0]
    assert report.findings[0].location.line == 9


def test_going_back_to_another_branch_is_known(project: Path, tmp_path: Path) -> None:
    before, _ = check(tmp_path / "cache")
    (project / "app.py").write_text("print(1)\n", encoding="utf-8")
    assert not check(tmp_path / "cache")[0].findings
    (project / "app.py").write_text(LEAK, encoding="utf-8")
    again, run = check(tmp_path / "cache")
    assert again == before and "lower" not in run.seconds


def test_configuration_is_part_of_the_question(project: Path, tmp_path: Path) -> None:
    assert check(tmp_path / "cache")[0].findings
    toml = project / "piilint.toml"
    toml.write_text('[policy]\nhigh = "off"\n', encoding="utf-8")
    assert not check(tmp_path / "cache")[0].findings
    toml.write_text('[[source]]\nname = ["stmt"]\nelement = "card_number"\n', encoding="utf-8")
    assert {f.element for f in check(tmp_path / "cache")[0].findings} == {f.element for f in check(None)[0].findings}


@pytest.mark.parametrize("damage", ["garbage", "truncated", "empty tables", "flipped byte"])
def test_damage_is_noticed_and_mended(project: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "cache"
    before, _ = check(folder)
    file = folder / FILE
    for rest in folder.glob("*-wal"):
        assert not rest.stat().st_size
    content = file.read_bytes()
    if damage == "garbage":
        file.write_bytes(b"not a database at all" * 500)
    elif damage == "truncated":
        file.write_bytes(content[: len(content) // 2 - 7])
    elif damage == "empty tables":
        with sqlite3.connect(file) as base:
            base.execute("DROP TABLE entry")
            base.execute("CREATE TABLE entry (key BLOB PRIMARY KEY, kind, size, used, value)")
        base.close()
    else:
        with sqlite3.connect(file) as base:
            for key, value in base.execute("SELECT key, value FROM entry").fetchall():
                flipped = value[:-1] + bytes([value[-1] ^ 1])
                base.execute("UPDATE entry SET value = ? WHERE key = ?", (flipped, key))
        base.close()
    report, run = check(folder)
    assert report == before
    assert run.cache is not None and (run.cache.notes or damage == "empty tables")
    again, run = check(folder)
    assert again == before and "lower" not in run.seconds


def test_a_killed_writer_leaves_a_usable_cache(project: Path, tmp_path: Path) -> None:
    program = (
        "import os, signal; from pathlib import Path; from piilint.cache import Cache\n"
        f"cache = Cache(Path({str(tmp_path / 'cache')!r}))\n"
        "cache._own.execute('BEGIN IMMEDIATE')\n"
        "cache._own.execute(\"INSERT INTO entry VALUES (x'00', 'ir', 1, 0, x'00')\")\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(piilint.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", program], env=environment, check=False)
    report, run = check(tmp_path / "cache")
    assert report == check(tmp_path / "cache")[0] == check(None)[0]
    assert run.cache is not None and not run.cache.notes


def _fill(folder: str, start: int) -> None:
    cache = Cache(Path(folder))
    for number in range(start, start + 40):
        cache.put("ir", {key_of(str(number)): str(number).encode()})
        assert cache.get("ir", [key_of(str(number))])
    cache.close()


def test_runs_at_the_same_time(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_fill, args=(str(tmp_path), start)) for start in (0, 40)]
    for process in processes:
        process.start()
    _fill(str(tmp_path), 80)
    for process in processes:
        process.join()
        assert process.exitcode == 0
    cache = Cache(tmp_path)
    assert len(cache.get("ir", [key_of(str(number)) for number in range(120)])) == 120
    assert not cache.notes
    cache.close()


def test_the_oldest_go_when_it_is_full(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=10_000)
    keys = [key_of(str(number)) for number in range(30)]
    for number, key in enumerate(keys):
        cache.put("ir", {key: b"x" * 1_000})
        cache._own.execute("UPDATE entry SET used = ? WHERE key = ?", (number, key))  # type: ignore[union-attr]
    kept = cache.get("ir", keys)
    assert 5 <= len(kept) <= 10 and keys[-1] in kept and keys[0] not in kept
    cache.close()


def test_a_shared_cache_is_read_and_never_written(project: Path, tmp_path: Path) -> None:
    check(tmp_path / "ci")
    before = (tmp_path / "ci" / FILE).read_bytes()
    run = Run(cache=Cache(tmp_path / "own", shared=tmp_path / "ci"))
    (project / "other.py").write_text("x = 1\n", encoding="utf-8")
    report = piilint.check(["."], run=run)
    assert run.counts["files lowered"] == 1
    assert report == check(None)[0]
    assert (tmp_path / "ci" / FILE).read_bytes() == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_done_without(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o500)
    report, run = check(folder)
    assert report == check(None)[0]
    assert run.cache is not None and "can't be written" in run.cache.notes[0]


def test_a_file_in_place_of_the_folder_is_done_without(project: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("", encoding="utf-8")
    report, run = check(tmp_path / "cache")
    assert report == check(None)[0]
    assert run.cache is not None and "can't be written" in run.cache.notes[0]


def test_the_folder_says_what_it_is(project: Path, tmp_path: Path) -> None:
    check(tmp_path / "cache")
    assert (tmp_path / "cache" / ".gitignore").read_text() == "*\n"
    assert (tmp_path / "cache" / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    assert os.name != "posix" or (tmp_path / "cache").stat().st_mode & 0o77 == 0


def test_no_literal_that_is_data_is_kept(project: Path, tmp_path: Path) -> None:
    (project / "card.py").write_text(CARD, encoding="utf-8")
    (project / "split.py").write_text(
        'IBAN = "DE89 3704 " "0044 0532 0130 11"\nN = 4539578763621486\n', encoding="utf-8"
    )
    report, _ = check(tmp_path / "cache")
    assert {"card.py", "split.py"} <= {finding.location.path for finding in report.findings}
    cache = Cache(tmp_path / "cache")
    assert cache._own is not None
    rows = cache._own.execute("SELECT kind FROM entry WHERE kind = 'ir'").fetchall()
    assert len(rows) == 3  # app, other, broken
    cache.close()
    warm, run = check(tmp_path / "cache")
    assert warm == report and "lower" not in run.seconds


def test_several_processes_say_the_same(project: Path, tmp_path: Path) -> None:
    for number in range(30):
        filler = "".join(f"def f{n}(x):\n    return [x, {n}]\n" for n in range(300))
        (project / f"mod{number}.py").write_text(f"from app import book\n{filler}", encoding="utf-8")
    assert check(tmp_path / "cache", jobs=2)[0] == check(None)[0]


def piilint_cli(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(piilint.__file__).parents[1])}
    command = [sys.executable, "-m", "piilint", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_cache_info_and_clean(project: Path) -> None:
    assert "nothing is kept" in piilint_cli("cache", "info").stdout
    assert piilint_cli("check", ".", "--no-cache").returncode == 1
    assert not (project / ".piilint_cache").exists()
    assert piilint_cli("check", ".").returncode == 1
    assert "files lowered" in piilint_cli("cache", "info").stdout
    assert "freed" in piilint_cli("cache", "clean").stdout
    assert not (project / ".piilint_cache" / FILE).exists()
    assert piilint_cli("check", ".", "--jobs", "0").returncode == 2

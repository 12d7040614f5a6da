"""What is kept of how functions were followed: an answer with it is the answer without, whatever was changed between."""

from __future__ import annotations

import ast
import os
import sqlite3
import subprocess
import sys
import zlib
from pathlib import Path
from shutil import copytree

import pytest
from harness import check_folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_suite import Section, read_suite
from properties.programs import Program, programs, render

import piilint
from piilint.cache import FILE, Cache
from piilint.flow.solving import records
from piilint.flow.solving.packing import summary_digest, unpack
from piilint.model.finding import Report
from piilint.model.run import Run
from piilint.review.evidence import inside

EXAMPLES = Path(__file__).parents[1] / "examples"
SUITES = sorted((Path(__file__).parent / "flow").glob("*.md"))
SECTIONS = [section for path in SUITES for section in read_suite(path)][::8]


def check(root: Path, cache: Path) -> tuple[Report, dict[str, int]]:
    """The report with a cache in this folder, and the run's counts."""
    run = Run(cache=Cache(cache))
    with inside(root):
        report = piilint.check(["."], run=run)
    assert run.cache is not None and not run.cache.notes
    run.cache.close()
    return report, run.counts


def write(root: Path, files: dict[str, str]) -> None:
    for old in root.rglob("*.py"):
        old.unlink()
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def edited(text: str, number: int) -> str:
    """The file with a statement more at the beginning of one of its functions."""
    lines = text.splitlines()
    bodies = [node.body[0] for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    own_lines = [stmt for stmt in bodies if lines[stmt.lineno - 1][: stmt.col_offset].isspace()]
    if not own_lines:
        return text + "\n\ndef zzz(iban):\n    return iban\n"
    stmt = own_lines[number % len(own_lines)]
    lines.insert(stmt.lineno - 1, f"{' ' * stmt.col_offset}zzz = {number}, print")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.title)
def test_an_edit_is_answered_as_anew(section: Section, tmp_path: Path) -> None:
    root, cache = tmp_path / "project", tmp_path / "cache"
    write(root, section.files)
    (root / "piilint.toml").write_text(section.toml or "", encoding="utf-8")
    assert check(root, cache)[0] == check_folder(root)
    for number, path in enumerate(sorted(section.files)):
        if path.endswith(".py"):
            write(root, {**section.files, path: edited(section.files[path], number)})
            assert check(root, cache)[0] == check_folder(root)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(programs, min_size=2, max_size=4))
def test_other_programs_at_the_same_place(tmp_path_factory: pytest.TempPathFactory, versions: list[Program]) -> None:
    folder = tmp_path_factory.mktemp("versions")
    for version in versions:
        write(folder / "project", render(version))
        assert check(folder / "project", folder / "cache")[0] == check_folder(folder / "project")


def test_only_what_a_change_concerns_is_followed_anew(tmp_path: Path) -> None:
    root = tmp_path / "bank"
    copytree(EXAMPLES / "bank_leaking", root)
    whole = check(root, tmp_path / "cache")[1]["interpretations made"]
    made = []
    for path in sorted(root.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        path.write_text(edited(text, 1), encoding="utf-8")
        report, counts = check(root, tmp_path / "cache")
        assert report == check_folder(root)
        made.append(counts["interpretations made"])
        assert counts["interpretations known from earlier runs"] > whole / 2
    assert sum(made) / len(made) < whole / 6


def test_a_change_that_says_nothing_new_ends_there(tmp_path: Path) -> None:
    files = {"a.py": "def low(x):\n    return x\n\n\ndef middle(x):\n    return low(x)\n"}
    files |= {f"m{n}.py": f"from a import middle\n\n\ndef top{n}(iban):\n    print(middle(iban))\n" for n in range(20)}
    root = tmp_path / "project"
    write(root, files)
    check(root, tmp_path / "cache")
    write(root, {**files, "a.py": "def low(x):\n    y = 1\n    return x\n\n\ndef middle(x):\n    return low(x)\n"})
    report, counts = check(root, tmp_path / "cache")
    assert report == check_folder(root) and len(report.findings) == 20
    # low itself; middle, which looks at it, since the place of its return moved; those that lead there
    assert counts["interpretations made"] <= 22
    write(root, {**files, "a.py": files["a.py"] + "\n\ndef other(x):\n    return 1\n"})
    report, counts = check(root, tmp_path / "cache")
    assert report == check_folder(root)
    # the module and what is new; middle, and the first who asks what middle's parameters are passed to through one more call
    assert counts["interpretations made"] <= 5


def test_what_is_learned_the_same_of_another_text_ends_there(tmp_path: Path) -> None:
    """Whether a parameter decides something is asked through the functions that it is handed to."""
    low = "def low(x, full):\n    if full:\n        return x\n    return ''\n"
    files = {"a.py": low + "\n\ndef middle(x, full):\n    return low(x, full)\n"}
    top = "from a import middle\n\n\ndef top(iban, full):\n    print(middle(iban, full))\n"
    files |= {f"m{n}.py": top for n in range(9)}
    changed = files["a.py"].replace("return ''\n", "return ''\n    return 'never'\n")
    assert _made_anew(tmp_path, files, changed) <= 4  # low and its module, who calls it, and the first who asks


def test_the_body_of_a_method_says_nothing_of_its_class(tmp_path: Path) -> None:
    cls = "class Book:\n    def show(self):\n        return 1\n\n    def other(self):\n        return 2\n"
    files = {"a.py": cls}
    files |= {f"m{n}.py": "from a import Book\n\n\ndef top(iban):\n    print(Book().show(), iban)\n" for n in range(9)}
    assert _made_anew(tmp_path, files, cls.replace("return 2", "new = 2\n        return new")) <= 3


def test_a_new_method_concerns_those_that_could_mean_it(tmp_path: Path) -> None:
    """Not all that call methods, nor all that know its class."""
    cls = "class Book:\n    limit = 1\n\n    def show(self):\n        return self.limit\n"
    files = {"a.py": cls}
    top = (
        "from a import Book\n\n\ndef top(book: Book, other, iban):\n    print(book.show(), other.append(iban), iban)\n"
    )
    files |= {f"m{n}.py": top for n in range(9)}
    assert _made_anew(tmp_path, files, cls + "\n    def total(self):\n        return 2\n") <= 3
    assert _made_anew(tmp_path, files, cls + "\n    def append(self, iban):\n        return 2\n") >= 9


def test_what_is_learned_again_concerns_nobody_if_it_is_the_same(tmp_path: Path) -> None:
    """Of which class an attribute is, is told by the constructor."""
    store = "class Store:\n    def put(self, value):\n        print(value)\n\n\n"
    desk = store + "class Desk:\n    def __init__(self):\n        self.store = Store()\n        self.limit = 1\n"
    files = {"a.py": desk}
    top = "from a import Desk\n\n\ndef top(desk: Desk, iban):\n    desk.store.put(iban)\n"
    files |= {f"m{n}.py": top for n in range(9)}
    assert _made_anew(tmp_path, files, desk.replace("limit = 1", "limit = 2")) <= 2  # the module and the constructor


def test_the_order_of_sets_is_no_change(tmp_path: Path) -> None:
    """What was learned in one process is known in another, whose sets are in another order."""
    names = [f"Kind{i}" for i in range(40)]
    kinds = "".join(f"class {name}:\n    pass\n\n\n" for name in names) + f"KINDS = [{', '.join(names)}]\n"
    field = "class Field{0}:\n    def __init__(self, iban):\n        self.iban = iban\n\n"
    shown = "    def show(self):\n        print(self.iban)\n\n\nclass Form{0}:\n    code = Field{0}('IBAN')\n\n\n"
    forms = "".join((field + shown).format(number) for number in range(3))
    made = []
    for seed in ("1", "2"):
        root, cache = tmp_path / seed, tmp_path / f"cache{seed}"
        files = {"kinds.py": kinds, "forms.py": forms}
        write(root, files)
        _made(root, cache, "1")
        write(root, {**files, "kinds.py": f"{kinds}MORE = 1\n"})
        made.append(_made(root, cache, seed))
    assert made == [1, 1]  # the module that was changed


def _made_anew(tmp_path: Path, files: dict[str, str], changed: str) -> int:
    """The interpretations that another text of a.py makes necessary; the nine findings are the same with and without."""
    root, cache = tmp_path / "project", tmp_path / "cache"
    write(root, files)
    check(root, cache)
    write(root, {**files, "a.py": changed})
    report, counts = check(root, cache)
    assert report == check_folder(root) and len(report.findings) == 9
    return counts["interpretations made"]


def _made(root: Path, cache: Path, seed: str) -> int:
    """The interpretations that a process with this seed of its hashes makes."""
    command = [sys.executable, "-m", "piilint", "check", ".", "--cache-dir", str(cache), "--statistics"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    (line,) = [each for each in run.stderr.splitlines() if "interpretations made" in each]
    return int(line.split()[-1])


def test_numbers_of_somebody_are_not_kept(tmp_path: Path) -> None:
    root, cache = tmp_path / "project", tmp_path / "cache"
    number = "4539578763621486"
    write(
        root,
        {
            "card.py": f"CARD = '{number}'\n\n\ndef card(key='{number}'):\n    return {{key: CARD}}[key]\n",
            "use.py": "import card\n\n\ndef use(x, way):\n    if way == 1:\n        print(x)\n    return x\n\n\n"
            "use(card.CARD, 1)\nuse(card.card(), 2)\nprint({card.CARD: 1})\n",
        },
    )
    check(root, cache)
    rows = sqlite3.connect(cache / FILE).execute("SELECT value FROM entry WHERE kind = 'summaries'").fetchall()
    assert rows
    for (value,) in rows:
        row = records.decode_row(value[16:])
        assert number not in repr(row.prints)
        assert not row.lessons or number.encode() not in zlib.decompress(row.lessons)
        assert not row.events or number.encode() not in zlib.decompress(row.events)
        for held in row.shut:
            assert number.encode() not in held.content
            assert number.encode() not in zlib.decompress(held.packed)


def test_a_row_that_cannot_be_read_counts_as_none(tmp_path: Path) -> None:
    root, cache = tmp_path / "project", tmp_path / "cache"
    copytree(EXAMPLES / "bank_leaking", root)
    check(root, cache)
    store = Cache(cache)
    base = sqlite3.connect(cache / FILE)
    keys = [key for (key,) in base.execute("SELECT key FROM entry WHERE kind = 'summaries'")]
    shut = records.encode_row(records.Row((), b"", (records.Shut("accounts.mask", 0, (), (7,), b"no", b""),), b"no"))
    store.put("summaries", dict.fromkeys(keys[::2], shut) | dict.fromkeys(keys[1::2], b"no"))
    store.close()
    first = next(iter(sorted(root.rglob("*.py"))))
    first.write_text(edited(first.read_text(encoding="utf-8"), 0), encoding="utf-8")
    assert check(root, cache)[0] == check_folder(root)


def test_what_is_kept_is_what_was_found(tmp_path: Path) -> None:
    root, cache = tmp_path / "project", tmp_path / "cache"
    copytree(EXAMPLES / "bank_leaking", root)
    check(root, cache)
    rows = sqlite3.connect(cache / FILE).execute("SELECT value FROM entry WHERE kind = 'summaries'").fetchall()
    whole = [records.decode_row(value[16:]) for (value,) in rows]
    kept = [records.opened(held, records.events_of(row)) for row in whole for held in row.shut]
    assert len(kept) > 50
    for record in kept:
        summary, _, exported = unpack(record.packed)
        summary.digest = None
        assert summary_digest(summary) == record.digest
        assert {event.held for event in record.events if isinstance(event, records.Exported)} == set(
            range(len(exported))
        )

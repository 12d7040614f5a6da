"""Fixes: each before and after of `fix/fixes.md`, and what holds of all of them, whatever the file."""

from __future__ import annotations

import ast
import difflib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gate.commands import ROOT, commit, piilint, report, write

from piilint.catalogue.load import api_files
from piilint.rules import all_rules, page

MASKING = '''\
"""Masks."""

LIMIT = 4


def mask_iban(iban: str) -> str:
    return "*" * 18 + iban[-LIMIT:]


def mask_card(number: str) -> str:
    return "*" * 12 + number[-4:]


def mask(value):
    return "****" + value[-4:]


def mask_email(email):
    return email
'''
BANK = {"bank/__init__.py": "", "bank/masking.py": MASKING}
OPTIONS = {"fixed": ("--fix",), "unsafe": ("--fix", "--unsafe-fixes")}


def sections() -> Iterator[tuple[str, dict[str, str]]]:
    """Title and blocks of each section: "" is the file before."""
    page = (ROOT / "tests/fix/fixes.md").read_text(encoding="utf-8")
    for section in page.split("\n## ")[1:]:
        blocks = re.findall(r"^```py ?(\w*)\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
        yield section.partition("\n")[0], dict(blocks)


@pytest.mark.parametrize(
    ("title", "blocks"), list(sections()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_before_and_after(title: str, blocks: dict[str, str], tmp_path: Path) -> None:
    before = blocks.get("", blocks.get("alone", ""))
    files = {"main.py": before} if "alone" in blocks else {**BANK, "main.py": before}
    safe = blocks.get("fixed", before)
    wanted = {"fixed": safe, "unsafe": blocks.get("unsafe", safe)}
    for kind, options in OPTIONS.items():
        write(tmp_path, files)
        piilint(tmp_path, "check", ".", *options)
        after = (tmp_path / "main.py").read_text(encoding="utf-8")
        assert after == wanted[kind], "".join(
            difflib.unified_diff(wanted[kind].splitlines(True), after.splitlines(True))
        )


# ---- the command -----------------------------------------------------------------------------------------------------

LEAK = "import logging\n\nfrom bank.masking import mask_iban\n\n\ndef pay(order):\n    logging.info(order.iban){}\n"
MENDED = LEAK.replace("order.iban", "mask_iban(order.iban)")


def test_only_what_counts_is_mended(tmp_path: Path) -> None:
    suppressed = LEAK.format("  # piilint: ignore[PII101] on purpose")
    write(tmp_path, {**BANK, "main.py": LEAK.format(""), "kept.py": suppressed, "known.py": LEAK.format("")})
    known = "known.py | PII101 | iban | pay | order.iban -> logging.info(arg0)\n"
    write(tmp_path, {"piilint-baseline.txt": known})
    done = piilint(tmp_path, "check", ".", "--fix")
    assert "1 finding mended in 1 file" in done.stderr
    texts = {path: (tmp_path / path).read_text(encoding="utf-8") for path in ("main.py", "kept.py", "known.py")}
    assert texts == {"main.py": MENDED.format(""), "kept.py": suppressed, "known.py": LEAK.format("")}
    assert piilint(tmp_path, "check", "main.py", "--project", ".", "--fix").returncode == 0


def test_a_declared_mask_is_imported(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": LEAK.replace("from bank.masking import mask_iban\n\n\n", "\n").format("")})
    write(tmp_path, {"piilint.toml": '[[sanitizer]]\ncall = ["house.privacy.mask_iban"]\nkind = "mask"\n'})
    assert piilint(tmp_path, "check", ".", "--fix").returncode == 0
    text = (tmp_path / "main.py").read_text(encoding="utf-8")
    assert "import logging\nfrom house.privacy import mask_iban\n" in text
    assert "logging.info(mask_iban(order.iban))" in text


def test_what_is_no_mask_for_it_isnt_used(tmp_path: Path) -> None:
    """A function that gives back something else, one that gives back what it was given, another project's, another data's."""
    others = (
        "import logging\n\n\ndef redacting(name: str):\n    return logging.getLogger(name)\n\n\n"
        "def mask_iban(iban):\n    return iban\n\n\ndef mask_phone(phone):\n    return '***' + phone[-2:]\n\n\n"
        "def mask_all(row, keys):\n    return {key: '***' for key in keys}\n"
    )
    use = "import logging\n\nfrom bank.masks import mask_all, mask_iban, mask_phone, redacting\n\n\ndef pay(order):\n"
    write(
        tmp_path,
        {"bank/__init__.py": "", "bank/masks.py": others, "bank/main.py": f"{use}    logging.info(order.iban)\n"},
    )
    write(tmp_path, {"other/house/__init__.py": "", "other/house/masks.py": "def mask_iban(x):\n    return x[-4:]\n"})
    (fix,) = [each["fix"] for each in report(tmp_path, "bank", "other")["findings"] if each["family"] == "log"]
    assert fix["title"] == "show its last four only"


def test_a_preview_changes_nothing_and_repeats_no_number(tmp_path: Path) -> None:
    number = "DE89" + "3704" + "0044" + "0532" + "0130" + "00"
    text = LEAK.format(f"; x = '{number}'")
    write(tmp_path, {**BANK, "main.py": text})
    done = piilint(tmp_path, "check", ".", "--fix-diff")
    assert "+    logging.info(mask_iban(order.iban)); x = 'DE89…3000'" in done.stdout
    assert number not in done.stdout
    assert done.returncode == 1
    assert (tmp_path / "main.py").read_text(encoding="utf-8") == text


def test_json_has_the_edits(tmp_path: Path) -> None:
    write(tmp_path, {**BANK, "main.py": LEAK.format("")})
    (finding,) = (each for each in report(tmp_path, ".")["findings"] if each["location"]["path"] == "main.py")
    place = {"path": "main.py", "line": 7, "end_line": 7}
    assert finding["fix"] == {
        "title": "mask it with mask_iban()",
        "safe": True,
        "edits": [
            {**place, "column": 18, "end_column": 18, "text": "mask_iban("},
            {**place, "column": 28, "end_column": 28, "text": ")"},
        ],
    }


def test_mistakes_are_named(tmp_path: Path) -> None:
    commit(tmp_path, {"main.py": ""})
    for arguments in (("--staged", "--fix"), ("-", "--fix"), (f"git+file://{tmp_path}", "--fix"), ("--unsafe-fixes",)):
        done = piilint(tmp_path, "check", *arguments)
        assert done.returncode == 2, arguments
        assert "fix" in done.stderr


def test_every_setting_that_says_what_mends_it_is_mended(tmp_path: Path) -> None:
    sinks = [sink for _, api in api_files() for sink in api.sink if sink.mend]
    assert len(sinks) > 8
    write(tmp_path, {f"s{number}.py": sink.example for number, sink in enumerate(sinks)})
    done = piilint(tmp_path, "check", ".", "--fix", "--format", "json")
    assert f"{len(sinks)} findings mended in {len(sinks)} files" in done.stderr
    assert [finding["location"]["path"] for finding in json.loads(done.stdout)["findings"]] == []


# ---- what holds of all fixes -----------------------------------------------------------------------------------------


def corpus() -> dict[str, str]:
    """Programs of many makes: the catalogue's examples, the rules' pages, the leaking bank."""
    files = {
        path.relative_to(ROOT / "examples").as_posix(): path.read_text(encoding="utf-8")
        for path in (ROOT / "examples/bank_leaking").rglob("*.py")
    }
    for _, api in api_files():
        for at, sink in enumerate(api.sink):
            files[f"sinks/{api.library}_{at}.py".replace(" ", "_")] = sink.example
    for rule in all_rules():
        example = page(rule).partition("\n## Example\n")[2].partition("\n## ")[0]
        found = re.search(r"^```py\n(.*?)^```", example, re.MULTILINE | re.DOTALL)
        files[f"rules/{rule.name.replace('-', '_')}.py"] = found[1] if found else ""
    for title, blocks in sections():
        files[f"sections/{re.sub(r'[^a-z]+', '_', title.lower())}.py"] = next(iter(blocks.values()))
    return {**BANK, **{path: f"\n{text.strip()}\n" for path, text in files.items() if text}}


STYLES = {
    "as they are": lambda text: text.encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "tabs and a byte order mark": lambda text: b"\xef\xbb\xbf" + re.sub(r"(?m)^( {4})+", _tabs, text).encode(),
    "GBK": lambda text: f"# -*- coding: gbk -*-{text}".encode("gbk", "replace"),
}


def _tabs(found: re.Match[str]) -> str:
    return "\t" * (len(found[0]) // 4)


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_whatever_the_file(style: Callable[[str], bytes], tmp_path: Path) -> None:
    """Files parse and keep what wasn't to be changed, what was mended is gone, and there is nothing left to do."""
    for path, text in corpus().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(style(text))
    (tmp_path / "piilint.toml").write_text("[policy.elements]\ncard_expiry = 'off'\n", encoding="utf-8")
    before, found = contents(tmp_path), report(tmp_path, ".")["findings"]
    mendable = [finding for finding in found if finding["fix"]]
    assert len(mendable) > 60
    done = piilint(tmp_path, "check", ".", "--fix", "--unsafe-fixes", "--format", "json")
    after, left = contents(tmp_path), json.loads(done.stdout)["findings"]
    assert [finding for finding in left if finding["fix"]] == []
    assert len(left) <= len(found) - len(mendable)
    touched: dict[str, set[int]] = defaultdict(set)
    for finding in mendable:
        for edit in finding["fix"]["edits"]:
            touched[edit["path"]] |= {*range(edit["line"], edit["end_line"] + 1)}
    for path, text in after.items():
        if text != before[path]:
            ast.parse(text)
        assert before[path].startswith(b"\xef\xbb\xbf") == text.startswith(b"\xef\xbb\xbf")
        assert (b"\r\n" in before[path]) == (b"\r\n" in text) and text.count(b"\n") == text.replace(
            b"\r\n", b"\n"
        ).count(b"\n")
        changed = changed_lines(before[path], text)
        assert changed <= touched[path], (path, changed - touched[path])
    piilint(tmp_path, "check", ".", "--fix", "--unsafe-fixes")
    assert contents(tmp_path) == after


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.py"))}


def changed_lines(before: bytes, after: bytes) -> set[int]:
    """The lines of a text that are gone or different in another; what was only put in isn't one of them."""
    blocks = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False).get_opcodes()
    return {line for kind, start, end, _, _ in blocks if kind != "equal" for line in range(start + 1, end + 1)}

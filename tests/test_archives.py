"""Archives and snippets: read as folders and files are, never unpacked, and safe against what a hostile one tries."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from piilint.archive import reading
from piilint.cli import cli

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
LEAK = b"def show(customer):\n    print(customer.iban)\n"
HELPER = b"import logging\n\n\ndef audit(value):\n    logging.info('%s', value)\n"
CALLER = b"from bank.helper import audit\n\n\ndef pay(order):\n    audit(order.iban)\n"
FILES = {"bank/__init__.py": b"", "bank/helper.py": HELPER, "bank/app.py": CALLER, "bank/data.bin": b"\0" * 1000}


def check(*arguments: str | Path, text: bytes | None = None) -> tuple[dict[str, Any], int]:
    given = ["check", *map(str, arguments), "--format", "json", "--no-cache"]
    done = CliRunner().invoke(cli, given, standalone_mode=False, input=text)
    if done.exception is not None:
        raise done.exception
    return json.loads(done.stdout), done.return_value


def found(report: dict[str, Any]) -> list[tuple[str, int]]:
    return [(each["location"]["path"], each["location"]["line"]) for each in report["findings"]]


def problems(report: dict[str, Any]) -> dict[str, str]:
    return {each["path"]: each["message"] for each in report["problems"]}


def zipped(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def tarred(mode: str) -> Callable[[Path, dict[str, bytes]], None]:
    def write(path: Path, files: dict[str, bytes]) -> None:
        with tarfile.open(path, mode) as archive:
            for name, content in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))

    return write


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("bank.zip", zipped),
        ("bank-1.0-py3-none-any.whl", zipped),
        ("BANK.ZIP", zipped),
        ("bank.tar", tarred("w")),
        ("bank-1.0.tar.gz", tarred("w:gz")),
        ("bank.tgz", tarred("w:gz")),
        ("bank.tar.bz2", tarred("w:bz2")),
        ("bank.tar.xz", tarred("w:xz")),
    ],
)
def test_an_archive_is_analysed_as_one_program(folder: Path, name: str, write: Callable[..., None]) -> None:
    write(folder / name, FILES)
    report, code = check(name)
    assert found(report) == [(f"{name}/bank/app.py", 5)]
    assert report["findings"][0]["sink"]["path"] == f"{name}/bank/helper.py"
    assert (code, report["problems"], report["summary"]["files"]) == (1, [], 3)
    assert [each.name for each in folder.iterdir()] == [name], "nothing was unpacked"


def test_the_excerpt_is_shown(folder: Path) -> None:
    zipped(folder / "a.zip", {"app.py": LEAK})
    done = CliRunner().invoke(cli, ["check", "a.zip", "--no-cache"])
    assert "a.zip/app.py:2:5: error PII201" in done.stdout and "print(customer.iban)" in done.stdout


def test_beside_folders_and_other_archives(folder: Path) -> None:
    zipped(folder / "a.zip", {"app.py": LEAK})
    zipped(folder / "b.zip", {"app.py": LEAK})
    (folder / "src").mkdir()
    (folder / "src" / "app.py").write_bytes(LEAK)
    report, _ = check("a.zip", "b.zip", "src")
    assert found(report) == [("a.zip/app.py", 2), ("b.zip/app.py", 2), ("src/app.py", 2)]


def test_archives_in_folders_are_not_opened(folder: Path) -> None:
    zipped(folder / "a.zip", {"app.py": LEAK})
    report, code = check(".")
    assert (found(report), code) == ([], 0)


def test_the_configuration_beside_it_counts_and_its_own_does_not(folder: Path) -> None:
    zipped(folder / "a.zip", {"app.py": LEAK, "vendored/app.py": LEAK, "piilint.toml": b'[policy]\nhigh = "off"\n'})
    (folder / "piilint.toml").write_text('exclude = ["vendored"]\n')
    report, _ = check("a.zip")
    assert found(report) == [("a.zip/app.py", 2)]


def test_folders_without_own_code_are_passed_over(folder: Path) -> None:
    zipped(folder / "a.zip", {"node_modules/app.py": LEAK, "x/__pycache__/app.py": LEAK})
    assert check("a.zip")[0]["summary"]["files"] == 0


# ---- what a hostile one tries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../evil.py", "/etc/evil.py", "a/../../evil.py", "..\\evil.py", "C:/evil.py"])
@pytest.mark.parametrize(("suffix", "write"), [("zip", zipped), ("tar", tarred("w"))])
def test_names_that_lead_out(folder: Path, name: str, suffix: str, write: Callable[..., None]) -> None:
    write(folder / f"a.{suffix}", {name: LEAK, "app.py": LEAK})
    report, _ = check(f"a.{suffix}")
    assert found(report) == [(f"a.{suffix}/app.py", 2)]
    ((path, message),) = problems(report).items()
    assert path.startswith(f"a.{suffix}/") and ".." not in path
    assert message == "its name leads out of the archive, so it isn't read"


def test_links_and_devices(folder: Path) -> None:
    (folder / "secret.py").write_bytes(LEAK)
    with tarfile.open(folder / "a.tar", "w") as archive:
        for name, kind in (("soft.py", tarfile.SYMTYPE), ("hard.py", tarfile.LNKTYPE), ("dev.py", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, str(folder / "secret.py")
            archive.addfile(info)
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        info = zipfile.ZipInfo("soft.py")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    for name in ("a.tar", "a.zip"):
        report, _ = check(name)
        assert found(report) == []
        assert set(problems(report).values()) == {"not a regular file (a link or a device), so it isn't read"}


def test_one_huge_member(folder: Path) -> None:
    """100 MB of blanks in 100 KB: no more than the limit of one file is ever held."""
    zipped(folder / "a.zip", {"huge.py": b" " * 100_000_000, "app.py": LEAK})
    report, _ = check("a.zip")
    assert found(report) == [("a.zip/app.py", 2)]
    assert "more than the limit of" in problems(report)["a.zip/huge.py"]


@pytest.mark.parametrize(("name", "pack"), [("a.tar.gz", gzip), ("a.tar.bz2", bz2), ("a.tar.xz", lzma)])
def test_a_bomb_that_is_no_python(folder: Path, name: str, pack: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 5_000_000)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for member, size in (("app.py", len(LEAK)), ("zeros.bin", 20_000_000), ("late.py", len(LEAK))):
            info = tarfile.TarInfo(member)
            info.size = size
            archive.addfile(info, io.BytesIO(LEAK if size == len(LEAK) else b"\0" * size))
    (folder / name).write_bytes(pack.compress(out.getvalue()))
    report, _ = check(name)
    assert found(report) == [(f"{name}/app.py", 2)]
    assert problems(report) == {
        name: "the archive holds more than 100000 files or 5000000 bytes, so the rest isn't read"
    }


def test_many_members(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_MEMBERS", 20)
    zipped(folder / "a.zip", {f"m{number:03}.py": b"" for number in range(30)})
    report, _ = check("a.zip")
    assert report["summary"]["files"] == 20 and list(problems(report)) == ["a.zip"]


def test_a_size_that_lies(folder: Path) -> None:
    """The directory says ten bytes, the data hold more: what is there counts, or it is said that it can't be read."""
    zipped(folder / "a.zip", {"app.py": LEAK})
    content = bytearray((folder / "a.zip").read_bytes())
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    (folder / "a.zip").write_bytes(content)
    report, _ = check("a.zip")
    assert list(problems(report)) == ["a.zip/app.py"]


def test_the_last_of_the_same_name_counts(folder: Path) -> None:
    """As unpacking would have it."""
    with tarfile.open(folder / "a.tar", "w") as archive:
        for content in (b"print('harmless')\n", LEAK):
            info = tarfile.TarInfo("app.py")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    report, _ = check("a.tar")
    assert found(report) == [("a.tar/app.py", 2)]
    assert problems(report) == {"a.tar/app.py": "stands in the archive more than once"}


def test_archives_within(folder: Path) -> None:
    zipped(folder / "inner.zip", {"app.py": LEAK})
    zipped(folder / "outer.zip", {"inner.zip": (folder / "inner.zip").read_bytes()})
    report, _ = check("outer.zip")
    assert problems(report) == {"outer.zip/inner.zip": "an archive within the archive, so it isn't read"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", b"PK\x03\x04 not really"),
        ("a.zip", b""),
        ("a.tar.gz", b"\x1f\x8b\x08\x00 broken"),
        ("a.tar.gz", gzip.compress(b"no tar in it" * 100, mtime=0)),
        ("a.tar.xz", b"\xfd7zXZ\x00broken"),
        ("a.tar", bytes(range(1, 256)) * 16),
    ],
)
def test_broken_ones(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    report, code = check(name)
    assert (found(report), code) == ([], 0)
    assert "can't be read as an archive to its end" in problems(report)[name]
    assert check(name, "--strict")[1] == 1


def test_cut_off(folder: Path) -> None:
    """What stands before the cut is reported."""
    tarred("w:gz")(folder / "a.tar.gz", {"app.py": LEAK, "noise.bin": os.urandom(500_000), "late.py": LEAK})
    whole = (folder / "a.tar.gz").read_bytes()
    (folder / "a.tar.gz").write_bytes(whole[: len(whole) // 2])
    report, _ = check("a.tar.gz")
    assert found(report) == [("a.tar.gz/app.py", 2)] and list(problems(report)) == ["a.tar.gz"]


# ---- snippets --------------------------------------------------------------------------------------------------------


def test_a_snippet(folder: Path) -> None:
    report, code = check("-", text=LEAK)
    assert (found(report), code) == ([("<stdin>", 2)], 1)


def test_a_snippet_with_a_name(folder: Path) -> None:
    (folder / "bank").mkdir()
    (folder / "bank" / "piilint.toml").write_text('[policy]\nhigh = "off"\n')
    assert check("-", "--stdin-filename", "bank/app.py", text=LEAK)[1] == 0, "the configuration nearest to it counts"
    assert found(check("-", "--stdin-filename", "other/app.py", text=LEAK)[0]) == [("other/app.py", 2)]


def test_a_snippet_stands_for_its_file_in_the_project(folder: Path) -> None:
    for name, content in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    edited = CALLER.replace(b"\n\n\ndef", b"\n\n\n\n\ndef")
    report, _ = check("-", "--stdin-filename", "bank/app.py", "--project", ".", text=edited)
    assert found(report) == [("bank/app.py", 7)]
    assert report["findings"][0]["sink"]["path"] == "bank/helper.py"


def test_a_name_without_a_snippet(folder: Path) -> None:
    command = [sys.executable, "-m", "piilint", "check", ".", "--stdin-filename", "a.py"]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "expected - among the paths" in done.stderr


def test_reviews_read_archives_and_fixes_leave_them_alone(folder: Path) -> None:
    zipped(folder / "a.zip", {"app.py": LEAK})
    before = (folder / "a.zip").read_bytes()
    for given in (["evidence", "--regulation", "gdpr", "--format", "json"], ["inventory", "--format", "json"]):
        done = CliRunner().invoke(cli, [*given, "a.zip", "--no-cache"], standalone_mode=False)
        assert done.exception is None and "a.zip/app.py" in done.stdout
    done = CliRunner().invoke(cli, ["check", "a.zip", "--fix"], standalone_mode=False)
    assert "an archive" in str(done.exception)
    assert (folder / "a.zip").read_bytes() == before

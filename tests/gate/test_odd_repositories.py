"""The gate in repositories that aren't as simple as the examples': line ends, links, submodules, worktrees, deletions."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from gate.commands import commit, git, piilint, report, run, write

LEAK = "def show(card):\n    print(card.iban)\n"
CLEAN = "def show(card):\n    print(card.iban[-4:])\n"


def found(folder: Path, *arguments: str) -> list[tuple[str, int]]:
    """Path and line of what is reported and not known."""
    findings = report(folder, *arguments)["findings"]
    return [
        (f["location"]["path"], f["location"]["line"]) for f in findings if not f["baselined"] and not f["suppressed"]
    ]


def stage(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    git(folder, "add", "--", *files)


def test_line_ends_that_git_changes(tmp_path: Path) -> None:
    """With `core.autocrlf` the index has LF and the work tree CRLF: one finding, one fingerprint, one suppression."""
    commit(tmp_path, {"README.md": ""})
    git(tmp_path, "config", "core.autocrlf", "true")
    text = LEAK + "    print(card.phone)  # piilint: ignore[PII201] own screen\n"
    stage(tmp_path, {"a.py": text.replace("\n", "\r\n")})
    assert b"\r" not in subprocess.run(["git", "show", ":a.py"], cwd=tmp_path, capture_output=True, check=True).stdout
    disk, index = (report(tmp_path, *options)["findings"] for options in ((".",), ("--staged",)))
    assert disk == index
    assert [finding["suppressed"] is not None for finding in disk] == [False, True]
    piilint(tmp_path, "baseline", "create")
    assert found(tmp_path, ".") == []
    git(tmp_path, "add", "--all")
    assert found(tmp_path, "--staged") == []


def test_a_baseline_with_other_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    commit(tmp_path, {"a.py": LEAK})
    piilint(tmp_path, "baseline", "create")
    baseline = tmp_path / "piilint-baseline.txt"
    baseline.write_bytes(b"\xef\xbb\xbf" + baseline.read_bytes().replace(b"\n", b"\r\n"))
    assert found(tmp_path, ".") == []
    assert "0 removed, 0 added, 1 kept" in piilint(tmp_path, "baseline", "update").stdout


def test_byte_order_marks_and_other_encodings(tmp_path: Path) -> None:
    commit(tmp_path, {"README.md": ""})
    gbk = f"# -*- coding: gbk -*-\n# 流水\n{LEAK}".encode("gbk")
    stage(tmp_path, {"bom.py": b"\xef\xbb\xbf" + LEAK.encode(), "gbk.py": gbk, "latin.py": LEAK.encode("utf-16")})
    index = report(tmp_path, "--staged")
    assert [(f["location"]["path"], f["location"]["line"]) for f in index["findings"]] == [("bom.py", 2), ("gbk.py", 4)]
    assert [problem["path"] for problem in index["problems"]] == ["latin.py"]
    assert found(tmp_path, "--staged", "--diff", "HEAD") == [("bom.py", 2), ("gbk.py", 4)]


def test_a_staged_deletion(tmp_path: Path) -> None:
    """Nothing is to be looked at, and that is no mistake; who used what is gone is judged without it."""
    masks = "def shorten(value):\n    return value[-4:]\n"
    use = "from masks import shorten\n\n\ndef show(card):\n    print(shorten(card.iban))\n"
    commit(tmp_path, {"masks.py": masks, "use.py": use, "old.py": LEAK})
    assert found(tmp_path, ".") == [("old.py", 2)]
    git(tmp_path, "rm", "--quiet", "old.py")
    done = piilint(tmp_path, "check", "--staged", "--require-files")
    assert done.returncode == 0, done.stderr
    git(tmp_path, "rm", "--quiet", "masks.py")
    assert found(tmp_path, "--staged", "use.py", "--min-confidence", "low") == [("use.py", 5)]
    assert piilint(tmp_path, "check", "--staged", "old.py").returncode == 2, "it is no longer there"


def test_a_file_that_becomes_a_link_and_back(tmp_path: Path) -> None:
    commit(tmp_path, {"a.py": LEAK, "b.py": "x = 1\n"})
    (tmp_path / "a.py").unlink()
    (tmp_path / "a.py").symlink_to("b.py")
    git(tmp_path, "add", "--all")
    assert found(tmp_path, "--staged") == []
    assert found(tmp_path, "--staged", ".") == found(tmp_path, ".") == []
    git(tmp_path, "commit", "--quiet", "--message", "link")
    (tmp_path / "a.py").unlink()
    stage(tmp_path, {"a.py": LEAK})
    assert found(tmp_path, "--staged") == [("a.py", 2)]


def test_a_rename_with_an_edit(tmp_path: Path) -> None:
    """The old leak moved, so only what was written besides is new; with the baseline as with --diff."""
    body = "".join(f"\n\ndef f{n}(x):\n    return x + {n}\n" for n in range(8))
    commit(tmp_path, {"bank/old.py": LEAK + body})
    piilint(tmp_path, "baseline", "create")
    commit(tmp_path, {})
    git(tmp_path, "mv", "bank/old.py", "bank/brand new.py")
    stage(tmp_path, {"bank/brand new.py": LEAK + body + "\n\ndef other(card):\n    print(card.phone)\n"})
    new = [("bank/brand new.py", 38)]
    assert found(tmp_path, "--staged", "--diff", "HEAD", "--no-baseline") == new
    assert found(tmp_path, ".") == found(tmp_path, "--staged") == new


def test_submodules_are_known_at_the_commits_that_are_named(tmp_path: Path) -> None:
    """As on the disk: their helpers count, in every state of the repository, also where they aren't reported."""
    helper = "def tell(value):\n    {}\n"
    commit(tmp_path / "library", {"lib.py": helper.format("return value"), "own.py": LEAK})
    bank = tmp_path / "bank"
    commit(bank, {"app.py": "from vendored.lib import tell\n\n\ndef pay(order):\n    tell(order.iban)\n"})
    git(bank, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../library", "vendored")
    git(bank, "commit", "--quiet", "--message", "submodule")
    assert found(bank, ".") == found(bank, "--staged", ".") == [("vendored/own.py", 2)]
    assert found(bank, "--diff", "HEAD") == []
    commit(bank / "vendored", {"lib.py": helper.format("print(value)")})
    assert found(bank, ".") == [("app.py", 5), ("vendored/own.py", 2)]
    assert found(bank, "--staged", ".") == [("vendored/own.py", 2)], "the new commit isn't staged"
    assert found(bank, "--diff", "HEAD") == [("app.py", 5)]
    git(bank, "add", "vendored")
    assert found(bank, "--staged", "--diff", "HEAD") == [("app.py", 5)]
    assert found(bank, "--staged", "app.py") == [("app.py", 5)]
    git(bank, "commit", "--quiet", "--message", "begins to print")
    assert found(bank, "--diff", "HEAD~1") == [("app.py", 5)]
    git(bank, "submodule", "--quiet", "deinit", "--force", "vendored")
    assert found(bank, ".") == found(bank, "--staged", ".") == [], "it isn't there"


def test_a_linked_worktree(tmp_path: Path) -> None:
    """Its own index and its own HEAD; the main one's aren't looked at."""
    main, linked = tmp_path / "main", tmp_path / "linked tree"
    commit(main, {"a.py": CLEAN})
    git(main, "worktree", "add", "--quiet", "-b", "other", str(linked))
    stage(main, {"main.py": LEAK})
    stage(linked, {"sub/linked.py": LEAK})
    assert found(linked, "--staged") == [("sub/linked.py", 2)]
    assert found(linked / "sub", "--staged", "--diff", "HEAD") == [("linked.py", 2)]
    assert found(main, "--staged") == [("main.py", 2)]


def test_another_index_as_git_gives_it_to_hooks(tmp_path: Path) -> None:
    """`git commit FILE` commits an index of its own, which hooks are told by a variable."""
    commit(tmp_path, {"a.py": CLEAN, "b.py": CLEAN})
    hook = tmp_path / ".git/hooks/pre-commit"
    hook.write_text(
        f'#!/bin/sh\ncd "$GIT_PREFIX." && exec "{sys.executable}" -m piilint check --staged\n', encoding="utf-8"
    )
    hook.chmod(0o755)
    stage(tmp_path, {"a.py": LEAK})
    write(tmp_path, {"b.py": CLEAN + "\n", "c.py": LEAK})
    only = run(tmp_path, "git", "commit", "--quiet", "--message", "b", "b.py")
    assert only.returncode == 0, only.stdout + only.stderr
    assert "1 file, " in only.stdout + only.stderr
    everything = run(tmp_path, "git", "commit", "--all", "--quiet", "--message", "all")
    assert everything.returncode == 1 and "a.py:2" in everything.stdout + everything.stderr
    git(tmp_path, "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    stage(tmp_path / "linked", {"d.py": LEAK})
    assert run(tmp_path / "linked", "git", "commit", "--quiet", "--message", "d").returncode == 1


def test_a_baseline_with_conflicts(tmp_path: Path) -> None:
    """Without the line in `.gitattributes` git leaves its marks: they are named, and taking all lines is right."""
    commit(tmp_path, {"base.py": LEAK})
    piilint(tmp_path, "baseline", "create")
    (tmp_path / ".gitattributes").unlink()
    commit(tmp_path, {})
    for branch in ("one", "two"):
        git(tmp_path, "switch", "--quiet", "--create", branch, "main")
        write(tmp_path, {f"{branch}.py": LEAK.replace("show", branch)})
        piilint(tmp_path, "baseline", "update")
        (tmp_path / ".gitattributes").unlink(missing_ok=True)
        commit(tmp_path, {})
    assert run(tmp_path, "git", "merge", "one").returncode == 1
    refused = piilint(tmp_path, "check", ".")
    assert (
        refused.returncode == 2 and "unresolved merge" in refused.stderr and "keep the lines of both" in refused.stderr
    )
    assert piilint(tmp_path, "check", "--staged", ".").returncode in (1, 2), "the index has no such file now"
    baseline = tmp_path / "piilint-baseline.txt"
    lines = baseline.read_text(encoding="utf-8").splitlines()
    baseline.write_text(
        "".join(f"{line}\n" for line in lines if line[:3] not in ("<<<", "===", ">>>")), encoding="utf-8"
    )
    git(tmp_path, "add", "--all")
    assert found(tmp_path, ".") == found(tmp_path, "--staged", ".") == []
    git(tmp_path, "commit", "--quiet", "--no-edit")
    assert found(tmp_path, "--diff", "HEAD~1", "--no-baseline") == [("one.py", 2)]


MONOREPO = {
    "piilint.toml": 'fail-on = "warning"\n',
    "cards/piilint.toml": '[policy.high]\nprint = "off"\n',
    "cards/app.py": "from shared.tell import tell\n\n\ndef show(card):\n    print(card.iban)\n    tell(card.iban)\n",
    "loans/app.py": LEAK,
    "shared/tell.py": "import logging\n\n\ndef tell(value):\n    logging.info(value)\n",
}


def test_a_folder_of_a_monorepo(tmp_path: Path) -> None:
    """The same answer for a file, whatever else is staged: the configuration is that of the folder it is called in."""
    commit(tmp_path, {"README.md": ""})
    stage(tmp_path, MONOREPO)
    everything = found(tmp_path, ".")
    assert everything == [("cards/app.py", 5), ("cards/app.py", 6), ("loans/app.py", 2)]
    assert found(tmp_path, "--staged") == everything
    assert found(tmp_path, "--staged", "cards/app.py", "loans/app.py") == everything
    assert found(tmp_path, "--staged", "cards/app.py") == everything[:2]
    own = ("--staged", "--config", "cards/piilint.toml", "--project", ".", "cards/app.py")
    assert found(tmp_path, *own) == [("cards/app.py", 6)]
    assert found(tmp_path / "cards", "--staged", "app.py", "--project", "..") == [("app.py", 6)]


def test_names_that_are_no_text(tmp_path: Path) -> None:
    commit(tmp_path, {"README.md": ""})
    names = ["new\nline.py", 'quo"te.py', "tab\t.py", "-x.py", "ünï.py", "a..b.py"]
    names += [os.fsdecode(b"lat\xe9n.py")] if sys.platform == "linux" else []
    for name in names:
        (tmp_path / name).write_text(LEAK, encoding="utf-8")
    git(tmp_path, "add", "--all")
    index, disk = (report(tmp_path, *options)["findings"] for options in (("--staged",), (".",)))
    assert len(index) == len(disk) == len(names)
    assert index == disk
    for form in ("text", "sarif", "junit", "checkstyle", "github", "html"):
        assert piilint(tmp_path, "check", "--staged", "--format", form).returncode == 1, form


def test_nothing_but_a_shallow_clone(tmp_path: Path) -> None:
    commit(tmp_path / "bank", {"a.py": CLEAN})
    commit(tmp_path / "bank", {"a.py": LEAK})
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{tmp_path / 'bank'}", "shallow")
    done = piilint(tmp_path / "shallow", "check", "--diff", "HEAD~1")
    assert done.returncode == 2 and "shallow: fetch the history first" in done.stderr
    git(tmp_path / "shallow", "checkout", "--quiet", "--detach")
    stage(tmp_path / "shallow", {"b.py": LEAK})
    assert found(tmp_path / "shallow", "--staged", "--diff", "HEAD") == [("b.py", 2)]


def test_a_file_that_will_be_added(tmp_path: Path) -> None:
    """`git add --intent-to-add` stages a name without a content."""
    commit(tmp_path, {"a.py": CLEAN})
    write(tmp_path, {"later.py": LEAK})
    git(tmp_path, "add", "--intent-to-add", "later.py")
    assert found(tmp_path, "--staged") == []
    assert found(tmp_path, ".") == [("later.py", 2)]


def test_a_script_without_an_ending(tmp_path: Path) -> None:
    """pre-commit takes it for Python by its first line, and hands it over by its name."""
    commit(tmp_path, {"a.py": CLEAN})
    stage(tmp_path, {"bin/report": "#!/usr/bin/env python3\n" + LEAK})
    assert found(tmp_path, "--staged", "bin/report") == [("bin/report", 3)]
    assert found(tmp_path, "--staged", "a.py", "bin/report") == [("bin/report", 3)]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_staged_is_answered_as_by_a_full_run(tmp_path: Path, seed: int) -> None:
    """For any files: the findings of `--staged FILES` are those of the whole index, checked out, in these files."""
    random = Random(seed)
    bank, elsewhere = tmp_path / "bank", tmp_path / "elsewhere"
    commit(bank, programs(random))
    later = programs(random)
    stage(bank, dict(random.sample(sorted(later.items()), 5)))
    write(bank, dict(random.sample(sorted(programs(random).items()), 4)))  # not staged
    (bank / "m0.py").unlink()
    git(bank, "checkout-index", "--all", f"--prefix={elsewhere}/")
    whole = report(elsewhere, ".")["findings"]
    assert whole
    for count in (1, 3, 6):
        files = random.sample([name for name in later if name != "piilint.toml"], count)
        there = [finding for finding in whole if finding["location"]["path"] in files]
        assert report(bank, "--staged", *files)["findings"] == there
    staged = git(bank, "diff", "--cached", "--name-only").splitlines()
    assert report(bank, "--staged")["findings"] == [f for f in whole if f["location"]["path"] in staged]


def programs(random: Random) -> dict[str, str]:
    """Eight modules of functions that call each other, and leak here and there."""
    files = {}
    for number in range(8):
        others = random.sample(range(8), 3)
        lines = [f"import m{other}" for other in others if other != number]
        for name in ("f", "g"):
            element = random.choice(("iban", "phone", "currency", "card_number", "status"))
            lines += ["", "", f"def {name}(value, card=None):"]
            lines += random.sample(
                [
                    f"    print(card.{element})",
                    "    print(value)",
                    f"    value = card.{element}",
                    "    value = value[-4:]",
                    *(f"    m{other}.{random.choice('fg')}(card.{element})" for other in others if other != number),
                    *(f"    print(m{other}.{random.choice('fg')}(value, card))" for other in others if other != number),
                ],
                k=4,
            )
            lines += [random.choice(("    return value", "    return card", "    return None"))]
        comment = random.choice(("", "  # piilint: ignore[PII201] own screen"))
        files[f"m{number}.py"] = "\n".join(lines) + f"{comment}\n"
    return files

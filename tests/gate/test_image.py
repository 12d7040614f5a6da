"""The Dockerfile, without Docker: parsed, its lines run in a scratch folder and environment, its uses run.

An image isn't built here; what only a build shows (the base image, apt, the user's rights) isn't tested.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dockerfile_parse import DockerfileParser
from gate.commands import ROOT, commit, piilint, run
from installation import Installation
from pathspec import GitIgnoreSpec

PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
LEAK = "def show(card):\n    print(card.iban)\n"


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """The file's instructions, in order, each with what it is given."""
    parser = DockerfileParser(fileobj=(ROOT / "Dockerfile").open("rb"))
    return [(step["instruction"], step["value"]) for step in parser.structure if step["instruction"] != "COMMENT"]


def copies(steps: list[tuple[str, str]]) -> list[tuple[list[str], str]]:
    """Sources and target of each COPY."""
    words = [value.split() for instruction, value in steps if instruction == "COPY"]
    return [(each[:-1], each[-1]) for each in words]


def test_instructions_come_in_an_order_that_works(steps: list[tuple[str, str]]) -> None:
    known = {"FROM", "RUN", "COPY", "USER", "WORKDIR", "ENTRYPOINT", "CMD"}
    assert steps[0][0] == "FROM" and {instruction for instruction, _ in steps} <= known
    values = dict(steps)
    assert values["ENTRYPOINT"] == '["piilint"]' and values["CMD"] == '["check"]'
    user = values["USER"]
    assert user != "root"
    made = next(
        at for at, (name, value) in enumerate(steps) if name == "RUN" and f"useradd --create-home {user}" in value
    )
    used = next(at for at, (name, _) in enumerate(steps) if name == "USER")
    assert made < used
    for _, value in (step for step in steps if step[0] == "RUN"):
        subprocess.run(["sh", "-n", "-c", value], check=True)


def test_what_is_copied_is_there_and_not_ignored(steps: list[tuple[str, str]]) -> None:
    ignored = GitIgnoreSpec.from_lines((ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines())
    for sources, _ in copies(steps):
        for source in sources:
            assert (ROOT / source).exists(), source
            assert not ignored.match_file(source), source


def test_what_is_copied_is_installed_as_the_readme_says(steps: list[tuple[str, str]], tmp_path: Path) -> None:
    """pip gets the folder that pyproject.toml was copied into, and nothing from an index under piilint's name."""
    (home,) = [target.rstrip("/") for sources, target in copies(steps) if "pyproject.toml" in sources]
    (install,) = [value for instruction, value in steps if instruction == "RUN" and "pip install" in value]
    words = shlex.split(install.partition("&&")[0])
    assert [word for word in words[2:] if not word.startswith("-")] == [home]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"^pip install \. && piilint check", readme, re.MULTILINE), "the same, in the folder itself"


ROOTS = re.compile(r"(?<![^\s\"'=])/(?=\w)")
"""Where an absolute path begins."""
NEEDS_ROOT = ("apt-get", "useradd")


@pytest.mark.slow
def test_the_lines_run_in_order(steps: list[tuple[str, str]], tmp_path: Path) -> None:
    """Each RUN and COPY for real, in a folder that stands for `/` and a virtual environment that stands for the base
    image's Python; what only root may do is noted instead. Then the entry point's command, where the image has it."""
    root = tmp_path / "root"
    python = Installation(tmp_path / "python")
    for name in NEEDS_ROOT:
        (python.folder / "bin" / name).write_text(f'#!/bin/sh\necho {name} "$@" >>"{tmp_path}/noted"\n')
        (python.folder / "bin" / name).chmod(0o755)
    (root / "etc").mkdir(parents=True)
    system = {"GIT_CONFIG_SYSTEM": str(root / "etc/gitconfig"), "GIT_CONFIG_NOSYSTEM": "0"}
    for instruction, value in steps:
        if instruction == "RUN":
            line = ROOTS.sub(f"{root}/", value)
            assert line.count(f"{root}/") == len(re.findall(r"(?:^|\s)/", value))
            done = python.run(root, line, **system)
            assert done.returncode == 0, f"{value}\n{done.stdout}{done.stderr}"
        elif instruction == "COPY":
            *sources, target = value.split()
            for source in sources:
                _copy(ROOT / source, root / target.lstrip("/"), into=target.endswith("/"))
    assert not (root / "piilint").exists(), "the sources aren't left in the image"
    noted = (tmp_path / "noted").read_text()
    assert "apt-get install --yes --no-install-recommends git" in noted and "useradd --create-home piilint" in noted
    assert (root / "usr/local/bin/piilint-ci").stat().st_mode & 0o111
    values = dict(steps)
    commit(tmp_path / "src", {"app.py": LEAK})
    done = python.run(
        tmp_path / "src", shlex.join(json.loads(values["ENTRYPOINT"]) + json.loads(values["CMD"])), **system
    )
    assert done.returncode == 1 and "app.py:2:5: error PII201" in done.stdout, done.stderr
    assert python.run(tmp_path / "src", "git config --system safe.directory", **system).stdout == "*\n"
    installed = python.run(tmp_path, "python -c 'import piilint; print(piilint.__file__)'").stdout.strip()
    assert installed.startswith(str(python.folder))
    shipped = {path.relative_to(ROOT) for path in (ROOT / "piilint").rglob("*") if path.is_file()}
    there = Path(installed).parents[1]
    assert [path for path in shipped if path.suffix not in (".pyc", ".so") and not (there / path).is_file()] == []


def _copy(source: Path, target: Path, *, into: bool) -> None:
    """As COPY does: a folder's content, or a file to this name, or into a folder."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        return
    place = target / source.name if into else target
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, place)


@pytest.mark.slow
def test_what_the_page_has_the_image_do(steps: list[tuple[str, str]], tmp_path: Path) -> None:
    """What stands behind the image's name, run as the image's entry points run it."""
    commit(tmp_path, {"app.py": LEAK})
    (block,) = [each for each in re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S) if "docker" in each]
    build, *runs = [shlex.split(line) for line in block.splitlines()]
    assert build == ["docker", "build", "-t", "piilint", "."]
    assert len(runs) == 2
    (script,) = [sources[0] for sources, target in copies(steps) if target == "/usr/local/bin/piilint-ci"]
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "piilint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m piilint "$@"\n')
    (commands / "piilint").chmod(0o755)
    for words in runs:
        assert words[:3] == ["docker", "run", "--rm"] and "$PWD:/src" in words
        options, given = words[: words.index("piilint", 3)], words[words.index("piilint", 3) + 1 :]
        if "--entrypoint" in options:
            options, given = words[: len(words) - 1], []
            assert options[options.index("--entrypoint") + 1] == "piilint-ci"
            done = run(tmp_path, "bash", str(ROOT / script), PATH=f"{commands}:/usr/bin:/bin", PIILINT_PATHS="app.py")
        else:
            done = piilint(tmp_path, *given)
        assert done.returncode == 1, done.stderr
        assert "app.py:2:5: error PII201" in done.stdout

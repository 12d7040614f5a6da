"""Imports go in one direction: the contract in pyproject.toml, checked by import-linter."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
LAYERS = (
    {"entry"},
    {"cli", "lsp"},
    {"review"},
    {"pipeline"},
    {"judge", "fix", "report"},
    {"rules"},
    {"flow"},
    {"link"},
    {"lower"},
    {"snapshot"},
    {"discover", "cache", "owners"},
    {"archive"},
    {"catalogue"},
    {"config"},
    {"language"},
    {"model"},
)


def test_contract_names_every_part_in_the_order_of_the_design() -> None:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = document["tool"]["importlinter"]["contracts"]
    (layers,) = [contract for contract in contracts if contract["type"] == "layers"]
    present = {
        path.stem for path in (ROOT / "piilint").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    written = [{name.strip(" ()") for name in line.replace(":", "|").split("|")} for line in layers["layers"]]
    expected = [layer & present for layer in LAYERS if layer & present]
    assert [layer & present for layer in written if layer & present] == expected
    assert present - {"__init__", "__main__"} <= set().union(*LAYERS)


@pytest.mark.slow
def test_imports_keep_the_contract() -> None:
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert command, "import-linter is part of the dev extra"
    done = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_libcst_occurs_only_in_lower_and_fix() -> None:
    for path in sorted((ROOT / "piilint").rglob("*.py")):
        part = path.relative_to(ROOT / "piilint").parts[0]
        text = path.read_text(encoding="utf-8")
        if part not in ("lower", "fix"):
            assert not re.search(r"^\s*(import|from) libcst\b", text, re.MULTILINE), path


def test_nothing_heavy_at_start() -> None:
    """A command loads neither LibCST nor anything else that only some runs need before it is called."""
    program = "import sys, piilint.cli; print('\\n'.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "piilint.cli" in loaded
    assert not loaded & {"libcst", "rich", "sqlglot", "stdnum", "jinja2", "pygls", "distributed"}


def test_the_version_needs_no_command_line() -> None:
    program = "import sys; sys.argv[1:] = ['--version']; from piilint.entry import main; main(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    version, loaded = done.stdout.splitlines()
    assert version.startswith("piilint, version ")
    assert not {"click", "piilint.cli"} & set(loaded.split())

"""Whole programs of several files: `projects/*` carry their labels on the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import check_project, compare, read_folder

PROJECTS = sorted(path for path in (Path(__file__).parent / "projects").iterdir() if path.is_dir())


@pytest.mark.parametrize("project", [pytest.param(path, id=path.name) for path in PROJECTS])
def test_project(project: Path) -> None:
    files = read_folder(project)
    toml = project / "piilint.toml"
    findings = check_project(files, toml.read_text(encoding="utf-8") if toml.exists() else None)
    failures = compare(files, findings).failures()
    assert not failures, "\n" + "\n".join(failures)

"""Another revision of the same project, for comparison: its files in a folder that is gone afterwards."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from piilint.model.errors import UsageError


@contextmanager
def revision(name: str) -> Iterator[Path]:
    """The working directory's counterpart in a checkout of this revision. Raises UsageError if there is none."""
    top = Path(_git("rev-parse", "--show-toplevel").decode().rstrip("\n"))
    prefix = _git("rev-parse", "--show-prefix").decode().rstrip("\n")
    commit = (
        _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", what=name).decode().strip()
    )
    archive = _git("archive", "--format=tar", commit, cwd=top)
    with TemporaryDirectory(prefix="piilint-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            _extract(tar, folder)
        counterpart = Path(folder) / prefix
        counterpart.mkdir(parents=True, exist_ok=True)
        yield counterpart


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder, so that paths are what they are here."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _extract(tar: tarfile.TarFile, folder: str) -> None:
    """Plain files and folders only: links could lead out."""
    members = [member for member in tar.getmembers() if member.isfile() or member.isdir()]
    if hasattr(tarfile, "data_filter"):
        tar.extractall(folder, members, filter="data")
    else:
        tar.extractall(folder, members)


def _git(*arguments: str, cwd: Path | None = None, what: str = "") -> bytes:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, cwd=cwd, check=False)
    except OSError:
        raise UsageError("git isn't there, which knows other revisions") from None
    if done.returncode:
        raise UsageError(f"{what} is no revision here" if what else "this isn't a git repository")
    return done.stdout

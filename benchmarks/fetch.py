"""Fetch and unpack the corpora: `python benchmarks/fetch.py CACHE [NAME…]`.

Archives come from the package index through pip, are checked by their digest and unpacked into CACHE; nothing is
built or installed. What is already there is left alone.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from corpora import Corpus, load

PIP = (
    *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
    *("--ignore-requires-python", "--disable-pip-version-check"),  # nothing is run
)
FORM = {"sdist": ("--no-binary", ":all:"), "wheel": ("--only-binary", ":all:")}


class FetchFailure(Exception):
    """A corpus that could not be fetched as pinned."""


def download(corpus: Corpus, folder: Path) -> Path:
    """The corpus's archive, checked; raises FetchFailure."""
    requirement = f"{corpus.name}=={corpus.version}"
    run = subprocess.run(
        [*PIP, *FORM[corpus.form], "--dest", str(folder), requirement], capture_output=True, text=True, check=False
    )
    archives = sorted(folder.iterdir())
    if run.returncode or len(archives) != 1:
        raise FetchFailure(f"{requirement}: pip download failed: {run.stderr.strip()[-300:]}")
    digest = hashlib.sha256(archives[0].read_bytes()).hexdigest()
    if digest != corpus.sha256:
        raise FetchFailure(f"{requirement}: sha256 is {digest}, corpora.toml has {corpus.sha256}")
    return archives[0]


def unpack(archive: Path, target: Path) -> None:
    """Unpack a wheel or source archive into a new folder; paths that lead out of it are refused."""
    partial = target.with_name(target.name + ".partial")
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(partial)
    else:
        with tarfile.open(archive) as sdist:
            sdist.extractall(partial, members=_members(sdist))
    partial.rename(target)


def _members(sdist: tarfile.TarFile) -> list[tarfile.TarInfo]:
    """Ordinary files and folders below the archive's root."""
    return [
        member
        for member in sdist.getmembers()
        if (member.isfile() or member.isdir())
        and not member.name.startswith("/")
        and ".." not in Path(member.name).parts
    ]


def fetch(corpus: Corpus, cache: Path) -> Path:
    """The corpus's folder, fetched if need be; raises FetchFailure."""
    target = corpus.folder(cache)
    if not corpus.interpreter and not target.exists():
        with tempfile.TemporaryDirectory() as folder:
            unpack(download(corpus, Path(folder)), target)
    return target


def main() -> int:
    """Fetch the named corpora, or all; 1 if any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cache", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    known = [corpus.name for corpus in load()]
    if unknown := [name for name in arguments.names if name not in known]:
        parser.error(f"corpora.toml has no {', '.join(unknown)}; there are {', '.join(known)}")
    arguments.cache.mkdir(parents=True, exist_ok=True)
    failed = False
    for corpus in load():
        if arguments.names and corpus.name not in arguments.names:
            continue
        try:
            print(f"{corpus.name:28} {fetch(corpus, arguments.cache)}", flush=True)
        except FetchFailure as failure:
            failed = True
            print(f"{corpus.name:28} {failure}", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

"""A project as git holds it: the files of the index or of a revision, read from git's objects.

Nothing is checked out and nothing in the work tree is touched or looked at, so that a partially staged file is judged by
what will be committed. Which files count is decided as `discover` does on a disk.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from piilint.discover import (
    SKIPPED,
    STDIN,
    SUFFIXES,
    UNREADABLE,
    Discovered,
    Ignores,
    SourceFile,
    excluded_by,
    ignored_by,
    shown_path,
)  # fmt: skip
from piilint.model.errors import UsageError
from piilint.model.finding import Problem

_FILES = ("100644", "100755")
"""Modes of regular files; links aren't followed."""
_SUBMODULE = "160000"
"""The mode of another repository's commit."""
_UNMERGED = "unresolved merge conflict, so it isn't read"


@dataclass(slots=True)
class Snapshot:
    """The files of one state of a repository."""

    top: Path
    """The repository's work tree, or the repository itself if it is bare."""
    name: str
    """"index", or the revision as it was called."""
    objects: Mapping[str, str]
    """The object of each regular file, by its path from the top."""
    unmerged: tuple[str, ...] = ()
    submodules: Mapping[str, Snapshot] = field(default_factory=dict)
    """The other repositories within this one, at the commits that it names, by path; as far as they are there."""
    left_out: list[str] = field(default_factory=list)
    """Files that were named, and that the configuration excludes."""
    _texts: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of_index(cls, folder: Path) -> Snapshot:
        """What is staged in the repository around this folder. Raises UsageError if there is none."""
        top = _top(folder)
        objects: dict[str, str] = {}
        commits: dict[str, str] = {}
        unmerged: set[str] = set()
        for line in _lines(_git(top, "ls-files", "--stage", "-z", "--full-name")):
            facts, _, path = line.partition("\t")
            mode, name, stage = facts.split(" ")
            if stage != "0":
                unmerged.add(path)
            elif mode in _FILES:
                objects[path] = name
            elif mode == _SUBMODULE:
                commits[path] = name
        return cls._with_submodules(top, "index", objects, commits, tuple(sorted(unmerged)))

    @classmethod
    def of_revision(cls, folder: Path, revision: str) -> Snapshot:
        """What a revision holds; "A..." is the commit at which this branch left A. Raises UsageError if there is none."""
        top = _top(folder)
        commit = _commit(top, revision)
        objects: dict[str, str] = {}
        commits: dict[str, str] = {}
        for line in _lines(_git(top, "ls-tree", "-r", "-z", "--full-tree", commit)):
            facts, _, path = line.partition("\t")
            mode, _, name = facts.split(" ")
            if mode in _FILES:
                objects[path] = name
            elif mode == _SUBMODULE:
                commits[path] = name
        return cls._with_submodules(top, revision, objects, commits)

    @classmethod
    def _with_submodules(
        cls, top: Path, name: str, objects: dict[str, str], commits: Mapping[str, str], unmerged: tuple[str, ...] = ()
    ) -> Snapshot:
        """Take in the files of submodules, which the work tree has, too. Those that aren't checked out are left out."""
        submodules: dict[str, Snapshot] = {}
        for path, commit in commits.items():
            if _try(top / path, "rev-parse", "--show-cdup") == b"\n" and _has(top / path, commit):
                submodules[path] = inner = cls.of_revision(top / path, commit)
                objects |= {f"{path}/{file}": digest for file, digest in inner.objects.items()}
        return cls(top, name, objects, unmerged, submodules)

    def staged(self) -> tuple[str, ...]:
        """Return the files that the index changes against the last commit, as absolute paths."""
        names = _lines(_git(self.top, "diff", "--cached", "--name-only", "--diff-filter=d", "--no-renames", "-z"))
        return tuple(str(self.top / name) for name in names)

    def read(self, file: Path) -> bytes:
        """Return a file's content; of a file outside the repository, the disk's. Raises FileNotFoundError."""
        name = self._name(str(file))
        if name is None:
            return file.read_bytes()
        if name not in self.objects:
            raise FileNotFoundError(str(file))
        return self._contents([name])[name]

    def discover(self, paths: Sequence[str], *, exclude: Sequence[str], max_bytes: int, root: Path) -> Discovered:
        """Find the files that `paths` mean, files and folders; those that this state doesn't have are passed over."""
        given = {name for path in paths if path != STDIN and (name := self._name(path)) is not None}
        excluded, ignored = excluded_by(root, exclude), self._ignored()
        wanted: list[str] = []
        for name in sorted(self.objects):
            path = f"{self.top.as_posix()}/{name}"
            named = name in given
            if named or (name.endswith(SUFFIXES) and _is_below(name, given) and not self._is_skipped(name)):
                if excluded.match(path):
                    self.left_out += [name] * named
                elif named or not ignored.match(path):
                    wanted.append(name)
        problems = [
            Problem(self._shown(name), 1, UNREADABLE, _UNMERGED)
            for name in self.unmerged
            if name in given or (name.endswith(SUFFIXES) and _is_below(name, given))
        ]
        return self._taken(wanted, given, max_bytes, problems)

    def _taken(self, wanted: Sequence[str], given: set[str], max_bytes: int, problems: list[Problem]) -> Discovered:
        files: list[SourceFile] = []
        for name, content in sorted(self._contents(wanted).items()):
            if len(content) > max_bytes:
                message = f"{len(content)} bytes are more than the limit of {max_bytes}, so it isn't analysed"
                problems.append(Problem(self._shown(name), 1, UNREADABLE, message))
            else:
                files.append(SourceFile(self._shown(name), None, name in given, content))
        return Discovered(tuple(sorted(files, key=lambda file: file.path)), tuple(sorted(problems)))

    def has(self, path: str) -> bool:
        """Whether a path is a file or a folder of this state."""
        name = self._name(path)
        return name is not None and (name in self.objects or any(_is_below(file, {name}) for file in self.objects))

    def _name(self, path: str) -> str | None:
        """Return a path from the top, "" for the top itself; None for what lies outside."""
        name = os.path.relpath(os.path.realpath(path), self.top).replace(os.sep, "/")
        return None if name == ".." or name.startswith("../") else "" if name == "." else name

    def _shown(self, name: str) -> str:
        return shown_path(str(self.top / name))

    def _is_skipped(self, name: str) -> bool:
        """Whether a file lies in a folder that never holds a project's own code."""
        folders = name.split("/")[:-1]
        return bool(SKIPPED.intersection(folders)) or any(
            "/".join([*folders[:depth], "pyvenv.cfg"]) in self.objects for depth in range(1, len(folders) + 1)
        )

    def _ignored(self) -> Ignores:
        files = [name for name in self.objects if name == ".gitignore" or name.endswith("/.gitignore")]
        texts = self._contents(files)
        return ignored_by(
            {f"{self.top.as_posix()}/{name}"[: -len(".gitignore")]: texts[name] for name in sorted(files)}
        )

    def _contents(self, names: Sequence[str]) -> dict[str, bytes]:
        """Read files, all that aren't known yet in one go."""
        missing = [name for name in dict.fromkeys(names) if name not in self._texts]
        for path, inner in self.submodules.items():
            theirs = [name for name in missing if name.startswith(f"{path}/")]
            found = inner._contents([name.removeprefix(f"{path}/") for name in theirs]) if theirs else {}
            self._texts.update({f"{path}/{name}": content for name, content in found.items()})
        missing = [name for name in missing if name not in self._texts]
        if missing:
            request = "".join(f"{self.objects[name]}\n" for name in missing)
            answer = _git(self.top, "cat-file", "--batch", request=request.encode())
            at = 0
            for name in missing:
                end = answer.index(b"\n", at)
                head = answer[at:end].split(b" ")
                if len(head) != 3:
                    raise UsageError(f"{name}: git lacks the object {self.objects[name]}; is the clone partial?")
                size = int(head[2])
                self._texts[name] = answer[end + 1 : end + 1 + size]
                at = end + 2 + size
        return {name: self._texts[name] for name in names}


def _has(folder: Path, commit: str) -> bool:
    return _try(folder, "cat-file", "-e", f"{commit}^{{commit}}") is not None


def parents(folder: Path) -> tuple[str, ...]:
    """Return what the next commit there will stand on: HEAD, the other sides of a merge; nothing in a new repository."""
    top = _top(folder)
    found = ["HEAD"] if _try(top, "rev-parse", "--verify", "--quiet", "HEAD") is not None else []
    merging = _try(top, "rev-parse", "--git-path", "MERGE_HEAD") or b""
    try:
        return (*found, *(top / os.fsdecode(merging.rstrip(b"\n"))).read_text("ascii").split())
    except (OSError, UnicodeError):
        return tuple(found)


def _is_below(name: str, folders: set[str]) -> bool:
    if "" in folders or name in folders:
        return True
    at = name.find("/")
    while at >= 0:
        if name[:at] in folders:
            return True
        at = name.find("/", at + 1)
    return False


def _top(folder: Path) -> Path:
    found = _try(folder, "rev-parse", "--show-toplevel")
    if found is None and _try(folder, "rev-parse", "--is-bare-repository") == b"true\n":
        found = _try(folder, "rev-parse", "--absolute-git-dir")
    if found is None or not found.strip():
        raise UsageError(f"{folder}: not in a git repository; expected one, to read from its index or its commits")
    return Path(os.path.realpath(os.fsdecode(found.rstrip(b"\n"))))


def _commit(top: Path, revision: str) -> str:
    if revision.endswith("..."):
        base = _commit(top, revision[:-3])
        found = _try(top, "merge-base", base, "HEAD")
        what = f"{revision}: this branch has no common ancestor with it in {top.name}"
    else:
        found = _try(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        what = f"{revision}: no such revision in {top.name}"
    if found is None:
        shallow = _try(top, "rev-parse", "--is-shallow-repository")
        hint = "; the clone is shallow: fetch the history first" if shallow and shallow.strip() == b"true" else ""
        raise UsageError(what + hint)
    return found.decode().strip()


def _lines(output: bytes) -> list[str]:
    return [os.fsdecode(line) for line in output.split(b"\0") if line]


def _try(folder: Path, *arguments: str) -> bytes | None:
    done = _run(folder, arguments, None)
    return done.stdout if done.returncode == 0 else None


def _git(folder: Path, *arguments: str, request: bytes | None = None) -> bytes:
    done = _run(folder, arguments, request)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(f"git {arguments[0]} failed: {said[-1] if said else done.returncode}")
    return done.stdout


def _run(folder: Path, arguments: Sequence[str], request: bytes | None) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=folder,
            input=request,
            stdin=None if request is not None else subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise UsageError(f"git can't be run: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, as evidence names it."""

    id: str
    day: str
    """When it was committed, in UTC: "2026-01-31"."""
    is_changed: bool
    """Whether tracked files below the folder that was asked about differ from it."""


def top_of(folder: Path) -> Path | None:
    """The work tree that a folder is in; None if it is in none."""
    found = _try(folder, "rev-parse", "--show-toplevel")
    return Path(os.path.realpath(os.fsdecode(found.rstrip(b"\n")))) if found is not None and found.strip() else None


def commit_of(folder: Path, revision: str = "HEAD") -> Commit | None:
    """The commit that a folder's files are of; None where there is no repository, or no commit yet."""
    found = _try(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found is None:
        return None
    name = found.decode().strip()
    seconds = int(_git(folder, "show", "--no-patch", "--format=%ct", name))
    day = datetime.fromtimestamp(seconds, timezone.utc).date().isoformat()
    changed = _git(folder, "status", "--porcelain", "--untracked-files=normal", "--", ".")
    return Commit(name, day, bool(changed.strip()) and revision == "HEAD")

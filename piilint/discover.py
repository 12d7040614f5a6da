"""The stage `discover`: paths of a command line → the source files they mean.

A named file is always taken. A directory is walked: what `.gitignore` files and the configuration's `exclude` leave
out is left out, and so are directories that never hold a project's own code. Symbolic links to directories aren't
followed (Git doesn't either), so there are no loops; a file reached by two names counts once.

Invariant: the result depends on the set of paths alone, not on their order. What can't be taken is a `Problem`;
only a path that doesn't exist is a `UsageError`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from piilint.archive import is_archive
from piilint.model.errors import UsageError
from piilint.model.finding import Problem

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

UNREADABLE = "PII900"
"""The code of problems that keep a file from being analysed."""
NOTEBOOK = ".ipynb"
SUFFIXES = (".py", ".pyw", NOTEBOOK)
"""What is taken from a directory."""
STDIN = "-"
STDIN_NAME = "<stdin>"
SKIPPED = frozenset(
    {
        ".bzr", ".direnv", ".eggs", ".git", ".hg", ".hypothesis", ".ipynb_checkpoints", ".mypy_cache", ".nox",
        ".piilint_cache", ".pytest_cache", ".pytype", ".ruff_cache", ".svn", ".tox", ".venv", "__pycache__",
        "__pypackages__", "node_modules",
    }
)  # fmt: skip
"""Directories that hold no code of the project, by name. Virtual environments are known by their `pyvenv.cfg`."""


class SourceFile(msgspec.Struct, frozen=True, gc=False, order=True):
    """A file to analyse."""

    path: str
    """As reports show it: relative to the working directory with `/`; absolute where it was given so from outside."""
    file: Path | None
    """Where its bytes are; None where `content` has them."""
    explicit: bool
    """Whether it was named itself, rather than found in a directory."""
    content: bytes | None = None
    """The bytes of what isn't a file on the disk: standard input, an archive's file."""


class Stdin(NamedTuple):
    """What comes on standard input."""

    content: bytes
    name: str = STDIN_NAME
    """The file that it is the text of, which reports show; it needn't exist."""


class Discovered(msgspec.Struct, frozen=True, gc=False):
    """All files in the order of their paths, and what couldn't be taken."""

    files: tuple[SourceFile, ...] = ()
    problems: tuple[Problem, ...] = ()


def discover(
    paths: Sequence[str], *, exclude: Sequence[str], max_bytes: int, root: Path, stdin: Stdin | None = None
) -> Discovered:
    """Find the files that `paths` mean; "-" is `stdin`, an archive the files in it.

    `exclude` holds gitignore patterns relative to `root`, the project's directory. Files larger than `max_bytes` become
    problems. Raises UsageError for paths that don't exist and for patterns that can't be.
    """
    _refuse_missing(paths)
    search = _Search(max_bytes, excluded_by(root, exclude))
    for given in sorted(set(paths)):
        if given == STDIN:
            search.take_stdin(stdin)
        elif is_archive(given) and os.path.isfile(given):
            search.take_archive(_absolute(given), shown_path(given))
        elif not os.path.isdir(given):
            search.take(_absolute(given), shown_path(given), explicit=True)
    for given in sorted(set(paths)):
        if given != STDIN and os.path.isdir(given):
            search.walk_from(_absolute(given), shown_path(given), _absolute(str(root)))
    return search.found()


def read(file: SourceFile) -> bytes | Problem:
    """Return the file's bytes, or the problem that kept them from being read."""
    if file.file is None:
        return file.content or b""
    try:
        return file.file.read_bytes()
    except OSError as error:
        return _unreadable(file.path, error)


@dataclass(slots=True)
class _Search:
    """What has been found so far."""

    max_bytes: int
    excluded: Ignores
    files: dict[str, SourceFile] = field(default_factory=dict)
    """By the real path, so that a file counts once however many names lead to it."""
    problems: list[Problem] = field(default_factory=list)
    walked: set[tuple[int, int]] = field(default_factory=set)
    """Device and inode of the directories seen."""

    def found(self) -> Discovered:
        return Discovered(tuple(sorted(self.files.values(), key=_by_path)), tuple(sorted(set(self.problems))))

    def take_stdin(self, stdin: Stdin | None) -> None:
        if stdin is None:
            raise UsageError("-: nothing on standard input; expected the text of a Python file")
        name = stdin.name if stdin.name == STDIN_NAME else shown_path(stdin.name)
        self.files[STDIN] = SourceFile(name, None, True, stdin.content)

    def take_archive(self, path: str, shown: str) -> None:
        """Take an archive's files; they have its name before theirs."""
        from piilint.archive.reading import members

        for member in members(Path(path), SUFFIXES, self.max_bytes):
            inside = _printable(member.name)
            name = _below(shown, inside) if inside else shown
            if SKIPPED.intersection(inside.split("/")) or self.excluded.match(_below(path, inside)):
                continue
            if member.problem:
                self.problems.append(Problem(name, 1, UNREADABLE, member.problem))
            if member.content or not member.problem:
                self.files[_below(path, inside)] = SourceFile(name, None, False, member.content)

    def take(self, path: str, shown: str, *, explicit: bool) -> None:
        """Take a file, or say why not."""
        try:
            facts = os.stat(path)
        except OSError as error:
            self.problems.append(_unreadable(shown, error))
            return
        objection = self._objection(path, facts)
        if objection:
            self.problems.append(Problem(shown, 1, UNREADABLE, objection))
            return
        file = SourceFile(shown, Path(path), explicit)
        real = os.path.realpath(path)
        known = self.files.get(real)
        if known is None or (not known.explicit, known.path) > (not explicit, shown):
            self.files[real] = file

    def _objection(self, path: str, facts: os.stat_result) -> str:
        if not stat.S_ISREG(facts.st_mode):
            return "not a regular file (a pipe, socket or device), so it isn't read"
        if facts.st_size > self.max_bytes:
            return f"{facts.st_size} bytes are more than the limit of {self.max_bytes}, so it isn't analysed"
        return ""

    def walk_from(self, top: str, shown: str, root: str) -> None:
        """Walk a directory that was named itself."""
        waiting = [(top, shown, _ignores_above(top, root))]
        while waiting:
            directory, name, ignores = waiting.pop()
            waiting += self._walk_one(directory, name, ignores)

    def _walk_one(self, directory: str, shown: str, ignores: Ignores) -> list[tuple[str, str, Ignores]]:
        """Take a directory's files and return the directories below it that are worth a walk."""
        try:
            facts = os.stat(directory)
            if (facts.st_dev, facts.st_ino) in self.walked:
                return []
            self.walked.add((facts.st_dev, facts.st_ino))
            with os.scandir(directory) as entries:
                children = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append(_unreadable(shown or ".", error))
            return []
        if any(child.name == ".gitignore" for child in children):
            ignores = ignores.within(directory)
        below = []
        for child in children:
            path = _below(directory, child.name)
            name = _printable(_below(shown, child.name))
            if _is_directory(child):
                if not (child.is_symlink() or _is_skipped(path, child.name) or self._leaves_out(path + "/", ignores)):
                    below.append((path, name, ignores))
            elif self._is_wanted(child) and not self._leaves_out(path, ignores):
                self.take(path, name, explicit=False)
        return below

    def _is_wanted(self, entry: os.DirEntry[str]) -> bool:
        # Emacs marks a file that is being edited by a dangling link ".#name.py".
        return entry.name.endswith(SUFFIXES) and not (entry.name.startswith(".#") and entry.is_symlink())

    def _leaves_out(self, path: str, ignores: Ignores) -> bool:
        return self.excluded.match(path) or ignores.match(path)


@dataclass(frozen=True, slots=True)
class _Ignore:
    """The patterns of one `.gitignore`, or of the configuration."""

    base: str
    """The directory they are relative to, with a slash at its end."""
    spec: GitIgnoreSpec

    @classmethod
    def excluding(cls, root: Path, patterns: Sequence[str]) -> _Ignore:
        """Return the configuration's patterns."""
        return cls(_below(_absolute(str(root)), ""), _spec(patterns))

    @classmethod
    def of_directory(cls, directory: str) -> _Ignore | None:
        """Return the patterns of the directory's `.gitignore`; what isn't a pattern is passed over, as Git does."""
        try:
            return cls.of_content(_below(directory, ""), Path(directory, ".gitignore").read_bytes())
        except OSError:
            return None

    @classmethod
    def of_content(cls, base: str, content: bytes) -> _Ignore:
        """Return the patterns of an ignore file's content."""
        lines = content.decode("utf-8", "surrogateescape").splitlines()
        try:
            return cls(base, _spec(lines))
        except UsageError:
            return cls(base, _spec([line for line in lines if _is_pattern(line)]))


@dataclass(frozen=True, slots=True)
class Ignores:
    """Ignore files from the outermost to the innermost; the innermost that says anything decides."""

    chain: tuple[_Ignore, ...] = ()

    def within(self, directory: str) -> Ignores:
        """Return these and the directory's own."""
        own = _Ignore.of_directory(directory)
        return self if own is None else Ignores((*self.chain, own))

    def match(self, path: str) -> bool:
        """Whether an absolute path (a directory's ends in a slash) is ignored."""
        for ignore in reversed(self.chain):
            if path.startswith(ignore.base):
                verdict = ignore.spec.check_file(path[len(ignore.base) :]).include
                if verdict is not None:
                    return verdict
        return False


def excluded_by(root: Path, patterns: Sequence[str]) -> Ignores:
    """Return the configuration's patterns, which `match` absolute paths. Raises UsageError for what is no pattern."""
    return Ignores((_Ignore.excluding(root, patterns),)) if patterns else Ignores()


def ignored_by(contents: Mapping[str, bytes]) -> Ignores:
    """Return the patterns of these `.gitignore` files, by their directory with a slash at its end."""
    return Ignores(tuple(_Ignore.of_content(base, contents[base]) for base in sorted(contents)))


def _ignores_above(top: str, root: str) -> Ignores:
    """Return the ignore files that hold for a directory, from its repository (or else from `root`) down to it.

    If they ignore the directory itself, they don't count: it was named, so it is wanted.
    """
    above = [str(parent) for parent in Path(top).parents]
    inside = next((at for at, parent in enumerate([top, *above]) if os.path.lexists(_below(parent, ".git"))), None)
    if inside is None:
        inside = above.index(root) + 1 if root in above else 0
    ignores = Ignores()
    for parent in reversed(above[:inside]):
        ignores = ignores.within(parent)
    return Ignores() if ignores.match(top + "/") else ignores


def _spec(patterns: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    lines = list(patterns)
    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        wrong = ", ".join(line for line in lines if not _is_pattern(line))
        raise UsageError(f"exclude: expected gitignore patterns such as build/ or *_pb2.py, got {wrong}") from None


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def _is_directory(entry: os.DirEntry[str]) -> bool:
    """Whether it is one; a link that leads round in a circle isn't."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_skipped(path: str, name: str) -> bool:
    return name in SKIPPED or os.path.lexists(path + "/pyvenv.cfg")


def _refuse_missing(paths: Sequence[str]) -> None:
    missing = sorted({path for path in paths if path != STDIN and _is_missing(path)})
    if missing:
        lines = [f"{_printable(path)}: no such file or directory{_nearest(path)}" for path in missing]
        raise UsageError("\n".join(lines))


def _is_missing(path: str) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return True
    except OSError:
        return False
    return False


def _nearest(path: str) -> str:
    """Suggest a sibling with a similar name."""
    folder, name = os.path.split(path)
    try:
        siblings = sorted(os.listdir(folder or "."))
    except (OSError, ValueError):
        return ""
    similar = get_close_matches(name, siblings, n=1)
    return f"; did you mean {_printable(os.path.join(folder, similar[0]))}?" if similar else ""


def _unreadable(shown: str, error: OSError) -> Problem:
    return Problem(shown, 1, UNREADABLE, f"can't be read: {error.strerror or type(error).__name__}")


def _absolute(path: str) -> str:
    return Path(os.path.abspath(path)).as_posix()


def shown_path(given: str) -> str:
    """Return a path as reports show it: "" for the working directory itself."""
    path = _absolute(given)
    here = _absolute(".")
    if path == here:
        return ""
    if path.startswith(_below(here, "")):
        return _printable(path[len(_below(here, "")) :])
    return _printable(path if os.path.isabs(given) else Path(os.path.relpath(path, here)).as_posix())


def _below(directory: str, name: str) -> str:
    return f"{directory}{name}" if directory.endswith("/") or not directory else f"{directory}/{name}"


def _printable(path: str) -> str:
    """Replace what isn't text in a file's name, which no report could write."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _by_path(file: SourceFile) -> tuple[str, str]:
    return file.path, "" if file.file is None else file.file.as_posix()

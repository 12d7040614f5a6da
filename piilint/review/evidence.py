"""Evidence for a regulation: clause by clause what was checked, on which commit, with which configuration.

The same bytes for the same commit, wherever it is checked out: paths are relative to the configuration's folder, and
suppressions are judged by the commit's day, not by the clock.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import msgspec

from piilint.catalogue.clauses import Clause, Document, data_classes, documents
from piilint.config.load import Configuration
from piilint.discover import SourceFile, read
from piilint.model.evidence import ClauseEvidence, Evidence
from piilint.model.finding import Finding, Report
from piilint.model.run import Run
from piilint.pipeline import check, discover_paths
from piilint.rules import all_rules, rule_by_code
from piilint.snapshot import Commit, Snapshot, commit_of, top_of

_WORDINGS = {"V": "text", "V2": "secondary", "K": "unverified"}
_STANDING = ("safeguard", "literal", "model")
"""Families whose rules' channels say what was found; of others the channel that data reached does."""


def evidence(
    paths: Sequence[str],
    configuration: Configuration,
    regulation: str,
    *,
    today: date,
    as_of: date | None = None,
    revision: str | None = None,
    run: Run | None = None,
) -> Evidence:
    """Gather the evidence on these files and folders, or on what they are in a git `revision`.

    `today` counts where there is no commit to take the day from. Raises ConfigError and UsageError.
    """
    chosen = documents()[regulation]
    root = _root(paths, configuration)
    given = [os.path.relpath(os.path.realpath(path), root) for path in paths]
    tree = Snapshot.of_revision(root, revision) if revision is not None else None
    commit = commit_of(root, revision or "HEAD")
    day = as_of or (date.fromisoformat(commit.day) if commit is not None else today)
    with inside(root):
        report = check(given, configuration, today=day, run=run, tree=tree)
        files = {file.path: file for file in discover_paths(given, configuration, None, tree).files}
        sources = _digest(f"{path}\0{_content(files[path])}\0" for path in report.files)
    return Evidence(
        regulation=regulation,
        title=chosen.title,
        version=_version(),
        knowledge=_knowledge(configuration),
        paths=tuple(sorted(path.replace(os.sep, "/") for path in given)),
        commit=commit.id if commit is not None else "",
        is_changed=_differs(commit, tree),
        as_of=day.isoformat(),
        configuration=Path(configuration.document.path).name,
        configuration_digest=_digest([_deterministic(configuration.settings)]),
        min_confidence=configuration.settings.min_confidence,
        exclude=configuration.settings.exclude,
        sources_digest=sources,
        report=report,
        clauses=tuple(_clauses(chosen, report)),
    )


def _root(paths: Sequence[str], configuration: Configuration) -> Path:
    """What paths are relative to: the configuration's folder; without one the repository, or the working directory."""
    if configuration.document.path:
        return Path(os.path.realpath(configuration.root))
    folders = [path if os.path.isdir(path) else os.path.dirname(path) or "." for path in paths]
    return next((top for folder in folders if (top := top_of(Path(folder))) is not None), Path.cwd().resolve())


def _clauses(document: Document, report: Report) -> Iterator[ClauseEvidence]:
    for clause in document.clauses:
        yield ClauseEvidence(
            id=clause.id,
            text=clause.text,
            wording=_WORDINGS[clause.mark],
            rules=tuple(rule.code for rule in all_rules() if clause.is_about(rule.channels, rule.family)),
            findings=tuple(finding.fingerprint for finding in report.findings if _bears_on(finding, clause)),
        )


def _bears_on(finding: Finding, clause: Clause) -> bool:
    """Whether a finding bears on a clause; one that is about no element (a mask that doesn't mask) may be about any."""
    channels = rule_by_code()[finding.code].channels if finding.family in _STANDING else (finding.channel,)
    if not clause.is_about(channels, finding.family):
        return False
    if finding.element is None or finding.level is None:
        return True
    return clause.covers(finding.element, finding.level, data_classes().get(finding.element, ""))


def _differs(commit: Commit | None, tree: Snapshot | None) -> bool:
    return commit is not None and tree is None and commit.is_changed


def _content(file: SourceFile) -> str:
    content = read(file)
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else ""


def _knowledge(configuration: Configuration) -> str:
    """Of every file of the catalogue; the project's own tables are part of the configuration's digest."""
    import piilint.catalogue

    folder = Path(piilint.catalogue.__file__).parent
    files = sorted(folder.rglob("*.toml"))
    return _digest(f"{file.relative_to(folder).as_posix()}\0{_sha(file)}\0" for file in files)


def _sha(file: Path) -> str:
    return hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _deterministic(settings: object) -> str:
    return msgspec.json.encode(settings, order="deterministic").decode()


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _version() -> str:
    from piilint import __version__

    return __version__


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder, so that paths are relative to it."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)

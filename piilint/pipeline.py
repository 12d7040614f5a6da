"""The linter on one screen: discover → lower → link → flow → judge. The only place that knows the stages' order."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from piilint.config.load import Configuration, load
from piilint.discover import Discovered, discover
from piilint.model.errors import ConfigError
from piilint.model.finding import Report

PathLike = str | os.PathLike[str]


def check(
    paths: Sequence[PathLike],
    configuration: Configuration | None = None,
    *,
    known: Sequence[PathLike] = (),
    stdin: bytes | None = None,
    today: date | None = None,
) -> Report:
    """Check these files and folders, "-" being `stdin`.

    What is in `known` is analysed, too, and not reported: the rest of the project when only some files are of interest.
    Suppressions expire by `today`, by default the clock's.
    Raises ConfigError and UsageError for the user's mistakes; broken source files are problems of the report.
    """
    from piilint.catalogue.additions import read_additions
    from piilint.catalogue.load import load as load_catalogue
    from piilint.flow import solve
    from piilint.judge import Policies, choose, judge, spots_of, summarise
    from piilint.link import link
    from piilint.lower.batch import lower_all

    configuration = configuration or load([*paths, *known])
    catalogue = load_catalogue()
    additions = read_additions(configuration, catalogue.elements)
    policies = Policies(configuration)
    elements = {*catalogue.elements, *(element.key for element in additions.elements)}
    mistakes = (*configuration.mistakes, *additions.mistakes, *policies.mistakes(elements))
    if mistakes:
        raise ConfigError(tuple(sorted(set(mistakes))))
    if additions.elements or additions.api is not None:
        catalogue = load_catalogue(additions.elements, additions.api)

    wanted = _discover(paths, configuration, stdin)
    rest = _discover(known, configuration, None)
    batch = lower_all({file.path: file for file in (*rest.files, *wanted.files)}.values())
    reported = frozenset(file.path for file in wanted.files) & batch.modules.keys()
    facts = solve(link(batch.modules), catalogue)
    commented = reported if configuration.settings.suppressions.honour else batch.commented
    candidates = choose(
        facts,
        policies,
        catalogue.elements,
        reported=reported,
        commented=commented,
        min_confidence=configuration.settings.min_confidence,
    )
    places = batch.places(spots_of(candidates))
    texts = batch.texts(commented & reported)
    findings, suppressions = judge(candidates, places, texts, policies, reported, today or date.today())
    lines = sum(batch.modules[path].lines for path in reported)
    summary = summarise(findings, files=len(reported), lines=lines, functions=facts.statistics.functions)
    shown = {place.path for finding in findings for place in finding.places()}
    own = {file.path for file in wanted.files}
    problems = tuple(sorted({*wanted.problems, *(problem for problem in batch.problems if problem.path in own)}))
    return Report(
        findings=findings, problems=problems, summary=summary, suppressions=suppressions, sources=batch.texts(shown)
    )


def _discover(paths: Sequence[PathLike], configuration: Configuration, stdin: bytes | None) -> Discovered:
    settings = configuration.settings
    given = [path if path == "-" else os.fspath(path) for path in paths]
    root = configuration.root if configuration.root else Path()
    return discover(given, exclude=settings.exclude, max_bytes=settings.max_file_bytes, root=root, stdin=stdin)

"""The linter on one screen: discover → lower → link → flow → judge. The only place that knows the stages' order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from piilint.config.load import Configuration, load
from piilint.discover import Discovered, SourceFile, discover, read
from piilint.model.errors import ConfigError
from piilint.model.finding import Problem, Report

PathLike = str | os.PathLike[str]


def check(
    paths: Sequence[PathLike],
    configuration: Configuration | None = None,
    *,
    known: Sequence[PathLike] = (),
    stdin: bytes | None = None,
) -> Report:
    """Check these files and folders, "-" being `stdin`.

    What is in `known` is analysed, too, and not reported: the rest of the project when only some files are of interest.
    Raises ConfigError and UsageError for the user's mistakes; broken source files are problems of the report.
    """
    from piilint.catalogue.additions import read_additions
    from piilint.catalogue.load import load as load_catalogue
    from piilint.flow import solve
    from piilint.judge import Policies, choose, judge, spots_of, summarise
    from piilint.link import link

    configuration = configuration or load([*paths, *known])
    catalogue = load_catalogue()
    additions = read_additions(configuration, catalogue.elements)
    policies = Policies(configuration)
    mistakes = (*configuration.mistakes, *additions.mistakes, *policies.mistakes({*catalogue.elements, *(e.key for e in additions.elements)}))
    if mistakes:
        raise ConfigError(tuple(sorted(set(mistakes))))
    catalogue = load_catalogue(additions.elements, additions.api)

    found, rest = _discovered(paths, configuration, stdin), _discovered(known, configuration, None)
    program = _Sources({**_by_path(rest), **_by_path(found)}, frozenset(_by_path(found)))
    facts = solve(link(program.modules), catalogue)
    candidates = choose(
        facts,
        policies,
        catalogue.elements,
        reported=program.reported,
        commented=program.commented,
        min_confidence=configuration.settings.min_confidence,
    )
    places = program.places(spots_of(candidates))
    findings = judge(candidates, places, program.texts(program.commented), policies, program.reported)
    problems = {*found.problems, *program.problems}
    reported = [program.modules[path] for path in program.modules if path in program.reported]
    return Report(findings=findings, problems=tuple(sorted(problems)), summary=summarise(findings, files=len(program.reported), lines=sum(m.lines for m in reported), functions=facts.statistics.functions), sources=program.texts({}))

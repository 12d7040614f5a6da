"""The linter on one screen: discover → lower → link → flow → judge → fix. The only place that knows the stages' order."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from piilint.config.load import Configuration, baseline_of, load
from piilint.discover import Discovered, Stdin, discover
from piilint.model.errors import ConfigError
from piilint.model.finding import Finding, Problem, Report, Summary
from piilint.model.run import Run

if TYPE_CHECKING:
    from piilint.catalogue.additions import Additions
    from piilint.catalogue.load import Catalogue
    from piilint.judge import Policies
    from piilint.lower.sources import Sources
    from piilint.lower.workers import Workers
    from piilint.model.answer import Answer
    from piilint.snapshot import Snapshot

PathLike = str | os.PathLike[str]


def check(
    paths: Sequence[PathLike],
    configuration: Configuration | None = None,
    *,
    known: Sequence[PathLike] = (),
    stdin: bytes | Stdin | None = None,
    today: date | None = None,
    run: Run | None = None,
    tree: Snapshot | None = None,
) -> Report:
    """Check these files and folders, "-" being `stdin`; of the disk, or of git's objects if a `tree` is given.

    What is in `known` is analysed, too, and not reported: the rest of the project when only some files are of interest.
    Suppressions expire by `today`, by default the clock's.
    `run` says how, with which cache and by how many processes; the report doesn't depend on it.
    Raises ConfigError and UsageError for the user's mistakes; broken source files are problems of the report.
    """
    from piilint.judge import choose, judge, spots_of
    from piilint.lower.batch import locate_all
    from piilint.lower.sources import read_sources
    from piilint.lower.workers import Workers
    from piilint.owners import owned

    run = run if run is not None else Run()
    configuration = configuration or load([*paths, *known])
    run.limit(configuration.settings.time_limit, configuration.settings.file_time_limit)
    with run.stage("catalogue"):
        recall_catalogue(run)
        catalogue, additions, policies = knowledge(configuration)
    with run.stage("discover"):
        wanted = discover_paths(paths, configuration, stdin, tree)
        rest = discover_paths(known, configuration, None, tree)
        sources = read_sources((*rest.files, *wanted.files))
    with Workers(run) as workers:
        answer = analyse(sources, catalogue, additions, run, workers)
        with run.stage("judge"):
            reported = frozenset(file.path for file in wanted.files) & answer.lines.keys()
            commented = reported if configuration.settings.suppressions.honour else sources.commented
            candidates = choose(answer.facts, policies, catalogue.elements, reported=reported, commented=commented)
        with run.stage("places"):
            places = locate_all(spots_of(candidates), sources, run, workers)
    with run.stage("judge"):
        texts = sources.texts(commented & reported)
        judged, suppressions = judge(candidates, places, texts, policies, reported, today or date.today())
        findings = owned(judged)
        run.note(answer.facts.statistics)
        problems = _problems(wanted, (*sources.problems, *answer.problems))
        report = Report(
            findings=findings,
            problems=problems,
            summary=_summary(findings, answer, reported, problems),
            files=tuple(sorted(reported)),
            others=tuple(sorted(answer.lines.keys() - reported)),
            suppressions=suppressions,
            sources=sources.texts({place.path for finding in findings for place in finding.places()}),
        )
        report = _gated(report, configuration, policies, paths, known)
    with run.stage("fix"):
        return _mendable(report, catalogue, additions, answer, run)


def _summary(
    findings: Sequence[Finding], answer: Answer, reported: frozenset[str], problems: Sequence[Problem]
) -> Summary:
    from piilint.judge import complete, summarise

    figures, lines = answer.facts.statistics, sum(answer.lines[path] for path in reported)
    summary = summarise(findings, files=len(reported), lines=lines, functions=figures.functions)
    return complete(summary, len({problem.path for problem in problems}), figures.cut_short)


def _problems(wanted: Discovered, found: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems of what was asked for."""
    own = {file.path for file in wanted.files}
    return tuple(sorted({*wanted.problems, *(problem for problem in found if problem.path in own)}))


def _gated(
    report: Report,
    configuration: Configuration,
    policies: Policies,
    paths: Sequence[PathLike],
    known: Sequence[PathLike],
) -> Report:
    """The report with the findings marked that the baseline knows."""
    from piilint.judge import Scope, hold_against_baseline, read_baseline

    baseline = baseline_of(configuration)
    if baseline is None:
        return report
    scope = Scope.of(configuration.root, paths, known)
    return hold_against_baseline(report, read_baseline(*baseline), policies, scope)


def _mendable(report: Report, catalogue: Catalogue, additions: Additions, answer: Answer, run: Run) -> Report:
    """The report with the fixes of its findings."""
    from piilint.fix import Kept, Knowledge, with_fixes
    from piilint.flow.solving.kept import made_of

    knowledge = Knowledge.of(catalogue, additions.api, answer.facts.masks)
    return with_fixes(report, knowledge, Kept(run.cache, made_of(additions, answer.facts.masks)))


def analyse(
    sources: Sources, catalogue: Catalogue, additions: Additions, run: Run, workers: Workers, *, stock: bool = False
) -> Answer:
    """lower → link → flow, as far as the cache doesn't know the outcome; with stock, if that is wanted."""
    from piilint.flow import solve, take_stock
    from piilint.flow.solving.kept import Kept
    from piilint.link import link
    from piilint.lower.batch import lower_all
    from piilint.model.answer import Answer

    with run.stage("cache"):
        kept = Kept(Answer, run.cache, sources, additions, "stock" if stock else "answer")
        answer = kept.by_content()
    if answer is not None:
        return answer
    with run.stage("lower"):
        batch = lower_all(sources, run, workers)
        known = kept.by_print(batch.prints)
    if known is not None:
        facts, taken = known.facts, known.stock
    else:
        with run.stage("lower"):
            modules = batch.modules()
        with run.stage("link"):
            program = link(modules)
        with run.stage("cache"):
            memory = kept.memory(batch.prints)
            keep_names = recall_names(catalogue, additions, run)
        with run.stage("flow"):
            if stock:
                facts, taken = take_stock(program, catalogue, run, memory)
            else:
                facts, taken = solve(program, catalogue, run, memory), None
        with run.stage("cache"):
            keep_names()
            kept.remember(memory if batch.is_steady and not run.unfinished else None, run)
    answer = Answer(facts=facts, stock=taken, problems=(*batch.problems, *run.unfinished), lines=batch.lines)
    if batch.is_steady and not run.unfinished:
        with run.stage("cache"):
            kept.keep(answer)
    return answer


def recall_catalogue(run: Run) -> None:
    """Take the built-in catalogue from the cache, where that knows it: its TOML takes longer to read."""
    if run.cache is not None:
        from piilint.cache import key_of
        from piilint.catalogue.load import packed, recall
        from piilint.lower.keeping import program_print

        key = key_of("catalogue", program_print())
        known = run.cache.get("catalogue", [key]).get(key)
        if known is not None:
            recall(known)
        else:
            run.cache.put("catalogue", {key: packed()})


def recall_names(catalogue: Catalogue, additions: Additions, run: Run) -> Callable[[], None]:
    """Take the index of the catalogue's words from the cache; where that doesn't know it, what is returned keeps it there
    once it is made."""
    from piilint.cache import key_of
    from piilint.flow.solving.kept import made_of

    cache, names = run.cache, catalogue.names
    if cache is None:
        return lambda: None
    key = key_of("names", made_of(additions))
    known = cache.get("catalogue", [key]).get(key)
    if known is not None:
        names.recall(known)
        return lambda: None
    return lambda: cache.put("catalogue", {key: made} if (made := names.packed()) is not None else {})


def knowledge(configuration: Configuration) -> tuple[Catalogue, Additions, Policies]:
    """The catalogue with the project's additions, and its policies; raises ConfigError with all mistakes."""
    from piilint.catalogue.additions import read_additions
    from piilint.catalogue.load import load as load_catalogue
    from piilint.judge import Policies

    catalogue = load_catalogue()
    additions = read_additions(configuration, catalogue.elements)
    policies = Policies(configuration)
    elements = {*catalogue.elements, *(element.key for element in additions.elements)}
    mistakes = (*configuration.mistakes, *additions.mistakes, *policies.mistakes(elements))
    if mistakes:
        raise ConfigError(tuple(sorted(set(mistakes))))
    if additions.are_any:
        catalogue = load_catalogue(additions.elements, additions.api, additions.followed)
    return catalogue, additions, policies


def discover_paths(
    paths: Sequence[PathLike], configuration: Configuration, stdin: bytes | Stdin | None, tree: Snapshot | None = None
) -> Discovered:
    """The files that paths mean: of the disk, or of the tree."""
    settings = configuration.settings
    given = [path if path == "-" else os.fspath(path) for path in paths]
    root = configuration.root if configuration.root else Path()
    if tree is not None:
        return tree.discover(given, exclude=settings.exclude, max_bytes=settings.max_file_bytes, root=root)
    text = Stdin(stdin) if isinstance(stdin, bytes) else stdin
    return discover(given, exclude=settings.exclude, max_bytes=settings.max_file_bytes, root=root, stdin=text)

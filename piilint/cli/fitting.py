"""What `piilint init` writes, fitted to what was found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from piilint.language import ENGLISH, Language
from piilint.model.place import Place
from piilint.report.safeguards import VERDICTS
from piilint.review.survey import Survey

_LISTED = 12
"""Lines of a list that is there for the reader."""
_CARDS = frozenset(("card_number", "card_verification_code", "card_pin", "card_track_data", "card_expiry"))


def configuration_text(found: Survey, said: Language = ENGLISH) -> str:
    """Return the text of a piilint.toml, with comments in a language."""
    say, summary = said.say, found.report.summary
    figures = [said.count(summary.files, "file"), said.count(summary.functions, "function")]
    figures += [said.count(summary.errors, "error"), said.count(summary.warnings, "warning")]
    stored = say("What identifies a customer or shows their money. Off only where storage is known to be encrypted:")
    lines = [
        "# " + say("piilint's configuration, written by `piilint init` for what was found here:"),
        "# " + say("{}.", say(", ").join(figures)),
        *_libraries(found, said),
        "# "
        + say("`piilint config show` prints what holds; every key is explained in docs/configuration.md of piilint."),
        "",
        *_presets(found, said),
        f"exclude = [{', '.join(_quoted(found.generated))}]" + (f"  # {say('generated')}" if found.generated else ""),
        'fail-on = "error"',
        "require-complete = 0.95",
        "",
        "[policy.high]",
        f"# {stored}",
        '# "store.database" = "off"',
        "",
        "[suppressions]",
        'require = ["reason"]',
    ]
    if found.tests:
        lines += ["", "[[override]]", f"paths = [{', '.join(_quoted(found.tests))}]", 'ignore = ["print", "error"]']
    return "\n".join([*lines, *_wrappers(found, said), *_masks(found, said), *_unseen(found, said)]) + "\n"


def _libraries(found: Survey, said: Language) -> list[str]:
    names = [f"{name} ({said.count(number, 'file')})" for name, number in found.known.items()]
    return ["# " + said.say("Libraries whose ways out are known: {}.", said.say(", ").join(names))] if names else []


def _presets(found: Survey, said: Language) -> list[str]:
    """Suggest policies for what is there; which law applies is for people to say."""
    say, cards = said.say, sum(finding.element in _CARDS for finding in found.report.findings)
    lines = []
    if cards:
        about = say("{} about card data; it looks at nothing else", said.count(cards, "finding"))
        lines.append(f'# extends = ["pci-dss"]   # {about}')
    if found.chinese:
        lines.append(f'# extends = ["jrt-0171"]  # {say("{} in Chinese", said.count(found.chinese, "file"))}')
    return lines or [f'# extends = ["strict"]    # {say("or")} pci-dss, jrt-0171, gdpr']


def _wrappers(found: Survey, said: Language) -> list[str]:
    """List the helpers that lead to sinks: they need no entry."""
    places: Counter[tuple[Place, str]] = Counter(
        (finding.sink, finding.sink_name)
        for finding in found.report.findings
        if finding.sink is not None and finding.sink != finding.location
    )
    if not places:
        return []
    what = "Helpers that lead to a way out are followed without being named. Most is reported at the callers of:"
    lines = ["", "# " + said.say(what)]
    for (place, name), number in sorted(places.items(), key=lambda item: (-item[1], item[0]))[:_LISTED]:
        lines.append(f"#   {place.path}:{place.line} {name} ({said.count(number, 'finding')})")
    return lines


def _masks(found: Survey, said: Language) -> list[str]:
    if not found.proofs:
        return []
    how = "Masks and ciphers that were found and tried; `piilint safeguards` shows how:"
    lines = ["", "# " + said.say(how)]
    lines += [f"#   {proof.name}: {said.say(VERDICTS[proof.verdict])}" for proof in found.proofs[:_LISTED]]
    more = len(found.proofs) - _LISTED
    return [*lines, "#   " + said.say("and {} more", more)] if more > 0 else lines


def _unseen(found: Survey, said: Language) -> list[str]:
    if not found.unseen:
        return []
    what = "Not in view, but by their names ways out. Without an entry what they are given isn't reported:"
    lines = ["", "# " + said.say(what)]
    for name, number in list(found.unseen.items())[:_LISTED]:
        lines += [
            "# [[sink]]",
            f'# call = ["{name}"]  # {said.say("imported in {}", said.count(number, "file"))}',
            '# channel = "log.message"',
        ]
    return lines


def _quoted(words: tuple[str, ...]) -> list[str]:
    return [f'"{word}"' for word in words]


def hook_text(address: str, revision: str) -> str:
    """Return a .pre-commit-config.yaml."""
    return (
        f"repos:\n- repo: {address}\n  rev: {revision or 'v0.1.0'}\n  hooks:\n  - id: piilint\n  - id: piilint-config\n"
    )


def ci_lines(top: Path, address: str) -> list[str]:
    """Return the lines for the forge that the repository speaks of."""
    steps = [f"pip install git+{address}", "piilint check --require-files --diff origin/main..."]
    if (top / ".gitlab-ci.yml").exists():
        return ["piilint:", "  variables: {GIT_DEPTH: 0}", "  script:", *(f"  - {step}" for step in steps)]
    if (top / ".github").exists():
        head = ["- uses: actions/checkout@v4", "  with: {fetch-depth: 0}"]
        return [*head, *(f"- run: {step}" for step in steps)]
    return steps

"""What `piilint init` writes, fitted to what was found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from piilint.language import ENGLISH
from piilint.model.place import Place
from piilint.review.survey import Survey

_LISTED = 12
"""Lines of a list that is there for the reader."""
_CARDS = frozenset(("card_number", "card_verification_code", "card_pin", "card_track_data", "card_expiry"))


def configuration_text(found: Survey) -> str:
    """Return the text of a piilint.toml."""
    summary = found.report.summary
    figures = [ENGLISH.count(summary.files, "file"), ENGLISH.count(summary.functions, "function")]
    figures += [ENGLISH.count(summary.errors, "error"), ENGLISH.count(summary.warnings, "warning")]
    lines = [
        "# piilint's configuration, written by `piilint init` for what was found here:",
        f"# {', '.join(figures)}.",
        *_libraries(found),
        "# `piilint config show` prints what holds; every key is explained in docs/configuration.md of piilint.",
        "",
        *_presets(found),
        f"exclude = [{', '.join(_quoted(found.generated))}]" + ("  # generated" if found.generated else ""),
        'fail-on = "error"',
        "require-complete = 0.95",
        "",
        "[policy.high]",
        "# What identifies a customer or shows their money. Off only where storage is known to be encrypted:",
        '# "store.database" = "off"',
        "",
        "[suppressions]",
        'require = ["reason"]',
    ]
    if found.tests:
        lines += ["", "[[override]]", f"paths = [{', '.join(_quoted(found.tests))}]", 'ignore = ["print", "error"]']
    return "\n".join([*lines, *_wrappers(found), *_masks(found), *_unseen(found)]) + "\n"


def _libraries(found: Survey) -> list[str]:
    names = [f"{name} ({ENGLISH.count(number, 'file')})" for name, number in found.known.items()]
    return [f"# Libraries whose ways out are known: {', '.join(names)}."] if names else []


def _presets(found: Survey) -> list[str]:
    """Suggest policies for what is there; which law applies is for people to say."""
    cards = sum(finding.element in _CARDS for finding in found.report.findings)
    lines = []
    if cards:
        lines.append(
            f'# extends = ["pci-dss"]   # {ENGLISH.count(cards, "finding")} about card data; it looks at nothing else'
        )
    if found.chinese:
        lines.append(f'# extends = ["jrt-0171"]  # {ENGLISH.count(found.chinese, "file")} in Chinese')
    return lines or ['# extends = ["strict"]    # or pci-dss, jrt-0171, gdpr']


def _wrappers(found: Survey) -> list[str]:
    """List the helpers that lead to sinks: they need no entry."""
    places: Counter[tuple[Place, str]] = Counter(
        (finding.sink, finding.sink_name)
        for finding in found.report.findings
        if finding.sink is not None and finding.sink != finding.location
    )
    if not places:
        return []
    lines = [
        "",
        "# Helpers that lead to a way out are followed without being named. Most is reported at the callers of:",
    ]
    for (place, name), number in sorted(places.items(), key=lambda item: (-item[1], item[0]))[:_LISTED]:
        lines.append(f"#   {place.path}:{place.line} {name} ({ENGLISH.count(number, 'finding')})")
    return lines


def _masks(found: Survey) -> list[str]:
    if not found.proofs:
        return []
    lines = ["", "# Masks and ciphers that were found and tried; `piilint safeguards` shows how:"]
    lines += [f"#   {proof.name}: {proof.verdict}" for proof in found.proofs[:_LISTED]]
    more = len(found.proofs) - _LISTED
    return [*lines, f"#   and {more} more"] if more > 0 else lines


def _unseen(found: Survey) -> list[str]:
    if not found.unseen:
        return []
    lines = ["", "# Not in view, but by their names ways out. Without an entry what they are given isn't reported:"]
    for name, number in list(found.unseen.items())[:_LISTED]:
        lines += [
            "# [[sink]]",
            f'# call = ["{name}"]  # imported in {ENGLISH.count(number, "file")}',
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

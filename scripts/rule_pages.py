"""The rules' pages: one per rule, from its docstring, and an index by family."""

from __future__ import annotations

from itertools import groupby

from piilint.rules import Rule, all_rules, page

INDEX = "README.md"
FAMILIES = {
    "log": "Logs",
    "print": "Terminals and screens",
    "store": "Files, databases and other stores",
    "send": "Networks and third parties",
    "error": "Errors",
    "model": "Definitions that leak wherever they are used",
    "literal": "Literals",
    "safeguard": "Safeguards that don't guard",
    "meta": "piilint's own",
}


def rule_pages() -> dict[str, str]:
    """All pages by file name."""
    pages = {f"{rule.name}.md": rule_page(rule) for rule in all_rules()}
    return {INDEX: _index(), **pages}


def rule_page(rule: Rule) -> str:
    """Heading, facts, and the rule's own text."""
    title, _, body = page(rule).partition("\n\n")
    sections = [section for section in _sections(body) if section.partition("\n")[2].strip()]
    return "\n\n".join([f"# {rule.code} {rule.name}", title, _facts(rule), *sections]) + "\n"


def _facts(rule: Rule) -> str:
    cwe = ", ".join(f"[CWE-{number}](https://cwe.mitre.org/data/definitions/{number}.html)" for number in rule.cwe)
    rows = [
        ("Family", f"`{rule.family}`"),
        ("Channels", ", ".join(f"`{channel}`" for channel in rule.channels)),
        ("Weakness", cwe),
        ("Since", rule.since),
        ("Source", f"[{_file(rule)}](../../{_file(rule)})"),
    ]
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows if value)])


def _file(rule: Rule) -> str:
    return f"piilint/rules/{rule.name.replace('-', '_')}.py"


def _sections(body: str) -> list[str]:
    """The body's `##` sections, each with its heading."""
    sections: list[list[str]] = []
    for line in body.splitlines():
        if line.startswith("## "):
            sections.append([])
        if sections:
            sections[-1].append(line)
    return ["\n".join(section).strip() for section in sections]


def _index() -> str:
    lines = [
        "# Rules",
        "",
        "Generated from the rules' docstrings by `scripts/docs.py`; the examples run as tests. A rule can be named by",
        "its code, its name or its family, in `# piilint: ignore[…]` comments and in the configuration.",
    ]
    for family, rules in groupby(all_rules(), key=lambda rule: rule.family):
        lines += ["", f"## {FAMILIES[family]}: `{family}`", "", "| code | rule | |", "| --- | --- | --- |"]
        lines += [f"| {rule.code} | [{rule.name}]({rule.name}.md) | {rule.title} |" for rule in rules]
    return "\n".join(lines) + "\n"

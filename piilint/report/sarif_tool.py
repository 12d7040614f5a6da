"""The part of a SARIF log that is the same in every run: the rules with their help, and the taxonomies they refer to."""

from __future__ import annotations

from functools import lru_cache
from uuid import NAMESPACE_URL, uuid5

from piilint.catalogue.clauses import Regulation, citations, regulations
from piilint.language import Language
from piilint.model.finding import Finding
from piilint.report.json import Json
from piilint.report.words import page_of
from piilint.rules import Rule, all_rules

MOST_TAGS = 20
_SEVERITY = {
    "log": "7.5", "print": "6.5", "store": "7.0", "send": "8.0", "error": "7.0", "model": "6.0", "literal": "7.0",
    "safeguard": "8.0",
}  # fmt: skip
"""How grave a rule's findings are as a rule, on the scale of CVSS; code scanning services sort by it."""
_CWE = "CWE"


def driver(language: Language) -> Json:
    """The tool and all its rules, so that a clean run says what was looked for."""
    from piilint import __version__

    return {
        "name": "piilint",
        "semanticVersion": __version__,
        "version": __version__,
        "shortDescription": {
            "text": language.say("Follows statement fields and customer data through Python code to where they leak.")
        },
        "rules": [_rule(rule, language) for rule in all_rules()],
        "supportedTaxonomies": [
            {"name": name, "index": index, "guid": _guid(name)}
            for index, name in enumerate([_CWE, *(_name(regulation) for regulation in regulations())])
        ],
    }


@lru_cache(maxsize=1)
def rule_positions() -> dict[str, int]:
    """Each code's place in the list of rules."""
    return {rule.code: position for position, rule in enumerate(all_rules())}


def taxonomies(language: Language) -> list[Json]:
    """The weaknesses that the rules show, and the clauses of each standard or law that findings bear on."""
    numbers = sorted({number for rule in all_rules() for number in rule.cwe})
    weaknesses: Json = {
        "name": _CWE,
        "guid": _guid(_CWE),
        "organization": "MITRE",
        "shortDescription": {"text": "The MITRE Common Weakness Enumeration"},
        "informationUri": "https://cwe.mitre.org/",
        "isComprehensive": False,
        "taxa": [
            {"id": str(number), "helpUri": f"https://cwe.mitre.org/data/definitions/{number}.html"}
            for number in numbers
        ],
    }
    return [weaknesses, *(_clauses(regulation, language) for regulation in regulations())]


def _clauses(regulation: Regulation, language: Language) -> Json:
    name = _name(regulation)
    about: Json = {"name": name, "guid": _guid(name), "shortDescription": {"text": name}, "isComprehensive": False}
    if regulation.url.startswith("https://"):
        about["informationUri"] = regulation.url
    taxa = [
        {"id": clause.id, "shortDescription": {"text": clause.words(language.code)}}
        for clause in regulation.clause
        if clause.is_verified
    ]
    return about | {"taxa": taxa}


def taxa_of(finding: Finding) -> list[Json]:
    """The clauses that support a finding, as references into the taxonomies."""
    if finding.element is None or finding.level is None:
        return []
    cited = citations((finding.channel,), finding.family, finding.element, finding.level).supports
    homes = _homes()
    return [
        {"id": clause.id, "toolComponent": {"name": name, "index": index}}
        for clause in cited
        for name, index in [homes[clause.id]]
    ]


@lru_cache(maxsize=1)
def _homes() -> dict[str, tuple[str, int]]:
    """Each clause's taxonomy, by name and place; the first one is that of the weaknesses."""
    return {
        clause.id: (_name(regulation), index)
        for index, regulation in enumerate(regulations(), 1)
        for clause in regulation.clause
    }


def _name(regulation: Regulation) -> str:
    return f"Standards and laws: {regulation.title}"


def _rule(rule: Rule, language: Language) -> Json:
    title = language.say(rule.title)
    text = page_of(rule, language)
    about: Json = {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": _first_section(text) or title},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": "warning" if rule.family == "meta" else "error"},
        "properties": _properties(rule),
    }
    if rule.cwe:
        about["relationships"] = [
            {"target": {"id": str(number), "toolComponent": {"name": _CWE, "index": 0}}, "kinds": ["superset"]}
            for number in rule.cwe
        ]
    return about


def _properties(rule: Rule) -> Json:
    tags = ["privacy", rule.family, f"external/piilint/{rule.name}"]
    tags += [f"external/cwe/cwe-{number}" for number in rule.cwe]
    properties: Json = {"tags": tags[:MOST_TAGS], "precision": "high"}
    if rule.family in _SEVERITY:
        properties["tags"] = ["security", *tags][:MOST_TAGS]
        properties["security-severity"] = _SEVERITY[rule.family]
    return properties


def _first_section(text: str) -> str:
    """What stands under the page's first heading."""
    _, _, after = text.partition("\n## ")
    body = after.partition("\n")[2].partition("\n## ")[0]
    return " ".join(body.split())


def _guid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"piilint:taxonomy:{name}"))

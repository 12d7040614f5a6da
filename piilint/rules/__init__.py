"""The rules: one file is one rule and its page of documentation.

A rule's module docstring has the sections *What it does*, *Why is this bad?*, *Example*, *Use instead* and *References*;
its `RULE` says what it reports. Rules are found by walking this package: there is no list to keep.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from piilint.rules.rule import Rule

__all__ = ["Rule", "all_rules", "page", "rule_by_channel", "rule_by_code"]

_NOT_RULES = frozenset(("rule",))


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, by code."""
    modules = [
        import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__) if found.name not in _NOT_RULES
    ]
    rules: list[Rule] = [module.RULE for module in modules]
    return tuple(sorted(rules, key=lambda rule: rule.code))


@lru_cache(maxsize=1)
def rule_by_code() -> Mapping[str, Rule]:
    """Return every rule under its code."""
    return MappingProxyType({rule.code: rule for rule in all_rules()})


@lru_cache(maxsize=1)
def rule_by_channel() -> Mapping[str, Rule]:
    """Return the rule that reports each channel."""
    return MappingProxyType({channel: rule for rule in all_rules() for channel in rule.channels})


def page(rule: Rule) -> str:
    """Return a rule's documentation in Markdown, without a heading: the docstring of its module."""
    return (import_module(f"{__name__}.{rule.name.replace('-', '_')}").__doc__ or "").strip() + "\n"

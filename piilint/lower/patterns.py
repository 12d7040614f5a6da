"""`match` statements and their patterns; captures bind in the scope around."""

from __future__ import annotations

from typing import cast

import libcst as cst

from piilint.lower.walk import HandlerByType, Lowering, spelled
from piilint.model import ir


def match(low: Lowering, node: cst.Match) -> ir.Stmt:
    at = low.number(node)
    subject = low.expr(node.subject)
    return ir.Match(at, subject, tuple([case(low, each) for each in node.cases]))


def case(low: Lowering, node: cst.MatchCase) -> ir.Case:
    at = low.number(node)
    matched = pattern(low, node.pattern)
    return ir.Case(at, matched, low.maybe(node.guard), low.block(node.body))


def pattern(low: Lowering, node: cst.CSTNode) -> ir.Pattern:
    return cast("ir.Pattern", low.expr(node))


def capture(low: Lowering, node: cst.Name | None) -> str | None:
    """Return the captured name and bind it."""
    if node is None or node.value == "_":
        return None
    name = spelled(node)
    low.scope.bound.add(name)
    return name


def match_value(low: Lowering, node: cst.MatchValue | cst.MatchSingleton) -> ir.Pattern:
    return ir.MatchValue(low.number(node.value), low.expr(node.value))


def match_sequence(low: Lowering, node: cst.MatchList | cst.MatchTuple) -> ir.Pattern:
    at = low.number(node)
    patterns = [each if isinstance(each, cst.MatchStar) else each.value for each in node.patterns]
    return ir.MatchSequence(at, tuple([pattern(low, each) for each in patterns]))


def match_star(low: Lowering, node: cst.MatchStar) -> ir.Pattern:
    return ir.MatchStar(low.number(node), capture(low, node.name))


def match_mapping(low: Lowering, node: cst.MatchMapping) -> ir.Pattern:
    at = low.number(node)
    keys = tuple([low.expr(element.key) for element in node.elements])
    patterns = tuple([pattern(low, element.pattern) for element in node.elements])
    return ir.MatchMapping(at, keys, patterns, capture(low, node.rest))


def match_class(low: Lowering, node: cst.MatchClass) -> ir.Pattern:
    at = low.number(node)
    cls = low.expr(node.cls)
    patterns = tuple([pattern(low, element.value) for element in node.patterns])
    keywords = tuple([spelled(element.key) for element in node.kwds])
    return ir.MatchClass(at, cls, patterns, keywords, tuple([pattern(low, each.pattern) for each in node.kwds]))


def match_as(low: Lowering, node: cst.MatchAs) -> ir.Pattern:
    at = low.number(node)
    inner = None if node.pattern is None else pattern(low, node.pattern)
    return ir.MatchAs(at, inner, capture(low, node.name))


def match_or(low: Lowering, node: cst.MatchOr) -> ir.Pattern:
    at = low.number(node)
    return ir.MatchOr(at, tuple([pattern(low, element.pattern) for element in node.patterns]))


PATTERNS: HandlerByType = {
    cst.Match: match,
    cst.MatchValue: match_value,
    cst.MatchSingleton: match_value,
    cst.MatchList: match_sequence,
    cst.MatchTuple: match_sequence,
    cst.MatchStar: match_star,
    cst.MatchMapping: match_mapping,
    cst.MatchClass: match_class,
    cst.MatchAs: match_as,
    cst.MatchOr: match_or,
}

"""Duties of those who read statements: a permission check before, an audit record after, on every path.

def show(user, number):
    if not may_see(user, number):       # permission: dominates what follows
        raise PermissionError
    statement = load_statement(number)  # read
    record("show", user, number)        # audit: follows on every path that ends normally
    return statement

Only what the project's `[[access]]` tables name counts; without them nothing is looked at. Statements are structured, so
domination is told by one walk: a branch counts if all its arms do. A helper is excused where all its callers in view do it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from piilint.catalogue.calls import expand
from piilint.catalogue.schema import Access
from piilint.flow.answers.duty_paths import Visit, Walk
from piilint.flow.interpreter.activation import text_of
from piilint.link.classes import resolve_expr
from piilint.link.program import FunctionInfo, Program
from piilint.model import ir
from piilint.model.facts import Defect
from piilint.model.place import Spot


class _Site(NamedTuple):
    """A call that is a read, or of a function in view."""

    at: int
    text: str
    is_read: bool
    callee: str
    """The function in view; "" if there is none."""


class Duties:
    """Finds reads that aren't dominated by a permission check or not followed by an audit call."""

    def __init__(self, program: Program, entries: tuple[Access, ...]) -> None:
        self._program = program
        self._patterns = {
            kind: tuple(name for entry in entries if entry.kind == kind for call in entry.call for name in expand(call))
            for kind in ("read", "permission", "audit")
        }
        self._walks: dict[str, Walk] = {}
        self._sites: dict[str, dict[int, _Site]] = {}
        self._callers: dict[str, list[tuple[str, int]]] = {}
        self._running: set[str] = set()

    def defects(self) -> Iterator[Defect]:
        """The reads that fail, by function and in order."""
        if not self._patterns["read"]:
            return
        names = [name for name in sorted(self._program.functions) if not name.endswith(".<module>")]
        for name in names:
            self._walk(name)
        for name in names:
            for site in self._sites.get(name, {}).values():
                if site.callee:
                    self._callers.setdefault(site.callee, []).append((name, site.at))
        for name in names:
            info = self._program.functions[name]
            for site in sorted(self._sites.get(name, {}).values()):
                if site.is_read:
                    yield from self._of(info, site)

    def _of(self, info: FunctionInfo, site: _Site) -> Iterator[Defect]:
        spot = Spot(info.path, site.at)
        if self._patterns["permission"] and not self._is_met(info.id, site, "unchecked", frozenset()):
            yield Defect(kind="unchecked-read", spot=spot, name=info.id, detail=site.text)
        if self._patterns["audit"] and not self._is_met(info.id, site, "unaudited", frozenset()):
            yield Defect(kind="unaudited-read", spot=spot, name=info.id, detail=site.text)

    def _is_met(self, function: str, site: _Site, duty: str, seen: frozenset[str]) -> bool:
        """Whether a duty is done at this call, by the function itself or by whoever calls it."""
        if site.at not in getattr(self._walk(function), duty):
            return True
        callers = self._callers.get(function, [])
        if not callers or function in seen:
            return bool(callers)
        return all(self._is_met(caller, self._sites[caller][at], duty, seen | {function}) for caller, at in callers)

    # ---- one function -----------------------------------------------------------------------------------------------

    def _walk(self, function: str) -> Walk:
        """What the paths through a function do."""
        if function in self._walks:
            return self._walks[function]
        if function in self._running:
            return Walk(())  # recursion: it does nothing by itself
        self._running.add(function)
        info = self._program.functions[function]
        sites = self._sites.setdefault(function, {})

        def visit(call: ir.Call) -> Visit:
            kinds, callee = self._kinds(info, call)
            does = self._walk(callee) if callee and callee != function else None
            if "read" in kinds or callee:
                sites[call.at] = _Site(call.at, f"{text_of(call.func)}()", "read" in kinds, callee)
            own = does is not None and "read" in kinds and callee in self._program.functions
            checks = "permission" in kinds or (does is not None and does.checks)
            audits = "audit" in kinds or (does is not None and does.audits)
            return Visit("read" in kinds or bool(callee), checks, audits, own)

        decorators = [self._kinds(info, _as_call(decorator))[0] for decorator in info.node.decorators]
        walk = Walk(info.node.body, visit)
        walk.run(
            checked=any("permission" in kinds for kinds in decorators),
            audited=any("audit" in kinds for kinds in decorators),
        )
        self._running.discard(function)
        self._walks[function] = walk
        return walk

    def _kinds(self, info: FunctionInfo, call: ir.Call) -> tuple[frozenset[str], str]:
        """What a call is, and the function in view that it calls."""
        module = self._program.modules[info.module]
        ref = resolve_expr(call.func, module, self._program)
        text = text_of(call.func)
        last = text.rpartition(".")[2]
        callee = ref[1] if ref is not None and ref[0] == "func" else ""
        if isinstance(call.func, ir.Attr) and text == f"self.{last}" and info.cls is not None:
            method = self._program.find_method(info.cls, last)
            callee = method[1] if method is not None else ""
        dotted = callee or (ref[1] if ref is not None and ref[0] == "ext" else "")
        kinds = (kind for kind, names in self._patterns.items() if any(fits(n, dotted, last, text) for n in names))
        return frozenset(kinds), callee


def fits(pattern: str, dotted: str, last: str, text: str) -> bool:
    """Whether a name of the configuration means this call: dotted, `*.method`, or bare."""
    if pattern.startswith("*."):
        return "." in text and fnmatchcase(last, pattern[2:])
    if "." in pattern:
        return fnmatchcase(dotted, pattern)
    return fnmatchcase(last, pattern)


def _as_call(decorator: ir.Expr) -> ir.Call:
    return decorator if isinstance(decorator, ir.Call) else ir.Call(decorator.at, decorator, ())


def find_duty_defects(program: Program, entries: tuple[Access, ...]) -> list[Defect]:
    """The reads that aren't checked or recorded; none if nothing is configured."""
    return sorted(Duties(program, entries).defects(), key=lambda defect: (defect.spot, defect.kind)) if entries else []

"""Literals that are data: card numbers, IBANs and national ids that pass their checksum and are no published samples.

Checks by python-stdnum: Luhn (ISO/IEC 7812-1), IBAN mod 97 (ISO 13616), 身份证 (GB 11643, ISO 7064), and those of the
numbers that `catalogue/samples.toml` lists with their form. Issuer ranges and samples are there, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from piilint.catalogue.samples import Number, Samples, samples
from piilint.flow.solving.solver import Solver
from piilint.link.program import ModuleInfo
from piilint.model import ir
from piilint.model.facts import LiteralValue
from piilint.model.place import Spot
from piilint.model.walking import parts_of

_DIGITS = re.compile(r"(?<![\w.+-])(?<!\d{5}\.\d{6} )\d(?:[ -]?\d){12,18}(?![\w.])")
"""Digits, but for the end of the line of a boleto that is typed in (FEBRABAN: five, six, …, one and fourteen digits)."""
_IBAN = re.compile(r"(?<![\w])[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}(?![\w])")
_SHORTEST = 9
"""Characters of the shortest number that is looked for: nine digits."""
_LONGEST = 400
"""Longer texts are prose or data of another kind."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_IDENTITY = re.compile(r"(?<!\w)\d{17}[\dXx](?!\w)")


def find_literals(solver: Solver) -> list[LiteralValue]:
    """Every such literal, by file and position."""
    modules = solver.program.modules
    found = [literal for name in sorted(modules) for literal in solver.literals(modules[name], _literals_of)]
    return sorted(found, key=lambda fact: (fact.spot, fact.element))


def _literals_of(module: ModuleInfo) -> Iterator[LiteralValue]:
    for const, called in named_constants(module.node.body):
        for element, literal in judge_text(str(const.value), called):
            spot = Spot(module.path, const.at)
            yield LiteralValue(element=element, spot=spot, shown=_masked(literal), function=module.name)


def constants(body: tuple[ir.Stmt, ...], longest: int = _LONGEST) -> Iterator[ir.Const]:
    """Constants long enough to be a number of somebody, and not longer than that."""
    return (const for const, _ in named_constants(body, longest))


def named_constants(body: tuple[ir.Stmt, ...], longest: int = _LONGEST) -> Iterator[tuple[ir.Const, str]]:
    """Such constants, each with the name that it is given: a variable's, a keyword, a key."""
    pending: list[tuple[object, str]] = [(stmt, "") for stmt in body]
    while pending:
        node, called = pending.pop()
        if isinstance(node, ir.Const):
            if (isinstance(node.value, str) and _SHORTEST <= len(node.value) <= longest) or (
                isinstance(node.value, int) and not isinstance(node.value, bool) and 10**12 <= node.value < 10**19
            ):
                yield node, called
        elif isinstance(node, ir.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                pending += [(key, called), (value, _name_of(key) or called)]
        elif isinstance(node, msgspec.Struct):
            given = _given(node) or called
            for field in parts_of(type(node)):
                value = getattr(node, field)
                if isinstance(value, msgspec.Struct):
                    pending.append((value, given))
                elif isinstance(value, tuple):
                    pending.extend((part, given) for part in value)


def _given(node: msgspec.Struct) -> str:
    """The name that a node gives to what is in it: `bsn = …`, `bsn=…`, `bsn == …`."""
    if isinstance(node, ir.Assign):
        return _name_of(node.targets[0])
    if isinstance(node, ir.AnnAssign):
        return _name_of(node.target)
    if isinstance(node, ir.Compare):
        return _name_of(node.left)
    return (node.keyword or "") if isinstance(node, ir.Arg) else ""


def _name_of(expr: object) -> str:
    if isinstance(expr, ir.Name):
        return expr.id
    if isinstance(expr, ir.Attr):
        return expr.name
    if isinstance(expr, ir.Sub):
        return _name_of(expr.index)
    return expr.value if isinstance(expr, ir.Const) and isinstance(expr.value, str) else ""


@lru_cache(maxsize=4096)
def judge_text(text: str, called: str = "") -> tuple[tuple[str, str], ...]:
    """(element, literal) of the numbers in a text that are data; `called` is the name that the text is given."""
    if not any(character.isdigit() for character in text):
        return ()
    known = samples()
    found: list[tuple[str, str]] = []
    for match in _IBAN.finditer(text):
        compact = match[0].replace(" ", "")
        if compact not in known.ibans and _is_iban(compact):
            found.append(("iban", compact))
    for match in _IDENTITY.finditer(text):
        if match[0].upper() not in known.identities and _is_identity(match[0]):
            found.append(("national_id", match[0]))
    for match in _DIGITS.finditer(text):
        compact = match[0].replace(" ", "").replace("-", "")
        if all(compact != literal for _, literal in found) and _is_card(compact, known):
            found.append(("card_number", compact))
    for number, pattern in _numbers():
        for match in pattern.finditer(text):
            told = not number.words or _is_told(number.words, f"{called} {text[: match.start()]}")
            if told and match[0] not in number.samples and _passes(number.check, match[0]):
                found.append((number.element, match[0]))
    return tuple(found)


@lru_cache(maxsize=1)
def _numbers() -> tuple[tuple[Number, re.Pattern[str]], ...]:
    return tuple((number, re.compile(number.pattern)) for number in samples().number)


def _is_told(words: tuple[str, ...], said: str) -> bool:
    """Whether one of the words stands in what is said before a number: "customerBsn", "TFN: "."""
    plain = " ".join(re.findall(r"[a-z]+", _HUMP.sub(" ", said).lower()))
    return any(f" {word} " in f" {plain} " for word in words)


def _passes(check: str, text: str) -> bool:
    """Whether the check digits are right, and it isn't one digit over and over."""
    from importlib import import_module

    import stdnum

    groups = re.findall(r"\w+", text)
    is_filler = len(set(text)) < 3 or (len(groups) > 1 and all(len(set(group)) == 1 for group in groups))
    return not is_filler and (not check or bool(import_module(f"{stdnum.__name__}.{check}").is_valid(text)))


def _is_iban(text: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(text, check_country=False)) and len(set(text[4:])) > 3


def _is_identity(text: str) -> bool:
    from stdnum.cn import ric

    return bool(ric.is_valid(text))


def _is_card(digits: str, known: Samples) -> bool:
    """Luhn, an issuer's range of the right length, no sample, no filler, no timestamp."""
    from stdnum import luhn

    if digits in known.cards or len(set(digits)) < 5 or not luhn.is_valid(digits):
        return False
    return any(digits.startswith(issuer.prefix) and len(digits) in issuer.lengths for issuer in known.issuers)


def _masked(literal: str) -> str:
    """ "4111…1111"; of a short number only its end."""
    compact = re.sub(r"\W", "", literal)
    return f"{compact[:4] if len(compact) > 12 else ''}…{compact[-4:]}"

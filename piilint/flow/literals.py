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
from piilint.link.program import Program
from piilint.model import ir
from piilint.model.facts import LiteralValue
from piilint.model.place import Spot

_DIGITS = re.compile(r"(?<![\w.+-])\d(?:[ -]?\d){12,18}(?![\w.])")
_IBAN = re.compile(r"(?<![\w])[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}(?![\w])")
_SHORTEST = 11
_LONGEST = 400
"""Longer texts are prose or data of another kind."""
"""Characters of the shortest number that is looked for: "536-90-4399"."""
_IDENTITY = re.compile(r"(?<!\w)\d{17}[\dXx](?!\w)")


def find_literals(program: Program) -> list[LiteralValue]:
    """Every such literal, by file and position."""
    found: list[LiteralValue] = []
    for name in sorted(program.modules):
        module = program.modules[name]
        for const in constants(module.node.body):
            for element, literal in judge_text(str(const.value)):
                spot = Spot(module.path, const.at)
                found.append(LiteralValue(element=element, spot=spot, shown=_masked(literal), function=name))
    return sorted(found, key=lambda fact: (fact.spot, fact.element))


def constants(body: tuple[ir.Stmt, ...], longest: int = _LONGEST) -> Iterator[ir.Const]:
    """Constants long enough to be a number of somebody, and not longer than that."""
    pending: list[object] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, ir.Const):
            if (isinstance(node.value, str) and _SHORTEST <= len(node.value) <= longest) or (
                isinstance(node.value, int) and not isinstance(node.value, bool) and 10**12 <= node.value < 10**19
            ):
                yield node
        elif isinstance(node, msgspec.Struct):
            for field in node.__struct_fields__:
                value = getattr(node, field)
                if isinstance(value, msgspec.Struct):
                    pending.append(value)
                elif isinstance(value, tuple):
                    pending.extend(value)


@lru_cache(maxsize=4096)
def judge_text(text: str) -> tuple[tuple[str, str], ...]:
    """(element, literal) of the numbers in a text that are data."""
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
            if match[0] not in number.samples and _passes(number.check, match[0]):
                found.append((number.element, match[0]))
    return tuple(found)


@lru_cache(maxsize=1)
def _numbers() -> tuple[tuple[Number, re.Pattern[str]], ...]:
    return tuple((number, re.compile(number.pattern)) for number in samples().number)


def _passes(check: str, text: str) -> bool:
    """Whether the check digits are right, and it isn't one digit over and over."""
    from importlib import import_module

    import stdnum

    groups = re.findall(r"\w+", text)
    is_filler = len(groups) > 1 and all(len(set(group)) == 1 for group in groups)
    return not is_filler and bool(import_module(f"{stdnum.__name__}.{check}").is_valid(text))


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

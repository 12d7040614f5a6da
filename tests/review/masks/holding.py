"""Masks that hide enough, each in its own way; none may fail."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any


# enumerate with condition
def mask_pan(pan: str) -> str:
    shown = {*range(6), *range(len(pan) - 4, len(pan))} if len(pan) > 12 else set()
    return "".join(c if i in shown else "*" for i, c in enumerate(pan))


# separators are kept, digits counted
def mask_card_number(card_number: str) -> str:
    digits = [c for c in card_number if c.isdigit()]
    seen = 0
    out = []
    for c in card_number:
        if c.isdigit():
            seen += 1
            out.append(c if seen > len(digits) - 4 else "X")
        else:
            out.append(c)
    return "".join(out)


# slices joined
def mask_iban(iban: str) -> str:
    compact = iban.replace(" ", "").upper()
    return f"{compact[:2]}**{'*' * (len(compact) - 8)}{compact[-4:]}" if len(compact) > 8 else "*" * 8


# divmod/half
def mask_phone(phone: str) -> str:
    keep_start, keep_end = 3, 4
    if len(phone) <= keep_start + keep_end:
        return "*" * len(phone)
    return phone[:keep_start] + "*" * (len(phone) - keep_start - keep_end) + phone[-keep_end:]


# regex with lookahead
def mask_account(account_number: str) -> str:
    return re.sub(r"\w(?=\w{4})", "*", account_number) if len(account_number) > 4 else "****"


# reduce via loop with zip and repeat
def mask_id_card(id_number: str) -> str:
    return (
        "".join(chain(id_number[:1], repeat("*", max(len(id_number) - 2, 0)), id_number[-1:]))
        if len(id_number) > 8
        else "****"
    )


# two-character Chinese names
def mask_name(name: str) -> str:
    if not name:
        return ""
    if len(name) == 1:
        return "*"
    return "*" * (len(name) - 1) + name[-1]


# e-mail
def mask_email(email: str) -> str:
    local, at, domain = email.rpartition("@")
    if not at:
        return "***"
    return local[:1] + "***@" + domain


# match statement
def mask_bank_card(number: str) -> str:
    match len(number):
        case n if n < 13:
            return "*" * n
        case n:
            return number[:6] + "*" * (n - 10) + number[-4:]


# helper call chain
def _keep_last(text: str, count: int) -> str:
    hidden = max(len(text) - count, 0)
    return "*" * hidden + text[hidden:]


def mask_number(number: str) -> str:
    return _keep_last(number, min(4, len(number) // 4))


# constant
def mask_cvv(cvv: str) -> str:
    return "***"


# bytes
def redact_pan(pan: str) -> str:
    raw = bytearray(pan.encode("ascii"))
    for i in range(len(raw) - 4 if len(raw) > 8 else len(raw)):
        raw[i] = ord("*")
    return raw.decode("ascii")


# format spec
def mask_tail(account: str) -> str:
    return f"{account[-4:]:*>12}" if len(account) >= 8 else "*" * 12


# keyed hash
def tokenise_account(account: str) -> str:
    return hmac.new(os.environ["KEY"].encode(), account.encode(), hashlib.sha256).hexdigest()


class Mask:
    def __init__(self, visible: int = 4, sign: str = "*") -> None:
        self.visible, self.sign = visible, sign

    # method w/ state
    def mask_card(self, pan: str) -> str:
        hidden = max(len(pan) - self.visible, 0)
        return self.sign * hidden + pan[hidden:] if hidden > self.visible else self.sign * len(pan)


# lambda
mask_ssn = lambda ssn: "***-**-" + ssn[-4:] if len(ssn) > 8 else "*" * len(ssn)  # noqa: E731


# dict
def redact_record(record: dict[str, Any]) -> dict[str, Any]:
    clean = dict(record)
    clean["iban"] = "***"
    clean["card_number"] = "***"
    return clean


# re.sub with function
def mask_digits(text: str) -> str:
    return re.sub(
        r"\d+",
        lambda m: "*" * (len(m.group()) - 4) + m.group()[-4:] if len(m.group()) > 8 else "*" * len(m.group()),
        text,
    )


# recursion
def mask_recursive(pan: str) -> str:
    if len(pan) <= 4:
        return "*" * len(pan)
    return _rest(pan, len(pan))


def _rest(pan: str, size: int) -> str:
    if len(pan) <= 4 and size > 8:
        return pan
    return "*" + (_rest(pan[1:], size) if len(pan) > 1 else "")


# Chinese
def 脱敏手机号(shoujihao: str) -> str:
    return shoujihao[:3] + "****" + shoujihao[-4:] if len(shoujihao) == 11 else "*" * len(shoujihao)


# from the second round: rules, tables, generators, classes
@dataclass(frozen=True)
class Kept:
    head: int
    tail: int

    def hidden(self, text: str) -> str:
        return text[: self.head] + "*" * max(0, len(text) - self.head - self.tail) + text[len(text) - self.tail :]


CARD = Kept(head=6, tail=4)
RULES: dict[str, Callable[[str], str]] = {"iban": lambda v: v[:4] + "*" * 8 + v[-4:] if len(v) > 12 else "***"}


def mask_by_rule(pan: str) -> str:
    return CARD.hidden(pan) if len(pan) > 12 else "*" * len(pan)


def mask_by_table(iban: str) -> str:
    return RULES["iban"](iban)


def mask_yielding(pan: str) -> str:
    def parts() -> Iterator[str]:
        for i, c in enumerate(pan):
            yield c if i >= len(pan) - 4 and len(pan) > 8 else "#"

    return "".join(parts())


def mask_or_nothing(pan: str | None) -> str:
    if pan is None:
        return ""
    if not isinstance(pan, str):
        raise TypeError(f"expected text, got {type(pan).__name__}")
    clean = re.sub(r"[\s-]", "", pan)
    return clean[-4:].rjust(len(clean), "*") if len(clean) > 8 else "*" * 8


def mask_everything(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: mask_everything(held) for key, held in value.items()}
    if isinstance(value, list):
        return [mask_everything(each) for each in value]
    return "*" * len(str(value))

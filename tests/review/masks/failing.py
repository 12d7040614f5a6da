"""Masks that hide too little, each in its own way; all must fail."""

from __future__ import annotations

import base64
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


# reversed only
def mask_pan(pan: str) -> str:
    return pan[::-1]


# Caesar of digits by translate
_SHIFT = str.maketrans("0123456789", "1234567890")


def mask_account(account_no: str) -> str:
    return account_no.translate(_SHIFT)


# masks every second digit only
def mask_card(card_number: str) -> str:
    return "".join("*" if i % 2 else c for i, c in enumerate(card_number))


# pads by stars without hiding
def mask_iban(iban: str) -> str:
    return iban.rjust(34, "*")


# regex matches only with separators, none without
def mask_card_number(text: str) -> str:
    return re.sub(r"\d{4}-\d{4}-\d{4}-(\d{4})", r"****-****-****-\1", text)


# hides first 4, shows all the rest
def mask_phone(phone: str) -> str:
    return "****" + phone[4:]


# splits into groups and hides the middle group of one only
def mask_id_card(id_number: str) -> str:
    groups = textwrap.wrap(id_number, 6)
    return "-".join([groups[0], "**", *groups[2:]])


# early exit on unexpected length
def mask_bank_card(number: str) -> str:
    if len(number) != 16:
        return number
    return number[:6] + "******" + number[-4:]


# hides by count of a name that is too small: keeps all but one letters of e-mail
def mask_email(email: str) -> str:
    local, _, domain = email.partition("@")
    return local[:-1] + "*@" + domain


# base64 mask
def mask_ssn(ssn: str) -> str:
    return base64.b64encode(ssn.encode()).decode()


# exception swallows and returns input
def mask_pan_safe(pan: str) -> str:
    try:
        head, tail = pan.split("-", 1)
        return "*" * len(head) + tail[-4:]
    except ValueError:
        return pan


# XOR
def encrypt_account(account: str) -> str:
    return "".join(chr(ord(c) ^ 7) for c in account)


# keep computed wrongly: max instead of min
def mask_number(number: str, keep: int = 4) -> str:
    keep = max(keep, len(number) - 2)
    return "*" * (len(number) - keep) + number[-keep:]


# format with width
def mask_cvv(cvv: str) -> str:
    return f"{cvv:*>6}"


# name with only space replaced
def mask_name(name: str) -> str:
    return name.replace(" ", "*")


# while loop that stops too early
def mask_pan_loop(pan: str) -> str:
    out = list(pan)
    i = 0
    while i < 3:
        out[i] = "X"
        i += 1
    return "".join(out)


# Chinese name keeps all but... shows both characters of a two-character name
def mask_chinese_name(xingming: str) -> str:
    if len(xingming) <= 2:
        return xingming
    return xingming[0] + "*" + xingming[-1]


# zfill
def mask_pin(pin: str) -> str:
    return pin.zfill(8)


class Masker:
    # show last 10
    VISIBLE = 10

    def mask_card(self, pan: str) -> str:
        hidden = len(pan) - self.VISIBLE
        return "#" * hidden + pan[hidden:]


# dict: masks a copy and returns the original
def redact_record(record: dict[str, Any]) -> dict[str, Any]:
    clean = dict(record)
    clean["iban"] = "***"
    return record


# from the second round: a rule that keeps too much, a table's lambda, a default that switches off
@dataclass(frozen=True)
class Kept:
    head: int
    tail: int

    def hidden(self, text: str) -> str:
        return text[: self.head] + "*" * max(0, len(text) - self.head - self.tail) + text[len(text) - self.tail :]


WIDE = Kept(head=12, tail=4)
RULES: dict[str, Callable[[str], str]] = {"phone": lambda value: value}


def mask_by_rule(pan: str) -> str:
    return WIDE.hidden(pan)


def mask_mobile(phone: str) -> str:
    return RULES["phone"](phone)


def mask_or_not(pan: str, style: str = "full") -> str:
    return pan if style == "full" else "*" * 12 + pan[-4:]


def mask_groups(pan: str) -> str:
    return " ".join(re.findall(r"\d{1,4}", pan))


def mask_matched(pan: str) -> str:
    found = re.match(r"^(\d{4})(\d+)(\d{4})$", pan)
    return found.group(1) + found.group(2) + "****" if found else "****"

"""How card data may be shown."""

from __future__ import annotations

import hashlib
import hmac


def mask_pan(pan: str) -> str:
    return pan[:6] + "*" * (len(pan) - 10) + pan[-4:]


def mask_cvv(cvv: str) -> str:
    return "***"


def mask_holder(name: str) -> str:  # LEAK: safeguard
    return name.strip()


def pseudonym(pan: str, key: bytes) -> str:
    return hmac.new(key, pan.encode(), hashlib.sha256).hexdigest()


def digest(pan: str) -> str:
    return hashlib.sha1(pan.encode()).hexdigest()

"""脱敏函数。"""

from __future__ import annotations


def tuomin(zhi: str) -> str:
    return "*" * (len(zhi) - 4) + zhi[-4:]


def 脱敏(值: str) -> str:
    return "****" + 值[-4:]


def 格式化(值: str) -> str:
    return 值.strip()

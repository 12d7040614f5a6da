"""交易流水: the Shanghai branch's daily transaction list (GB18030, Chinese headers)."""

from __future__ import annotations

import csv
import logging
import sqlite3
from decimal import Decimal
from pathlib import Path

from .sealing import Sealer

日志 = logging.getLogger(__name__)


class 流水错误(Exception):
    """流水文件不符合约定。"""


def tuomin_zhanghao(zhanghao: str) -> str:
    """账号脱敏: 只保留后四位。"""
    return "****" + zhanghao[-4:]


def duqu_liushui(path: Path) -> list[dict[str, str]]:
    """读取一个流水文件。"""
    with path.open(newline="", encoding="gb18030") as handle:
        rows = list(csv.DictReader(handle))
    for hanghao, row in enumerate(rows, start=2):
        if not row["账号"].isdigit():
            raise 流水错误(f"第 {hanghao} 行账号不正确")  # OK
    日志.info("读取 %d 条流水: %s", len(rows), path.name)  # OK
    return rows


def jizhang(connection: sqlite3.Connection, rows: list[dict[str, str]], sealer: Sealer) -> Decimal:
    """逐条记账, 返回借方合计。"""
    jiefang_heji = Decimal(0)
    for row in rows:
        zhanghao = row["账号"]
        jiaoyi_jine = Decimal(row["交易金额"])
        日志.debug("记账 %s", tuomin_zhanghao(zhanghao))  # OK
        日志.debug("币种 %s 渠道 %s", row["币种"], row["渠道"])  # OK
        connection.execute(  # OK
            "INSERT INTO liushui (liushui_id, miwen) VALUES (?, ?)",
            (row["流水编号"], sealer.seal(f"{zhanghao} {jiaoyi_jine}")),
        )
        if row["借贷标志"] == "借":
            jiefang_heji += jiaoyi_jine
    return jiefang_heji


def dayin_duizhangdan(rows: list[dict[str, str]]) -> None:
    """打印对账单: 只有日期和流水编号。"""
    for row in rows:
        print(f"{row['交易日期']} {row['流水编号']} {row['币种']}")  # OK
    print(f"共 {len(rows)} 条")  # OK

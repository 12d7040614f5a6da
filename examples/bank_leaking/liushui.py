"""交易流水: the Shanghai branch's daily transaction list (GB18030, Chinese headers)."""

from __future__ import annotations

import csv
import logging
import sqlite3
from decimal import Decimal
from pathlib import Path

日志 = logging.getLogger(__name__)


class 流水错误(Exception):
    """流水文件不符合约定。"""


def duqu_liushui(path: Path) -> list[dict[str, str]]:
    """读取一个流水文件。"""
    with path.open(newline="", encoding="gb18030") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        if not row["账号"].isdigit():
            raise 流水错误(f"账号不正确: {row['账号']}")  # LEAK: error
    日志.info("读取 %d 条流水: %s", len(rows), path.name)  # OK
    return rows


def jizhang(connection: sqlite3.Connection, rows: list[dict[str, str]]) -> Decimal:
    """逐条记账, 返回借方合计。"""
    jiefang_heji = Decimal(0)
    for row in rows:
        kahu_xingming = row["户名"]
        zhanghao = row["账号"]
        jiaoyi_jine = Decimal(row["交易金额"])
        日志.debug("记账 %s %s", zhanghao, kahu_xingming)  # LEAK: log
        日志.debug("币种 %s 渠道 %s", row["币种"], row["渠道"])  # OK
        connection.execute(  # LEAK: store
            "INSERT INTO liushui (liushui_id, zhanghao, jiaoyi_jine) VALUES (?, ?, ?)",
            (row["流水编号"], zhanghao, str(jiaoyi_jine)),
        )
        if row["借贷标志"] == "借":
            jiefang_heji += jiaoyi_jine
    return jiefang_heji


def dayin_duizhangdan(rows: list[dict[str, str]]) -> None:
    """打印对账单。"""
    for row in rows:
        print(f"{row['交易日期']} {row['对方户名']} {row['交易金额']} 余额 {row['余额']}")  # LEAK: print
    print(f"共 {len(rows)} 条")  # OK

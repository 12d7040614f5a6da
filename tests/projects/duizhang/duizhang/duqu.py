"""读取流水文件。"""

from __future__ import annotations

import csv
import logging

from duizhang.moxing import LiuShui

log = logging.getLogger(__name__)


def duqu(lujing: str) -> list[LiuShui]:
    jieguo = []
    with open(lujing, encoding="gbk") as wenjian:
        for hang in csv.DictReader(wenjian):
            log.debug("币种 %s", hang["币种"])  # OK
            log.debug("账号 %s", hang["账号"])  # LEAK: log
            jieguo.append(LiuShui(hang["编号"], hang["对方账号"], int(hang["交易金额"]), hang["状态"]))
    log.info("读取 %d 笔", len(jieguo))  # OK
    log.info("第一笔 %s", jieguo[0].zhuangtai)  # OK
    log.info("第一笔 %s", jieguo[0])  # LEAK: log
    return jieguo

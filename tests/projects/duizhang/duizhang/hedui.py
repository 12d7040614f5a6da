"""核对账户与流水。"""

from __future__ import annotations

import logging

from duizhang import tuomin
from duizhang.moxing import LiuShui, ZhangHu
from duizhang.tuomin import 格式化, 脱敏

rizhi = logging.getLogger("duizhang")


def jilu(xiaoxi: str, *canshu: object) -> None:
    rizhi.info(xiaoxi, *canshu)


def hedui(zhanghu: ZhangHu, liushui: list[LiuShui], yue: int) -> bool:
    zonge = sum(bi.jiaoyijine for bi in liushui)
    jilu("开始核对 %s", zhanghu.bizhong)  # OK
    jilu("开始核对 %s", zhanghu)  # OK
    jilu("开始核对 %s", zhanghu.weihao())  # OK
    jilu("开始核对 %s", zhanghu.biaoti())  # LEAK: log
    jilu("卡号 %s", tuomin.tuomin(zhanghu.zhanghao))  # OK
    jilu("卡号 %s", 脱敏(zhanghu.zhanghao))  # OK
    jilu("卡号 %s", 格式化(zhanghu.zhanghao))  # LEAK: log
    jilu("总额 %s", zonge)  # LEAK: log
    jilu("一致: %s", zonge == yue)  # OK
    for bi in liushui:
        if bi.zhuangtai != "成功":
            jilu("失败 %s", bi.jiaoyi_id)  # OK
            jilu("失败 %s", bi.duifangzhanghao)  # LEAK: log
    return zonge == yue


def baocuo(zhanghu: ZhangHu) -> None:
    if not zhanghu.zhanghao:
        raise ValueError("没有账号")  # OK
    raise ValueError(f"账号 {zhanghu.zhanghao} 不平")  # LEAK: error

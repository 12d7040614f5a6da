"""命令行入口。"""

from __future__ import annotations

import sys

from duizhang.duqu import duqu
from duizhang.hedui import hedui
from duizhang.moxing import ZhangHu


def 打印(客户: dict[str, str]) -> None:
    身份证号 = 客户["身份证号"]
    print("国籍", 客户["客户类型"])  # OK
    print("证件", 身份证号[-4:])  # OK
    print("证件", 身份证号)  # LEAK: print
    print("手机", 客户["手机号"])  # LEAK: print
    print("编号", 客户["编号"])  # OK


def main() -> None:
    zhanghu = ZhangHu(sys.argv[1], sys.argv[2], "CNY")
    liushui = duqu(sys.argv[3])
    print(hedui(zhanghu, liushui, int(sys.argv[4])))  # OK
    print(zhanghu.huming)  # LEAK: print
    print(zhanghu.bizhong)  # OK


if __name__ == "__main__":
    main()

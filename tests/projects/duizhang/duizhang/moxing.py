"""数据模型。"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class LiuShui:
    """一笔交易流水。"""

    jiaoyi_id: str
    duifangzhanghao: str
    jiaoyijine: int
    zhuangtai: str


class ZhangHu:
    """客户账户；默认的 repr 不显示任何字段。"""

    def __init__(self, zhanghao: str, huming: str, bizhong: str) -> None:
        self.zhanghao = zhanghao
        self.huming = huming
        self.bizhong = bizhong

    def weihao(self) -> str:
        return self.zhanghao[-4:]

    def biaoti(self) -> str:
        return f"{self.huming}({self.zhanghao})"

"""Reports and messages in Chinese: nothing of piilint's own is left in English, and codes and names stay."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from messages import messages

from piilint.language import language
from piilint.model.finding import Report
from piilint.report import Manner, formats, render

CHINESE = Manner(language=language("zh"))
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
SENTENCES = {text for text in messages() if len(text.split()) >= 3 and "{" not in text and "`" not in text}


@pytest.mark.parametrize("form", [form for form in formats() if form != "json"])
def test_no_english_sentence_is_left(form: str, report: Report) -> None:
    text = render(report, form, CHINESE)
    assert "日志" in text or form == "teamcity"
    assert not [sentence for sentence in SENTENCES if sentence in text]
    assert "in the clear" not in text


def test_json_is_for_programs_and_stays(report: Report) -> None:
    assert render(report, "json", CHINESE) == render(report, "json")


def test_finding_and_way(report: Report) -> None:
    text = render(report, "text", CHINESE)
    assert "错误 PII101 国际银行账号被 logging.Logger.info 以明文写入日志" in text
    assert "国际银行账号 的路径：" in text
    assert "读取 order.iban" in text and "到达 logging.Logger.info" in text
    assert "问题 PII900 语法错误：" in text


def test_sarif_says_which_language(report: Report) -> None:
    run = json.loads(render(report, "sarif", CHINESE))["runs"][0]
    assert run["language"] == "zh-CN"
    (rule,) = [rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "PII101"]
    assert rule["shortDescription"]["text"] == "日志消息中的敏感数据"
    assert "## 为何有害\n" in rule["help"]["markdown"] and "```py\nimport logging" in rule["help"]["markdown"]


def test_page_says_which_language(report: Report) -> None:
    text = render(report, "html", CHINESE)
    assert '<html lang="zh-CN">' in text
    assert "优先修复" in text and "流向图" in text


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "piilint", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env=ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (("check", "nowhere", "--lang", "zh"), {}, "没有此文件或目录"),
        (("check", "nowhere"), {"PIILINT_LANG": "zh"}, "没有此文件或目录"),
        (("--lang", "zh", "check", "nowhere"), {}, "没有此文件或目录"),
        (("check", "--lang=zh", "--formt", "x"), {}, "没有选项"),
        (("check", "--lang", "zh", "--format", "jsn"), {}, "没有格式 jsn；是否指 json？"),
        (("check", "--lang", "zh", "--fail-on", "x"), {}, "--fail-on"),
    ],
)
def test_mistakes(tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], said: str) -> None:
    done = run(tmp_path, *arguments, **environment)
    assert done.returncode == 2
    assert said in done.stderr
    assert re.search(r"[\u4e00-\u9fff]", done.stderr) and "Error:" not in done.stderr


def test_mistakes_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "piilint.toml").write_text('fail_on = "eror"\nfail-on = "eror"\n[policy.hihg]\nlog = "off"\n')
    done = run(tmp_path, "check", ".", "--lang", "zh")
    assert done.returncode == 2
    assert "fail-on: 应为 error, never, warning 之一，实为“eror” (是否指 error？)" in done.stderr
    assert "不是此表的键" in done.stderr
    assert "配置中有 3 处错误" in done.stderr


def test_locale_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def show(customer):\n    print(customer.iban)\n")
    english = run(tmp_path, "check", ".").stdout
    assert run(tmp_path, "check", ".", LANG="zh_CN.UTF-8", LC_ALL="zh_CN.UTF-8").stdout == english

"""Reports and messages in Chinese: nothing of piilint's own is left in English, and codes and names stay."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from messages import messages

from piilint.cli import Commands, cli, tongue
from piilint.cli.help import spoken_command
from piilint.language import language
from piilint.model.finding import Report
from piilint.report import Manner, evidence, formats, render
from piilint.report.excerpt import cells

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


# ---- the other commands --------------------------------------------------------------------------------------------

REVIEWS = [
    ("inventory",),
    ("inventory", "--format", "html"),
    ("inventory", "--diff", "HEAD"),
    ("inventory", "--diff", "HEAD", "--format", "html"),
    ("audiences",),
    ("audiences", "--format", "html"),
    ("safeguards",),
    ("evidence", "--regulation", "pci-dss"),
    ("query", "--element", "iban"),
]
EXAMPLE = Path(__file__).parents[2] / "examples" / "bank_leaking"
ENGLISH_WORDS = (
    "in the clear",
    "protected",
    "audiences",
    "elements",
    "survive",
    "applied",
    "finding",
    "files",
    "reads",
)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example bank as a commit, and a change that exposes more."""
    folder = tmp_path_factory.mktemp("bank")
    (folder / "bank").mkdir()
    for name in ("__init__", "accounts", "masking", "models"):
        shutil.copy(EXAMPLE / f"{name}.py", folder / "bank")
    (folder / "piilint.toml").write_text('[[policy.forbid]]\nelements = ["iban"]\naudiences = ["operations"]\n')
    (folder / "bank" / "broken.py").write_text("def f(:\n")
    git = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "bank"]):
        subprocess.run([*git, *arguments], cwd=folder, check=True)
    (folder / "bank" / "new.py").write_text("def show(customer):\n    print(customer.iban)\n")
    return folder


def said(folder: Path, *arguments: str) -> tuple[str, str]:
    """What a run in this process says on both channels."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(cli, [*arguments, "--no-cache"], standalone_mode=False)
    assert done.exception is None, done.exception
    return done.stdout, done.stderr


@pytest.mark.parametrize("arguments", REVIEWS, ids=" ".join)
def test_reviews_are_said_in_chinese(bank: Path, arguments: tuple[str, ...]) -> None:
    out, err = said(bank, *arguments, "bank", "--lang", "zh")
    text = re.sub(r"<style>.*?</style>", "", out + err, flags=re.DOTALL)
    text = text.replace(html.escape(evidence.DISCLAIMER["en"]).replace("&#x27;", "&#39;"), "")  # in both languages
    assert re.search(r"[\u4e00-\u9fff]", text)
    assert not [sentence for sentence in SENTENCES if sentence in text]
    if arguments[0] != "evidence":  # clauses stand in the document's languages
        assert not [words for words in ENGLISH_WORDS if f"{words} " in text]


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("command", ["inventory", "audiences"])
def test_what_programs_read_stays_english(bank: Path, command: str, form: str) -> None:
    english, _ = said(bank, "--lang", "en", command, "bank", "--format", form)
    assert said(bank, command, "bank", "--format", form, "--lang", "zh")[0] == english


COMMANDS = Commands().list_commands(click.Context(Commands()))


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_in_chinese(name: str) -> None:
    """Every paragraph and every option; no line is wider than a terminal."""
    arguments = [name] if name else []
    done = CliRunner().invoke(spoken_in_chinese(), ["--lang", "zh", *arguments, "--help"])
    assert done.exit_code == 0
    assert "用法：" in done.stdout and "选项：" in done.stdout and "显示本帮助并退出" in done.stdout
    assert not [sentence for sentence in SENTENCES if sentence in " ".join(done.stdout.split())]
    assert max(cells(line) for line in done.stdout.splitlines() if "piilint" not in line) <= 80
    assert "Usage" in CliRunner().invoke(cli, [*arguments, "--help"]).stdout, "the next run speaks its own language"


def spoken_in_chinese() -> click.Group:
    """The command line as `main` has it, once it has read `--lang zh`."""
    tongue.forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["piilint", "--lang", "zh"])
        return spoken_command(cli)


def test_every_command_takes_the_language() -> None:
    for name in COMMANDS:
        command = Commands().get_command(click.Context(Commands()), name)
        assert command is not None and any(option.name == "lang" for option in command.params), name


def test_a_finding_is_explained_in_chinese(bank: Path) -> None:
    found = json.loads(said(bank, "check", "bank/new.py", "--format", "json")[0])["findings"]
    text, _ = said(bank, "explain", found[0]["fingerprint"], "--in", "bank", "--lang", "zh")
    assert "可被以下人员读到：" in text and "未处理：计入结果" in text and "## 为何有害" in text
    assert "It can be read" not in text and "What it does" not in text

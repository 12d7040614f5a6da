"""Reports and messages in Chinese: nothing of piilint's own is left in English, and codes and names stay."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from gate.commands import piilint, run
from messages import messages

from piilint.cache import FILE
from piilint.cli import Commands, cli, tongue
from piilint.cli.help import spoken_command
from piilint.language import language
from piilint.model.finding import Report
from piilint.report import Manner, evidence, formats, render
from piilint.report.excerpt import cells

CHINESE = Manner(language=language("zh"))


@cache
def sentences() -> list[str]:
    """What piilint says in whole sentences without holes."""
    return [text for text in messages() if len(text.split()) >= 3 and "{" not in text and "`" not in text]


@pytest.mark.parametrize("form", [form for form in formats() if form != "json"])
def test_no_english_sentence_is_left(form: str, report: Report) -> None:
    text = render(report, form, CHINESE)
    assert "日志" in text or form == "teamcity"
    assert not [sentence for sentence in sentences() if sentence in text]
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


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (("check", "nowhere", "--lang", "zh"), {}, "没有此文件或目录"),
        (("check", "nowhere"), {"PIILINT_LANG": "zh"}, "没有此文件或目录"),
        (("--lang", "zh", "check", "nowhere"), {}, "没有此文件或目录"),
        (("check", "--lang=zh", "--formt", "x"), {}, "没有选项"),
        (("check", "--lang", "zh", "--format", "jsn"), {}, "没有格式 jsn；是否指 json？"),
        (("check", "--lang", "zh", "--fail-on", "x"), {}, "--fail-on"),
        (("check", "--jobs", "0", "--lang", "zh"), {}, "0 不在范围"),
        (("check", "--jobs", "a", "--lang", "zh"), {}, "不是有效的整数"),
        (("check", "--cache-dir", __file__, "--lang", "zh"), {}, "是文件，应为文件夹"),
        (("check", "--config", "/", "--lang", "zh"), {}, "是文件夹，应为文件"),
        (("init", "nowhere", "--lang", "zh"), {}, "文件夹 'nowhere' 不存在"),
        (("rules", "one", "two", "--lang", "zh"), {}, "多余的参数"),
        (("config", "schem", "--lang", "zh"), {}, "没有命令 'schem'"),
        (("evidence", "--lang", "zh"), {}, "缺少选项 '--regulation'。可选"),
        (("check", "--no-cache=3", "--lang", "zh"), {}, "不带值"),
        (("evidence", "--regulation", "pci-dss", "--as-of", "soon", "--lang", "zh"), {}, "不符合格式"),
    ],
)
def test_mistakes(tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], said: str) -> None:
    done = piilint(tmp_path, *arguments, **environment)
    assert done.returncode == 2
    assert said in done.stderr
    assert re.search(r"[\u4e00-\u9fff]", done.stderr) and "Error:" not in done.stderr


def test_mistakes_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "piilint.toml").write_text('fail_on = "eror"\nfail-on = "eror"\n[policy.hihg]\nlog = "off"\n')
    done = piilint(tmp_path, "check", ".", "--lang", "zh")
    assert done.returncode == 2
    assert "fail-on: 应为 error, never, warning 之一，实为“eror” (是否指 error？)" in done.stderr
    assert "不是此表的键" in done.stderr
    assert "配置中有 3 处错误" in done.stderr


def test_locale_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def show(customer):\n    print(customer.iban)\n")
    command = (sys.executable, "-m", "piilint", "check", ".")
    english = run(tmp_path, *command).stdout
    assert "PII201" in english
    assert run(tmp_path, *command, LANG="zh_CN.UTF-8", LC_ALL="zh_CN.UTF-8").stdout == english


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
    assert not [sentence for sentence in sentences() if sentence in text]
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
    assert not [sentence for sentence in sentences() if sentence in " ".join(done.stdout.split())]
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


# ---- reasons, notes and comments ---------------------------------------------------------------------------------------

NAMES = """acct_no
txn\tamount
cart\tamount
account\tname_of_file
statement\tdescription_text
is_active
amount_per_day
masked_iban
get_balance
refund_amount
number_of_payments
blur_amount
qqx
customer\tget_name
"""
TABLE = (
    "CREATE TABLE t_kh (khh VARCHAR(20) COMMENT '客户号', xm VARCHAR(20) COMMENT '账号', je NUMBER(12,2), zh CHAR(20));"
)
PROSE = re.compile(r"[a-z]{2,} [a-z]{2,}")


@pytest.mark.parametrize("content", [NAMES, TABLE], ids=["names", "table"])
def test_reasons_of_names_are_said_in_chinese(content: str) -> None:
    done = CliRunner().invoke(cli, ["classify", "--lang", "zh"], input=content.encode(), standalone_mode=False)
    rows = [re.sub("“[^”]*”", "", line) for line in done.stdout.splitlines()]
    assert len(rows) == max(content.count("\n"), 4)
    assert all(re.search(r"[\u4e00-\u9fff]", re.split(" {2,}", row)[-1]) for row in rows), done.stdout
    assert not [row for row in rows if PROSE.search(row)]
    machine = CliRunner().invoke(cli, ["classify", "--json", "--lang", "zh"], input=content.encode())
    assert machine.stdout == CliRunner().invoke(cli, ["classify", "--json"], input=content.encode()).stdout


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("txn.amount", "原因：词“transaction amount”"),
        ("cart.amount", "原因：“cart”拥有“amount”"),
        ("get_account_number", "调用它得到：account_number (高)、高置信度：词“account number”"),
        ("refund_error.amount", "原因：“refund_error”拥有“amount”"),
        ("requests.post", "读者为 网络路径上的所有人"),
        ("PII101", "PCI DSS 3.3.1: 授权后不得保留敏感验证数据，即使已加密"),
    ],
)
def test_explanations_are_said_in_chinese(subject: str, expected: str) -> None:
    done = CliRunner().invoke(cli, ["explain", subject, "--lang", "zh"], standalone_mode=False)
    assert expected in done.stdout


def test_what_an_import_says_is_chinese(tmp_path: Path) -> None:
    (tmp_path / "levels.csv").write_text(
        "表,字段,注释,级别\nt_pay,amount,账号,C1\nt_pay,qqx,账号,C3\nt_own,qqx,,C1\n", "utf-8"
    )
    command = ["import", "levels.csv", "--output", "fields.toml"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        (tmp_path / "fields.toml").write_text("[[element]]\nkey = 'own_x'\nlevel = 'high'\nstrong = ['gone x']\n")
        done = CliRunner().invoke(cli, [*command, "--lang", "zh"], standalone_mode=False)
        again = CliRunner().invoke(cli, [*command, "--check"], standalone_mode=False)
    assert "已移除：gone x，原为 own_x (high)" in done.stdout
    assert not PROSE.search(done.stdout.replace("gone x", "").replace("own_x", ""))
    assert done.stderr.count("\n") > 1 and not PROSE.search(done.stderr), done.stderr
    comments = [line for line in (tmp_path / "fields.toml").read_text("utf-8").splitlines() if line.startswith("# ")]
    assert comments and all(re.search(r"[\u4e00-\u9fff]", line) for line in comments)
    assert again.return_value == 0, "what was written in another language isn't a change"


def test_what_init_writes_is_chinese(bank: Path) -> None:
    out, _ = said(bank, "init", "--dry-run", "--force", "--lang", "zh")
    comments = [line.strip() for line in out.splitlines() if line.strip().startswith("# ")]
    assert len(comments) > 5
    prose = [
        line for line in comments if not line.startswith(("#   ", '# "', "# extends", "# [[", "# call", "# channel"))
    ]
    assert [line for line in prose if not re.search(r"[\u4e00-\u9fff]", line)] == []


def test_a_cache_that_cannot_be_kept_is_told_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / FILE).mkdir()
    command = ["check", str(tmp_path / "app.py"), "--cache-dir", str(tmp_path / "kept"), "--lang", "zh"]
    assert "缓存" in CliRunner().invoke(cli, command, standalone_mode=False).stderr

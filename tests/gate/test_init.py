"""`piilint init` writes what fits the repository, and what it writes works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from gate.commands import commit, piilint, report, write

BANK = {
    "bank/__init__.py": "",
    "bank/audit.py": (
        "import structlog\n\nlog = structlog.get_logger()\n\n\n"
        "def audit(event, value):\n    log.info(event, value=value)\n"
    ),
    "bank/pay.py": (
        "import pandas as pd\nfrom acme_log import audit_event, other\nfrom bank.audit import audit\n\n\n"
        "def pay(order):\n    audit('paid', order.iban)\n    audit_event(order.iban)\n"
    ),
    "bank/cards.py": (
        '"""卡号处理"""\n\n\ndef mask_card(number):\n    return number\n\n\n'
        "def show(card):\n    print(card.card_number)\n"
    ),
    "bank/api_pb2.py": "X = 1\n",
    "tests/test_pay.py": "def test_pay(card):\n    print(card.iban)\n",
}


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    commit(tmp_path / "bank", BANK)
    return tmp_path / "bank"


def test_it_fits_what_is_there(bank: Path) -> None:
    done = piilint(bank, "init")
    assert done.returncode == 0, done.stderr
    text = (bank / "piilint.toml").read_text(encoding="utf-8")
    for expected in (
        "# 6 files, ",
        "structlog (1 file)",
        "pandas (1 file)",
        '# extends = ["pci-dss"]',
        '# extends = ["jrt-0171"]  # 1 file in Chinese',
        'exclude = ["*_pb2.py"]  # generated',
        'paths = ["tests/"]',
        "#   bank/audit.py:7 structlog",
        "#   bank.cards.mask_card: FAILS",
        '# call = ["acme_log.audit_event"]  # imported in 1 file',
    ):
        assert expected in text, (expected, text)
    assert "acme_log.other" not in text
    assert "`piilint baseline create`" in done.stdout


def test_what_it_writes_works(bank: Path) -> None:
    before = {finding["location"]["path"] for finding in report(bank, ".")["findings"]}
    piilint(bank, "init")
    assert piilint(bank, "config", "check").returncode == 0
    after = {finding["location"]["path"] for finding in report(bank, ".")["findings"]}
    assert before - after == {"tests/test_pay.py"}
    hooks = (bank / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert "- id: piilint\n" in hooks
    text = (bank / "piilint.toml").read_text(encoding="utf-8")
    head, mark, entries = text.partition("# [[sink]]\n")
    write(bank, {"piilint.toml": head + re.sub(r"^# ", "", mark + entries, flags=re.MULTILINE)})
    assert [f["location"]["line"] for f in report(bank, "bank/pay.py", "--project", ".")["findings"]] == [7, 8]


def test_nothing_is_overwritten(bank: Path) -> None:
    write(bank, {".pre-commit-config.yaml": "repos: []\n", ".gitlab-ci.yml": ""})
    dry = piilint(bank, "init", "--dry-run")
    assert not (bank / "piilint.toml").exists()
    assert "would write: piilint.toml" in dry.stdout
    assert "GIT_DEPTH" in dry.stdout
    done = piilint(bank, "init")
    assert (bank / ".pre-commit-config.yaml").read_text(encoding="utf-8") == "repos: []\n"
    assert "  - id: piilint-config" in done.stdout
    text = (bank / "piilint.toml").read_text(encoding="utf-8")
    refused = piilint(bank, "init")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert piilint(bank, "init", "--force").returncode == 0
    assert (bank / "piilint.toml").read_text(encoding="utf-8") == text


def test_an_empty_folder_gets_a_configuration_too(tmp_path: Path) -> None:
    assert piilint(tmp_path, "init").returncode == 0
    assert piilint(tmp_path, "check").returncode == 0

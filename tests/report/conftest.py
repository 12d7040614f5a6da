"""The report that the formats are tried on: a small bank with everything that a report can hold."""

from __future__ import annotations

import msgspec
import pytest
from harness import check_folder, numbered

from piilint.model.finding import Report

FILES = {
    "bank/app.py": (
        "from bank.audit import note\n\n\n"
        "def pay(order, customer):\n"
        "    iban = order.iban\n"
        '    note("paid", iban)\n'
        "    print(customer.phone)  # piilint: ignore[PII201] shown to the customer\n"
        '    raise ValueError(f"no such card: {order.card_number}")\n'
    ),
    "bank/audit.py": (
        'import logging\n\nlog = logging.getLogger(__name__)\n\n\ndef note(event, value):\n    log.info("%s %s", event, value)\n'
    ),
    "网银 转账/对账 单.py": "def dayin(kehu, 账户):\n    名 = '付款'; print(名, 账户.账号)\n",
    "bank/broken.py": "def broken(:\n    pass\n",
}


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Findings in several files, one suppressed, one with a helper on its way; a file that can't be parsed."""
    folder = tmp_path_factory.mktemp("bank")
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    found = check_folder(folder)
    assert len(found.findings) >= 4 and len(found.problems) == 1
    return found


@pytest.fixture(scope="session")
def many(report: Report) -> Report:
    """Six thousand findings, the last of them the only critical one."""
    (one,) = [finding for finding in report.findings if finding.element == "iban"][:1]
    (critical,) = [finding for finding in report.findings if finding.element == "card_number"][:1]
    findings = (*(numbered(one, number) for number in range(5_999)), numbered(critical, 5_999))
    summary = msgspec.structs.replace(report.summary, errors=6_000)
    return msgspec.structs.replace(report, findings=findings, summary=summary)

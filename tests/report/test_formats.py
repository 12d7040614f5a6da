"""Each format as its reader takes it: the reader's own parser where there is one, else its grammar."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import msgspec
import pytest
from junitparser import Failure, JUnitXml, Skipped

from piilint.model.finding import Report
from piilint.report import formats, render

COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-zA-Z]+=[^,:]*,?)*)::(.*)")
VSO = re.compile(r"##vso\[task\.logissue ((?:[a-z]+=[^;\]]*;)+)\](.*)")
TEAMCITY = re.compile(r"##teamcity\[(inspectionType|inspection)((?: \w+='(?:\|.|[^|'\[\]\n])*')+)\]")


def open_count(report: Report) -> int:
    return sum(finding.is_open for finding in report.findings)


@pytest.mark.parametrize("form", formats())
def test_nothing_found_is_said(form: str) -> None:
    assert render(Report(), form).strip() or form in ("github", "azure", "teamcity")


@pytest.mark.parametrize("form", formats())
def test_same_report_same_bytes(form: str, report: Report) -> None:
    assert render(report, form) == render(report, form)


def test_github(report: Report) -> None:
    lines = render(report, "github").splitlines()
    commands = [COMMAND.fullmatch(line) for line in lines]
    assert all(commands), lines
    kinds = [command[1] for command in commands if command]
    assert kinds.count("error") + kinds.count("warning") == open_count(report)
    assert kinds.count("notice") == len(report.problems)
    assert any("file=网银 转账/对账 单.py,line=2" in line for line in lines)


def test_github_shows_the_loudest_and_says_how_many_more(many: Report) -> None:
    lines = render(many, "github").splitlines()
    errors = [line for line in lines if line.startswith("::error")]
    assert len(errors) == 10
    assert "card number" in errors[0]
    assert any(line.startswith("::notice") and "5990 further findings" in line for line in lines)
    assert sum(": error PII" in line for line in lines) == 5_990


def test_azure(report: Report) -> None:
    lines = render(report, "azure").splitlines()
    assert all(VSO.fullmatch(line) for line in lines), lines
    assert len(lines) == open_count(report) + len(report.problems)


def test_teamcity(report: Report) -> None:
    lines = render(report, "teamcity").splitlines()
    assert all(TEAMCITY.fullmatch(line) for line in lines), lines
    assert all(line.isascii() for line in lines)
    inspections = [line for line in lines if line.startswith("##teamcity[inspection ")]
    assert len(inspections) == open_count(report) + len(report.problems)
    types = {re.findall(r" id='(\w+)'", line)[0] for line in lines if "inspectionType" in line}
    assert {re.findall(r"typeId='(\w+)'", line)[0] for line in inspections} == types
    assert any("|0x7f51|0x94f6 |0x8f6c|0x8d26" in line for line in lines)


def test_junit(report: Report) -> None:
    (suite,) = JUnitXml.fromstring(render(report, "junit").encode())
    cases = list(suite)
    assert suite.tests == len(cases) == len(report.findings) + len(report.problems)
    assert suite.failures == sum(isinstance(r, Failure) for case in cases for r in case.result) == open_count(report)
    assert suite.skipped == sum(isinstance(r, Skipped) for case in cases for r in case.result) == 1
    assert suite.errors == 1


def test_junit_of_a_clean_run_is_one_passed_test() -> None:
    (suite,) = JUnitXml.fromstring(render(Report(), "junit").encode())
    assert (suite.tests, suite.failures, suite.errors) == (1, 0, 0)


def test_checkstyle(report: Report) -> None:
    root = ElementTree.fromstring(render(report, "checkstyle").encode())
    errors = root.findall("./file/error")
    assert len(errors) == open_count(report) + len(report.problems)
    assert len({file.get("name") for file in root}) == len(list(root))
    assert {error.get("severity") for error in errors} <= {"error", "warning", "info"}


def test_gitlab_code_quality(report: Report) -> None:
    issues = json.loads(render(report, "gitlab"))
    assert len(issues) == open_count(report) + len(report.problems)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["description"] and issue["check_name"] and issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith("./")
    assert issues[0]["severity"] == "blocker"


def test_gitlab_sast(report: Report) -> None:
    document = json.loads(render(report, "gitlab-sast"))
    assert re.fullmatch(r"15\.\d+\.\d+", document["version"])
    scan = document["scan"]
    assert (scan["type"], scan["status"]) == ("sast", "success")
    for key in ("start_time", "end_time"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", scan[key])
    for tool in (scan["analyzer"], scan["scanner"]):
        assert all(tool[key] for key in ("id", "name", "version")) and tool["vendor"]["name"]
    assert all(message["level"] in ("info", "warn", "fatal") and message["value"] for message in scan["messages"])
    found = document["vulnerabilities"]
    assert len(found) == len({each["id"] for each in found}) == open_count(report)
    for each in found:
        assert each["severity"] in ("Info", "Unknown", "Low", "Medium", "High", "Critical")
        assert len(each["name"]) <= 255 and len(each["description"]) <= 1_048_576
        assert each["location"]["file"] and each["location"]["start_line"] >= 1
        assert all(
            identifier["type"] and identifier["name"] and identifier["value"] for identifier in each["identifiers"]
        )


def test_rdjson_counts_bytes(report: Report) -> None:
    document = json.loads(render(report, "rdjson"))
    assert len(document["diagnostics"]) == open_count(report) + len(report.problems)
    for diagnostic in document["diagnostics"]:
        assert set(diagnostic) <= {"message", "location", "severity", "code", "related_locations", "suggestions"}
        assert diagnostic["severity"] in ("UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO")
    (chinese,) = [d for d in document["diagnostics"] if d["location"]["path"].startswith("网银")]
    line = report.sources["网银 转账/对账 单.py"].splitlines()[1].encode()
    start, end = (chinese["location"]["range"][key]["column"] for key in ("start", "end"))
    assert line[start - 1 : end - 1].decode() == "print(名, 账户.账号)"
    (suggestion,) = chinese["suggestions"]
    start, end = (suggestion["range"][key]["column"] - 1 for key in ("start", "end"))
    mended = line[:start] + suggestion["text"].encode() + line[end:]
    assert mended.decode().strip() == "名 = '付款'; print(名, 账户.账号[-4:])"


def test_fixes_are_said_where_there_is_room(report: Report) -> None:
    assert "fix: show its last four only (`--fix --unsafe-fixes`)" in render(report, "markdown")
    assert "fix: show its last four only (--fix --unsafe-fixes)" in render(report, "html")
    vulnerabilities = json.loads(render(report, "gitlab-sast"))["vulnerabilities"]
    assert {each.get("solution") for each in vulnerabilities} == {None, "show its last four only"}


def test_csv(report: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(render(report, "csv"), newline="")))
    assert [row["fingerprint"] for row in rows if row["fingerprint"]] == [f.fingerprint for f in report.findings]
    assert [row["reason"] for row in rows if row["state"] == "suppressed"] == ["shown to the customer"]
    assert sum(row["state"] == "problem" for row in rows) == 1


def test_markdown_says_what_it_leaves_out(many: Report) -> None:
    text = render(many, "markdown")
    assert len(text) < 65_536
    shown = text.count("<details>")
    assert f"{6_000 - shown} less severe findings are left out" in text
    assert text.index("card number") < text.index("IBAN")


def test_text_and_json_leave_nothing_out(many: Report) -> None:
    bare = msgspec.structs.replace(many, sources={})
    assert render(bare, "text").count(": error PII") == 6_000
    assert len(json.loads(render(bare, "json"))["findings"]) == 6_000

"""SARIF: valid, within the forges' limits, and understood by another reader."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
import pytest
from jsonschema import Draft4Validator

from piilint.model.finding import Report
from piilint.report import render
from piilint.rules import all_rules

SCHEMA = Path(__file__).with_name("data") / "sarif-schema-2.1.0.json"


@pytest.fixture(scope="module")
def validator() -> Draft4Validator:
    return Draft4Validator(json.loads(SCHEMA.read_text("utf-8")))


def run_of(report: Report) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(render(report, "sarif"))["runs"][0]
    return run


def test_valid(report: Report, validator: Draft4Validator) -> None:
    assert not list(validator.iter_errors(json.loads(render(report, "sarif"))))


def test_baselined_findings_are_unchanged_and_the_others_new(report: Report, validator: Draft4Validator) -> None:
    first = msgspec.structs.replace(report.findings[0], baselined=True)
    text = render(msgspec.structs.replace(report, findings=(first, *report.findings[1:])), "sarif")
    assert not list(validator.iter_errors(json.loads(text)))
    states = [result["baselineState"] for result in json.loads(text)["runs"][0]["results"]]
    assert states == ["unchanged", *["new"] * (len(report.findings) - 1)]
    assert all("baselineState" not in result for result in run_of(report)["results"])


def test_every_finding_is_a_result_with_its_way(report: Report) -> None:
    results = run_of(report)["results"]
    assert [result["partialFingerprints"]["piilint/v1"] for result in results] == [
        finding.fingerprint for finding in report.findings
    ]
    for result, finding in zip(results, report.findings, strict=True):
        (flow,) = result["codeFlows"]
        steps = flow["threadFlows"][0]["locations"]
        assert len(steps) == len(finding.trace)
        assert steps[-1]["location"]["physicalLocation"]["region"]["startLine"] == finding.trace[-1].place.line


def test_fixes_are_regions_replaced_by_texts(report: Report) -> None:
    """As another tool would make them: with nothing but the log and the files."""
    mendable = [result for result in run_of(report)["results"] if "fixes" in result]
    mended = []
    for result in mendable:
        (fix,) = result["fixes"]
        assert fix["description"]["text"] and fix["properties"]["isSafe"] in (True, False)
        for change in fix["artifactChanges"]:
            lines = report.sources[unquote(change["artifactLocation"]["uri"])].splitlines(keepends=True)
            for replacement in reversed(change["replacements"]):
                region, text = replacement["deletedRegion"], replacement["insertedContent"]["text"]
                line, start, end = region["startLine"] - 1, region["startColumn"] - 1, region["endColumn"] - 1
                assert region["endLine"] == region["startLine"]
                lines[line] = lines[line][:start] + text + lines[line][end:]
            mended.append("".join(lines))
    assert any('f"no such card: {order.card_number[-4:]}"' in text for text in mended)
    assert any("print(名, 账户.账号[-4:])" in text for text in mended)


def test_files_elsewhere_have_an_address_of_their_own(report: Report, validator: Draft4Validator) -> None:
    finding = report.findings[0]
    for path, uri in (("/srv/a b/x.py", "file:///srv/a%20b/x.py"), ("D:/a b/x.py", "file:///D:/a%20b/x.py")):
        moved = msgspec.structs.replace(finding, location=msgspec.structs.replace(finding.location, path=path))
        document = json.loads(render(msgspec.structs.replace(report, findings=(moved,)), "sarif"))
        assert not list(validator.iter_errors(document))
        physical = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"] == {"uri": uri}


def test_suppression_says_why(report: Report) -> None:
    (suppressed,) = [result for result in run_of(report)["results"] if result["suppressions"]]
    (suppression,) = suppressed["suppressions"]
    assert (suppression["kind"], suppression["justification"]) == ("inSource", "shown to the customer")


def test_problems_are_notifications(report: Report) -> None:
    (notification,) = run_of(report)["invocations"][0]["toolExecutionNotifications"]
    assert notification["descriptor"]["id"] == "PII900"


def test_rules_have_help_and_weaknesses() -> None:
    run = run_of(Report())
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in all_rules()]
    known = {taxon["id"] for taxonomy in run["taxonomies"] for taxon in taxonomy["taxa"]}
    for rule in rules:
        assert "## " in rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 20
        for relation in rule.get("relationships", []):
            assert relation["target"]["id"] in known
        if "security" in rule["properties"]["tags"]:
            assert 0 < float(rule["properties"]["security-severity"]) <= 10


def test_findings_refer_to_clauses(report: Report) -> None:
    run = run_of(report)
    assert [component["name"] for component in run["tool"]["driver"]["supportedTaxonomies"]] == [
        taxonomy["name"] for taxonomy in run["taxonomies"]
    ]
    cited = set()
    for result in run["results"]:
        for taxon in result.get("taxa", []):
            taxonomy = run["taxonomies"][taxon["toolComponent"]["index"]]
            assert taxonomy["name"] == taxon["toolComponent"]["name"]
            assert taxon["id"] in {each["id"] for each in taxonomy["taxa"]}
            cited.add(taxon["id"].split()[0])
    assert {"PCI", "JR/T", "ASVS"} <= cited


def test_paths_are_addresses(report: Report) -> None:
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run_of(report)["results"]}
    assert "%E7%BD%91%E9%93%B6%20%E8%BD%AC%E8%B4%A6/%E5%AF%B9%E8%B4%A6%20%E5%8D%95.py" in uris


def test_most_results_by_severity_with_a_notice(many: Report) -> None:
    run = run_of(many)
    assert len(run["results"]) == 5_000
    assert run["results"][-1]["properties"]["element"] == "card_number"
    notices = run["invocations"][0]["toolExecutionNotifications"]
    assert any("1000 less severe results" in notice["message"]["text"] for notice in notices)


def test_too_large_a_log_is_cut_with_a_notice(many: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("piilint.report.sarif.MOST_BYTES", 25_000)
    run = run_of(msgspec.structs.replace(many, findings=many.findings[-600:]))
    assert 0 < len(run["results"]) < 600
    left_out = 600 - len(run["results"])
    assert f"{left_out} less severe" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]


def test_long_ways_keep_both_ends(report: Report) -> None:
    finding = next(finding for finding in report.findings if len(finding.trace) > 1)
    trace = (finding.trace[0], *[finding.trace[0]] * 1_500, finding.trace[-1])
    run = run_of(msgspec.structs.replace(report, findings=(msgspec.structs.replace(finding, trace=trace),)))
    thread = run["results"][0]["codeFlows"][0]["threadFlows"][0]
    assert len(thread["locations"]) == 1_000
    assert "502 steps" in thread["message"]["text"]
    assert thread["locations"][-1]["kinds"] == [finding.trace[-1].kind]


def test_survives_another_reader(report: Report, tmp_path: Path) -> None:
    """sarif-tools reads it, writes it again, and lists the same findings."""
    first, second, table = tmp_path / "first.sarif", tmp_path / "second.sarif", tmp_path / "table.csv"
    first.write_text(render(report, "sarif"), encoding="utf-8")
    command = [sys.executable, "-c", "from sarif.cmdline.main import main; main()"]
    subprocess.run([*command, "copy", "--output", str(second), str(first)], check=True, capture_output=True)
    results = json.loads(second.read_text("utf-8"))["runs"][0]["results"]
    assert results == run_of(report)["results"]
    subprocess.run([*command, "csv", "--output", str(table), str(second)], check=True, capture_output=True)
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    listed = sorted((row["Code"], int(row["Line"])) for row in rows)
    assert listed == sorted((f.code, f.location.line) for f in report.findings)

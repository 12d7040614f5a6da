"""Checkstyle's XML, which most CI servers and review tools read."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from xml.etree.ElementTree import Element, SubElement

from piilint.model.finding import Report
from piilint.report import words
from piilint.report.choice import open_findings
from piilint.report.junit import xml_text
from piilint.report.manner import Manner


def render(report: Report, manner: Manner) -> str:
    """One `file` for each file with findings or problems, with one `error` each."""
    root = Element("checkstyle", version="4.3")
    rows: list[tuple[str, int, int, str, str, str]] = [
        (f.location.path, f.location.line, f.location.column, f.severity, words.message(f, manner.language), f.code)
        for f in open_findings(report)
    ]
    rows += [(p.path, p.line, 1, "info", words.problem(p, manner.language), p.code) for p in report.problems]
    for path, group in groupby(sorted(rows, key=itemgetter(0)), key=itemgetter(0)):
        file = SubElement(root, "file", name=path)
        for _, line, column, severity, message, code in group:
            where = {"line": str(line), "column": str(column)}
            SubElement(file, "error", {**where, "severity": severity, "message": message, "source": f"piilint.{code}"})
    return xml_text(root)

"""JUnit's XML: each finding is a failed test, so that any CI server lists it; a clean run is one passed test."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from piilint.model.finding import Finding, Report
from piilint.report import words
from piilint.report.excerpt import plain
from piilint.report.manner import Manner

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def render(report: Report, manner: Manner) -> str:
    """A suite with one test case per finding: failed, or skipped if suppressed or in the baseline."""
    cases = [_case(finding, manner) for finding in report.findings]
    for problem in report.problems:
        case = Element("testcase", classname=problem.path, name=f"{problem.code} {problem.path}:{problem.line}")
        SubElement(case, "error", type=problem.code, message=words.problem(problem, manner.language))
        cases.append(case)
    if not cases:
        cases.append(Element("testcase", classname="piilint", name=manner.language.say("no leaks found")))
    counts = {"tests": len(cases)}
    for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        counts[name] = sum(case.find(kind) is not None for case in cases)
    figures = {key: str(value) for key, value in counts.items()} | {"time": f"{report.summary.seconds:.2f}"}
    root = Element("testsuites", {"name": "piilint", **figures})
    suite = SubElement(root, "testsuite", {"name": "piilint", **figures})
    suite.extend(cases)
    return xml_text(root)


def _case(finding: Finding, manner: Manner) -> Element:
    place, message = finding.location, words.message(finding, manner.language)
    name = f"{finding.code} {finding.rule} {place.path}:{place.line}:{place.column} {finding.element or ''}"
    case = Element("testcase", classname=place.path, name=name.strip(), file=place.path, line=str(place.line))
    if finding.suppressed is not None:
        SubElement(case, "skipped", message=finding.suppressed.reason)
    elif finding.baselined:
        SubElement(case, "skipped", message=manner.language.say("in the baseline"))
    else:
        failure = SubElement(case, "failure", type=finding.severity, message=message)
        steps = [f"{words.where(s.place)}: {words.note(s, manner.language)}" for s in finding.trace]
        failure.text = "\n".join([f"{words.where(place)}:{place.column}: {message}", *steps])
    return case


def xml_text(root: Element) -> str:
    """The document, indented; characters that XML can't hold are spelled out."""
    for node in root.iter():
        node.text = _valid(node.text) if node.text else node.text
        for key, value in node.attrib.items():
            node.set(key, _valid(plain(value)))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _valid(text: str) -> str:
    return _NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

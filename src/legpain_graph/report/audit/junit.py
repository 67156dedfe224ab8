"""JUnit XML: a test a case and a test a measure, for whatever shows test results."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree

from legpain_graph.errors import Issue
from legpain_graph.report.audit.remarks import (
    OPEN,
    Level,
    Remark,
    Report,
    failed_cases,
    item_words,
    relative,
    who_would,
)

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report) -> str:
    """Three suites: the cases, the measures (one below its gate fails), and what is wrong with the pathway."""
    audit = report.audit
    failed = failed_cases(audit)
    root = ElementTree.Element("testsuites", name="legpain-graph audit")
    cases = _suite(root, "cases")
    for name in dict.fromkeys((*audit.cases, *failed)):
        test = _test(cases, f"{audit.pathway.id}.cases", name)
        if name in failed:
            _fail(test, failed[name], report.root)
    coverage = _suite(root, "coverage")
    for measure in report.measures:
        test = _test(coverage, f"{audit.pathway.id}.coverage", f"{measure.title}: {measure.words}")
        if measure in report.short:
            message = f"{measure.words}, {report.gate.words(measure)}"
            ElementTree.SubElement(test, "failure", message=message, type="gate").text = message
        left = [
            "\n  ".join(filter(None, (item_words(item), who_would(item))))
            for item in measure.items
            if item.state in OPEN
        ]
        if left:
            ElementTree.SubElement(test, "system-out").text = _clean("\n".join(left))
    _issues(root, report, f"{audit.pathway.id}.pathway")
    return _text(root)


def _issues(root: ElementTree.Element, report: Report, classname: str) -> None:
    """A test for each code of the audit's issues: it fails where one of them fails the audit."""
    codes = sorted({issue.code for issue in report.audit.issues})
    suite = _suite(root, "pathway")
    for code in codes:
        issues = [issue for issue in report.audit.issues if issue.code == code]
        test = _test(suite, classname, code)
        if any(remark.code == code and remark.level is Level.ERROR for remark in report.remarks):
            _fail(test, issues, report.root)
        else:
            ElementTree.SubElement(test, "system-out").text = _clean("\n".join(_line(i, report.root) for i in issues))


def document(remarks: Sequence[Remark], name: str, root_folder: str) -> str:
    """The issues of a check: a test for each file that has any, and one that passes where there are none."""
    root = ElementTree.Element("testsuites", name="legpain-graph check")
    suite = _suite(root, "check")
    for file in sorted({remark.place.file for remark in remarks}) or [""]:
        test = _test(suite, "check", relative(file or name, root_folder))
        found = [Issue(r.code, r.message, r.place, r.hint) for r in remarks if r.place.file == file]
        if found:
            _fail(test, found, root_folder)
    return _text(root)


def _suite(root: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(root, "testsuite", name=name)


def _test(suite: ElementTree.Element, classname: str, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(suite, "testcase", classname=_clean(classname), name=_clean(name), time="0")


def _fail(test: ElementTree.Element, issues: Sequence[Issue], root: str) -> None:
    message = _clean("; ".join(issue.message for issue in issues))
    failure = ElementTree.SubElement(test, "failure", message=message, type=issues[0].code)
    failure.text = _clean("\n".join(_line(issue, root) for issue in issues))


def _line(issue: Issue, root: str) -> str:
    return str(issue._replace(place=issue.place._replace(file=relative(issue.place.file, root))))


def _text(root: ElementTree.Element) -> str:
    for suite in root:
        tests = list(suite)
        suite.set("tests", str(len(tests)))
        suite.set("failures", str(sum(test.find("failure") is not None for test in tests)))
        suite.set("errors", "0")
        suite.set("skipped", "0")
        suite.set("time", "0")
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)

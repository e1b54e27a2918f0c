"""What was proved, as JUnit XML: the form that build servers read.

One `testsuite` for each watch with examples and each test file, one `testcase` for each example and test, and in it
one `failure` for all that did not come as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from monitor.console.proofs import clock
from monitor.proof import Failure, Proof, Report

_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, not even escaped (its production 2, Char)."""


def junit(report: Report) -> bytes:
    """Write `report` as a JUnit document in UTF-8."""
    root = Element("testsuites", {"name": "monitor test"})
    proofs = (*report.examples, *report.cases)
    _count(root, proofs)
    for group, members in groupby(proofs, key=lambda proof: proof.group):
        _add_suite(root, group, list(members))
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _add_suite(root: Element, group: str, proofs: list[Proof]) -> None:
    suite = SubElement(root, "testsuite", {"name": _clean(group)})
    _count(suite, proofs)
    for proof in proofs:
        attributes = {
            "classname": _clean(group),
            "name": _clean(proof.name),
            "file": _clean(proof.file),
            "line": str(proof.line),
            "time": _seconds([proof]),
        }
        case = SubElement(suite, "testcase", attributes)
        if proof.failures:
            told = [_told(failure) for failure in proof.failures]
            failure = SubElement(case, "failure", {"type": "outcome", "message": _clean(told[0].splitlines()[0])})
            failure.text = _clean("\n".join(told))


def _count(element: Element, proofs: Iterable[Proof]) -> None:
    proofs = list(proofs)
    element.set("tests", str(len(proofs)))
    element.set("failures", str(sum(bool(proof.failures) for proof in proofs)))
    element.set("errors", "0")
    element.set("time", _seconds(proofs))


def _seconds(proofs: Iterable[Proof]) -> str:
    return f"{sum((proof.took for proof in proofs), timedelta()).total_seconds():.3f}"


def _told(failure: Failure) -> str:
    where = f"{clock(failure.at)}, entry {failure.entry}, " if failure.at is not None else ""
    head = f"{where}{failure.watch}: expected {failure.expected or 'nothing'}, came {failure.came or 'nothing'}"
    return "\n".join((head, f"  {failure.title}", *(f"  {sentence}" for sentence in failure.because)))


def _clean(text: str) -> str:
    return _UNSPEAKABLE.sub("\ufffd", text)

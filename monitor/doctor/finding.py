"""What one check found, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARN = "warn"  # it works, and something should be mended
    FAIL = "fail"  # something is not read, saved or told
    LEFT_OUT = "left out"  # it could not be looked at, or was not to be


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of a doctor's report. `subject` is the feed, channel or folder where there are several."""

    check: str
    verdict: Verdict
    said: str
    subject: str = ""
    advice: str = ""


def ok(check: str, said: str, *, subject: str = "") -> Finding:
    """All is well."""
    return Finding(check=check, verdict=Verdict.OK, said=said, subject=subject)


def warn(check: str, said: str, advice: str, *, subject: str = "") -> Finding:
    """Something should be mended."""
    return Finding(check=check, verdict=Verdict.WARN, said=said, subject=subject, advice=advice)


def fail(check: str, said: str, advice: str, *, subject: str = "") -> Finding:
    """Something does not work."""
    return Finding(check=check, verdict=Verdict.FAIL, said=said, subject=subject, advice=advice)


def left_out(check: str, said: str, *, subject: str = "") -> Finding:
    """It was not looked at, and why."""
    return Finding(check=check, verdict=Verdict.LEFT_OUT, said=said, subject=subject)

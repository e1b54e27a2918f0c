"""What the doctor found, on a terminal: one line a check, and below it what to do."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from monitor.doctor import Finding, Verdict

_COLOUR = {Verdict.OK: "green", Verdict.WARN: "yellow", Verdict.FAIL: "red", Verdict.LEFT_OUT: "dim"}
_SHOWN = {Verdict.OK: "ok", Verdict.WARN: "warn", Verdict.FAIL: "FAIL", Verdict.LEFT_OUT: "-"}


def show_findings(findings: Sequence[Finding], console: Console) -> None:
    """Print them in the order of the checks, and how many of each kind there are."""
    for one in findings:
        what = f"{one.check} {one.subject}" if one.subject else one.check
        mark = f"[{_COLOUR[one.verdict]}]{_SHOWN[one.verdict]:4}[/]"
        said = " ".join(one.said.split())
        console.print(f"{mark} {escape(what)}: {escape(said)}", highlight=False, soft_wrap=True)
        if one.advice:
            console.print(f"     -> {escape(one.advice)}", highlight=False, soft_wrap=True)
    counts = {verdict: sum(one.verdict is verdict for one in findings) for verdict in Verdict}
    console.print(
        f"{counts[Verdict.OK]} ok, {counts[Verdict.WARN]} to mend, {counts[Verdict.FAIL]} failed, "
        f"{counts[Verdict.LEFT_OUT]} left out",
        highlight=False,
    )

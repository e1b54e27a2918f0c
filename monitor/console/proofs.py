"""What was proved, on a terminal: a line for each group, and all that is to be known of what failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby

from rich.console import Console
from rich.markup import escape

from monitor.proof import Failure, Proof, Report


def show_report(report: Report, console: Console) -> None:
    """Print which groups held, what failed and why, and the sum of it."""
    _show_groups(report.examples, "examples", console)
    _show_groups(report.cases, "tests", console)
    for proof in report.failed:
        _show_failed(proof, console)
    if report.unproved:
        names = ", ".join(report.unproved)
        line = f"neither an example nor a test speaks of: {names}"
        console.print(f"\n[yellow]{escape(line)}[/]", soft_wrap=True)
    console.print(_sum(report), highlight=False, soft_wrap=True)


def _show_groups(proofs: Iterable[Proof], called: str, console: Console) -> None:
    for group, members in groupby(proofs, key=lambda proof: proof.group):
        tried = list(members)
        failed = sum(bool(proof.failures) for proof in tried)
        head = "[red]FAIL[/]" if failed else "[green]ok  [/]"
        counts = f"{len(tried)} {called if len(tried) > 1 else called.removesuffix('s')}"
        if failed:
            counts += f", {failed} failed"
        console.print(f"{head} {escape(group)}: {counts}", highlight=False, soft_wrap=True)


def _show_failed(proof: Proof, console: Console) -> None:
    console.print(f"\n[red bold]FAIL[/] {escape(_called(proof))}", highlight=False, soft_wrap=True)
    for failure in proof.failures:
        console.print(f"  {escape(_about(failure))}", highlight=False, soft_wrap=True)
        console.print(
            f"    [red]- expected  {escape(failure.expected or 'nothing')}[/]", highlight=False, soft_wrap=True
        )
        console.print(f"    [green]+ came      {escape(failure.came or 'nothing')}[/]", highlight=False, soft_wrap=True)
        for sentence in failure.because:
            console.print(f"      {escape(sentence)}", highlight=False, soft_wrap=True)


def _called(proof: Proof) -> str:
    name = proof.name if proof.group == proof.file else f"{proof.group} {proof.name}"
    return f"{proof.file}:{proof.line} {name}"


def _about(failure: Failure) -> str:
    if failure.entry is None or failure.at is None:
        return f"“{failure.title}”"
    return f"{clock(failure.at)} entry {failure.entry}, {failure.watch} (line {failure.line}): “{failure.title}”"


def clock(at: timedelta) -> str:
    """Write the time of a test as its file does: `0m`, `10m`, `1h30m`, `45s`."""
    minutes, seconds = divmod(int(at.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{count}{unit}" for count, unit in ((hours, "h"), (minutes, "m"), (seconds, "s")) if count]
    return "".join(parts) or "0m"


def _sum(report: Report) -> str:
    tried = f"{_count(report.examples, 'example')} and {_count(report.cases, 'test')}"
    failed = len(report.failed)
    verdict = f"[red]{failed} failed[/]" if failed else "[green]all as written[/]"
    return f"\n{tried} in {report.took.total_seconds():.1f} s: {verdict}"


def _count(proofs: Sequence[Proof], called: str) -> str:
    return f"{len(proofs)} {called}{'' if len(proofs) == 1 else 's'}"

"""What a search found, on a terminal: headline and summary with the words marked, or the place in the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from monitor.console.account import show_entry
from monitor.types import Entry, Hit

_AROUND = 100  # characters of an article on each side of a word that was found


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One entry that was found, where, and the story that it is in, where a watch matched it."""

    entry: Entry
    hits: tuple[Hit, ...]
    story: str | None


def show_findings(findings: Sequence[Finding], matched: int, searched: int, console: Console) -> None:
    """Print what was found, the latest first, and of how many that is."""
    for finding in findings:
        show_entry(finding.entry, finding.hits, console)
        _show_article(finding, console)
        if finding.story is not None:
            console.print(f"story {finding.story}", style="dim")
        console.print()
    more = f", the latest {len(findings)} are shown" if matched > len(findings) else ""
    console.print(f"{matched:,} of {searched:,} entries{more}", highlight=False)


def _show_article(finding: Finding, console: Console) -> None:
    hit = next((hit for hit in finding.hits if hit.field == "article"), None)
    text = finding.entry.article
    if hit is None or text is None:
        return
    start, end = max(0, hit.start - _AROUND), min(len(text), hit.end + _AROUND)
    shown = Text(text[start:end].replace("\n", " "))
    shown.stylize("black on yellow", hit.start - start, hit.end - start)
    console.print(Text("in the article: …").append_text(shown).append("…"), soft_wrap=True)

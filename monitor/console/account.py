"""The account of one entry, for a person: what it says, what matched, who was told, and why not."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from monitor.console.delays import clock_line
from monitor.console.stories import member_lines
from monitor.matching import Explanation, Verdict
from monitor.store.ledger import LedgerEntry, LedgerMatch
from monitor.types import ArticleCondition, ArticleState, Entry, Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the ledger says of an entry, and what the watches say of it now."""

    ledger: LedgerEntry
    explanations: tuple[Explanation, ...]


def show_account(account: Account, console: Console) -> None:
    """Print the whole account."""
    entry = account.ledger.entry
    hits = tuple(hit for match in account.ledger.matches for hit in match.hits if match.revision == entry.revision)
    show_entry(entry, hits, console)
    if account.ledger.article is not None:
        console.print(escape(_article(account.ledger.article, entry)), soft_wrap=True)
    _show_story(account, console)
    matched = {match.watch for match in account.ledger.matches}
    for match in account.ledger.matches:
        _show_match(match, account, console)
    for explanation in account.explanations:
        if explanation.watch not in matched:
            show_explanation(explanation, console)
    console.print()


def show_entry(entry: Entry, hits: tuple[Hit, ...], console: Console) -> None:
    """Print headline and summary with the words of `hits` marked, and where the entry came from."""
    console.print(_marked(entry.title, "title", hits, style="bold"))
    if entry.summary:
        console.print(_marked(entry.summary, "summary", hits))
    published = f"published {entry.published:%Y-%m-%d %H:%M} UTC" if entry.published else "no date"
    facts = [entry.publisher, f"feed {entry.feed}", published, f"first seen {entry.first_seen:%Y-%m-%d %H:%M} UTC"]
    facts += [entry.language or "language unknown", f"entry {entry.id}"]
    if entry.revision:
        facts.append(f"edited {entry.revision} times")
    console.print(escape(" · ".join(facts)), style="dim", soft_wrap=True)
    if entry.url:
        console.print(escape(entry.url), style="dim", soft_wrap=True)


def _marked(text: str, field: str, hits: tuple[Hit, ...], style: str = "") -> Text:
    shown = Text(text, style=style)
    for hit in hits:
        if hit.field == field:
            shown.stylize("black on yellow", hit.start, hit.end)
    return shown


def _article(state: ArticleState, entry: Entry) -> str:
    """Say what became of the article."""
    wanted = f", wanted for {', '.join(state.watches)}" if state.watches else ""
    if state.condition is ArticleCondition.FETCHED and state.tried is not None:
        size = f"{len(entry.article or ''):,} characters"
        return f"the article was fetched, {state.tried:%Y-%m-%d %H:%M} UTC: {size}{wanted}"
    why = f": {state.failure.detail} ({state.failure.kind})" if state.failure else ""
    if state.condition is ArticleCondition.FAILED:
        return f"the article could not be fetched{why}{wanted}"
    tried = f"; attempt {state.attempts} failed{why}" if state.failure else ""
    return f"the article is to be fetched, {state.due:%Y-%m-%d %H:%M} UTC{wanted}{tried}"


def _show_story(account: Account, console: Console) -> None:
    story = account.ledger.story
    if account.ledger.likely is not None:
        because = f"possibly the same as the story {account.ledger.likely}: {account.ledger.because}"
        console.print(escape(because), soft_wrap=True)
    if story is None or len(story.members) < 2:
        return
    console.print(escape(f"story {story.id}, {len(story.members)} entries:"))
    for member in story.members:
        for line in member_lines(member):
            console.print(f"  {escape(line)}", soft_wrap=True)


def _show_match(match: LedgerMatch, account: Account, console: Console) -> None:
    at = f"{match.decided:%Y-%m-%d %H:%M} UTC"
    if match.suppressed:
        console.print(f"[yellow]suppressed[/] {escape(match.watch)}, {match.suppressed}, {at}: {escape(match.detail)}")
    else:
        console.print(f"[green]alerted[/] {escape(match.watch)}, {at}: {escape(match.detail)}")
    for alert in match.alerts:
        answer = f": {alert.detail}" if alert.detail else ""
        who = f"{alert.reason} to {alert.channel} {alert.recipient}"
        line = f"  {who}: {alert.state} after {alert.attempts} attempts{answer}"
        console.print(escape(line), soft_wrap=True)
        console.print(f"    {escape(clock_line(alert.clock))}", style="dim", highlight=False, soft_wrap=True)
    for explanation in account.explanations:
        if explanation.watch == match.watch and match.revision == account.ledger.entry.revision:
            show_sentences(explanation, console)


def show_explanation(explanation: Explanation, console: Console) -> None:
    """Print what one watch makes of the entry."""
    if explanation.verdict is Verdict.MATCHES:
        console.print(f"[green]matches[/] {escape(explanation.watch)}")
    else:
        console.print(f"[dim]no match[/] {escape(explanation.watch)}")
    show_sentences(explanation, console)


def show_sentences(explanation: Explanation, console: Console) -> None:
    """Print the reasons of an explanation, one a line."""
    for sentence in explanation.sentences():
        console.print(f"  {escape(sentence)}", soft_wrap=True)

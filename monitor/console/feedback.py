"""What people said of alerts, on a terminal and as labelled examples; and how often a watch is right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from monitor.evaluation import Labelled, line_of
from monitor.matching import Matcher
from monitor.precision import Precision
from monitor.proof.examples import as_entry
from monitor.settings import Configuration, Example, Watch, WatchState
from monitor.types import Entry, Feedback


def show_feedback(found: Sequence[Feedback], console: Console) -> None:
    """Print a line for each, oldest first."""
    for one in found:
        because = f": {escape(one.because)}" if one.because else ""
        missed = " [dim](it was not told)[/]" if one.told is None else ""
        colour = "green" if one.relevant else "yellow"
        console.print(
            f"{one.at:%Y-%m-%d %H:%M} {one.entry.id[:8]} [{colour}]{one.relevance.replace('-', ' ')}[/] for "
            f"{escape(one.watch)}{missed}: {escape(one.entry.title)}",
            highlight=False,
            soft_wrap=True,
        )
        console.print(f"    {escape(one.author)}{because}", style="dim", highlight=False, soft_wrap=True)


def show_precision(found: Iterable[Precision], console: Console) -> None:
    """Print a row for each watch and week."""
    table = Table("watch", "week from", "relevant", "not relevant", "not judged", "right", "95% interval")
    for one in found:
        table.add_row(
            escape(one.watch),
            one.week.isoformat(),
            str(one.relevant),
            str(one.not_relevant),
            "?" if one.unjudged is None else str(one.unjudged),
            "" if one.share is None else f"{one.share:.0%}",
            "" if one.low is None or one.high is None else f"{one.low:.0%} to {one.high:.0%}",
        )
    console.print(table)
    console.print("The interval holds if those that were judged were drawn by chance.", style="dim")


def labels_text(found: Iterable[Feedback]) -> str:
    """Write each judged entry, once, as a labelled entry: its story is the label."""
    once = {one.entry.id: Labelled(entry=one.entry, story=one.event) for one in found}
    return "".join(f"{line_of(one)}\n" for one in once.values())


def examples_text(found: Sequence[Feedback], configuration: Configuration) -> str:
    """Write the examples of each watch in YAML, as they stand in its file."""
    return "".join(f"{line}\n" for line in _watch_lines(found, configuration))


def _watch_lines(found: Sequence[Feedback], configuration: Configuration) -> Iterator[str]:
    yield "watches:"
    for name in dict.fromkeys(one.watch for one in found):
        yield f"  {name}:"
        watch = configuration.watches.get(name)
        matcher = Matcher([_live(watch)], configuration.terms) if watch else None
        for relevant, key in ((True, "must_match"), (False, "must_not_match")):
            mine = [one for one in found if one.watch == name and one.relevant is relevant]
            if mine:
                yield f"    {key}:"
            for one in mine:
                yield f"      - {_flow(_shortest(one.entry, matcher))}"


def _live(watch: Watch) -> Watch:
    return Watch(
        name=watch.name,
        title=watch.title,
        query=watch.query,
        channels=(),
        languages=watch.languages,
        state=WatchState.LIVE,
    )


def _shortest(entry: Entry, matcher: Matcher | None) -> Example:
    """Return as much of an entry as the watch needs to match it, or not; all of its summary where nobody can tell."""
    full = Example(text=entry.title, summary=entry.summary, article=entry.article or "", language=entry.language)
    title = Example(text=entry.title, language=entry.language)
    lead = Example(text=entry.title, summary=entry.summary, language=entry.language)
    if matcher is None or not matcher.match(as_entry(full)):
        return lead
    return next((one for one in (title, lead) if matcher.match(as_entry(one))), full)


def _flow(example: Example) -> str:
    keys = {"lang": example.language, "text": example.text, "summary": example.summary, "article": example.article}
    said = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items() if value)
    return f"{{{', '.join(said)}}}"

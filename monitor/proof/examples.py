"""The examples of a watch: each text must match, or must not, in the real matcher."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.config import Loaded
from monitor.matching import Matcher
from monitor.proof.cast import Cast
from monitor.proof.report import Failure, Proof
from monitor.settings import Configuration, Example, Watch, WatchState
from monitor.types import Entry

_LISTS = {"must_match": "matches", "must_not_match": "does not match"}


def try_examples(loaded: Loaded, cast: Cast) -> Iterator[Proof]:
    """Try the examples of every watch, of those that are off or on trial too."""
    watches = as_live(loaded.configuration)
    matcher = cast.of(watches)
    for watch in watches.values():
        for key, expected in _LISTS.items():
            for index, example in enumerate(getattr(watch, key)):
                place = loaded.problem(("watches", watch.name, key, index), "")
                began = time.perf_counter()
                failures = _failures(watch, example, expected, matcher, place.line)
                yield Proof(
                    group=watch.name,
                    name=f"{key}[{index}]",
                    file=place.file,
                    line=place.line,
                    took=timedelta(seconds=time.perf_counter() - began),
                    failures=failures,
                )


def _failures(watch: Watch, example: Example, expected: str, matcher: Matcher, line: int) -> tuple[Failure, ...]:
    entry = as_entry(example)
    came = _LISTS["must_match" if watch.name in {match.watch for match in matcher.match(entry)} else "must_not_match"]
    if came == expected:
        return ()
    because = matcher.explain(watch.name, entry).sentences()
    return (Failure(watch=watch.name, title=example.text, expected=expected, came=came, because=because, line=line),)


def as_live(configuration: Configuration) -> dict[str, Watch]:
    """Return all watches as if they were live."""
    return {name: replace(watch, state=WatchState.LIVE) for name, watch in configuration.watches.items()}


def as_entry(example: Example) -> Entry:
    """Return the entry that an example stands for: from no feed, without a date."""
    return Entry(
        id="example",
        feed="example",
        publisher="example",
        guid=None,
        url=None,
        title=example.text,
        summary=example.summary,
        article=example.article or None,
        language=example.language,
        first_seen=datetime(1970, 1, 1, tzinfo=UTC),
    )

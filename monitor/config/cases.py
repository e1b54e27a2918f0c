"""The test files of watches: what readings hold, and what must become of them.

A case is a list of entries, each at a time after the case's beginning, and a list of outcomes, each of one entry
for one watch. The files are held against their model as strictly as the configuration, with places and advice;
what a case means is played elsewhere (`monitor.proof`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path as FilePath

from monitor.config import files, values
from monitor.config.case_models import Entry, Expectation, Test, TestsFile
from monitor.config.problems import Source
from monitor.config.validation import validated
from monitor.config.yaml import Path
from monitor.errors import ConfigurationError, Problem
from monitor.settings import Configuration, WatchState
from monitor.types import Reason, Suppressed

# --- what is handed on -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An entry that `feed` shows `at` this time after the beginning. `age`: how long before that it was published."""

    at: timedelta
    feed: str
    title: str
    summary: str = ""
    url: str | None = None
    guid: str | None = None
    article: str | None = None
    age: timedelta | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must become of an entry (counted from 1) for a watch. `line` is where the file says so."""

    entry: int
    watch: str
    outcome: Reason | Suppressed
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case: what the feeds show and all that must come of it, and nothing else.

    `watches` take part; `state` is what they are taken for. `new_feeds` are read for the first time.
    """

    name: str
    file: str
    line: int
    watches: tuple[str, ...]
    given: tuple[Given, ...]
    expected: tuple[Expected, ...]
    state: WatchState | None = None
    new_feeds: frozenset[str] = frozenset()


# --- reading ---------------------------------------------------------------------------------------------


def load_cases(configuration: Configuration, folder: FilePath, named: Sequence[FilePath] = ()) -> tuple[Case, ...]:
    """Read the test files that are `named`, or else those in `folder`/tests.

    Raises ConfigurationError with all problems of all files, warnings included: nothing in them is ever ignored.
    """
    found = files.read_tests(folder, named)
    known = values.Known(
        folder=configuration.folder,
        environ={},
        feeds=frozenset(configuration.feeds),
        watches=frozenset(configuration.watches),
    )
    problems = [*found.problems, *found.warnings]
    cases: list[Case] = []
    for source in found.sources[files.TESTS]:
        result = validated(TestsFile, source, known)
        problems.extend(result.problems)
        for name, test in result.model.tests.items():
            path = ("tests", name)
            if path not in result.faulty:
                problems.extend(_mistakes(test, path, source, configuration))
                cases.append(_case(test, path, source, configuration))
    if problems:
        raise ConfigurationError(sorted(set(problems)))
    return tuple(cases)


def _mistakes(test: Test, path: Path, source: Source, configuration: Configuration) -> Iterator[Problem]:
    """What the parts of one test say against each other."""
    if test.state is WatchState.OFF:
        yield source.at_value((*path, "state"), "a watch that is off does nothing: write live or shadow")
    before = timedelta(0)
    for index, entry in enumerate(test.entries):
        if entry.at < before:
            yield source.at_value((*path, "entries", index, "at"), "earlier than the entry above: order them by time")
        before = max(before, entry.at)
        if entry.article is not None and entry.url is None:
            message = "an article stands on a page: write the url of the entry, too"
            yield source.at_key((*path, "entries", index, "article"), message)
    for index, name in enumerate(test.watches):
        if test.state is None and configuration.watches[name].state is WatchState.OFF:
            message = f"the watch {name} is off: add `state: live` to test it as if it were live"
            yield source.at_value((*path, "watches", index), message)
    yield from _wrong_expectations(test, path, source, configuration)


def _wrong_expectations(test: Test, path: Path, source: Source, configuration: Configuration) -> Iterator[Problem]:
    taking_part = _taking_part(test, configuration)
    seen: set[tuple[int, str]] = set()
    for index, one in enumerate(test.expect):
        here = (*path, "expect", index)
        if one.entry > len(test.entries):
            yield source.at_value((*here, "entry"), f"the last entry is number {len(test.entries)}")
        elif one.at is not None and one.at != test.entries[one.entry - 1].at:
            yield source.at_value(
                (*here, "at"), f"entry {one.entry} comes at another time: write that, or leave it out"
            )
        if one.watch not in taking_part:
            yield source.at_value((*here, "watch"), f"the watch {one.watch} takes no part in this test")
        if (one.entry, one.watch) in seen:
            yield source.at_value(here, f"an outcome of entry {one.entry} for {one.watch} stands above already")
        seen.add((one.entry, one.watch))


def _taking_part(test: Test, configuration: Configuration) -> tuple[str, ...]:
    if test.watches:
        return tuple(test.watches)
    return tuple(name for name, watch in configuration.watches.items() if watch.state is not WatchState.OFF)


def _case(test: Test, path: Path, source: Source, configuration: Configuration) -> Case:
    return Case(
        name=str(path[-1]),
        file=source.name,
        line=source.document.key_place(path).line,
        watches=_taking_part(test, configuration),
        given=tuple(
            _given(entry, source.document.place((*path, "entries", index)).line)
            for index, entry in enumerate(test.entries)
        ),
        expected=tuple(
            _expected(one, source.document.place((*path, "expect", index)).line)
            for index, one in enumerate(test.expect)
        ),
        state=test.state,
        new_feeds=frozenset(test.new_feeds),
    )


def _given(entry: Entry, line: int) -> Given:
    return Given(
        at=entry.at,
        feed=entry.feed,
        title=entry.title,
        summary=entry.summary,
        url=entry.url,
        guid=entry.guid,
        article=entry.article,
        age=entry.age,
        authors=tuple(entry.authors),
        tags=tuple(entry.tags),
        line=line,
    )


def _expected(one: Expectation, line: int) -> Expected:
    outcome = one.alert or one.suppressed
    if outcome is None:
        raise ValueError("an expectation without an outcome was let through")
    return Expected(entry=one.entry, watch=one.watch, outcome=outcome, line=line)

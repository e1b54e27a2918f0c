"""The cases of the test files: what came must be what is written, all of it and nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from monitor.config import Case
from monitor.matching import Matcher
from monitor.proof.cast import Cast
from monitor.proof.replay import Stage
from monitor.proof.report import Failure, Proof
from monitor.settings import Configuration
from monitor.types import Entry, Outcome, Reason, Suppressed

_NOT_NEW = "the feed showed it before with the same text, so that it is nothing new"


def try_cases(cases: Iterable[Case], configuration: Configuration, cast: Cast) -> Iterator[Proof]:
    """Play every case and compare."""
    stage = Stage(configuration, cast)
    for case in cases:
        began = time.perf_counter()
        failures = tuple(_differences(case, _play(case, stage), stage.matcher(case)))
        yield Proof(
            group=case.file,
            name=case.name,
            file=case.file,
            line=case.line,
            took=timedelta(seconds=time.perf_counter() - began),
            failures=failures,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Played:
    """What a case led to: the entries that were looked at, and the outcomes, by entry number and watch."""

    fresh: Mapping[int, Entry]
    outcomes: Mapping[tuple[int, str], Outcome]


def _play(case: Case, stage: Stage) -> _Played:
    fresh: dict[int, Entry] = {}
    outcomes: dict[tuple[int, str], Outcome] = {}
    for reading in stage.play(case):
        numbers = {entry.id: number for number, entry in reading.fresh.items()}
        fresh |= reading.fresh
        outcomes |= {(numbers[one.match.entry], one.match.watch): one for one in reading.outcomes}
    return _Played(fresh=fresh, outcomes=outcomes)


def _differences(case: Case, played: _Played, matcher: Matcher) -> Iterator[Failure]:
    """Give what is missing, what is other than written and what is too much, in the order of the entries."""
    expected = {(one.entry, one.watch): one for one in case.expected}
    for key in sorted({*expected, *played.outcomes}):
        number, watch = key
        wanted, outcome = expected.get(key), played.outcomes.get(key)
        asked = written(wanted.outcome) if wanted else ""
        came = written(_result(outcome)) if outcome else ""
        if asked != came:
            yield Failure(
                watch=watch,
                title=case.given[number - 1].title,
                expected=asked,
                came=came,
                because=_because(played.fresh.get(number), outcome, watch, matcher),
                line=wanted.line if wanted else case.given[number - 1].line,
                entry=number,
                at=case.given[number - 1].at,
            )


def written(outcome: Reason | Suppressed) -> str:
    """Write an outcome as a test file does."""
    return f"{'alert' if isinstance(outcome, Reason) else 'suppressed'}: {outcome.value}"


def _result(outcome: Outcome) -> Reason | Suppressed:
    if outcome.suppressed is not None:
        return outcome.suppressed
    return outcome.alerts[0].reason


def _because(entry: Entry | None, outcome: Outcome | None, watch: str, matcher: Matcher) -> tuple[str, ...]:
    """Say why an outcome came, or why none did."""
    if entry is None:
        return (_NOT_NEW,)
    sentences = matcher.explain(watch, entry).sentences()
    return (outcome.detail, *sentences) if outcome else sentences

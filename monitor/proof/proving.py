"""Puts the proof together: the examples, the cases, and who has neither."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

from monitor.config import Case, Loaded
from monitor.proof.cases import try_cases
from monitor.proof.cast import Cast
from monitor.proof.examples import as_live, try_examples
from monitor.proof.report import Report
from monitor.settings import WatchState


def prove(loaded: Loaded, cases: Sequence[Case]) -> Report:
    """Try every example of the watches and play every case."""
    began = time.perf_counter()
    configuration = loaded.configuration
    watches = configuration.watches
    cast = Cast(as_live(configuration), configuration.terms)
    examples = tuple(try_examples(loaded, cast))
    played = tuple(try_cases(cases, configuration, cast))
    spoken_of = {proof.group for proof in examples} | {one.watch for case in cases for one in case.expected}
    return Report(
        examples=examples,
        cases=played,
        took=timedelta(seconds=time.perf_counter() - began),
        unproved=tuple(
            name for name, watch in watches.items() if watch.state is not WatchState.OFF and name not in spoken_of
        ),
    )

"""3,000 queries on 400 texts with all 332,193 expected matches, from an evaluator that is not ours."""

from __future__ import annotations

import pytest

from monitor.matching import Matcher
from tests.matching import conformance

pytestmark = pytest.mark.skipif(not conformance.CORPUS.exists(), reason="the conformance set is not here")


def test_the_index_finds_every_expected_match_and_no_other() -> None:
    watches = conformance.watches()
    matcher = Matcher(watches, {}, inflect=False)
    result = conformance.compare(matcher.match)
    assert result.expected == 332_193
    assert (result.missing, result.extra) == ((), ())


def test_the_plain_evaluator_agrees_on_every_tenth_text() -> None:
    """All 400 take half a minute: `python -m tests.matching.conformance --plain`."""
    result = conformance.compare(conformance.plain(), every=10)
    assert result.expected > 30_000
    assert (result.missing, result.extra) == ((), ())

"""The measures, against cases worked out by hand."""

from __future__ import annotations

import pytest

from monitor.stories.measure import (
    adjusted_rand,
    alerts_per_story,
    b_cubed,
    false_joins,
    lost,
    measure,
    pairs,
    pairs_between,
)

MEANT = {"a": "x", "b": "x", "c": "x", "d": "y", "e": "y"}
FOUND = {"a": "1", "b": "1", "c": "2", "d": "2", "e": "2"}


def test_b_cubed() -> None:
    # precision: a b 1, c 1/3, d e 2/3 -> (2 + 1/3 + 4/3) / 5; recall: a b 2/3, c 1/3, d e 1 -> (4/3 + 1/3 + 2) / 5
    score = b_cubed(FOUND, MEANT)
    assert [score.precision, score.recall] == pytest.approx([11 / 15, 11 / 15])
    assert score.f1 == pytest.approx(11 / 15)


def test_pairs() -> None:
    # joined: ab, cd, ce, de; meant: ab, ac, bc, de; right: ab, de
    score = pairs(FOUND, MEANT)
    assert (score.precision, score.recall) == (0.5, 0.5)


def test_pairs_within_one_language_and_between_two() -> None:
    kinds = {"a": "en", "b": "en", "c": "en", "d": "uk", "e": "uk"}
    within = pairs_between(FOUND, MEANT, kinds, "en", "en")  # joined: ab; meant: ab, ac, bc
    assert [within.precision, within.recall] == pytest.approx([1, 1 / 3])
    between = pairs_between(FOUND, MEANT, kinds, "en", "uk")  # joined: cd, ce; meant: none
    assert (between.precision, between.recall) == (0.0, 1.0)


def test_adjusted_rand() -> None:
    # both 2, found 4, meant 4 of 10 pairs: (2 - 1.6) / (4 - 1.6)
    assert adjusted_rand(FOUND, MEANT) == pytest.approx(1 / 6)
    assert adjusted_rand(MEANT, MEANT) == 1.0


def test_what_a_desk_feels() -> None:
    # story 1 was opened by x, story 2 by c of x: y is never told, and d and e are hidden
    assert lost(FOUND, MEANT) == ("y",)
    assert alerts_per_story(FOUND, MEANT) == 2.0
    assert false_joins(FOUND, MEANT) == 2


def test_all_at_once() -> None:
    measures = measure(FOUND, MEANT)
    assert (measures.entries, measures.stories, measures.lost_share) == (5, 2, 0.5)


def test_other_entries_are_refused() -> None:
    with pytest.raises(ValueError, match="same entries"):
        b_cubed({"a": "1"}, MEANT)

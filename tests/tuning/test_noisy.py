"""A watch made noisy on purpose, in four languages: what was called not relevant goes, what was called relevant stays.

Half of what it told was judged and is learnt from; the labels of the other half are held back, and say how good the
proposals are on what comes next. The figures are printed (`pytest -s tests/tuning/test_noisy.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from monitor.language import analyse
from monitor.matching.explain import verdict
from monitor.matching.verdict import Verdict
from monitor.query import And, Node, Not, Or, Term, parse, to_text, walk
from monitor.stories.stopwords import STOP_WORDS
from monitor.tuning import Suggestions
from tests.tuning.desk import NOISY, TERMS, Line, lines, newsroom, suggested

JUDGED = [line for line in lines() if line.half == 0]
WIDE = parse("@kursk")
HELD_BACK = [line for line in lines() if line.half == 1]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Suggestions:
    """What is proposed."""
    with newsroom(tmp_path_factory.mktemp("desk"), JUDGED, HELD_BACK) as desk:
        return suggested(desk)


def matched(query: Node, of: list[Line]) -> set[str]:
    """Which entries a query matches, by the plain evaluator."""
    watch = replace(NOISY, query=query)
    return {line.entry.id for line in of if verdict(watch, TERMS, line.entry) is Verdict.MATCHES}


def ids(of: list[Line], *, relevant: bool) -> set[str]:
    return {line.entry.id for line in of if line.relevant is relevant}


def kept_out(query: Node, of: list[Line]) -> tuple[int, int, int, int]:
    """How many not relevant are kept out, of how many; and of the relevant."""
    left = matched(query, of)
    false, true = ids(of, relevant=False), ids(of, relevant=True)
    return len(false - left), len(false), len(true - left), len(true)


def test_four_fifths_of_the_noise_go_and_nothing_relevant(found: Suggestions) -> None:
    """Sixty-two judged entries; asked of the plain evaluator, not of what the proposals say of themselves."""
    assert len(JUDGED) >= 60
    assert matched(WIDE, JUDGED) == {line.entry.id for line in JUDGED}
    saved, false, lost, true = kept_out(found.query, JUDGED)
    later_saved, later_false, later_lost, later_true = kept_out(found.query, HELD_BACK)
    print(f"\n{to_text(found.query)}")
    print(f"judged:    {saved} of {false} not relevant kept out ({saved / false:.0%}), {lost} of {true} relevant lost")
    print(
        f"held back: {later_saved} of {later_false} not relevant kept out ({later_saved / later_false:.0%}), "
        f"{later_lost} of {later_true} relevant lost"
    )
    print(f"each story left out once: {found.held_out}")
    assert saved / false >= 0.8
    assert lost == 0
    # Not asked for, and a fact: words of two stories of forty cannot know all topics in four languages.
    assert later_saved / later_false >= 0.5
    assert later_lost == 0


def test_every_figure_is_what_the_plain_evaluator_says(found: Suggestions) -> None:
    """The stupid twin: each step's query on every text."""
    false, before = ids(JUDGED, relevant=False), matched(WIDE, [*JUDGED, *HELD_BACK])
    assert (found.true, found.false, found.missed, found.past) == (22, 40, 0, 0)
    assert found.unjudged == len(HELD_BACK)
    for step in found.proposals:
        after = matched(step.query, [*JUDGED, *HELD_BACK])
        assert after < before
        gone = before - after
        assert {one.entry for one in step.saves} == gone & false
        assert step.drops == len(gone - false)
        assert {one.entry for one in step.drop_examples} <= gone - false
        assert (step.catches, step.brings) == ((), 0)
        assert step.stories >= 2
        before = after
    assert found.remaining_false == len(before & false)
    assert parse(to_text(found.query)) == found.query


def test_the_replay_counts_the_alerts(found: Suggestions) -> None:
    """Every entry here is a story of its own but for two: an alert is lost for each that is kept out."""
    saved, *_ = kept_out(found.query, JUDGED)
    assert found.lost_false == saved
    assert {one.entry for one in found.lost} <= ids(HELD_BACK, relevant=False)
    assert len(found.gained) <= 2


def words(node: Node) -> Iterator[str]:
    """The words of a NOT."""
    for one in walk(node):
        if isinstance(one, Not):
            yield from (inner.text for inner in walk(one) if isinstance(inner, Term))


def test_a_word_is_a_lemma_that_covers_its_forms(found: Suggestions) -> None:
    """No word of the watch, no stop word, no single character; inflected forms are kept out by one of them."""
    proposed = list(words(found.query))
    assert len(proposed) == len(set(proposed)) == len(found.proposals)
    for word in proposed:
        assert len(word) > 1
        assert word not in STOP_WORDS
        assert "kursk" not in word
        assert "курс" not in word
    assert isinstance(found.query, And)
    assert isinstance(found.query.items[-1], Not)
    assert isinstance(found.query.items[-1].item, Or)
    covers = {
        word: {surface for line in JUDGED for surface in surfaces(line) if surface.startswith(word[:4])}
        for word in proposed
    }
    assert any(len(forms) > 1 for forms in covers.values())


def surfaces(line: Line) -> list[str]:
    return analyse(f"{line.entry.title} {line.entry.summary}").words


def test_what_to_expect_is_less_than_what_was_learnt(found: Suggestions) -> None:
    """A proposal that is right on what it was made from is not yet right: the estimate says so."""
    estimate = found.held_out
    assert estimate is not None
    assert (estimate.false, estimate.true, estimate.missed) == (40, 22, 0)
    assert estimate.saved < found.false - found.remaining_false
    assert estimate.lost == 0

"""Labelling: what is proposed, what an answer does, and that each can be taken back."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.evaluation import Labelled, Session
from tests.stories import labelled

STREAM = [item.entry for item in labelled.read("world")][:40]
DAY = timedelta(hours=72)


def session(*known: Labelled) -> Session:
    return Session(STREAM, known, window=DAY)


def answered(how_many: int) -> Session:
    """A session in which every proposal was taken."""
    one = session()
    for _ in range(how_many):
        proposal = one.next()
        assert proposal is not None
        one.label(proposal.stories[0][0].story if proposal.joins else None)
    return one


def test_what_the_joiner_chooses_comes_first() -> None:
    one = answered(len(STREAM))
    assert one.next() is None
    assert [label.entry for label in one.labels] == STREAM
    assert len({label.story for label in one.labels}) < len(STREAM)


def test_the_nearest_others_are_offered_with_their_title_and_size() -> None:
    one = session()
    one.label(None)
    one.next()
    one.label(STREAM[0].id)
    offered = {near.story: (title, count) for near, title, count in getattr(one.next(), "stories", ())}
    assert offered.get(STREAM[0].id, (STREAM[0].title, 2)) == (STREAM[0].title, 2)


def test_it_is_continued_behind_the_last_label() -> None:
    first = session()
    first.label(None)
    first.skip()
    first.label(None)
    proposal = session(*first.labels).next()
    assert proposal is not None
    assert (proposal.entry, proposal.count) == (STREAM[3], len(STREAM) - 3)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from("n1su"), max_size=30))
def test_undo_takes_back_whatever_was_answered(keys: list[str]) -> None:
    one = session()
    before: list[object] = []
    for key in keys:
        state = one.labels, one.next()
        if key == "u":
            assert one.undo() is bool(before)
            if before:
                assert (one.labels, one.next()) == before.pop()
            continue
        before.append(state)
        proposal = one.next()
        assert proposal is not None
        if key == "s":
            one.skip()
        else:
            one.label(proposal.stories[0][0].story if key == "1" and proposal.stories else None)

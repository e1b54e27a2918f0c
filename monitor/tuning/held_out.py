"""What proposals do to stories that they were not made from: the only honest word on what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.tuning.belief import Beliefs
from monitor.tuning.changes import believed
from monitor.tuning.choosing import Change, Judged, Query, chosen
from monitor.tuning.ground import Bits, bits_of, numbers
from monitor.tuning.proposal import HeldOut

LEAST = 8
"""Judged entries below which nothing is said."""

MOST_GROUPS = 20
"""Trials at most. Each chooses anew, which takes a fraction of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is chosen from: the query as it stands, the changes that let in and that keep out, and the words of all
    texts, by which those that nobody judged are guessed."""

    query: Query
    wide: Sequence[Change]
    narrow: Sequence[Change]
    company: Mapping[int, frozenset[str]]

    def chosen(self, judged: Judged) -> Query:
        """Choose by what is known."""
        beliefs = Beliefs(self.company, judged.true, judged.false, judged.unjudged)
        wide, narrow = (believed(changes, beliefs, judged) for changes in (self.wide, self.narrow))
        return chosen(self.query, wide, narrow, judged)


def held_out(trial: Trial, judged: Judged) -> HeldOut | None:
    """Leave out story after story; None where less than eight entries were judged, or they are of one story."""
    known = judged.true | judged.false
    groups = _groups(judged, known)
    if known.bit_count() < LEAST or len(groups) < 2:
        return None
    standing = trial.query.standing
    saved = lost = caught = 0
    for group in groups:
        after = trial.chosen(judged.without(group)).standing
        saved += (group & judged.false & standing & ~after).bit_count()
        lost += (group & judged.true & standing & ~after).bit_count()
        caught += (group & judged.true & ~standing & after).bit_count()
    return HeldOut(
        groups=len(groups),
        false=(judged.false & standing).bit_count(),
        saved=saved,
        true=(judged.true & standing).bit_count(),
        lost=lost,
        missed=(judged.true & ~standing).bit_count(),
        caught=caught,
    )


def _groups(judged: Judged, known: Bits) -> list[Bits]:
    """Return the entries of each story, or of several where there are many stories."""
    by_story: dict[str, list[int]] = {}
    for number in numbers(known):
        by_story.setdefault(judged.stories[number], []).append(number)
    stories = list(by_story.values())
    groups = min(len(stories), MOST_GROUPS)
    return [bits_of(number for story in stories[place::groups] for number in story) for place in range(groups)]

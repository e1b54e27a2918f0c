"""One watch against one entry that is read already: the match, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.matching.hits import Hits
from monitor.matching.leaves import Lexicon
from monitor.matching.plain import Evaluation, Found, Reading
from monitor.matching.score import evidence, reaches
from monitor.query.nodes import Score
from monitor.settings import Watch
from monitor.types import Match


def fits(watch: Watch, reading: Reading, hits: Hits, lexicon: Lexicon, *, surely: bool = False) -> Match | None:
    """Return the match of `watch` and the entry, or None. `surely`: it is known to fit, only the hits are asked."""
    evaluation = Evaluation(reading, lexicon, lexicon.languages_of(watch))
    score: float | None = None
    if isinstance(watch.query, Score):
        score = reaches(watch.query, evaluation)
        if score is None:
            return None
        found: Sequence[Found] = evidence(watch.query, evaluation)
    elif surely or evaluation.holds(watch.query):
        found = evaluation.evidence(watch.query)
    else:
        return None
    return Match(watch=watch.name, entry=reading.entry.id, hits=hits.of(found), score=score)

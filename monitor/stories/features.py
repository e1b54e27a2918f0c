"""What is kept of an entry for joining: all that `Joiner` needs, so that a restart reads no text again.

`features_of` takes an entry apart once; the result goes to JSON and back unchanged. Nothing here compares.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from monitor.language import fold
from monitor.stories.credits import credited, runs
from monitor.stories.dates import moments_of
from monitor.stories.exact import keys as exact_keys
from monitor.stories.figures import Figure, telling
from monitor.stories.glossary import is_region, is_state
from monitor.stories.meaning import Embedder, Meaning, meaning_of
from monitor.stories.publishers import family
from monitor.stories.reading import Reading
from monitor.stories.tongues import tongue_of
from monitor.types import Entry

BODY = 60
"""Words of the text that count beside the headline; later ones tell what happened before."""

TITLE_WEIGHT = 2
"""How often the headline counts."""

LONGEST_BACKDATE = timedelta(days=400)
"""An entry published longer before it was seen, or after, is taken to be of the hour it was seen: its date is none."""

SHORTEST_SERIES = 2
"""Words, masked ones included, that a headline must exceed to be known as that of a series."""

Terms = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """An entry, as far as joining it goes.

    `at` is when it arrived, `when` when it was published as far as that can be believed. `words` are what one language
    shares, `bridge` what all share; both with how often; `asked` are those of them that made a watch match. `series` is
    the masked headline; `moments`, `places` and `states` are the days and hours, regions and states that stood in it.
    """

    entry: str
    publisher: str
    language: str
    at: datetime
    when: datetime
    title: str
    watches: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    words: Terms = ()
    names: tuple[str, ...] = ()
    bridge: Terms = ()
    places: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    series: str = ""
    moments: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    credit: str | None = None
    runs: tuple[int, ...] = ()
    meaning: Meaning | None = None

    @property
    def clock(self) -> float:
        """`when` in seconds."""
        return self.when.timestamp()

    @property
    def telling(self) -> frozenset[float]:
        """The values of its figures that say which event is meant."""
        return telling(self.figures)

    def to_json(self) -> str:
        """Return the value as one line of JSON."""
        return json.dumps(
            {
                "entry": self.entry,
                "publisher": self.publisher,
                "language": self.language,
                "at": self.at.isoformat(),
                "when": self.when.isoformat(),
                "title": self.title,
                "watches": self.watches,
                "keys": self.keys,
                "words": _spread(self.words),
                "names": self.names,
                "bridge": _spread(self.bridge),
                "places": self.places,
                "states": self.states,
                "figures": [[figure.value, figure.unit] for figure in self.figures],
                "series": self.series,
                "moments": self.moments,
                "sets": self.sets,
                "asked": self.asked,
                "credit": self.credit,
                "runs": self.runs,
                **({"meaning": self.meaning.to_text()} if self.meaning else {}),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return what `to_json` wrote. Raises ValueError, KeyError or TypeError where the text is not such a line."""
        found: dict[str, Any] = json.loads(text)
        return cls(
            entry=found["entry"],
            publisher=found["publisher"],
            language=found["language"],
            at=datetime.fromisoformat(found["at"]),
            when=datetime.fromisoformat(found["when"]),
            title=found["title"],
            credit=found["credit"],
            series=found["series"],
            words=_gathered(found["words"]),
            bridge=_gathered(found["bridge"]),
            figures=tuple(Figure(value, unit) for value, unit in found["figures"]),
            meaning=Meaning.from_text(found["meaning"]) if "meaning" in found else None,
            **{name: tuple(found.get(name, ())) for name in _LISTS},  # a text of an earlier version has not all of them
        )


_LISTS = ("watches", "keys", "names", "places", "states", "moments", "sets", "asked", "runs")


def _spread(terms: Terms) -> list[str | int]:
    return [part for term in terms for part in term]


def _gathered(parts: Sequence[Any]) -> Terms:
    return tuple(zip(parts[::2], parts[1::2], strict=True))


def features_of(
    entry: Entry,
    *,
    sets: Iterable[str] = (),
    watches: Iterable[str] = (),
    hits: Iterable[str] = (),
    families: Mapping[str, tuple[str, ...]] | None = None,
    agencies: Mapping[str, str] | None = None,
    embedder: Embedder | None = None,
) -> Features:
    """Take `entry` apart.

    `sets` are the names of the term sets that it hit, `watches` those that it matched, and `hits` the pieces of text
    that made them match. With an `embedder` its meaning is kept, too.

    Where the feed gives no summary, the beginning of the article stands for it.
    """
    title, body = Reading(entry.title), Reading(_beginning(entry), limit=BODY)
    series = title.series
    named = sorted(set(sets))
    shouting = title.shouting
    trusted = title.capitalised_inside | body.capitalised_inside if not shouting else body.capitalised_inside
    initial = title.initial if not shouting else frozenset()
    return Features(
        entry=entry.id,
        publisher=family(entry.publisher, families),
        language=tongue_of(entry.language, f"{entry.title} {entry.summary}"),
        at=entry.first_seen,
        when=_believed(entry),
        title=entry.title,
        watches=tuple(sorted(set(watches))),
        keys=exact_keys(entry),
        words=_counted((title.words(), TITLE_WEIGHT), (body.words(), 1)),
        names=tuple(sorted(title.names(trusted | initial) | body.names(trusted))),
        bridge=_counted(
            (title.bridge(trusted | initial), TITLE_WEIGHT),
            (body.bridge(trusted | initial), 1),
            ((f"s:{name}" for name in named), 1),
        ),
        places=tuple(sorted({concept.name for concept in title.concepts if is_region(concept.name)})),
        states=tuple(sorted({concept.name for concept in title.concepts if is_state(concept.name)})),
        figures=tuple(dict.fromkeys((*title.figures, *body.figures))),
        series=series if "#" in series and len(series.split()) > SHORTEST_SERIES else "",
        moments=(*moments_of(fold(entry.title), title.plain), *title.parts_of_day),
        sets=tuple(named),
        asked=_asked(hits, named),
        credit=credited(entry.summary, agencies) or credited(_ending(entry), agencies),
        runs=runs([*title.plain, *body.plain]),
        meaning=meaning_of(embedder, entry.title, _beginning(entry)) if embedder else None,
    )


def _asked(hits: Iterable[str], sets: Iterable[str]) -> tuple[str, ...]:
    found = {f"s:{name}" for name in sets}
    for text in set(hits):
        hit = Reading(text)
        found.update(hit.words(), hit.bridge(hit.capitalised_inside | hit.initial))
    return tuple(sorted(found))


def _beginning(entry: Entry) -> str:
    return entry.summary or (entry.article or "")[:1000]


def _ending(entry: Entry) -> str:
    return (entry.article or "")[-200:]


def _believed(entry: Entry) -> datetime:
    """Return when `entry` was published; when it was seen where its date cannot be true."""
    if entry.published is None or not (entry.first_seen - LONGEST_BACKDATE <= entry.published <= entry.first_seen):
        return entry.first_seen
    return entry.published


def _counted(*parts: tuple[Iterable[str], int]) -> Terms:
    counts: Counter[str] = Counter()
    for terms, weight in parts:
        for term in terms:
            counts[term] += weight
    return tuple(sorted(counts.items()))

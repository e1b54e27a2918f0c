"""Short ways to make entries, watches and term sets, and the twin of the index: every watch, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from monitor import query
from monitor.matching.fits import fits
from monitor.matching.hits import Hits
from monitor.matching.leaves import Lexicon
from monitor.matching.reading import PlainReading
from monitor.settings import TermSet, Watch, WatchState
from monitor.types import Entry, Match

LANGUAGES = ("en", "uk", "ru", "ko")


def entry(title: str, summary: str = "", article: str | None = None, **labels: Any) -> Entry:
    """Make an entry; `labels` are any other fields of it."""
    fields: dict[str, Any] = {"feed": "wire", "publisher": "Example Wire", "guid": None, "url": None, **labels}
    first_seen = datetime(2024, 11, 22, 12, tzinfo=UTC)
    return Entry(id="e1", title=title, summary=summary, article=article, first_seen=first_seen, **fields)


def watch(
    text: str | query.Query,
    *,
    name: str = "w",
    languages: tuple[str, ...] = LANGUAGES,
    state: WatchState = WatchState.LIVE,
) -> Watch:
    """Make a watch of a query."""
    node = query.parse(text) if isinstance(text, str) else text
    return Watch(name=name, title=name, query=node, channels=("desk",), languages=languages, state=state)


def term_set(name: str, title: str = "", /, **lists: list[str]) -> TermSet:
    """Make a term set from lists of terms as they are written in a file."""
    parsed = {code: tuple(map(query.parse_term, terms)) for code, terms in lists.items()}
    return TermSet(name=name, title=title, lists=parsed)


def by_name(*sets: TermSet) -> dict[str, TermSet]:
    """Return sets as a watch finds them."""
    return {one.name: one for one in sets}


TERMS = by_name(
    term_set(
        "north-korea",
        "North Korea",
        any=["DPRK", "КНДР"],
        en=["North Korea", "North Korean", "Pyongyang"],
        uk=["Північна Корея", "північнокорейський", "Пхеньян"],
        ru=["Северная Корея", "северокорейский", "Пхеньян"],
        ko=["북한", "북한군"],
    ),
    term_set("troops", en=["troops", "soldier"], uk=["солдат", "військо"], ru=["солдат", "войска"], ko=["병사"]),
    term_set("kursk", "Kursk", en=["Kursk"], uk=["Курськ", "Курщина"], ru=["Курск"]),
    term_set("russia", "Russia", en=["Russia"], uk=["Росія"], ru=["Россия"]),
    term_set("place", any=["@kursk", "@russia"]),
)


def every_watch(
    watches: Iterable[Watch], terms: Mapping[str, TermSet], one: Entry, *, inflect: bool = True
) -> tuple[Match, ...]:
    """Try every watch by the plain evaluator, without any index."""
    active = [watch for watch in watches if watch.state is not WatchState.OFF]
    lexicon = Lexicon(active, terms, inflect=inflect)
    reading = PlainReading(one, lexicon)
    hits = Hits(reading, lexicon)
    found = [fits(watch, reading, hits, lexicon) for watch in sorted(active, key=lambda watch: watch.name)]
    return tuple(match for match in found if match is not None)

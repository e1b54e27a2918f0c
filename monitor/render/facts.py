"""What a message says of an alert, once for all kinds of channel.

Every rendering prints these facts and adds none, so that text, HTML and JSON cannot disagree. Texts are clean
(see `monitor.render.clean`), links may be followed, times are in the zone of the desk. To add a reason, give it
its words in `REASONS` and, where it has something of its own to say, a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.render import moments
from monitor.render.clean import clean, link
from monitor.render.passages import FIELDS, Passage, Run, difference, headline, passages, plain
from monitor.settings import Level
from monitor.types import Briefing, Hit, Member, Reason

REASONS: Mapping[Reason, str] = {Reason.NEW: "New", Reason.CORRECTED: "Correction"}
"""The word that a message opens with."""

LATE = timedelta(minutes=10)
"""A message that leaves later than this after it was due says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A term that was found: what stood there, the term as written, its set and list, and why they are equal."""

    surfaces: tuple[str, ...]
    fields: tuple[str, ...]
    term: str
    set: str | None
    language: str | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A publisher that carries the story, by its first entry. `at` is when it published, or when we saw it."""

    publisher: str
    at: datetime
    dated: bool  # whether `at` is the publisher's own time
    headline: str
    link: str | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A text that differs from the one the desk was told, with the words marked that differ."""

    field: str
    was: tuple[Run, ...]
    now: tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is said. `lag` is from publication to our first sight; `late` is set when the message is."""

    alert: str
    reason: Reason
    opening: str
    level: str | None  # the word for the level, only when above normal
    desk: str
    watch: str
    watch_title: str
    told: datetime
    headline: tuple[Run, ...]
    publisher: str
    published: datetime | None
    first_seen: datetime
    lag: timedelta | None
    late: timedelta | None
    passages: tuple[Passage, ...]
    words: tuple[Word, ...]
    carried: tuple[Carried, ...]  # first one first; one element when nobody else has it
    language: str | None
    link: str | None
    changes: tuple[Change, ...]
    story: str
    story_title: str

    @property
    def title(self) -> str:
        """The headline without marks."""
        return plain(self.headline)

    @property
    def kicker(self) -> str:
        """The one line that a list of mails shows beside the subject: reason, time, and the point."""
        return f"{self.level} · {self.news}" if self.level else self.news

    @property
    def news(self) -> str:
        """The kicker without the level."""
        return " · ".join((self.opening, moments.clock(self.told), self._point))

    @property
    def _point(self) -> str:
        for change in self.changes:
            if change.field == "headline":
                return f"was “{cut(plain(change.was), 80)}”"
            return f"{self.publisher} changed the {change.field}"
        others = len(self.carried) - 1
        if others < 1:
            return self.publisher
        return f"{self.carried[0].publisher} first, {others} other{'s' * (others > 1)}"


def gather(briefing: Briefing, *, now: datetime) -> Facts:
    """Bring together what there is to say. The result depends on `now` only for a message that is late."""
    alert, entry = briefing.alert, briefing.entry
    local = ZoneInfo(briefing.timezone)
    late = now - alert.due
    return Facts(
        alert=alert.id,
        reason=alert.reason,
        opening=REASONS[alert.reason],
        level=None if briefing.level is Level.NORMAL else briefing.level.value.upper(),
        desk=clean(briefing.desk),
        watch=alert.watch,
        watch_title=clean(briefing.watch_title) or alert.watch,
        told=alert.created.astimezone(local),
        headline=headline(entry.title, briefing.hits) or (Run(text="(no headline)"),),
        publisher=clean(entry.publisher),
        published=entry.published.astimezone(local) if entry.published else None,
        first_seen=entry.first_seen.astimezone(local),
        lag=entry.first_seen - entry.published if entry.published else None,
        late=late if late > LATE else None,
        passages=passages(entry, briefing.hits),
        words=_words(briefing.hits),
        carried=_carried(briefing, local),
        language=entry.language,
        link=link(entry.url),
        changes=_changes(briefing),
        story=briefing.story.id,
        story_title=clean(briefing.story.title) or "(no headline)",
    )


def cut(text: str, longest: int) -> str:
    """Shorten `text` to at most `longest` characters, at the end of a word where there is one."""
    if len(text) <= longest:
        return text
    room = text[: longest - 1]
    space = room.rfind(" ") if text[longest - 1] != " " else longest - 1
    # A joiner with nothing behind it would join the dots.
    return (room[:space] if space >= longest // 2 else room).rstrip(" ,;:–—-\u200c\u200d") + "…"


def _words(hits: tuple[Hit, ...]) -> tuple[Word, ...]:
    same: dict[tuple[str | None, str, str | None, str], list[Hit]] = {}
    for hit in hits:
        same.setdefault((hit.set, hit.term, hit.language, hit.why), []).append(hit)
    return tuple(
        Word(
            surfaces=tuple(dict.fromkeys(clean(hit.surface) for hit in alike)),
            fields=tuple(dict.fromkeys(FIELDS.get(hit.field, hit.field) for hit in alike)),
            term=clean(term),
            set=set_,
            language=language,
            why=why,
        )
        for (set_, term, language, why), alike in same.items()
    )


def _carried(briefing: Briefing, local: ZoneInfo) -> tuple[Carried, ...]:
    entry = briefing.entry
    first: dict[str, Member] = {}
    for member in sorted(briefing.story.members, key=lambda m: (m.published or m.first_seen, m.first_seen, m.entry)):
        first.setdefault(member.publisher, member)
    return tuple(
        Carried(
            publisher=clean(member.publisher),
            at=(member.published or member.first_seen).astimezone(local),
            dated=member.published is not None,
            headline=cut(clean(entry.title if member.entry == entry.id else member.title), 200),
            link=link(member.url),
            language=member.language,
        )
        for member in first.values()
    )


def _changes(briefing: Briefing) -> tuple[Change, ...]:
    if briefing.alert.reason is not Reason.CORRECTED:
        return ()
    pairs = (
        ("headline", briefing.previous_title, briefing.entry.title),
        ("summary", briefing.previous_summary, briefing.entry.summary),
    )
    changes = []
    for field, before, after in pairs:
        if before is not None and clean(before) != clean(after):
            was, now = difference(before, after)
            changes.append(Change(field=field, was=was, now=now))
    return tuple(changes)

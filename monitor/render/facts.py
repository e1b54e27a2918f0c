"""What a message says of an alert, once for all kinds of channel.

Every rendering prints these facts and adds none, so that text, HTML and JSON cannot disagree. Texts are clean
(see `monitor.render.clean`), links may be followed, times are in the zone of the desk. To add a reason, give it
its words in `REASONS` and, where it has something of its own to say, a fact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.render import moments
from monitor.render.changes import Change, changes
from monitor.render.clean import clean, link
from monitor.render.passages import FIELDS, Passage, Run, headline, passages, plain
from monitor.render.updates import Updated, called, readable
from monitor.settings import Level
from monitor.types import Acknowledgement, Actions, Briefing, Hit, Member, Reason, Story

REASONS: Mapping[Reason, str] = {
    Reason.NEW: "New",
    Reason.ALSO: "Also",
    Reason.CHANGED: "Changed",
    Reason.CORRECTED: "Correction",
    Reason.GONE: "Withdrawn",
}
"""The word that a message opens with."""

LATE = timedelta(minutes=10)
"""A message that leaves later than this after it was due says so."""

UNTITLED = "(no headline)"


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
    """A publisher that carries the story, by its first entry. `at` is when it published, or when we saw it.

    `copied` is the publisher whose text it is, where that is another one.
    """

    publisher: str
    at: datetime
    dated: bool  # whether `at` is the publisher's own time
    headline: str
    link: str | None
    language: str | None
    copied: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A story told before that this one may be the same as, by the entry that opened it."""

    story: str
    headline: str
    publisher: str
    at: datetime
    dated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """Who looks after the story, and since when."""

    author: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is said. `lag` is from publication to our first sight; `late` is set when the message is."""

    alert: str
    reason: Reason
    opening: str
    level: str | None  # the word for the level, only when above normal
    thread_level: str | None  # that of the first message of the thread
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
    independent: tuple[str, ...]  # those of them who report it independently; empty where that is not known
    likely: Likely | None
    update: Updated | None  # what is new where the story was told before
    language: str | None
    link: str | None
    changes: tuple[Change, ...]
    since: tuple[str, ...]  # what came since and is told with it, oldest first
    story: str
    story_title: str
    seen: datetime | None = None  # the reading that showed the entry as it is told; None: as `first_seen`
    matched: datetime | None = None  # None: when it was decided
    acknowledged: Acknowledged | None = None
    actions: Actions | None = None  # addresses for its recipient

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
    def thread_title(self) -> str:
        """The headline that opened the thread: that of the story, or of the one it may be the same as."""
        return self.likely.headline if self.likely else self.story_title

    @property
    def _point(self) -> str:
        if self.reason is Reason.NEW:
            return self._whose
        return self._update or self._edit or self.publisher

    @property
    def _whose(self) -> str:
        others = len(self.carried) - 1
        if self.likely:
            return f"{self.publisher}, possibly the same as a story already told"
        if others < 1:
            return self.publisher
        return f"{self.carried[0].publisher} first, {others} other{'s' * (others > 1)}"

    @property
    def _update(self) -> str | None:
        update = self.update
        if update is None:
            return None
        new = listed(update.new)
        if update.kind == "publisher":
            return f"now also {new}: {count(len(self.independent), 'independent publisher')}"
        if update.kind == "figure":
            return f"{listed(update.old)} → {new}"
        if update.kind == "term set":
            return f"now also about {new}"
        if update.kind == "denial":
            return f"{self.publisher} carries a denial or correction"
        if update.kind == "withdrawn":
            return f"{self.publisher} withdrew it" + (f" ({new})" if new.startswith("HTTP ") else "")
        return None

    @property
    def _edit(self) -> str | None:
        for change in self.changes:
            if change.field == "headline":
                return f"was “{cut(plain(change.was), 80)}”"
            return f"{self.publisher} changed the {change.field}"
        return None


def gather(briefing: Briefing, *, now: datetime) -> Facts:
    """Bring together what there is to say. The result depends on `now` only for a message that is late."""
    alert, entry = briefing.alert, briefing.entry
    local = ZoneInfo(briefing.timezone)
    late = now - alert.due
    names = tuple(dict.fromkeys((entry.publisher, *(member.publisher for member in briefing.story.members))))
    return Facts(
        alert=alert.id,
        reason=alert.reason,
        opening=REASONS[alert.reason],
        level=_loud(briefing.level),
        thread_level=_loud(briefing.thread_level or briefing.level),
        desk=clean(briefing.desk),
        watch=alert.watch,
        watch_title=clean(briefing.watch_title) or alert.watch,
        told=alert.created.astimezone(local),
        headline=_headline(briefing),
        publisher=clean(entry.publisher),
        published=entry.published.astimezone(local) if entry.published else None,
        first_seen=entry.first_seen.astimezone(local),
        lag=entry.first_seen - entry.published if entry.published else None,
        late=late if late > LATE else None,
        passages=passages(entry, briefing.hits),
        words=_words(briefing.hits),
        carried=_carried(briefing, names, local),
        independent=_independent(briefing, names),
        likely=_likely(briefing.likely, local) if briefing.likely else None,
        update=readable(alert.update, names),
        language=entry.language,
        link=link(entry.url),
        changes=changes(briefing),
        since=tuple(gather(one, now=now).news for one in briefing.since),
        story=briefing.story.id,
        story_title=clean(briefing.story.title) or UNTITLED,
        seen=briefing.clock.seen.astimezone(local) if briefing.clock else None,
        matched=briefing.clock.matched.astimezone(local) if briefing.clock else None,
        acknowledged=_acknowledged(briefing.acknowledged, local),
        actions=briefing.actions,
    )


def _loud(level: Level) -> str | None:
    return None if level is Level.NORMAL else level.value.upper()


def listed(names: Sequence[str]) -> str:
    """Put names in a row: `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def count(number: int, what: str) -> str:
    """Say how many: `1 publisher`, `2 publishers`."""
    return f"{number} {what}{'s' * (number != 1)}"


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


def _headline(briefing: Briefing) -> tuple[Run, ...]:
    """Return the headline with its hits; of what was withdrawn the one that stood there before."""
    title, hits = _standing(briefing), briefing.hits
    return headline(title, hits if title == briefing.entry.title else ()) or (Run(text=UNTITLED),)


def _standing(briefing: Briefing) -> str:
    update = briefing.alert.update
    if briefing.alert.reason is Reason.GONE and update is not None and update.old and update.old[0].strip():
        return update.old[0]
    return briefing.entry.title


def _carried(briefing: Briefing, names: Sequence[str], local: ZoneInfo) -> tuple[Carried, ...]:
    entry = briefing.entry
    first: dict[str, Member] = {}
    for member in sorted(briefing.story.members, key=_when):
        first.setdefault(member.publisher, member)
    return tuple(
        Carried(
            publisher=clean(member.publisher),
            at=(member.published or member.first_seen).astimezone(local),
            dated=member.published is not None,
            headline=cut(clean(_standing(briefing) if member.entry == entry.id else member.title), 200),
            link=link(member.url),
            language=member.language,
            copied=called(member.copied, names) if member.copied else None,
        )
        for member in first.values()
    )


def _when(member: Member) -> tuple[datetime, datetime, str]:
    return (member.published or member.first_seen, member.first_seen, member.entry)


def _independent(briefing: Briefing, names: Sequence[str]) -> tuple[str, ...]:
    update = briefing.alert.update
    known = briefing.independent
    if not known and update is not None and update.what == "publisher":
        known = (*update.old, *update.new)
    return tuple(dict.fromkeys(called(name, names) for name in known))


def _acknowledged(one: Acknowledgement | None, local: ZoneInfo) -> Acknowledged | None:
    if one is None:
        return None
    return Acknowledged(author=clean(one.author), at=one.at.astimezone(local), note=clean(one.note))


def _likely(story: Story, local: ZoneInfo) -> Likely:
    first = min(story.members, key=_when, default=None)
    at = (first.published or first.first_seen) if first else story.opened
    return Likely(
        story=story.id,
        headline=clean(story.title) or UNTITLED,
        publisher=clean(first.publisher) if first else "",
        at=at.astimezone(local),
        dated=first is not None and first.published is not None,
    )

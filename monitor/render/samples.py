"""Invented alerts, one for each reason and one with all that can be said, on which templates are tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.render.contents import contents_of
from monitor.render.facts import Facts, gather
from monitor.render.overrides import Known
from monitor.render.recap import account
from monitor.settings import Channel, ConsoleSettings, Level
from monitor.types import (
    Acknowledgement,
    Actions,
    Alert,
    Briefing,
    Digest,
    DigestBriefing,
    DigestKind,
    Entry,
    Hit,
    Member,
    Mute,
    Reason,
    Recap,
    Story,
    Target,
    Update,
    Withheld,
)

_NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_ENTRY = Entry(
    id="0" * 20,
    feed="harbour-post",
    publisher="Harbour Post",
    guid="1",
    url="https://harbour-post.example/ferries?a=1&b=2",
    title="Ferries <stop> after storm at the coast",
    summary="All ferries stay in port until Monday.",
    article="The storm broke two piers. All ferries stay in port until Monday, the harbour master said.",
    published=_NOON - timedelta(minutes=5),
    first_seen=_NOON,
    language="en",
)
_OTHER = replace(_ENTRY, id="1" * 20, feed="gazette", publisher="Castle Gazette", url=None, published=None)
_UPDATES = {
    Reason.ALSO: Update(kind=Reason.ALSO, what="publisher", old=("harbour post",), new=("castle gazette",)),
    Reason.CHANGED: Update(kind=Reason.CHANGED, what="figure", old=("2 pier",), new=("3 pier",)),
    Reason.CORRECTED: Update(kind=Reason.CORRECTED, what="headline", old=("Ferries run",), new=(_ENTRY.title,)),
    Reason.GONE: Update(kind=Reason.GONE, what="withdrawn", old=(_ENTRY.title,), new=("HTTP 410",)),
}


def samples() -> Mapping[str, Mapping[str, Known]]:
    """Return what each kind of template (the first part of its name) knows in every sample, by what that shows."""
    alerts = {name: {"facts": facts} for name, facts in of_alerts().items()}
    return {"alert": alerts, "chat": alerts, "digest": _digests(), "recap": _recaps()}


def of_alerts() -> Mapping[str, Facts]:
    """Return the facts of every sample of an alert, by what it shows."""
    found = {reason.value: gather(_briefing(reason), now=_NOON) for reason in Reason}
    bare = replace(_ENTRY, url=None, published=None, language=None, title="", summary="", article=None)
    found["an entry without anything"] = gather(replace(_briefing(Reason.NEW), entry=bare, hits=()), now=_NOON)
    found["all that can be said"] = gather(_full(), now=_NOON + timedelta(hours=3))
    return found


def _briefing(reason: Reason) -> Briefing:
    alert = Alert(
        id="2" * 20,
        watch="ferries",
        story=_ENTRY.id,
        entry=_ENTRY.id,
        channel="desk",
        recipient="desk@newsroom.example",
        reason=reason,
        revision=0 if reason is Reason.NEW else 1,
        created=_NOON,
        due=_NOON,
        update=_UPDATES.get(reason),
    )
    members = (_ENTRY,) if reason is Reason.NEW else (_ENTRY, _OTHER)
    return Briefing(
        alert=alert,
        watch_title="Ferries",
        level=Level.NORMAL,
        desk="World desk",
        timezone="Europe/Kyiv",
        entry=_ENTRY,
        hits=(
            Hit(field="title", start=0, end=7, surface="Ferries", term="ferry", language="en", why="lemma"),
            Hit(field="summary", start=4, end=11, surface="ferries", term="ferry", language="en", why="lemma"),
        ),
        story=_story(members),
        independent=("harbour post", "castle gazette"),
        previous_title="Ferries run" if reason is Reason.CORRECTED else None,
        previous_summary="" if reason is Reason.CORRECTED else None,
    )


def _full() -> Briefing:
    one = _briefing(Reason.CORRECTED)
    names = ("mute", "acknowledge", "unsubscribe", "relevant", "not-relevant")
    mute, acknowledge, unsubscribe, relevant, not_relevant = (f"https://monitor.example/{name}/x" for name in names)
    return replace(
        one,
        level=Level.URGENT,
        likely=_story((_OTHER,)),
        since=(_briefing(Reason.CHANGED),),
        acknowledged=Acknowledgement(story=_ENTRY.id, author="Anna", at=_NOON, note="calling the harbour"),
        actions=Actions(
            mute=mute,
            acknowledge=acknowledge,
            unsubscribe=unsubscribe,
            relevant=relevant,
            not_relevant=not_relevant,
        ),
    )


def _digests() -> Mapping[str, Known]:
    channel = Channel(name="desk", title="World desk", recipients=("desk",), settings=ConsoleSettings())
    full = (tuple(_briefing(reason) for reason in Reason), (_full(),))
    many = {f"a digest of the kind {kind}": (kind, full) for kind in DigestKind}
    found: dict[str, tuple[DigestKind, tuple[tuple[Briefing, ...], ...]]] = {
        **many,
        "a digest with nothing in it": (DigestKind.DIGEST, ()),
    }
    late = {DigestKind.LATE: timedelta(hours=3)}
    return {
        name: {"digest": contents_of(_digest(kind, told), channel, now=_NOON + late.get(kind, timedelta(0)))}
        for name, (kind, told) in found.items()
    }


def _digest(kind: DigestKind, stories: tuple[tuple[Briefing, ...], ...]) -> DigestBriefing:
    digest = Digest(
        id="3" * 20,
        kind=kind,
        channel="desk",
        recipient="desk@newsroom.example",
        since=_NOON - timedelta(days=1),
        created=_NOON,
        due=_NOON,
        alerts=tuple(one.alert for told in stories for one in told),
    )
    return DigestBriefing(digest=digest, stories=stories)


def _recaps() -> Mapping[str, Known]:
    full = _full()
    withheld = tuple(
        Withheld(
            mute="4" * 20,
            alert=_briefing(reason).alert,
            feed=_ENTRY.feed,
            publisher=_ENTRY.publisher,
            title=_ENTRY.title,
            url=_ENTRY.url if reason is Reason.NEW else None,
            at=_NOON,
        )
        for reason in Reason
    )
    mute = Mute(
        id="4" * 20,
        target=Target(watch="ferries", publisher="Harbour Post"),
        author="Anna",
        because="we have a reporter there",
        made=_NOON - timedelta(hours=2),
        until=_NOON,
        ended=_NOON,
        ended_by="Boris",
    )
    recap = Recap(
        id="5" * 20,
        mute=mute,
        channel="desk",
        recipient="desk@newsroom.example",
        withheld=withheld,
        created=_NOON,
        due=_NOON,
    )
    links = {full.alert.id: full.actions} if full.actions else {}
    titles = {"ferries": "Ferries"}
    return {
        "a recap": {"recap": account(recap, "Europe/Kyiv", titles)},
        "a recap of which only a part is listed, with links": {
            "recap": account(recap, "Europe/Kyiv", titles, links, most=2)
        },
    }


def _story(entries: tuple[Entry, ...]) -> Story:
    return Story(
        id=entries[0].id,
        title=entries[0].title,
        opened=_NOON,
        updated=_NOON,
        members=tuple(
            Member(
                entry=one.id,
                feed=one.feed,
                publisher=one.publisher,
                title=one.title,
                url=one.url,
                language=one.language,
                published=one.published,
                first_seen=one.first_seen,
                because="" if one is entries[0] else "same headline",
                copied=None if one is entries[0] else "harbour post",
            )
            for one in entries
        ),
    )

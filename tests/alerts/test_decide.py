"""Every way a match can end, as a table of what is known and the one named outcome that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor import alerts
from monitor.settings import Channel, Level, TimingSettings, Watch, WatchState
from monitor.types import Fresh, Match, Outcome, Reason, Suppressed, Told, Update
from tests import making
from tests.making import NOON


def decide(
    fresh: Fresh,
    *,
    told: Told | None = None,
    update: Update | None = None,
    watch: Watch | None = None,
    baseline: bool = False,
    matched: bool = True,
    likely: str | None = None,
    near: Sequence[Told] = (),
    sources: int = 0,
) -> Outcome:
    found: Match | None = making.match(fresh.entry) if matched else None
    return alerts.decide(
        fresh,
        found,
        replace(making.joined(fresh.entry, told.story if told else None), likely=likely),
        watch or making.watch(),
        channels=[making.channel()],
        told=[told] if told else [],
        update=update,
        near=near,
        sources=sources,
        baseline=baseline,
        now=NOON,
    )


ALSO = Update(kind=Reason.ALSO, what="publisher", old=("gazette",), new=("herald",))
CHANGED = Update(kind=Reason.CHANGED, what="figure", old=("12000 soldier",), new=("15000 soldier",))
CORRECTED = Update(
    kind=Reason.CORRECTED, what="headline", old=("Troops seen near Sudzha",), new=("Troops not seen near Sudzha",)
)
EARLIER = making.told(making.entry("Another report"))


def edited(title: str) -> Fresh:
    before = making.entry()
    return Fresh(entry=replace(before, title=title, revision=1), previous=before)


def test_a_new_story_is_told() -> None:
    outcome = decide(making.fresh())
    assert [alert.reason for alert in outcome.alerts] == [Reason.NEW]
    assert outcome.suppressed is None


def test_every_recipient_of_every_channel_has_an_alert_of_its_own() -> None:
    fresh = making.fresh()
    outcome = alerts.decide(
        fresh,
        making.match(fresh.entry),
        making.joined(fresh.entry),
        making.watch(),
        channels=[making.channel("mail", "a@desk.example", "b@desk.example"), making.channel("room")],
        told=[],
        update=None,
        baseline=False,
        now=NOON,
    )
    told = [(alert.channel, alert.recipient) for alert in outcome.alerts]
    assert told == [("mail", "a@desk.example"), ("mail", "b@desk.example"), ("room", "room")]
    assert len({alert.id for alert in outcome.alerts}) == 3


@pytest.mark.parametrize(
    ("fresh", "known", "reason"),
    [
        (making.fresh(), {"baseline": True}, Suppressed.FIRST_SEEN_FEED),
        (making.fresh(), {"watch": making.watch(state=WatchState.SHADOW)}, Suppressed.SHADOW),
        (making.fresh(), {"told": EARLIER}, Suppressed.SAME_STORY),
        (making.fresh(), {"told": EARLIER, "update": ALSO}, Suppressed.SAME_STORY),
        (
            making.fresh(),
            {"told": EARLIER, "update": ALSO, "watch": making.watch(sources=3), "sources": 2},
            Suppressed.SAME_STORY,
        ),
        (
            making.fresh(),
            {
                "told": replace(EARLIER, level=Level.URGENT),
                "update": ALSO,
                "watch": making.watch(sources=2),
                "sources": 3,
            },
            Suppressed.SAME_STORY,
        ),
        (making.fresh(published=NOON - timedelta(days=5)), {"told": EARLIER, "update": CHANGED}, Suppressed.TOO_OLD),
        (
            making.fresh(),
            {"told": EARLIER, "update": CHANGED, "watch": making.watch(state=WatchState.SHADOW)},
            Suppressed.SHADOW,
        ),
        (making.fresh(published=NOON - timedelta(days=5)), {}, Suppressed.TOO_OLD),
        (edited("Troops  seen near SUDZHA"), {"told": making.told(making.entry())}, Suppressed.EDITED),
        (edited("Another headline"), {"told": EARLIER}, Suppressed.SAME_STORY),
        (edited("Another headline"), {"told": EARLIER, "update": ALSO}, Suppressed.SAME_STORY),
    ],
    ids=lambda value: str(value) if isinstance(value, Suppressed) else None,
)
def test_what_is_not_told_has_a_reason(fresh: Fresh, known: dict[str, object], reason: Suppressed) -> None:
    outcome = decide(fresh, **known)  # type: ignore[arg-type]
    assert outcome.suppressed is reason
    assert outcome.alerts == ()
    assert outcome.detail


@pytest.mark.parametrize("matched", [True, False], ids=["still matches", "no longer matches"])
def test_a_corrected_headline_is_told_as_such(matched: bool) -> None:
    outcome = decide(
        edited("Troops not seen near Sudzha"), told=making.told(making.entry()), update=CORRECTED, matched=matched
    )
    assert [alert.reason for alert in outcome.alerts] == [Reason.CORRECTED]
    assert "Troops seen near Sudzha" in outcome.detail
    assert ("no longer matches" in outcome.detail) is not matched


def test_what_is_new_in_a_story_is_told_as_such() -> None:
    outcome = decide(making.fresh(), told=EARLIER, update=CHANGED)
    (alert,) = outcome.alerts
    assert (alert.reason, alert.update, alert.story, alert.level) == (
        Reason.CHANGED,
        CHANGED,
        EARLIER.story,
        Level.NORMAL,
    )
    assert "12000 soldier -> 15000 soldier" in outcome.detail


def test_an_edit_of_an_entry_nobody_was_told_of_may_change_the_story() -> None:
    assert [alert.reason for alert in decide(edited("Now 15,000"), told=EARLIER, update=CHANGED).alerts] == [
        Reason.CHANGED
    ]


def test_updates_of_two_entries_are_two_alerts() -> None:
    first, second = (
        decide(making.fresh(title), told=EARLIER, update=CHANGED) for title in ("One report", "Two reports")
    )
    assert first.alerts[0].id != second.alerts[0].id


@pytest.mark.parametrize("update", [ALSO, CHANGED, None], ids=["another publisher", "a figure", "a merge"])
def test_the_number_of_sources_that_is_asked_for_raises_the_level_once(update: Update | None) -> None:
    watch = making.watch(sources=2)
    (alert,) = decide(making.fresh(), told=EARLIER, update=update, watch=watch, sources=2).alerts
    assert alert.level is Level.URGENT
    assert alert.reason is (update.kind if update else Reason.ALSO)
    assert decide(making.fresh(), watch=watch, sources=1).alerts[0].level is Level.NORMAL


def test_when_an_update_goes_out_is_not_decided_here() -> None:
    watch = making.watch(update_every=timedelta(hours=3))
    (alert,) = decide(making.fresh(), told=EARLIER, update=CHANGED, watch=watch).alerts
    assert alert.due == alert.created == NOON


def test_a_channel_hears_only_what_is_loud_enough_for_it() -> None:
    fresh = making.fresh()
    loud = making.channel("loud", timing=TimingSettings(min_level=Level.URGENT))

    def told(watch: Watch, *channels: Channel) -> Outcome:
        return alerts.decide(
            fresh,
            making.match(fresh.entry),
            making.joined(fresh.entry),
            watch,
            channels=channels,
            told=[],
            update=None,
            baseline=False,
            now=NOON,
        )

    urgent = making.watch(level=Level.URGENT)
    assert [alert.channel for alert in told(making.watch(), loud, making.channel()).alerts] == ["desk"]
    assert [alert.channel for alert in told(urgent, loud, making.channel()).alerts] == ["loud", "desk"]
    assert told(making.watch(), loud).suppressed is Suppressed.BELOW_LEVEL


def test_a_doubtful_story_is_told_by_itself_in_the_thread_of_the_likely_one() -> None:
    older = making.told(making.entry("Older"), story="older")
    (alert,) = decide(making.fresh(), likely="older", near=[older]).alerts
    assert (alert.reason, alert.likely) == (Reason.NEW, "older")
    (alert,) = decide(making.fresh(), likely="older", near=[replace(older, likely="oldest")]).alerts
    assert alert.likely == "oldest"  # one thread, however long the chain
    assert decide(making.fresh(), likely="older").alerts[0].likely is None  # nobody was told of that one


@pytest.mark.checklist(28)
def test_a_page_that_is_gone_is_told_once_to_those_who_heard_of_it() -> None:
    entry = making.entry()
    update = Update(kind=Reason.GONE, what="withdrawn", old=(entry.title,), new=("HTTP 410",))
    first, again = (
        alerts.withdrawn(
            entry, entry.id, update, making.watch(), channels=[making.channel()], told=[making.told(entry)], now=now
        )
        for now in (NOON, NOON + timedelta(hours=1))
    )
    assert [alert.reason for alert in first] == [Reason.GONE]
    assert [alert.id for alert in first] == [alert.id for alert in again]


def test_an_edit_that_makes_an_entry_match_is_a_new_story() -> None:
    assert [alert.reason for alert in decide(edited("Troops in Kursk")).alerts] == [Reason.NEW]


@pytest.mark.parametrize(
    "published",
    [None, datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), NOON + timedelta(days=400)],
    ids=["no date", "year 1", "1970", "next year"],
)
@pytest.mark.checklist(26)
def test_a_date_that_cannot_be_true_suppresses_nothing(published: datetime | None) -> None:
    assert decide(making.fresh(published=published)).alerts


def test_the_same_decision_twice_names_the_same_alert() -> None:
    fresh = making.fresh()
    later = replace(fresh, entry=replace(fresh.entry, first_seen=NOON + timedelta(hours=1)))
    assert [alert.id for alert in decide(fresh).alerts] == [alert.id for alert in decide(later).alerts]

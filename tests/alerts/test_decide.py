"""Every way a match can end, as a table of what is known and the one named outcome that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor import alerts
from monitor.settings import Watch, WatchState
from monitor.types import Fresh, Match, Outcome, Reason, Suppressed, Told
from tests import making
from tests.making import NOON


def decide(
    fresh: Fresh, *, told: Told | None = None, watch: Watch | None = None, baseline: bool = False, matched: bool = True
) -> Outcome:
    found: Match | None = making.match(fresh.entry) if matched else None
    return alerts.decide(
        fresh,
        found,
        making.joined(fresh.entry, told.story if told else None),
        watch or making.watch(),
        channels=[making.channel()],
        told=told,
        baseline=baseline,
        now=NOON,
    )


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
        told=None,
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
        (making.fresh(), {"told": making.told(making.entry("Another report"))}, Suppressed.SAME_STORY),
        (making.fresh(published=NOON - timedelta(days=5)), {}, Suppressed.TOO_OLD),
        (edited("Troops  seen near SUDZHA"), {"told": making.told(making.entry())}, Suppressed.EDITED),
        (edited("Another headline"), {"told": making.told(making.entry("First report"))}, Suppressed.SAME_STORY),
        (edited("Troops seen near Sudzha"), {"told": making.told(making.entry("First report"))}, Suppressed.EDITED),
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
    outcome = decide(edited("Troops not seen near Sudzha"), told=making.told(making.entry()), matched=matched)
    assert [alert.reason for alert in outcome.alerts] == [Reason.CORRECTED]
    assert "Troops seen near Sudzha" in outcome.detail
    assert ("no longer matches" in outcome.detail) is not matched


def test_an_edit_that_makes_an_entry_match_is_a_new_story() -> None:
    assert [alert.reason for alert in decide(edited("Troops in Kursk")).alerts] == [Reason.NEW]


@pytest.mark.parametrize(
    "published",
    [None, datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), NOON + timedelta(days=400)],
    ids=["no date", "year 1", "1970", "next year"],
)
def test_a_date_that_cannot_be_true_suppresses_nothing(published: datetime | None) -> None:
    assert decide(making.fresh(published=published)).alerts


def test_the_same_decision_twice_names_the_same_alert() -> None:
    fresh = making.fresh()
    later = replace(fresh, entry=replace(fresh.entry, first_seen=NOON + timedelta(hours=1)))
    assert [alert.id for alert in decide(fresh).alerts] == [alert.id for alert in decide(later).alerts]

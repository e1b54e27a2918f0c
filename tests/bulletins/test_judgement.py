"""What counts as seen: spells out of notices, feeds that were blind and whether that was made good; against a twin."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor import receipts, spells
from monitor.receipts import Seen
from monitor.types import FeedState, Gap, GapReason, Notice, NoticeKind, Receipt, Spell, SpellKind
from tests.making import NOON, feed_state

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SINCE = NOON - 24 * HOUR
FEEDS: dict[str, FeedState | None] = {
    name: feed_state(name, baseline=NOON - 72 * HOUR, last_ok=NOON - MINUTE)
    for name in ("gazette", "herald", "courier")
}


def notice(kind: NoticeKind, subject: str, at: float, detail: str = "", since: float | None = None) -> Notice:
    """A notice so many hours before noon."""
    found = NOON - at * HOUR
    return Notice(kind=kind, subject=subject, detail=detail, since=NOON - since * HOUR if since else found, at=found)


def spell(kind: SpellKind, subject: str, since: float, until: float | None, detail: str = "") -> Spell:
    """A stretch of time by hours before noon."""
    return Spell(
        kind=kind,
        subject=subject,
        since=NOON - since * HOUR,
        until=None if until is None else NOON - until * HOUR,
        detail=detail,
    )


def receipt(*found: Spell, gaps: tuple[Gap, ...] = (), feeds: dict[str, FeedState | None] = FEEDS) -> Receipt:
    return receipts.receipt(
        Seen(
            since=SINCE,
            until=NOON,
            rest=HOUR,
            feeds=feeds,
            spells=found,
            gaps=gaps,
            entries=100,
            edits=0,
            alerted=1,
            suppressed={},
            waiting=0,
            channels=(),
        )
    )


def test_notices_make_spells() -> None:
    found = spells.of_notices(
        [
            notice(NoticeKind.NETWORK_DOWN, "", 9, since=9.1),
            notice(NoticeKind.CHANNEL_FAILING, "desk", 8, "slow", since=8.5),
            notice(NoticeKind.NETWORK_BACK, "", 7.5, since=9.1),
            notice(NoticeKind.STALE, "herald", 7, since=20),
            notice(NoticeKind.CHANNEL_PAUSED, "desk", 6, "refused"),
            notice(NoticeKind.RECOVERED, "herald", 5, "no longer failing: it can be read again"),
            notice(NoticeKind.CHANNEL_RECOVERED, "desk", 4),
            notice(NoticeKind.CHANNEL_RECOVERED, "room", 4),  # its beginning is forgotten
            notice(NoticeKind.CHANNEL_SUSPENDED, "desk", 3),
        ]
    )
    assert found == [
        spell(SpellKind.NETWORK, "", 9.1, 7.5),
        spell(SpellKind.CHANNEL, "desk", 8.5, 4, "refused"),
        spell(SpellKind.STALE, "herald", 20, None),
        spell(SpellKind.CHANNEL, "desk", 3, None),
    ]


lengths = st.lists(st.tuples(st.integers(-50, 150), st.integers(1, 60), st.booleans()), max_size=8)


@given(lengths)
def test_what_is_covered_is_counted_once(parts: list[tuple[int, int, bool]]) -> None:
    begin, end = NOON, NOON + 100 * MINUTE
    found = [
        Spell(
            kind=SpellKind.FEED,
            subject="herald",
            since=NOON + since * MINUTE,
            until=None if lasting else NOON + (since + length) * MINUTE,
        )
        for since, length, lasting in parts
    ]
    ticks = [begin + minute * MINUTE for minute in range(100)]
    dark = sum(any(one.since <= tick and (one.until is None or tick < one.until) for one in found) for tick in ticks)
    assert spells.covered(found, begin, end) == dark * MINUTE


def test_everything_was_seen() -> None:
    found = receipt()
    assert (found.whole, found.feeds, found.healthy) == (True, 3, 3)


def test_a_blind_feed_was_caught_up_unless_a_gap_showed() -> None:
    blind = spell(SpellKind.FEED, "herald", 9, 7, "connect: refused")
    after = Gap(feed="herald", since=NOON - 9.2 * HOUR, until=NOON - 8 * HOUR, fresh=20, reason=GapReason.NO_OVERLAP)
    elsewhere = Gap(feed="gazette", since=after.since, until=after.until, fresh=20, reason=GapReason.NO_OVERLAP)
    assert [(one.feed, one.missed) for one in receipt(blind).blind] == [("herald", False)]
    assert [(one.feed, one.missed) for one in receipt(blind, gaps=(after,)).blind] == [("herald", True)]
    assert [(one.feed, one.missed) for one in receipt(blind, gaps=(elsewhere,)).blind] == [("herald", False)]
    assert receipt(blind, gaps=(elsewhere,)).healthy == 1
    lasting = receipt(spell(SpellKind.FEED, "herald", 9, None))
    assert ([one.missed for one in lasting.blind], lasting.healthy) == ([None], 2)


def test_a_single_failed_poll_is_counted_and_not_listed() -> None:
    found = receipt(spell(SpellKind.FEED, "herald", 9, 8.9), spell(SpellKind.FEED, "gazette", 9, 8.5))
    assert (found.brief, [one.feed for one in found.blind], found.healthy) == (1, ["gazette"], 2)
    assert not found.whole


def test_while_nothing_could_be_read_no_feed_is_blamed() -> None:
    found = receipt(
        spell(SpellKind.NETWORK, "", 9, 8),
        spell(SpellKind.FEED, "herald", 9, 8.5),
        spell(SpellKind.FEED, "gazette", 9, 6),
        spell(SpellKind.FEED, "unknown", 9, 6),
    )
    assert [one.feed for one in found.blind] == ["gazette"]
    assert [one.kind for one in found.outages] == [SpellKind.NETWORK]


def test_an_outage_was_made_good_when_every_feed_was_read_and_no_gap_showed() -> None:
    down = spell(SpellKind.NETWORK, "", 9, 8)
    gap = Gap(feed="herald", since=NOON - 9.1 * HOUR, until=NOON - 8.5 * HOUR, fresh=20, reason=GapReason.NO_OVERLAP)
    unread = FEEDS | {"herald": feed_state("herald", baseline=SINCE, last_ok=NOON - 8.5 * HOUR)}

    def missed(found: Receipt) -> list[bool | None]:
        return [one.missed for one in found.outages]

    assert missed(receipt(down)) == [False]
    assert missed(receipt(down, gaps=(gap,))) == [True]
    assert missed(receipt(down, feeds=unread)) == [None]
    assert missed(receipt(spell(SpellKind.NETWORK, "", 9, 0.5))) == [None]  # not every feed had its turn yet
    assert missed(receipt(spell(SpellKind.NETWORK, "", 9, None))) == [None]
    assert missed(receipt(spell(SpellKind.LOST, "", 9, 8))) == [None]


def test_nothing_is_known_of_what_was_before_the_first_reading() -> None:
    begun: datetime = NOON - 3 * HOUR
    feeds: dict[str, FeedState | None] = {
        "gazette": feed_state("gazette", baseline=begun),
        "herald": feed_state("herald", baseline=begun + MINUTE),
        "courier": feed_state("courier", baseline=NOON - HOUR),
        "tribune": feed_state("tribune", baseline=None),
        "river": None,
    }
    found = receipt(feeds=feeds)
    assert found.begun == begun
    assert [(one.feed, one.until) for one in found.blind] == [("courier", NOON - HOUR)]
    assert (found.unread, found.healthy) == (("tribune", "river"), 2)

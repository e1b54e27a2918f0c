"""What an operator is told: each thing once, and once more when it is over; over hours of simulated time."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from monitor import health, schedule
from monitor.health import Failed, network_is_down, sign
from monitor.schedule import Fleet
from monitor.settings import Feed
from monitor.types import (
    FailureKind,
    FeedFailure,
    FeedState,
    Fetched,
    Fresh,
    Gap,
    GapReason,
    Notice,
    NoticeKind,
    NotModified,
    ParsedEntry,
    ParsedFeed,
    Polled,
)
from tests import making
from tests.making import NOON

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PARSED = ParsedEntry(guid=None, url=None, title="", summary="")


@dataclass(slots=True)
class Life:
    """A feed that is polled when it is due, with what it answers, and what was told of it."""

    feed: Feed
    state: FeedState = field(init=False)
    notices: list[Notice] = field(default_factory=list)
    fleet: Fleet = field(default_factory=Fleet)
    published: int = 0

    def __post_init__(self) -> None:
        self.state = schedule.first_state(self.feed, NOON)

    def poll(self, answer: str = "unchanged", *, new: int = 0, gap: bool = False) -> list[NoticeKind]:
        """Poll at the time that is due; return what was told."""
        now, before = self.state.next_check, self.state
        polled = replace(self._polled(answer, new, gap), how=answer)
        polled = health.examined(self.feed, before, polled, now, self.fleet)
        self.state = polled.state
        self.notices += polled.notices
        return [notice.kind for notice in polled.notices]

    def _polled(self, answer: str, new: int, gap: bool) -> Polled:
        now = self.state.next_check
        if answer in set(FailureKind):
            failure = FeedFailure(kind=FailureKind(answer), detail="it failed", status=429)
            return Polled(state=schedule.failed(self.feed, self.state, failure, now, fleet=self.fleet), failure=failure)
        moved_to = "https://new.example/rss" if answer == "moved" else None
        if not new:
            result = NotModified(by="server", moved_to=moved_to)
            return Polled(state=schedule.succeeded(self.feed, self.state, result, None, now, fleet=self.fleet))
        self.published += new
        fresh = [Fresh(entry=making.entry(f"{self.published} {n}", published=now - MINUTE)) for n in range(new)]
        found = (
            Gap(feed="gazette", since=now - HOUR, until=now, fresh=new, reason=GapReason.NO_OVERLAP) if gap else None
        )
        after = schedule.succeeded(
            self.feed,
            self.state,
            Fetched(url="", body=b"", moved_to=moved_to),
            ParsedFeed(title="", language=None, entries=(PARSED,) * 20),
            now,
            fleet=self.fleet,
            fresh=fresh,
            gap=found,
        )
        return Polled(state=after, gap=found)

    def live(self, length: timedelta, answer: str = "unchanged", *, new: int = 0) -> list[NoticeKind]:
        """Poll for some time; `new` entries in each."""
        end, told = self.state.next_check + length, list[NoticeKind]()
        while self.state.next_check < end:
            told += self.poll(answer, new=new)
        return told


@pytest.fixture
def life() -> Life:
    """A feed of the gazette that has published two entries in each reading for five days."""
    made = Life(making.feed(every=10 * MINUTE))
    assert made.live(5 * DAY, new=2) == []
    return made


# --- failing ---------------------------------------------------------------------------------------------


def test_an_hour_without_an_answer_is_told_once_and_so_is_its_end(life: Life) -> None:
    assert life.live(HOUR, "connect") == [NoticeKind.FAILING]
    assert life.live(5 * HOUR, "connect") == []
    assert life.live(HOUR, new=1) == [NoticeKind.RECOVERED]
    failing, recovered = life.notices
    assert "connect: it failed (2 times in a row)" in failing.detail
    assert recovered.since == failing.since
    assert recovered.detail == "no longer failing: it can be read again"


def test_one_failure_is_not_told(life: Life) -> None:
    for _ in range(20):
        assert life.poll("timeout") == []
        assert life.live(HOUR, new=1) == []


def test_a_feed_that_is_polled_by_the_minute_may_fail_for_minutes() -> None:
    life = Life(making.feed(every=MINUTE))
    life.live(DAY, new=1)
    assert life.live(8 * MINUTE, "timeout") == []
    assert life.live(8 * MINUTE, "timeout") == [NoticeKind.FAILING]


def test_every_kind_of_failure_is_told_alike(life: Life) -> None:
    for kind in FailureKind:
        told = life.live(2 * DAY, kind.value)
        expected = NoticeKind.GONE if kind is FailureKind.GONE else NoticeKind.FAILING
        assert told == [expected], kind
        assert life.poll(new=1) == [NoticeKind.RECOVERED]


@pytest.mark.checklist(12)
def test_gone_is_told_at_once_and_once(life: Life) -> None:
    assert life.poll("gone") == [NoticeKind.GONE]
    assert life.live(30 * DAY, "gone") == []
    assert life.live(3 * DAY, "status") == []  # still not there
    assert life.poll(new=1) == [NoticeKind.RECOVERED]


def test_a_failing_feed_that_is_gone_in_the_end_recovers_once(life: Life) -> None:
    assert life.live(DAY, "status") == [NoticeKind.FAILING]
    assert life.poll("gone") == [NoticeKind.GONE]
    assert life.poll(new=1) == [NoticeKind.RECOVERED]


def test_a_restart_tells_nothing_twice(life: Life) -> None:
    life.live(HOUR, "connect")
    again = Life(life.feed)
    again.state = life.state
    assert again.live(DAY, "connect") == []
    assert again.poll(new=1) == [NoticeKind.RECOVERED]


# --- stale -----------------------------------------------------------------------------------------------


def test_a_silence_that_chance_cannot_explain_is_told_once_and_so_is_its_end(life: Life) -> None:
    """Twelve entries an hour, then none: some hours."""
    told = life.live(12 * HOUR)
    assert told == [NoticeKind.STALE]
    assert timedelta(hours=3) <= life.notices[0].at - life.notices[0].since < timedelta(hours=6)
    assert life.live(10 * DAY) == []
    assert life.live(HOUR, new=1) == [NoticeKind.RECOVERED]


def test_the_silence_of_a_quiet_feed_is_no_news() -> None:
    life = Life(making.feed(every=HOUR))
    for _ in range(10):
        life.poll(new=1)
        assert life.live(2 * DAY) == []
    assert life.live(10 * DAY) == []
    assert life.live(150 * DAY) == [NoticeKind.STALE]


def test_nights_and_weekends_are_no_news() -> None:
    """A desk that writes on weekdays from eight to eighteen, for six weeks, then is silent on a Wednesday."""
    life, told = Life(making.feed(every=20 * MINUTE)), Counter[NoticeKind]()
    while (now := life.state.next_check) < NOON + 42 * DAY:
        busy = now.weekday() < 5 and 8 <= now.hour < 18
        told.update(life.poll(new=1 if busy else 0))
    assert told == {}
    while life.state.next_check.weekday() != 2 or life.state.next_check.hour < 9:
        life.poll(new=1 if life.state.next_check.weekday() < 5 and 8 <= life.state.next_check.hour < 18 else 0)
    assert life.live(24 * HOUR) == [NoticeKind.STALE]
    assert life.notices[0].at - life.notices[0].since < 22 * HOUR


def test_feeds_that_publish_by_chance_are_hardly_ever_called_stale() -> None:
    """A thousand days of feeds at rates from one a day to twenty an hour."""
    told = []
    for seed, per_hour in enumerate((0.04, 0.2, 1.0, 5.0, 20.0)):
        draw, life = random.Random(seed), Life(making.feed(every=30 * MINUTE))
        for _ in range(48 * 60):
            count = 0
            while draw.random() < per_hour / (per_hour + 2):  # geometric: more uneven than chance alone
                count += 1
            told += life.poll(new=count)
    assert told == []


def test_a_new_feed_is_not_called_stale() -> None:
    life = Life(making.feed(every=10 * MINUTE))
    life.poll(new=3)
    assert life.live(20 * DAY) == []


def test_a_feed_that_fails_is_not_stale_besides(life: Life) -> None:
    assert life.live(3 * DAY, "dns") == [NoticeKind.FAILING]
    assert life.poll(new=20) == [NoticeKind.RECOVERED]


# --- moved, overflowing ----------------------------------------------------------------------------------


def test_a_move_is_told_when_it_is_followed_and_once(life: Life) -> None:
    assert life.poll("moved", new=1) == []
    assert life.poll("moved", new=1) == [NoticeKind.MOVED]
    assert life.live(2 * DAY, "moved", new=1) == []
    assert "https://new.example/rss" in life.notices[0].detail


def test_a_move_that_is_taken_back_is_over(life: Life) -> None:
    life.poll("moved")
    life.poll("moved")
    assert life.live(DAY, "connect") == [NoticeKind.FAILING]  # the new address does not last
    assert life.poll(new=1) == [NoticeKind.RECOVERED, NoticeKind.RECOVERED]
    assert {notice.detail.split(":")[0] for notice in life.notices[-2:]} == {"no longer moved", "no longer failing"}


def test_a_move_that_is_written_into_the_files_is_settled(life: Life) -> None:
    life.poll("moved")
    life.poll("moved")
    life.feed = replace(life.feed, url="https://new.example/rss")
    assert life.live(DAY, new=1) == []
    assert life.state.troubles == ()


@pytest.mark.checklist(8)
def test_an_overflow_is_told_once_and_its_end_after_some_good_polls(life: Life) -> None:
    assert life.poll(new=20, gap=True) == [NoticeKind.OVERFLOWING]
    assert life.poll(new=20, gap=True) == []
    assert [life.poll(new=1) for _ in range(health.CALM)] == [*[[]] * (health.CALM - 1), [NoticeKind.RECOVERED]]
    assert "20 new entries, none of the last reading" in life.notices[0].detail


def test_two_things_at_once_are_two_notices_and_end_each_for_itself(life: Life) -> None:
    assert life.poll(new=20, gap=True) == [NoticeKind.OVERFLOWING]
    assert life.live(HOUR, "connect") == [NoticeKind.FAILING]
    assert life.poll(new=1) == [NoticeKind.RECOVERED]
    assert [notice.kind for notice in life.state.troubles] == [NoticeKind.OVERFLOWING]
    assert life.live(5 * HOUR, new=1) == [NoticeKind.RECOVERED]


# --- the network -----------------------------------------------------------------------------------------


@pytest.mark.checklist(13)
def test_nothing_is_told_of_feeds_while_the_network_is_down(life: Life) -> None:
    life.fleet = Fleet(network_down=True)
    assert life.live(5 * HOUR, "dns") == []
    assert life.state.failures == 0
    life.fleet = Fleet()
    assert life.poll(new=1) == []


def _failed(*feeds: str) -> list[Failed]:
    return [Failed(feed=feed, host=f"{feed}.example") for feed in feeds]


@pytest.mark.parametrize(
    ("failed", "feeds", "down"),
    [
        (_failed("a"), 1, False),  # one feed says nothing of the network
        (_failed("a", "b"), 2, True),
        (_failed("a", "b"), 3, False),
        (_failed("a", "b", "c"), 3, True),
        (_failed(*"abcd"), 5, False),
        (_failed(*"abcde"), 12, True),
        (_failed(*"abcde"), 40, False),
        (_failed(*"abcdefghij"), 40, True),
        (_failed(*map(str, range(19))), 5000, False),
        (_failed(*map(str, range(20))), 5000, True),
        ([Failed(feed=feed, host="bbc.example") for feed in "abc"], 3, False),  # one publisher may be down
    ],
)
def test_when_it_can_only_be_the_network(failed: list[Failed], feeds: int, down: bool) -> None:
    assert network_is_down(failed, feeds) is down


@pytest.mark.parametrize(
    ("failure", "tells"),
    [
        (None, True),
        (FeedFailure(kind=FailureKind.STATUS, detail="", status=500), True),
        (FeedFailure(kind=FailureKind.NOT_A_FEED, detail=""), True),
        (FeedFailure(kind=FailureKind.THROTTLED, detail="", status=429), True),
        (FeedFailure(kind=FailureKind.THROTTLED, detail="another feed of its host was told to wait"), None),
        (FeedFailure(kind=FailureKind.STORAGE, detail=""), None),
        (FeedFailure(kind=FailureKind.DNS, detail=""), False),
        (FeedFailure(kind=FailureKind.TIMEOUT, detail=""), False),
    ],
)
def test_what_the_end_of_a_poll_tells_of_the_network(failure: FeedFailure | None, tells: bool | None) -> None:
    assert sign(failure) is tells


def test_witnesses_are_those_that_answered_last_on_hosts_of_their_own() -> None:
    feeds = [making.feed(f"paper-{number}", url=f"https://host-{number // 2}.example/{number}") for number in range(8)]
    states = {
        feed.name: making.feed_state(feed.name, last_ok=NOON - number * MINUTE) for number, feed in enumerate(feeds)
    }
    failed = [Failed(feed="paper-0", host="host-0.example"), Failed(feed="paper-7", host="host-3.example")]
    found = health.witnesses(feeds, failed, states)
    assert {feed.name for feed in found} == {"paper-2", "paper-4"}  # paper-1 and paper-6 share a host with a failure
    assert health.witnesses(feeds[:2], failed, states) == ()
    assert {feed.name for feed in health.witnesses(feeds, [], {})} <= states.keys()

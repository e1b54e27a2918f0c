"""A service that takes so many messages and no more, and a person who does not want to wait: in simulated time."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

from monitor import query
from monitor.settings import DigestSettings, Level, Rate, StoreSettings, TimingSettings, Watch
from monitor.store import handling, open_store
from tests.servers.webhooks import Answer
from tests.worker.newsroom import unlike
from tests.worker.test_timing import HOUR, MINUTE, NIGHT, local, room, titles

SEVEN_PM = DigestSettings(at=(time(19),))


def test_a_rate_keeps_the_order_loses_nothing_and_lets_urgent_alerts_go_first(tmp_path: Path) -> None:
    begin = local("2026-11-23", "09:00")
    urgent = Watch(name="sudzha", title="Sudzha", query=query.parse("Sudzha"), channels=("desk",), level=Level.URGENT)
    calm = Watch(name="troops", title="Troops", query=query.parse("troops"), channels=("desk",))
    rate = Rate(messages=2, within=10 * MINUTE)
    with room(tmp_path, begin, calm, urgent, desk=TimingSettings(rate=rate)) as made:
        for number in range(1, 8):
            made.publish(begin + MINUTE, number)
        made.publish(begin + 7 * MINUTE, 8, f"Sudzha {unlike(8)}")
        made.live(begin + 2 * HOUR, step=MINUTE)
        told = titles(made.got("desk"))
        calm_ones = [title for title in told if "Sudzha" not in title]
        assert sorted(told) == sorted(report.title for report in made.reports[1:])
        assert calm_ones == [report.title for report in made.reports[1:8]]
        assert told.index(f"Sudzha {unlike(8)}") == 2, "the next that goes, before five that wait"
        times = [row[0] for row in made.rows("SELECT settled FROM alerts ORDER BY settled")]
        assert len({time[:16] for time in times}) > 3
        moments = [timedelta(hours=int(time[11:13]), minutes=int(time[14:16])) for time in times]
        assert all(later - first >= 10 * MINUTE for first, later in zip(moments, moments[2:], strict=False))


def test_who_says_retry_at_night_means_now(tmp_path: Path) -> None:
    night = local("2026-11-23", "23:30")
    with room(tmp_path, night, desk=TimingSettings(quiet=NIGHT), editors=TimingSettings(digest=SEVEN_PM)) as made:
        made.publish(night + MINUTE, 1)
        made.publish(night + MINUTE, 2)
        edited = f"Troops {unlike(2, 5)} {unlike(52, 3)}"
        made.publish(night + 20 * MINUTE, 2, edited)
        made.live(night + HOUR)
        assert made.got("desk") == made.got("editors") == []
        with open_store(StoreSettings(path=tmp_path / "monitor.db")) as store, store.writing() as db:
            updates = [one for one in handling.pending(db) if one.reason != "new"]
            assert {one.channel for one in updates} == {"desk", "editors"}
            for one in updates:
                handling.retry(db, one, now=made.web.now)
        made.live(night + 2 * HOUR, step=20 * MINUTE)
        for channel in ("desk", "editors"):
            [message] = made.got(channel)
            assert message["type"] == "alert.new", "an update never overtakes what it updates"
            assert len(message["data"]["since"]) == 1
        assert {waits for (waits,) in made.rows("SELECT waits FROM alerts WHERE state = 'pending'")} == {
            "quiet",
            "digest",
        }
        made.live(local("2026-11-24", "07:00"), step=HOUR / 2, life=6 * HOUR)
        assert len(made.got("desk")) == 2


def test_who_says_retry_means_digests_too(tmp_path: Path) -> None:
    """A digest that failed before the night waits for its end, unless a person wants it."""
    evening = local("2026-11-23", "22:45")
    timing = TimingSettings(quiet=NIGHT, digest=DigestSettings(at=(time(22, 55),)))
    with room(tmp_path, evening, desk=timing) as made:
        made.publish(evening + MINUTE, 1)
        made.live(evening + 5 * MINUTE)
        made.servers["desk"].otherwise = Answer(503)
        made.live(local("2026-11-23", "23:10"))
        made.servers["desk"].otherwise = Answer(200)
        del made.servers["desk"].received[:]
        made.live(local("2026-11-24", "01:00"), step=HOUR / 2, life=2 * HOUR)
        assert made.got("desk") == []
        with open_store(StoreSettings(path=tmp_path / "monitor.db")) as store, store.writing() as db:
            [one] = [one for one in handling.pending(db) if one.kind == "digest"]
            handling.retry(db, one, now=made.web.now)
        made.live(local("2026-11-24", "01:20"))
        assert made.kinds("desk") == ["digest.digest"]

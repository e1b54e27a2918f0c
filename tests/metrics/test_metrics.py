"""The metrics: well formed, named as Prometheus wants it, bounded by the configuration, and all of them documented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_open
from prometheus_client.parser import text_string_to_metric_families

from monitor import config
from monitor.metrics import Metrics
from monitor.settings import Configuration
from monitor.store import Store, open_store, upkeep
from monitor.types import (
    Deferred,
    Delivery,
    FailureKind,
    FeedFailure,
    Gap,
    GapReason,
    Outcome,
    Polled,
    Sent,
    Suppressed,
)
from tests import making
from tests.config.folders import FEEDS, MONITOR, write

NOW = datetime.now(UTC)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    texts = {"monitor.yaml": MONITOR + "store: {path: ../m.db, max_size: 1GB}\n"}
    return config.load(write(tmp_path / "config", texts), environ={})


@pytest.fixture
def store(configuration: Configuration) -> Iterator[Store]:
    with open_store(configuration.store) as opened:
        yield opened


@pytest.fixture
def metrics(store: Store, configuration: Configuration) -> Metrics:
    made = Metrics(store, lambda: NOW)
    made.follow(configuration, NOW)
    return made


def families(metrics: Metrics) -> dict[str, Metric]:
    return {family.name: family for family in text_string_to_metric_families(metrics.text()[0].decode())}


def samples(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Values by name and the values of the labels in the order of their names."""
    return {
        (sample.name, *(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in families(metrics).values()
        for sample in family.samples
    }


def busy(metrics: Metrics) -> None:
    """A reading with a told and a suppressed match, one that fails, a gap, and two attempts to send."""
    feed = making.feed("herald")
    first, second = (making.fresh(title, feed="herald", first_seen=NOW, published=NOW) for title in ("a", "b"))
    alert = making.alert(first.entry, created=NOW, due=NOW)
    told = Outcome(match=making.match(first.entry), story=making.joined(first.entry), alerts=(alert,))
    quiet = Outcome(
        match=making.match(second.entry), story=making.joined(second.entry), suppressed=Suppressed.SAME_STORY
    )
    gap = Gap(feed="herald", since=NOW, until=NOW, fresh=2, reason=GapReason.NO_OVERLAP)
    state = making.feed_state("herald")
    metrics.counted.polled(
        feed, Polled(state=state, fresh=(first, second), outcomes=(told, quiet), gap=gap, how="read"), NOW
    )
    failure = FeedFailure(kind=FailureKind.TLS, detail="x")
    metrics.counted.polled(feed, Polled(state=state, failure=failure, how="failed"), NOW)
    for result, late in ((Deferred(detail="later"), 0), (Sent(), 40)):
        at = NOW + timedelta(seconds=late)
        metrics.counted.delivered(
            alert, Delivery(alert=alert.id, channel="desk", at=at, result=result, took=timedelta(0))
        )


def test_what_happens_is_counted_once(metrics: Metrics) -> None:
    busy(metrics)
    found = samples(metrics)
    assert found["news_monitor_entries_total", "herald"] == 2
    assert found["news_monitor_polls_total", "read"] == found["news_monitor_polls_total", "failed"] == 1
    assert found["news_monitor_feed_failures_total", "herald", "tls"] == 1
    assert found["news_monitor_feed_gaps_total", "herald"] == 1
    assert found["news_monitor_matches_total", "alerted", "kursk"] == 1
    assert found["news_monitor_matches_total", "same-story", "kursk"] == 1
    assert found["news_monitor_alerts_total", "desk", "new", "kursk"] == 1
    assert found["news_monitor_deliveries_total", "desk", "deferred"] == 1
    assert found["news_monitor_deliveries_total", "desk", "sent"] == 1
    assert found["news_monitor_delivery_delay_seconds_sum", "desk", "kursk"] == 40
    assert found["news_monitor_delivery_delay_seconds_bucket", "desk", "30.0", "kursk"] == 0
    assert found["news_monitor_delivery_delay_seconds_bucket", "desk", "60.0", "kursk"] == 1
    assert found["news_monitor_entry_delay_seconds_count", "herald"] == 2


def test_a_feed_that_fails_and_a_database_that_refuses_are_seen(metrics: Metrics, store: Store) -> None:
    failing = making.feed_state(
        "herald", last_ok=NOW, failing_since=NOW, last_failure=FeedFailure(kind=FailureKind.TLS, detail="x")
    )
    store.save(Polled(state=failing), now=NOW)
    with store.writing() as db:
        upkeep.trouble(db, "full", now=NOW)
    found = samples(metrics)
    assert found["news_monitor_feeds", "failing"] == found["news_monitor_feed_failing", "herald"] == 1
    assert found["news_monitor_feed_last_success_timestamp_seconds", "herald"] == pytest.approx(NOW.timestamp())
    assert found[("news_monitor_database_writable",)] == 0
    metrics.refused()
    assert samples(metrics)[("news_monitor_configuration_last_reload_successful",)] == 0


def test_the_queue_is_as_old_as_its_oldest_message_that_may_go(metrics: Metrics, store: Store) -> None:
    fresh = making.fresh(feed="herald")
    hour = timedelta(hours=1)
    alerts = tuple(making.alert(fresh.entry, name, created=NOW - hour, due=due) for name, due in (
        ("one", NOW - hour / 2), ("two", NOW + hour),
    ))  # fmt: skip
    outcome = Outcome(match=making.match(fresh.entry), story=making.joined(fresh.entry), alerts=alerts)
    store.save(Polled(state=making.feed_state("herald"), fresh=(fresh,), outcomes=(outcome,)), now=NOW)
    found = samples(metrics)
    assert found["news_monitor_outbox_messages", "desk"] == 2
    assert found["news_monitor_outbox_oldest_due_age_seconds", "desk"] == pytest.approx(1800)


def test_what_is_no_longer_configured_is_no_longer_named(metrics: Metrics, tmp_path: Path) -> None:
    busy(metrics)
    assert "herald" in metrics.text()[0].decode()
    feeds = FEEDS.replace("herald:", "courier:")
    metrics.follow(config.load(write(tmp_path / "other", {"feeds.yaml": feeds}), environ={}), NOW)
    text = metrics.text()[0].decode()
    assert "herald" not in text
    assert 'news_monitor_entries_total{feed="courier"} 0.0' in text


def test_they_are_named_as_prometheus_wants_it(metrics: Metrics) -> None:
    busy(metrics)
    for name, family in families(metrics).items():
        assert re.fullmatch(r"(news_monitor|process)_[a-z_]+", name)
        assert family.documentation.endswith(".")
        assert not re.search(r"_(ms|minutes|hours|kb|mb)\b", name)
        assert {label for sample in family.samples for label in sample.labels} <= {
            *("feed", "watch", "channel", "state", "result", "kind", "outcome", "reason", "le", "version", "python")
        }
    body, media_type = metrics.text("application/openmetrics-text; version=1.0.0")
    assert media_type.startswith("application/openmetrics-text")
    assert len(list(read_open(body.decode()))) == len(families(metrics))  # type: ignore[no-untyped-call]


def test_all_of_them_are_documented(metrics: Metrics) -> None:
    documented = (ROOT / "docs" / "health.md").read_text(encoding="utf-8")
    assert [name for name in families(metrics) if f"`{name}" not in documented and name.startswith("news_")] == []

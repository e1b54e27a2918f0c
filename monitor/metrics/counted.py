"""What is counted while the worker runs: entries, matches, alerts, deliveries, gaps, and how long the steps took."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.metrics import MetricWrapperBase

from monitor.settings import Configuration, Feed
from monitor.store.observations import PLAUSIBLE
from monitor.types import (
    Alert,
    Attempted,
    Deferred,
    Delivery,
    Outcome,
    Outgoing,
    Polled,
    Rejected,
    SendResult,
    Sent,
)

NAMESPACE = "news_monitor"

SLOW = (15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 86400)
"""Bounds in seconds for what hangs on the interval of a feed."""

_RESULTS = ("sent", "deferred", "rejected", "uncertain")

QUICK = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600)
"""Bounds in seconds for what should take a moment."""

# The start of the process says since when is counted; the library would say it once for each series.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Counted:
    """Counters and histograms in `registry`. Only what was saved is counted."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._labelled: list[MetricWrapperBase] = []
        self._registry = registry
        self._polls = self._counter("polls", "Readings of feeds by how they went.", "result")
        self._failures = self._counter("feed_failures", "Readings that failed, by kind of failure.", "feed", "kind")
        self._entries = self._counter("entries", "Entries seen for the first time.", "feed")
        self._gaps = self._counter("feed_gaps", "Gaps in which entries of a feed may have been missed.", "feed")
        self._articles = self._counter("articles", "Attempts to read the article behind an entry.", "result")
        self._matches = self._counter(
            "matches", "Matches by outcome: alerted, or the reason why nobody was told.", "watch", "outcome"
        )
        self._alerts = self._counter("alerts", "Alerts decided, one for each recipient.", "watch", "channel", "reason")
        self._deliveries = self._counter("deliveries", "Attempts to send a message, by result.", "channel", "result")
        self._seen = self._histogram(
            "entry_delay_seconds", "From the publisher's date of a new entry to its first sight.", SLOW, "feed"
        )
        self._matched = self._histogram(
            "match_delay_seconds", "From the first sight of an entry to its match.", QUICK, "watch"
        )
        self._accepted = self._histogram(
            "delivery_delay_seconds",
            "From the decision of an alert, or the end of what held it on purpose, to the receiver's yes.",
            QUICK,
            "watch",
            "channel",
        )

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        made = Counter(name, text, labels, namespace=NAMESPACE, registry=self._registry)
        self._labelled.append(made)
        return made

    def _histogram(self, name: str, text: str, bounds: Iterable[float], *labels: str) -> Histogram:
        made = Histogram(name, text, labels, namespace=NAMESPACE, registry=self._registry, buckets=tuple(bounds))
        self._labelled.append(made)
        return made

    def follow(self, configuration: Configuration) -> None:
        """Forget what names a feed, a watch or a channel that is not configured any more, and begin the others at 0."""
        known = {
            "feed": configuration.feeds.keys(),
            "watch": configuration.watches.keys(),
            "channel": configuration.channels.keys(),
        }
        for metric in self._labelled:
            gone = {
                (label, value)
                for family in metric.collect()
                for sample in family.samples
                for label, value in sample.labels.items()
                if label in known and value not in known[label]
            }
            for label, value in gone:
                metric.remove_by_labels({label: value})
        for name in configuration.feeds:
            self._entries.labels(name)
            self._gaps.labels(name)
        for name in configuration.channels:
            for result in _RESULTS:
                self._deliveries.labels(name, result)

    def polled(self, feed: Feed, polled: Polled, now: datetime) -> None:
        """Count a reading of a feed."""
        name = feed.name
        self._polls.labels(polled.how.partition(" ")[0]).inc()
        if polled.failure is not None:
            self._failures.labels(name, polled.failure.kind.value).inc()
        if polled.gap is not None:
            self._gaps.labels(name).inc()
        for fresh in polled.fresh:
            if fresh.previous is not None:
                continue
            self._entries.labels(name).inc()
            published, seen = fresh.entry.published, fresh.entry.first_seen
            if published is not None and not polled.first and timedelta(0) <= seen - published <= PLAUSIBLE:
                self._seen.labels(name).observe((seen - published).total_seconds())
        first_seen = {fresh.entry.id: fresh.entry.first_seen for fresh in polled.fresh if fresh.previous is None}
        self._judged(polled.outcomes, {} if polled.first else first_seen, now)

    def attempted(self, attempted: Attempted, now: datetime) -> None:
        """Count an attempt to read an article."""
        self._articles.labels(attempted.state.condition.value).inc()
        entry = attempted.entry
        seen = {entry.id: entry.first_seen} if entry is not None and entry.revision == 0 else {}
        self._judged(attempted.outcomes, seen, now)
        self._decided(attempted.alerts)

    def delivered(self, one: Outgoing, delivery: Delivery) -> None:
        """Count an attempt to send a message; an alert is due when no rule holds it any longer."""
        self._deliveries.labels(one.channel, _called(delivery.result)).inc()
        if isinstance(one, Alert) and isinstance(delivery.result, Sent):
            began = one.due if one.created <= one.due <= delivery.at else one.created
            waited = max(delivery.at - began, timedelta(0))
            self._accepted.labels(one.watch, one.channel).observe(waited.total_seconds())

    def _judged(self, outcomes: Iterable[Outcome], seen: dict[str, datetime], now: datetime) -> None:
        for outcome in outcomes:
            watch = outcome.match.watch
            self._matches.labels(watch, outcome.suppressed.value if outcome.suppressed else "alerted").inc()
            if (first := seen.get(outcome.match.entry)) is not None:
                self._matched.labels(watch).observe(max((now - first).total_seconds(), 0.0))
            self._decided(outcome.alerts)

    def _decided(self, alerts: Iterable[Alert]) -> None:
        for alert in alerts:
            self._alerts.labels(alert.watch, alert.channel, alert.reason.value).inc()


def _called(result: SendResult) -> str:
    if isinstance(result, Sent):
        return "sent"
    if isinstance(result, Rejected):
        return "rejected"
    return "deferred" if isinstance(result, Deferred) else "uncertain"

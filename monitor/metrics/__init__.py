"""The worker in numbers, for Prometheus: what it counted since it started, and what stands in the database now.

`counted` is told of every poll and every delivery that was saved; it begins at zero with the process, which is what
Prometheus expects of a counter. `standing` asks the database and the disk at each scrape, so that what holds for this
moment outlives a restart. Labels are names of the configuration and fixed words, never what a feed or a receiver says.
Nothing is decided here, and who asks is the endpoint's business.
"""

from __future__ import annotations

import platform
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, Info, ProcessCollector
from prometheus_client.exposition import choose_encoder

from monitor import __version__
from monitor.metrics.counted import NAMESPACE, Counted
from monitor.metrics.standing import Standing
from monitor.rooms import Clock
from monitor.settings import Configuration
from monitor.store import Store

__all__ = ["Metrics"]


class Metrics:
    """All metrics of one worker. Counting may begin at once; what stands is known from the first `follow` on."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self.counted = Counted(self._registry)
        self._standing = Standing(store, clock)
        self._registry.register(self._standing)
        build = Info("build", "The version that runs.", namespace=NAMESPACE, registry=self._registry)
        build.info({"version": __version__, "python": platform.python_version()})
        self._reloaded = Gauge(
            "configuration_last_reload_successful",
            "1 where the files are in force as they were read last, 0 where the last reload was refused.",
            namespace=NAMESPACE,
            registry=self._registry,
        )
        self._loaded = Gauge(
            "configuration_last_reload_success_timestamp_seconds",
            "When the configuration in force was read, in seconds since 1970.",
            namespace=NAMESPACE,
            registry=self._registry,
        )

    def follow(self, configuration: Configuration, now: datetime) -> None:
        """Speak of what `configuration` names from now on: it was put in force at `now`."""
        self._standing.follow(configuration)
        self.counted.follow(configuration)
        self._loaded.set(now.timestamp())
        self._reloaded.set(1)

    def refused(self) -> None:
        """Note that a reload was refused."""
        self._reloaded.set(0)

    def text(self, accept: str = "") -> tuple[bytes, str]:
        """Return all of them and their media type: Prometheus' text, or OpenMetrics where `accept` asks for it."""
        encode, media_type = choose_encoder(accept)
        return encode(self._registry), media_type

"""How the worker is, for those who look from outside: counts what is done, and answers for it where `health:` says.

`/livez` goes by the same judgement as the sign of life in the database (`progress`). `/readyz` says whether the work
can be done: a configuration is in force, the database takes writes, and every feed that was due at the start was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from monitor import schedule
from monitor.endpoint import Endpoint, health
from monitor.endpoint.health import Standing
from monitor.metrics import Metrics
from monitor.rooms import Clock
from monitor.settings import Configuration, Feed, HealthSettings
from monitor.store import Store, memory
from monitor.types import Attempted, Delivery, Outgoing, Polled
from monitor.worker.logs import log
from monitor.worker.progress import Part, Progress
from monitor.worker.trouble import StorageTrouble


class Vitals:
    """What one worker tells of itself (`endpoint.health.Vitals`). `progress` is for all who ask whether it lives."""

    def __init__(self, store: Store, trouble: StorageTrouble, clock: Clock) -> None:
        self.progress = Progress()
        self._store = store
        self._trouble = trouble
        self._clock = clock
        self._metrics = Metrics(store, clock)
        self._configuration: Configuration | None = None
        self._refused = False
        self._unread: set[str] = set()  # feeds of the first round that were not read yet
        self._settings: HealthSettings | None = None
        self._listener: Endpoint | None = None
        self._failed = False

    async def follow(self, configuration: Configuration) -> None:
        """Speak of `configuration`, which was just put in force, and listen where it says."""
        now = self._clock()
        if self._configuration is None:
            due = schedule.due(configuration.feeds, memory.feed_states(self._store.db), now)
            self._unread = {feed.name for feed, _ in due}
        self._unread &= configuration.feeds.keys()
        self._configuration, self._refused = configuration, False
        self.progress.expect(configuration)
        self._metrics.follow(configuration, now)
        if configuration.health != self._settings:
            await self.close()
            self._settings, self._failed = configuration.health, False
        await self.listen()

    async def listen(self) -> None:
        """Listen, unless nobody asked for it or it does already. Where it cannot be, that is said once."""
        if self._settings is None or (self._listener is not None and not self._listener.ended):
            return
        place = {"host": self._settings.host, "port": self._settings.port}
        try:
            self._listener = await Endpoint.open(self._settings, health.routes(self))
        except OSError as error:
            event = log.debug if self._failed else log.error
            event("health.failed", **place, detail=str(error))
            self._failed = True
        else:
            log.info("health.listening", **place)
            self._failed = False

    async def close(self) -> None:
        """Stop listening."""
        listener, self._listener = self._listener, None
        if listener is not None:
            await listener.close()

    # --- what is told to it ---

    def refused(self) -> None:
        """Note that a reload was refused."""
        self._refused = True
        self._metrics.refused()

    def polled(self, feed: Feed, polled: Polled) -> None:
        """Count a reading."""
        self.progress.mark(Part.READING)
        self._unread.discard(feed.name)
        with _harmless():
            self._metrics.counted.polled(feed, polled, self._clock())

    def attempted(self, attempted: Attempted) -> None:
        """Count an attempt to read an article."""
        with _harmless():
            self._metrics.counted.attempted(attempted, self._clock())

    def delivered(self, one: Outgoing, delivery: Delivery) -> None:
        """Count an attempt to send a message."""
        self.progress.mark(Part.SENDING)
        with _harmless():
            self._metrics.counted.delivered(one, delivery)

    # --- what it answers (endpoint.health.Vitals) ---

    def live(self) -> Standing:
        """Say whether the work goes on."""
        stuck = self.progress.stuck()
        return Standing(well=not stuck, said={"live": not stuck, "stuck": list(stuck)})

    def ready(self) -> Standing:
        """Say whether the work can be done."""
        first = f"{len(self._unread)} feeds were not read yet" if self._unread else ""
        failing = "it refused the last write; `monitor status` says why" if self._trouble.failing else ""
        kept = "the last reload was refused; the one before is in force" if self._refused else ""
        checks = [
            {"name": "configuration", "ok": self._configuration is not None, "detail": kept},
            {"name": "database", "ok": not failing, "detail": failing},
            {"name": "first-round", "ok": not first, "detail": first},
        ]
        well = all(check["ok"] for check in checks)
        return Standing(well=well, said={"ready": well, "checks": checks})

    def metrics(self, accept: str) -> tuple[bytes, str]:
        """Return the metrics and their media type."""
        return self._metrics.text(accept)


@contextmanager
def _harmless() -> Iterator[None]:
    """Let a bug in counting stop neither a poll nor a delivery."""
    try:
        yield
    except Exception:  # noqa: BLE001 - see above
        log.exception("metrics.crashed")

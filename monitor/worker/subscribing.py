"""Feeds that are pushed: asks their hubs when that is due, and answers for the callbacks that hubs know.

What is done next is decided in `monitor.subscriptions`, and what is due stands in the database. Where a hub fails, is
silent or says no, its feed is polled as every other.
"""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta
from functools import partial

from monitor import links, subscriptions
from monitor.endpoint import Endpoint, actions, desk_feeds, reached, websub
from monitor.endpoint.websub import Delivered
from monitor.settings import EndpointSettings, Secret
from monitor.store import StorageError, acknowledgements
from monitor.store import subscriptions as memory
from monitor.subscriptions import Intent, Step
from monitor.types import FeedFailure, Fetched, Subscription, SubscriptionCondition
from monitor.worker.answering import Answering
from monitor.worker.logs import log
from monitor.worker.polling import Polling, Push
from monitor.worker.publishing import Publishing
from monitor.worker.trouble import StorageTrouble

AT_ONCE = 4
"""How many hubs are asked at a time."""

MOST_WAITING = 32 * 1024 * 1024
"""How many bytes of pushes may wait to be read; beyond that hubs are told to come again."""

LISTEN_AGAIN = timedelta(seconds=30)
"""How long to wait before listening is tried again, where it cannot be."""


class Subscribing:
    """The subscriptions of one configuration, and the endpoint that its hubs speak to."""

    def __init__(self, settings: EndpointSettings, polling: Polling, trouble: StorageTrouble) -> None:
        self._settings = settings
        self._polling = polling
        self._rooms = polling.rooms
        self._trouble = trouble
        self._callbacks = settings.public_url + websub.PATH
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._endpoint: Endpoint | None = None
        self._listen_again = 0.0  # on the clock of the event loop

    async def open(self) -> None:
        """Begin: what a new configuration changes, and listening."""
        known = memory.known(self._rooms.store.db)
        feeds = self._rooms.configuration.feeds
        self._save(*subscriptions.reviewed(known, feeds, self._callbacks, self._rooms.clock()))
        await self._listen()

    async def close(self) -> None:
        """End every request at once, and stop listening. What was asked for stays asked for."""
        for task in self._tasks.values():
            task.cancel()
        while self._tasks:
            await asyncio.wait(self._tasks.values())
        if self._endpoint is not None:
            await self._endpoint.close()

    async def start_due(self) -> int:
        """Begin to ask the hubs that are to be asked now; return how many. Without an endpoint none can ask back."""
        if self._endpoint is None or self._endpoint.ended:
            await self._listen()
            return 0
        now = self._rooms.clock()
        due = memory.due(self._rooms.store.db, now=now, furthest=now + subscriptions.LONGEST_LEASE)
        room = AT_ONCE - len(self._tasks)
        begun = 0
        for one in due:
            what = subscriptions.step(one, now)
            if what is Step.FORGET:
                self._save(subscriptions.ended(one))
            elif what is not Step.WAIT and one.id not in self._tasks and begun < room:
                task = asyncio.create_task(self._ask(one, what), name=f"subscribe {one.feed}")
                self._tasks[one.id] = task
                task.add_done_callback(partial(self._done, one.id))
                begun += 1
        return begun

    def _done(self, name: str, _: asyncio.Task[None]) -> None:
        self._tasks.pop(name, None)

    async def _listen(self) -> None:
        clock = asyncio.get_running_loop().time
        if clock() < self._listen_again:
            return
        first = self._listen_again == 0.0
        self._listen_again = clock() + LISTEN_AGAIN.total_seconds()
        answering = Answering(self._rooms, self._trouble)
        routes = [
            *websub.routes(self, most=self._rooms.configuration.poll.max_size),
            *actions.routes(answering, links.ACTIONS),
            *desk_feeds.routes(Publishing(self._rooms)),
            *reached.routes(lambda: acknowledgements.key(self._rooms.store.db)),
        ]
        try:
            self._endpoint = await Endpoint.open(self._settings, routes)
        except OSError as error:
            event = log.error if first else log.debug
            event("endpoint.failed", host=self._settings.host, port=self._settings.port, detail=str(error))
        else:
            log.info("endpoint.listening", host=self._settings.host, port=self._settings.port)

    async def _ask(self, one: Subscription, what: Step) -> None:
        """Ask the hub for `what`; how it goes is known when it asks back."""
        try:
            await self._request(one, what)
        except Exception:  # noqa: BLE001 - a bug with one hub must not stop the others
            log.exception("subscription.crashed", feed=one.feed)

    async def _request(self, one: Subscription, what: Step) -> None:
        callback = one.callback or self._callbacks + secrets.token_urlsafe(24)
        secret = one.secret or Secret(secrets.token_urlsafe(48))
        asked = subscriptions.asked(one, what, callback, secret, self._rooms.clock())
        if not self._save(asked):
            return
        failure = await self._rooms.fetcher.post(asked.hub, subscriptions.request(asked, what))
        if failure is None:
            log.info("subscription.asked", feed=one.feed, hub=one.hub, what=what.value)
            return
        self._refused(callback, failure)

    def _refused(self, callback: str, failure: FeedFailure) -> None:
        now = memory.at(self._rooms.store.db, callback)
        if now is None or now.attempts == 0:
            return  # it asked back already, whatever its answer was
        changed = subscriptions.refused(now, failure, self._rooms.clock())
        self._save(changed)
        log.warning("subscription.failed", feed=now.feed, hub=now.hub, detail=changed.detail, again=_time(changed))

    def _save(self, *changed: Subscription) -> bool:
        if not changed:
            return True
        try:
            with self._rooms.store.writing() as db:
                memory.save(db, changed)
        except StorageError as error:
            self._trouble.failed(error)
            return False
        return True

    # --- what hubs ask and send (websub.Inbox) ---

    def expects(self, name: str) -> bool:
        """Say whether something may be pushed to the callback `name`."""
        one = memory.at(self._rooms.store.db, self._callbacks + name)
        return one is not None and subscriptions.is_open(one) and one.feed in self._rooms.configuration.feeds

    def confirm(self, name: str, intent: Intent) -> bool:
        """Say whether what a hub asks or says at the callback `name` is our wish, and remember it."""
        one = memory.at(self._rooms.store.db, self._callbacks + name)
        changed = subscriptions.answered(one, intent, self._rooms.clock()) if one else None
        if changed is None or not self._save(changed):
            log.info("subscription.not_ours", mode=intent.mode[:20], feed=one.feed if one else "")
            return False
        if changed.condition is SubscriptionCondition.LIVE:
            until = changed.until.isoformat(timespec="seconds") if changed.until else ""
            log.info("subscription.live", feed=changed.feed, hub=changed.hub, until=until)
        else:
            event = log.warning if changed.condition is SubscriptionCondition.DENIED else log.info
            name = changed.condition.value
            event(f"subscription.{name}", feed=changed.feed, hub=changed.hub, detail=changed.detail)
        return True

    def take(self, name: str, delivered: Delivered) -> bool:
        """Take what was pushed to the callback `name`; False where there is no room. What is not signed is ignored."""
        callback = self._callbacks + name
        one = memory.at(self._rooms.store.db, callback)
        if one is None or one.secret is None:
            return True  # it ended in the meantime
        if not subscriptions.is_signed(delivered.body, delivered.signature, one.secret):
            self._save(subscriptions.unsigned(one))
            event = log.debug if one.ignored else log.warning
            event("push.ignored", feed=one.feed, hub=one.hub, detail="its signature is missing or wrong")
            return True
        if self._polling.waiting + len(delivered.body) > MOST_WAITING:
            log.warning("push.no_room", feed=one.feed, hub=one.hub)
            return False
        fetched = Fetched(url=one.topic, body=delivered.body, content_type=delivered.content_type)
        self._polling.take(self._rooms.configuration.feeds[one.feed], Push(fetched=fetched, callback=callback))
        return True


def _time(one: Subscription) -> str:
    return one.due.isoformat(timespec="seconds")

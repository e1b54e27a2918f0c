"""How troubles reach an operator, the same way as alerts reach a desk.

    notices that nobody waits for
      | address   who is told                        monitor.notices
      | bundle    what goes out in one message
      | save      one transaction
    a due bundle
      | render    to a message
      | send      console, file, e-mail, webhook …
      | settle    sent, tried again, or refused
      | record    the attempt

A notice is saved with the poll or the delivery that showed the trouble, so none is lost. A bundle is saved before it is
sent and marked after: a worker killed in between sends it again, under the same id.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor import alerts, links, notices
from monitor.notices import Waiting
from monitor.render import recap as recaps
from monitor.render.notice import render
from monitor.rooms import Office, Rooms
from monitor.settings import Channel
from monitor.store import Store, acknowledgements
from monitor.store import notices as memory
from monitor.types import Actions, Alert, Bundle, ChannelState, Delivery, Message, Outgoing, Recap, Settlement


def gather(store: Store, operators: Sequence[Channel], now: datetime, *, at_once: bool = False) -> int:
    """Bring what was found since into messages that are due; return how many. Raises StorageError.

    Without `operators` the log has told it. `at_once` does not wait for more to come.
    """
    if not memory.untold(store.db):
        return 0
    _address(store, operators, now)
    bundles = _bundles(store, now, at_once=at_once)
    if bundles:
        with store.writing() as db:
            for bundle in bundles:
                memory.save_bundle(db, bundle)
    return len(bundles)


def _address(store: Store, operators: Sequence[Channel], now: datetime) -> None:
    """Let everybody wait for what is new; what waits for others than the operators is new again."""
    if gone := memory.awaiting(store.db).difference(notices.everybody(operators)):
        with store.writing() as db:
            for one in gone:
                memory.take_back(db, one, now=now)
    new = memory.unaddressed(store.db)
    told = notices.outlived(new) if operators else tuple(new)
    to = {notice.id: notices.addressees(notice, operators) for notice in new if notice not in told}
    if not told and not any(to.values()):
        return  # nothing, or what nobody can be told of yet
    with store.writing() as db:
        memory.mark_told(db, told, now=now)
        for notice in new:
            memory.address(db, notice, to.get(notice.id, ()))


def _bundles(store: Store, now: datetime, *, at_once: bool) -> list[Bundle]:
    before = memory.last_bundles(store.db)
    found = []
    for to, waiting in memory.waiting(store.db).items():
        last, pending = before.get(to, (None, False))
        found.append(notices.bundled(Waiting(to=to, notices=waiting, last=last, pending=pending), now, at_once=at_once))
    return [bundle for bundle in found if bundle is not None]


async def deliver(bundle: Bundle, attempts: int, state: ChannelState, rooms: Rooms) -> tuple[Delivery, Settlement]:
    """Send one bundle and record how it went. Raises StorageError where that cannot be recorded."""
    message = render(bundle, rooms.configuration.channels[bundle.channel], now=rooms.clock())
    delivery, settlement = await attempt(bundle, message, attempts, state, rooms)
    rooms.store.record_bundle(delivery, settlement)
    return delivery, settlement


async def deliver_recap(recap: Recap, attempts: int, state: ChannelState, rooms: Rooms) -> tuple[Delivery, Settlement]:
    """Send what a mute held back and record how it went. Raises StorageError where that cannot be recorded."""
    message = render_recap(recap, rooms.configuration.channels[recap.channel], rooms, rooms.clock())
    delivery, settlement = await attempt(recap, message, attempts, state, rooms)
    rooms.store.record_recap(delivery, settlement)
    return delivery, settlement


def render_recap(recap: Recap, channel: Channel, office: Office, now: datetime) -> Message:
    """Return the message of `recap`, with the titles of the watches and the links of its recipient."""
    configuration = office.configuration
    titles = {name: watch.title for name, watch in configuration.watches.items()}
    links_of = recap_actions(recap, office)
    return recaps.render(recap, channel, titles, now=now, actions=links_of, templates=configuration.templates)


def recap_actions(recap: Recap, office: Office) -> dict[str, Actions]:
    """Return the links for what a recap lists, by the alert. They count from the recap: a mute may be long."""
    found = {one.alert.id: actions(one.alert, office, since=recap.created) for one in recap.withheld}
    return {name: one for name, one in found.items() if one is not None}


def actions(alert: Alert, office: Office, *, since: datetime | None = None) -> Actions | None:
    """Return the links for the recipient of an alert, where somebody answers at them."""
    endpoint = office.configuration.endpoint
    key = acknowledgements.key(office.store.db) if endpoint is not None else None
    if endpoint is None or key is None:
        return None
    return links.actions(alert, endpoint.public_url, key, since=since)


async def attempt(
    one: Outgoing, message: Message, attempts: int, state: ChannelState, rooms: Rooms
) -> tuple[Delivery, Settlement]:
    """Send `message`, which tells `one`, and say what that changes; what it shows of the channel is told in turn."""
    began = time.monotonic()
    result = await rooms.senders[one.channel].send(message)
    took, now = timedelta(seconds=time.monotonic() - began), rooms.clock()
    delivery = Delivery(alert=one.id, channel=one.channel, at=now, result=result, took=took)
    return delivery, notices.noted(alerts.settle(one, attempts, result, state, now=now), now)

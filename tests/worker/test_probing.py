"""A channel that fails is asked with one message at a time, and not for ever with the same one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor import query
from monitor.settings import Channel, EmailSettings, Security, Watch
from tests.servers.smtp import smtp_server
from tests.worker.simulated import Web
from tests.worker.test_timing import HOUR, MINUTE, Room, local


@pytest.mark.parametrize(
    "answer",
    ["550 5.7.1 refused by the policy of this recipient", "554 5.4.6 Too many hops", "452 4.5.3 too many mails"],
)
def test_one_address_that_is_refused_silences_no_other(answer: str, tmp_path: Path) -> None:
    """Whether its server's words sound like the channel's fault or like its own."""
    begin = local("2026-11-23", "09:00")
    with smtp_server() as server:
        server.refused["a@desk.example"] = answer
        mail = EmailSettings(host="127.0.0.1", port=server.port, security=Security.PLAIN, sender="monitor@desk.example")
        desk = Channel(name="desk", title="Desk", recipients=("a@desk.example", "b@desk.example"), settings=mail)
        watch = Watch(name="troops", title="Troops", query=query.parse("troops"), channels=("desk",))
        room = Room(folder=tmp_path, web=Web(now=begin), servers={}, channels={"desk": desk}, watches=(watch,))
        room.publish(begin - HOUR, 0, "Nothing of note")
        for number in range(1, 4):
            room.publish(begin + number * 5 * MINUTE, number)
        room.live(begin + 4 * HOUR, step=timedelta(minutes=5))
        sent = room.rows("SELECT count(*) FROM alerts WHERE recipient = 'b@desk.example' AND state = 'sent'")
    assert sent == [(3,)]

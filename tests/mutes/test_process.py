"""Mutes and the outbox as a person meets them: the real commands, the real worker, a real webhook and mail server."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from monitor.settings import StoreSettings
from monitor.store import digests, handling, open_store, outbox
from monitor.types import ChannelCondition, DigestKind, Waiting
from tests.making import NOON
from tests.servers.ports import free_port
from tests.servers.webhooks import Answer
from tests.worker.newsroom import Newsroom, newsroom, until

FIRST, SECOND, THIRD = (
    "Troops seen near Sudzha crossing the river at dawn",
    "Ministers discuss troops and budget shortfalls in Lisbon",
    "Parade of troops cancelled after storm floods capital square",
)


def said(room: Newsroom, *arguments: str) -> str:
    """Run a command that must succeed."""
    done = room.run(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def data(room: Newsroom, *arguments: str) -> Any:
    """Run a command that prints JSON."""
    return json.loads(said(room, *arguments, "--json"))


def test_a_mute_from_the_first_command_to_the_list_of_what_it_kept_back(tmp_path: Path) -> None:
    with newsroom(tmp_path) as room:
        room.publish("paper-0", FIRST)
        said(room, "run", "--once")
        assert len(room.webhook.received) == 1
        assert "no channel 'hok'" in room.run("mute", "add", "--for", "2h", "--because", "x", "--channel", "hok").stderr
        added = said(
            room, "mute", "add", "--for", "2h", "--because", "a long night", "--watch", "troops", "--by", "Anna"
        )
        assert "`monitor mute end " in added

        room.publish("paper-0", SECOND)
        said(room, "run", "--once")
        assert len(room.webhook.received) == 1
        (listed,) = data(room, "mute", "list")
        assert (listed["mute"]["author"], listed["mute"]["because"]) == ("Anna", "a long night")
        assert {held["alert"]["recipient"] for held, _ in listed["kept"]} == {
            "hook",
            "one@desk.example",
            "two@desk.example",
        }
        assert "suppressed troops, muted" in said(room, "explain", listed["kept"][0][0]["alert"]["entry"])
        shown = data(room, "alerts")
        assert (len(shown["alerts"]), len(shown["muted"])) == (3, 3)
        preview = said(room, "message", "preview", shown["muted"][0]["withheld"]["alert"]["id"], "--channel", "hook")
        assert json.loads(preview)["data"]["headline"] == SECOND

        assert "kept back" in said(room, "mute", "end", listed["mute"]["id"][:8], "--by", "Boris")
        assert len(data(room, "outbox", "list")) == 0
        said(room, "run", "--once")
        recap = room.webhook.received[-1].data
        assert recap["type"] == "mute.ended"
        assert [held["headline"] for held in recap["data"]["withheld"]] == [SECOND]
        assert recap["data"]["mute"]["ended_by"] == "Boris"
        assert sum("While muted: 1 story" in str(mail.message["Subject"]) for mail in room.smtp.mails) == 2
        assert said(room, "mute", "list") == "nothing is muted\n"
        assert "listed: sent" in said(room, "mute", "list", "--all")


def paused_until(room: Newsroom, resume: datetime | None) -> None:
    """Pause the webhook, or let it be used again."""
    with open_store(StoreSettings(path=room.database)) as store, store.writing() as db:
        state = outbox.channel_states(db)["hook"]
        condition = ChannelCondition.PAUSED if resume else ChannelCondition.OPEN
        outbox.save_channel(db, replace(state, condition=condition, resume=resume, detail="HTTP 401:\nwho are you?"))


def test_what_waits_is_shown_dropped_and_sent_again_by_hand(tmp_path: Path) -> None:
    with newsroom(tmp_path) as room:
        room.webhook.otherwise = Answer(503)
        room.publish("paper-0", THIRD)
        room.run("run", "--once")
        (waiting,) = data(room, "outbox", "list")
        assert (waiting["channel"], waiting["attempts"]) == ("hook", 1)
        paused_until(room, NOON)
        (held,) = data(room, "outbox", "list")
        assert held["blocked"] == "channel paused until 2026-11-21 12:00:00 UTC (HTTP 401: who are you?)"
        assert f"({held['blocked']}, due " in said(room, "outbox", "list")
        paused_until(room, None)
        shown = said(room, "outbox", "show", waiting["id"])
        assert "deferred" in shown
        dropped = said(room, "outbox", "drop", waiting["id"][:8], "--because", "told by hand", "--by", "Anna")
        assert "dropped by Anna: told by hand" in dropped
        assert "dropped by Anna: told by hand" in said(room, "explain", room.rows("SELECT id FROM entries")[0][0])
        assert room.run("outbox", "drop", waiting["id"], "--because", "again").returncode == 1
        room.webhook.otherwise = Answer()
        room.webhook.received.clear()
        said(room, "outbox", "retry", waiting["id"])
        said(room, "run", "--once")
        assert [one.data["data"]["id"] for one in room.webhook.received] == [waiting["id"]]
        assert room.run("outbox", "retry", waiting["id"]).returncode == 1
        with open_store(StoreSettings(path=room.database)) as store, store.writing() as db:
            alert = handling.alert(db, waiting["id"])
            assert alert is not None
            held = digests.fold(db, DigestKind.HELD, [Waiting(alerts=(alert,), ready=alert.due)], now=alert.due)
        preview = json.loads(said(room, "message", "preview", held.id[:8]))
        assert (preview["type"], preview["data"]["stories"][0]["headline"]) == ("digest.held", THIRD)


def fetched(url: str, form: dict[str, str] | None = None) -> str:
    """Ask over HTTP as a browser does, through no proxy."""
    body = urlencode(form).encode() if form is not None else None
    opener = build_opener(ProxyHandler({}))
    with opener.open(Request(url, data=body), timeout=30) as answer:
        return str(answer.read().decode())


def test_the_links_of_a_mail_and_the_feeds_of_a_desk_work_while_the_worker_runs(tmp_path: Path) -> None:
    public = f"http://127.0.0.1:{free_port()}/"
    more = f"endpoint: {{public_url: '{public}', listen: '{public[7:-1]}'}}\ndesk_feeds: {{folder: ../out}}\n"
    with newsroom(tmp_path, more=more) as room:
        room.publish("paper-0", FIRST)
        room.start("run")
        until(lambda: len(room.smtp.mails) == 2, seconds=60)
        mail = next(one for one in room.smtp.mails if one.recipients == ("one@desk.example",)).message
        assert mail["List-Unsubscribe"] is None  # a single click needs https
        part = mail.get_body(("plain",))
        assert part is not None
        links = {name: re.search(rf"{public}{name}/\S+", part.get_content()) for name in ("mute", "acknowledge")}
        mute, acknowledge = (str(found[0]) for found in links.values() if found)

        assert "<form" in fetched(mute)
        assert data(room, "mute", "list") == []
        assert "Muted" in fetched(mute, {"what": "watch", "because": "on it"})
        (listed,) = data(room, "mute", "list")
        assert (listed["mute"]["author"], listed["mute"]["because"]) == ("one@desk.example", "on it")
        fetched(acknowledge, {"note": "calling"})
        assert "Acknowledged by one@desk.example" in said(room, "story", room.rows("SELECT id FROM stories")[0][0])
        assert "acknowledged by one@desk.example" in said(room, "status")

        room.publish("paper-0", SECOND)
        until(lambda: len(room.smtp.mails) == 3, seconds=60)
        assert room.smtp.mails[-1].recipients == ("two@desk.example",)
        found = data(room, "channels", "feeds")
        served = next(one for one in found if (one["channel"], one["kind"]) == ("mail", "json"))
        assert {item["title"] for item in json.loads(fetched(served["url"]))["items"]} == {FIRST, SECOND}
        until(Path(served["file"]).exists, seconds=60)

        # What the mute kept back is listed with links of its own, and they work.
        said(room, "mute", "end", listed["mute"]["id"][:8])
        until(lambda: len(room.smtp.mails) == 4, seconds=60)
        recap = room.smtp.mails[-1].message
        part = recap.get_body(("plain",))
        assert part is not None
        link = re.search(rf"{public}acknowledge/\S+", part.get_content())
        assert link is not None
        fetched(link[0], {"note": "after the night"})
        held = room.rows("SELECT story FROM withheld")[0][0]
        assert "after the night" in said(room, "story", held)
        name = str(recap["Message-ID"]).strip("<>").partition("@")[0]
        assert link[0] in said(room, "message", "preview", name[:8]).replace("=\n", "")

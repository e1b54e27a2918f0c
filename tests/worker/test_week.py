"""A week of a small newsroom, minute by minute in simulated time: what operators are told of it, word for word.

Feeds that fail, overflow and fall silent, an outage of the network, a channel that refuses, a watch that is too noisy,
one that goes dead and one whose feed does, a mute, shifts that change, restarts, a crash, and the night in which the
clocks are set back. Real feeds over HTTP, a real database, a real mail server and a real receiver of webhooks; only the
time and the network below HTTP are made up. After a wanted change write the golden files anew and read them:

    REGOLD=1 pytest tests/worker/test_week.py && git diff tests/worker/golden
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from monitor import bulletins, mutes, query
from monitor.settings import (
    Channel,
    Configuration,
    EmailSettings,
    Expectation,
    OperatorSettings,
    Secret,
    Security,
    StoreSettings,
    Watch,
    WebhookSettings,
)
from monitor.store import Store, acknowledgements, group, notices, open_store, upkeep
from monitor.store import bulletins as queue
from monitor.store import mutes as mute_memory
from monitor.types import Acknowledgement, BulletinKind, Mute, Target
from monitor.worker.once import take_over
from monitor.worker.trouble import StorageTrouble
from tests.render.test_golden import compare
from tests.servers.smtp import Mail, SmtpServer, smtp_server
from tests.servers.webhooks import Answer, WebhookServer, webhook_server
from tests.worker.newsroom import SECRET
from tests.worker.simulated import FAST, Script, Web, answer, between, refusing, steady, working

GOLDEN = Path(__file__).parent / "golden"
START = datetime(2026, 10, 19, tzinfo=UTC)  # a Monday; in Kyiv the clocks are set back on Sunday
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MON, TUE, WED, THU, FRI, SAT, SUN, NEXT = (START + timedelta(days=days) for days in range(8))
END = NEXT + 6 * HOUR
STEP = 10 * MINUTE


def at(day: datetime, clock: str) -> datetime:
    """A time of a day, in UTC."""
    hour, minute = clock.split(":")
    return day.replace(hour=int(hour), minute=int(minute))


# --- what is published -------------------------------------------------------------------------------------

NEWS: Mapping[str, Mapping[datetime, str]] = {
    "herald": {
        at(MON, "06:00"): "North Korean troops have reached the Kursk region, Brussels says",
        at(TUE, "13:00"): "12,000 North Korean troops in the Kursk region, Brussels says",
    },
    "gazette": {at(MON, "07:30"): "Brussels says North Korean troops have reached the Kursk region"},
    "courier": {
        at(MON, "09:40"): "10,000 North Korean troops in the Kursk region, Brussels says",
        at(TUE, "09:00"): "Bus drivers strike in Veska",
        at(TUE, "11:10"): "Bakers vote for a strike over flour prices",
        at(TUE, "14:20"): "Airport strike grounds flights to the islands",
    },
    "tribune": {
        at(MON, "09:00"): "Harbour of Odris closed by fog",
        at(TUE, "08:00"): "Dredging of the harbour begins at Odris",
        at(TUE, "09:30"): "Teachers strike enters its second month",
        at(TUE, "10:20"): "Court forbids the strike of prison guards",
        at(TUE, "12:40"): "Opera singers end their strike",
        at(FRI, "12:10"): "Parade of troops in Veska called off",
        at(SAT, "12:00"): "New crane for the harbour at Odris",
    },
    "river": {
        at(MON, "12:00"): "Flood warning for the lower Veska",
        at(TUE, "11:00"): "Crest of the flood passes Lern",
        at(WED, "14:00"): "Barriers raised before the second flood",
        at(SAT, "09:00"): "Damage of the flood put at 4 million",
        at(SUN, "10:00"): "Flood insurance: what is paid and what is not",
    },
}


def paper(name: str) -> Script:
    """A paper that publishes by the hour, and its news."""
    news = NEWS[name]

    def script(now: datetime) -> bytes:
        last = now.replace(minute=0, second=0, microsecond=0)
        usual = {last - HOUR * back: f"{name.title()} briefing of {last - HOUR * back:%d %H}" for back in range(20)}
        oldest = last - 20 * HOUR
        items = usual | {when: title for when, title in news.items() if oldest < when <= now}
        return answer(200, document(name, items))

    return script


def document(name: str, items: Mapping[datetime, str]) -> bytes:
    entries = "".join(
        f"<item><title>{title}</title><link>http://{name}.example/{when:%d%H%M}</link>"
        f"<guid>http://{name}.example/{when:%d%H%M}</guid><pubDate>{format_datetime(when)}</pubDate></item>"
        for when, title in sorted(items.items(), reverse=True)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{name}</title>{entries}</channel></rss>".encode()


def world() -> Web:
    """Five papers with troubles of their own, and a network that is down on Wednesday morning."""
    web = Web(now=START, down=lambda now: at(WED, "09:00") <= now < at(WED, "09:50"))
    flood = steady("gazette", MINUTE / 2, more="brief ")
    scripts = {
        "herald": between(at(MON, "14:00"), at(MON, "16:00"), refusing, paper("herald")),
        "gazette": between(at(TUE, "02:00"), at(TUE, "03:00"), flood, paper("gazette")),
        "courier": paper("courier"),
        "tribune": paper("tribune"),
        "river": between(THU, at(SAT, "08:00"), lambda _: answer(503), paper("river")),
    }
    for name, script in scripts.items():
        web.feed(name, script)
    return web


# --- who is told -------------------------------------------------------------------------------------------

DAILY = timedelta(days=1)
WATCHES = {
    "kursk": ("Kursk", "troops", None),
    "strikes": ("Strikes", "strike", Expectation(least=0, most=4, period=DAILY)),
    "harbours": ("Harbours", "harbour", Expectation(least=1, most=20, period=DAILY)),
    "floods": ("Floods", "flood", Expectation(least=1, most=20, period=DAILY)),
}


def configured(folder: Path, web: Web, desk: WebhookServer, duty: SmtpServer) -> Configuration:
    watches = {
        name: Watch(name=name, title=title, query=query.parse(text), channels=("desk",), expect=expect)
        for name, (title, text, expect) in WATCHES.items()
    }
    hook = WebhookSettings(url=Secret(desk.url), secrets=(Secret(SECRET),))
    mail = EmailSettings(host="127.0.0.1", port=duty.port, sender="monitor@desk.example", security=Security.PLAIN)
    channels = (
        Channel(name="desk", title="World desk", recipients=("desk",), settings=hook),
        Channel(
            name="duty",
            title="Duty editor",
            recipients=("duty@desk.example",),
            settings=mail,
            timezone="Europe/Kyiv",
        ),
    )
    feeds = [web.feed(host.removesuffix(".example"), script) for host, script in list(web.scripts.items())]
    return Configuration(
        folder=folder,
        poll=FAST,
        store=StoreSettings(path=folder / "monitor.db"),
        feeds={feed.name: replace(feed, title=feed.name.title(), publisher=feed.name.title()) for feed in feeds},
        terms={},
        watches=watches,
        channels={channel.name: channel for channel in channels},
        operator=OperatorSettings(channels=("duty",), receipt=(time(7),), handover=(time(6), time(14), time(22))),
    )


# --- the week ----------------------------------------------------------------------------------------------


def live(configuration: Configuration, web: Web, end: datetime, *, crash: bool = False) -> None:
    """One life of a worker; one that crashes does not say that it stops."""

    async def work() -> None:
        with open_store(configuration.store) as store:
            take_over(configuration, store, StorageTrouble(store, web.clock), clock=web.clock)
            async with working(configuration, store, web) as worker:
                while web.now < end:
                    await worker.live(web.now + STEP, STEP)
                    with store.writing() as db:
                        upkeep.heartbeat(db, now=web.now)
                store.maintain(before=web.now - configuration.store.keep, frequencies={})
            if not crash:
                with store.writing() as db:
                    upkeep.stopped(db, now=web.now)

    asyncio.run(work())


def kursk(store: Store) -> str:
    """The story of the week."""
    found = store.db.query("SELECT story FROM alerts WHERE watch = 'kursk' ORDER BY created LIMIT 1")
    return str(next(found)["story"])


def acknowledge(configuration: Configuration, now: datetime) -> None:
    with open_store(configuration.store) as store, store.writing() as db:
        word = Acknowledgement(story=kursk(store), author="Anna", at=now, note="calling Kyiv")
        acknowledgements.save(db, word)


def mute(configuration: Configuration, now: datetime) -> None:
    with open_store(configuration.store) as store, store.writing() as db:
        made = mutes.made(Target(story=kursk(store)), "Boris", "we have a reporter there", 24 * HOUR, now)
        assert isinstance(made, Mute)
        mute_memory.save(db, made)


def order(configuration: Configuration, now: datetime) -> None:
    """Ask for a handover that is sent beside those of the day, as `monitor handover --channel duty` does."""
    with open_store(configuration.store) as store, store.writing() as db:
        one = bulletins.ordered(BulletinKind.HANDOVER, "duty", "duty@desk.example", now - HOUR, now, now)
        queue.save(db, one)


def the_week(configuration: Configuration, web: Web, desk: WebhookServer) -> None:
    live(configuration, web, at(MON, "12:00"))
    acknowledge(configuration, web.now)
    live(configuration, web, at(TUE, "12:00"))
    mute(configuration, web.now)
    live(configuration, web, at(FRI, "10:00"))
    web.now += 30 * MINUTE  # stopped in order, for an upgrade
    live(configuration, web, at(FRI, "12:00"))
    desk.otherwise = Answer(401)
    live(configuration, web, at(FRI, "13:00"))
    desk.otherwise = Answer(200)
    live(configuration, web, at(FRI, "20:00"), crash=True)
    web.now += 20 * MINUTE
    live(configuration, web, END)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls of simulated time need not wait for each other."""
    monkeypatch.setattr(group, "WAIT_S", 0)


def test_a_week_of_receipts_handovers_and_budgets(tmp_path: Path) -> None:
    web = world()
    with webhook_server(SECRET) as desk, smtp_server() as duty:
        configuration = configured(tmp_path, web, desk, duty)
        the_week(configuration, web, desk)
        told = by_kind(duty.mails)
        order(configuration, web.now)
        live(configuration, web, END + STEP)
        assert [mail.message["Subject"] for mail in duty.mails[-1:]] == ["[Duty editor] Handover: no story moving"]
    for kind, mails in told.items():
        compare(GOLDEN / f"week.{kind}.txt", "\n\n".join(map(written, mails)))
    assert [len(mails) for mails in (told["receipts"], told["handovers"])] == [8, 22]  # of seven days and a morning
    assert set(Counter(mail.message["Message-ID"] for mail in duty.mails).values()) == {1}
    with open_store(configuration.store, read_only=True) as store:
        assert notices.untold(store.db) == []


def by_kind(mails: list[Mail]) -> dict[str, list[Mail]]:
    """The mails of the week: receipts, handovers, and notices."""
    found: dict[str, list[Mail]] = {"receipts": [], "handovers": [], "notices": []}
    for mail in mails:
        subject = mail.message["Subject"].removeprefix("[Duty editor] ")
        found[f"{subject.partition(':')[0].lower()}s" if subject.startswith(("Rec", "Han")) else "notices"].append(mail)
    return found


def written(mail: Mail) -> str:
    """The text of a mail, with the address of the receiver, which is another one each time, left out."""
    body = mail.message.get_body(("plain",))
    assert body is not None
    text = re.sub(r"127\.0\.0\.1:\d+|port \d+", "…", str(body.get_content()).replace("\r\n", "\n"))
    return re.sub(r"\b[0-9a-f]{16,}\b", "ID", text)

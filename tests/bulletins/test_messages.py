"""What a receipt and a handover say in each kind of channel, word for word.

After a wanted change write the golden files anew and look at them:

    REGOLD=1 pytest tests/bulletins/test_messages.py && git diff tests/bulletins/golden
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.render import bulletin as paper
from monitor.render import handover as handover_text
from monitor.render import receipt as receipt_text
from monitor.render.bulletin import Contents
from monitor.render.handover import HandoverPayload
from monitor.render.receipt import ReceiptPayload
from monitor.types import (
    Acknowledgement,
    Blind,
    Bulletin,
    BulletinKind,
    ChannelCount,
    Gap,
    GapReason,
    Handover,
    Held,
    LookedAfter,
    Moving,
    Mute,
    Muted,
    News,
    Notice,
    NoticeKind,
    Outage,
    Reason,
    Receipt,
    Spell,
    SpellKind,
    Target,
    Update,
    WatchCount,
    bulletin_id,
)
from tests.making import NOON
from tests.render.briefings import SETTINGS, channel
from tests.render.screenshots import browser, measured
from tests.render.test_golden import compare, readable
from tests.render.test_screenshots import LEAST

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]
SINCE, UNTIL = NOON - timedelta(hours=31), NOON - timedelta(hours=7)  # 07:00 to 07:00 in Kyiv


def at(clock: str, days: int = 0) -> datetime:
    """A time in the night before, in UTC."""
    hour, minute = map(int, clock.split(":"))
    return NOON.replace(hour=hour, minute=minute) - timedelta(days=days)


RECEIPT = Receipt(
    since=SINCE,
    until=UNTIL,
    begun=None,
    feeds=43,
    healthy=39,
    entries=2112,
    edits=37,
    matched=14,
    alerted=3,
    suppressed={"same-story": 9, "muted": 1, "shadow": 1},
    waiting=2,
    outages=(
        Outage(
            kind=SpellKind.WORKER,
            since=at("20:10", 1),
            until=at("20:22", 1),
            why="it gave no sign of life",
            missed=False,
        ),
        Outage(kind=SpellKind.STORAGE, since=at("04:30"), until=None, why="database or disk is full", missed=None),
    ),
    blind=(
        Blind(feed="herald", since=at("00:10"), until=at("01:40"), why="connect: Connection refused", missed=False),
        Blind(feed="river-agency", since=at("18:00", 2), until=None, why="throttled: 503", missed=None),
    ),
    brief=4,
    gaps=(Gap(feed="gazette", since=at("02:00"), until=at("02:20"), fresh=30, reason=GapReason.NO_OVERLAP),),
    stale=(
        Spell(
            kind=SpellKind.STALE,
            subject="courier",
            since=at("15:00", 1),
            detail="it answers, but nothing new came for 14 h; usual at this time would have been more",
        ),
    ),
    unread=("tribune",),
    channels=(
        ChannelCount(
            channel="desk",
            title="World desk",
            told=2,
            waiting=2,
            refused=0,
            muted=1,
            spells=(),
            watches=(
                WatchCount(watch="kursk", title="Kursk", state="live"),
                WatchCount(
                    watch="floods",
                    title="Floods",
                    state="live",
                    matched=13,
                    alerted=3,
                    stories=2,
                    suppressed={"same-story": 9, "muted": 1},
                ),
                WatchCount(watch="strikes", title="Strikes", state="live"),
            ),
        ),
        ChannelCount(
            channel="planning",
            title="Planning",
            told=0,
            waiting=0,
            refused=1,
            muted=0,
            spells=(
                Spell(kind=SpellKind.CHANNEL, subject="planning", since=at("03:00"), detail="HTTP 401 Unauthorized"),
            ),
            watches=(
                WatchCount(watch="elections", title="Elections", state="shadow", matched=1, suppressed={"shadow": 1}),
            ),
        ),
    ),
)

ALL_WELL = replace(
    RECEIPT,
    healthy=43,
    edits=0,
    matched=0,
    alerted=0,
    suppressed={},
    waiting=0,
    outages=(),
    blind=(),
    brief=0,
    gaps=(),
    stale=(),
    unread=(),
    channels=(replace(RECEIPT.channels[0], told=0, waiting=0, muted=0, watches=(RECEIPT.channels[0].watches[0],)),),
)

STORY_MUTE = Mute(
    id="5c1f0a2b", target=Target(story="s1"), author="Boris", because="we have a reporter there",
    made=at("01:00"), until=at("13:00"),
)  # fmt: skip
WATCH_MUTE = Mute(
    id="77aa0a2b", target=Target(watch="floods", channel="desk"), author="Anna", because="a drill",
    made=at("01:00"), until=at("06:30"),
)  # fmt: skip

HANDOVER = Handover(
    since=NOON - timedelta(hours=16),
    until=NOON - timedelta(hours=8),
    stories=(
        Moving(
            story="s1",
            headline="North Korean troops have reached the Kursk region, Brussels says",
            url="https://herald.example/troops",
            watches=("kursk", "europe"),
            publishers=("Herald", "Gazette", "Вісті", "Courier", "Tribune", "Baltic Wire", "River Agency"),
            reports=12,
            fresh=5,
            opened=at("16:40", 1),
            updated=at("03:20"),
            sent=True,
            news=(
                News(at=at("16:40", 1), reason=Reason.NEW, title="North Korean troops have reached Kursk", update=None),
                News(
                    at=at("22:02", 1),
                    reason=Reason.CHANGED,
                    title="12,000 troops",
                    update=Update(kind=Reason.CHANGED, what="figure", old=("10000 soldier",), new=("12000 soldier",)),
                ),
                News(
                    at=at("03:20"),
                    reason=Reason.CORRECTED,
                    title="Brussels: some 12,000 troops near Kursk",
                    update=Update(kind=Reason.CORRECTED, what="headline", old=("12,000 troops in Kursk",)),
                    kept=True,
                ),
            ),
            acknowledged=Acknowledgement(story="s1", author="Anna", at=at("21:30", 1), note="calling Kyiv"),
            muted=STORY_MUTE,
        ),
        Moving(
            story="s2",
            headline="Crest of the flood passes Lern",
            url=None,
            watches=("floods",),
            publishers=("River Agency",),
            reports=1,
            fresh=1,
            opened=at("02:10"),
            updated=at("02:10"),
            sent=False,
            news=(News(at=at("02:10"), reason=Reason.NEW, title="Crest of the flood passes Lern", update=None),),
        ),
    ),
    looked_after=(
        LookedAfter(
            headline="Harbour of Odris closed by fog",
            acknowledged=Acknowledgement(story="s3", author="Boris", at=at("23:10", 1)),
        ),
    ),
    mutes=(
        Muted(mute=STORY_MUTE, kept=3, headline="North Korean troops have reached the Kursk region, Brussels says"),
        Muted(mute=WATCH_MUTE, kept=0),
    ),
    outages=(
        Outage(
            kind=SpellKind.NETWORK,
            since=at("23:00", 1),
            until=at("23:25", 1),
            why="Network is unreachable",
            missed=True,
        ),
    ),
    blind=(RECEIPT.blind[1],),
    stale=RECEIPT.stale,
    channels=RECEIPT.channels[1].spells,
    budgets=(
        Notice(
            kind=NoticeKind.WATCH_OVER,
            subject="floods",
            detail="8 alerts within 24 h, expected 0-5/day; mostly terms flood (6), dam (2)",
            since=at("19:00", 1),
            at=at("02:10"),
        ),
    ),
    held=(
        Held(channel="desk", title="World desk", waits="quiet", count=2, due=at("05:00")),
        Held(channel="planning", title="Planning", waits=None, count=1, due=at("03:00")),
    ),
    matched=9,
    alerted=4,
    suppressed={"same-story": 5},
)

NOTHING = replace(
    HANDOVER,
    stories=(),
    looked_after=(),
    mutes=(),
    outages=(),
    blind=(),
    stale=(),
    channels=(),
    budgets=(),
    held=(),
    matched=0,
    alerted=0,
    suppressed={},
)
TITLES = {"kursk": "Kursk", "europe": "Europe", "floods": "Floods"}


def contents(what: Receipt | Handover) -> Contents:
    if isinstance(what, Receipt):
        return receipt_text.contents(what, "Europe/Kyiv", "ID")
    return handover_text.contents(what, "Europe/Kyiv", TITLES, "ID")


def body(what: Receipt | Handover, kind: str) -> bytes:
    to = channel(kind)
    which = BulletinKind.RECEIPT if isinstance(what, Receipt) else BulletinKind.HANDOVER
    name = bulletin_id(which, to.name, to.recipients[0], what.since, what.until)
    one = Bulletin(
        id=name,
        kind=which,
        channel=to.name,
        recipient=to.recipients[0],
        since=what.since,
        until=what.until,
        created=what.until,
        due=what.until,
    )
    message = paper.render(one, contents(what), to, now=what.until)
    assert (message.id, message.recipient) == (name, to.recipients[0])
    return message.body


SHOWN: dict[str, Receipt | Handover] = {"receipt": RECEIPT, "handover": HANDOVER}
QUIET: dict[str, Receipt | Handover] = {"receipt": ALL_WELL, "handover": NOTHING}


@pytest.mark.parametrize("kind", SETTINGS)
@pytest.mark.parametrize("name", SHOWN)
def test_the_message_is_the_one_that_was_agreed(name: str, kind: str) -> None:
    compare(GOLDEN / f"{name}.{kind}.txt", readable(kind, body(SHOWN[name], kind)))


@pytest.mark.parametrize("name", QUIET)
def test_that_nothing_is_amiss_is_said_too(name: str) -> None:
    compare(GOLDEN / f"{name}.quiet.txt", readable("console", body(QUIET[name], "console")))


def test_the_published_schemas_are_those_of_the_code() -> None:
    compare(ROOT / "monitor/render/receipt.schema.json", receipt_text.schema())
    compare(ROOT / "monitor/render/handover.schema.json", handover_text.schema())
    assert ReceiptPayload.model_validate_json(body(RECEIPT, "webhook")).data.receipt == RECEIPT
    assert HandoverPayload.model_validate_json(body(HANDOVER, "webhook")).data.handover == HANDOVER


HOSTILE = "<script>x</script> @everyone {{ 7*7 }} \u202e\r\nBcc: all@desk.example"
WIDE = "W" * 400


def spoilt(text: str) -> tuple[Receipt, Handover]:
    """Everything that a feed, a server or a person can write, written by somebody who means harm."""
    news = replace(HANDOVER.stories[0].news[2], title=text, update=None)
    story = replace(
        HANDOVER.stories[0], headline=text, publishers=(text,), news=(news,), url=f"https://x.example/{text}"
    )
    mute = replace(STORY_MUTE, because=text, author=text)
    receipt = replace(RECEIPT, blind=tuple(replace(one, why=text) for one in RECEIPT.blind))
    return receipt, replace(HANDOVER, stories=(story,), mutes=(Muted(mute=mute, kept=1, headline=text),))


@pytest.mark.parametrize("kind", SETTINGS)
def test_nothing_gets_out_of_its_place(kind: str) -> None:
    for what in spoilt(HOSTILE):
        raw = body(what, kind)
        assert b"\r\nBcc:" not in raw.partition(b"\r\n\r\n")[0]
        shown = readable(kind, raw)
        assert kind in {"webhook", "file"} or "\u202e" not in shown
        assert kind != "email" or ("<script>" not in shown.partition("<!DOCTYPE")[2] and "49" not in shown)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone_and_can_be_read(scheme: str) -> None:
    program = browser()
    if program is None:
        pytest.skip("there is no chromium on the PATH")
    shown = (RECEIPT, HANDOVER, ALL_WELL, NOTHING, *spoilt(WIDE))
    found = measured(program, [paper.html(contents(one)) for one in shown], scheme=scheme, width=360)
    assert [wide for wide, _ in found] == [360] * len(shown)
    assert min(contrast for _, contrast in found) >= LEAST


def test_the_mail_has_the_page() -> None:
    assert "<h1" in paper.html(contents(RECEIPT))
    assert json.loads(body(RECEIPT, "webhook"))["type"] == "receipt"


def test_no_golden_file_is_left_over() -> None:
    wanted = {f"{name}.{kind}.txt" for name in SHOWN for kind in (*SETTINGS, "quiet")}
    assert {path.name for path in GOLDEN.iterdir()} == wanted

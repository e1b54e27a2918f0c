"""What a desk reads when a mute is over, word for word. After a wanted change write the golden files anew:

REGOLD=1 pytest tests/mutes/test_recap.py && git diff tests/mutes/golden
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.render import recap
from monitor.render.recap import MOST_IN_CHAT
from monitor.render.recap_data import MOST, RecapPayload, schema
from monitor.settings import Channel
from monitor.types import Mute, Reason, Recap, Target, Withheld, recap_id
from tests import making
from tests.making import NOON
from tests.render.briefings import CHATS, SETTINGS, cases, looked_after
from tests.render.test_golden import compare, readable

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]
MUTE = Mute(
    id="5c" * 10,
    target=Target(watch="kursk", publisher="gazette"),
    author="Anna",
    because="a long night, @everyone knows <it>",
    made=NOON - timedelta(hours=14),
    until=NOON,
    ended=NOON + timedelta(seconds=1),
)


def held(title: str, minutes: float, reason: Reason = Reason.NEW, **more: str) -> Withheld:
    entry = making.entry(title)
    story = more.get("story", entry.id)
    return Withheld(
        mute=MUTE.id,
        alert=making.alert(replace(entry, id=story), "anna@desk.example", reason=reason),
        feed="gazette",
        publisher="Gazette & Sons",
        title=title,
        url=more.get("url", entry.url),
        at=MUTE.made + timedelta(minutes=minutes),
    )


FIRST = held("Troops <b>seen</b>\u2028near Sudzha", 10)
SEVERAL = (
    FIRST,
    held("Troops seen near Belgorod", 800, Reason.CORRECTED, story=FIRST.alert.story),
    held("", 820, url="javascript:alert(1)"),
)


def rendered(kind: str, *withheld: Withheld, mute: Mute = MUTE) -> bytes:
    to = Channel(name="desk", title="World desk", recipients=(), settings=SETTINGS[kind], timezone="Europe/Kyiv")
    name = recap_id(mute.id, "desk", "anna@desk.example", withheld)
    one = Recap(
        id=name,
        mute=mute,
        channel="desk",
        recipient="anna@desk.example",
        withheld=withheld,
        created=NOON,
        due=NOON,
    )
    links = {FIRST.alert.id: looked_after(cases("email")["new"].briefing).actions}
    known = {name: found for name, found in links.items() if found is not None}
    message = recap.render(one, to, {"kursk": "Kursk & troops"}, now=NOON, actions=known)
    assert (message.id, message.recipient) == (name, "anna@desk.example")
    return message.body


@pytest.mark.parametrize("kind", SETTINGS)
def test_the_list_is_the_one_that_was_agreed(kind: str) -> None:
    body = rendered(kind, *SEVERAL)
    compare(GOLDEN / f"recap.{kind}.txt", readable(kind, body))


def test_the_published_schema_is_the_one_of_the_code() -> None:
    compare(ROOT / "monitor/render/recap.schema.json", schema())
    assert RecapPayload.model_validate_json(rendered("webhook", *SEVERAL)).data.stories == 2


def test_of_very_many_it_gives_the_number() -> None:
    many = [held(f"Report {number}", number) for number in range(MOST + 3)]
    text = rendered("console", *many).decode()
    assert f"While muted: {MOST + 3} stories" in text
    assert "and 3 more: `monitor mute list --all` shows them" in text
    assert RecapPayload.model_validate_json(rendered("file", *many)).data.more == 3


def test_who_ended_it_by_hand_is_named() -> None:
    ended = replace(MUTE, ended=NOON - timedelta(hours=1), ended_by="Boris")
    assert "(ended by Boris)" in rendered("console", FIRST, mute=ended).decode()


@pytest.mark.parametrize("kind", CHATS)
def test_a_chat_cuts_none_of_those_it_lists(kind: str) -> None:
    many = [held(f"Report {number} {'w' * 400}", number) for number in range(MOST_IN_CHAT + 3)]
    body = rendered(kind, *many).decode()
    assert all(f"Report {number} " in body for number in range(MOST_IN_CHAT)), kind
    assert "and 3 more" in body

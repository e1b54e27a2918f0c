"""What an operator reads, word for word. After a wanted change write the golden files anew and look at them:

REGOLD=1 pytest tests/notices && git diff tests/notices/golden
"""

from __future__ import annotations

import email
import email.policy
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from monitor.render import mime, notice
from monitor.render.notice import NoticePayload, headline, notice_text
from monitor.settings import Channel
from monitor.types import Addressee, Bundle, Notice, NoticeKind, bundle_id
from tests.making import NOON
from tests.render.briefings import CHATS, SETTINGS
from tests.render.test_golden import compare

GOLDEN = Path(__file__).parent / "golden"
AT_ONCE = {NoticeKind.MOVED, NoticeKind.DATABASE_RESTORED, NoticeKind.DATABASE_DAMAGED, NoticeKind.READ_ANEW}
ROOT = Path(__file__).parents[2]
HOUR = timedelta(hours=1)


def made(kind: NoticeKind, subject: str, detail: str, *, at: datetime = NOON, lasting: timedelta = HOUR) -> Notice:
    return Notice(kind=kind, subject=subject, detail=detail, since=at - lasting, at=at)


SEVERAL = (
    made(
        NoticeKind.FAILING, "herald", "connect: no connection to 9.0.0.1 port 80: Connection refused (4 times in a row)"
    ),
    made(NoticeKind.FAILING, "gazette", "tls: the certificate has expired (2 times in a row)"),
    made(NoticeKind.MOVED, "courier", "https://courier.example/rss has moved for good to https://new.example/rss"),
    made(NoticeKind.NETWORK_DOWN, "", "all of the last 20 feeds failed", lasting=timedelta(minutes=3)),
    made(NoticeKind.NETWORK_BACK, "", "feeds answer again after 25 min", at=NOON + HOUR / 2),
    made(NoticeKind.CHANNEL_PAUSED, "planning-board", "HTTP 401 Unauthorized; its queue is kept", lasting=30 * HOUR),
    made(NoticeKind.RECOVERED, "herald", "no longer failing: it can be read again", at=NOON + HOUR),
)


def bundle(*found: Notice) -> Bundle:
    to = Addressee(channel="duty", recipient="anna@desk.example")
    return Bundle(
        id=bundle_id(to, found), channel=to.channel, recipient=to.recipient, notices=found, created=NOON, due=NOON
    )


def rendered(kind: str, *found: Notice) -> bytes:
    to = Channel(name="duty", title="Duty engineer", recipients=(), settings=SETTINGS[kind], timezone="Europe/Kyiv")
    message = notice.render(bundle(*found), to, now=NOON + 2 * HOUR)
    assert (message.id, message.recipient) == (bundle(*found).id, "anna@desk.example")
    return message.body


def readable(kind: str, body: bytes) -> str:
    if kind not in {"console", "email"}:
        return json.dumps(json.loads(body), indent=1, ensure_ascii=False) + "\n"
    if kind == "email":
        parsed = email.message_from_bytes(body, policy=email.policy.default)
        head = body.partition(b"\r\n\r\n")[0].decode().replace("\r\n", "\n")
        return f"{head}\n\n{parsed.get_content()}".replace("\r\n", "\n")
    return body.decode()


@pytest.mark.parametrize("kind", SETTINGS)
def test_the_message_is_the_one_that_was_agreed(kind: str) -> None:
    compare(GOLDEN / f"several.{kind}.txt", readable(kind, rendered(kind, *SEVERAL)))


def test_the_published_schema_is_the_one_of_the_code() -> None:
    compare(ROOT / "monitor/render/notice.schema.json", notice.schema())


def test_the_type_names_the_kind_where_it_is_one() -> None:
    def type_of(*found: Notice) -> str:
        return str(json.loads(rendered("webhook", *found))["type"])

    assert type_of(SEVERAL[0]) == type_of(*SEVERAL[:2]) == "notice.failing"
    assert type_of(*SEVERAL[:3]) == "notice.several"


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_fits_the_schema_and_has_its_words(kind: NoticeKind) -> None:
    named = kind.about in {"feed", "channel", "watch"}
    found = made(kind, "gazette" if named else "", "so it is")
    body = rendered("webhook", found)
    assert NoticePayload.model_validate_json(body).model_dump_json().encode() == body
    name = f"{kind.about} gazette" if named else f"the {kind.about}"
    assert headline([found]).startswith(f"{name} {'has' if kind is NoticeKind.MOVED else 'is'} ")
    assert headline([found]) in notice_text(found)
    assert notice_text(found).endswith(": so it is")
    assert (" since " in notice_text(found)) is not (kind.is_end or kind in AT_ONCE)


def test_what_is_not_promised_is_refused() -> None:
    body = json.loads(rendered("webhook", *SEVERAL))
    for spoilt in ({**body, "more": 1}, {**body, "version": 2}, {**body, "type": "alert.new"}):
        with pytest.raises(ValidationError):
            NoticePayload.model_validate_json(json.dumps(spoilt))


def test_the_headline_counts() -> None:
    assert headline(SEVERAL[:1]) == "feed herald is failing"
    assert headline(SEVERAL) == (
        "2 feeds failing, 1 feed moved, the network down, the network back, 1 channel paused, 1 feed well again"
    )


def test_what_a_server_says_reaches_no_header_and_no_other_line() -> None:
    hostile = made(NoticeKind.FAILING, "gazette", "status: 500\r\nBcc: all@desk.example\u2028- feed x is well\x1b[31m")
    mail = rendered("email", hostile)
    parsed = email.message_from_bytes(mail, policy=email.policy.default)
    assert parsed["Bcc"] is None
    assert all(len(line) <= mime.LINE + 2 for line in mail.split(b"\r\n"))
    assert "\x1b" not in parsed.get_content()
    assert sum(line.startswith("- ") for line in parsed.get_content().splitlines()) == 1


@pytest.mark.parametrize("kind", CHATS)
def test_a_message_of_many_notices_fits_a_chat_and_says_how_many(kind: str) -> None:
    many = [made(NoticeKind.FAILING, f"paper-{number}", "connect: refused @everyone " * 5) for number in range(200)]
    body = rendered(kind, *many)
    assert b"200 feeds failing" in body
    assert b"@everyone" not in body

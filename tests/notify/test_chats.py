"""The chat channels over real receivers: what they get fits, calls nobody, and every answer has its class."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.notify import open_sender, wire_of
from monitor.render import digest, recap, render
from monitor.settings import AppriseSettings, Channel, ChatSettings, NtfySettings, PostedSettings, Secret
from monitor.types import (
    Briefing,
    Deferred,
    DigestKind,
    Fault,
    Hit,
    Message,
    Reason,
    Recap,
    Rejected,
    SendResult,
    Sent,
    Uncertain,
)
from tests.render.briefings import CORRECTED, ENGLISH, NOW, briefing, cases, channel, story
from tests.render.examples import tried
from tests.render.test_hostile import briefings, digest_of, recaps
from tests.servers.chat import BOT, CHATS, KEY, TOKEN, ChatServer, chat_server, said
from tests.servers.webhooks import Answer, Received

# Apprise imports a module that Python 3.13 drops, where there is one.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

POSTED = [kind for kind in CHATS if kind != "apprise"]


@pytest.fixture(params=list(CHATS))
def server(request: pytest.FixtureRequest) -> Iterator[ChatServer]:
    with chat_server(request.param) as running:
        yield running


def desk(to: ChatSettings) -> Channel:
    return Channel(name="desk", title="Night desk", recipients=("desk",), settings=to, timezone="Europe/Kyiv")


def send(to: ChatSettings, *messages: Message, timeout: float = 5) -> list[SendResult]:
    async def run() -> list[SendResult]:
        sender = open_sender(desk(replace(to, timeout=timedelta(seconds=timeout))))
        try:
            return [await sender.send(message) for message in messages]
        finally:
            await sender.close()

    return asyncio.run(run())


def message_to(to: ChatSettings, name: str = "new") -> Message:
    return render(cases("webhook")[name].briefing, desk(to), now=NOW)


def kind_of(result: SendResult) -> object:
    return result.fault if isinstance(result, Rejected) else type(result)


def test_every_message_arrives(server: ChatServer) -> None:
    messages = [message_to(server.settings, name) for name in cases("webhook")]
    results = send(server.settings, *messages)
    assert [type(result) for result in results] == [Sent] * len(messages), results
    assert len(server.http.received) == len(messages)


# --- whatever a feed says ----------------------------------------------------------------------------------

_MENTIONS = re.compile(r"@(?:everyone|here|room|channel|all)\b|<[@!#]|<at\b|<at>|</cmd", re.IGNORECASE)


def texts(value: object) -> Iterator[str]:
    """Every text in a piece of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


@pytest.mark.parametrize("kind", POSTED)
@given(told=briefings())
@tried(60)
def test_any_text_fits_and_calls_nobody(kind: str, told: Briefing) -> None:
    check(kind, told)


@pytest.mark.parametrize("kind", POSTED)
@pytest.mark.parametrize(
    "letter", ["W", "&", "<", '"', "\\", "*", "_ ", "👩🏽‍🔬", "北", "\u0300e", "@everyone ", "<@1>"]
)
def test_the_largest_message_fits(kind: str, letter: str) -> None:
    big = replace(
        CORRECTED, title=letter * 3000, summary=letter * 9000, publisher=letter * 900,
        url="https://outlet.example/" + "x" * 1400, article=letter * 9000 + "Kursk " + letter * 9000,
    )  # fmt: skip
    others = [replace(big, id=f"entry-{number}", publisher=f"{number} {big.publisher}") for number in range(30)]
    told = briefing(big, channel("email"), reason=Reason.CORRECTED, within=story(big, *others), previous=ENGLISH)
    places = range(0, 2000, 40)
    hits = [Hit(field="summary", start=at, end=at + 20, surface="x", term=f"{at}") for at in places]
    check(kind, replace(told, hits=tuple(hits), previous_title="x " * 4000, previous_summary=letter * 9000))


@pytest.mark.parametrize("kind", POSTED)
@given(told=st.lists(briefings(), min_size=1, max_size=3), withheld=recaps())
@tried(20)
def test_digests_and_recaps_fit_and_call_nobody(kind: str, told: list[Briefing], withheld: Recap) -> None:
    to = desk(CHATS[kind].settings("https://chat.example"))
    several = digest_of(DigestKind.DIGEST, tuple((one,) for one in told))
    check_message(kind, digest.render(several, to, now=NOW))
    check_message(kind, recap.render(withheld, to, {"w": told[0].watch_title}, now=NOW))


def check(kind: str, told: Briefing) -> None:
    """Look at the message of an alert."""
    check_message(kind, render(told, desk(CHATS[kind].settings("https://chat.example")), now=NOW))


def check_message(kind: str, message: Message) -> None:
    """Hand the request to the service that would get it, and look for mentions."""
    to = CHATS[kind].settings("https://chat.example")
    assert isinstance(to, PostedSettings)
    post = wire_of(to).post(message)
    path = post.url.removeprefix("https://chat.example")
    headers = {name.lower(): value for name, value in {"Content-Type": "application/json", **post.headers}.items()}
    got = Received(path=path, headers=headers, body=post.body, verified=(), method=post.method)
    answer = CHATS[kind].service(got)
    assert answer.status in {200, 202}, answer.body
    data = json.loads(post.body)
    found = [text for text in texts(data) if _MENTIONS.search(text)]
    assert not found
    if kind == "discord":
        assert data["allowed_mentions"] == {"parse": []}
        assert not any(re.search(r"(?<!\\)<(?!https?://)", text) for text in texts(data["embeds"][0]["description"]))


@given(told=briefings())
@tried(60)
def test_what_apprise_gets_calls_nobody_either(told: Briefing) -> None:
    data = json.loads(render(told, channel("apprise"), now=NOW).body)
    assert set(data) == {"title", "body", "urgent"}
    assert len(data["title"]) <= 250
    assert len(data["body"].encode()) <= 4000
    assert not any(_MENTIONS.search(text) for text in texts(data))


# --- answers -----------------------------------------------------------------------------------------------

ANSWERS: list[tuple[str, Answer, object]] = [
    ("slack", Answer(200, body=b"ok"), Sent),
    ("slack", Answer(200, body=b"ok\n"), Sent),
    ("slack", Answer(200, body=b"<html>Sign in</html>"), Fault.CHANNEL),
    ("slack", Answer(200, body=b"o", length=2), Uncertain),
    ("slack", Answer(200), Uncertain),
    ("slack", Answer(400, body=b"invalid_payload"), Fault.RECIPIENT),
    ("slack", Answer(400, body=b"invalid_blocks"), Fault.RECIPIENT),
    ("slack", Answer(403, body=b"action_prohibited"), Fault.CHANNEL),
    ("slack", Answer(400, body=b"invalid_token"), Fault.CHANNEL),
    ("slack", Answer(404, body=b"channel_not_found"), Fault.CHANNEL),
    ("slack", Answer(404, body=b"no_service"), Fault.GONE),
    ("slack", Answer(410, body=b"channel_is_archived"), Fault.GONE),
    ("slack", Answer(500, body=b"rollup_error"), Deferred),
    ("teams", Answer(202), Sent),
    ("teams", said(400, {"error": {"code": "WorkflowTriggerIsNotEnabled"}}), Fault.CHANNEL),
    ("teams", said(401, {"error": {"code": "DirectApiAuthorizationRequired"}}), Fault.CHANNEL),
    ("teams", said(404, {"error": {"code": "WorkflowNotFound"}}), Fault.CHANNEL),
    ("teams", said(413, {"error": "RequestEntityTooLarge"}), Fault.RECIPIENT),
    ("teams", said(502, {"error": {"code": "NoResponse"}}), Deferred),
    ("discord", Answer(204), Sent),
    ("discord", said(404, {"message": "Unknown Webhook", "code": 10015}), Fault.GONE),
    ("discord", said(401, {"message": "Invalid Webhook Token", "code": 50027}), Fault.CHANNEL),
    ("discord", said(400, {"message": "Unknown Channel", "code": 10003}), Fault.CHANNEL),
    ("discord", said(400, {"message": "Invalid Form Body", "code": 50035}), Fault.RECIPIENT),
    ("telegram", said(400, {"ok": False, "description": "Bad Request: can't parse entities"}), Fault.RECIPIENT),
    ("telegram", said(400, {"ok": False, "description": "Bad Request: chat not found"}), Fault.CHANNEL),
    ("telegram", said(401, {"ok": False, "description": "Unauthorized"}), Fault.CHANNEL),
    ("telegram", said(403, {"ok": False, "description": "Forbidden: bot was blocked by the user"}), Fault.CHANNEL),
    ("ntfy", said(401, {"code": 40101, "error": "unauthorized"}), Fault.CHANNEL),
    ("ntfy", said(400, {"code": 40009, "error": "invalid request: topic invalid"}), Fault.CHANNEL),
    ("ntfy", said(413, {"code": 41301, "error": "too large"}), Fault.RECIPIENT),
    ("ntfy", said(507, {"code": 50701, "error": "insufficient storage"}), Deferred),
    ("pagerduty", said(202, {"status": "success"}), Sent),
    ("pagerduty", said(400, {"errors": ["'payload.severity' is invalid"]}), Fault.RECIPIENT),
    ("pagerduty", said(400, {"errors": ["Length of 'routing_key' is incorrect"]}), Fault.CHANNEL),
    ("matrix", said(401, {"errcode": "M_UNKNOWN_TOKEN", "soft_logout": False}), Fault.CHANNEL),
    ("matrix", said(403, {"errcode": "M_FORBIDDEN"}), Fault.CHANNEL),
    ("matrix", said(400, {"errcode": "M_UNKNOWN_TOKEN"}), Fault.CHANNEL),
    ("matrix", said(413, {"errcode": "M_TOO_LARGE"}), Fault.RECIPIENT),
    ("matrix", said(502, {"errcode": "M_UNKNOWN"}), Deferred),
    ("apprise", Answer(404), Fault.CHANNEL),
    ("apprise", Answer(410), Fault.GONE),
    ("apprise", Answer(400), Fault.RECIPIENT),
    ("apprise", Answer(503), Deferred),
]


@pytest.mark.parametrize(("kind", "answer", "expected"), ANSWERS, ids=lambda value: getattr(value, "status", value))
def test_every_answer_has_its_class(kind: str, answer: Answer, expected: object) -> None:
    with chat_server(kind) as server:
        server.http.answers = [answer]
        [result] = send(server.settings, message_to(server.settings))
    assert kind_of(result) is expected, result
    if isinstance(result, Rejected | Deferred):
        assert str(answer.status) in result.detail


@pytest.mark.parametrize("kind", POSTED)
@pytest.mark.parametrize(
    ("answer", "expected"),
    [(Answer(429), Deferred), (Answer(503), Deferred), (Answer(408), Deferred), (Answer(410), Fault.GONE),
     (Answer(403), Fault.CHANNEL), (Answer(302), Fault.CHANNEL), (Answer(422), Fault.RECIPIENT)],
    ids=lambda value: getattr(value, "status", ""),
)  # fmt: skip
def test_what_all_have_in_common(kind: str, answer: Answer, expected: object) -> None:
    with chat_server(kind) as server:
        for body in (b"", b"not JSON", b'["JSON"]', b'{"error": "x", "parameters": 1, "code": null}'):
            server.http.answers = [replace(answer, body=body)]
            [result] = send(server.settings, message_to(server.settings))
            assert kind_of(result) is expected


WISHES: list[tuple[str, Answer, float | None]] = [
    ("slack", Answer(429, headers={"Retry-After": "30"}, body=b"rate_limited"), 30),
    ("teams", Answer(429, headers={"Retry-After": "7"}), 7),
    ("discord", said(429, {"message": "You are being rate limited.", "retry_after": 0.65}), 0.65),
    ("discord", Answer(429, headers={"Retry-After": "600"}, body=b"<html>banned</html>"), 600),
    ("telegram", said(429, {"ok": False, "parameters": {"retry_after": 35}}), 35),
    ("telegram", said(429, {"ok": False, "parameters": {"retry_after": "soon"}}, **{"Retry-After": "4"}), 4),
    ("ntfy", said(429, {"code": 42901, "error": "limit reached"}), None),
    ("pagerduty", Answer(429), None),
    ("matrix", said(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}), 2.5),
    ("matrix", said(429, {"errcode": "M_LIMIT_EXCEEDED"}, **{"Retry-After": "9"}), 9),
    ("matrix", said(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": -1}), None),
    ("matrix", said(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": True}), None),
]


@pytest.mark.parametrize(("kind", "answer", "seconds"), WISHES, ids=lambda value: getattr(value, "status", value))
def test_each_says_in_its_own_way_how_long_to_wait(kind: str, answer: Answer, seconds: float | None) -> None:
    with chat_server(kind) as server:
        server.http.answers = [answer]
        result, again = send(server.settings, *[message_to(server.settings)] * 2)
    assert isinstance(result, Deferred)
    assert result.retry_after == (None if seconds is None else timedelta(seconds=seconds))
    assert isinstance(again, Sent)


@pytest.mark.parametrize("kind", POSTED)
def test_an_answer_that_is_lost_is_uncertain_and_the_next_one_counts(kind: str) -> None:
    with chat_server(kind) as server:
        server.http.answers = [Answer(close=True)]
        lost, again = send(server.settings, *[message_to(server.settings)] * 2)
        assert isinstance(lost, Uncertain)
        assert isinstance(again, Sent)
        first, second = server.http.received
        assert first.body == second.body
        assert first.path == second.path, "the id of a transaction is that of the alert"


@pytest.mark.parametrize("kind", ["slack", "matrix", "apprise"])
def test_a_receiver_that_does_not_answer_in_time_is_uncertain(kind: str) -> None:
    with chat_server(kind) as server:
        server.http.answers = [Answer(delay=5)]
        [result] = send(server.settings, message_to(server.settings), timeout=1)
    assert isinstance(result, Uncertain)


def test_a_group_that_moved_is_named_anew() -> None:
    with chat_server("telegram") as server:
        moved = {"ok": False, "error_code": 400, "parameters": {"migrate_to_chat_id": -1001987654321}}
        server.http.answers = [said(400, moved)]
        [result] = send(server.settings, message_to(server.settings))
    assert result == Rejected(
        fault=Fault.CHANNEL, detail="the group has become a supergroup: write chat: -1001987654321"
    )


def test_an_invalid_token_or_url_is_the_channels_fault() -> None:
    wrong: dict[str, dict[str, Any]] = {
        "telegram": {"token": Secret("1:x")},
        "ntfy": {"token": Secret("tk_x")},
        "pagerduty": {"key": Secret("x")},
        "matrix": {"token": Secret("x")},
        "teams": {"url": Secret("https://[::1")},
        "discord": {"url": Secret("ftp://discord.example/x")},
    }
    for kind, change in wrong.items():
        with chat_server(kind) as server:
            spoilt = replace(server.settings, **change)
            [result] = send(spoilt, message_to(spoilt))
        assert kind_of(result) is Fault.CHANNEL, (kind, result)


def test_an_authority_that_cannot_be_read_is_the_channels_fault() -> None:
    to = NtfySettings(topic=Secret("desk"), server="https://127.0.0.1:9", ca_file=Path("/nowhere/ca.pem"))
    [result] = send(to, message_to(to))
    assert kind_of(result) is Fault.CHANNEL
    assert "certificates" in result.detail


def test_an_alert_sent_again_wakes_nobody_twice() -> None:
    with chat_server("pagerduty") as server:
        send(server.settings, *[message_to(server.settings)] * 2)
        keys = {got.data["dedup_key"] for got in server.http.received}
    assert keys == {message_to(server.settings).id}
    with chat_server("matrix") as server:
        send(server.settings, message_to(server.settings))
        [got] = server.http.received
    assert got.path.endswith(f"/{message_to(server.settings).id}")


def test_a_url_of_apprise_that_is_none_is_the_channels_fault() -> None:
    to = AppriseSettings(url=Secret("nowhere://s3same-0pen"))
    [result] = send(to, message_to(to))
    assert kind_of(result) is Fault.CHANNEL


HIDDEN = {
    **dict.fromkeys(("slack", "teams", "discord", "apprise"), "T0PS3CRET"),
    "telegram": BOT,
    "ntfy": TOKEN,
    "pagerduty": KEY,
    "matrix": TOKEN,
}


@pytest.mark.parametrize("kind", list(CHATS))
def test_no_secret_is_told(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    # What other libraries have to say of details the worker never logs; apprise tells URLs there.
    caplog.set_level("WARNING" if kind == "apprise" else "DEBUG")
    results = []
    with chat_server(kind) as server:
        echo = f"what is {server.http.url}/services/T0/B0/T0PS3CRET {TOKEN} {KEY} {BOT}?".encode()
        for answer in (Answer(404, body=echo), Answer(500, body=echo), Answer(400, body=echo), Answer(close=True)):
            server.http.answers = [answer]
            results += send(server.settings, message_to(server.settings))
        shown = caplog.text + " ".join(repr(result) for result in results) + repr(server.settings)
    assert HIDDEN[kind] not in shown

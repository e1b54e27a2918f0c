"""What a digest says in each kind of channel, word for word, and an alert that tells what came since.

After a wanted change write the golden files anew and look at them:

    REGOLD=1 pytest tests/timing/test_messages.py && git diff tests/timing/golden
"""

from __future__ import annotations

import email
import email.policy
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.render import digest as digests
from monitor.render import render
from monitor.render.digest_data import DigestPayload, schema
from monitor.settings import Level
from monitor.types import Briefing, Digest, DigestBriefing, DigestKind, digest_id
from tests.render.briefings import (
    KOREAN,
    NOW,
    RUSSIAN,
    SEEN,
    SETTINGS,
    briefing,
    cases,
    channel,
    looked_after,
)
from tests.render.test_golden import compare, readable

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]
SEVEN = SEEN.replace(hour=15, minute=0, second=0)


def told(kind: str) -> tuple[tuple[Briefing, ...], ...]:
    """Three stories: one that changed since, one of two watches, one that is urgent."""
    to, known = channel(kind), cases(kind)
    other = replace(briefing(KOREAN, to), watch_title="Europe and Korea")
    other = replace(other, alert=replace(other.alert, id=f"{other.alert.id[:-1]}0", watch="europe-korea"))
    return (
        (known["new"].briefing, known["changed"].briefing, known["corrected"].briefing),
        (briefing(KOREAN, to), other),
        (looked_after(briefing(RUSSIAN, to, level=Level.URGENT)),),
    )


def made(kind: str, what: DigestKind, stories: tuple[tuple[Briefing, ...], ...]) -> DigestBriefing:
    to = channel(kind)
    alerts = tuple(one.alert for story in stories for one in story)
    digest = Digest(
        id=digest_id(what, to.name, to.recipients[0], "golden"),
        kind=what,
        channel=to.name,
        recipient=to.recipients[0],
        since=SEVEN - timedelta(hours=24),
        created=SEVEN,
        due=SEVEN,
        alerts=alerts,
    )
    return DigestBriefing(digest=digest, stories=stories)


def rendered(kind: str, what: DigestKind = DigestKind.DIGEST, *, empty: bool = False) -> bytes:
    message = digests.render(made(kind, what, () if empty else told(kind)), channel(kind), now=SEVEN)
    assert message.recipient == channel(kind).recipients[0]
    return message.body


@pytest.mark.parametrize("kind", SETTINGS)
def test_a_digest_is_the_one_that_was_agreed(kind: str) -> None:
    compare(GOLDEN / f"digest.{kind}.txt", readable(kind, rendered(kind)))


@pytest.mark.parametrize("what", [kind for kind in DigestKind if kind is not DigestKind.DIGEST])
def test_each_kind_of_digest_says_what_it_is(what: DigestKind) -> None:
    compare(GOLDEN / f"{what}.console.txt", readable("console", rendered("console", what)))


def test_a_digest_may_have_nothing_to_tell() -> None:
    compare(GOLDEN / "empty.email.txt", readable("email", rendered("email", empty=True)))


@pytest.mark.parametrize("kind", ["console", "email", "webhook", "slack"])
def test_an_alert_tells_what_came_since(kind: str) -> None:
    known = cases(kind)
    since = (known["also"].briefing, known["changed"].briefing)
    message = render(replace(known["new"].briefing, since=since), channel(kind), now=NOW + timedelta(minutes=50))
    compare(GOLDEN / f"since.{kind}.txt", readable(kind, message.body))


def test_the_published_schema_is_the_one_of_the_code() -> None:
    compare(ROOT / "monitor/render/digest.schema.json", schema())
    payload = DigestPayload.model_validate_json(rendered("webhook"))
    assert payload.model_dump_json().encode() == rendered("webhook")


def test_the_mail_has_the_same_stories_in_both_parts() -> None:
    parsed = email.message_from_bytes(rendered("email"), policy=email.policy.default)
    text, html = (part.get_content() for part in parsed.iter_parts())
    for story in json.loads(rendered("webhook"))["data"]["stories"]:
        assert story["headline"] in html
        assert story["headline"] in " ".join(text.split())
    assert parsed["List-Id"] == "<email.monitor.example.org>"


def test_nothing_of_a_feed_gets_out_of_its_place() -> None:
    hostile = "<script>x</script> @everyone {{ 7*7 }} \u202e\r\nBcc: all@desk.example"
    for kind in SETTINGS:
        stories = ((replace(briefing(replace(KOREAN, title=hostile), channel(kind))),),)
        body = digests.render(made(kind, DigestKind.DIGEST, stories), channel(kind), now=SEVEN).body
        assert b"\r\nBcc:" not in body.partition(b"\r\n\r\n")[0]
        shown = readable(kind, body)
        assert "\u202e" not in shown
        assert kind != "email" or ("<script>" not in shown.partition("<!DOCTYPE")[2] and "49" not in shown)


def test_no_golden_file_is_left_over() -> None:
    wanted = {f"digest.{kind}.txt" for kind in SETTINGS} | {"empty.email.txt"}
    wanted |= {f"{kind}.console.txt" for kind in DigestKind if kind is not DigestKind.DIGEST}
    wanted |= {f"since.{kind}.txt" for kind in ("console", "email", "webhook", "slack")}
    assert {path.name for path in GOLDEN.iterdir()} == wanted

"""What each kind of channel is told for each reason, word for word.

The expected messages lie in `golden/`, to be read in a review. After a wanted change write them anew and look at
the difference:

    REGOLD=1 pytest tests/render/test_golden.py && git diff tests/render/golden
"""

from __future__ import annotations

import email
import email.policy
import json
import os
from pathlib import Path
from typing import get_args

import pytest

from monitor.render.facts import REASONS
from monitor.render.webhook import schema
from monitor.settings import ChannelSettings
from monitor.types import Reason
from tests.render.briefings import CHATS, SETTINGS, cases

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]


def readable(kind: str, body: bytes) -> str:
    """Return a message as people review it: JSON with line breaks, a mail with its parts decoded."""
    if kind in {"file", "webhook", *CHATS}:
        return json.dumps(json.loads(body), indent=1, ensure_ascii=False) + "\n"
    if kind == "email":
        head = body.partition(b"\r\n\r\n")[0].decode().replace("\r\n", "\n")
        parts = email.message_from_bytes(body, policy=email.policy.default).iter_parts()
        texts = [part.get_content().replace("\r\n", "\n") for part in parts]
        return "\n\n=====\n\n".join([head, *texts])
    return body.decode()


def compare(path: Path, got: str) -> None:
    if os.environ.get("REGOLD") == "1":
        path.write_text(got, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing; see the docstring of this file"
    assert got == path.read_text(encoding="utf-8")


EACH = ("new", "also", "changed", "corrected", "gone", "acknowledged")
"""What is shown of chats, whose lines are those of the text: one message for each reason, and one with links."""
SHOWN = [(kind, name) for kind in SETTINGS for name in cases(kind) if kind not in CHATS or name in EACH]


@pytest.mark.parametrize(("kind", "name"), SHOWN)
def test_the_message_is_the_one_that_was_agreed(kind: str, name: str) -> None:
    compare(GOLDEN / f"{name}.{kind}.txt", readable(kind, cases(kind)[name].message.body))


def test_the_published_schema_is_the_one_of_the_code() -> None:
    compare(ROOT / "monitor/render/webhook.schema.json", schema())


def test_every_reason_has_its_words_and_a_golden_message() -> None:
    assert set(REASONS) == set(Reason)
    assert {case.briefing.alert.reason for case in cases("email").values()} == set(Reason)


def test_every_kind_of_channel_is_shown() -> None:
    assert {type(one) for one in SETTINGS.values()} == set(get_args(ChannelSettings))


def test_no_golden_file_is_left_over() -> None:
    wanted = {f"{name}.{kind}.txt" for kind, name in SHOWN}
    assert {path.name for path in GOLDEN.iterdir()} == wanted

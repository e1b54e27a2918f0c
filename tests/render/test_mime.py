"""Headers that every reader gets back as they were meant, whatever a feed put into them."""

from __future__ import annotations

import email
import email.header
import email.policy
import email.utils
import re
from email.message import Message as Legacy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.render import mime
from monitor.render.clean import clean
from tests.render.examples import tried

HOSTILE = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="\r\n\t :=?b\u2028\u202e\u200dКурськ북한👩\u200d🔬 ", max_size=400),
    st.sampled_from(["=?utf-8?q?x?=", "a\r\nBcc: x@example.org", "\r\n\r\nbody", "👩‍🔬" * 100, "북" * 400, "a" * 400]),
)


def both(raw: bytes) -> tuple[str, str]:
    """Read the subject with the two parsers of the standard library: the modern one and that of Python 2 days."""
    modern = email.message_from_bytes(raw, policy=email.policy.default)
    legacy: Legacy = email.message_from_bytes(raw, policy=email.policy.compat32)
    decoded = str(email.header.make_header(email.header.decode_header(legacy["Subject"])))
    return str(modern["Subject"]), decoded


@given(HOSTILE)
@tried(300)
def test_a_subject_comes_back_as_it_was_meant(title: str) -> None:
    raw = mime.header("Subject", f"[Desk] {title}") + b"X-Next: 1\r\n\r\nbody"
    meant = clean(f"[Desk] {title}")
    modern, legacy = both(raw)
    assert modern == meant
    assert legacy.replace("\r\n", "").replace("\n", "") == meant
    assert email.message_from_bytes(raw).keys() == ["Subject", "X-Next"]


@given(HOSTILE)
@tried(100)
def test_lines_are_short_ascii_and_folded_by_a_space(title: str) -> None:
    raw = mime.header("Subject", title)
    assert raw.endswith(b"\r\n")
    for number, line in enumerate(raw[:-2].split(b"\r\n")):
        assert line.isascii()
        assert b"\n" not in line
        assert b"\r" not in line
        assert len(line) <= 998
        assert number == 0 or line.startswith(b" ")
        # RFC 2047: an encoded word has at most 75 characters, a line with one at most 76.
        assert all(len(word) <= 75 for word in re.findall(rb"=\?[^ ]*\?=", line))
        if b"=?utf-8?b?" in line and b"utf-8" not in title.encode("utf-8", "replace"):
            assert len(line) <= 76


def test_an_encoded_word_never_cuts_a_letter_in_two() -> None:
    title = "👩🏽‍🔬" * 12 + "e\u0301" * 60 + "각" * 50
    words = re.findall(rb"=\?utf-8\?b\?([^?]*)\?=", mime.header("Subject", title))
    assert len(words) > 5
    pieces = [email.header.decode_header(f"=?utf-8?b?{word.decode()}?=")[0][0].decode() for word in words]
    assert "".join(pieces) == title
    assert not any(piece[0] in "\u0301\u200d🏽🔬" for piece in pieces)


@given(st.text(max_size=100), st.sampled_from(["a@example.org", "long." * 10 + "@newsroom.example.org"]))
@tried(100)
def test_a_name_beside_an_address_comes_back_and_adds_no_address(name: str, address: str) -> None:
    raw = mime.mailbox("From", name, address) + b"\r\n"
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message.keys() == ["From"]
    [found] = message["From"].addresses
    assert found.addr_spec == address
    # Python 3.11.7 reads a space between two encoded words of a name, against RFC 2047; its older parser does not.
    assert found.display_name.replace(" ", "") == clean(name).replace(" ", "")
    legacy = email.message_from_bytes(raw, policy=email.policy.compat32)["From"]
    shown, _ = email.utils.parseaddr(legacy)
    assert str(email.header.make_header(email.header.decode_header(shown))) == clean(name)


@given(st.text(max_size=50))
@tried(100)
def test_an_address_cannot_break_out(address: str) -> None:
    raw = mime.mailbox("To", "", address)
    assert raw.count(b"\r\n") == len(re.findall(rb"\r\n(?: |$)", raw))
    assert raw.isascii()


def test_ids_are_never_encoded_nor_cut() -> None:
    root = f"<{'a' * 20}@{'m' * 40}.example>"
    raw = mime.structured("References", root)
    assert root.encode() in raw
    assert email.message_from_bytes(raw + b"\r\n", policy=email.policy.default)["References"] == root


TEXTS = [
    "",
    "plain\n",
    "Курськ\n" * 50,
    "북" * 5000,
    "a" * 5000 + "\n",
    "= _ --\n--=_x\n",
    "trailing \t\n\n.\nFrom me\n",
    "\u2028x",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_part_comes_back_as_it_was(text: str) -> None:
    whole = mime.alternative([], [mime.part("plain", text), mime.part("html", text)], boundary="x")
    assert whole.isascii()
    assert max(len(line) for line in whole.split(b"\r\n")) <= 78
    assert b"\n" not in whole.replace(b"\r\n", b"")
    for policy in (email.policy.default, email.policy.compat32):
        message = email.message_from_bytes(whole, policy=policy)
        parts = list(message.walk())[1:]
        assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
        for part in parts:
            raw = part.get_payload(decode=True)
            assert isinstance(raw, bytes)
            got = raw.decode().replace("\r\n", "\n")
            assert got.rstrip("\n") == text.replace("\u2028", "\n").rstrip("\n")

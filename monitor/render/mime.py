"""The wire format of a mail (RFC 5322, 2045 to 2047), written for machine-made messages.

The standard library is not used for writing because (Python 3.11.7) it encodes long References and In-Reply-To
headers, which breaks threads, loses spaces between encoded words of long subjects, and raises ValueError at a
line separator in a title, so that a feed could stop its own alert. Reading is left to others.

Every function accepts any text: line ends and controls cannot leave the header or the part they are put in.
"""

from __future__ import annotations

import base64
import quopri
from collections.abc import Sequence

import regex

from monitor.render.clean import clean

LINE = 76
"""Characters of a line where it can be helped: RFC 5322 wishes 78, and a folded line begins with a space."""

_BEYOND = bytes(range(127, 256))  # what quoted-printable writes with three characters
_ENCODED_BYTES = 39  # of one encoded word: 52 characters in base64, 12 around them, and "Subject: " before
_ATOM = regex.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")


def header(name: str, value: str) -> bytes:
    """Return a header whose value is free text (a subject). Beyond ASCII it becomes encoded words."""
    value = clean(value)
    if value.isascii() and "=?" not in value:
        return _fold(name, value.split(" "))
    return _fold(name, _encoded_words(value))


def structured(name: str, *tokens: str) -> bytes:
    """Return a header made of tokens (ids, addresses), which are never encoded, only folded between them."""
    safe = (regex.sub(r"[^!-~ ]", "", token) for token in tokens)
    return _fold(name, [token for token in safe if token])


def mailbox(name: str, display: str, address: str) -> bytes:
    """Return a header with one address and the name people know it by."""
    display = clean(display)
    if not display:
        return structured(name, f"<{address}>")
    if _ATOM.fullmatch(display) and "=?" not in display:
        return structured(name, *display.split(" "), f"<{address}>")
    if display.isascii() and "=?" not in display:
        escaped = regex.sub(r'(["\\])', r"\\\1", display)
        return structured(name, *f'"{escaped}"'.split(" "), f"<{address}>")
    return structured(name, *_encoded_words(display), f"<{address}>")


def part(kind: str, text: str) -> bytes:
    """Return a part of type `text/<kind>` with its headers, in the encoding that keeps it short.

    Quoted-printable where most is ASCII, otherwise base64. Neither can contain the boundary of `alternative`.
    """
    raw = "\r\n".join(text.encode("utf-8", "replace").decode().splitlines()).encode() + b"\r\n"
    plain = len(raw.translate(None, _BEYOND))
    if (len(raw) - plain) * 6 < len(raw):
        name = "quoted-printable"
        lines = quopri.encodestring(raw.replace(b"\r\n", b"\n")).splitlines()
    else:
        name = "base64"
        lines = base64.encodebytes(raw).splitlines()
    head = structured("Content-Type", f'text/{kind}; charset="utf-8"')
    return head + structured("Content-Transfer-Encoding", name) + b"\r\n" + b"\r\n".join(lines) + b"\r\n"


def alternative(headers: Sequence[bytes], parts: Sequence[bytes], *, boundary: str) -> bytes:
    """Return the whole mail: the same message in several types, the plainest first."""
    # "=_" cannot occur in quoted-printable, and "_" not in base64.
    mark = f"=_{boundary}"
    kind = structured("Content-Type", "multipart/alternative;", f'boundary="{mark}"')
    head = b"".join(headers) + structured("MIME-Version", "1.0") + kind
    body = b"".join(f"--{mark}\r\n".encode() + one for one in parts)
    return head + b"\r\n" + body + f"--{mark}--\r\n".encode()


def _encoded_words(value: str) -> list[str]:
    """Cut at letters, not inside what belongs together: an accent, or an emoji made of several."""
    words, room = [], b""
    for letter in regex.findall(r"\X", value):
        for piece in _pieces(letter):
            if len(room) + len(piece) > _ENCODED_BYTES:
                words.append(room)
                room = b""
            room += piece
    words.append(room)
    return [f"=?utf-8?b?{base64.b64encode(word).decode()}?=" for word in words if word]


def _pieces(letter: str) -> list[bytes]:
    whole = letter.encode("utf-8", "replace")
    return [whole] if len(whole) <= _ENCODED_BYTES else [char.encode("utf-8", "replace") for char in letter]


def _fold(name: str, words: Sequence[str]) -> bytes:
    """Put words on lines; a space between two words stays a space when the lines are joined again."""
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > LINE and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines).encode("ascii") + b"\r\n"

"""A reader of mails written from the standards alone, beside that of the standard library: RFC 5322, 2045 to 2047.

It knows what our mails use and refuses everything else, so that it finds what lenient readers forgive.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import a2b_qp
from dataclasses import dataclass

_FIELD = re.compile(rb"([!-9;-~]+): ((?:[^\r\n]|\r\n[ \t])*)\r\n")
_WORD = re.compile(r"=\?utf-8\?b\?([A-Za-z0-9+/=]+)\?=")
_BETWEEN = re.compile(r"(?<=\?=)[ \t]+(?==\?)")


@dataclass(frozen=True, slots=True)
class Read:
    """A mail: its headers in order, decoded, and the texts of its parts by their types, in order."""

    headers: list[tuple[str, str]]
    parts: dict[str, str]

    def __getitem__(self, name: str) -> str:
        [value] = [value for known, value in self.headers if known == name]
        return value


def read(raw: bytes) -> Read:
    """Take a mail apart. An assertion says what is wrong with it."""
    headers, body = _split(raw)
    kind = dict(headers)["Content-Type"]
    found = re.fullmatch(r'multipart/alternative; boundary="([ -~]{1,70})"', kind)
    assert found, kind
    mark = f"--{found[1]}".encode()
    assert body.startswith(mark + b"\r\n")
    assert body.endswith(b"\r\n" + mark + b"--\r\n")
    pieces = body.removeprefix(mark).removesuffix(mark + b"--\r\n").split(b"\r\n" + mark + b"\r\n")
    parts = [_part(piece.removeprefix(b"\r\n")) for piece in pieces]
    assert len(dict(parts)) == len(parts)
    return Read(headers, dict(parts))


def _split(raw: bytes) -> tuple[list[tuple[str, str]], bytes]:
    head, blank, body = raw.partition(b"\r\n\r\n")
    assert blank
    head += b"\r\n"
    found = list(_FIELD.finditer(head))
    assert b"".join(field[0] for field in found) == head, "something that is no header stands among them"
    return [(field[1].decode("ascii"), _value(field[2])) for field in found], body


def _value(raw: bytes) -> str:
    text = re.sub(r"\r\n(?=[ \t])", "", raw.decode("ascii"))
    return _WORD.sub(lambda word: b64decode(word[1], validate=True).decode(), _BETWEEN.sub("", text))


def _part(raw: bytes) -> tuple[str, str]:
    headers, body = _split(raw)
    known = dict(headers)
    kind, _, charset = known["Content-Type"].partition("; ")
    assert charset.replace('"', "").casefold() == "charset=utf-8", charset
    encoding = known["Content-Transfer-Encoding"]
    assert encoding in {"base64", "quoted-printable"}
    raw = b64decode(body) if encoding == "base64" else a2b_qp(body)
    return kind, raw.decode().replace("\r\n", "\n")

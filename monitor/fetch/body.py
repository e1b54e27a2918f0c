"""The bytes of an answer, with an end: size and decompression are bounded whatever the server sends."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable

from monitor.fetch.refusal import Refusal
from monitor.types import FailureKind

_GZIP = 31  # wbits of zlib: a gzip header and the largest window
_MAGIC = b"\x1f\x8b"


def encoding_of(value: str | None) -> str:
    """Return "gzip" or "" (none) for a Content-Encoding header; raises `Refusal` for any other or several."""
    names = [name.strip().lower() for name in (value or "").split(",")]
    names = [name for name in names if name not in {"", "identity"}]
    if not names:
        return ""
    if len(names) == 1 and names[0] in {"gzip", "x-gzip"}:
        return "gzip"
    raise Refusal(FailureKind.ENCODING, f"the body is encoded as {', '.join(names)[:100]}, we accept gzip alone")


async def read_body(chunks: AsyncIterable[bytes], *, encoding: str, limit: int) -> bytes:
    """Collect a body of at most `limit` bytes, on the wire and decompressed; raises `Refusal`."""
    inflate = _Inflater(limit) if encoding else None
    body = bytearray()
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        if received > limit:
            raise too_large(limit)
        body += inflate.take(chunk, room=limit - len(body)) if inflate else chunk
    if inflate:
        inflate.finish(received)
    return bytes(body)


def too_large(limit: int) -> Refusal:
    """Refuse a body that has more than `limit` bytes."""
    return Refusal(FailureKind.TOO_LARGE, f"the body has more than {limit:,} bytes")


class _Inflater:
    """Decompresses gzip, never more than there is room for: 300 MB of zeros fit into 300 kB."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._member = zlib.decompressobj(_GZIP)

    def take(self, chunk: bytes, *, room: int) -> bytes:
        out = bytearray()
        while chunk:
            if self._member.eof:
                if not _MAGIC.startswith(chunk[:2]):
                    break  # padding behind the last member
                self._member = zlib.decompressobj(_GZIP)
            try:
                out += self._member.decompress(chunk, room - len(out) + 1)
            except zlib.error as error:
                raise Refusal(FailureKind.ENCODING, f"the gzip data is broken: {error}") from error
            if len(out) > room:
                raise too_large(self._limit)
            chunk = self._member.unconsumed_tail or self._member.unused_data
        return bytes(out)

    def finish(self, received: int) -> None:
        if received and not self._member.eof:
            raise Refusal(FailureKind.ENCODING, "the gzip data ends early")

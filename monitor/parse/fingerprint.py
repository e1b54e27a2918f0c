"""Whether a body says anything new, without parsing it.

Many feeds write the time of the request into their channel, so that no two bodies are equal. The hash leaves
these elements and the comments around the items out. Everything here is linear in the size of the body: it
runs in the worker itself, on bytes that nobody has checked.
"""

from __future__ import annotations

import hashlib
import re

_NEAR = 64 * 1024  # bytes at either end in which the channel's own elements are looked for
_FIRST_ITEM = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_LAST_ITEM = re.compile(rb"</(?:\w{1,20}:)?(?:item|entry)\s{0,9}>", re.IGNORECASE)
_TIMESTAMPS = re.compile(
    rb"<((?:\w{1,20}:)?(?:lastBuildDate|pubDate|updated|modified|date|generator|ttl|updateBase))"
    rb"(?:\s[^<>]{0,300})?>[^<]{0,300}</\1\s{0,9}>",
    re.IGNORECASE,
)


def body_hash(body: bytes) -> str:
    """Hash `body` without the channel's timestamps and comments: equal hashes mean that nothing changed."""
    head_end, tail_start = _edges(body)
    hashed = hashlib.blake2b(digest_size=16)
    hashed.update(_without_times(body[:head_end]))
    hashed.update(memoryview(body)[head_end:tail_start])
    hashed.update(_without_times(body[tail_start:]))
    return hashed.hexdigest()


def _edges(body: bytes) -> tuple[int, int]:
    """Where the first item begins and the last one ends; without items, the head is all there is."""
    first = _FIRST_ITEM.search(body, 0, _NEAR)
    if first is None:
        return min(len(body), _NEAR), len(body)
    tail_start = len(body)
    for last in _LAST_ITEM.finditer(body, max(first.end(), len(body) - _NEAR)):
        tail_start = last.end()
    return first.start(), tail_start


def _without_times(part: bytes) -> bytes:
    return _TIMESTAMPS.sub(b"", _without_comments(part))


def _without_comments(part: bytes) -> bytes:
    kept: list[bytes] = []
    at = 0
    while True:
        start = part.find(b"<!--", at)
        end = part.find(b"-->", start + 4) if start >= 0 else -1
        if end < 0:  # no further comment that is closed
            kept.append(part[at:])
            return b"".join(kept)
        kept.append(part[at:start])
        at = end + 3

"""A worker of its own polls everything in `hostile`: every poll ends, it stays small, and it goes on."""

from __future__ import annotations

from tests.fetch.hostile import REPLIES, SERVERS, measure

DEADLINE = 0.5
MOST_MEMORY = 200_000_000
"""Bytes; this worker has the libraries of the tests loaded as well."""

_SLOW = dict.fromkeys(list(SERVERS)[:5], "timeout")
_SERVERS = _SLOW | {
    "a body without end": "too-large",
    "chunks without end": "too-large",
    "300 MB in 300 kB of gzip": "too-large",
    "gzip in gzip": "encoding",
    "brotli": "encoding",
    "a length of terabytes": "too-large",
    "a redirect to itself": "redirect",
    "a redirect to a private network": "forbidden-address",
    "a redirect to a metadata service": "forbidden-address",
    "a redirect to a file": "redirect",
    "no HTTP": "protocol",
}


def test_hostile_feeds_end_in_time_and_in_little_memory() -> None:
    """A machine that is much slower may not even inflate or parse in time, so that only what needs no time is exact."""
    lines = {line.name: line for line in measure(DEADLINE)}
    assert list(lines) == list(REPLIES)
    assert [line for line in lines.values() if max(line.worker, line.child) > MOST_MEMORY] == []
    assert [line for line in lines.values() if line.held_s > DEADLINE + 20] == []  # the trickles go on for ever
    assert {name: lines[name].came for name in _SLOW} == _SLOW
    assert [line for name, line in lines.items() if line.came not in {_SERVERS.get(name, line.came), "timeout"}] == []
    assert lines["an ordinary feed at last"].came == "1 entries"

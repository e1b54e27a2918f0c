"""Whether the names of feeds and channels resolve; a name that does not is told here and nowhere else."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from monitor.doctor.finding import Finding, fail, ok
from monitor.notify import reaching
from monitor.settings import Configuration

WITHIN = 10.0
"""Seconds for all names together: a resolver that takes longer is as good as none."""

AT_ONCE = 20

_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What was found, and which names lead nowhere."""

    finding: Finding
    unknown: frozenset[str]


async def examine(configuration: Configuration) -> Names:
    """Resolve every name that a feed or a channel goes by."""
    users = _users(configuration)
    # Threads of its own: a resolver that does not answer must hold up neither the other checks nor the report.
    threads = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="resolve")
    loop = asyncio.get_running_loop()
    lookups = {name: loop.run_in_executor(threads, _resolves, name) for name in users}
    if lookups:
        await asyncio.wait(lookups.values(), timeout=WITHIN)
    unknown = frozenset(name for name, lookup in lookups.items() if not (lookup.done() and lookup.result()))
    threads.shutdown(wait=False, cancel_futures=True)
    return Names(finding=_found(users, unknown), unknown=unknown)


def _users(configuration: Configuration) -> dict[str, list[str]]:
    """Each name, and who goes by it."""
    users: dict[str, list[str]] = {}
    for feed in configuration.feeds.values():
        _add(users, urlsplit(feed.url).hostname, f"feed {feed.name}")
    for channel in configuration.channels.values():
        if (place := reaching.place(channel)) is not None:
            _add(users, place.host, f"channel {channel.name}")
    return users


def _add(users: dict[str, list[str]], host: str | None, user: str) -> None:
    try:
        ip_address(host or "")
    except ValueError:
        if host:
            users.setdefault(host, []).append(user)


def _resolves(name: str) -> bool:
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return bool(found)


def _found(users: dict[str, list[str]], unknown: Iterable[str]) -> Finding:
    lost = sorted(unknown)
    if not lost:
        return ok("dns", f"{len(users)} names resolve" if users else "there is no name to resolve")
    if len(lost) == len(users) > 1:
        advice = "this machine cannot resolve names: look at /etc/resolv.conf, and whether it has a network"
        return fail("dns", f"none of {len(users)} names resolves", advice)
    named = [f"{name} ({', '.join(users[name][:_NAMED])})" for name in lost[:_NAMED]]
    more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
    said = f"{len(lost)} of {len(users)} names do not resolve: {', '.join(named)}{more}"
    return fail("dns", said, "look whether the name is written right, and whether its owner has given it up")

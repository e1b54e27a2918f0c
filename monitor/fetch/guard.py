"""Which addresses may be dialled, and dialling exactly what was checked.

A feed's host name, or a redirect, may lead into the server's own network; and a name may resolve to another address a
moment later (DNS rebinding). So the guard resolves once, refuses unless every address is public or allowed,
and connects to one of the very addresses it checked. TLS and the Host header still carry the name.

The tables are written out because `ipaddress.is_global` differs between versions of Python and calls several
ranges global that lead elsewhere: 192.0.0.8, 64:ff9b::/96, 2002::/16, fec0::/10, ::a.b.c.d, multicast.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore

from monitor.fetch.dial import Dial
from monitor.fetch.refusal import Refusal
from monitor.types import FailureKind

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

# IANA IPv4 Special-Purpose Address Registry, and multicast
_DENIED_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local: metadata services of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",  # with 255.255.255.255
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")  # all that is assigned to the public internet; the rest is denied
_DENIED_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # IETF protocols: Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4: leads to any IPv4 address
        "3fff::/20",  # documentation
    )
)

_MOST_ADDRESSES = 4  # of one name that are tried


def permitted(address: Address, allowed: Iterable[Network] = ()) -> bool:
    """Say whether `address` may be dialled: it is public, or lies in one of the `allowed` networks."""
    if any(address.version == network.version and address in network for network in allowed):
        return True
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _DENIED_4)
    if address.scope_id is not None or address not in _GLOBAL_6:
        return False
    return not any(address in network for network in _DENIED_6)


def _forbidden(host: str, address: Address) -> str:
    said = f"{host} is" if host.strip("[]") == str(address) else f"{host} leads to {address}, which is"
    return f"{said} not a public address; networks of your own belong in `poll.allow_networks`"


class Guard(httpcore.AsyncNetworkBackend):
    """Dials for one fetch. `aclose` closes what it opened, also what a cancelled connect left behind."""

    def __init__(
        self, *, allowed: Iterable[Network], resolve: Resolve, dial: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        self._allowed = tuple(allowed)
        self._resolve = resolve
        self._dial = dial or Dial()
        self._opened: list[httpcore.AsyncNetworkStream] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a checked address of `host`; raises `Refusal` with the kind of the fault."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._checked(host, port)
                return await self._first(addresses, port, timeout, local_address, socket_options)
        except TimeoutError:
            raise Refusal(FailureKind.TIMEOUT, f"no connection to {host} within {timeout:g} s") from None

    async def _checked(self, host: str, port: int) -> list[Address]:
        """Resolve `host`; one address that may not be dialled condemns the name."""
        try:
            texts = await self._resolve(host, port)
            addresses = [ip_address(text) for text in texts]
        except (OSError, UnicodeError, ValueError) as error:
            raise Refusal(FailureKind.DNS, f"the name {host} does not resolve: {error}") from error
        if not addresses:
            raise Refusal(FailureKind.DNS, f"the name {host} has no address")
        for address in addresses:
            if not permitted(address, self._allowed):
                raise Refusal(FailureKind.FORBIDDEN_ADDRESS, _forbidden(host, address))
        return addresses[:_MOST_ADDRESSES]

    async def _first(
        self,
        addresses: list[Address],
        port: int,
        timeout: float | None,  # noqa: ASYNC109 - handed on
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore.AsyncNetworkStream:
        """Try one address after the other, each with its share of the time: a dead IPv6 must not use it all."""
        share = timeout / len(addresses) if timeout else None
        fault: Exception | None = None
        for address in addresses:
            try:
                stream = await self._dial.connect_tcp(str(address), port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout, OSError) as error:
                fault = error
            else:
                self._opened.append(stream)
                return stream
        if isinstance(fault, httpcore.ConnectTimeout):
            raise Refusal(FailureKind.TIMEOUT, f"no connection to {addresses[-1]} in time")
        raise Refusal(FailureKind.CONNECT, f"no connection to {addresses[-1]} port {port}: {fault}")

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Feeds do not live behind Unix sockets."""
        raise Refusal(FailureKind.FORBIDDEN_ADDRESS, "Unix sockets are not dialled")

    async def sleep(self, seconds: float) -> None:
        """Wait, as the library asks between retries."""
        await asyncio.sleep(seconds)

    async def aclose(self) -> None:
        """Close every connection that this guard opened."""
        while self._opened:
            await self._opened.pop().aclose()


def addresses_of(info: Iterable[tuple[Any, ...]]) -> list[str]:
    """Pick the addresses out of the answer of `getaddrinfo`, in its order, each once."""
    return list(dict.fromkeys(str(one[4][0]) for one in info if one[0] in {socket.AF_INET, socket.AF_INET6}))


def is_address(host: str) -> bool:
    """Say whether `host` is an address itself, which needs no name server."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True

"""Addresses are checked before they are dialled. The dialler of these tests cannot dial."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Any

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.fetcher import Fetcher
from monitor.fetch.guard import permitted
from monitor.settings import PollSettings
from monitor.types import FailureKind, FeedFailure
from tests.fetch.conftest import SETTINGS, feed

_DENIED = """
0.0.0.0 0.1.2.3 10.0.0.0 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.255 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1
198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::10.0.0.1 64:ff9b::1 64:ff9b::7f00:1 64:ff9b:1::1 100::1
2001::1 2001:0:7f00:1::1 2001:2::1 2001:10::1 2001:20::1 2001:1ff::1 2001:db8::1 2002:7f00:1:: 2002:808:808::
3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%1 fec0::1 feff::1 ff02::1 ff0e::1 4000::1 1fff::1
"""
_PERMITTED = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.0.0.1 128.0.0.1 169.253.255.255
172.15.255.255 172.32.0.0 192.0.1.1 192.0.3.0 192.88.98.1 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0
223.255.255.255 2000::1 2001:200::1 2001:4860:4860::8888 2003::1 2606:4700::1111 2a00:1450::1 3ffe::1 3fff:1000::1
"""


@pytest.mark.parametrize("text", _DENIED.split())
@pytest.mark.checklist(18)
def test_denied(text: str) -> None:
    assert not permitted(ip_address(text))


@pytest.mark.parametrize("text", _PERMITTED.split())
def test_permitted(text: str) -> None:
    assert permitted(ip_address(text))


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
@pytest.mark.checklist(18)
def test_what_python_calls_private_is_never_permitted(address: Any) -> None:
    if address.is_private or address.is_multicast or address.is_reserved or address.is_link_local:
        assert not permitted(address)


@pytest.mark.parametrize(
    ("text", "network", "allowed"),
    [
        ("127.0.0.1", "127.0.0.0/8", True),
        ("10.1.2.3", "127.0.0.0/8", False),
        ("::ffff:127.0.0.1", "127.0.0.0/8", False),
        ("::1", "::1/128", True),
        ("fd00::7", "fd00::/8", True),
        ("64:ff9b::808:808", "64:ff9b::/96", True),
        ("10.0.0.1", "::/0", False),
    ],
)
def test_the_configuration_may_allow_a_network(text: str, network: str, allowed: bool) -> None:
    assert permitted(ip_address(text), [ip_network(network)]) is allowed


class _NoPhone(httpcore.AsyncNetworkBackend):
    """Writes down what it was asked to dial and refuses."""

    def __init__(self) -> None:
        self.dialled: list[tuple[str, int]] = []

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self.dialled.append((host, port))
        raise httpcore.ConnectError("this dialler does not dial")


def _poll(url: str, *addresses: str, settings: PollSettings = SETTINGS) -> tuple[FeedFailure, list[tuple[str, int]]]:
    phone = _NoPhone()

    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    async def main() -> object:
        async with Fetcher(settings, version="1", resolve=resolve, dial=phone) as fetcher:
            return await fetcher.fetch(feed(url), None)

    result = asyncio.run(main())
    assert isinstance(result, FeedFailure)
    return result, phone.dialled


@pytest.mark.parametrize("text", _DENIED.split())
@pytest.mark.checklist(18)
def test_a_denied_address_is_not_dialled(text: str) -> None:
    failure, dialled = _poll("https://paper.example/feed", text, settings=replace(SETTINGS, allow_networks=()))
    assert failure.kind is FailureKind.FORBIDDEN_ADDRESS
    assert "paper.example leads to " in failure.detail
    assert "`poll.allow_networks`" in failure.detail
    assert dialled == []


def test_one_denied_address_among_many_condemns_the_name() -> None:
    failure, dialled = _poll("http://paper.example/feed", "8.8.8.8", "192.168.0.1", "1.1.1.1")
    assert failure.kind is FailureKind.FORBIDDEN_ADDRESS
    assert dialled == []


@pytest.mark.checklist(18)
def test_the_checked_addresses_are_dialled_and_not_the_name() -> None:
    failure, dialled = _poll("https://paper.example:8443/feed", "2606:4700::1111", "1.1.1.1")
    assert failure.kind is FailureKind.CONNECT
    assert dialled == [("2606:4700::1111", 8443), ("1.1.1.1", 8443)]


@pytest.mark.checklist(18)
def test_a_name_is_asked_for_once_only() -> None:
    """DNS rebinding: the second answer would be another one."""
    answers = iter([["1.1.1.1"], ["127.0.0.1"]])
    phone = _NoPhone()

    async def resolve(host: str, port: int) -> Sequence[str]:
        return next(answers)

    async def main() -> None:
        async with Fetcher(SETTINGS, version="1", resolve=resolve, dial=phone) as fetcher:
            await fetcher.fetch(feed("http://paper.example/feed"), None)

    asyncio.run(main())
    assert phone.dialled == [("1.1.1.1", 80)]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "[::1]", "[::ffff:127.0.0.1]", "localhost"],
)
def test_every_spelling_of_this_machine(host: str) -> None:
    phone = _NoPhone()

    async def main() -> object:
        async with Fetcher(replace(SETTINGS, allow_networks=()), version="1", dial=phone) as fetcher:
            return await fetcher.fetch(feed(f"http://{host}:8080/feed"), None)

    result = asyncio.run(main())
    assert isinstance(result, FeedFailure)
    assert result.kind in {FailureKind.FORBIDDEN_ADDRESS, FailureKind.DNS, FailureKind.REDIRECT}
    assert phone.dialled == []


def test_no_address_at_all() -> None:
    failure, _ = _poll("http://paper.example/feed")
    assert failure.kind is FailureKind.DNS


def test_an_address_that_is_none() -> None:
    failure, dialled = _poll("http://paper.example/feed", "not an address")
    assert failure.kind is FailureKind.DNS
    assert dialled == []

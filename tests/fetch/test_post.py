"""Asking a hub: a form over the guarded fetcher, and what its answer means."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.fetch.fetcher import Fetcher
from monitor.types import FailureKind, FeedFailure
from tests.fetch.conftest import NOW, SETTINGS, TLS
from tests.servers.feeds import FeedServer, endless, in_turn, redirect, silence, status
from tests.servers.hub import hub_server

FORM = {"hub.mode": "subscribe", "hub.topic": "https://gazette.example/стрічка?a=b&c", "hub.callback": "x"}


def post(url: str, **changes: Any) -> FeedFailure | None:
    async def main() -> FeedFailure | None:
        async with Fetcher(replace(SETTINGS, **changes), version="1", clock=lambda: NOW, tls=TLS) as fetcher:
            return await fetcher.post(url, FORM)

    return asyncio.run(main())


def test_the_form_arrives_as_it_is() -> None:
    with hub_server() as hub:
        hub.silent = True
        assert post(hub.url) is None
        ends = time.monotonic() + 30
        while not hub.asked and time.monotonic() < ends:  # the hub notes a request after it has answered
            time.sleep(0.01)
        assert hub.asked == [FORM]


@pytest.mark.parametrize("code", [200, 202, 204])
def test_any_success_is_one(server: FeedServer, code: int) -> None:
    server["/hub"] = status(code)
    assert post(server.url("/hub")) is None
    (request,) = server.asked("/hub")
    assert request.method == "POST"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "cookie" not in request.headers


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (400, FailureKind.STATUS),
        (404, FailureKind.STATUS),
        (410, FailureKind.GONE),
        (429, FailureKind.THROTTLED),
        (500, FailureKind.STATUS),
        (304, FailureKind.STATUS),
        (301, FailureKind.STATUS),  # a hub moves with 307 or 308
    ],
)
def test_what_is_no_success_is_named(server: FeedServer, code: int, kind: FailureKind) -> None:
    server["/hub"] = status(code, location=server.url("/other"))
    failure = post(server.url("/hub"))
    assert failure is not None
    assert (failure.kind, failure.status) == (kind, code)
    assert server.asked("/other") == []


def test_a_hub_may_point_to_another_but_not_in_a_circle(server: FeedServer) -> None:
    server["/hub"] = in_turn(redirect("/there", 307), redirect("/hub", 308))
    server["/there"] = status(202)
    assert post(server.url("/hub")) is None
    assert [request.method for request in server.requests] == ["POST", "POST"]
    failure = post(server.url("/hub"))
    assert failure is not None
    assert failure.kind is FailureKind.REDIRECT


def test_a_hub_inside_our_own_network_is_not_asked(server: FeedServer) -> None:
    failure = post(server.url("/hub"), allow_networks=())
    assert failure is not None
    assert failure.kind is FailureKind.FORBIDDEN_ADDRESS
    assert server.requests == []


def test_a_hub_that_falls_silent_or_never_ends_holds_nothing_up(server: FeedServer) -> None:
    server["/silent"] = silence()
    server["/endless"] = endless(b"x" * 1000)
    failure = post(server.url("/silent"), deadline=timedelta(seconds=0.3))
    assert failure is not None
    assert failure.kind is FailureKind.TIMEOUT
    assert post(server.url("/endless")) is None  # what it says besides is not read

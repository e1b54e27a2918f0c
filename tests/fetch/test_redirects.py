"""Redirects are followed by hand, and not everywhere."""

from __future__ import annotations

import base64

import pytest

from monitor.types import FailureKind, FeedFailure, Fetched, NotModified
from tests.fetch.conftest import RSS, Poll, state
from tests.servers.feeds import FeedServer, document, redirect, status


def _kind(result: object) -> FailureKind:
    assert isinstance(result, FeedFailure)
    return result.kind


@pytest.mark.parametrize(
    ("codes", "moved"),
    [
        ((301,), "/1"),
        ((308, 301), "/2"),
        ((302,), None),
        ((303,), None),
        ((307,), None),
        ((301, 302), "/1"),  # only the permanent part may be adopted
        ((302, 301), None),
        ((301, 308, 302, 301), "/2"),
    ],
)
@pytest.mark.checklist(11)
def test_where_it_was_found_and_where_it_moved(
    server: FeedServer, poll: Poll, codes: tuple[int, ...], moved: str | None
) -> None:
    for step, code in enumerate(codes):
        server[f"/{step}"] = redirect(f"/{step + 1}", code)
    server[f"/{len(codes)}"] = document(RSS)
    result = poll(server.url("/0"))
    assert isinstance(result, Fetched)
    assert result.url == server.url(f"/{len(codes)}")
    assert result.moved_to == (server.url(moved) if moved else None)


def test_a_304_behind_a_redirect(server: FeedServer, poll: Poll) -> None:
    server["/old"] = redirect("/new", 301)
    server["/new"] = document(RSS, etag='"1"')
    result = poll(server.url("/old"), state(server.url("/old"), etag='"1"'))
    assert result == NotModified(by="server", etag='"1"', moved_to=server.url("/new"))


def test_an_adopted_address_is_asked_directly(server: FeedServer, poll: Poll) -> None:
    server["/new"] = document(RSS)
    known = state(server.url("/old"), moved_to=server.url("/new"), moved_polls=2)
    assert isinstance(poll(server.url("/old"), known), Fetched)
    assert not server.asked("/old")


def test_five_are_followed_and_no_more(server: FeedServer, poll: Poll) -> None:
    for step in range(6):
        server[f"/{step}"] = redirect(f"/{step + 1}")
    server["/6"] = document(RSS)
    assert _kind(poll(server.url("/0"))) is FailureKind.REDIRECT
    assert isinstance(poll(server.url("/1")), Fetched)


@pytest.mark.parametrize(
    "location",
    [
        "/f",
        "http://127.0.0.1:{port}/f#again",
        "ftp://files.example/f",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
        "http://[::1/",
        "http://127.0.0.1:99999/",
        "//",
        "http:///f",
    ],
)
@pytest.mark.checklist(11)
def test_where_not_to_go(server: FeedServer, poll: Poll, location: str) -> None:
    server["/f"] = redirect(location.format(port=server.port))
    assert _kind(poll(server.url("/f"))) is FailureKind.REDIRECT
    assert len(server.requests) == 1


@pytest.mark.checklist(11)
def test_a_longer_circle(server: FeedServer, poll: Poll) -> None:
    server["/a"], server["/b"], server["/c"] = redirect("/b", 302), redirect("/c", 302), redirect("/b", 302)
    assert _kind(poll(server.url("/a"))) is FailureKind.REDIRECT
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[fd00::1]/", "http://0/"]
)
@pytest.mark.checklist(11, 18)
def test_into_a_private_network(server: FeedServer, poll: Poll, target: str) -> None:
    server["/f"] = redirect(target)
    assert _kind(poll(server.url("/f"))) is FailureKind.FORBIDDEN_ADDRESS


def test_a_location_with_raw_letters(server: FeedServer, poll: Poll) -> None:
    server["/f"] = status(302, location="/новини".encode().decode("latin-1"))
    server["/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8"] = document(RSS)
    assert isinstance(poll(server.url("/f")), Fetched)


@pytest.mark.checklist(11)
def test_credentials_stay_with_their_host(server: FeedServer, poll: Poll) -> None:
    server["/f"] = redirect("/g", 302)
    server["/g"] = redirect(f"http://localhost:{server.port}/h", 302)
    server["/h"] = document(RSS)
    result = poll(server.url("/f", userinfo="desk:p%40ss@"))
    assert isinstance(result, Fetched)
    assert "p%40ss" not in result.url
    expected = "Basic " + base64.b64encode(b"desk:p@ss").decode()
    sent = [server.asked(path)[0].headers.get("authorization") for path in ("/f", "/g", "/h")]
    assert sent == [expected, expected, None]


def test_credentials_are_not_told(server: FeedServer, poll: Poll) -> None:
    server["/f"] = redirect("http://reader:secret@127.0.0.1:1/g", 302)
    result = poll(server.url("/f", userinfo="desk:secret@"))
    assert isinstance(result, FeedFailure)
    assert "secret" not in result.detail


def test_a_redirect_cannot_bring_credentials(server: FeedServer, poll: Poll) -> None:
    server["/f"] = redirect(server.url("/g", userinfo="who:ever@"), 301)
    server["/g"] = document(RSS)
    result = poll(server.url("/f"))
    assert isinstance(result, Fetched)
    assert result.moved_to == server.url("/g")
    assert "authorization" not in server.asked("/g")[0].headers

"""What each answer of a server becomes."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from monitor.fetch.fetcher import Fetcher
from monitor.parse.fingerprint import body_hash
from monitor.types import FailureKind, FeedFailure, Fetched, FetchResult, NotModified
from tests.fetch.conftest import RSS, Poll, feed, run, state
from tests.servers.feeds import FeedServer, Reply, document, in_turn, raw, reset, status


def test_a_document_comes_with_all_that_the_next_poll_needs(server: FeedServer, poll: Poll) -> None:
    server["/f?x=1&y=%20"] = document(
        RSS, etag='W/"a, b"', last_modified="yesterday, or so", headers={"cache-control": "max-age=600", "age": "60"}
    )
    assert poll(server.url("/f?x=1&y=%20#part")) == Fetched(
        url=server.url("/f?x=1&y=%20#part"),
        body=RSS,
        body_hash=body_hash(RSS),
        content_type="application/rss+xml; charset=utf-8",
        etag='W/"a, b"',
        last_modified="yesterday, or so",
        fresh_for=timedelta(minutes=9),
    )


@pytest.mark.checklist(10)
def test_the_request_says_who_asks_and_nothing_else(server: FeedServer, poll: Poll) -> None:
    server["/f"] = document(RSS)
    poll(server.url("/f"))
    headers = server.requests[0].headers
    assert headers.pop("accept").startswith("application/rss+xml")
    assert headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": "news-monitor/1.2.3 (+https://monitor.example/about)",
        "accept-encoding": "gzip",
        "connection": "close",
    }


@pytest.mark.checklist(10)
def test_cookies_do_not_come_back(server: FeedServer, poll: Poll) -> None:
    server["/f"] = status(302, location="/g", set_cookie="spy=1; Path=/")
    server["/g"] = document(RSS)
    assert isinstance(poll(server.url("/f")), Fetched)
    assert not {"cookie", "referer"} & server.asked("/g")[0].headers.keys()


@pytest.mark.checklist(10)
def test_the_environment_names_no_proxy(server: FeedServer, poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    server["/f"] = document(RSS)
    assert isinstance(poll(server.url("/f")), Fetched)


@pytest.mark.checklist(1)
def test_validators_go_back_as_they_came(server: FeedServer, poll: Poll) -> None:
    server["/f"] = document(RSS, etag='"\u00e9"; odd', last_modified="not a date")
    known = state(server.url("/f"), etag='"\u00e9"; odd', last_modified="not a date")
    assert poll(server.url("/f"), known) == NotModified(by="server", etag='"\u00e9"; odd', last_modified="not a date")
    assert server.requests[0].headers["if-modified-since"] == "not a date"


def test_validators_of_another_address_are_not_sent(server: FeedServer, poll: Poll) -> None:
    server["/f"] = document(RSS, etag='"1"')
    assert isinstance(poll(server.url("/f"), state("https://old.example/f", etag='"1"')), Fetched)
    assert "if-none-match" not in server.requests[0].headers


def test_an_endless_validator_is_forgotten(server: FeedServer, poll: Poll) -> None:
    server["/f"] = document(RSS, etag="x" * 5000)
    result = poll(server.url("/f"))
    assert isinstance(result, Fetched)
    assert result.etag is None


@pytest.mark.checklist(4)
def test_a_body_that_says_nothing_new_is_not_modified(server: FeedServer, poll: Poll) -> None:
    later = RSS.replace(b"11:59:00", b"12:09:00")
    server["/f"] = document(later, etag='"2"')
    known = state(server.url("/f"), etag='"1"', body_hash=body_hash(RSS))
    assert poll(server.url("/f"), known) == NotModified(by="hash", etag='"2"')


@pytest.mark.checklist(16)
def test_gzip_is_undone(server: FeedServer, poll: Poll) -> None:
    server["/f"] = document(RSS, zipped=True)
    result = poll(server.url("/f"))
    assert isinstance(result, Fetched)
    assert result.body == RSS


def test_gzip_in_several_members_with_padding(server: FeedServer, poll: Poll) -> None:
    zipped = gzip.compress(RSS[:100]) + gzip.compress(RSS[100:]) + b"\0" * 64
    server["/f"] = document(zipped, headers={"content-encoding": "x-gzip"})
    result = poll(server.url("/f"))
    assert isinstance(result, Fetched)
    assert result.body == RSS


_FAILURES = [
    (status(404), FailureKind.STATUS, 404),
    (status(403, b"<html>Just a moment</html>"), FailureKind.STATUS, 403),
    (status(500), FailureKind.STATUS, 500),
    (status(206, b"<rss/>"), FailureKind.STATUS, 206),
    (status(304), FailureKind.STATUS, 304),  # nobody asked conditionally
    (status(799), FailureKind.STATUS, 799),
    (status(410), FailureKind.GONE, 410),
    (status(429), FailureKind.THROTTLED, 429),
    (status(503), FailureKind.THROTTLED, 503),
    (status(200), FailureKind.EMPTY, 200),
    (status(200, b" \r\n\t "), FailureKind.EMPTY, 200),
    (status(204), FailureKind.EMPTY, 204),
    (status(200, b"abc", content_encoding="br"), FailureKind.ENCODING, None),
    (status(200, b"abc", content_encoding="deflate"), FailureKind.ENCODING, None),
    (status(200, b"abc", content_encoding="gzip, gzip"), FailureKind.ENCODING, None),
    (status(200, b"<rss>not zipped</rss>", content_encoding="gzip"), FailureKind.ENCODING, None),
    (status(200, gzip.compress(RSS)[:-9], content_encoding="gzip"), FailureKind.ENCODING, None),
    (status(200, b"x", content_length="99999999"), FailureKind.TOO_LARGE, None),
    (status(200, b"x" * 1_000_001), FailureKind.TOO_LARGE, None),
    (status(200, b"short", content_length="50"), FailureKind.PROTOCOL, None),
    (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), FailureKind.PROTOCOL, None),
    (raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), FailureKind.PROTOCOL, None),
    (raw(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 30_000), FailureKind.PROTOCOL, None),
    (raw(b""), FailureKind.PROTOCOL, None),
    (reset(), FailureKind.CONNECT, None),
    (reset(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nabc"), FailureKind.CONNECT, None),
]


@pytest.mark.parametrize(("reply", "kind", "code"), _FAILURES)
@pytest.mark.checklist(12, 14, 16)
def test_failures_have_distinct_kinds(
    server: FeedServer, poll: Poll, reply: Reply, kind: FailureKind, code: int | None
) -> None:
    server["/f"] = reply
    result = poll(server.url("/f"))
    assert isinstance(result, FeedFailure)
    assert (result.kind, result.status) == (kind, code)
    assert result.detail


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Sun, 01 Mar 2026 12:10:00 GMT", 600),
        ("Sunday, 01-Mar-26 12:10:00 GMT", 600),
        ("Sun, 01 Mar 2026 11:00:00 GMT", None),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
@pytest.mark.checklist(6)
def test_retry_after(server: FeedServer, poll: Poll, value: str, seconds: int | None) -> None:
    server["/f"] = status(429, retry_after=value)
    result = poll(server.url("/f"))
    assert isinstance(result, FeedFailure)
    assert result.retry_after == (timedelta(seconds=seconds) if seconds else None)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=300"}, 300),
        ({"cache-control": 'max-age="300"', "expires": "Sun, 01 Mar 2026 18:00:00 GMT"}, 300),
        ({"cache-control": "s-maxage=900"}, None),
        ({"cache-control": "max-age=300, no-cache"}, None),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "max-age=300", "age": "400"}, None),
        ({"cache-control": "max-age=99999999999999999"}, 999_999_999),
        ({"expires": "Sun, 01 Mar 2026 12:05:00 GMT"}, 300),
        ({"expires": "Sun, 01 Mar 2026 12:05:00 GMT", "date": "Sun, 01 Mar 2026 12:04:00 GMT"}, 60),
        ({"expires": "0"}, None),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        ({}, None),
    ],
)
@pytest.mark.checklist(5)
def test_freshness(server: FeedServer, poll: Poll, headers: dict[str, str], seconds: int | None) -> None:
    server["/f"] = document(RSS, headers=headers)
    result = poll(server.url("/f"))
    assert isinstance(result, Fetched)
    assert result.fresh_for == (timedelta(seconds=seconds) if seconds else None)


@pytest.mark.checklist(14)
def test_nobody_listens(poll: Poll) -> None:
    result = poll("http://127.0.0.1:1/f")
    assert isinstance(result, FeedFailure)
    assert result.kind is FailureKind.CONNECT


@pytest.mark.parametrize("name", ["no-such-host.invalid", "a" * 70 + ".example"])
@pytest.mark.checklist(14)
def test_a_name_without_an_address(poll: Poll, name: str) -> None:
    result = poll(f"http://{name}/f")
    assert isinstance(result, FeedFailure)
    assert result.kind is FailureKind.DNS


@pytest.mark.checklist(6)
def test_the_rest_of_the_host_waits_with_a_throttled_feed(server: FeedServer) -> None:
    server["/f"] = in_turn(status(503, retry_after="30"), document(RSS))
    server["/g"] = document(RSS)

    async def both(fetcher: Fetcher) -> FetchResult:
        await fetcher.fetch(feed(server.url("/f")), None)
        return await fetcher.fetch(feed(server.url("/g")), None)

    result = run(both)
    assert isinstance(result, FeedFailure)
    assert (result.kind, result.status) == (FailureKind.THROTTLED, None)
    assert result.retry_after is not None
    assert 25 < result.retry_after.total_seconds() <= 30
    assert not server.asked("/g")

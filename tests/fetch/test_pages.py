"""The way back through older pages (RFC 5005) on a real server: how far, and what ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.fetch import pages
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.types import Fetched, ParsedFeed, Walk, WalkEnd
from tests.fetch.conftest import NOW, SETTINGS, TLS, feed
from tests.servers.feeds import FeedServer, document, redirect, silence, status

ATOM = "http://www.w3.org/2005/Atom"


def rss(titles: Iterable[str], *links: str) -> bytes:
    items = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
    return f"<rss version='2.0'><channel><title>Gazette</title>{''.join(links)}{items}</channel></rss>".encode()


def atom(titles: Iterable[str], *links: str) -> bytes:
    entries = "".join(f"<entry><title>{title}</title><id>{title}</id></entry>" for title in titles)
    return f"<feed xmlns='{ATOM}'><title>Gazette</title>{''.join(links)}{entries}</feed>".encode()


def link(relation: str, address: str) -> str:
    return f"<link xmlns='{ATOM}' rel='{relation}' href='{address}'/>"


def walked(
    server: FeedServer, known: Callable[[ParsedFeed], bool] = lambda _: False, seconds: float = 10, path: str = "/feed"
) -> Walk:
    """Read the feed, then walk back from it."""
    url = server.url(path)

    async def main() -> Walk:
        async with (
            Fetcher(replace(SETTINGS, per_host=1), version="1", clock=lambda: NOW, tls=TLS) as fetcher,
            Reader(SETTINGS) as reader,
        ):
            fetched = await fetcher.fetch(feed(url), None)
            assert isinstance(fetched, Fetched)
            parsed = await reader.read(fetched, feed(url))
            assert isinstance(parsed, ParsedFeed)
            deadline = timedelta(seconds=seconds)
            return await pages.older(feed(url), (fetched, parsed), known, fetcher, reader, deadline=deadline)

    return asyncio.run(main())


def titles(walk: Walk) -> list[str]:
    return [entry.title for page in walk.pages for entry in page.entries]


def holds(title: str) -> Callable[[ParsedFeed], bool]:
    return lambda page: any(entry.title == title for entry in page.entries)


@pytest.mark.checklist(8)
def test_pages_are_followed_until_one_holds_what_is_known(server: FeedServer) -> None:
    server["/feed"] = document(rss(["f", "e"], link("next", "/feed?page=2")))
    server["/feed?page=2"] = document(rss(["d", "c"], link("next", "/feed?page=3")))
    server["/feed?page=3"] = document(rss(["b", "a"], link("next", "/feed?page=4")))
    walk = walked(server, holds("b"))
    assert (walk.end, titles(walk)) == (WalkEnd.OVERLAP, ["d", "c", "b", "a"])
    assert server.asked("/feed?page=4") == []


def test_archives_are_followed_and_go_before_pages(server: FeedServer) -> None:
    server["/feed"] = document(atom(["c"], link("next", "/page"), link("prev-archive", "2026-02.atom")))
    server["/2026-02.atom"] = document(atom(["b"], link("prev-archive", "2026-01.atom")))
    server["/2026-01.atom"] = document(atom(["a"], link("next-archive", "2026-02.atom"), link("current", "/feed")))
    walk = walked(server)
    assert (walk.end, titles(walk)) == (WalkEnd.NO_MORE, ["b", "a"])
    assert server.asked("/page") == []


def test_a_page_may_be_named_in_a_header_or_in_json(server: FeedServer) -> None:
    server["/feed"] = document(rss(["c"]), headers={"Link": '</x>; rel=me, </2>; title="a, b"; rel="next last"'})
    body = b'{"version": "https://jsonfeed.org/version/1.1", "title": "", "next_url": "/3", "items": [{"title": "b"}]}'
    server["/2"] = document(body, content_type="application/feed+json")
    server["/3"] = document(rss(["a"]))
    assert titles(walked(server)) == ["b", "a"]


@pytest.mark.checklist(8)
def test_no_more_than_five_pages(server: FeedServer) -> None:
    for number in range(1, 9):
        server[f"/feed?{number}"] = document(rss([str(number)], link("next", f"/feed?{number + 1}")))
    walk = walked(server, path="/feed?1")
    assert (walk.end, walk.detail, titles(walk)) == (WalkEnd.PAGES, "5 pages", ["2", "3", "4", "5", "6"])


@pytest.mark.parametrize("name", ["/feed", "/feed?2"])
def test_pages_in_a_circle(server: FeedServer, name: str) -> None:
    server["/feed"] = document(rss(["a"], link("next", "/feed?2")))
    server["/feed?2"] = document(rss(["b"], link("next", name)))
    walk = walked(server)
    assert (walk.end, walk.detail, titles(walk)) == (WalkEnd.CIRCLE, server.url(name), ["b"])


def test_no_page_of_another_host(server: FeedServer) -> None:
    server["/feed"] = document(rss(["a"], link("next", "/2")))
    server["/2"] = document(rss(["b"], link("next", f"http://localhost:{server.port}/3")))
    server["/3"] = document(rss(["c"]))
    walk = walked(server)
    assert (walk.end, titles(walk)) == (WalkEnd.ELSEWHERE, ["b"])
    assert server.asked("/3") == []
    server["/2"] = redirect(f"http://localhost:{server.port}/3", 302)
    walk = walked(server)
    assert (walk.end, titles(walk)) == (WalkEnd.ELSEWHERE, [])


def test_a_page_that_cannot_be_read_ends_the_way_and_keeps_what_was_found(server: FeedServer) -> None:
    server["/feed"] = document(rss(["a"], link("next", "/2")))
    server["/2"] = document(rss(["b"], link("next", "/3")))
    for reply, kind in ((status(500), "status"), (document(b"<html>no feed</html>"), "not-a-feed")):
        server["/3"] = reply
        walk = walked(server)
        assert (walk.end, titles(walk)) == (WalkEnd.FAILED, ["b"])
        assert kind in walk.detail


def test_one_deadline_for_all_pages(server: FeedServer) -> None:
    server["/feed"] = document(rss(["a"], link("next", "/2")))
    server["/2"] = document(rss(["b"], link("next", "/3")))
    server["/3"] = silence()
    walk = walked(server, seconds=0.5)
    assert (walk.end, walk.detail, titles(walk)) == (WalkEnd.DEADLINE, "0.5 s", ["b"])

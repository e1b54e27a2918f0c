"""Fetching articles from a real server: politely, within bounds, and never taking something else for the article."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from monitor.fetch.article import Articles, Visit
from monitor.fetch.fetcher import Fetcher
from monitor.settings import ArticleSettings
from monitor.types import Article, ArticleFailure, FailureKind, Fetched, RobotsFile
from tests.fetch.conftest import NOW, RSS, SETTINGS, TLS, feed
from tests.servers import feeds
from tests.servers.feeds import FeedServer, Reply, document, redirect, silence, status
from tests.servers.pages import BRIDGE, HTML, page, robots, web_page

Work = Callable[[Articles, Fetcher], Awaitable[None]]


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def doing(
    work: Work,
    *,
    clock: Clock | None = None,
    kept: dict[str, RobotsFile] | None = None,
    poll: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Run `work` with the door to articles open."""

    async def main() -> None:
        now = clock or Clock()
        settings = replace(ArticleSettings(deadline=timedelta(seconds=3), max_size=500_000), **changes)
        polls = replace(SETTINGS, **(poll or {}))
        async with (
            Fetcher(polls, version="1.2.3", clock=now, tls=TLS) as fetcher,
            Articles(fetcher, settings, polls, clock=now, robots=kept or {}) as articles,
        ):
            await work(articles, fetcher)

    asyncio.run(main())


def visit(url: str, **more: Any) -> Visit:
    """Fetch one article."""
    visits: list[Visit] = []

    async def work(articles: Articles, _: Fetcher) -> None:
        visits.append(await articles.fetch(url))

    doing(work, **more)
    return visits[0]


def failure(url: str, **more: Any) -> ArticleFailure:
    result = visit(url, **more).result
    assert isinstance(result, ArticleFailure), result
    return result


@pytest.fixture
def site(server: FeedServer) -> FeedServer:
    """A site with one article and no robots.txt."""
    server["/bridge"] = web_page(*BRIDGE)
    return server


def paths(server: FeedServer) -> list[str]:
    return [request.path for request in server.requests]


def test_the_text_of_a_page_as_a_stranger_sees_it(site: FeedServer) -> None:
    done = visit(site.url("/bridge", userinfo="user:secret@"))
    assert isinstance(done.result, Article)
    assert done.result.text.endswith("\n".join(BRIDGE))
    assert paths(site) == ["/robots.txt", "/bridge"]
    for request in site.requests:
        assert request.headers["user-agent"] == "news-monitor/1.2.3 (+https://monitor.example/about)"
        assert not {"cookie", "referer", "authorization"} & set(request.headers)
    assert "text/html" in site.requests[1].headers["accept"]


# --- robots.txt ------------------------------------------------------------------------------------------


def test_what_robots_txt_forbids_is_not_asked_for(site: FeedServer) -> None:
    site["/robots.txt"] = robots("User-agent: news-monitor\nDisallow: /bri*\n")
    found = failure(site.url("/bridge"))
    assert (found.kind, found.detail) == (FailureKind.ROBOTS, "robots.txt of 127.0.0.1 forbids it")
    assert paths(site) == ["/robots.txt"]


def test_robots_txt_is_asked_once_a_day_and_remembered(site: FeedServer) -> None:
    site["/robots.txt"] = robots("User-agent: *\nDisallow: /private\n")
    clock = Clock()
    asked = []

    async def work(articles: Articles, _: Fetcher) -> None:
        for hours in (0, 1, 22.9, 0.2, 23):
            clock.now += timedelta(hours=hours)
            done = await articles.fetch(site.url("/bridge"))
            assert isinstance(done.result, Article)
            asked.append([file.origin for file in done.robots])

    doing(work, clock=clock)
    origin = site.url("")
    assert asked == [[origin], [], [], [origin], []]
    assert len(site.asked("/robots.txt")) == 2


def test_what_an_earlier_worker_read_counts(site: FeedServer) -> None:
    origin = site.url("")
    kept = {origin: RobotsFile(origin=origin, read=NOW - timedelta(hours=5), rules="User-agent: *\nDisallow: /\n")}
    assert failure(site.url("/bridge"), kept=kept).kind is FailureKind.ROBOTS
    old = {origin: replace(kept[origin], read=NOW - timedelta(hours=25))}
    assert isinstance(visit(site.url("/bridge"), kept=old).result, Article)
    ahead = {origin: replace(kept[origin], read=NOW + timedelta(hours=5))}
    assert isinstance(visit(site.url("/bridge"), kept=ahead).result, Article)


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_a_site_without_robots_txt_allows_all(site: FeedServer, code: int) -> None:
    site["/robots.txt"] = status(code)
    assert isinstance(visit(site.url("/bridge")).result, Article)


@pytest.mark.parametrize("reply", [status(500), status(503), status(429), feeds.reset()])
def test_an_unreadable_robots_txt_forbids_until_it_can_be_read(site: FeedServer, reply: Reply) -> None:
    site["/robots.txt"] = feeds.in_turn(reply, robots(""))
    clock = Clock()

    async def work(articles: Articles, _: Fetcher) -> None:
        for minutes in (0, 10):
            clock.now = NOW + timedelta(minutes=minutes)
            result = (await articles.fetch(site.url("/bridge"))).result
            assert isinstance(result, ArticleFailure)
            assert result.kind is FailureKind.ROBOTS
            assert "cannot be read" in result.detail
            assert result.retry_after == timedelta(minutes=30 - minutes)
        clock.now = NOW + timedelta(minutes=31)
        assert isinstance((await articles.fetch(site.url("/bridge"))).result, Article)

    doing(work, clock=clock)


def test_robots_txt_may_lie_elsewhere(site: FeedServer) -> None:
    site["/robots.txt"] = redirect("/files/robots")
    site["/files/robots"] = robots("User-agent: *\nDisallow: /bridge\n")
    assert failure(site.url("/bridge")).kind is FailureKind.ROBOTS
    assert paths(site) == ["/robots.txt", "/files/robots"]


def test_robots_txt_that_redirects_for_ever_is_none(site: FeedServer) -> None:
    site["/robots.txt"] = redirect("/robots.txt")
    assert isinstance(visit(site.url("/bridge")).result, Article)
    assert len(site.asked("/robots.txt")) == 6


def test_the_rules_behind_500_kib_do_not_count(site: FeedServer) -> None:
    site["/robots.txt"] = robots("User-agent: *\n" + "# padding\n" * 60_000 + "Disallow: /bridge\n")
    assert isinstance(visit(site.url("/bridge")).result, Article)


def test_a_robots_txt_that_takes_for_ever_to_read_forbids(site: FeedServer) -> None:
    names = "".join(f"User-agent: bot{number}\n" for number in range(6_000))
    rules = "".join(f"Disallow: /section/{number}/*?x=\n" for number in range(6_000))
    site["/robots.txt"] = robots(names + rules)
    began = time.monotonic()
    found = failure(site.url("/bridge"), extract_deadline=timedelta(seconds=0.5))
    assert time.monotonic() - began < 60
    assert found.kind is FailureKind.ROBOTS
    assert "did not finish within 0.5 s" in found.detail


def test_each_site_that_a_redirect_leads_to_is_asked(site: FeedServer) -> None:
    with FeedServer() as other:
        other["/robots.txt"] = robots("User-agent: *\nDisallow: /\n")
        other["/moved"] = web_page(*BRIDGE)
        site["/bridge"] = redirect(other.url("/moved"))
        assert failure(site.url("/bridge")).kind is FailureKind.ROBOTS
        assert paths(other) == ["/robots.txt"]


def test_a_crawl_delay_is_kept_and_a_long_one_sends_us_away(site: FeedServer) -> None:
    site["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 0.5\n")
    site["/ferry"] = web_page(*BRIDGE)

    async def both(articles: Articles, _: Fetcher) -> None:
        await asyncio.gather(*(articles.fetch(site.url(path)) for path in ("/bridge", "/ferry")))

    doing(both)
    first, second = (request.at for request in site.requests if request.path != "/robots.txt")
    assert second - first >= 0.49
    site["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 60\n")

    async def one_after_the_other(articles: Articles, _: Fetcher) -> None:
        assert isinstance((await articles.fetch(site.url("/bridge"))).result, Article)
        result = (await articles.fetch(site.url("/ferry"))).result
        assert isinstance(result, ArticleFailure)
        assert (result.kind, result.status) == (FailureKind.THROTTLED, None)
        assert result.retry_after is not None
        assert timedelta(seconds=55) < result.retry_after <= timedelta(seconds=60)

    doing(one_after_the_other)


# --- what comes instead of an article --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (status(403), FailureKind.STATUS, 403),
        (status(404), FailureKind.STATUS, 404),
        (status(410), FailureKind.GONE, 410),
        (status(500), FailureKind.STATUS, 500),
        (status(429, retry_after="90"), FailureKind.THROTTLED, 429),
        (status(503, retry_after="90"), FailureKind.THROTTLED, 503),
        (status(204), FailureKind.STATUS, 204),
        (document(b"%PDF-1.7", content_type="application/pdf"), FailureKind.NOT_HTML, None),
        (document(b"", content_type=HTML), FailureKind.NO_TEXT, None),
        (document(page(), content_type=HTML), FailureKind.NO_TEXT, None),
        (document(page(*BRIDGE), content_type=HTML, headers={"content-encoding": "br"}), FailureKind.ENCODING, None),
        (document(page(*BRIDGE * 3_000), content_type=HTML), FailureKind.TOO_LARGE, None),
        (feeds.gzip_bomb(50), FailureKind.NOT_HTML, None),
        (feeds.reset(feeds.head(200, {"content-type": "text/html"}) + b"<html>"), FailureKind.CONNECT, None),
        (redirect("/bridge"), FailureKind.REDIRECT, None),
        (redirect("ftp://127.0.0.1/x"), FailureKind.REDIRECT, None),
        (redirect("http://192.168.7.7/x"), FailureKind.ROBOTS, None),
        (redirect("/account/login?next=/bridge"), FailureKind.LOGIN, None),
        (redirect("/cookie-wall?next=/bridge"), FailureKind.CONSENT, None),
    ],
)
def test_every_failure_has_its_kind(site: FeedServer, reply: Reply, kind: FailureKind, code: int | None) -> None:
    site["/bridge"] = reply
    found = failure(site.url("/bridge"))
    assert (found.kind, found.status) == (kind, code)
    assert found.detail


def test_a_page_of_zeros_is_too_large(site: FeedServer) -> None:
    zeros = document(b" " * 60_000_000, content_type=HTML, zipped=True)
    site["/bridge"] = zeros
    assert failure(site.url("/bridge")).kind is FailureKind.TOO_LARGE


def test_a_link_to_nowhere_is_no_error(site: FeedServer) -> None:
    assert failure("mailto:desk@gazette.example").kind is FailureKind.REDIRECT
    assert failure("http:///bridge").kind is FailureKind.REDIRECT
    assert failure("http://127.0.0.1:1/bridge").kind is FailureKind.ROBOTS  # its robots.txt cannot be read


def test_private_networks_are_as_forbidden_as_to_feeds(site: FeedServer) -> None:
    found = failure(site.url("/bridge"), poll={"allow_networks": ()})
    assert found.kind is FailureKind.ROBOTS
    assert "not a public address" in found.detail
    assert site.requests == []


def test_a_consent_page_is_not_even_asked_for(site: FeedServer) -> None:
    site["/bridge"] = redirect("/consent?to=/bridge", code=302)
    assert failure(site.url("/bridge")).kind is FailureKind.CONSENT
    assert "/consent?to=/bridge" not in paths(site)


def test_redirects_are_followed_to_the_article(site: FeedServer) -> None:
    site["/a"] = redirect("/b", code=302)
    site["/b"] = redirect("/bridge", code=308)
    result = visit(site.url("/a")).result
    assert isinstance(result, Article)
    assert result.url == site.url("/bridge")


# --- time and manners ------------------------------------------------------------------------------------


@pytest.mark.parametrize("reply", [silence(), feeds.trickle(page(*BRIDGE) * 100)])
def test_one_deadline_for_the_page_and_its_redirects(site: FeedServer, reply: Reply) -> None:
    site["/bridge"] = redirect("/slow")
    site["/slow"] = reply
    began = time.monotonic()
    found = failure(site.url("/bridge"), deadline=timedelta(seconds=0.6))
    assert found.kind in {FailureKind.TIMEOUT, FailureKind.NOT_HTML}
    assert time.monotonic() - began < 30


def test_one_page_of_a_host_at_a_time_so_that_its_feeds_find_a_place(site: FeedServer) -> None:
    """Two places at a host, one article that hangs, another that waits: the feed is read at once."""
    site["/hangs"] = silence()
    site["/feed"] = document(RSS)

    async def work(articles: Articles, fetcher: Fetcher) -> None:
        slow = [asyncio.create_task(articles.fetch(site.url(path))) for path in ("/hangs", "/bridge")]
        await asyncio.sleep(0.3)
        assert isinstance(await fetcher.fetch(feed(site.url("/feed")), None), Fetched)
        assert not slow[0].done()
        assert "/bridge" not in paths(site)
        first, second = await asyncio.gather(*slow)
        assert isinstance(first.result, ArticleFailure)
        assert isinstance(second.result, Article)

    doing(work, poll={"per_host": 2}, deadline=timedelta(seconds=2))


def test_the_gap_between_two_requests_is_that_of_the_feeds(site: FeedServer) -> None:
    site["/feed"] = document(RSS)

    async def work(articles: Articles, fetcher: Fetcher) -> None:
        await asyncio.gather(articles.fetch(site.url("/bridge")), fetcher.fetch(feed(site.url("/feed")), None))

    doing(work, poll={"host_gap": timedelta(seconds=0.3)})
    times = sorted(request.at for request in site.requests)
    assert len(times) == 3
    assert all(later - earlier >= 0.28 for earlier, later in pairwise(times))


def test_a_host_that_asked_for_patience_gets_it_from_articles_too(site: FeedServer) -> None:
    site["/feed"] = status(429, retry_after="120")

    async def work(articles: Articles, fetcher: Fetcher) -> None:
        await articles.fetch(site.url("/bridge"))  # reads robots.txt
        await fetcher.fetch(feed(site.url("/feed")), None)
        result = (await articles.fetch(site.url("/bridge"))).result
        assert isinstance(result, ArticleFailure)
        assert (result.kind, result.status) == (FailureKind.THROTTLED, None)
        assert result.retry_after is not None

    doing(work)
    assert len(site.asked("/bridge")) == 1


# --- hostile pages ---------------------------------------------------------------------------------------

_HOSTILE = {
    "a million paragraphs": b"<html><body>" + b"<p>x" * 1_000_000,
    "a hundred thousand attributes": b"<div " + b" ".join(b"a%d=1" % number for number in range(100_000)) + b">",
    "as deep as it goes": b"<div>" * 800_000,
    "ten megabytes of tags": b"<b><i><u>" * 1_200_000,
    "tables in tables": b"<table><tr><td>" * 300_000,
    "lists in lists": b"<ul><li>x" * 500_000,
    "comments that never end": b"<!-- " * 1_000_000,
    "scripts that never end": b"<script type=application/ld+json>" * 200_000,
    "one long word": b"<p>" + b"x" * 5_000_000,
    "line breaks": b"<article><p>" + b"word<br>" * 600_000,
    "entities": b"<p>" + b"&amp;&lt;" * 500_000,
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_a_hostile_page_costs_its_deadline_and_nothing_else(site: FeedServer, name: str) -> None:
    site["/hostile"] = document(_HOSTILE[name], content_type="text/html")

    async def work(articles: Articles, _: Fetcher) -> None:
        began = time.monotonic()
        hostile = (await articles.fetch(site.url("/hostile"))).result
        assert time.monotonic() - began < 60
        if isinstance(hostile, ArticleFailure):
            assert hostile.kind in {FailureKind.PARSER_KILLED, FailureKind.NO_TEXT}
        assert isinstance((await articles.fetch(site.url("/bridge"))).result, Article)

    doing(work, extract_deadline=timedelta(seconds=1), max_size=20_000_000)

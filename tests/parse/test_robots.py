"""What a robots.txt allows: the rules of RFC 9309 as a table."""

from __future__ import annotations

import pytest

from monitor.parse.robots import permission

SITE = "https://gazette.example"
US = "news-monitor"


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", "/news/1", True),
        ("User-agent: *\nDisallow:\n", "/news/1", True),
        ("User-agent: *\nDisallow: /\n", "/news/1", False),
        ("User-agent: *\nDisallow: /\n", "/robots.txt", True),
        ("User-agent: *\nDisallow: /print/\n", "/news/1", True),
        ("User-agent: *\nDisallow: /print/\n", "/print/1", False),
        # the longest rule decides, and allow wins a draw
        ("User-agent: *\nDisallow: /\nAllow: /news/\n", "/news/1", True),
        ("User-agent: *\nAllow: /news/\nDisallow: /news/paid/\n", "/news/paid/1", False),
        ("User-agent: *\nAllow: /page\nDisallow: /page\n", "/page", True),
        # wildcards and ends
        ("User-agent: *\nDisallow: /*?print=\n", "/news/1?print=1", False),
        ("User-agent: *\nDisallow: /*?print=\n", "/news/1", True),
        ("User-agent: *\nDisallow: /*.pdf$\n", "/news/1.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$\n", "/news/1.pdf.html", True),
        # our own group replaces that for all
        ("User-agent: *\nDisallow: /\n\nUser-agent: news-monitor\nDisallow: /paid\n", "/news/1", True),
        ("User-agent: *\nDisallow:\n\nUser-agent: News-Monitor\nDisallow: /\n", "/news/1", False),
        ("User-agent: other\nUser-agent: news-monitor\nDisallow: /\n", "/news/1", False),
        ("User-agent: other\nDisallow: /\n", "/news/1", True),
        # groups of one name count together, and blank lines end none
        ("User-agent: news-monitor\nDisallow: /a\n\nUser-agent: news-monitor\nDisallow: /b\n", "/b", False),
        ("User-agent: *\n\nDisallow: /x\n", "/x", False),
        # letters beyond ASCII, written either way
        ("User-agent: *\nDisallow: /новини\n", "/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/1", False),
        ("\ufeffUser-agent: *\nDisallow: /x\n", "/x", False),
        # no rules at all: an error page in place of the file
        ("<html><body>Disallow: /</body></html>", "/news/1", True),
    ],
)
def test_rules(rules: str, path: str, allowed: bool) -> None:
    assert permission(rules, url=SITE + path, agent=US).allowed is allowed


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("10", 10.0), ("0.5", 0.5), ("-3", 0.0), ("soon", 0.0), ("inf", 0.0), ("nan", 0.0), ("", 0.0)],
)
def test_the_time_between_two_fetches(value: str, seconds: float) -> None:
    rules = f"User-agent: *\nCrawl-delay: {value}\nDisallow: /x\n"
    assert permission(rules, url=SITE + "/news", agent=US).delay == seconds

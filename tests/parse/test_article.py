"""The text of an article out of its page, and what must never pass for it."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.parse.article import LONGEST, SHORTEST, extract
from monitor.types import Article, ArticleFailure, FailureKind
from tests.servers.pages import BRIDGE, page

URL = "https://gazette.example/bridge"


def read(body: bytes, *, url: str = URL, content_type: str | None = "text/html") -> Article | ArticleFailure:
    return extract(body, asked=URL, url=url, content_type=content_type)


def text_of(body: bytes, **more: Any) -> str:
    found = read(body, **more)
    assert isinstance(found, Article), found
    return found.text


def kind_of(body: bytes, **more: Any) -> FailureKind:
    found = read(body, **more)
    assert isinstance(found, ArticleFailure), found
    return found.kind


# --- text ------------------------------------------------------------------------------------------------


def test_every_paragraph_is_a_line_in_its_order() -> None:
    lines = text_of(page(*BRIDGE)).split("\n")
    assert lines == list(BRIDGE)


@pytest.mark.parametrize("container", ["article", "div", "section"])
def test_only_the_article_is_read(container: str) -> None:
    """Teasers, comments, menu and imprint would match what the article does not say."""
    teasers = [f"Drones over the Kursk region, night {number}" for number in range(12)]
    body = page(*BRIDGE, teasers=teasers, comments=["Kursk is lost, mark my words, says I."], container=container)
    text = text_of(body)
    assert all(paragraph in text for paragraph in BRIDGE)
    for foreign in ("Kursk", "Weather", "All rights reserved", "Read on"):
        assert foreign not in text


def test_a_page_without_its_article_does_not_lend_its_teasers() -> None:
    teasers = [f"Drones over the Kursk region, night {number}" for number in range(20)]
    assert kind_of(page(teasers=teasers)) is FailureKind.NO_TEXT
    assert kind_of(page(BRIDGE[0], teasers=teasers)) is FailureKind.NO_TEXT


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<html><body><h2>Town</h2>" + "<br><br>".join(BRIDGE) + "</body></html>", id="line breaks"),
        pytest.param(
            "<html><body><div id=app><div>" + "".join(f"<div><span>{text}</span></div>" for text in BRIDGE), id="divs"
        ),
        pytest.param(
            "<html><body><article><h1>Live</h1><ul>"
            + "".join(f"<li><time>12:0{number}</time><p>{text}</p></li>" for number, text in enumerate(BRIDGE))
            + "</ul></article></body></html>",
            id="live blog",
        ),
        pytest.param(
            "<html><body><article><h1>Bridge</h1>"
            + "".join(f"<blockquote><p>{text}</p></blockquote>" for text in BRIDGE)
            + "</article></body></html>",
            id="quotes",
        ),
        pytest.param("<html><body><main><p>" + "<p>".join(BRIDGE), id="nothing is closed"),
    ],
)
def test_other_ways_to_write_an_article(body: str) -> None:
    lines = text_of(body.encode()).split("\n")
    for paragraph in BRIDGE:
        assert any(line.endswith(paragraph) for line in lines), paragraph


_SENTENCES = {
    "uk": ("Міст через Орлу закриють з понеділка, повідомив інженер округу.", "windows-1251"),
    "ru": ("Мост через Орлу закроют с понедельника, сообщил инженер округа.", "koi8-r"),
    "ko": ("오를라 강을 가로지르는 오래된 다리가 월요일부터 폐쇄된다고 군 기술자가 말했다.", "euc-kr"),
    "zh": ("县工程师表示，横跨奥尔拉河的古老石桥将从周一起关闭，所有车辆绕行。", "gb18030"),
    "de": ("Die alte Brücke über die Orla wird ab Montag für den Verkehr gesperrt.", "iso-8859-1"),
}


@pytest.mark.parametrize("where", ["header", "meta", "old meta", "neither, but UTF-8"])
@pytest.mark.parametrize("language", _SENTENCES)
def test_encodings(language: str, where: str) -> None:
    sentence, encoding = _SENTENCES[language]
    paragraphs = [f"{number}. {sentence}" for number in range(1, 9)]
    encoding = "utf-8" if where.startswith("neither") else encoding
    meta = {
        "meta": f"<meta charset='{encoding}'>",
        "old meta": f'<META http-equiv="Content-Type" content="text/html; charset={encoding}">',
    }.get(where, "")
    html = f"<html><head>{meta}<title>x</title></head><body><article><p>{'</p><p>'.join(paragraphs)}</p></article>"
    header = f"text/html; charset={encoding}" if where == "header" else "text/html"
    assert paragraphs[-1] in text_of(html.encode(encoding), content_type=header)


def test_a_letter_of_a_script_without_spaces_counts_three_times() -> None:
    sentence = "县工程师表示，横跨奥尔拉河的古老石桥将从周一起关闭。"
    more = "预计维修将持续到深秋，公交车将绕行，东岸的店主们十分担忧。东岸希望在此期间有一艘渡船往返两岸。"
    body = f"<html><body><article><p>{sentence}</p><p>{more}</p></article>"
    text = text_of(body.encode())
    assert len(text) < SHORTEST
    assert sentence in text


def test_a_text_without_end_is_cut() -> None:
    body = page(*(f"Paragraph {number}: {BRIDGE[number % 4]}" for number in range(3_000)))
    assert LONGEST - 200 < len(text_of(body)) <= LONGEST


# --- barriers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://consent.gazette.example/v2?continue=x", FailureKind.CONSENT),
        ("https://guce.portal.example/consent?gcrumb=1", FailureKind.CONSENT),
        ("https://gazette.example/privacy-gate?back=1", FailureKind.CONSENT),
        ("https://myprivacy.group.example/", FailureKind.CONSENT),
        ("https://login.gazette.example/?next=/bridge", FailureKind.LOGIN),
        ("https://gazette.example/account/sign-in?next=/bridge", FailureKind.LOGIN),
        ("https://gazette.example/subscribe/", FailureKind.LOGIN),
    ],
)
def test_where_redirects_lead(url: str, kind: FailureKind) -> None:
    found = read(page(*BRIDGE), url=url)
    assert isinstance(found, ArticleFailure)
    assert found.kind is kind
    assert url.split("/")[2] in found.detail


@pytest.mark.parametrize(
    "url",
    [
        "https://www.gazette.example/bridge",
        "https://gazette.example/2026/the-bridge-and-the-consent-of-the-county",
        "https://gazette.example/news/register-of-bridges",
        "https://accountability.example/bridge",
    ],
)
def test_redirects_to_articles(url: str) -> None:
    assert isinstance(read(page(*BRIDGE), url=url), Article)


def test_an_article_about_a_login_page_was_asked_for_by_its_name() -> None:
    url = "https://gazette.example/login/"
    assert isinstance(extract(page(*BRIDGE), asked=url, url=url, content_type=None), Article)


_NEWS = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "The bridge is closed"}


@pytest.mark.parametrize(
    "facts",
    [
        _NEWS | {"isAccessibleForFree": False},
        _NEWS | {"isAccessibleForFree": "False"},
        [{"@type": "WebSite"}, _NEWS | {"isAccessibleForFree": "http://schema.org/False"}],
        {"@graph": [{"@type": "WebPage"}, _NEWS | {"isAccessibleForFree": False}]},
        _NEWS | {"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall"}},
        _NEWS | {"hasPart": [{"@type": "WebPageElement", "isAccessibleForFree": "false"}]},
    ],
)
def test_a_page_that_calls_itself_not_free_is_believed(facts: object) -> None:
    assert kind_of(page(*BRIDGE, facts=facts)) is FailureKind.PAYWALL


@pytest.mark.parametrize(
    "facts",
    [
        _NEWS | {"isAccessibleForFree": True},
        _NEWS | {"isAccessibleForFree": "true"},
        _NEWS,
        # a teaser of another article that is not free
        {"@type": "ItemList", "itemListElement": [_NEWS | {"isAccessibleForFree": False}]},
        "not a description",
        [[_NEWS]],
        None,
    ],
)
def test_a_page_that_does_not_is_read(facts: object) -> None:
    assert isinstance(read(page(*BRIDGE, facts=facts)), Article)


def test_broken_descriptions_are_passed_over() -> None:
    broken = '<script type="application/ld+json">{"isAccessibleForFree": false,</script>'
    deep = '<script type="application/ld+json">' + "[" * 100_000 + "</script>"
    assert isinstance(read(page(*BRIDGE, head=broken + deep)), Article)


@pytest.mark.parametrize(("tier", "locked"), [("locked", True), ("metered", False), ("free", False)])
def test_the_tier_of_a_page(tier: str, locked: bool) -> None:
    found = read(page(*BRIDGE, head=f'<meta property="article:content_tier" content="{tier}">'))
    assert isinstance(found, ArticleFailure) is locked


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("We value your privacy", FailureKind.CONSENT),
        ("We and our 845 partners store and/or access information on a device.", FailureKind.CONSENT),
        ("Wir und unsere 120 Partner verarbeiten Daten.", FailureKind.CONSENT),
        ("Ми та наші 15 партнери зберігаємо дані.", FailureKind.CONSENT),
        ("Please enable JavaScript and cookies to go on.", FailureKind.CHALLENGE),
        ("Verify you are human by completing the action below.", FailureKind.CHALLENGE),
        ("Subscribe to continue reading.", FailureKind.PAYWALL),
        ("Article réservé aux abonnés.", FailureKind.PAYWALL),
        ("Тільки для передплатників.", FailureKind.PAYWALL),
    ],
)
def test_sentences_of_pages_that_stand_in_front(sentence: str, kind: FailureKind) -> None:
    found = read(page(BRIDGE[0], sentence, BRIDGE[1]))
    assert isinstance(found, ArticleFailure)
    assert found.kind is kind
    assert "the page says" in found.detail


def test_an_article_may_speak_of_such_sentences() -> None:
    long = [f"{number}. {text}" for number in range(5) for text in BRIDGE]
    assert isinstance(read(page(*long, "The site asked readers to “verify you are human” for a week.")), Article)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"no tags at all " * 50,
        b"<html></html>",
        b"\x00\x01\x02" * 400,
        b"%PDF-1.7 " * 50,
        gzip.compress(b"x", mtime=0),
    ],
)
def test_what_is_no_page_has_no_text(body: bytes) -> None:
    assert kind_of(body) is FailureKind.NO_TEXT


# --- anything --------------------------------------------------------------------------------------------

_MARKUP = (
    *("<p>", "</p>", "<div", ">", "<script type=application/ld+json>", "</script", "<!--", "<![CDATA[", "]]>", "<br>"),
    *("<svg>", "<math>", "<table>", "<td colspan=9e9>", "<li>", "<a href=//x>", "&#0;", "&amp", "\x00", "\ud800"),
    *("<h1>", "</h1>", "<html", "<body>", "<article>", "<title>", "<template>", "<base href='::'>", *BRIDGE),
)
_PIECES = st.lists(st.one_of(st.text(max_size=30), st.sampled_from(_MARKUP)), max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(html=_PIECES, content_type=st.sampled_from([None, "text/html", "text/html; charset=utf-16", "x"]))
def test_any_page_is_an_article_or_says_why_not(html: str, content_type: str | None) -> None:
    found = read(html.encode("utf-8", "surrogatepass"), content_type=content_type)
    if isinstance(found, Article):
        assert found.text == found.text.strip()
        found.text.encode("utf-8")
    else:
        assert found.detail

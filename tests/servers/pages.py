"""Pages of articles as news sites write them: the article, and around it what is none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from tests.servers.feeds import Reply, document

HTML = "text/html; charset=utf-8"

BRIDGE = (
    "The old stone bridge over the Orla will be closed to all traffic from Monday, the county engineer said.",
    "Divers found that two of its seven piers have been hollowed out by the floods of the last three winters.",
    "Repairs are expected to take until late autumn, and buses will be sent round by way of the mill at Tarn.",
    "Shopkeepers on the east bank fear for the summer trade and ask for a ferry in the meantime.",
)


def page(
    *paragraphs: str,
    title: str = "The bridge over the Orla is closed",
    teasers: Sequence[str] = (),
    comments: Sequence[str] = (),
    head: str = "",
    container: str = "article",
    facts: object = None,
) -> bytes:
    """A page in the usual frame: menu, article, teasers of others, readers' comments, imprint."""
    body = "".join(f"<p>{escape(text)}</p>\n" for text in paragraphs)
    menu = "".join(f"<li><a href='/s/{name.lower()}'>{name}</a></li>" for name in ("World", "Town", "Sport", "Weather"))
    cards = "".join(
        f"<div class='card teaser'><a href='/n/{number}'><h3>{escape(text)}</h3></a><p>{escape(text)} More on this in "
        f"our long report from the scene, with voices of those who were there.</p></div>"
        for number, text in enumerate(teasers)
    )
    voices = "".join(f"<div class='comment'><b>reader</b><p>{escape(text)}</p></div>" for text in comments)
    linked = f"<script type='application/ld+json'>{json.dumps(facts)}</script>" if facts is not None else ""
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | The Harbour Gazette</title>
<meta property="og:type" content="article">{linked}{head}</head>
<body><header><a href="/">The Harbour Gazette</a><nav><ul>{menu}</ul></nav></header>
<main><{container} class="story-body"><h1>{escape(title)}</h1><p class="byline">By Ada Quill</p>
{body}</{container}>
<section class="related"><h2>Read on</h2>{cards}</section>
<section id="comments" class="comments"><h2>Comments</h2>{voices}</section></main>
<footer><p>© 2026 The Harbour Gazette. All rights reserved.</p></footer></body></html>""".encode()


def web_page(*paragraphs: str, **more: object) -> Reply:
    """Serve such a page."""
    return document(page(*paragraphs, **more), content_type=HTML)  # type: ignore[arg-type]


def robots(rules: str) -> Reply:
    """Serve a robots.txt."""
    return document(rules.encode(), content_type="text/plain")

"""Small documents for everything that readers of feeds have been seen to get wrong, and what each must become."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

URL = "https://feeds.example/folder/feed"
NOON = datetime(2025, 2, 7, 12, 0, tzinfo=UTC)

_SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "atom": "http://www.w3.org/2005/Atom",
        "media": "http://search.yahoo.com/mrss/",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "xhtml": "http://www.w3.org/1999/xhtml",
    }.items()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document with one item, what its fields must be, and where the reference says something else."""

    name: str
    body: bytes
    expected: dict[str, Any]
    reference: dict[str, Any] = field(default_factory=dict)


def rss(item: str, *, root: str = "", channel: str = "") -> bytes:
    """An RSS 2.0 document around the inside of one item."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {_SPACES} {root}><channel><title>The Gazette</title>'
        f"<link>https://gazette.example/</link>{channel}<item>{item}</item></channel></rss>"
    ).encode()


def atom(entry: str, *, root: str = "", version: str = "http://www.w3.org/2005/Atom") -> bytes:
    """An Atom document around the inside of one entry."""
    return (
        f'<feed xmlns="{version}" {_SPACES} {root}><title>The Gazette</title><link href="https://gazette.example/"/>'
        f"<entry>{entry}</entry></feed>"
    ).encode()


def rdf(item: str, *, namespace: str = "http://purl.org/rss/1.0/", about: str = "") -> bytes:
    """An RDF document: the item beside the channel."""
    return (
        f'<rdf:RDF {_SPACES} xmlns="{namespace}"><channel><title>The Gazette</title></channel>'
        f"<image><title>A picture</title><link>https://gazette.example/p</link></image><item {about}>{item}</item>"
        "<textinput><title>Search</title><name>q</name><link>https://gazette.example/s</link></textinput></rdf:RDF>"
    ).encode()


Fields = dict[str, Any]
Row = tuple[bytes, Fields] | tuple[bytes, Fields, Fields]


def documents(of: str, table: dict[str, Row]) -> list[Document]:
    return [
        Document(name=f"{of}: {name}", body=row[0], expected=row[1], reference=row[2] if len(row) == 3 else {})
        for name, row in table.items()
    ]


_BASE64 = base64.b64encode(b"<p>One</p>Two").decode()
_STORY = "https://gazette.example/ferry"
_LINKS = documents(
    "links",
    {
        "a related Atom link is not the item's own": (
            rss(
                f'<title>t</title><atom:link rel="related" href="https://other.example/"/><link>{_STORY}</link>'
                '<atom:link rel="related" href="https://third.example/"/>'
            ),
            {"url": _STORY},
        ),
        "an alternate Atom link behind the item's own": (
            rss(f'<title>t</title><link>{_STORY}</link><atom:link href="https://other.example/"/>'),
            {"url": _STORY},
        ),
        "an Atom link alone": (rss(f'<title>t</title><atom:link href="{_STORY}"/>'), {"url": _STORY}),
        "an Atom link to oneself alone": (
            rss(f'<title>t</title><atom:link rel="self" href="{_STORY}"/>'),
            {"url": None},
        ),
        "a permalink": (rss(f"<title>t</title><guid>{_STORY}</guid>"), {"url": _STORY, "guid": _STORY}),
        "a permalink that says so": (
            rss(f'<title>t</title><guid isPermaLink="true">{_STORY}</guid>'),
            {"url": _STORY, "guid": _STORY},
        ),
        "a guid that is no link": (
            rss(f'<title>t</title><guid isPermaLink="false">{_STORY}</guid>'),
            {"url": None, "guid": _STORY},
        ),
        "a guid that is no address": (rss("<title>t</title><guid>4711</guid>"), {"url": None, "guid": "4711"}),
        "no guid": (rss(f"<title>t</title><link>{_STORY}</link>"), {"url": _STORY, "guid": None}),
        "an empty guid": (rss(f"<title>t</title><guid/><link>{_STORY}</link>"), {"url": _STORY, "guid": None}),
        "an empty link": (
            rss(f"<title>t</title><link/><guid>{_STORY}</guid>"),
            {"url": _STORY},
            {"url": None},  # takes the empty link for one
        ),
        "two links": (rss(f"<title>t</title><link>{_STORY}</link><link>https://b.example/</link>"), {"url": _STORY}),
        "CDATA and line ends": (rss(f"<title>t</title><link><![CDATA[\n  {_STORY}\n]]></link>"), {"url": _STORY}),
        "escaped ampersands": (
            rss(f"<title>t</title><link>{_STORY}?a=1&amp;b=2</link>"),
            {"url": f"{_STORY}?a=1&b=2"},
        ),
        "ampersands escaped twice": (
            rss(f"<title>t</title><link>{_STORY}?a=1&amp;amp;b=2</link>"),
            {"url": f"{_STORY}?a=1&b=2"},
        ),
        "relative to where it was found": (
            rss("<title>t</title><link>/ferry</link>"),
            {"url": "https://feeds.example/ferry"},
        ),
        "xml:base of the document": (
            rss("<title>t</title><link>ferry</link>", root='xml:base="https://gazette.example/"'),
            {"url": _STORY},
        ),
        "xml:base of the item, relative to that of the document": (
            atom(
                '<title>t</title><id>x</id><link xml:base="news/" href="ferry"/>',
                root='xml:base="https://gazette.example/"',
            ),
            {"url": "https://gazette.example/news/ferry", "guid": "x"},
        ),
        "an id stays as it is": (
            atom('<title>t</title><id>/4711</id><link href="ferry"/>', root='xml:base="https://gazette.example/"'),
            {"url": _STORY, "guid": "/4711"},
        ),
        "javascript": (rss("<title>t</title><link>javascript:alert(1)</link>"), {"url": None}),
        "a link of the channel is not the item's": (rss("<title>t</title>"), {"url": None}),
        "an enclosure is no link": (
            rss('<title>t</title><enclosure url="https://gazette.example/a.mp3" type="audio/mpeg" length="1"/>'),
            {"url": None},
        ),
        "the page before other renditions": (
            atom(
                '<title>t</title><link rel="alternate" type="application/pdf" href="https://gazette.example/pdf"/>'
                f'<link rel="self" href="https://gazette.example/self"/><link rel="replies" href="https://b.example/"/>'
                f'<link rel="alternate" type="text/html" href="{_STORY}"/>'
            ),
            {"url": _STORY},
        ),
        "another rendition where there is no page": (
            atom(f'<title>t</title><link type="application/pdf" href="{_STORY}"/>'),
            {"url": _STORY},
        ),
        "no rel means alternate": (
            atom(f'<title>t</title><link rel="edit" href="https://b.example/"/><link href="{_STORY}"/>'),
            {"url": _STORY},
        ),
        "a relation by its full name": (
            atom(f'<title>t</title><link rel="http://www.iana.org/assignments/relation/alternate" href="{_STORY}"/>'),
            {"url": _STORY},
        ),
        "an id that is a link": (atom(f"<title>t</title><id>{_STORY}</id>"), {"url": _STORY, "guid": _STORY}),
        "an id that is a tag": (atom("<title>t</title><id>tag:x,2025:1</id>"), {"url": None, "guid": "tag:x,2025:1"}),
        "rdf:about": (
            rdf(f"<title>t</title><link>{_STORY}</link>", about='rdf:about="https://gazette.example/?id=1"'),
            {"url": _STORY, "guid": "https://gazette.example/?id=1"},
        ),
        "RDF without anything": (rdf(f"<title>t</title><link>{_STORY}</link>"), {"url": _STORY, "guid": None}),
        "RSS 0.90": (
            rdf(f"<title>t</title><link>{_STORY}</link>", namespace="http://my.netscape.com/rdf/simple/0.9/"),
            {"url": _STORY, "title": "t"},
        ),
    },
)

_TITLES = documents(
    "titles",
    {
        "CDATA": (rss("<title><![CDATA[Ferry & crew <3]]></title>"), {"title": "Ferry & crew <3"}),
        "entities": (rss("<title>Ferry &amp; crew &#8212; safe&#x2026;</title>"), {"title": "Ferry & crew — safe…"}),
        "escaped twice": (rss("<title>Ferry &amp;amp; crew &amp;#8217;s</title>"), {"title": "Ferry & crew ’s"}),
        "HTML in CDATA": (rss("<title><![CDATA[<b>Ferry</b> &amp; crew]]></title>"), {"title": "Ferry & crew"}),
        "HTML in the open": (rss("<title>Ferry <em>aground</em> again</title>"), {"title": "Ferry aground again"}),
        "a comparison": (rss("<title>Why 1 &lt; 2 and 3 &gt; 2</title>"), {"title": "Why 1 < 2 and 3 > 2"}),
        "several lines": (rss("<title>\n  Ferry\n\taground\n</title>"), {"title": "Ferry aground"}),
        "windows-1252 as numbers": (rss("<title>Ferry&#146;s crew</title>"), {"title": "Ferry’s crew"}),
        "UTF-8 encoded twice": (rss(f"<title>{'Fähre'.encode().decode('latin-1')}</title>"), {"title": "Fähre"}),
        "none, but a summary": (rss("<description>Ferry aground</description>"), {"title": "Ferry aground"}),
        "of a picture inside the item": (
            rss('<media:content url="x"><media:title>A photo</media:title></media:content><title>Ferry</title>'),
            {"title": "Ferry"},
        ),
        "Media RSS after the item's own": (
            rss("<title>Ferry</title><media:title>A photo</media:title>"),
            {"title": "Ferry"},
        ),
        "of the source": (
            atom(
                "<source><title>Elsewhere</title><id>e</id><updated>2001-01-01T00:00:00Z</updated></source>"
                f"<title>Ferry</title><id>1</id><link href='{_STORY}'/><updated>2025-02-07T12:00:00Z</updated>"
            ),
            {"title": "Ferry", "guid": "1", "updated": NOON},
        ),
        "of the source, behind": (
            atom("<title>Ferry</title><id>1</id><source><title>Elsewhere</title><id>e</id></source>"),
            {"title": "Ferry", "guid": "1"},
        ),
        "of an RSS source": (
            rss('<title>Ferry</title><source url="https://b.example/f">Elsewhere</source>'),
            {"title": "Ferry", "url": None},
        ),
        "dc:title alone": (rss("<dc:title>Ferry</dc:title>"), {"title": "Ferry"}),
        "Atom text is text": (atom("<title>The &lt;b&gt; tag</title>"), {"title": "The <b> tag"}),
        "Atom html": (
            atom('<title type="html">&lt;b&gt;Ferry&lt;/b&gt; &amp;amp; crew</title>'),
            {"title": "Ferry & crew"},
        ),
        "Atom xhtml": (
            atom('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Fer<b>ry</b> &lt;3</div></title>'),
            {"title": "Ferry <3"},
        ),
        "Atom xhtml with a prefix": (
            atom('<title type="xhtml"><xhtml:div>Fer<xhtml:b>ry</xhtml:b></xhtml:div></title>'),
            {"title": "Ferry"},
        ),
        "Atom 0.3 escaped": (
            atom(
                '<title type="text/html" mode="escaped">&lt;b&gt;Ferry&lt;/b&gt;</title>',
                version="http://purl.org/atom/ns#",
            ),
            {"title": "Ferry"},
        ),
        "names in any case": (rss("<TITLE>Ferry</TITLE>"), {"title": "Ferry"}),
        "any prefix": (
            b'<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>Ferry</a:title></a:entry></a:feed>',
            {"title": "Ferry"},
        ),
    },
)

_TEXTS = documents(
    "texts",
    {
        "the full text before the teaser": (
            rss(
                "<description>Short</description><content:encoded><![CDATA[<p>Long</p><p>story</p>]]></content:encoded>"
            ),
            {"summary": "Long\nstory"},
        ),
        "the full text first": (
            rss("<content:encoded>&lt;p&gt;Long&lt;/p&gt;&lt;p&gt;story</content:encoded><description>S</description>"),
            {"summary": "Long\nstory"},
        ),
        "content of Media RSS is no text": (
            rss('<title>t</title><media:content url="x" type="image/jpeg"/><description>S</description>'),
            {"summary": "S"},
        ),
        "a description in a media group": (
            atom("<title>t</title><media:group><media:description>One\nTwo</media:description></media:group>"),
            {"summary": "One\nTwo"},
            {"summary": "One Two"},  # takes for HTML what Media RSS says is plain text
        ),
        "HTML in the open": (
            rss("<description><p>One</p><p>Two &amp; a half</p></description>"),
            {"summary": "One\nTwo & a half"},
        ),
        "XHTML": (
            atom(
                '<title>t</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p>Two</div></content>'
            ),
            {"summary": "One\nTwo"},
        ),
        "HTML escaped inside a div": (
            atom('<title>t</title><content type="html"><div>One&lt;br/&gt;Two</div></content>'),
            {"summary": "One\nTwo"},
        ),
        "base64": (
            atom(
                f'<title>t</title><content type="text/html" mode="base64">{_BASE64}</content>',
                version="http://purl.org/atom/ns#",
            ),
            {"summary": "One\nTwo"},
        ),
        "scripts": (
            rss("<description><![CDATA[One<script>two()</script> three]]></description>"),
            {"summary": "One three"},
        ),
        "CDATA in pieces": (
            rss("<description><![CDATA[One ]]>&amp;amp;<![CDATA[ two]]></description>"),
            {"summary": "One & two"},
        ),
        "a comment": (rss("<description>One<!-- two --> three</description>"), {"summary": "One three"}),
    },
)

_NAMED: dict[str, Row] = {
    f"{text} is {expected}": (rss(f"<title>t</title><pubDate>{text}</pubDate>"), {"published": expected})
    for text, expected in {
        "Fri, 07 Feb 2025 12:00:00 GMT": NOON,
        "Fri, 07 Feb 2025 13:00:00 CET": NOON,
        "Fri, 07 Feb 2025 15:00:00 EEST": NOON,
        "Fri, 07 Feb 2025 14:00:00 EET": NOON,
        "Fri, 07 Feb 2025 15:00:00 MSK": NOON,
        "2025-02-07T14:00:00+02:00": NOON,
        "07.02.2025 12:00:00 +0000": NOON,
        "07.02.2025": None,
        "2020/1/10": None,
        "Fri, 07 Feb 2025": None,
        "yesterday": None,
        "": None,
    }.items()
}
_DATES = documents(
    "dates",
    _NAMED
    | {
        "dc:date": (
            rss("<title>t</title><dc:date>2025-02-07T12:00:00Z</dc:date>"),
            {"published": NOON, "updated": None},
        ),
        "pubDate and dc:date": (
            rss("<title>t</title><dc:date>2025-02-07T12:00:00Z</dc:date><pubDate>06 Feb 2025 12:00:00 GMT</pubDate>"),
            {"published": NOON.replace(day=6), "updated": NOON},
        ),
        "dcterms": (
            rss("<title>t</title><dcterms:issued>2025-02-07T12:00:00Z</dcterms:issued>"),
            {"published": NOON, "updated": None},
        ),
        "in lower case": (rss("<title>t</title><pubdate>Fri, 07 Feb 2025 12:00:00 GMT</pubdate>"), {"published": NOON}),
        "an empty one first": (
            rss("<title>t</title><pubDate/><dc:date>2025-02-07T12:00:00Z</dc:date>"),
            {"published": NOON},
        ),
        "Atom": (
            atom("<title>t</title><published>2025-02-06T12:00:00Z</published><updated>2025-02-07T12:00:00Z</updated>"),
            {"published": NOON.replace(day=6), "updated": NOON},
        ),
        "Atom without publication": (
            atom("<title>t</title><updated>2025-02-07T12:00:00Z</updated>"),
            {"published": None, "updated": NOON},
        ),
        "Atom 0.3": (
            atom(
                "<title>t</title><issued>2025-02-06T12:00:00Z</issued><modified>2025-02-07T12:00:00Z</modified>",
                version="http://purl.org/atom/ns#",
            ),
            {"published": NOON.replace(day=6), "updated": NOON},
        ),
        "RDF": (rdf("<title>t</title><dc:date>2025-02-07T14:00:00+02:00</dc:date>"), {"published": NOON}),
    },
)

_PEOPLE = documents(
    "people",
    {
        "mail and name": (
            rss("<title>t</title><author>desk@gazette.example (Ann Lee)</author>"),
            {"authors": ("Ann Lee",)},
        ),
        "name and mail": (
            rss("<title>t</title><author>Ann Lee &lt;a@b.example&gt;</author>"),
            {"authors": ("Ann Lee",)},
        ),
        "a mail alone": (
            rss("<title>t</title><author>a@gazette.example</author>"),
            {"authors": ("a@gazette.example",)},
        ),
        "dc:creator": (
            rss("<title>t</title><dc:creator>Ann Lee</dc:creator><dc:creator>Bo Roe</dc:creator>"),
            {"authors": ("Ann Lee", "Bo Roe")},
        ),
        "an Atom person": (
            atom("<title>t</title><author><name>Ann Lee</name><email>a@b.example</email></author>"),
            {"authors": ("Ann Lee",)},
        ),
        "an Atom person without a name": (
            atom("<title>t</title><author><email>a@b.example</email></author>"),
            {"authors": ("a@b.example",)},
        ),
        "the author of the source": (
            atom("<title>t</title><source><author><name>Else</name></author></source>"),
            {"authors": ()},
        ),
        "categories": (
            rss("<title>t</title><category>A b</category><category domain='x'>C</category><dc:subject>D</dc:subject>"),
            {"tags": ("A b", "C", "D")},
        ),
        "Atom categories": (
            atom('<title>t</title><category term="f1" label="Ferries"/><category term="Harbour"/>'),
            {"tags": ("Ferries", "Harbour")},
        ),
    },
)

DOCUMENTS = [*_LINKS, *_TITLES, *_TEXTS, *_DATES, *_PEOPLE]

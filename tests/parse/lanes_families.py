"""More small documents: what the families of formats look like in the hands of many programs, and old versions of them.

Where a document does not say how it is encoded, or lies, see `test_decoding`.
"""

from __future__ import annotations

from datetime import timedelta

from tests.parse.lanes_documents import NOON, Row, atom, documents, rdf, rss

_STORY = "https://gazette.example/ferry"
_DAY_BEFORE = NOON - timedelta(days=1)
_OLD = "http://purl.org/atom/ns#"


def _bound(root: str, item: str, *, name: str = "item") -> bytes:
    """A document whose root element is `root`, with one item in it."""
    inside = f"<channel><title>The Gazette</title><{name}>{item}</{name}></channel>"
    return f"<{root}>{inside}</{root.partition(' ')[0]}>".encode()


def _plain_rss(version: str, item: str) -> bytes:
    return _bound(f'rss version="{version}"', item)


_VERSIONS: dict[str, Row] = {
    f"RSS {version}": (
        _plain_rss(version, f"<title>Ferry</title><link>{_STORY}</link><description>Aground</description>"),
        {"title": "Ferry", "url": _STORY, "summary": "Aground", "guid": None, "published": None},
    )
    for version in ("0.91", "0.92", "0.93", "0.94", "2.0", "2.0.1", "3.7", "")
}
_SPACES: dict[str, Row] = {
    f"RSS in the namespace {namespace}": (
        _bound(f'rss version="2.0" xmlns="{namespace}"', f"<title>Ferry</title><link>{_STORY}</link><guid>7</guid>"),
        {"title": "Ferry", "url": _STORY, "guid": "7"},
    )
    for namespace in (
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/rss/1.0/",
        "http://purl.org/rss/1.0/modules/rss091#",
        "http://my.netscape.com/rdf/simple/0.9/",
    )
}
_OF_RSS = documents(
    "RSS",
    _VERSIONS
    | _SPACES
    | {
        "items beside the channel": (
            b"<rss><channel><title>The Gazette</title></channel><item><title>Ferry</title></item></rss>",
            {"title": "Ferry"},
        ),
        "elements of Atom in an item": (
            rss(
                f"<title>t</title><atom:id>4711</atom:id><atom:link href='{_STORY}'/>"
                "<atom:published>2025-02-06T12:00:00Z</atom:published><atom:updated>2025-02-07T12:00:00Z</atom:updated>"
            ),
            {"guid": "4711", "url": _STORY, "published": _DAY_BEFORE, "updated": NOON},
        ),
        "elements of RSS in the namespace of Atom": (
            rss(
                "<title>t</title><atom:guid>4711</atom:guid><atom:pubDate>Fri, 07 Feb 2025 12:00:00 GMT</atom:pubDate>"
                "<atom:description>Aground</atom:description>"
            ),
            {"guid": "4711", "published": NOON, "summary": "Aground"},
        ),
        "prefixes that usually mean something else": (
            rss(
                '<title>Ferry</title><dc:title xmlns:dc="http://search.yahoo.com/mrss/">A photo</dc:title>'
                '<media:date xmlns:media="http://purl.org/dc/elements/1.1/">2025-02-07T12:00:00Z</media:date>'
            ),
            {"title": "Ferry", "published": NOON},
            {"published": None},  # goes by the prefix that it saw first
        ),
        "an unknown vocabulary that has the same names": (
            rss(
                "<x:title>No</x:title><title>Ferry</title><x:link>https://x.example/</x:link><x:guid>x</x:guid>"
                "<x:pubDate>Fri, 07 Feb 2025 12:00:00 GMT</x:pubDate>",
                root='xmlns:x="https://x.example/ns"',
            ),
            {"title": "Ferry", "url": None, "guid": None, "published": None},
        ),
        "several guids": (rss("<title>t</title><guid>1</guid><guid>2</guid>"), {"guid": "2"}),
        "several dates": (
            rss(
                "<title>t</title><pubDate>06 Feb 2025 12:00:00 GMT</pubDate><pubDate>07 Feb 2025 12:00:00 GMT</pubDate>"
            ),
            {"published": NOON},
        ),
        "several dates, the last unreadable": (
            rss("<title>t</title><pubDate>07 Feb 2025 12:00:00 GMT</pubDate><pubDate>yesterday</pubDate>"),
            {"published": NOON},
            {"published": None},  # keeps the last text alone
        ),
        "several titles": (rss("<title>Ferry</title><title>Harbour</title>"), {"title": "Ferry"}),
        "an item that only has a guid": (rss("<guid>4711</guid>"), {"guid": "4711", "title": "4711", "url": None}),
        "an item that only has a date": (
            rss("<pubDate>07 Feb 2025 12:00:00 GMT</pubDate>"),
            {"guid": None, "title": "", "published": NOON},
        ),
        "an empty item": (rss(""), {"guid": None, "title": "", "url": None, "published": None}),
        "a guid in CDATA, between blanks": (
            rss("<title>t</title><guid isPermaLink='false'>\n<![CDATA[ a  b ]]>\n</guid>"),
            {"guid": "a b"},
        ),
        "a guid with a control character at its end, and one inside": (
            rss("<title>t</title><guid isPermaLink='false'>7\x92s\x85</guid>"),
            {"guid": "7’s"},
        ),
        "isPermaLink in capitals": (
            rss(f"<title>t</title><guid isPermaLink='TRUE'>{_STORY}</guid>"),
            {"url": _STORY, "guid": _STORY},
            {"url": None},  # only knows "true"
        ),
        "a permalink with a scheme in capitals": (
            rss("<title>t</title><guid>HTTPS://gazette.example/Ferry</guid>"),
            {"url": "https://gazette.example/Ferry", "guid": "HTTPS://gazette.example/Ferry"},
        ),
        "a permalink beside a link": (
            rss(f"<title>t</title><link>{_STORY}</link><guid>https://g.example/1</guid>"),
            {"url": _STORY, "guid": "https://g.example/1"},
        ),
        "a link to mail": (rss("<title>t</title><link>mailto:desk@gazette.example</link>"), {"url": None}),
        "a link without a scheme": (
            rss("<title>t</title><link>//gazette.example/ferry</link>"),
            {"url": _STORY},
        ),
        "a link with letters beyond ASCII": (
            rss("<title>t</title><link>https://gazette.example/пором?ü=1</link>"),
            {"url": "https://gazette.example/пором?ü=1"},
        ),
        "a link with blanks inside": (
            rss("<title>t</title><link>https://gazette.example/a b</link>"),
            {"url": "https://gazette.example/a%20b"},
        ),
        "an address that is none": (rss("<title>t</title><link>http://[gazette/</link>"), {"url": None}),
        "a category of iTunes": (
            rss('<title>t</title><itunes:category text="News"><itunes:category text="Sea"/></itunes:category>'),
            {"tags": ("News", "Sea")},
        ),
        "keywords of iTunes": (
            rss("<title>t</title><itunes:keywords>sea, port</itunes:keywords>"),
            {"tags": ("sea", "port")},
        ),
        "an author of iTunes": (
            rss("<title>t</title><itunes:author>Ann Lee</itunes:author>"),
            {"authors": ("Ann Lee",)},
        ),
        "a picture inside a category": (
            rss("<category>Sea<image><title>A photo</title><link>https://p.example/</link></image></category>"),
            {"title": ""},
            {"title": "A photo"},  # takes what is inside for the item's own
        ),
        "a source": (
            rss(f'<title>Ferry</title><source url="https://b.example/f">Elsewhere</source><link>{_STORY}</link>'),
            {"title": "Ferry", "url": _STORY},
        ),
        "HTML that nobody escaped, in a title": (rss("<title>A <b>bold</b> ferry</title>"), {"title": "A bold ferry"}),
        "a processing instruction inside": (rss("<title>Fer<?x y?>ry</title>"), {"title": "Ferry"}),
        "a title on two elements of CDATA": (rss("<title><![CDATA[Fer]]><![CDATA[ry]]></title>"), {"title": "Ferry"}),
        "entities of HTML as numbers": (
            rss("<title>&#x201C;Ferry&#8221;&#160;aground</title>"),
            {"title": "“Ferry” aground"},
        ),
        "content that is longer than the description, of another name": (
            rss("<description>Short</description><xhtml:body><xhtml:p>A long story</xhtml:p></xhtml:body>"),
            {"summary": "A long story"},
        ),
    },
)

_OF_ATOM = documents(
    "Atom",
    {
        "0.3 in full": (
            atom(
                f'<title mode="escaped">Ferry</title><link rel="alternate" type="text/html" href="{_STORY}"/><id>x</id>'
                "<issued>2025-02-06T12:00:00Z</issued><modified>2025-02-07T12:00:00Z</modified><summary>S</summary>",
                version=_OLD,
            ),
            {"title": "Ferry", "url": _STORY, "guid": "x", "published": _DAY_BEFORE, "updated": NOON, "summary": "S"},
        ),
        "0.3 in XML": (
            atom('<title type="application/xhtml+xml" mode="xml"><b>Fer</b>ry</title>', version=_OLD),
            {"title": "Ferry"},
        ),
        "0.3 in base64": (
            atom('<title type="text/plain" mode="base64">RmVycnk=</title>', version=_OLD),
            {"title": "Ferry"},
        ),
        "0.3, created alone": (
            atom("<title>t</title><created>2025-02-07T12:00:00Z</created>", version=_OLD),
            {"published": NOON},
        ),
        "several ids": (atom("<title>t</title><id>1</id><id>2</id>"), {"guid": "2"}),
        "several dates": (
            atom("<title>t</title><updated>2025-02-06T12:00:00Z</updated><updated>2025-02-07T12:00:00Z</updated>"),
            {"updated": NOON},
        ),
        "elements of RSS in an entry": (
            atom("<title>t</title><guid>4711</guid><pubDate>Fri, 07 Feb 2025 12:00:00 GMT</pubDate>"),
            {"guid": "4711", "published": NOON},
        ),
        "an id in capitals": (
            atom("<title>t</title><id>HTTP://gazette.example/Ferry</id>"),
            {"guid": "HTTP://gazette.example/Ferry", "url": "http://gazette.example/Ferry"},
        ),
        "a title of the type text that looks like HTML": (
            atom('<title type="text">&amp;lt;b&amp;gt; &lt;b&gt;</title>'),
            {"title": "&lt;b&gt; <b>"},
        ),
        "a title of a type that nobody knows": (atom('<title type="plain">A &lt; B</title>'), {"title": "A < B"}),
        "an id and no title": (atom("<id>4711</id>"), {"guid": "4711", "title": "4711"}),
        "a link whose address stands inside": (atom(f"<title>t</title><link>{_STORY}</link>"), {"url": _STORY}),
        "an empty entry": (atom(""), {"guid": None, "title": "", "url": None}),
        "several languages of one page": (
            atom(
                f'<title>t</title><link rel="alternate" hreflang="uk" href="{_STORY}"/>'
                '<link rel="alternate" hreflang="en" href="https://gazette.example/en"/>'
            ),
            {"url": _STORY},
        ),
        "a base that is relative": (
            atom('<title>t</title><link href="ferry"/>', root='xml:base="/news/"'),
            {"url": "https://feeds.example/news/ferry"},
        ),
        "a base that is no address": (
            atom(f'<title>t</title><link href="{_STORY}"/>', root='xml:base="http://[nowhere/"'),
            {"url": _STORY},
            {"url": None},  # joins what needs no joining
        ),
        "content elsewhere": (
            atom('<title>t</title><content src="https://gazette.example/m.mp4" type="video/mp4"/><summary>S</summary>'),
            {"summary": "S", "url": None},
        ),
        "content that is a picture in base64": (
            atom('<title>t</title><content type="image/png">iVBORw0KGgo=</content><summary>S</summary>'),
            {"summary": "S"},
            {"summary": "iVBORw0KGgo="},  # shows what it could not decode
        ),
        "a text of HTML whose tags nobody knows": (
            atom('<content type="html">&lt;event-source&gt;&lt;/event-source&gt;</content><id>x</id>'),
            {"summary": "", "title": "x"},
        ),
    },
)

_OF_RDF = documents(
    "RDF",
    {
        "of Dublin Core alone": (
            rdf("<dc:title>Ferry</dc:title><dc:description>Aground</dc:description><dc:creator>Ann Lee</dc:creator>"),
            {"title": "Ferry", "summary": "Aground", "authors": ("Ann Lee",)},
        ),
        "a full text in the module for content": (
            rdf("<title>t</title><description>S</description><content:encoded>&lt;p&gt;Long text</content:encoded>"),
            {"summary": "Long text"},
        ),
        "an about that is no address": (
            rdf("<title>t</title>", about='rdf:about="urn:x:1"'),
            {"guid": "urn:x:1", "url": None},
        ),
        "subjects": (rdf("<title>t</title><dc:subject>Sea</dc:subject>"), {"tags": ("Sea",)}),
    },
)

FAMILIES = [*_OF_RSS, *_OF_ATOM, *_OF_RDF]

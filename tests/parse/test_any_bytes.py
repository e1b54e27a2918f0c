"""Parsing never raises, whatever became of a document on its way."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.parse.document import by_reference, parse
from monitor.parse.identity import to_entries
from monitor.settings import Feed
from monitor.types import FeedFailure, ParsedFeed
from tests.parse.test_golden import DOCUMENTS
from tests.parse.test_identity import NOW

_FEED = Feed(name="any", url="https://any.example/feed", title="", publisher="")
_BODIES = [path.read_bytes() for path in DOCUMENTS]
_PIECES = st.sampled_from(
    b"""< > & &#xD800; &#99999999; &#x; <![CDATA[ ]]> <!-- \x00 \xff " </item> <item> <svg> <link/> <entry> <title>
    <image> <content_mode='base64'>= <textinput> { [ null <source> <media:content> xml:base='http://[' <author>
    <category/>""".split()
)


def _check(body: bytes, content_type: str | None = None) -> None:
    result = parse(body, url=_FEED.url, content_type=content_type)
    if isinstance(result, FeedFailure):
        assert result.detail
        return
    assert isinstance(result, ParsedFeed)
    for entry in to_entries(_FEED, result, NOW):
        (entry.title + entry.summary + "".join(entry.authors + entry.tags) + (entry.url or "")).encode()
        assert "\n" not in entry.title
        assert entry.title


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_documents(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(_BODIES))
    for _ in range(data.draw(st.integers(1, 4))):
        at, to = sorted((data.draw(st.integers(0, len(body))), data.draw(st.integers(0, len(body)))))
        body = data.draw(
            st.sampled_from([body[:at] + body[to:], body[:to] + body[at:], body[:to]])
            | _PIECES.map(lambda piece, body=body, at=at: body[:at] + piece + body[at:])  # type: ignore[misc]
        )
    _check(body)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"<rss>", b"<feed>", b'{"version":"https://jsonfeed.org/version/1",']),
)
def test_noise(noise: bytes, start: bytes) -> None:
    _check(start + noise, "text/xml; charset=utf-8")


def test_what_the_library_trips_over_is_a_failure_of_the_feed() -> None:
    body = b"<rss><channel><item><title>t</title><textinput><name>a</name></textinput></item></channel></rss>"
    result = by_reference(body, url=_FEED.url)
    assert isinstance(result, FeedFailure)
    assert result.detail == "the document cannot be read: KeyError: 'textinput'"

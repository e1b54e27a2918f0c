"""Which entries are the same: canonical links and ids.

An entry is named by its guid, else by its link, else by its title. Publishers change guids and reuse
them; what they do within one document is settled here, what they do over time is left to whoever
remembers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from monitor.language import label
from monitor.parse.shaping import language_code
from monitor.settings import Feed
from monitor.types import Entry, ParsedEntry, ParsedFeed, digest

# Parameters that say where a reader came from, never what is shown.
_TRACKING = re.compile(
    r"(?:utm|at|mtm|pk|piwik|matomo|hsa|_hs|ga|itm|ns|oly|vero|wt|cmp|xtor)_\w*"
    r"|utm\w*|xtor|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid"
    r"|cmpid|ocid|ito|smid|smtyp|partner|ncid|icid|cid_source|rss|from_rss|feature|ftag|traffic_source|sref|spm"
    r"|__twitter_impression|mkt_tok|s_cid|ref_src|soc_src|soc_trk|guccounter|guce_\w+|wprov|chan",
    re.IGNORECASE,
)
_PORTS = {"http": ":80", "https": ":443"}
_FRONT_PAGE = re.compile(r"[a-z]+://[^/?#]*/?")
_WORD = re.compile(r"\w+")

_ENOUGH = 100  # characters of a summary that show whether it is in the declared language


@lru_cache(maxsize=1_000)  # asked for several times while one document is read
def canonical_url(url: str) -> str:
    """Return the form of `url` that two links to one page share. For comparing, not for readers.

    The scheme becomes https and the host lower-case; the default port, credentials, fragment, tracking parameters and
    a closing slash go. Parameters keep their order. What is no URL comes back as it is.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    scheme = parts.scheme.lower()
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(_PORTS.get(scheme, "")).rstrip(".")
    if scheme not in _PORTS or not host:
        return url.strip()
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair))
    return urlunsplit(("https", host, parts.path.rstrip("/") or "/", query, ""))


def _is_tracking(pair: str) -> bool:
    return _TRACKING.fullmatch(pair.partition("=")[0]) is not None


def folded_title(title: str) -> str:
    """Return the words of a title alone: no case, no punctuation, one form of each character.

    Ids are made of it, so it must never change; that is why it is not the folding of the language room.
    """
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", title).casefold()))


def entry_id(*, feed: str, guid: str | None, url: str | None, title: str) -> str:
    """Name an entry by its guid, else by its link, else by its title; the same entry gets the same name."""
    if guid:
        return digest("entry", feed, "guid", guid)
    page = page_of(url)
    return digest("entry", feed, "link", page) if page else digest("entry", feed, "title", folded_title(title))


def page_of(url: str | None) -> str | None:
    """Return what names the page behind a link: its canonical form, and the fragment where that names an item.

    None for a front page: all items of a ticker may lead there, so it names none of them.
    """
    if not url:
        return None
    page, fragment = canonical_url(url), _own_fragment(url)
    if not fragment and _FRONT_PAGE.fullmatch(page):
        return None
    return page + fragment


def _own_fragment(url: str) -> str:
    """Keep the fragment that names one item of a live page; one with a `=` only says where a reader came from."""
    fragment = url.partition("#")[2]
    return f"#{fragment}" if fragment and "=" not in fragment else ""


def to_entries(feed: Feed, parsed: ParsedFeed, now: datetime) -> tuple[Entry, ...]:
    """Name the entries of one document, in its order. Of entries with one id the first stays.

    What has no title, link, guid or text is left out: nothing names it, and nobody could be told of it. A guid that
    stands on several different links names none of them; likewise a link on several headlines.
    """
    guids = _shared(parsed.entries, lambda item: item.guid, lambda item: canonical_url(item.url or ""))
    unnamed = [item for item in parsed.entries if not item.guid]
    links = _shared(unnamed, lambda item: item.url, lambda item: folded_title(item.title))
    declared = language_code(parsed.language)
    entries: dict[str, Entry] = {}
    for item in filter(lambda item: item.title, parsed.entries):
        guid = None if item.guid in guids else item.guid
        if guid is None and item.url in links:
            guid = f"{item.url} {folded_title(item.title)}"
        entry = _entry(feed, item, guid, declared, now)
        entries.setdefault(entry.id, entry)
    return tuple(entries.values())


def _shared(
    items: Sequence[ParsedEntry], name: Callable[[ParsedEntry], str | None], thing: Callable[[ParsedEntry], str]
) -> frozenset[str]:
    """Return the names that stand for more than one thing."""
    repeated = {one for one, count in Counter(map(name, items)).items() if one and count > 1}
    if not repeated:
        return frozenset()  # as nearly always
    counts = Counter(one for one, _ in {(name(item), thing(item)) for item in items} if one in repeated)
    return frozenset(one for one, count in counts.items() if count > 1)


def _entry(feed: Feed, item: ParsedEntry, guid: str | None, declared: str | None, now: datetime) -> Entry:
    sample = f"{item.title} {item.summary[:_ENOUGH] if declared else item.summary}"
    return Entry(
        id=entry_id(feed=feed.name, guid=guid, url=item.url, title=item.title),
        feed=feed.name,
        publisher=feed.publisher,
        guid=item.guid,
        url=item.url,
        title=item.title,
        summary=item.summary,
        first_seen=now,
        canonical_url=page_of(item.url),
        authors=item.authors,
        tags=tuple(dict.fromkeys((*feed.tags, *item.tags))),
        published=item.published,
        updated=item.updated,
        language=label(sample, declared=declared, configured=feed.language),
    )

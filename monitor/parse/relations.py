"""What a feed names beside its entries: the hubs that push it, its own address, the page with older entries.

Sources: WebSub (W3C Recommendation), Discovery; RFC 5005, 3 (`next`) and 4 (`prev-archive`); RFC 8288 for the names
of relations, which are compared without regard to case.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from monitor.parse.elements import ATOM, RSS, base_of, names, sort
from monitor.parse.links import absolute
from monitor.types import Links

MOST_HUBS = 5
_LINK = names((*ATOM, *RSS), {"link": "link"})


def links_of(pairs: Iterable[tuple[object, str | None]]) -> Links:
    """Sort out links: pairs of relations, several of them parted by spaces, and a web address."""
    found: dict[str, list[str]] = {}
    for relations, address in pairs:
        if address and isinstance(relations, str):
            for relation in relations.lower().split():
                found.setdefault(relation, []).append(address)
    older = (*found.get("prev-archive", ()), *found.get("next", ()))
    return Links(
        hubs=tuple(dict.fromkeys(found.get("hub", ())))[:MOST_HUBS],
        own=next(iter(found.get("self", ())), None),
        older=next(iter(older), None),
    )


def links_in(channel: Element, base: str) -> Links:
    """Read the links of a channel in RSS, or of an Atom feed. `base` is what they are relative to."""
    links = sort(channel, _LINK).get("link", ())
    return links_of((link.get("rel"), absolute(link.get("href"), base_of(link, base))) for link in links)


def joined(first: Links, then: Links) -> Links:
    """Put links of two places together; where both name hubs, those of the first count, with its topic."""
    if not first.hubs:
        return Links(hubs=then.hubs, own=then.own or first.own, older=then.older or first.older)
    return Links(hubs=first.hubs, own=first.own or then.own, older=then.older or first.older)

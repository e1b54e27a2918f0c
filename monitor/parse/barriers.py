"""What stands in front of an article: consent pages, logins, paywalls, challenges.

Such a page must never pass for the article. The rules are few and plain, and each names what it found:

 where redirects led    a host or a path that asks for consent or a login
 the page's own word    `isAccessibleForFree: false` (schema.org), `article:content_tier` "locked"
 a short text           that is a known sentence of such pages

A site that says its article is not free is believed, also where its server sends the text along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from monitor.types import ArticleFailure, FailureKind

_CONSENT_HOST = re.compile(r"(?:^|\.)(?:consent|guce|cmp|myprivacy|privacy-gate|zustimmung|cookiewall)\.")
_CONSENT_PATH = re.compile(r"/(?:consent|cookie-?wall|cookie-?consent|privacy-gate|zustimmung)(?:[/.?]|$)")
_LOGIN_HOST = re.compile(r"(?:^|\.)(?:login|signin|sso|accounts?|auth)\.")
_LOGIN_PATH = re.compile(r"/(?:log-?in|sign-?in|sign-?up|register|subscribe|paywall|anmelden|connexion)(?:[/.?]|$)")

_JSON_LD = re.compile(r"<script\b[^<>]{0,300}application/ld\+json[^<>]{0,300}>", re.IGNORECASE)
_MOST_JSON_LD = 20  # blocks of a page that are looked at
_TIER = re.compile(
    r"<meta\b[^<>]{0,200}(?:article|og):content_tier[^<>]{0,200}content\s*=\s*[\"']?locked\b", re.IGNORECASE
)

# Sentences of pages that stand in front, as such pages are written by a few makers of software for thousands of
# sites. They are looked for in short texts alone: an article about cookies is an article.
_SHORT = 1_500
_PATTERNS = tuple(
    (kind, re.compile("|".join(sentences), re.IGNORECASE))
    for kind, sentences in {
        FailureKind.CONSENT: (
            r"\bwe value your privacy\b",
            r"\bbefore you continue to\b",
            r"\bwe and our [\d,. ]*partners\b",
            r"\bwir und unsere [\d,. ]*partner\b",
            r"\bnous et nos [\d,. ]*partenaires\b",
            r"\bnosotros y nuestros [\d,. ]*socios\b",
            r"\bmy i nasi [\d,. ]*partnerzy\b",
            r"\bми та наші [\d,. ]*партнери\b",
            r"\bмы и наши [\d,. ]*партн[её]ры\b",
        ),
        FailureKind.CHALLENGE: (
            r"\bverify (?:that )?you are (?:a )?human\b",
            r"\bare you a robot\b",
            r"\bchecking your browser\b",
            r"\bunusual traffic\b",
            r"\b(?:enable|turn on) javascript\b",
            r"\bподтвердите, что вы не робот\b",
            r"\bпідтвердіть, що ви не робот\b",
        ),
        FailureKind.PAYWALL: (
            r"\b(?:subscribe|log in|sign in) to (?:continue|keep|read)\b",
            r"\bto continue reading\b",
            r"\b(?:for subscribers only|subscriber[- ]only)\b",
            r"\b(?:nur für abonnenten|jetzt weiterlesen)\b",
            r"\bréservé aux abonnés\b",
            r"\btylko dla prenumeratorów\b",
            r"\bтільки для передплатників\b",
            r"\bтолько для подписчиков\b",
        ),
    }.items()
)


def barrier_at(asked: str, url: str) -> ArticleFailure | None:
    """Say what a redirect from `asked` to `url` led to, where that is not an article."""
    before, now = urlsplit(asked), urlsplit(url)
    host, path = (now.hostname or "").lower(), now.path.lower()
    other_host = host != (before.hostname or "").lower()
    for kind, hosts, paths, called in (
        (FailureKind.CONSENT, _CONSENT_HOST, _CONSENT_PATH, "a consent page"),
        (FailureKind.LOGIN, _LOGIN_HOST, _LOGIN_PATH, "a login or subscription page"),
    ):
        led_to_host = other_host and hosts.search(host)
        led_to_path = paths.search(path) and not paths.search(before.path.lower())
        if led_to_host or led_to_path:
            return ArticleFailure(kind=kind, detail=f"the link leads to {called} ({host}{now.path})"[:300])
    return None


def locked(html: str) -> ArticleFailure | None:
    """Say that the page calls its article not free, where it does."""
    if _TIER.search(html):
        return ArticleFailure(kind=FailureKind.PAYWALL, detail="the page says content_tier: locked")
    for opening in islice(_JSON_LD.finditer(html), _MOST_JSON_LD):
        block = html[opening.end() : html.find("</script", opening.end())]
        if any(_not_free(node) for node in _nodes(block)):
            return ArticleFailure(kind=FailureKind.PAYWALL, detail="the page says isAccessibleForFree: false")
    return None


def barrier_in(text: str) -> ArticleFailure | None:
    """Say what a short `text` is, where it is known as no article."""
    if len(text) > _SHORT:
        return None
    for kind, pattern in _PATTERNS:
        found = pattern.search(text)
        if found:
            return ArticleFailure(kind=kind, detail=f"the page says “{' '.join(found.group().split())}”")
    return None


def _nodes(block: str) -> Iterator[dict[str, Any]]:
    """Yield what a block of JSON-LD describes: the page's own things, not the teasers inside them."""
    try:
        data = json.loads(block)
    except (ValueError, RecursionError):
        return
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            graph = item.get("@graph")
            yield from (node for node in [item, *(graph if isinstance(graph, list) else [])] if isinstance(node, dict))


def _not_free(node: dict[str, Any]) -> bool:
    parts = node.get("hasPart")
    inner = parts if isinstance(parts, list) else [parts]
    return any(
        str(one.get("isAccessibleForFree")).lower() in {"false", "http://schema.org/false", "https://schema.org/false"}
        for one in [node, *inner]
        if isinstance(one, dict)
    )

"""Links that a reader can follow: absolute, http or https, nothing else."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

LONGEST = 2_000  # characters; longer ones are data, not links
_PLAIN = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?(?:[/?#][!-~]*)?")  # nearly all are
_RELATIONS = "http://www.iana.org/assignments/relation/"
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b\u2028\u2029\ufeff\ud800-\udfff]+")


def absolute(link: object, base: str) -> str | None:
    """Resolve `link` against `base`; None where the result is not a web address."""
    if not isinstance(link, str):
        return None
    if len(link) <= LONGEST and _PLAIN.fullmatch(link):
        return link
    text = _INVISIBLE.sub("%20", link.strip("\x00\t\n\r\x0b\x0c \xa0\u200b\ufeff"))
    if not text or len(text) > LONGEST:
        return None
    try:
        url = text if text.startswith(("http://", "https://")) else urljoin(base, text)
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return url if url.startswith("http") else parts.geturl()  # which has the scheme in lower case


def is_web(identifier: str) -> bool:
    """Say whether an id looks like a web address; any other is a name, not a link relative to something."""
    return identifier[:4].lower() == "http"


def is_alternate(relation: str | None) -> bool:
    """Say whether a link of this `rel` leads to the thing itself (RFC 4287, 4.2.7.2; None is the default)."""
    return relation is None or relation.strip().lower().removeprefix(_RELATIONS) == "alternate"

"""The kinds of values that name a place in the network: URLs, mail addresses, hosts and networks.

Checks as those in `monitor.config.values`: each is a type for the models, with its JSON Schema for editors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated
from urllib.parse import urlsplit

from monitor.config.faults import refusal
from monitor.config.values import checked, text_of

_HOST = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
_ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_HOST}")


def web_url(text: str, *, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """Check a URL. The message does not quote it: it may hold a token or a password."""
    if any(character.isspace() or not character.isprintable() for character in text):
        raise refusal("a URL has no spaces or line breaks")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise refusal("this is no URL: check the host and the port") from None
    if parts.scheme not in schemes:
        raise refusal(f"a URL begins with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    if parts.username is not None or parts.password is not None:
        raise refusal("a URL with a user name or a password would be shown in messages: leave them out")
    if parts.scheme == "file" and (host or not parts.path.startswith("/")):
        raise refusal("a file is written as file:///folder/name")
    if parts.scheme != "file" and not host:
        raise refusal("the URL has no host")
    return text


def page_url(value: object) -> str:
    """Check the URL of a page."""
    return web_url(text_of(value, "https://example.org/story"))


def feed_url(value: object) -> str:
    """Check the URL of a feed."""
    return web_url(text_of(value, "https://example.org/feed.xml"), schemes=("https", "http", "file"))


def address(value: object) -> str:
    """Check an e-mail address: `name@host` in ASCII, as it goes to the mail server."""
    text = text_of(value, "desk@example.org")
    if not text.isascii() and "@" in text:
        message = "letters beyond ASCII need a server that knows SMTPUTF8 on the whole way, which cannot be relied on"
        raise refusal(f"{text!r}: {message}; use an address in ASCII (a domain has one that begins with xn--)")
    if not _ADDRESS.fullmatch(text) or len(text) > 254:
        raise refusal(f"{text!r} is no e-mail address")
    return text


def sender(value: object) -> str:
    """Check where mail comes from: an address, or a name and an address: `News monitor <monitor@example.org>`."""
    text = text_of(value, "News monitor <monitor@example.org>")
    named = re.fullmatch(r"([^<>\"@,;:\\]*) <([^<>]*)>", text)
    if named and not named[1].isprintable():
        raise refusal("a name is one line of visible text")
    address(named[2] if named else text)
    return text


def host(value: object) -> str:
    """Check a host name or an IP address."""
    text = text_of(value, "smtp.example.org")
    if not re.fullmatch(_HOST, text) and not is_ip(text):
        raise refusal(f"{text!r} is no host name; the port has its own key")
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a server listens."""

    host: str
    port: int


def listen(value: object) -> Place:
    """Read where to listen: `127.0.0.1:8080`, or `[::1]:8080`."""
    text = text_of(value, "127.0.0.1:8080")
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^:\[\]]+)):([0-9]{1,5})", text)
    if not found or not is_ip(found[1] or found[2]) or not 0 < int(found[3]) < 65536:
        raise refusal(f"{text!r}: write the address of this machine and a port, such as 127.0.0.1:8080")
    return Place(host=found[1] or found[2], port=int(found[3]))


def public_url(value: object) -> str:
    """Check the address under which the world reaches the worker; it ends with a slash."""
    text = web_url(text_of(value, "https://monitor.example.org/"))
    if urlsplit(text).query or urlsplit(text).fragment:
        raise refusal("other addresses are put together from this one: leave out what begins with ? or #")
    return text if text.endswith("/") else f"{text}/"


def server_url(value: object) -> str:
    """Check the address of a service, without the slash at its end: https, or http on this machine."""
    text = web_url(text_of(value, "https://ntfy.newsroom.example"))
    if urlsplit(text).query or urlsplit(text).fragment:
        raise refusal("this is the address of a server: leave out what begins with ? or #")
    if not is_protected(text):
        raise refusal("over http a token can be read on the way: use https; http is for a server on this machine only")
    return text.rstrip("/")


def is_protected(url: str) -> bool:
    """Say whether nobody on the way can read what goes to `url`."""
    parts = urlsplit(url)
    return parts.scheme != "http" or is_loopback(parts.hostname or "")


def is_ip(text: str) -> bool:
    """Say whether `text` is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_loopback(text: str) -> bool:
    """Say whether a host is this machine: only then may mail go out unprotected."""
    return text.casefold() == "localhost" or (is_ip(text) and ip_address(text).is_loopback)


def network(value: object) -> IPv4Network | IPv6Network:
    """Read an IP network such as 10.1.0.0/16."""
    text = text_of(value, "10.1.0.0/16")
    try:
        return ip_network(text)
    except ValueError as error:
        raise refusal(f"{text!r} is no network such as 10.1.0.0/16: {error}") from None


PageUrl = Annotated[str, *checked(page_url, format="uri")]
PublicUrl = Annotated[str, *checked(public_url, format="uri")]
ServerUrl = Annotated[str, *checked(server_url, format="uri")]
Listen = Annotated[Place, *checked(listen, examples=["127.0.0.1:8080"])]
FeedUrl = Annotated[str, *checked(feed_url, format="uri")]
Address = Annotated[str, *checked(address, format="email")]
Sender = Annotated[str, *checked(sender)]
Host = Annotated[str, *checked(host)]
Network = Annotated[IPv4Network | IPv6Network, *checked(network)]

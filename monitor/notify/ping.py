"""Calls a service that raises the alarm when it is not called any more, such as Healthchecks."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from monitor.notify.post import Post, PostSender, Wire, telling
from monitor.notify.sender import Sender
from monitor.settings import PostedSettings, Secret
from monitor.types import Message

FAILED = "fail"
"""The recipient of a call that says that something is wrong: it goes to the URL with this behind it."""

_TIMEOUT = timedelta(seconds=10)


def open_pinger(url: Secret) -> Sender:
    """Return what calls `url`: the body of a message is for the people who look there, its recipient "" or FAILED."""
    address = url.reveal()

    def post(message: Message) -> Post:
        target = _failing(address) if message.recipient == FAILED else address
        return Post(url=target, body=message.body, headers={"Content-Type": "text/plain; charset=utf-8"})

    return PostSender(PostedSettings(timeout=_TIMEOUT), Wire(post=post, hide=telling(address)))


def _failing(address: str) -> str:
    """Return the address with FAILED behind its path, before its query."""
    parts = urlsplit(address)
    return parts._replace(path=f"{parts.path.rstrip('/')}/{FAILED}").geturl()

"""The headers of a mail that tells no single alert: a digest, a recap, notices. None of these has a thread."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime, parseaddr

from monitor.render import mime
from monitor.render.clean import clean
from monitor.render.email import LONGEST_SUBJECT, list_id, message_id
from monitor.render.facts import cut
from monitor.settings import Channel, EmailSettings


def heading(
    channel: Channel, settings: EmailSettings, title: str, *, name: str, recipient: str, now: datetime
) -> list[bytes]:
    """Return the headers of the message `name`, whose subject is the desk and `title`."""
    sender = parseaddr(settings.sender)[1] or settings.sender
    host, desk = sender.rpartition("@")[2], clean(channel.title) or channel.name
    return [
        mime.structured("Date", format_datetime(now)),
        mime.mailbox("From", desk, sender),
        mime.mailbox("To", "", recipient),
        mime.structured("Message-ID", message_id(name, host)),
        mime.header("Subject", cut(f"[{cut(desk, 30)}] {title}", LONGEST_SUBJECT)),
        mime.structured("List-Id", list_id(channel, host)),
        mime.structured("Auto-Submitted", "auto-generated"),
    ]

"""An alert as a mail: one thread for a story, text and HTML with the same facts.

The thread hangs on a root id that is computed from watch, story and recipient and that no message bears: every
message of the story refers to it. So the thread is right whichever message arrives first, or never. The subject
stays as it was when the story opened, because some mail programs thread only when it does. A story that may be the
same as another is told in the thread of that one, under its subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from jinja2 import PackageLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from monitor.render import mime, phrases
from monitor.render.facts import Facts, cut
from monitor.render.overrides import SHIPPED_ONLY, Known, written
from monitor.render.sheet import NOTHING
from monitor.render.text import text
from monitor.settings import Channel, EmailSettings
from monitor.types import Alert, digest

LONGEST_SUBJECT = 100
LONGEST_ID = 70
"""Characters of a Message-ID with its brackets; longer ones are folded or cut by programs on the way."""


def render(
    facts: Facts,
    alert: Alert,
    channel: Channel,
    settings: EmailSettings,
    *,
    now: datetime,
    templates: Mapping[str, str] = SHIPPED_ONLY,
) -> bytes:
    """Return the whole mail, headers included, with CRLF line ends."""
    sender = parseaddr(settings.sender)[1] or settings.sender
    host = sender.rpartition("@")[2]
    root = message_id(thread(alert), host)
    headers = [
        mime.structured("Date", format_datetime(now)),
        mime.mailbox("From", facts.desk or channel.title, sender),
        mime.mailbox("To", "", alert.recipient),
        mime.structured("Message-ID", message_id(alert.id, host)),
        mime.structured("In-Reply-To", root),
        mime.structured("References", root),
        mime.header("Subject", subject(facts)),
        mime.structured("List-Id", list_id(channel, host)),
        mime.structured("Auto-Submitted", "auto-generated"),
        *_unsubscribing(facts),
        *([mime.structured("Importance", "high")] if facts.level else []),  # registered by RFC 4021
    ]
    known = {"facts": facts}
    plain = written(templates, "alert.txt", known, lambda: text(facts))
    rich = written(templates, "alert.html", known, lambda: shipped("alert.html", known))
    return mime.alternative(headers, [mime.part("plain", plain), mime.part("html", rich)], boundary=alert.id)


def _unsubscribing(facts: Facts) -> list[bytes]:
    """Let a mail program offer to be told no more; a single click (RFC 8058) needs https."""
    if facts.actions is None or not facts.actions.unsubscribe.startswith("https:"):
        return []
    return [
        mime.structured("List-Unsubscribe", f"<{facts.actions.unsubscribe}>"),
        mime.structured("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def subject(facts: Facts) -> str:
    """Return the subject of every message of a thread: desk, level and headline that opened it.

    A story that becomes urgent on the way says so in its first line and by a header: another subject would be another
    thread.
    """
    level = f"{facts.thread_level}: " if facts.thread_level else ""
    return cut(f"[{cut(facts.desk, 30)}] {level}{facts.thread_title}", LONGEST_SUBJECT)


def thread(alert: Alert) -> str:
    """Name the thread: one for each watch, story and recipient. A doubtful story goes on where the likely one is."""
    return digest("thread", alert.watch, alert.likely or alert.story, alert.channel, alert.recipient)


def message_id(local: str, host: str) -> str:
    """Return a Message-ID of at most `LONGEST_ID` characters."""
    return f"<{local}@{_host(host)[: LONGEST_ID - len(local) - 3].rstrip('.-') or 'localhost'}>"


def list_id(channel: Channel, host: str) -> str:
    """Return the name of a channel as a mailing list, by which mail programs sort (RFC 2919)."""
    return f"<{_label(channel.name)}.{_host(host)}>"


def shipped(name: str, known: Known) -> str:
    """Return an HTML part: one column, inline styles, no images, nothing that is loaded from anywhere."""
    return template(name).render(**known, say=phrases, nothing=NOTHING)


@lru_cache
def template(name: str) -> Template:
    """Return a template of this package: sandboxed and strict, with everything escaped."""
    environment = ImmutableSandboxedEnvironment(
        loader=PackageLoader("monitor.render", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _host(host: str) -> str:
    """Return a name that may stand in an id, with its last labels kept where it is long."""
    labels = [_label(label) for label in host.split(".")]
    while len(labels) > 1 and len(".".join(labels)) > LONGEST_ID - 23:
        labels = labels[1:]
    return ".".join(labels)


def _label(name: str) -> str:
    return "".join(char if char.isascii() and (char.isalnum() or char == "-") else "-" for char in name) or "x"

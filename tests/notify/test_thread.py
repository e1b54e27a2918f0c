"""A story through a real mail server and back: one thread for programs that go by references, and by subject."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

from monitor.notify import open_sender
from monitor.render import render
from monitor.settings import EmailSettings, Security
from monitor.types import Sent
from tests.render.briefings import ENGLISH, NOW, briefing, cases, channel, story
from tests.servers.smtp import smtp_server

TOLD = ["new", "also", "corrected", "gone"]
"""A story is told, then updated three times."""


def test_three_updates_of_a_story_are_one_thread() -> None:
    with smtp_server() as server:
        mailer = EmailSettings(
            host=server.host, port=server.port, sender="alerts@monitor.example.org", security=Security.PLAIN
        )
        desk = replace(channel("email"), settings=mailer)
        other_story = briefing(ENGLISH, desk, within=replace(story(ENGLISH), id="another"))

        async def tell() -> None:
            sender = open_sender(desk)
            for told in [*(cases("email")[name].briefing for name in TOLD), other_story]:
                message = render(told, desk, now=NOW + timedelta(hours=1))
                assert isinstance(await sender.send(message), Sent)
            await sender.close()

        asyncio.run(tell())
        mails = [mail.message for mail in server.mails]
    thread, other = mails[: len(TOLD)], mails[len(TOLD)]
    assert len({mail["Message-ID"] for mail in thread}) == len(TOLD)
    assert by_references([*thread, other]) == [len(TOLD), 1]
    assert len({mail["Subject"] for mail in thread}) == 1, "Gmail splits a thread whose subject changes"
    assert all(len(mail[name]) <= 70 for mail in mails for name in ("Message-ID", "In-Reply-To", "References"))
    kickers = [mail.get_body(("plain",)).get_content().split(" · ")[0] for mail in thread]  # type: ignore[union-attr]
    assert kickers == ["New", "Also", "Correction", "Withdrawn"]


def by_references(mails: list[EmailMessage]) -> list[int]:
    """Return the sizes of threads, as a mail program that knows no subjects puts them together (RFC 5256)."""
    threads: list[tuple[set[str], int]] = []
    for mail in mails:
        ids = {mail["Message-ID"], *mail["References"].split(), *mail["In-Reply-To"].split()}
        joined = [thread for thread in threads if thread[0] & ids]
        threads = [thread for thread in threads if not thread[0] & ids]
        threads.append((ids.union(*(known for known, _ in joined)), 1 + sum(size for _, size in joined)))
    return sorted((size for _, size in threads), reverse=True)

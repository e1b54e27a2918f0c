"""A newsroom for whole-process tests: feeds that grow, receivers that keep what they get, and the real worker.

with newsroom(tmp_path, feeds=3) as room:
    room.publish("paper-0", "Troops seen near Sudzha")
    worker = room.start("run")
    ...
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_lowercase
from typing import Any
from xml.sax.saxutils import escape

from tests.servers.feeds import FeedServer, Reply, Request, document
from tests.servers.smtp import SmtpServer, smtp_server
from tests.servers.webhooks import WebhookServer, webhook_server

SECRET = "whsec_" + "bmV3c3Jvb20tdGVzdC1zZWNyZXQtMTIzNDU2Nzg="


@dataclass(slots=True)
class Publisher:
    """Feeds that grow: by name a list of (headline, summary), the newest last."""

    server: FeedServer
    feeds: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    broken: dict[str, Reply] = field(default_factory=dict)  # what a feed answers instead
    channel: dict[str, str] = field(default_factory=dict)  # what else stands in the channel of a feed

    def open(self, name: str) -> None:
        """Serve a feed under this name; every state of it has an ETag of its own."""
        self.feeds[name] = []

        async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
            body = self.body(name)
            usual = document(body, etag=f'"{_hash(body)}"')
            await self.broken.get(name, usual)(request, writer)

        self.server[f"/{name}"] = reply

    def path(self, name: str, title: str) -> str:
        """Where the article behind an entry is."""
        return f"/{name}/{_hash(title)}"

    def body(self, name: str) -> bytes:
        """The feed as it stands now, as RSS."""
        items = "".join(
            f"<item><title>{escape(title)}</title><link>{self.server.url(self.path(name, title))}</link>"
            f"<guid isPermaLink='false'>{name}-{_hash(title)}</guid><description>{escape(text)}</description></item>"
            for title, text in reversed(self.feeds[name])
        )
        channel = f"<title>{name}</title>{self.channel.get(name, '')}{items}"
        return f"<rss version='2.0'><channel>{channel}</channel></rss>".encode()


def _hash(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:16]


@dataclass(slots=True, kw_only=True)
class Newsroom:
    """A configuration folder with everything around it."""

    folder: Path
    publisher: Publisher
    webhook: WebhookServer
    smtp: SmtpServer
    environment: Mapping[str, str] | None = None  # of workers; None: ours
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder.parent / "var" / "monitor.db"

    def publish(self, feed: str, title: str, summary: str = "") -> None:
        """Put a new entry on top of a feed."""
        self.publisher.feeds[feed].append((title, summary))

    def write(self, name: str, text: str) -> None:
        """Write a file of the configuration."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `monitor ARGUMENTS` as a process of its own; its log goes to `log.txt` beside the configuration."""
        with (self.folder.parent / "log.txt").open("a") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "monitor", *arguments, "--config", str(self.folder)],
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
                env=self.environment,
            )
        self.workers.append(worker)
        return worker

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `monitor ARGUMENTS` to its end and return what it printed."""
        command = [sys.executable, "-m", "monitor", *arguments, "--config", str(self.folder)]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    def log(self) -> str:
        """What every worker has logged so far."""
        path = self.folder.parent / "log.txt"
        return path.read_text() if path.exists() else ""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database, without the worker's own code."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30) as connection:
            return connection.execute(sql).fetchall()


def unlike(number: int, words: int = 6) -> str:
    """Words that no other number has: reports of their own, not one story."""
    chance = random.Random(number)
    return " ".join("".join(chance.choice(ascii_lowercase) for _ in range(6)) for _ in range(words))


def until(true: Callable[[], object], *, seconds: float = 30) -> None:
    """Wait until `true()`, or fail."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            message = f"still not true after {seconds} s"
            raise AssertionError(message)
        time.sleep(0.05)


@contextmanager
def newsroom(place: Path, *, feeds: int = 1, every: str = "1s", more: str = "") -> Iterator[Newsroom]:
    """A newsroom with `feeds` papers, a webhook and a mail channel, and a watch for troops.

    `more` is added to monitor.yaml.
    """
    with FeedServer() as server, webhook_server(SECRET) as webhook, smtp_server() as smtp:
        publisher = Publisher(server)
        for number in range(feeds):
            publisher.open(f"paper-{number}")
        room = Newsroom(folder=place / "config", publisher=publisher, webhook=webhook, smtp=smtp)
        lines = "".join(f"  {name}: {{url: '{server.url(f'/{name}')}'}}\n" for name in publisher.feeds)
        room.write("feeds.yaml", f"defaults: {{every: {every}, first_sight: alert}}\nfeeds:\n{lines}")
        room.write("monitor.yaml", MONITOR.format(webhook=webhook.url, secret=SECRET, port=smtp.port) + more)
        room.write("watches/troops.yaml", WATCH)
        try:
            yield room
        finally:
            for worker in room.workers:
                if worker.poll() is None:
                    os.killpg(worker.pid, signal.SIGKILL)
                    worker.wait()


MONITOR = """\
poll: {{allow_networks: [127.0.0.0/8], per_host: 10, host_gap: 1ms, deadline: 5s}}
channels:
  hook:
    kind: webhook
    url: {webhook}
    secret: {secret}
    timeout: 5s
  mail:
    kind: email
    host: 127.0.0.1
    port: {port}
    security: plain
    from: monitor@desk.example
    to: [one@desk.example, two@desk.example]
    timeout: 5s
"""

WATCH = """\
watches:
  troops:
    title: Troops
    query: troops
    channels: [hook, mail]
"""

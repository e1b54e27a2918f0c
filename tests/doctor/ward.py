"""A newsroom in perfect health, to be spoilt in one place: real servers, a real database, and the doctor on its round.

with hospital(folder) as hospital:
    ward = hospital.ward(tmp_path)
    ward.monitor["operator"] = "{channels: [duty]}"
    findings = ward.examine()
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from monitor import config, doctor
from monitor.doctor import Finding, Verdict
from monitor.endpoint import Endpoint, reached
from monitor.settings import EndpointSettings, Secret, Security, StoreSettings
from monitor.store import Store, acknowledgements, backups, open_store, upkeep
from monitor.types import Polled
from tests import making
from tests.servers import certificates, feeds
from tests.servers.certificates import Certificate
from tests.servers.feeds import FeedServer, Reply, Request
from tests.servers.smtp import SmtpServer, smtp_server
from tests.servers.webhooks import WebhookServer, webhook_server

KEY = Secret("5c" * 32)
PASSWORD = "correct horse"
SIGN = "whsec_bmV3c3Jvb20tdGVzdC1zZWNyZXQtMTIzNDU2Nzg="
RSS = b"<rss version='2.0'><channel><title>Paper</title><item><title>Rain</title><guid>1</guid></item></channel></rss>"


def told_time(ahead: timedelta = timedelta(0)) -> Reply:
    """Serve a feed with the time of a clock that is `ahead` of ours."""

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        date = format_datetime(datetime.now(UTC) + ahead, usegmt=True)
        await feeds.document(RSS, headers={"date": date})(request, writer)

    return reply


@dataclass(slots=True, kw_only=True)
class Hospital:
    """The servers, which serve every ward in turn."""

    place: Path
    feeds: FeedServer
    mail: SmtpServer
    plain: SmtpServer  # without STARTTLS
    webhook: WebhookServer
    endpoint: int  # the port of a worker's endpoint
    answered_by: list[Secret]  # its key
    sound: Certificate
    late: Certificate

    def ward(self, folder: Path) -> Ward:
        """A healthy newsroom in `folder`; the servers are well again."""
        for name in ("paper-0", "paper-1", "paper-2"):
            self.feeds[f"/{name}"] = told_time()
        self.mail.script.clear()
        ward = Ward(hospital=self, folder=folder)
        ward.heal()
        return ward


@dataclass(slots=True, kw_only=True)
class Ward:
    """One newsroom: sections of monitor.yaml, lines of feeds.yaml and of the channels, to be changed by a test."""

    hospital: Hospital
    folder: Path
    monitor: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)
    answered_by: Secret = KEY  # with which key the public address is answered

    @property
    def database(self) -> Path:
        return self.folder / "var" / "monitor.db"

    def heal(self) -> None:
        """Put everything in order."""
        server, sound = self.hospital.feeds, self.hospital.sound.file
        self.feeds = {f"paper-{number}": server.url(f"/paper-{number}") for number in range(3)}
        self.monitor = {
            "poll": "{allow_networks: [127.0.0.0/8], contact: desk@example.org, deadline: 30s, host_gap: 1ms}",
            "operator": "{channels: [duty, archive]}",
            "backup": "{every: 24h}",
            "canary": "{every: 1h}",
            "store": "{path: ../var/monitor.db}",
        }
        self.channels = {
            "desk": f"{{kind: webhook, url_env: HOOK, secret_env: SIGN, timeout: 30s, ca_file: '{sound}'}}",
            "duty": f"{{kind: email, host: localhost, port: {self.hospital.mail.port}, security: starttls, "
            "timeout: 30s, username: desk, password_env: PASSWORD, from: a@desk.example, to: [b@desk.example], "
            f"ca_file: '{sound}'}}",
            "archive": "{kind: file, path: ../var/alerts.jsonl, timezone: Europe/Kyiv}",
        }
        self.environ = {"HOOK": self.hospital.webhook.url, "SIGN": SIGN, "PASSWORD": PASSWORD}
        now = datetime.now(UTC)
        with self.store() as store:
            for name, url in self.feeds.items():
                store.save(Polled(state=making.feed_state(name, url=url, last_ok=now)), now=now)
            with store.writing() as db:
                upkeep.started(db, host="here", pid=1, version="1", now=now)
                acknowledgements.keep_key(db, KEY)
        backups.make(self.database, self.database.parent / "backups", now=now)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The database, opened as the worker does."""
        with open_store(StoreSettings(path=self.database)) as store:
            yield store

    def sql(self, *statements: str) -> None:
        """Change the database behind the worker's back."""
        with closing(sqlite3.connect(self.database)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    def write(self) -> Path:
        """Write the files as they are now."""
        folder = self.folder / "config"
        folder.mkdir(exist_ok=True)
        channels = "".join(f"  {name}: {text}\n" for name, text in self.channels.items())
        sections = "".join(f"{name}: {text}\n" for name, text in self.monitor.items())
        (folder / "monitor.yaml").write_text(f"{sections}channels:\n{channels}", encoding="utf-8")
        listed = "".join(f"  {name}: {{url: '{url}', language: en}}\n" for name, url in self.feeds.items())
        (folder / "feeds.yaml").write_text(f"feeds:\n{listed}", encoding="utf-8")
        watch = "watches:\n  rain: {query: rain, languages: [en], channels: [desk]}\n"
        (folder / "watches").mkdir(exist_ok=True)
        (folder / "watches" / "desk.yaml").write_text(watch, encoding="utf-8")
        return folder

    def examine(self, *, before: Callable[[], None] = lambda: None) -> list[Finding]:
        """Let the doctor look at everything. `before` is done when the files were read."""

        self.monitor.setdefault("endpoint", f"{{public_url: 'http://127.0.0.1:{self.hospital.endpoint}/'}}")
        self.hospital.answered_by[0] = self.answered_by
        configuration = config.load(self.write(), environ=self.environ)
        before()
        return asyncio.run(doctor.examine(configuration, now=datetime.now(UTC)))


def ill(findings: list[Finding]) -> dict[tuple[str, str], Finding]:
    """What is not well, by check and subject."""
    well = {Verdict.OK, Verdict.LEFT_OUT}
    return {(one.check, one.subject): one for one in findings if one.verdict not in well}


@contextmanager
def hospital(place: Path) -> Iterator[Hospital]:
    """Run the servers."""
    for name in ("sound", "late"):
        (place / name).mkdir()
    sound, late = certificates.make(place / "sound", days=400), certificates.make_expired(place / "late")
    answered_by = [KEY]
    with ExitStack() as stack:
        yield Hospital(
            place=place,
            feeds=stack.enter_context(FeedServer()),
            mail=stack.enter_context(
                smtp_server(Security.STARTTLS, certificate=sound, users={"desk": PASSWORD}),
            ),
            plain=stack.enter_context(smtp_server()),
            webhook=stack.enter_context(webhook_server(certificate=sound)),
            endpoint=stack.enter_context(endpoint(answered_by)),
            answered_by=answered_by,
            sound=sound,
            late=late,
        )


@contextmanager
def endpoint(answered_by: list[Secret]) -> Iterator[int]:
    """Run an endpoint in a thread of its own, and give its port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="endpoint", daemon=True)
    thread.start()
    place = EndpointSettings(host="127.0.0.1", port=0, public_url="")
    opening = Endpoint.open(place, reached.routes(lambda: answered_by[0]))
    running = asyncio.run_coroutine_threadsafe(opening, loop).result(10)
    try:
        yield running.port
    finally:
        asyncio.run_coroutine_threadsafe(running.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()

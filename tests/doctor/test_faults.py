"""The doctor finds what is wrong, that alone, and says what to do: one real fault at a time in a healthy newsroom."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import config, doctor
from monitor.doctor import Verdict
from monitor.settings import Secret, Security
from monitor.store import backups, canary, outbox, upkeep
from monitor.types import ChannelCondition, Notice, NoticeKind, Outcome, Polled
from tests import making
from tests.doctor.ward import PASSWORD, Hospital, Ward, hospital, ill, told_time
from tests.servers import certificates, feeds
from tests.servers.smtp import smtp_server

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    with hospital(tmp_path_factory.mktemp("hospital")) as made:
        yield made


@pytest.fixture
def ward(servers: Hospital, tmp_path: Path) -> Ward:
    return servers.ward(tmp_path)


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# --- the faults ------------------------------------------------------------------------------------------


def a_folder_that_is_not_there(ward: Ward) -> None:
    ward.channels["archive"] = "{kind: file, path: ../archive/alerts.jsonl}"


def no_backup_for_days(ward: Ward) -> None:
    (made,) = backups.listed(ward.database, ward.database.parent / "backups")
    made.path.rename(made.path.with_name("monitor-20200101T000000Z.db"))


def damaged_pages(ward: Ward) -> None:
    with ward.database.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(size // 4096 // 2 * 4096)
        file.write(os.urandom(4096))


def no_database_at_all(ward: Ward) -> None:
    ward.database.write_bytes(b"not a database, but long enough to be taken for one" * 100)


def a_match_without_its_entry(ward: Ward) -> None:
    ward.sql("INSERT INTO members (entry, story, because, joined) VALUES ('lost', 'lost', '', '')")


def tables_of_a_newer_version(ward: Ward) -> None:
    columns = "(migration_set, name, applied_at) VALUES ('monitor', 'm999_later', '2030-01-01')"
    ward.sql(f"INSERT INTO _sqlite_migrations {columns}")


def no_room_for_more(ward: Ward) -> None:
    ward.monitor["store"] = "{path: ../var/monitor.db, max_size: 300KB}"


def a_killed_worker(ward: Ward) -> None:
    ward.sql(f"UPDATE worker SET heartbeat = '{(NOW - HOUR).isoformat()}', started = '{(NOW - 2 * HOUR).isoformat()}'")


def a_worker_whose_process_is_gone(ward: Ward) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended, ward.store() as store, store.writing() as db:
        upkeep.started(db, host=socket.gethostname(), pid=ended.pid, version="1", now=datetime.now(UTC))


def writes_that_are_refused(ward: Ward) -> None:
    with ward.store() as store, store.writing() as db:
        upkeep.trouble(db, "the database cannot be written: database or disk is full", now=NOW)


def a_reload_that_was_refused(ward: Ward) -> None:
    with ward.store() as store, store.writing() as db:
        upkeep.configuration(db, "feeds.yaml:2:3: evry: there is no such key (did you mean every?)")


def a_feed_that_is_silent(ward: Ward) -> None:
    stale = Notice(kind=NoticeKind.STALE, subject="paper-1", detail="nothing for 3 days", since=NOW - HOUR, at=NOW)
    with ward.store() as store:
        store.save(Polled(state=making.feed_state("paper-1", last_ok=NOW, troubles=(stale,))), now=NOW)


def a_queue_that_is_stuck(ward: Ward) -> None:
    fresh = making.fresh("Rain", feed="paper-0")
    told = making.alert(fresh.entry, channel="desk", created=NOW - HOUR, due=NOW - HOUR)
    outcome = Outcome(match=making.match(fresh.entry), story=making.joined(fresh.entry), alerts=(told,))
    with ward.store() as store:
        state = making.feed_state("paper-0", last_ok=NOW)
        store.save(Polled(state=state, fresh=(fresh,), outcomes=(outcome,)), now=NOW - HOUR)


def a_suspended_channel(ward: Ward) -> None:
    channel = config.load(ward.write(), environ=ward.environ).channels["desk"]
    state = making.channel_state("desk", condition=ChannelCondition.SUSPENDED, since=NOW, detail="HTTP 410 Gone")
    with ward.store() as store, store.writing() as db:
        outbox.save_channel(db, replace(state, settings=channel.fingerprint))


def a_canary_that_is_lost(ward: Ward) -> None:
    with ward.store() as store, store.writing() as db:
        canary.save(db, canary.Canary(sent=NOW, arrived=None, took=None, late=NOW, detail="it was never matched"))


def one_operator_alone(ward: Ward) -> None:
    ward.monitor["operator"] = "{channels: [duty]}"


def operators_on_one_server(ward: Ward) -> None:
    ward.channels["archive"] = ward.channels["duty"].replace("b@desk.example", "c@desk.example")


def a_name_that_does_not_resolve(ward: Ward) -> None:
    ward.feeds["paper-1"] = "http://paper.invalid/feed"


def a_closed_port_of_a_feed(ward: Ward) -> None:
    ward.feeds["paper-1"] = f"http://127.0.0.1:{closed_port()}/feed"


def a_page_in_place_of_a_feed(ward: Ward) -> None:
    page = b"<!doctype html><html><head><title>Paper</title></head><body><h1>Welcome</h1></body></html>"
    ward.hospital.feeds["/paper-1"] = feeds.document(page, content_type="text/html")


def a_feed_that_is_not_there(ward: Ward) -> None:
    ward.hospital.feeds["/paper-1"] = feeds.status(404)


def a_publisher_who_blocks_us(ward: Ward) -> None:
    ward.hospital.feeds["/paper-1"] = feeds.status(403)


def a_feed_inside_our_network(ward: Ward) -> None:
    ward.monitor["poll"] = "{contact: desk@example.org, allow_networks: [127.0.0.1/32]}"
    ward.feeds["paper-1"] = "http://127.9.9.9/feed"


def a_clock_that_is_wrong(ward: Ward) -> None:
    for name in ward.feeds:
        ward.hospital.feeds[f"/{name}"] = told_time(timedelta(minutes=7))


def a_clock_that_drifts(ward: Ward) -> None:
    for name in ("paper-0", "paper-1"):
        ward.hospital.feeds[f"/{name}"] = told_time(-timedelta(seconds=25))


def a_closed_port_of_a_webhook(ward: Ward) -> None:
    ward.environ["HOOK"] = f"https://127.0.0.1:{closed_port()}/"


def a_wrong_password(ward: Ward) -> None:
    ward.hospital.mail.script["AUTH"] = "535 5.7.8 Authentication credentials invalid"


def a_mail_server_without_starttls(ward: Ward) -> None:
    plain = ward.hospital.plain.port
    ward.channels["duty"] = ward.channels["duty"].replace(str(ward.hospital.mail.port), str(plain))


def an_address_that_leads_elsewhere(ward: Ward) -> None:
    ward.monitor["endpoint"] = f"{{public_url: '{ward.hospital.feeds.url('/')}'}}"


def a_worker_of_another_database(ward: Ward) -> None:
    ward.answered_by = Secret("ab" * 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the doctor must say of a fault: of nothing else it complains."""

    check: str
    advice: str
    subject: str = ""
    said: str = ""
    verdict: Verdict = Verdict.FAIL


FAULTS: dict[Callable[[Ward], None], Found] = {
    a_folder_that_is_not_there: Found(check="folders", subject="channel archive", advice="mkdir -p"),
    no_backup_for_days: Found(check="backup", said="2020-01-01", advice="`monitor backup` says what is in the way"),
    damaged_pages: Found(check="integrity", advice="goes on with the newest good backup"),
    no_database_at_all: Found(check="database", said="not a database", advice="newest good backup"),
    a_match_without_its_entry: Found(check="integrity", said="rows of members", advice="restart the worker"),
    tables_of_a_newer_version: Found(check="schema", said="m999_later", advice="install that version"),
    no_room_for_more: Found(check="size", said="store.max_size", advice="raise `store.max_size`"),
    a_killed_worker: Found(check="worker", said="did not stop in order", advice="restart it"),
    a_worker_whose_process_is_gone: Found(check="worker", said="is gone: its last sign", advice="restart it"),
    writes_that_are_refused: Found(check="saving", said="disk is full", advice="make room"),
    a_reload_that_was_refused: Found(check="reload", said="evry", advice="`monitor check`", verdict=Verdict.WARN),
    a_feed_that_is_silent: Found(
        check="silent-feeds", said="paper-1", advice="`monitor feeds --failing`", verdict=Verdict.WARN
    ),
    a_queue_that_is_stuck: Found(
        check="queue", subject="desk", said="1 messages wait", advice="`monitor outbox list --channel desk`"
    ),
    a_suspended_channel: Found(
        check="channel-state", subject="desk", said="410", advice="`monitor channels resume desk`"
    ),
    a_canary_that_is_lost: Found(check="canary", said="it was never matched", advice="go the same way"),
    one_operator_alone: Found(check="operator", said="only duty", advice="name a second", verdict=Verdict.WARN),
    operators_on_one_server: Found(
        check="operator", said="the same server", advice="does not fail together", verdict=Verdict.WARN
    ),
    a_name_that_does_not_resolve: Found(
        check="dns", said="paper.invalid (feed paper-1)", advice="whether the name is written right"
    ),
    a_closed_port_of_a_feed: Found(check="feed", subject="paper-1", said="connect", advice="firewall"),
    a_page_in_place_of_a_feed: Found(
        check="feed", subject="paper-1", said="not-a-feed", advice="`monitor feeds find URL`"
    ),
    a_feed_that_is_not_there: Found(check="feed", subject="paper-1", said="404", advice="`monitor feeds find URL`"),
    a_publisher_who_blocks_us: Found(check="feed", subject="paper-1", said="403", advice="us: write to the publisher"),
    a_feed_inside_our_network: Found(
        check="feed", subject="paper-1", said="address: 127.9.9.9 is not a public", advice="`poll.allow_networks`"
    ),
    a_clock_that_is_wrong: Found(check="clock", said="behind", advice="NTP"),
    a_clock_that_drifts: Found(check="clock", said="ahead of", advice="NTP", verdict=Verdict.WARN),
    a_closed_port_of_a_webhook: Found(check="channel", subject="desk", said="no connection", advice="firewall"),
    a_wrong_password: Found(check="channel", subject="duty", said="login: 535", advice="the password"),
    a_mail_server_without_starttls: Found(
        check="channel", subject="duty", said="STARTTLS", advice="write `security: tls`"
    ),
    an_address_that_leads_elsewhere: Found(check="endpoint", said="404", advice="whether the worker runs"),
    a_worker_of_another_database: Found(check="endpoint", said="something else", advice="let the proxy pass all"),
}


def test_a_healthy_newsroom_has_no_fault(ward: Ward) -> None:
    findings = ward.examine()
    assert ill(findings) == {}
    assert [one for one in findings if one.verdict is Verdict.LEFT_OUT] == []
    documented = (Path(__file__).parents[2] / "docs" / "health.md").read_text(encoding="utf-8")
    named = {
        name for line in documented.splitlines() if line.startswith("| ") for name in line.split("|")[1].split(", ")
    }
    assert {one.check for one in findings} - {name.strip() for name in named} == set()
    assert ward.hospital.mail.mails == []
    assert ward.hospital.webhook.received == []


def expected(findings: list[doctor.Finding], found: Found) -> None:
    """That fault was found, and no other."""
    wrong = ill(findings)
    assert set(wrong) == {(found.check, found.subject)}
    one = wrong[found.check, found.subject]
    assert (one.verdict, found.said in one.said, found.advice in one.advice) == (found.verdict, True, True), one


@pytest.mark.parametrize(("arrange", "found"), FAULTS.items(), ids=[fault.__name__ for fault in FAULTS])
def test_one_fault_is_found_and_no_other(ward: Ward, arrange: Callable[[Ward], None], found: Found) -> None:
    arrange(ward)
    expected(ward.examine(), found)
    assert ward.hospital.mail.mails == []
    assert ward.hospital.webhook.received == []


def test_a_publisher_who_blocks_us_as_we_do_not_say_who_we_are(ward: Ward) -> None:
    a_publisher_who_blocks_us(ward)
    ward.monitor["poll"] = ward.monitor["poll"].replace("contact: desk@example.org, ", "")
    assert "write `poll.contact`" in ill(ward.examine())["feed", "paper-1"].advice


def test_a_certificate_that_ended(ward: Ward) -> None:
    late = ward.hospital.late
    with smtp_server(Security.STARTTLS, certificate=late, users={"desk": PASSWORD}) as server:
        port, sound = str(ward.hospital.mail.port), str(ward.hospital.sound.file)
        ward.channels["duty"] = ward.channels["duty"].replace(port, str(server.port)).replace(sound, str(late.file))
        found = Found(check="channel", subject="duty", said="certificate has expired", advice="must be renewed")
        expected(ward.examine(), found)


def test_a_certificate_that_ends_soon(ward: Ward, tmp_path: Path) -> None:
    soon = certificates.make(tmp_path, days=5)
    with smtp_server(Security.STARTTLS, certificate=soon, users={"desk": PASSWORD}) as server:
        port, sound = str(ward.hospital.mail.port), str(ward.hospital.sound.file)
        ward.channels["duty"] = ward.channels["duty"].replace(port, str(server.port)).replace(sound, str(soon.file))
        found = Found(
            check="certificate", subject="duty", said="in 4 days", advice="nothing can be sent", verdict=Verdict.WARN
        )
        expected(ward.examine(), found)


def test_a_journal_that_nobody_can_fold_in(ward: Ward) -> None:
    with closing(sqlite3.connect(ward.database)) as reader, ward.store() as store:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM feeds").fetchone()
        with store.writing() as db:
            db.execute("CREATE TABLE IF NOT EXISTS ballast (data BLOB)")
            db.execute("INSERT INTO ballast VALUES (zeroblob(40000000))")
        found = Found(check="journal", said="MB", advice="reads the database without an end", verdict=Verdict.WARN)
        expected(ward.examine(), found)


def test_time_zones_that_are_missing(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    def forget() -> None:
        for name in ["tzdata", *(name for name in sys.modules if name.startswith("tzdata."))]:
            monkeypatch.setitem(sys.modules, name, None)
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()

    try:
        expected(ward.examine(before=forget), Found(check="time-zones", said="Europe/Kyiv", advice="tzdata"))
    finally:
        zoneinfo.reset_tzpath()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(ward: Ward) -> None:
    ward.write()
    ward.database.parent.chmod(0o555)
    try:
        wrong = ill(ward.examine())
    finally:
        ward.database.parent.chmod(0o755)
    assert wrong["folders", "database"].verdict is Verdict.FAIL
    assert {("folders", "database"), ("database", "")} <= set(wrong)
    assert all("give that user the folder" in one.advice for one in wrong.values())


def test_what_needs_the_network_can_be_left_out(ward: Ward) -> None:
    ward.hospital.feeds["/paper-0"] = feeds.status(500)
    ward.monitor["endpoint"] = "{public_url: 'https://desk.example/'}"
    configuration = config.load(ward.write(), environ=ward.environ)
    asked = len(ward.hospital.feeds.requests)
    findings = asyncio.run(doctor.examine(configuration, now=datetime.now(UTC), offline=True))
    assert ill(findings) == {}
    assert {one.check for one in findings if one.verdict is Verdict.LEFT_OUT} == {
        *("dns", "feed", "clock", "channel", "endpoint")
    }
    assert len(ward.hospital.feeds.requests) == asked

"""The worker looked at from outside: alive, ready, in numbers; and what its clocks and the doctor say of it."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from monitor.cli import cli
from monitor.settings import StoreSettings
from monitor.store import StorageError, ledger, open_store
from monitor.types import Polled
from monitor.worker.once import utc_now
from monitor.worker.progress import TICKS, Part, Progress
from monitor.worker.service import Service
from monitor.worker.trouble import StorageTrouble
from monitor.worker.vitals import Vitals
from tests import making
from tests.config.folders import MONITOR, load, problems, write
from tests.servers.ports import free_port
from tests.worker.newsroom import SECRET, Newsroom, newsroom, until


def asked(port: int, path: str, *, within: float = 30) -> tuple[int, str]:
    """Ask the worker for `path`; status and text."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=within) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def values(port: int) -> dict[str, float]:
    """The metrics by name and labels."""
    lines = [line for line in asked(port, "metrics")[1].splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def called(room: Newsroom, *arguments: str) -> Result:
    """Run a command that only looks, in this process: that takes a fifth of the time."""
    return CliRunner().invoke(cli, [*arguments, "--config", str(room.folder)])


def test_a_running_worker_is_seen_from_outside(tmp_path: Path) -> None:
    port, public = free_port(), free_port()
    more = (
        f"health: {{listen: '127.0.0.1:{port}'}}\n"
        f"endpoint: {{public_url: 'http://127.0.0.1:{public}/', listen: '127.0.0.1:{public}'}}\n"
    )
    with newsroom(tmp_path, feeds=2, more=more) as room:
        worker = room.start("run")
        until(lambda: "health.listening" in room.log())
        until(lambda: asked(port, "readyz")[0] == 200)
        assert asked(port, "livez") == (200, '{"live":true,"stuck":[]}')
        before = values(port)
        assert before['news_monitor_feeds{state="ok"}'] == 2
        assert before['news_monitor_entries_total{feed="paper-0"}'] == 0
        room.publish("paper-0", "Troops near Sudzha")
        until(lambda: len(room.smtp.mails) == 2 and len(room.webhook.received) == 1)
        until(lambda: values(port)['news_monitor_deliveries_total{channel="mail",result="sent"}'] == 2)
        text = asked(port, "metrics")[1]
        counted = values(port)
        assert counted['news_monitor_matches_total{outcome="alerted",watch="troops"}'] == 1
        assert counted['news_monitor_alerts_total{channel="mail",reason="new",watch="troops"}'] == 2
        assert counted['news_monitor_delivery_delay_seconds_count{channel="hook",watch="troops"}'] == 1
        assert counted['news_monitor_match_delay_seconds_count{watch="troops"}'] == 1
        assert counted['news_monitor_outbox_messages{channel="hook"}'] == 0
        assert counted["news_monitor_configuration_last_reload_successful"] == 1
        ((size,),) = room.rows("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        assert counted["news_monitor_database_size_bytes"] == size
        assert SECRET not in text
        assert room.webhook.url not in text
        assert "desk.example" not in text
        _its_clocks(called(room, "alerts").output, called(room, "status", "--delays", "--json").output)
        (clock,) = _payloads(room.webhook.received)
        assert clock["seen"] <= clock["matched"] <= clock["decided"]
        looked = json.loads(called(room, "doctor", "--json").output)
        assert {one["check"]: one["verdict"] for one in looked if one["check"] in {"worker", "endpoint", "feed"}} == {
            **dict.fromkeys(("worker", "endpoint", "feed"), "ok")
        }
        room.write("watches/troops.yaml", "watches: {troops: {query: troops, channels: [hok]}}\n")
        worker.send_signal(signal.SIGHUP)
        until(lambda: values(port)["news_monitor_configuration_last_reload_successful"] == 0)
        assert "the last reload was refused" in asked(port, "readyz")[1]
        refused = called(room, "doctor")
        assert (refused.exit_code, "FAIL configuration: " in refused.output) == (1, True)
        room.write("watches/troops.yaml", "watches: {rain: {query: rain, channels: [hook]}}\n")
        worker.send_signal(signal.SIGHUP)
        until(lambda: values(port)["news_monitor_configuration_last_reload_successful"] == 1)
        assert 'watch="troops"' not in asked(port, "metrics")[1]
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
        assert "Traceback" not in room.log()


def _payloads(received: list[Any]) -> list[dict[str, str]]:
    return [call.data["data"]["clock"] for call in received]


def _its_clocks(alerts: str, delays: str) -> None:
    assert len(re.findall(r"seen [\d-]+ [\d:]+, matched [\d:]+.*, accepted [\d:]+ \(\+", alerts)) == 3
    (troops,) = json.loads(delays)["watches"]
    assert [troops[step]["count"] for step in ("seen", "matched", "accepted")] == [0, 1, 3]
    assert 0 <= troops["accepted"]["p50"] <= troops["accepted"]["p99"]


def test_what_stands_still_is_named_and_forgotten_when_it_goes_on() -> None:
    now = [0.0]
    progress = Progress(lambda: now[0])
    now[0] = TICKS.total_seconds()
    assert progress.stuck() == ()
    now[0] += 1
    for part in set(Part) - {Part.DELIVERING}:
        progress.mark(part)
    assert progress.stuck() == ("no look for due messages for 91 s",)
    progress.mark(Part.DELIVERING)
    assert progress.stuck() == ()


def test_a_worker_is_ready_when_it_can_do_its_work(tmp_path: Path) -> None:
    configuration = load(write(tmp_path, {}))
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as store:
        trouble = StorageTrouble(store, utc_now)
        vitals = Vitals(store, trouble, utc_now)
        assert _lacking(vitals) == ["configuration"]
        asyncio.run(vitals.follow(configuration))
        assert _lacking(vitals) == ["first-round"]
        vitals.polled(configuration.feeds["herald"], Polled(state=making.feed_state("herald"), how="read"))
        assert vitals.ready().well
        trouble.failed(StorageError("full"))
        assert _lacking(vitals) == ["database"]
        trouble.worked()
        assert vitals.ready().well


def test_it_listens_where_the_files_say_as_soon_as_it_can(tmp_path: Path) -> None:
    async def work() -> None:
        with open_store(StoreSettings(path=tmp_path / "monitor.db")) as store, socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            ports = taken.getsockname()[1], free_port()
            vitals = Vitals(store, StorageTrouble(store, utc_now), utc_now)
            for port in ports:
                text = f"health: {{listen: '127.0.0.1:{port}'}}\n{MONITOR}"
                await vitals.follow(load(write(tmp_path, {"monitor.yaml": text})))
                await vitals.listen()
                answered = port != ports[0]
                assert await asyncio.to_thread(_answers, port) is answered
            await vitals.close()
            assert not await asyncio.to_thread(_answers, ports[1])

    asyncio.run(work())


def _answers(port: int) -> bool:
    try:
        return asked(port, "livez", within=1)[0] == 200
    except OSError:  # nobody, or somebody who says nothing
        return False


def test_a_worker_that_stands_still_gives_no_sign_of_life(tmp_path: Path) -> None:
    now = [0.0]
    configuration = load(write(tmp_path, {}))
    with open_store(StoreSettings(path=tmp_path / "monitor.db")) as store:
        service = Service(store, lambda: configuration)
        service._progress._clock = lambda: now[0]
        service._progress._last = dict.fromkeys(Part, 0.0)
        now[0] = 3600.0
        asyncio.run(service._beat())
        assert ledger.worker(store.db).heartbeat is None
        service._progress._last = dict.fromkeys(Part, 3600.0)
        asyncio.run(service._beat())
        assert ledger.worker(store.db).heartbeat is not None


def _lacking(vitals: Vitals) -> list[str]:
    checks = vitals.ready().said["checks"]
    assert isinstance(checks, list)
    return [check["name"] for check in checks if not check["ok"]]


@pytest.mark.parametrize("text", ["{listen: '0.0.0.0:9464'}", "{listen: '[::]:9464'}", "{listen: '10.1.2.3:9464'}"])
def test_others_are_answered_only_where_that_is_written(tmp_path: Path, text: str) -> None:
    (problem,) = problems(write(tmp_path, {"monitor.yaml": f"health: {text}\n{MONITOR}"}))
    assert "beyond_loopback: true" in problem.message
    meant = text.replace("}", ", beyond_loopback: true}")
    assert load(write(tmp_path, {"monitor.yaml": f"health: {meant}\n{MONITOR}"})).health is not None

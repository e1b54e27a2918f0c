"""The file holds whole lines, whatever happened to the line before."""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from monitor.notify import open_sender
from monitor.settings import Channel, FileSettings
from monitor.types import Deferred, Fault, Message, Rejected, SendResult, Sent


def append(path: Path, *bodies: bytes) -> list[SendResult]:
    async def run() -> list[SendResult]:
        sender = open_sender(Channel(name="log", title="Log", recipients=("log",), settings=FileSettings(path=path)))
        results = [await sender.send(Message(id="x", recipient="log", body=body)) for body in bodies]
        await sender.close()
        return results

    return asyncio.run(run())


def test_each_message_is_a_line(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    assert append(path, b'{"a":1}', '{"a":"Курськ"}'.encode()) == [Sent(detail="appended")] * 2
    assert append(path, b'{"a":3}') == [Sent(detail="appended")]
    assert path.read_text() == '{"a":1}\n{"a":"Курськ"}\n{"a":3}\n'
    assert path.stat().st_mode & 0o007 == 0, "alerts are not for everybody"


def test_a_line_that_a_crash_tore_spoils_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(b'{"a":1}\n{"a":')
    append(path, b'{"a":2}')
    assert path.read_bytes() == b'{"a":1}\n{"a":\n{"a":2}\n'


def test_a_file_that_was_moved_away_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    append(path, b"{}")
    path.rename(tmp_path / "old.jsonl")
    append(path, b"{}")
    assert path.read_bytes() == b"{}\n"


@pytest.mark.parametrize("kind", ["no folder", "a folder", "a loop", "below a file"])
def test_a_path_that_cannot_be_is_the_channels_fault(tmp_path: Path, kind: str) -> None:
    path = {"no folder": tmp_path / "no" / "x", "a folder": tmp_path, "a loop": tmp_path / "loop",
            "below a file": tmp_path / "file" / "x"}[kind]  # fmt: skip
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "file").touch()
    [result] = append(path, b"{}")
    assert isinstance(result, Rejected)
    assert result.fault is Fault.CHANNEL


def test_a_full_disk_defers_and_leaves_no_torn_line(tmp_path: Path) -> None:
    """A limit on the size of files cuts a write short, as a full disk does."""
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(b'{"a":1}\n')
    program = f"""
        import asyncio, resource
        from pathlib import Path
        from tests.notify.test_file import append
        resource.setrlimit(resource.RLIMIT_FSIZE, (20, resource.RLIM_INFINITY))
        for result in append(Path({str(path)!r}), b"x" * 100, b'{{"a":2}}', b"x" * 100):
            print(type(result).__name__)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stdout.split() == ["Deferred", "Sent", "Deferred"]
    assert path.read_bytes() == b'{"a":1}\n{"a":2}\n'
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 20


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_that_is_full_defers() -> None:
    [result] = append(Path("/dev/full"), b"{}")
    assert isinstance(result, Deferred | Rejected)


def test_two_processes_do_not_mix_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    program = f"""
        import sys
        from pathlib import Path
        from tests.notify.test_file import append
        append(Path({str(path)!r}), *[(sys.argv[1] * 5000).encode()] * 40)
    """
    running = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(program), letter], cwd=Path(__file__).parents[2])
        for letter in "ab"
    ]
    assert [one.wait(30) for one in running] == [0, 0]
    lines = path.read_text().splitlines()
    assert sorted(lines) == ["a" * 5000] * 40 + ["b" * 5000] * 40


def test_nothing_stays_open(tmp_path: Path) -> None:
    before = len(list(Path("/dev/fd").iterdir()))
    append(tmp_path / "x", *[json.dumps({"n": n}).encode() for n in range(20)])
    assert len(list(Path("/dev/fd").iterdir())) == before

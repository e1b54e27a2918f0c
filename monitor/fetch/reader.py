"""Parsing so that no document can stop the worker: here within the bounds of the fast lane, else in child processes.

A child is started when the first document comes, and serves many. What takes too long or too much memory
costs the child its life and the feed a failure, nothing else. See `child` for the other end.

Python's own pools were left out on purpose: they start a copy of the worker's main module, their waits cannot be ended
for sure, and their children outlive a worker that was killed in the middle of a document.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from monitor.fetch.pipes import HEADER, Job
from monitor.parse import fast, lanes
from monitor.settings import Feed, PollSettings
from monitor.types import FailureKind, FeedFailure, Fetched, ParsedFeed

MEMORY = 1 << 30  # bytes of address space: some forty times the largest body
STARTING = 15.0  # seconds that a child may need beyond the deadline, to start on a busy machine
_ROOT = str(Path(__file__).resolve().parents[2])  # where the child finds this package
DOCUMENTS = 1_000  # after which a child is replaced: memory that was fragmented does not come back


class Reader:
    """Reads documents in at most `settings.parsers` children. Use it as an asynchronous context manager."""

    def __init__(self, settings: PollSettings) -> None:
        self._deadline = settings.parse_deadline.total_seconds()
        self._slots = asyncio.Semaphore(settings.parsers)
        self._idle: list[_Child] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            await self._idle.pop().end()

    async def read(self, fetched: Fetched, feed: Feed) -> ParsedFeed | FeedFailure:
        """Parse what was fetched of `feed`. A failure is of `parse`, or PARSER_KILLED."""
        read = fast.read(fetched.body, url=fetched.url, content_type=fetched.content_type, bounds=lanes.HERE)
        return await self._in_child(fetched, feed) if isinstance(read, lanes.Reference) else read

    async def _in_child(self, fetched: Fetched, feed: Feed) -> ParsedFeed | FeedFailure:
        arguments = {"body": fetched.body, "url": fetched.url, "content_type": fetched.content_type}
        result = await self.ask(("feed", arguments), of=feed.name)
        assert isinstance(result, ParsedFeed | FeedFailure)  # noqa: S101 - `parse` returns nothing else
        return result

    async def ask(self, job: Job, *, of: str) -> object:
        """Have `job` done and return what came of it, or a FeedFailure, PARSER_KILLED. `of` names the document."""
        async with self._slots:
            child = await self._ready()
            try:
                async with asyncio.timeout(self._deadline + STARTING):
                    result = await child.ask(job)
            except (TimeoutError, asyncio.IncompleteReadError, OSError) as error:
                return self._killed(await child.end(), error, of)
            except BaseException:
                await child.end()
                raise
            if _is_spent(result, child):
                await child.end()
            else:
                self._idle.append(child)
            return result

    async def _ready(self) -> _Child:
        while self._idle:
            child = self._idle.pop()
            if child.is_alive:
                return child
            await child.end()
        return await _Child.start(self._deadline)

    def _killed(self, code: int, error: Exception, of: str) -> FeedFailure:
        if isinstance(error, TimeoutError) or code == -signal.SIGALRM:
            detail = f"the parser did not finish within {self._deadline:g} s"
        else:
            detail = f"the parser died of {of} (status {code})"
        return FeedFailure(kind=FailureKind.PARSER_KILLED, detail=detail)


def _is_spent(result: object, child: _Child) -> bool:
    """A child that ran out of memory, or served long enough, is not used again."""
    ran_out = isinstance(result, FeedFailure) and result.kind is FailureKind.PARSER_KILLED
    return ran_out or child.served >= DOCUMENTS


class _Child:
    """One process and the two pipes to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.served = 0

    @classmethod
    async def start(cls, deadline: float) -> _Child:
        """Start a child in a session of its own (Ctrl-C is for the worker) and without our environment."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "monitor.fetch.child",
            str(deadline),
            str(MEMORY),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={"PYTHONPATH": _ROOT},
            cwd=os.sep,
            start_new_session=True,
        )
        return cls(process)

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, job: Job) -> object:
        """Send a job and wait for its answer; raises IncompleteReadError or OSError where the child dies of it."""
        to_child, from_child = self._process.stdin, self._process.stdout
        assert to_child is not None  # noqa: S101 - both are pipes, see `start`
        assert from_child is not None  # noqa: S101
        text = pickle.dumps(job)
        to_child.write(HEADER.pack(len(text)) + text)
        await to_child.drain()
        length = HEADER.unpack(await from_child.readexactly(HEADER.size))[0]
        answer: object = pickle.loads(await from_child.readexactly(length))  # noqa: S301 - from our own child
        self.served += 1
        return answer

    async def end(self) -> int:
        """Kill the child if it lives, and return its exit status."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self.is_alive:
            # Not `Process.kill`: before Python 3.13 that asks after the child itself, and where it has just died, takes
            # the exit status away from the event loop, which then reports 255 (CPython, gh-119710).
            with suppress(ProcessLookupError):  # it is gone already
                os.kill(self._process.pid, signal.SIGKILL)
        return await self._process.wait()

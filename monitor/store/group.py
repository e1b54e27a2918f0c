"""One transaction for the polls, or the attempts to send, that end at about the same time.

A commit waits for the disk for some milliseconds, which is as long as everything else in a poll takes. So polls share
one: each writes its part under a savepoint and goes on when all of it is on the disk. A part that fails is taken
back alone. What was written is visible to this connection at once, to nobody else before the commit, and after a
crash as a whole or not at all; nobody is told anything that is not committed.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable

from sqlite_utils import Database

WAIT_S = 0.05
"""How long a poll that has ended waits for others, in seconds."""

MOST = 50
"""Polls in one transaction, so that a crash costs little and the write lock is not held for long."""


class Group:
    """The transaction that is open now, if any; it is open while somebody waits for it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[asyncio.Future[None]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def write(self, part: Callable[[], None], *, at_once: bool = False, soon: bool = False) -> None:
        """Do `part` in the common transaction and wait for the commit, which is now where it must be `at_once`.

        With `soon` it waits only for what is ready at this moment.
        Raises what `part` raises, and sqlite3.OperationalError where the database does not take it.
        """
        self._do(part)
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        if at_once or len(self._waiting) >= MOST:
            self.commit()
        elif soon:
            asyncio.get_running_loop().call_soon(self.commit)
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(WAIT_S, self.commit)
        try:
            await done
        except asyncio.CancelledError:
            self.commit()  # the loop may be ending: leave nothing open behind
            raise

    def commit(self) -> None:
        """End the common transaction, if there is one, and tell those who wait. Raises nothing."""
        if not self._waiting:
            return
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._db.rollback()
            refused = sqlite3.OperationalError(str(error))
            refused.__cause__ = error  # what it was may be damage
            self._tell(refused)
        else:
            self._tell(None)

    def _do(self, part: Callable[[], None]) -> None:
        if not self._waiting:
            self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("SAVEPOINT part")
        try:
            part()
        except BaseException as error:
            self._take_back(error)
            raise
        self._db.execute("RELEASE part")

    def _take_back(self, error: BaseException) -> None:
        if not self._db.conn.in_transaction:  # a full disk makes SQLite give up all of it
            self._tell(sqlite3.OperationalError(f"another write of the same transaction failed: {error}"))
        elif self._waiting:
            self._db.execute("ROLLBACK TO part")
            self._db.execute("RELEASE part")
        else:
            self._db.rollback()

    def _tell(self, error: sqlite3.OperationalError | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        waiting, self._waiting = self._waiting, []
        for done in waiting:
            if done.done():
                continue  # cancelled
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)

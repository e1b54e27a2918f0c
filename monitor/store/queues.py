"""What the tables of messages that are no alerts have in common: what is due, how an attempt went, what has no channel.

Each has the columns id, channel, created, due, state, attempts, settled and detail.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from monitor.store import rows
from monitor.types import AlertState, Delivery, Settlement

# Due now; or made in the future, which means that the clock was set back since.
_DUE = "state = 'pending' AND (due <= :now OR created > :now)"


def channels_with_due(db: Database, table: str, *, now: datetime) -> list[str]:
    """Names of the channels that have a message of `table` due, in order."""
    found = db.query(f"SELECT DISTINCT channel FROM {table} WHERE {_DUE} ORDER BY channel", {"now": rows.stamp(now)})
    return [row["channel"] for row in found]


def due(db: Database, table: str, channel: str, *, now: datetime) -> list[rows.Row]:
    """The messages of `table` that are due on `channel`, oldest first."""
    found = db.query(
        f"SELECT * FROM {table} WHERE channel = :channel AND {_DUE} ORDER BY created, id",
        {"channel": channel, "now": rows.stamp(now)},
    )
    return list(found)


def settle(db: Database, table: str, delivery: Delivery, settlement: Settlement) -> None:
    """Write how an attempt to send a message of `table` went. The caller holds the transaction."""
    done = settlement.state is not AlertState.PENDING
    db.execute(
        f"UPDATE {table} SET state = ?, due = ?, attempts = ?, settled = ?, detail = ? WHERE id = ?",
        [
            settlement.state.value,
            rows.stamp(settlement.due),
            settlement.attempts,
            rows.stamp(delivery.at) if done else None,
            delivery.result.detail,
            delivery.alert,
        ],
    )


def reject_orphans(db: Database, table: str, channels: Iterable[str], *, now: datetime) -> None:
    """Reject what waits for a channel that the configuration no longer has. The caller holds the transaction."""
    db.execute(
        f"UPDATE {table} SET state = 'rejected', settled = ?, detail = 'the channel is no longer configured'"
        " WHERE state = 'pending' AND channel NOT IN (SELECT value FROM json_each(?))",
        [rows.stamp(now), rows.json_list(channels)],
    )

"""The log: one event a line, on stderr; for people on a terminal, JSON otherwise.

Every event has a name (`feed.failed`) and named values, never a sentence put together. Libraries log through the same
door, from warnings upwards.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import Any

import structlog

from monitor.types import Notice, Restoration

log: structlog.stdlib.BoundLogger = structlog.get_logger("monitor")


def configure(*, verbose: bool = False) -> None:
    """Send events to stderr, in the form that fits it; `verbose` adds the debug events."""
    people = sys.stderr.isatty()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if people else "iso", utc=not people),
    ]
    if people:
        ending: list[Any] = [structlog.dev.ConsoleRenderer(colors=True)]
    else:
        ending = [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("monitor").setLevel(logging.DEBUG if verbose else logging.INFO)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def log_restoration(done: Restoration | None) -> None:
    """Log that a damaged database was replaced, where it was."""
    if done is not None:
        log.error(
            "database.replaced",
            why=done.why,
            backup=done.backup or "none: it begins empty",
            made=done.made.isoformat(timespec="seconds") if done.made else None,
            kept=done.aside,
            detail="what was published before is not told again",
        )


def log_notices(notices: Iterable[Notice]) -> None:
    """Log what an operator is told, under names such as `feed.failing`, `network.down` and `channel.paused`."""
    for notice in notices:
        about = notice.kind.about
        event = log.info if notice.kind.is_end else log.warning
        event(
            f"{about}.{notice.kind.value.removeprefix(f'{about}-')}",
            **({about: notice.subject} if notice.subject else {}),
            detail=notice.detail,
            since=notice.since.isoformat(timespec="seconds"),
        )

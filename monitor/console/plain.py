"""Values as JSON and as short text."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.settings import Secret


def to_json(value: object) -> str:
    """Any of our types as indented JSON; times as ISO 8601, durations in seconds, secrets hidden."""
    return json.dumps(_data(value), ensure_ascii=False, indent=2)


def _data(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _data(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):  # a named one
        value = value._asdict()
    if isinstance(value, dict):
        return {str(key): _data(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_data(item) for item in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one as well
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Path | Secret):
        return str(value)
    return value


def quantile(ordered: Sequence[timedelta], share: float) -> timedelta | None:
    """Return the value that `share` of them do not exceed; None where there are none."""
    return ordered[math.ceil(len(ordered) * share) - 1] if ordered else None


def brief(duration: timedelta) -> str:
    """A duration that may be a part of a second: `40 ms`, `1.2 s`, then as `span` has it."""
    seconds = duration.total_seconds()
    if abs(seconds) < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if abs(seconds) < 10 else span(duration)


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago, roughly: `3 min ago`; `never` for no moment at all."""
    if moment is None:
        return "never"
    seconds = round((now - moment).total_seconds())
    if seconds < 0:
        return f"in {span(timedelta(seconds=-seconds))}"
    return f"{span(timedelta(seconds=seconds))} ago"


def span(duration: timedelta) -> str:
    """A duration, roughly: `45 s`, `3 min`, `5 h`, `2 days`."""
    seconds = round(duration.total_seconds())
    for unit, size in (("days", 172_800), ("h", 7_200), ("min", 120)):
        if seconds >= size:
            return f"{seconds // {'days': 86_400, 'h': 3_600, 'min': 60}[unit]} {unit}"
    return f"{seconds} s"

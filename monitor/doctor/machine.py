"""What the machine gives: folders that can be written, space on the disk, time zones."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.doctor.finding import Finding, fail, ok, warn
from monitor.settings import Configuration, FileSettings
from monitor.store import backups
from monitor.store.upkeep import LITTLE_SPACE

OLD_BACKUP = timedelta(days=7)
"""How old the newest backup may be where nothing makes them by itself."""


def folders(configuration: Configuration) -> Iterator[Finding]:
    """Whether everything that is written can be: by the user that asks, which should be the worker's."""
    advice = "run this as the worker's user (`sudo -u news-monitor`), and give that user the folder"
    for folder, what, made in _written(configuration):
        place = folder if not made else _existing(folder)
        if not place.is_dir():
            yield fail("folders", f"{what}: there is no folder {place}", f"make it: mkdir -p {folder}", subject=what)
        elif not os.access(place, os.W_OK | os.X_OK):
            yield fail("folders", f"{what}: {place} cannot be written", advice, subject=what)
        else:
            yield ok("folders", f"{place} can be written", subject=what)


def _written(configuration: Configuration) -> Iterator[tuple[Path, str, bool]]:
    """Every folder that is written to, what for, and whether the worker makes it."""
    yield configuration.store.path.parent, "database", True
    if configuration.desk_feeds is not None and configuration.desk_feeds.folder is not None:
        yield configuration.desk_feeds.folder, "desk feeds", True
    if configuration.backup.every is not None:
        yield configuration.backups, "backups", True
    for channel in configuration.channels.values():
        if isinstance(channel.settings, FileSettings):
            yield channel.settings.path.parent, f"channel {channel.name}", False


def _existing(path: Path) -> Path:
    return next((place for place in (path, *path.parents) if place.exists()), path)


def space(configuration: Configuration) -> Finding:
    """Whether the disk of the database has room, also for a copy of it."""
    path = configuration.store.path
    free = shutil.disk_usage(_existing(path.parent)).free
    size = path.stat().st_size if path.exists() else 0
    said = f"{_megabytes(free)} free on the disk of the database"
    if free < LITTLE_SPACE:
        return fail("disk", said, "make room: nothing new is saved or told once the disk is full")
    if free < size + LITTLE_SPACE:
        return warn("disk", said, f"a backup and an upgrade copy the database, which has {_megabytes(size)}: make room")
    return ok("disk", said)


def _megabytes(count: int) -> str:
    return f"{count / 1024 / 1024:,.0f} MB"


def time_zones(configuration: Configuration) -> Finding:
    """Whether the zones of the desks are known to this machine."""
    zones = sorted({"UTC", *(channel.timezone for channel in configuration.channels.values())})
    unknown = []
    for zone in zones:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, OSError, ValueError):
            unknown.append(zone)
    if unknown:
        advice = "install the time zone data: the package tzdata of the system, or `pip install tzdata`"
        return fail("time-zones", f"no data for {', '.join(unknown)}", advice)
    return ok("time-zones", f"{len(zones)} known")


def backup(configuration: Configuration, now: datetime) -> Finding:
    """Whether there is a backup that is worth having."""
    every, folder = configuration.backup.every, configuration.backups
    found = backups.listed(configuration.store.path, folder)
    oldest = 2 * every if every is not None else OLD_BACKUP
    by_hand = "" if every is not None else "; write `backup: {every: 24h}` and the worker makes them"
    if not found:
        said = f"there is none in {folder}"
        return warn("backup", said, f"make one: `monitor backup`{by_hand}")
    newest = found[0]
    said = f"the newest of {len(found)} is of {newest.at:%Y-%m-%d %H:%M} UTC"
    if now - newest.at > oldest:
        advice = f"`monitor backup` says what is in the way{by_hand}"
        return (fail if every is not None else warn)("backup", said, advice)
    return ok("backup", said)

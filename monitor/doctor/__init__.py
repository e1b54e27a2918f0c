"""`monitor doctor`: looks at all that the worker needs, from outside, and says what to do about what it finds.

    files       configuration
    machine     folders, disk, time-zones, backup
    database    database, integrity, schema, journal, size
    work        worker, saving, reload, silent-feeds, queue, channel-state, canary
    channels    operator, and with the network: channel, certificate
    names       dns
    feeds       feed (a sample), clock
    address     endpoint

It only looks: nothing is saved, mended or sent, and a worker that runs is not held up. What is told by one check is not
told again by another. Each group is a file; this one puts them together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from monitor.doctor import address, channels, database, feeds, machine, names, work
from monitor.doctor.finding import Finding, Verdict, fail, left_out, ok, warn
from monitor.errors import ConfigurationError
from monitor.settings import Configuration, StoreSettings
from monitor.store import Store

__all__ = ["SAMPLE", "Finding", "Verdict", "examine", "examine_without"]

SAMPLE = 5
"""How many feeds are fetched, unless it is said otherwise."""

_ONLINE = ("dns", "feed", "clock", "channel", "endpoint")


async def examine(
    configuration: Configuration, *, now: datetime, offline: bool = False, sample: int = SAMPLE
) -> list[Finding]:
    """Look at everything, `offline` without the network; `sample` is how many feeds are fetched."""
    found = [_configuration(configuration), *machine.folders(configuration), machine.space(configuration)]
    found += [machine.time_zones(configuration), machine.backup(configuration, now)]
    shape, store = database.examine(configuration.store)
    found += shape
    try:
        if store is None:
            found += [left_out(name, "the database cannot be asked") for name in work.NAMES]
        else:
            found += work.examine(configuration, store, now)
        found.append(channels.operators(configuration))
        if offline:
            return [*found, *(left_out(name, "without the network") for name in _ONLINE)]
        return [*found, *await _online(configuration, store, now, sample)]
    finally:
        if store is not None:
            store.close()


async def _online(configuration: Configuration, store: Store | None, now: datetime, sample: int) -> list[Finding]:
    known = await names.examine(configuration)
    looked: Sequence[list[Finding]] = await asyncio.gather(
        channels.examine(configuration, known.unknown, now),
        feeds.examine(configuration, known.unknown, sample),
    )
    told = [finding for findings in looked for finding in findings]
    return [known.finding, *told, await address.examine(configuration, store)]


def examine_without(error: ConfigurationError, settings: StoreSettings | None) -> list[Finding]:
    """Look at what can be looked at while the files are refused: why they are, and the database."""
    said = f"{len(error.problems)} problems, the first: {str(error.problems[0]).splitlines()[0]}"
    advice = "`monitor check` names all of them; a worker that runs keeps the configuration before"
    found = [fail("configuration", said, advice)]
    if settings is not None and settings.path.exists():
        shape, store = database.examine(settings)
        found += shape
        if store is not None:
            store.close()
    return found


def _configuration(configuration: Configuration) -> Finding:
    counts = {"feeds": configuration.feeds, "watches": configuration.watches, "channels": configuration.channels}
    said = ", ".join(f"{len(named)} {what}" for what, named in counts.items())
    if configuration.warnings:
        said += f"; {len(configuration.warnings)} warnings, the first: {configuration.warnings[0].splitlines()[0]}"
        return warn("configuration", said, "`monitor check` names all of them")
    return ok("configuration", said)

"""The channels: reached without a message, certificates that last, and an operator who hears of trouble."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta

from monitor.doctor.finding import Finding, fail, left_out, ok, warn
from monitor.notify import reaching
from monitor.notify.reaching import Place
from monitor.notify.sender import Reached
from monitor.settings import Channel, Configuration, EmailSettings
from monitor.types import Rejected, SendResult

ENDS_SOON = timedelta(days=14)
"""From where on the end of a certificate is told: authorities that renew by themselves do so a month before."""


async def examine(configuration: Configuration, unknown: Collection[str], now: datetime) -> list[Finding]:
    """Reach the server of every channel but for those at the hosts in `unknown`, whose names lead nowhere."""
    channels = configuration.channels.values()
    looked = await asyncio.gather(*(_look(channel, unknown, now) for channel in channels))
    return [finding for findings in looked for finding in findings]


async def _look(channel: Channel, unknown: Collection[str], now: datetime) -> list[Finding]:
    place = reaching.place(channel)
    if place is not None and place.host in unknown:
        return [left_out("channel", "its name does not resolve", subject=channel.name)]
    reached = await reaching.reach(channel)
    if not isinstance(reached, Reached):
        return [fail("channel", reached.detail, _advice(channel, reached), subject=channel.name)]
    certificate = _certificate(channel, reached.certificate_until, now)
    return [ok("channel", _said(channel, place), subject=channel.name), *([certificate] if certificate else [])]


def _said(channel: Channel, place: Place | None) -> str:
    if place is None:
        return "needs no server, or cannot be reached without a message"
    where = f"{place.host}:{place.port}"
    if isinstance(channel.settings, EmailSettings):
        return f"{where} lets us in" if channel.settings.username else f"{where} answers"
    return f"the server at {where} answers; whether it takes messages shows only with one"


def _advice(channel: Channel, found: SendResult) -> str:
    detail = found.detail
    if "certificate" in detail:
        return "the server's certificate must be renewed, or its authority named by `ca_file`"
    if detail.startswith("login"):
        return "look at `username` and the password, or whether the account may send by SMTP"
    if "STARTTLS" in detail:
        return "write `security: tls` with the port for it, mostly 465; a server on this machine may have `plain`"
    if isinstance(found, Rejected):
        return f"look at the settings of `channels.{channel.name}`"
    return "look whether host and port are right, the server is up, and a firewall here lets us out"


def _certificate(channel: Channel, until: datetime | None, now: datetime) -> Finding | None:
    if until is None:
        return None
    said = f"ends in {(until - now).days} days, {until:%Y-%m-%d}"
    if until - now < ENDS_SOON:
        advice = "tell whoever runs the server: from that day on nothing can be sent"
        return warn("certificate", said, advice, subject=channel.name)
    return ok("certificate", said, subject=channel.name)


def operators(configuration: Configuration) -> Finding:
    """Whether somebody hears of trouble, also where one channel is the trouble."""
    names = configuration.operator.channels
    if not names:
        return warn("operator", "nobody is told of trouble", "name two channels in `operator.channels`")
    servers = {_server(configuration.channels[name]) for name in names}
    if len(names) < 2:
        said = f"only {names[0]} is told of trouble"
        return warn("operator", said, "name a second channel in `operator.channels`: nobody hears when the one fails")
    if len(servers) < 2:
        said = f"{' and '.join(names)} go through the same server"
        return warn("operator", said, "name one in `operator.channels` that does not fail together with the other")
    return ok("operator", f"{', '.join(names)} are told of trouble")


def _server(channel: Channel) -> str:
    place = reaching.place(channel)
    return place.host if place is not None else channel.name

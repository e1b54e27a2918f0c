"""The rooms that the pipeline leads through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.fetch.article import Articles
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.reader import Reader
from monitor.joining import Joining
from monitor.matching import Matcher
from monitor.notify import Sender
from monitor.settings import Configuration
from monitor.store import Store

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What is judged with: no network. A replay of what was read has no more than this."""

    configuration: Configuration
    store: Store
    matcher: Matcher
    joining: Joining


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms(Office):
    """The rooms that the pipeline leads through, opened for one configuration."""

    fetcher: Fetcher
    reader: Reader
    articles: Articles
    senders: Mapping[str, Sender]
    clock: Clock

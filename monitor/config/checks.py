"""Judges the files together: what is defined twice, includes itself, or has no words for a language.

`mistakes` refuse the configuration, `doubts` are told and no more. What is odd about words and queries in themselves
is the business of `monitor.review`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path as FilePath
from urllib.parse import unquote, urlsplit

from monitor import query
from monitor.config import addresses
from monitor.config.channels import Email, Webhook
from monitor.config.chats import Apprise, Discord, Matrix, Ntfy, PagerDuty, Slack, Teams, Telegram
from monitor.config.faults import listed, meant
from monitor.config.languages import ANY, NAMES
from monitor.config.parts import Item, Parts, lists, queries
from monitor.config.secrets import FORMS, revealed
from monitor.config.values import Written
from monitor.config.watches_file import TermSet, Watch
from monitor.config.yaml import Path
from monitor.errors import Problem
from monitor.settings import WatchState

_HOUR = timedelta(hours=1)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SECRETS = {
    Email: ("password",),
    Webhook: ("url", "secret", "previous_secret"),
    **dict.fromkeys((Slack, Teams, Discord, Apprise), ("url",)),
    **dict.fromkeys((Telegram, Matrix), ("token",)),
    Ntfy: ("topic", "token"),
    PagerDuty: ("key",),
}


def mistakes(parts: Parts) -> Iterator[Problem]:
    """Give what must be mended."""
    yield from _feeds_twice(parts)
    yield from _file_feeds(parts)
    yield from _cycles(parts)
    yield from _gaps(parts)
    yield from _silences(parts)


def doubts(parts: Parts) -> Iterator[Problem]:
    """Give what is allowed but probably not meant."""
    yield from _readable_secrets(parts)
    yield from _open_webhooks(parts)
    yield from _open_callbacks(parts)
    yield from _odd_queries(parts)
    yield from _anonymous(parts)
    yield from _untold_operator(parts)
    yield from _small_budget(parts)
    yield from _nothing(parts)
    yield from _deaf_feeds(parts)
    yield from _quiet_digests(parts)


# --- feeds -------------------------------------------------------------------------------------------------


def _feeds_twice(parts: Parts) -> Iterator[Problem]:
    """Two feeds with one URL would tell everything twice to the statistics and burden the publisher."""
    seen: dict[str, str] = {}
    for name, item in parts.feeds.items():
        url = _normal(item.model.url)
        if url in seen:
            yield item.source.at_value((*item.path, "url"), f"the feed {seen[url]} has this URL as well")
        seen.setdefault(url, name)


def _normal(url: str) -> str:
    """Write a URL as one that fetches the same: the case of the host, a default port and a fragment say nothing."""
    parts = urlsplit(url)
    host = (parts.hostname or "") if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else parts.netloc.casefold()
    return parts._replace(netloc=host, path=parts.path or "/", fragment="").geturl()


def _file_feeds(parts: Parts) -> Iterator[Problem]:
    """A feed in a file must lie in the folder that is open for them."""
    allowed = parts.worker.poll.files
    for item in parts.feeds.values():
        url = urlsplit(item.model.url)
        if url.scheme != "file":
            continue
        place = (*item.path, "url")
        if allowed is None:
            yield item.source.at_value(
                place, "file: feeds are refused unless poll.files in monitor.yaml names their folder"
            )
        elif not FilePath(unquote(url.path)).resolve().is_relative_to(allowed):
            yield item.source.at_value(place, f"outside the folder of poll.files, {allowed}")


# --- term sets ---------------------------------------------------------------------------------------------


def _cycles(parts: Parts) -> Iterator[Problem]:
    """A term set that includes itself has no end."""
    for way in query.cycles({name: set(_included(item)) for name, item in parts.terms.items()}):
        first = parts.terms[way[0]]
        path = _included(first)[way[1]]
        yield first.source.at_value(
            (*first.path, *path), f"the set includes itself: {' → '.join(f'@{one}' for one in way)}"
        )


def _included(item: Item[TermSet]) -> dict[str, Path]:
    """Return the sets that a term set names in its lists, and where."""
    return {
        name: (language, index)
        for language, terms in lists(item.model).items()
        for index, term in enumerate(terms)
        for name in query.set_names(term.node)
    }


def covered(name: str, parts: Parts) -> frozenset[str] | None:
    """Return the languages that a term set has words for, those of the sets it includes among them.

    `any` is no language. None: something in the sets is faulty, so that nobody can tell.
    """
    languages: set[str] = set()
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        item = parts.terms.get(current)
        if item is None or item.faulty:
            return None
        if current not in seen:
            seen.add(current)
            languages.update(language for language, terms in lists(item.model).items() if terms)
            waiting.extend(_included(item))
    return frozenset(languages - {ANY})


def _gaps(parts: Parts) -> Iterator[Problem]:
    """A watch finds nothing in a language for which one of its term sets has no list."""
    for item in parts.watches.values():
        for name in _sets(item.model):
            languages = covered(name, parts)
            missing = [one for one in item.model.languages if languages is not None and one not in languages]
            if missing:
                place = parts.terms[name]
                line = place.source.document.key_place(place.path).line
                message = (
                    f"the term set @{name} has no list for {listed(missing, 'and')}: "
                    f"write one in {place.source.name}:{line}, or take the language out here"
                )
                yield item.source.at_value((*item.path, "languages"), message)


def _sets(watch: Watch) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, written in queries(watch) for name in query.set_names(written.node)))


# --- watches -----------------------------------------------------------------------------------------------


def _silences(parts: Parts) -> Iterator[Problem]:
    """A watch that speaks for another one must know it, and two cannot speak for each other."""
    for item in parts.watches.values():
        for index, name in enumerate(item.model.silences):
            if name not in parts.watches:
                message = f"there is no watch {name!r} in watches/{meant(name, parts.watches)}"
                yield item.source.at_value((*item.path, "silences", index), message)
    for way in query.cycles({name: set(item.model.silences) for name, item in parts.watches.items()}):
        first = parts.watches[way[0]]
        place = (*first.path, "silences", first.model.silences.index(way[1]))
        yield first.source.at_value(place, f"the watches silence each other: {' → '.join(way)}")


# --- doubts ------------------------------------------------------------------------------------------------


def _readable_secrets(parts: Parts) -> Iterator[Problem]:
    """A secret in a file under version control is known to everybody who may read it."""
    for item in parts.channels.values():
        for stem in _SECRETS.get(type(item.model), ()):
            if getattr(item.model, stem) is not None:
                safer = listed([stem + form for form in FORMS if form])
                message = f"a secret that everybody can read who reads this file; safer is {safer}"
                yield item.source.at_key((*item.path, stem), message)


def _open_webhooks(parts: Parts) -> Iterator[Problem]:
    """A webhook over http can be read and, but for its signature, forged on the way."""
    for item in parts.channels.values():
        if isinstance(item.model, Webhook):
            url = revealed(item.model, "url")
            if url and not addresses.is_protected(url):
                yield item.source.at_key(item.path, "alerts go out over http, readable on the way: use https")


def _open_callbacks(parts: Parts) -> Iterator[Problem]:
    """Whoever reads an address that hubs push to can take the feed's place at it, but for the signature."""
    endpoint = parts.worker.endpoint
    if endpoint and not addresses.is_protected(endpoint.public_url):
        message = "hubs push over http to this address, readable on the way: use https"
        yield from (source.at_value(("endpoint", "public_url"), message) for source in parts.sources["monitor"])


def _odd_queries(parts: Parts) -> Iterator[Problem]:
    """What the watch language accepts and advises against."""
    for watch in parts.watches.values():
        for path, written in queries(watch.model):
            yield from _odd(watch, path, written)
    for terms in parts.terms.values():
        for language, listed_terms in lists(terms.model).items():
            for index, term in enumerate(listed_terms):
                yield from _odd(terms, (language, index), term)


def _odd(item: Item[Watch] | Item[TermSet], path: Path, written: Written) -> Iterator[Problem]:
    for offset, message in query.warnings(written.node):
        yield item.source.within((*item.path, *path), offset, message)


def _anonymous(parts: Parts) -> Iterator[Problem]:
    """A publisher who cannot complain can only block."""
    if parts.feeds and not parts.worker.poll.contact:
        message = "without `contact` a publisher whom we trouble can only block us: write a URL or an address of yours"
        yield from (source.at_key(("poll",), message) for source in parts.sources["monitor"])


def _untold_operator(parts: Parts) -> Iterator[Problem]:
    """A trouble that nobody hears of looks like a quiet day; one that is told by what is broken, too."""
    operator = parts.worker.operator
    source = next(iter(parts.sources["monitor"]), None)
    if source is None or not parts.channels:
        return
    if operator is None:
        message = "nobody is told when feeds or channels fail: write `operator: {channels: [NAME]}`"
        yield source.at_key((), message)
        return
    desks = {name for item in parts.watches.values() for name in item.model.channels}
    only = operator.channels[0]
    if len(operator.channels) == 1 and only in desks:
        message = f"desks are told through {only} as well: when it fails, only the log says so; add a second channel"
        yield source.at_value(("operator", "channels", 0), message)


def _quiet_digests(parts: Parts) -> Iterator[Problem]:
    """A digest in quiet hours waits for their end."""
    for item in parts.channels.values():
        quiet, digest = item.model.quiet, item.model.digest
        for index, at in enumerate(digest.at if quiet and digest else ()):
            if quiet and _between(at, quiet.start, quiet.end):
                message = f"in the quiet hours: such a digest comes at {quiet.end:%H:%M}"
                yield item.source.at_value((*item.path, "digest", "at", index), message)


def _between(at: time, start: time, end: time) -> bool:
    return start <= at < end if start < end else at >= start or at < end


def _small_budget(parts: Parts) -> Iterator[Problem]:
    """A budget below what the longest intervals need changes nothing any more."""
    budget = parts.worker.poll.budget
    if budget is None:
        return
    needed = sum(_HOUR / (item.model.every or parts.defaults.every).most for item in parts.feeds.values())
    if needed > budget:
        message = f"at their longest intervals the feeds need {math.ceil(needed)} requests an hour, more than this"
        yield from (source.at_value(("poll", "budget"), message) for source in parts.sources["monitor"])


def _nothing(parts: Parts) -> Iterator[Problem]:
    """A configuration without feeds or watches is valid, and silent."""
    for kind, items in (("feeds", parts.feeds), ("watches", parts.watches)):
        if not items:
            source = next(iter(parts.sources[kind] or parts.sources["monitor"]))
            yield source.at_key((), f"there are no {kind}: nobody will be told anything")


def _deaf_feeds(parts: Parts) -> Iterator[Problem]:
    """Feeds in a language that no watch has terms for find little but names."""
    heard = _heard(parts)
    if heard is None:
        return
    deaf: dict[str, list[str]] = {}
    for name, item in parts.feeds.items():
        language = item.model.language or parts.defaults.language
        if language is not None and language not in heard:
            deaf.setdefault(language, []).append(name)
    for language, feeds in deaf.items():
        first = parts.feeds[feeds[0]]
        path = (*first.path, "language") if first.model.language else ("defaults", "language")
        message = f"no watch has terms in {NAMES[language]}, the language of {listed(feeds, 'and')}"
        yield first.source.at_value(path, message)


def _heard(parts: Parts) -> frozenset[str] | None:
    """Return the languages that watches have terms for; None where words stand in queries without a language."""
    heard: set[str] = set()
    for item in parts.watches.values():
        if item.model.state is WatchState.OFF:
            continue
        languages = [covered(name, parts) for name in _sets(item.model)]
        if None in languages or not (languages or item.model.languages):
            return None
        heard.update(item.model.languages, *(one for one in languages if one is not None))
    return frozenset(heard)

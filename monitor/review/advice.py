"""One piece of advice, and the walk to the places that advice is given on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor import query
from monitor.settings import Configuration, Watch, WatchState

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Something that is allowed and probably not meant.

    `path` leads to it in the files, such as ("terms", "troops", "en", 3); `offset` is a character of the text there.
    """

    path: Path
    message: str
    offset: int | None = None


def active(configuration: Configuration) -> Iterator[Watch]:
    """Give the watches that are not off."""
    return (watch for watch in configuration.watches.values() if watch.state is not WatchState.OFF)


def queries(watch: Watch) -> Iterator[tuple[Path, query.Node]]:
    """Give the queries of a watch and where each is written."""
    path: Path = ("watches", watch.name)
    if not isinstance(watch.query, query.Score):
        yield (*path, "query"), watch.query
        return
    for index, line in enumerate(watch.query.items):
        yield (*path, "score", "terms", index, "query"), line.item
    if watch.query.require is not None:
        yield (*path, "score", "require"), watch.query.require


def listed(configuration: Configuration) -> Iterator[tuple[Path, str, query.Node]]:
    """Give every term of every list: where it is written, the language of its list, and the term."""
    for terms in configuration.terms.values():
        for language, nodes in terms.lists.items():
            for index, node in enumerate(nodes):
                yield ("terms", terms.name, language, index), language, node

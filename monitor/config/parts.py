"""What is sound in the files, put together: each feed, term set, watch and channel with its place.

Where two files define the same name, the first one holds and the second is a problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from monitor.config.channels import Channel
from monitor.config.feeds_file import Feed, FeedDefaults, FeedsFile
from monitor.config.files import Files
from monitor.config.problems import Source
from monitor.config.shape import Section
from monitor.config.validation import validated
from monitor.config.values import Known, Written
from monitor.config.watches_file import TermSet, TermsFile, Watch, WatchesFile
from monitor.config.worker_file import MonitorFile
from monitor.config.yaml import Path
from monitor.errors import Problem

_Model = TypeVar("_Model")
_File = TypeVar("_File", bound=Section)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Generic[_Model]):
    """One feed, term set, watch or channel, and where it is written. A faulty one lost what was wrong."""

    model: _Model
    source: Source
    path: Path
    faulty: bool = False


Items = dict[str, Item[_Model]]


@dataclass(slots=True, kw_only=True)
class Parts:
    """All that is sound in the files, by name and in the order of the files."""

    sources: Mapping[str, Sequence[Source]]
    worker: MonitorFile = field(default_factory=MonitorFile)
    defaults: FeedDefaults = field(default_factory=FeedDefaults)
    channels: Items[Channel] = field(default_factory=dict)
    feeds: Items[Feed] = field(default_factory=dict)
    terms: Items[TermSet] = field(default_factory=dict)
    watches: Items[Watch] = field(default_factory=dict)


def queries(watch: Watch) -> Iterator[tuple[Path, Written]]:
    """Give the queries of a watch and where in it they stand."""
    if watch.query is not None:
        yield ("query",), watch.query
    if watch.score is not None:
        for index, item in enumerate(watch.score.terms):
            yield ("score", "terms", index, "query"), item.query
        if watch.score.require is not None:
            yield ("score", "require"), watch.score.require


def lists(terms: TermSet) -> Mapping[str, list[Written]]:
    """Return the lists of a term set by language."""
    return terms.__pydantic_extra__


def names(files: Files, kind: str, section: str) -> frozenset[str] | None:
    """Return the names that a section defines, sound or not; None where a file cannot tell."""
    found = [_names(source, section) for source in files.sources[kind]]
    if kind in files.broken or None in found:
        return None
    return frozenset(name for some in found for name in some or ())


def _names(source: Source, section: str) -> list[str] | None:
    """List the names in one file; None where its section is no mapping."""
    data = source.document.data
    part = data.get(section, {}) if isinstance(data, dict) else data
    if part is None:
        return []
    return list(part) if isinstance(part, dict) else None


def collected(files: Files, known: Known) -> tuple[Parts, list[Problem]]:
    """Hold every file against its model and put the sound parts together."""
    parts = Parts(sources=files.sources)
    problems: list[Problem] = []
    for source in files.sources["monitor"]:
        parts.worker = _read(MonitorFile, source, known, _Section("channels", parts.channels), problems)
    for source in files.sources["feeds"]:
        model = _read(FeedsFile, source, known, _Section("feeds", parts.feeds), problems)
        parts.defaults = model.defaults
    watches, terms = _Section("watches", parts.watches), _Section("terms", parts.terms)
    for source in files.sources["watches"]:
        _read(WatchesFile, source, known, watches, problems)
    for source in files.sources["terms"]:
        _read(TermsFile, source, known, terms, problems)
    return parts, problems


class _Section:
    """The items of one kind, and where each name, sound or not, was defined first."""

    def __init__(self, name: str, items: Items[Any]) -> None:
        self.name = name
        self.items = items
        self.defined: dict[str, str] = {}

    def define(self, source: Source) -> Iterator[Problem]:
        """Note the names of one file; those that an earlier file has are problems."""
        for name in _names(source, self.name) or ():
            path = (self.name, name)
            if name in self.defined:
                yield source.at_key(path, f"already defined in {self.defined[name]}")
            else:
                place = source.document.key_place(path)
                self.defined[name] = f"{source.name}:{place.line}:{place.column}"


def _read(model: type[_File], source: Source, known: Known, section: _Section, problems: list[Problem]) -> _File:
    """Read one file and add its items to those of its kind, and what is wrong with it to `problems`."""
    problems.extend(section.define(source))
    result = validated(model, source, known)
    problems.extend(result.problems)
    for name, found in getattr(result.model, section.name).items():
        path = (section.name, name)
        item = Item(model=found, source=source, path=path, faulty=path in result.faulty)
        section.items.setdefault(name, item)
    return result.model

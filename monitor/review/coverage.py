"""Which languages are heard: term sets and watches against the languages of the feeds.

A language without a list finds nothing: on unseen news in seven languages, none of seven. What a set includes counts
as its own; a list for `any` holds names and acronyms and makes no language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monitor import query
from monitor.review.advice import Advice, active, queries
from monitor.settings import Configuration, TermSet, Watch

ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCoverage:
    """One term set: how many terms it has for each language (`any` too), and the watches that use it."""

    name: str
    title: str
    terms: Mapping[str, int]
    used_by: tuple[str, ...]

    def covers(self, language: str) -> bool:
        """Whether it has a list for the language."""
        return self.terms.get(language, 0) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchCoverage:
    """One watch: the languages that it names, and for each language of the feeds the sets without a list.

    `gaps` holds only languages with such sets; a watch without sets has none, for its own words have no language.
    """

    name: str
    needs: tuple[str, ...]
    sets: tuple[str, ...]
    gaps: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The matrix. `feeds` counts the feeds of each language, the most spoken first; `unlabelled` have none."""

    feeds: Mapping[str, int]
    unlabelled: int
    sets: tuple[SetCoverage, ...]
    watches: tuple[WatchCoverage, ...]


def coverage(configuration: Configuration) -> Coverage:
    """Work the matrix out."""
    spoken = Counter(feed.language for feed in configuration.feeds.values() if feed.language is not None)
    feeds = dict(sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0])))
    uses = {watch.name: _sets(watch) for watch in active(configuration)}
    sets = {name: _set(name, configuration.terms, uses) for name in configuration.terms}
    return Coverage(
        feeds=feeds,
        unlabelled=len(configuration.feeds) - sum(feeds.values()),
        sets=tuple(sets.values()),
        watches=tuple(
            _watch(watch, [sets[name] for name in uses[watch.name]], feeds) for watch in active(configuration)
        ),
    )


def _sets(watch: Watch) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, node in queries(watch) for name in query.set_names(node)))


def _set(name: str, terms: Mapping[str, TermSet], uses: Mapping[str, tuple[str, ...]]) -> SetCoverage:
    counts: Counter[str] = Counter()
    for included in _included(name, terms):
        for language, nodes in terms[included].lists.items():
            counts[language] += sum(not isinstance(node, query.SetRef) for node in nodes)
    used_by = tuple(watch for watch, names in uses.items() if name in names)
    return SetCoverage(name=name, title=terms[name].title, terms=dict(+counts), used_by=used_by)


def _included(name: str, terms: Mapping[str, TermSet]) -> tuple[str, ...]:
    """Return a set and all that it includes, each once."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found[current] = None
            waiting += [
                one for nodes in terms[current].lists.values() for node in nodes for one in query.set_names(node)
            ]
    return tuple(found)


def _watch(watch: Watch, sets: list[SetCoverage], feeds: Mapping[str, int]) -> WatchCoverage:
    missing = {language: tuple(one.name for one in sets if not one.covers(language)) for language in feeds}
    return WatchCoverage(
        name=watch.name,
        needs=watch.languages,
        sets=tuple(one.name for one in sets),
        gaps={language: names for language, names in missing.items() if names},
    )


def gaps(found: Coverage) -> Iterator[Advice]:
    """Advise on watches whose sets are deaf to a feed, and on languages that no feed is in."""
    for watch in found.watches:
        if not watch.needs:
            for language, names in watch.gaps.items():
                listed = ", ".join(f"@{name}" for name in names)
                count = found.feeds[language]
                message = (
                    f"{count} feed{' is' if count == 1 else 's are'} in {language}, for which {listed} has no list: "
                    "name the `languages` that the watch is for, or write the list"
                )
                yield Advice(path=("watches", watch.name), message=message)
        unspoken = [language for language in watch.needs if language not in found.feeds]
        if unspoken and not found.unlabelled:
            message = f"no feed is in {' or '.join(unspoken)}"
            yield Advice(path=("watches", watch.name, "languages"), message=message)

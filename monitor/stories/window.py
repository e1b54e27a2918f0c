"""The rolling window: which entries hold which term, how rare each term is, and what falls out at the end.

All it answers follows from the entries that are in it now, never from those that were: a window that is filled anew
from what was kept gives the same answers.
"""

from __future__ import annotations

import heapq
import math
from array import array
from bisect import insort
from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import repeat
from operator import mul
from typing import NamedTuple

from monitor.stories.features import Features, Terms

BUDGET = 300
"""Entries looked at for one kind of terms; rarer terms come first."""

BEST = 8
"""Entries compared in full for each kind of terms."""

GRAIN = 1.05
"""The size of the window counts in steps of 5%, so that weights need not be computed anew for every entry."""

KINDS = {"c": 1.0, "g": 0.5, "p": 0.6, "k": 0.8, "n": 0.6, "f": 1.6, "d": 0.5, "q": 1.0, "s": 0.5}
"""What a term of the bridge counts beside its rarity, by its kind; see `Reading.bridge`."""

ASKED_FOR = 0.7
"""What a term is worth that made a watch match: all that the watch finds has it, so that it tells no two stories apart.
In a window that is full its rarity says so; in one that is new, or that many watches share, it does not."""

ASKED_SHARE = 0.5
"""How much of a shared term it is: two reports that have only the watch's own words in common share nothing."""

_FREQUENCY = [0.0, *(1 + math.log(count) for count in range(1, 256))]


class Held:
    """An entry of the window, as small as it can be kept: terms are numbers. `clock` is when it was published."""

    __slots__ = (
        "asked", "at", "bridge", "bridge_counts", "clock", "entry", "figures", "keys", "language", "meaning", "moments",
        "names", "places", "publisher", "states", "story", "title", "watches", "word_counts", "words",
    )  # fmt: skip

    def __init__(
        self,
        features: Features,
        story: str,
        words: array[int],
        bridge: array[int],
        names: array[int],
        asked: array[int],
    ) -> None:
        self.entry, self.story = features.entry, story
        self.publisher, self.language, self.title = features.publisher, features.language, features.title
        self.watches = features.watches
        self.keys = (*features.keys, series_key(features)) if features.series else features.keys
        self.at, self.clock, self.moments = features.at, features.clock, features.moments
        self.words, self.bridge, self.names, self.asked = words, bridge, names, asked
        self.word_counts = bytes(min(count, 255) for _, count in features.words)
        self.bridge_counts = bytes(min(count, 255) for _, count in features.bridge)
        self.places, self.states = _shared(features.places), _shared(features.states)
        self.figures = features.telling
        self.meaning = features.meaning


_shared = lru_cache(maxsize=10_000)(frozenset[str])  # few places are named: one object serves all


def series_key(features: Features) -> str:
    """Return the key of the series that an entry may be an issue of."""
    return f"series:{features.publisher}:{features.series}"


class Vector:
    """The weights of some terms against the window as it is: those known in it by number, and the length of all."""

    __slots__ = ("by_id", "length", "rarest")

    def __init__(self) -> None:
        self.by_id: dict[int, float] = {}
        self.length = 0.0
        self.rarest: list[tuple[int, str, int]] = []  # how many entries hold it, the term, its number; rarest first


class Comparison(NamedTuple):
    """The cosine of two entries, from 0 to 1, and what they share (`ASKED_SHARE` of one that was asked for)."""

    cosine: float
    shared: float


class _Table:
    """What every term weighs while the window has one size: by number, and by how many entries hold it."""

    __slots__ = ("_by_spread", "_size", "weights")

    def __init__(self, step: int) -> None:
        self._size = max(GRAIN**step, 1.0)
        self._by_spread: dict[int, float] = {}
        self.weights: list[float] = []

    def rarity(self, spread: int) -> float:
        found = self._by_spread.get(spread)
        if found is None:
            found = self._by_spread[spread] = math.log(1 + self._size / (spread + 0.5))
        return found


class Window:
    """Entries by arrival. `add` and `expire` change it, everything else asks."""

    def __init__(self) -> None:
        self.held: dict[int, Held] = {}
        self.stories: dict[str, list[int]] = {}
        self._ids: dict[str, int] = {}
        self._terms: list[str] = []
        self._kinds: list[float] = []
        self._spread: list[int] = []  # in how many entries a term is
        self._asked: dict[int, int] = {}  # in how many of them it made a watch match
        self._postings: list[array[int]] = []
        self._free: list[int] = []
        self._keys: dict[str, list[int]] = {}
        self._serials: dict[str, int] = {}
        self._queue: list[tuple[datetime, int]] = []
        self._next = 0
        self._tables: dict[int, _Table] = {}
        self._table = self._tables.setdefault(0, _Table(0))
        self._weights = self._table.weights

    def __len__(self) -> int:
        return len(self.held)

    # --- change ---

    def add(self, features: Features, story: str) -> None:
        """Take an entry in as a member of `story`; one that is known takes its old place in the order of arrival."""
        serial = self._serials.get(features.entry)
        if serial is None:
            serial, self._next = self._next, self._next + 1
            self._serials[features.entry] = serial
            heapq.heappush(self._queue, (features.at, serial))
        else:
            self._drop(serial)
        words, bridge = self._enter(features.words, serial), self._enter(features.bridge, serial)
        ids = self._ids
        names = array("I", [ids[name] for name in features.names if name in ids])
        asked = array("I", [ids[term] for term in features.asked if term in ids])
        held = self.held[serial] = Held(features, story, words, bridge, names, asked)
        for number in asked:
            self._asked[number] = self._asked.get(number, 0) + 1
            self._weigh(number)
        insort(self.stories.setdefault(story, []), serial)
        for key in held.keys:
            insort(self._keys.setdefault(key, []), serial)
        self._resize()

    def expire(self, before: datetime) -> None:
        """Drop what arrived before `before`."""
        if not self._queue or self._queue[0][0] >= before:
            return
        while self._queue and self._queue[0][0] < before:
            serial = heapq.heappop(self._queue)[1]
            del self._serials[self.held[serial].entry]
            self._drop(serial)
        self._resize()

    def move(self, serial: int, story: str) -> None:
        """Make an entry a member of another story."""
        held = self.held[serial]
        self._leave(held.story, serial)
        held.story = story
        insort(self.stories.setdefault(story, []), serial)

    def _enter(self, terms: Terms, serial: int) -> array[int]:
        numbers = array("I")
        for term, _ in terms:
            number = self._ids.get(term)
            if number is None:
                number = self._name(term)
            self._spread[number] += 1
            self._weigh(number)
            insort(self._postings[number], serial)
            numbers.append(number)
        return numbers

    def _name(self, term: str) -> int:
        kind = KINDS[term[0]] if term[1:2] == ":" else 1.0
        if self._free:
            number = self._free.pop()
            self._terms[number], self._kinds[number] = term, kind
        else:
            number = len(self._terms)
            self._terms.append(term)
            self._kinds.append(kind)
            self._spread.append(0)
            for table in self._tables.values():
                table.weights.append(0.0)
            self._postings.append(array("I"))
        self._ids[term] = number
        return number

    def _drop(self, serial: int) -> None:
        held = self.held.pop(serial)
        self._leave(held.story, serial)
        for number in held.asked:
            self._asked[number] -= 1
            if not self._asked[number]:
                del self._asked[number]
        for number in (*held.words, *held.bridge):
            self._spread[number] -= 1
            self._weigh(number)
            if not self._spread[number]:
                del self._ids[self._terms[number]]
                self._postings[number] = array("I")
                self._free.append(number)
            elif len(self._postings[number]) > 2 * self._spread[number] + 8:
                self._postings[number] = array("I", [other for other in self._postings[number] if other in self.held])
            elif self._postings[number][0] != serial:  # out of turn: its place must not be taken twice
                self._postings[number].remove(serial)
        for key in held.keys:
            self._keys[key].remove(serial)
            if not self._keys[key]:
                del self._keys[key]

    def _leave(self, story: str, serial: int) -> None:
        self.stories[story].remove(serial)
        if not self.stories[story]:
            del self.stories[story]

    def _resize(self) -> None:
        """Weigh by the size of the window. Two sizes are kept, so that one at their border costs nothing."""
        step = round(math.log(max(len(self.held), 1)) / math.log(GRAIN))
        if (table := self._tables.get(step)) is None:
            table = _Table(step)
            table.weights = [
                table.rarity(spread) * kind for spread, kind in zip(self._spread, self._kinds, strict=True)
            ]
            for number in self._asked:
                table.weights[number] *= ASKED_FOR
            self._tables = {step: table, **{old: kept for old, kept in self._tables.items() if kept is self._table}}
        self._table, self._weights = table, table.weights

    def _weigh(self, number: int) -> None:
        spread, kind = self._spread[number], self._kinds[number]
        if number in self._asked:
            kind *= ASKED_FOR
        for table in self._tables.values():
            table.weights[number] = table.rarity(spread) * kind

    # --- ask ---

    def rarity(self, spread: int) -> float:
        """Return what a term weighs that `spread` entries hold: ln(1 + N / (spread + 1/2))."""
        return self._table.rarity(spread)

    def vector(self, terms: Terms, asked: Container[str] = ()) -> Vector:
        """Weigh the terms of an entry that is not in the window; `asked` are those that made a watch match."""
        vector = Vector()
        squares = 0.0
        for term, count in terms:
            number = self._ids.get(term)
            spread = self._spread[number] if number is not None else 0
            kind = KINDS[term[0]] if term[1:2] == ":" else 1.0
            if term in asked or number in self._asked:
                kind *= ASKED_FOR
            weight = _FREQUENCY[min(count, 255)] * self.rarity(spread) * kind
            squares += weight * weight
            if number is not None:
                vector.by_id[number] = weight
                vector.rarest.append((spread, term, number))
        vector.rarest.sort()
        vector.length = math.sqrt(squares)
        return vector

    def compare(self, vector: Vector, ids: array[int], counts: bytes) -> Comparison:
        """Compare the terms of a weighed entry with those of a held one."""
        plain = map(self._weights.__getitem__, ids)
        weights = list(map(mul, plain, map(_FREQUENCY.__getitem__, counts)))
        squares = sum(map(mul, weights, weights))
        ours = list(map(vector.by_id.get, ids, repeat(0.0)))
        length = math.sqrt(squares) * vector.length
        shared = float(len(ours) - ours.count(0.0))
        if self._asked:
            both = sum(1 for number, own in zip(ids, ours, strict=True) if own and number in self._asked)
            shared -= (1 - ASKED_SHARE) * both
        return Comparison(sum(map(mul, ours, weights)) / length if length else 0.0, shared)

    def overlap(self, names: Iterable[str], others: array[int]) -> float:
        """Return the weighted Jaccard of two sets of names: what both have by what either has."""
        known = {self._ids[name] for name in names if name in self._ids}
        unknown = sum(self.rarity(0) for name in names if name not in self._ids)
        theirs = set(others)
        both = sum(self.rarity(self._spread[number]) for number in sorted(known & theirs))
        either = sum(self.rarity(self._spread[number]) for number in sorted(known | theirs)) + unknown
        return both / either if either else 0.0

    def candidates(self, vector: Vector) -> list[int]:
        """Return the entries that share the rarest of these terms, most alike first."""
        budget = BUDGET
        gathered: dict[int, float] = {}
        for spread, _, number in vector.rarest:
            posting = self._postings[number]
            if spread > budget:
                if gathered:
                    break
                posting = posting[-BUDGET:]
            weight = vector.by_id[number] ** 2
            for serial in posting:
                gathered[serial] = gathered.get(serial, 0.0) + weight
            budget -= spread
        best = []
        for serial in sorted(gathered, key=gathered.__getitem__, reverse=True):  # of equals, the first found
            if serial in self.held:
                best.append(serial)
                if len(best) == BEST:
                    break
        return best

    def story_of(self, entry: str) -> str | None:
        """Return the story of an entry."""
        serial = self._serials.get(entry)
        return None if serial is None else self.held[serial].story

    def with_key(self, key: str) -> list[int]:
        """Return the entries that an exact key names, in order of arrival."""
        return self._keys.get(key, [])

    def common(self, vector: Vector, ids: array[int]) -> list[tuple[float, str]]:
        """Return the terms that a weighed entry and a held one share, heaviest first."""
        both = [(vector.by_id[number], self._terms[number]) for number in ids if number in vector.by_id]
        return sorted(both, key=lambda pair: (-pair[0], pair[1]))

    def members(self, story: str) -> Iterator[Held]:
        """Return the members of a story that are in the window, in order of arrival."""
        return (self.held[serial] for serial in self.stories.get(story, ()))

"""A bounded dictionary that computes what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, TypeVar

V = TypeVar("V")

_ABSENT: Any = object()


class Memo(dict[str, V]):
    """Remember `make(key)` for the keys in use; hold at most twice `limit` of them, none longer than `longest`.

    Most keys of a stream are asked for once and never again. They wait aside, and the older half of them goes when
    room is needed; what is asked for again becomes an item of the dictionary itself, so that the price of a hit is
    that of a dictionary. When that is full all its items step aside, and those still in use come back.
    """

    __slots__ = ("_aside", "_limit", "_longest", "_make")

    def __init__(self, make: Callable[[str], V], *, limit: int, longest: int) -> None:
        super().__init__()
        self._make = make
        self._limit = limit
        self._longest = longest
        self._aside: dict[str, V] = {}

    def __missing__(self, key: str) -> V:
        value: V = self._aside.pop(key, _ABSENT)
        if value is _ABSENT:
            value = self._make(key)
            if len(key) <= self._longest:
                if len(self._aside) >= self._limit:
                    self._aside = dict(islice(self._aside.items(), self._limit // 2, None))
                self._aside[key] = value
            return value
        if len(self) >= self._limit:
            self._aside = dict(self)
            self.clear()
        self[key] = value
        return value

    def known(self, key: str) -> V | None:
        """Return the value of a key that is remembered, and None for others; the key does not count as asked for."""
        return self.get(key, self._aside.get(key))

"""A bounded dictionary that computes what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

V = TypeVar("V")


class Memo(dict[str, V]):
    """Remember `make(key)` for the keys in use; hold at most twice `limit` of them, none longer than `longest`.

    Two generations: a full one becomes the old one, and what is still asked for moves over. So the words that
    every text has stay warm, and the price of a hit is that of a dictionary.
    """

    __slots__ = ("_limit", "_longest", "_make", "_old")

    def __init__(self, make: Callable[[str], V], *, limit: int, longest: int) -> None:
        super().__init__()
        self._make = make
        self._limit = limit
        self._longest = longest
        self._old: dict[str, V] = {}

    def __missing__(self, key: str) -> V:
        if len(key) > self._longest:
            return self._make(key)
        value = self._old.pop(key) if key in self._old else self._make(key)
        if len(self) >= self._limit:
            self._old = dict(self)
            self.clear()
        self[key] = value
        return value

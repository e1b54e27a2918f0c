"""How common words are, learnt from the entries that pass by.

The figures only choose where watches wait in the index; they never change what matches. Old entries count
less and less, so that the words of last month's news do not slow down today's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

_HALF_LIFE = 4_000
"""After so many entries all that was learnt before counts half."""

_KEPT = 20_000
"""Words that are handed out to be stored; rarer ones are not worth their place."""

_TRUSTED = 1_000
"""So many entries the stored figures count for."""


class Frequencies:
    """For each folded word the share of entries that have it."""

    def __init__(self, shares: Mapping[str, float] = MappingProxyType({})) -> None:
        self.entries = float(_TRUSTED) if shares else 0.0
        self._counts = Counter({word: share * _TRUSTED for word, share in shares.items()})

    def learn(self, words: Iterable[str]) -> None:
        """Count the words of one entry, each once."""
        self._counts.update(set(words))
        self.entries += 1
        if self.entries >= 2 * _HALF_LIFE:
            self.entries /= 2
            self._counts = Counter({word: count / 2 for word, count in self._counts.items() if count >= 2})

    def share(self, word: str) -> float:
        """Return the share of entries that have `word`; 0 where it was never seen."""
        return self._counts[word] / self.entries if self.entries else 0.0

    def shares(self) -> dict[str, float]:
        """Return the shares of the most common words, to be stored and handed back at the next start.

        Most words that were seen are seen once; how rare they are cannot be said of any of them.
        """
        common = self._counts.most_common(_KEPT)
        return {word: min(1.0, count / self.entries) for word, count in common if count > 1}

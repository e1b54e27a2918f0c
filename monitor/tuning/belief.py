"""What an entry that nobody judged probably is, by the company of its words: those of entries called relevant, or not.

A naive guess (Bayes, each word by itself, four to one at most), and never more than a weight: it keeps a word such as
"shows" from being proposed because it happened to stand in four wrong alerts, where the other entries that it would
keep out speak of soldiers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, log  # fsum: the same whatever the order of a set

from monitor.tuning.ground import Bits, bits_of, numbers

STEPS = 8
"""A likelihood is known to an eighth, so that many can be summed at once."""

MOST_SAID = 6.0
"""How much all words together may say, as a logarithm of odds: 400 to 1."""

ONE_SAYS = 1.4
"""How much one word may say: 4 to 1."""


@dataclass(frozen=True, slots=True)
class Belief:
    """How likely entries are relevant: `steps` is the set of entries for each eighth."""

    steps: tuple[Bits, ...]

    def relevant(self, bits: Bits) -> float:
        """Return how many of a set are relevant, probably."""
        return sum((step + 0.5) / STEPS * (bits & members).bit_count() for step, members in enumerate(self.steps))


NOTHING_KNOWN = Belief(())
"""Of no entry anything is believed."""


class Beliefs:
    """Learns from judged entries and guesses about others. `words` has the words of each entry, by its number."""

    def __init__(self, words: Mapping[int, frozenset[str]], true: Bits, false: Bits, unjudged: Bits) -> None:
        right, wrong = (Counter(word for number in numbers(of) for word in words[number]) for of in (true, false))
        trues, falses = true.bit_count(), false.bit_count()
        self._prior = log((trues + 1) / (falses + 1))
        self._says = {
            word: _clipped(log((right[word] + 0.5) / (trues + 1)) - log((wrong[word] + 0.5) / (falses + 1)), ONE_SAYS)
            for word in {*right, *wrong}
        }
        self._words = words
        self._odds = {
            number: self._prior + fsum(self._says.get(word, 0.0) for word in words[number])
            for number in numbers(unjudged)
        }
        self.whole = self._belief(self._odds)

    def without(self, said: Sequence[str], among: Bits) -> Belief:
        """Return what is believed of `among` if some of their words are not asked: those that a change is about."""
        return self._belief(
            {
                number: self._odds[number]
                - fsum(self._says.get(word, 0.0) for word in said if word in self._words[number])
                for number in numbers(among)
            }
        )

    def _belief(self, odds: Mapping[int, float]) -> Belief:
        steps: list[list[int]] = [[] for _ in range(STEPS)]
        for number, one in odds.items():
            likely = 1 / (1 + exp(-_clipped(one, MOST_SAID)))
            steps[min(STEPS - 1, int(likely * STEPS))].append(number)
        return Belief(tuple(map(bits_of, steps)))


def _clipped(value: float, most: float) -> float:
    return max(-most, min(most, value))

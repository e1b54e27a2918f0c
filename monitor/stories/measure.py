"""How good a joining is, against labels: the customary measures, and those that a desk feels.

All take two mappings from entry to story, `found` and `meant`, over the same entries. They raise ValueError otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from math import comb

Stories = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Precision, recall and their harmonic mean, from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What `measure` found."""

    entries: int
    stories: int
    b_cubed: Score
    pairs: Score
    ari: float
    alerts_per_story: float
    lost: tuple[str, ...]
    false_joins: int

    @property
    def lost_share(self) -> float:
        """The share of stories of which a desk never hears."""
        return len(self.lost) / self.stories if self.stories else 0.0


def measure(found: Stories, meant: Stories) -> Measures:
    """Measure all at once. The order of `meant` is the order of arrival."""
    return Measures(
        entries=len(meant),
        stories=len(set(meant.values())),
        b_cubed=b_cubed(found, meant),
        pairs=pairs(found, meant),
        ari=adjusted_rand(found, meant),
        alerts_per_story=alerts_per_story(found, meant),
        lost=lost(found, meant),
        false_joins=false_joins(found, meant),
    )


def b_cubed(found: Stories, meant: Stories) -> Score:
    """Return B-cubed (Bagga and Baldwin 1998): for each entry, how pure and how complete its story is; the mean."""
    _same_entries(found, meant)
    if not meant:
        return Score(precision=1.0, recall=1.0)
    both = Counter((found[entry], meant[entry]) for entry in meant)
    founds, meants = Counter(found.values()), Counter(meant.values())
    precision = sum(count * count / founds[story] for (story, _), count in both.items())
    recall = sum(count * count / meants[story] for (_, story), count in both.items())
    return Score(precision=precision / len(meant), recall=recall / len(meant))


def pairs(found: Stories, meant: Stories) -> Score:
    """Return precision and recall over pairs of entries."""
    _same_entries(found, meant)
    return pairs_between(found, meant, dict.fromkeys(meant, ""), "", "")


def pairs_between(found: Stories, meant: Stories, kinds: Mapping[str, str], one: str, other: str) -> Score:
    """Return precision and recall over the pairs of an entry of one kind and an entry of the other.

    `kinds` says of what kind each entry is, such as its language.
    """
    _same_entries(found, meant)
    ours = [entry for entry in meant if kinds[entry] == one]
    theirs = [entry for entry in meant if kinds[entry] == other]

    def together(story: Callable[[str], Hashable]) -> int:
        mine, others = Counter(map(story, ours)), Counter(map(story, theirs))
        if one == other:
            return sum(comb(count, 2) for count in mine.values())
        return sum(count * others[name] for name, count in mine.items())

    right, joined, wanted = (
        together(lambda entry: (found[entry], meant[entry])), together(found.__getitem__), together(meant.__getitem__)
    )  # fmt: skip
    return Score(precision=right / joined if joined else 1.0, recall=right / wanted if wanted else 1.0)


def adjusted_rand(found: Stories, meant: Stories) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985): 1 the same, 0 as good as chance."""
    _same_entries(found, meant)
    both = sum(comb(count, 2) for count in Counter((found[entry], meant[entry]) for entry in meant).values())
    founds = sum(comb(count, 2) for count in Counter(found.values()).values())
    meants = sum(comb(count, 2) for count in Counter(meant.values()).values())
    all_pairs = comb(len(meant), 2)
    expected = founds * meants / all_pairs if all_pairs else 0.0
    most = (founds + meants) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def alerts_per_story(found: Stories, meant: Stories) -> float:
    """Return how many first alerts a desk gets for one story: the found stories that hold an entry of it and were
    opened by it, and at least those.

    A found story alerts once, under the story of its first entry; a story of which no entry came first is lost and
    counts nothing.
    """
    _same_entries(found, meant)
    openers = {found[entry]: meant[entry] for entry in reversed(list(meant))}
    told = Counter(openers.values())
    return sum(told.values()) / len(told) if told else 0.0


def lost(found: Stories, meant: Stories) -> tuple[str, ...]:
    """Return the stories that were never told: every entry of theirs was hidden inside another story."""
    _same_entries(found, meant)
    openers = {found[entry]: meant[entry] for entry in reversed(list(meant))}
    return tuple(sorted(set(meant.values()) - set(openers.values())))


def false_joins(found: Stories, meant: Stories) -> int:
    """Return how many entries were hidden in a story that was opened by another one's entry."""
    _same_entries(found, meant)
    openers = {found[entry]: meant[entry] for entry in reversed(list(meant))}
    return sum(openers[found[entry]] != meant[entry] for entry in meant)


def _same_entries(found: Stories, meant: Stories) -> None:
    if found.keys() != meant.keys():
        raise ValueError("both mappings must hold the same entries")

"""Snowball's stems, held back where they would merge names.

Snowball was made for search, where Niger, Nigeria and Mal, Mali may fall together. Two rules keep them apart: a
stem has at least four letters (in scripts that write vowels), and an i before another vowel stays (nigeri-a).
"""

from __future__ import annotations

from collections.abc import Callable

import Stemmer

from monitor.language.endings import Stems

_SHORTEST = 4


def snowball(
    name: str, *, respell: Callable[[str], str] = str, keep: str = "aeouáâăąę", shortest: int = _SHORTEST
) -> Callable[[str], Stems]:
    """Return the stemmer of a Snowball algorithm.

    `respell` prepares a word, `keep` holds the vowels before which an i belongs to the stem, and a stem with fewer
    letters than `shortest` is not cut.
    """

    cut: Callable[[str], str] = Stemmer.Stemmer(name, 0).stemWord  # with no cache of its own: what it says is kept once

    def stems(word: str) -> Stems:
        respelt = word if respell is str else respell(word)
        stem = cut(respelt)
        at = len(stem)
        if at < shortest:
            return (respelt,), ()
        if at + 1 < len(respelt) and respelt[at] == "i" and respelt[at + 1] in keep and respelt.startswith(stem):
            return (stem + "i",), ()
        return (stem,), ()

    return stems

"""The words of terms by the keys on which words of a text meet them, for many terms at once.

It gives the answer that `Chain.keys` and `Chain.term_keys` give together, without making the keys that no term has:
of the words of a text, most meet nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.language.chain import CODE, LONGEST, Chain, Inflection
from monitor.language.scripts import script
from monitor.language.sieve import OWN, Sieve, Source, bit

Ids = tuple[int, ...]

_KINDS = frozenset("+:/")

_STARTS = (4, 6)
"""So many first letters of stems are kept, to tell at once that a word has none of them."""

_FLAGS = 1 << 17
"""Room for them as flags by their hashes: of twenty thousand stems, one no in six is missed."""


class Wanted:
    """Numbered words of terms; which languages there are is the chain's to say."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._exact: dict[str, Ids] = {}
        self._languages: dict[str, _Asked] = {}
        self._scripts: dict[str, _Script] = {}

    def add(self, keys: Iterable[str], number: int) -> None:
        """Let a word of a term be met on any of `keys`, which are of `Chain.term_keys`."""
        mine = (number,)
        for key in keys:
            kind = key[CODE : CODE + 1]
            if kind in _KINDS:
                self._language(key[:CODE]).add(kind, key[CODE + 1 :], mine)
            else:
                self._exact[key] = self._exact.get(key, ()) + mine
                if (of := self._scripts.get(script(key))) is not None:
                    of.sieve.add(key)

    def _language(self, code: str) -> _Asked:
        if code not in self._languages:
            inflection = self._chain.inflection(code)
            asked = self._languages[code] = _Asked(inflection)
            for name in inflection.language.scripts:
                if name not in self._scripts:
                    self._scripts[name] = _Script(self._exact)
                self._scripts[name].join(asked)
        return self._languages[code]

    def meeting(self, word: str) -> list[int]:
        """Return the numbers of the words that a folded word of a text meets, some of them more than once."""
        of = self._scripts.get(script(word))
        if of is None or len(word) > LONGEST:
            return list(self._exact.get(word, ()))
        return of.meeting(word)


class _Script:
    """What terms ask for in one script."""

    __slots__ = ("_exact", "_languages", "_leaning", "_sources", "_stemmed", "sieve")

    def __init__(self, exact: dict[str, Ids]) -> None:
        self._exact = exact
        self._languages: list[tuple[int, _Asked]] = []
        self._leaning: list[_Asked] = []
        self._stemmed: list[_Asked] = []
        self._sources: list[Source | None] = []
        self.sieve = Sieve(self._sources, self._own)

    def join(self, asked: _Asked) -> None:
        """Take in a language that is written in this script."""
        row = asked.inflection.language
        self._languages.append((bit(len(self._sources)), asked))
        self._sources.append(None if row.lemmas is None else Source(row.lemmas, asked.lemmas))
        if row.affixes is not None:
            self._leaning.append(asked)
        if row.stems is not None:
            self._stemmed.append(asked)
        asked.sieves.append(self.sieve)
        self.sieve.changed()

    def _own(self) -> Iterator[str]:
        yield from self._exact
        for _, asked in self._languages:
            yield from asked.lemmas

    def meeting(self, word: str) -> list[int]:
        """Return the numbers of the words that a folded word of a text meets, some of them more than once."""
        found: list[int] = []
        bits = self.sieve.bits(word)
        if bits:
            found += self._exact.get(word, ())
            for mine, asked in self._languages:
                if bits & (mine | OWN):
                    asked.by_lemma(word, found, perhaps=bits & mine != 0)
        for asked in self._stemmed:
            asked.by_stem(word, found)
        for asked in self._leaning:
            asked.leaning(word, found)
        return found


class _Asked:
    """The keys of one language that terms have."""

    __slots__ = ("_bare", "_changed", "_never", "_starts", "_stems", "_stems_of", "inflection", "lemmas", "sieves")

    def __init__(self, inflection: Inflection) -> None:
        row = inflection.language
        self.inflection = inflection
        self.lemmas: dict[str, Ids] = {}
        self.sieves: list[Sieve] = []
        self._bare: dict[str, Ids] = {}
        self._stems: dict[str, Ids] = {}
        self._starts = bytearray(0)
        self._changed = row.changed
        self._never = frozenset(row.never)
        self._stems_of = row.stems

    def add(self, kind: str, text: str, mine: Ids) -> None:
        of = self._bare if kind == "+" else self.lemmas if kind == ":" else self._stems
        if kind == ":" and text not in of:
            for sieve in self.sieves:
                sieve.changed()
        if kind == "/" and self._changed is not None:
            self._starts = self._starts or bytearray(_FLAGS)
            for size in _STARTS:
                self._starts[hash(text[:size]) % _FLAGS] = 1
        of[text] = of.get(text, ()) + mine

    def by_lemma(self, word: str, found: list[int], *, perhaps: bool = True) -> None:
        """Add the numbers that a lemma of `word` has. `perhaps`: a dictionary may give it one that is asked for; else
        only a word that is its own lemma, because no dictionary has it, can meet what it did not meet already."""
        if not self._never.isdisjoint(word):
            return
        if not perhaps:
            own = self.lemmas.get(word)
            if own is None or set(own).issubset(found):
                return
        for lemma in self.inflection.lemmas(word):
            found += self.lemmas.get(lemma, ())

    def by_stem(self, word: str, found: list[int]) -> None:
        """Add the numbers that a stem of `word` has."""
        if not self._stems:
            return
        if self._changed is not None:
            kept = len(word) - self._changed
            if kept >= _STARTS[0] and not self._starts[hash(word[: _STARTS[kept >= _STARTS[1]]]) % _FLAGS]:
                return
        if self._stems_of is None or not self._never.isdisjoint(word):
            return
        for stems in self._stems_of(word):
            for stem in stems:
                if stem in self._stems:
                    found += self._stems[stem]

    def leaning(self, word: str, found: list[int]) -> None:
        """Add the numbers of the words on which something leans in `word`, or on a form of which."""
        if self._never.isdisjoint(word):
            found += self._bare.get(word, ())
            for form in self.inflection.forms(word)[1:]:
                found += self._bare.get(form, ())
                self.by_lemma(form, found)
                self.by_stem(form, found)

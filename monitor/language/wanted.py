"""The words of terms by the keys on which words of a text meet them, for many terms at once.

It gives the answer that `Chain.keys` and `Chain.term_keys` give together, without making the keys that no term has:
of the words of a text, most meet nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from monitor.language.chain import CODE, LONGEST, Chain, Inflection
from monitor.language.endings import JointStems, LightStemmer, Stems, rewritten
from monitor.language.scripts import script
from monitor.language.sieve import OWN, Sieve, Source, bit

Ids = tuple[int, ...]

_KINDS = frozenset("+:/")


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

    def meeting(self, word: str, name: str | None = None) -> list[int]:
        """Return the numbers of the words that a folded word of a text meets, some of them more than once; `name` is
        its script, where that is known."""
        of = self._scripts.get(script(word) if name is None else name)
        if of is None or len(word) > LONGEST:
            return list(self._exact.get(word, ()))
        return of.meeting(word)

    def may_have_lemma(self, word: str) -> bool:
        """Tell whether a folded word of a text may meet a word of a term on a lemma; False is never wrong."""
        of = self._scripts.get(script(word))
        return of is None or of.may_have_lemma(word)


class _Script:
    """What terms ask for in one script."""

    __slots__ = ("_exact", "_joint", "_languages", "_leaning", "_light", "_sources", "_stemmed", "sieve")

    def __init__(self, exact: dict[str, Ids]) -> None:
        self._exact = exact
        self._languages: list[tuple[int, _Asked]] = []
        self._leaning: list[_Asked] = []
        self._light: list[tuple[LightStemmer, _Asked]] = []
        self._joint: JointStems[_Asked] | None = None
        self._stemmed: list[tuple[Callable[[str], Stems], _Asked]] = []
        self._sources: list[Source | None] = []
        self.sieve = Sieve(self._sources, self._own)

    def join(self, asked: _Asked) -> None:
        """Take in a language that is written in this script."""
        row = asked.inflection.language
        self._languages.append((bit(len(self._sources)), asked))
        self._sources.append(None if row.lemmas is None else Source(row.lemmas, asked.lemmas))
        if row.affixes is not None:
            self._leaning.append(asked)
        if isinstance(row.stems, LightStemmer):
            self._light.append((row.stems, asked))
            self._joint = JointStems(self._light)
        elif row.stems is not None:
            self._stemmed.append((row.stems, asked))
        asked.sieves.append(self.sieve)
        self.sieve.changed()

    def may_have_lemma(self, word: str) -> bool:
        """Tell whether a word, or what remains of it without what leans on it, may have a lemma that is asked for."""
        return self.sieve.bits(word) != 0 or any(len(asked.inflection.forms(word)) > 1 for asked in self._leaning)

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
        if self._joint is not None:
            self._by_joint_stems(self._joint, word, found)
        for stems_of, asked in self._stemmed:
            strict, loose = stems_of(word)
            for stem in strict + loose if loose else strict:
                if stem in asked.stems and asked.never.isdisjoint(word):
                    found += asked.stems[stem]
        for asked in self._leaning:
            asked.leaning(word, found)
        return found

    @staticmethod
    def _by_joint_stems(joint: JointStems[_Asked], word: str, found: list[int]) -> None:
        """Add the numbers that the light stems of a word have."""
        size = len(word)
        _, cuts, rewrites = joint.recipe(word)
        for cut, several in cuts:
            stem = word[: size - cut]
            for asked in several:
                if stem in asked.stems and asked.never.isdisjoint(word):
                    found += asked.stems[stem]
        for rewrite, several in rewrites:
            other = rewritten(word, rewrite)
            for asked in several if other is not None else ():
                if other in asked.stems and asked.never.isdisjoint(word):
                    found += asked.stems[other]


class _Asked:
    """The keys of one language that terms have."""

    __slots__ = ("_bare", "inflection", "lemmas", "never", "sieves", "stems")

    def __init__(self, inflection: Inflection) -> None:
        self.inflection = inflection
        self.lemmas: dict[str, Ids] = {}
        self.stems: dict[str, Ids] = {}
        self.never = frozenset(inflection.language.never)
        self.sieves: list[Sieve] = []
        self._bare: dict[str, Ids] = {}

    def add(self, kind: str, text: str, mine: Ids) -> None:
        of = self._bare if kind == "+" else self.lemmas if kind == ":" else self.stems
        if kind == ":" and text not in of:
            for sieve in self.sieves:
                sieve.changed()
        of[text] = of.get(text, ()) + mine

    def by_lemma(self, word: str, found: list[int], *, perhaps: bool = True) -> None:
        """Add the numbers that a lemma of `word` has. `perhaps`: a dictionary may give it one that is asked for; else
        only a word that is its own lemma, because no dictionary has it, can meet what it did not meet already."""
        if not self.never.isdisjoint(word):
            return
        if not perhaps:
            own = self.lemmas.get(word)
            if own is None or set(own).issubset(found):
                return
        for lemma in self.inflection.lemmas(word):
            found += self.lemmas.get(lemma, ())

    def leaning(self, word: str, found: list[int]) -> None:
        """Add the numbers of the words on which something leans in `word`, or on a form of which."""
        if self.never.isdisjoint(word):
            found += self._bare.get(word, ())
            for form in self.inflection.forms(word)[1:]:
                found += self._bare.get(form, ())
                self.by_lemma(form, found)
                for stem in self.inflection.stems(form):
                    found += self.stems.get(stem, ())

"""All terms of all watches as numbers, and what a chunk of text means in these numbers.

Equal words share an *id* whoever uses them, and so do equal phrases, references to one term set, and equal
labels. What a chunk of text means is worked out once per distinct chunk and remembered: inflection is paid
for once per word, not once per entry. Nothing is known here of watches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from types import MappingProxyType

from monitor.language.analysis import is_capitalised
from monitor.language.memo import Memo
from monitor.language.tokens import cased, pieces, plain_word
from monitor.language.wanted import Wanted
from monitor.matching.labels import label_holds, values
from monitor.matching.leaves import Kind, Leaf, Leaves, Lexicon, Word
from monitor.matching.meanings import UNASKED, Ids, Meaning, Phrase, Token
from monitor.query.nodes import Field, Form, Prefix, Term
from monitor.types import Entry

FEW_VALUES = frozenset({"feed", "publisher", "lang"})
"""Labels with few distinct values: whether a condition on them holds is worked out once per value."""

_REMEMBERED = 100_000
"""Chunks remembered that were met again, and as many that were met once. A chunk costs some 130 bytes, one that is not
remembered 4 to 8 microseconds; a language brings a new word for every ten it prints, long after the first hundred
thousand words."""

_EDGES = '.,:;!?…"“”„«»()[]–—'
"""What stands around words and is part of none: a chunk means the same without it."""

_NO_LIMITS: Mapping[int, int] = MappingProxyType({})

_LONGEST = 32
"""Longer chunks (a clause of Chinese, a URL) hardly ever come twice."""


class Vocabulary:
    """The ids, and the memo of chunks."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._atoms: dict[Word, int] = {}
        self._words: list[Word | None] = []  # by id
        self._phrases: dict[Ids, int] = {}
        self._terms: dict[tuple[Form | None, tuple[str, ...]], dict[str, int | None]] = {}
        self._known: dict[Leaves, tuple[int | None, ...]] = {}
        self._groups: dict[str, int | None] = {}
        self._groups_of: dict[int, list[int]] = {}
        self._atoms_of: dict[int, Ids] = {}
        self._labels: dict[Field, int] = {}
        self._label_ids: set[int] = set()
        self._wanted = Wanted(lexicon.chain)
        self._prefixes: dict[str, list[int]] = {}
        self._lengths: tuple[int, ...] = ()
        self._alone = bytearray()  # by id: whether it is a term by itself
        self._particular: set[int] = set()  # words that not every case fits
        self._firsts: dict[int, dict[int, tuple[Phrase, ...]]] = {}
        self._seconds: set[int] = set()
        self._limited: dict[int, dict[int, int]] = {}
        self.limits: dict[int, tuple[int, int]] = {}  # of limited ids: the field, and the id without the limit
        self._may_be_limited: set[int] = set()  # the ids without the limit
        self.forget()

    # --- learning terms ----------------------------------------------------------------------------------

    def term(self, node: Term | Prefix, languages: tuple[str, ...]) -> int | None:
        """Return the id of a term of a query; None for one without words, which stands nowhere."""
        form = node.form if isinstance(node, Term) else None
        known = self._terms.setdefault((form, languages), {})
        if node.text not in known:
            known[node.text] = self.leaf(self._lexicon.words(node, languages))
        return known[node.text]

    def leaf(self, words: tuple[Word, ...]) -> int | None:
        """Return the id of a term; None for one without words, which stands nowhere."""
        if not words:
            return None
        atoms = tuple([self._atom(word) for word in words])
        if len(atoms) > 1:
            return self._phrase(atoms)
        if not self._alone[atoms[0]]:
            self._alone[atoms[0]] = True
            self._stale = True
        return atoms[0]

    def known(self, leaves: Leaves) -> tuple[int | None, ...]:
        """Return the ids of leaves that some watch uses; None for a pattern."""
        found = self._known.get(leaves)
        if found is None:
            found = self._known[leaves] = tuple([self.leaf(leaf.words) for leaf in leaves.items])
        return found

    def group(self, name: str, leaves: Iterable[Leaf]) -> int | None:
        """Return the id of a term set; None where it has a term that is no words and cannot be indexed."""
        if name not in self._groups:
            leaves = tuple(leaves)
            ids = {one for leaf in leaves if (one := self.leaf(leaf.words)) is not None}
            if any(leaf.pattern for leaf in leaves):
                self._groups[name] = None
            else:
                of = self._groups[name] = self._new(None)
                for one in ids:
                    self._groups_of.setdefault(one, []).append(of)
                self._stale = True
        return self._groups[name]

    def limited(self, field: int, base: int) -> int:
        """Return the id of "`base`, in this field"."""
        of = self._limited.setdefault(field, {})
        if base not in of:
            of[base] = self._new(None)
            self.limits[of[base]] = (field, base)
            self._may_be_limited.add(base)
            self._stale = True
        return of[base]

    def label(self, node: Field) -> int:
        """Return the id of a condition on a label; its field must be one of `FEW_VALUES`."""
        if node not in self._labels:
            self._labels[node] = self._new(None)
            self._label_ids.add(self._labels[node])
            self._label_memo.clear()
        return self._labels[node]

    def groups_of(self, one: int) -> Iterable[int]:
        """Return the term sets that a term is in."""
        return self._groups_of.get(one, ())

    def word(self, one: int) -> Word | None:
        """Return the word that an id stands for; None for phrases, sets, limits and labels."""
        return self._words[one]

    def atoms_of(self, one: int) -> Ids:
        """Return the words of a phrase; nothing for other ids."""
        return self._atoms_of.get(one, ())

    def is_label(self, one: int) -> bool:
        """Tell whether an id is a condition on a label."""
        return one in self._label_ids

    def __len__(self) -> int:
        return len(self._words)

    def _new(self, word: Word | None) -> int:
        self._words.append(word)
        self._alone.append(False)
        return len(self._words) - 1

    def _atom(self, word: Word) -> int:
        found = self._atoms.get(word)
        if found is None:
            found = self._atoms[word] = self._new(word)
            self._stale = True
            if word.capital or word.kind is Kind.CASE:
                self._particular.add(found)
            if word.kind is Kind.PREFIX:
                self._prefixes.setdefault(word.text, []).append(found)
                self._lengths = tuple(sorted({*self._lengths, len(word.text)}))
            else:
                self._wanted.add(self._lexicon.keys_of(word), found)
        return found

    def _phrase(self, atoms: Ids) -> int:
        found = self._phrases.get(atoms)
        if found is None:
            found = self._phrases[atoms] = self._new(None)
            self._atoms_of[found] = atoms
            at = min(range(len(atoms) - 1), key=lambda at: self._commonness(atoms[at : at + 2]))
            first, second = atoms[at : at + 2]
            phrase = Phrase(found, atoms, at)
            of = self._firsts.setdefault(first, {})
            of[second] = (*of.get(second, ()), phrase)
            self._seconds.add(second)
            self._stale = True
        return found

    def _commonness(self, pair: Ids) -> int:
        """Guess how common a bigram is: short words are common, and words that begin many phrases."""
        letters = sum(len(word.text) for one in pair if (word := self._words[one]) is not None)
        return len(self._firsts.get(pair[0], ())) - letters

    # --- reading chunks ----------------------------------------------------------------------------------

    def forget(self) -> None:
        """Forget what chunks mean, because terms were added."""
        self._stale = False
        self._chunks = Memo(self._cased, limit=_REMEMBERED, longest=_LONGEST)
        self._caseless_chunks = Memo(self._caseless, limit=_REMEMBERED // 8, longest=_LONGEST)
        self._tokens: dict[Ids, Token] = {}  # by atoms
        self._label_memo: dict[tuple[str, tuple[str, ...]], Ids] = {}

    def meanings(self, text: str, chunks: Iterable[str]) -> list[Meaning]:
        """Return what each chunk of a bare text means, in order."""
        if self._stale:
            self.forget()
        caseless = text.isupper() or text.islower()
        memo = self._caseless_chunks if caseless else self._chunks
        return list(map(memo.__getitem__, chunks))

    def ids_of(self, word: str) -> set[int]:
        """Return all ids that a folded word takes part in, wherever case says nothing."""
        if self._stale:
            self.forget()
        if self._is_unasked(word):
            return set()
        candidates = self._fitting(word)
        token = self._token(candidates, capital=True, surface=word) if candidates else None
        return {*token.atoms, *token.ids} if token else set()

    def may_have_lemma(self, word: str) -> bool:
        """Tell whether a folded word of a text may meet a term on a lemma; False is never wrong."""
        return self._wanted.may_have_lemma(word)

    def limited_to(self, field: int) -> Mapping[int, int]:
        """Return the ids limited to `field` by the ids without the limit."""
        return self._limited.get(field, _NO_LIMITS)

    def labels(self, entry: Entry) -> Iterable[int]:
        """Return the conditions on labels that hold of an entry."""
        if not self._labels:
            return ()
        return chain.from_iterable(self._labels_of(name, values(name, entry)) for name in FEW_VALUES)

    def _labels_of(self, name: str, of: tuple[str, ...]) -> Ids:
        key = (name, of)
        if key not in self._label_memo:
            if len(self._label_memo) >= _REMEMBERED:
                self._label_memo.clear()
            self._label_memo[key] = tuple(
                one
                for node, one in self._labels.items()
                if node.name == name and label_holds(name, node.item, of, self._lexicon)
            )
        return self._label_memo[key]

    def _cased(self, chunk: str) -> Meaning:
        return self._chunk(chunk, self._chunks, caseless=False)

    def _caseless(self, chunk: str) -> Meaning:
        return self._chunk(chunk, self._caseless_chunks, caseless=True)

    def _chunk(self, chunk: str, memo: Memo[Meaning], *, caseless: bool) -> Meaning:
        if (plain := plain_word(chunk)) is not None:
            surface, script = plain
            if len(surface) < len(chunk):
                return memo[surface]
            return self._word(surface, surface.casefold(), script, caseless=caseless)
        core = chunk.strip(_EDGES)
        if core != chunk:
            return memo[core]
        words = [
            # Of scripts that are read character by character each one is remembered.
            memo[chunk[start]]
            if end - start == 1 < len(chunk)
            else self._word(chunk[start:end], word, caseless=caseless)
            for start, end, word in pieces(chunk)
        ]
        return words[0] if len(words) == 1 else Token((), (), (), (), tuple(words), special=True)

    def _word(self, surface: str, word: str, script: str | None = None, *, caseless: bool) -> Meaning:
        if surface != word and self._is_unasked(word):  # the first word of a sentence, mostly
            return UNASKED
        candidates = self._fitting(word, script)
        if not candidates:
            return UNASKED
        return self._token(candidates, capital=caseless or is_capitalised(surface), surface=surface)

    def _is_unasked(self, word: str) -> bool:
        """Tell whether a folded word is known to be in no term; False may be wrong."""
        return self._chunks.known(word) is UNASKED and word.isalpha()

    def _fitting(self, word: str, script: str | None = None) -> list[int]:
        """Return the atoms that a folded word fits, case aside."""
        found = self._wanted.meeting(word, script)
        for length in self._lengths:
            found += self._prefixes.get(word[:length], ())
        return list(dict.fromkeys(found)) if len(found) > 1 else found

    def _token(self, candidates: Collection[int], *, capital: bool, surface: str) -> Token | None:
        """Return what a word means that fits `candidates`; all forms of a word share it."""
        if self._particular.isdisjoint(candidates):
            atoms = tuple(candidates)
        else:
            atoms = tuple([one for one in candidates if self._fits_case(one, capital=capital, surface=surface)])
        if not atoms:
            return None
        token = self._tokens.get(atoms)
        if token is None:
            token = self._tokens[atoms] = self._make_token(atoms)
        return token

    def _make_token(self, atoms: Ids) -> Token:
        alone = tuple([one for one in atoms if self._alone[one]])
        if len(alone) == len(atoms):
            alone = atoms  # the same, and in memory already
        groups = dict.fromkeys(chain.from_iterable([self._groups_of.get(one, ()) for one in alone]))
        ids = (*alone, *groups) if groups else alone
        firsts = tuple([self._firsts[one] for one in atoms if one in self._firsts])
        return Token(
            ids,
            atoms,
            firsts,
            tuple([one for one in atoms if one in self._seconds]),
            special=bool(firsts) or not self._may_be_limited.isdisjoint(ids),
        )

    def _fits_case(self, one: int, *, capital: bool, surface: str) -> bool:
        word = self._words[one]
        if word is None or word.kind is Kind.CASE:
            return word is not None and word.text == cased(surface)
        return capital or not word.capital

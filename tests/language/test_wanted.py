"""Terms met the short way and the long way, over the words of whole dictionaries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice

import pytest
from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

from monitor.language import LANGUAGES, Chain, endings, fold
from monitor.language.dictionary import dictionary
from monitor.language.sieve import TURNED
from monitor.language.wanted import Wanted
from tests.language.slow import slow_stems

_ODD = """об'єкт об'єктами п'ять п'яти don't kursk'ta türkiye'nin ılgaz ılgaz'da ırak iraq Ελλάδα αθήνασ πόλεισ ΐδιοσ
    북한군들에게는 병사들 والجيش بالجيش ושהצבא 12 1,200 nato u2 straße strasse"""
ODD = [fold(word) for word in _ODD.split()]


def sample(code: str, every: int) -> Iterator[str]:
    """Every so-many-th word of a language's dictionary, as a text has it."""
    lemmas = LANGUAGES[code].lemmas
    return map(fold, islice(dictionary(lemmas), 0, None, every)) if lemmas else iter(())


class Twin:
    """What `Wanted` does, by comparing keys."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.by_key: dict[str, set[int]] = {}

    def add(self, keys: frozenset[str], number: int) -> None:
        for key in keys:
            self.by_key.setdefault(key, set()).add(number)

    def meeting(self, word: str) -> set[int]:
        return {number for key in self.chain.keys(word) for number in self.by_key.get(key, ())}


@pytest.mark.parametrize(
    "codes", [("en", "tr"), ("uk", "be"), ("uk", "ru", "bg", "mk", "sr"), ("el", "ko", "ar", "he", "hy")]
)
def test_the_short_way_meets_what_the_long_way_meets(codes: tuple[str, ...]) -> None:
    chain = Chain(codes)
    wanted, twin = Wanted(chain), Twin(chain)
    terms = [(word, code) for code in codes for word in (*sample(code, 2999), *ODD[::2])]
    texts = [*(word for code in codes for word in sample(code, 997)), *ODD, *(word for word, _ in terms)]
    for stage in range(3):  # all at once, then some more when the dictionaries were read, then exact ones
        for number, (word, code) in enumerate(terms):
            if number % 3 == stage:
                keys = chain.term_keys(word, code if stage < 2 else None)
                wanted.add(keys, number)
                twin.add(keys, number)
        for word in texts[::10]:  # they are being read
            assert set(wanted.meeting(word)) == twin.meeting(word), word
        read_on(wanted)
        for word in texts:
            met = twin.meeting(word)
            assert set(wanted.meeting(word)) == met, word
            if not wanted.may_have_lemma(word):
                for term, code in (terms[number] for number in met):
                    assert chain.why(word, term, code, by_lemma=False) == chain.why(word, term, code), (word, term)
    assert sum(not twin.meeting(word) for word in texts) > len(texts) / 3


def read_on(wanted: Wanted) -> None:
    """Ask for so many words that the dictionaries are read through."""
    for word in ("zzzz", "жжжж", "ζζζζ", "쀍쀍쀍", "ظظظظظ", "ץץץץ", "ժժժժ"):
        for _ in range(8_000):
            wanted.meeting(word)


def test_a_name_folds_as_the_dictionary_writes_it() -> None:
    """The sieve knows forms by their folding; so must the words be that a dictionary is asked for."""
    for code in (*range(0x3000), *range(0xA640, 0xAC00), *range(0xFB00, 0x11000), *range(0x118A0, 0x118E0)):
        one = fold(chr(code))
        if one and fold(one) == one and one[0] not in TURNED:
            for word in (one, f"{one}a"):
                assert fold(word) != word or fold(word.capitalize()) == word, hex(code)


ENDINGS = {
    "uk": endings.UKRAINIAN,
    "ru": endings.RUSSIAN,
    "be": endings.BELARUSIAN,
    "bg": endings.BULGARIAN,
    "mk": endings.MACEDONIAN,
}


@cache
def slavic() -> list[str]:
    """Words of three dictionaries, and the ends of some: the shortest words have ways of their own."""
    words = [*sample("uk", 197), *sample("ru", 397), *sample("bg", 97), *ODD]
    return [*words, *{word[-size:] for word in words[::7] for size in range(8)}]


@pytest.mark.parametrize("code", ENDINGS)
def test_stems_by_the_last_letters_are_stems_by_all_rules(code: str) -> None:
    stems = endings.LightStemmer(ENDINGS[code])
    for word in slavic():
        assert stems(word) == slow_stems(ENDINGS[code], word), word


@pytest.mark.parametrize("code", ["en", "uk", "hbs"])
def test_a_dictionary_says_what_simplemma_says(code: str) -> None:
    ours, theirs = dictionary(code), StreamDictionaryFactory().get_dictionary(code)
    assert len(ours) == len(theirs)
    words = list(islice(theirs, 0, None, 307))
    assert words == list(islice(ours, 0, None, 307))
    for word in (*words, *(f"{word}x" for word in words), "", "0", "я" * 50):
        assert ours.get(word) == theirs.get(word)
    wanted = {theirs[word] for word in words}
    forms = {form for some in ours.forms(wanted.__contains__, at_once=100) for form in some}
    assert forms.issuperset(words)
    assert all(ours.get(form) in wanted for form in islice(forms, 0, None, 11))

"""Made-up news and made-up watches, the same on every machine.

The words are built from syllables and endings, so that nothing here was ever printed; what is taken from life is
the shape: word frequencies by Zipf's law, inflected forms, capitals, names of two words, possessives, hyphen
compounds, figures, quotes, and four languages side by side.
"""

from __future__ import annotations

import itertools
import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.query import parse
from monitor.query.nodes import Node, Term
from monitor.settings import TermSet, Watch
from monitor.types import Entry

NOUNS = 9_000  # for each language
NAMES = 2_500
ZIPF_SHIFT = 2.7  # Mandelbrot's: the first ranks of real text are flatter than 1/rank
TITLE_WORDS, SUMMARY_WORDS = 10, 44
NOW = datetime(2024, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What a language is made of."""

    code: str
    onsets: str
    vowels: str
    codas: str
    endings: tuple[str, ...]
    name_endings: tuple[str, ...]
    small: tuple[str, ...]  # the words that half of every text consists of


def split(words: str) -> tuple[str, ...]:
    """Return the words of a line."""
    return tuple(words.split())


SPEECHES = (
    Speech(
        code="en",
        onsets="b br c ch cl d dr f fl g gr h j k l m n p pl pr r s sh st str t th tr v w",
        vowels="a e i o u ea ou ai oo",
        codas="b ck d ft g l ll m n nd ng nt p r rk rn rt s ss st t x",
        endings=("", "", "", "s", "s", "ed", "ing"),
        name_endings=("", "", "", "'s", "’s"),
        small=split(
            "the of to and in a for is on that by with was as at from it are be an his has have not were this but "
            "which will their said more he they or had its new after who been would about also two one when there "
            "all up out than over her into can could last some year no time other first if them most people"
        ),
    ),
    Speech(
        code="uk",
        onsets="б в г д ж з к л м н п р с т ф х ц ч ш пр тр ст кр гр бл",
        vowels="а е и і о у я ю є",
        codas="б в д к л м н р с т х ш ст рт нк ль нь",
        endings=("", "а", "у", "ом", "ів", "ам", "ами", "ах", "и", "і", "ою"),
        name_endings=("", "а", "у", "ом", "ові"),
        small=split(
            "і в на не з що до у за про для як від та він це але його після вже буде було які при або також є вони "
            "ми який також із під через між щоб так ще більше може року понад був була її проти лише серед їх коли "
            "там тут де над зі бо чи якщо навіть можна треба усі цього"
        ),
    ),
    Speech(
        code="ru",
        onsets="б в г д ж з к л м н п р с т ф х ц ч ш пр тр ст кр гр бл",
        vowels="а е и о у ы я ю э",
        codas="б в д к л м н р с т х ш ст рт нк ль нь",
        endings=("", "а", "у", "ом", "ов", "ам", "ами", "ах", "ы", "е", "ой"),
        name_endings=("", "а", "у", "ом", "е"),
        small=split(
            "и в на не с что по к за из для как от о он это но его после уже будет было которые при или также они "
            "мы который под через между чтобы так ещё более может года свыше был была её против только среди их "
            "когда там тут где над со ли если даже можно нужно все этого до у а же бы"
        ),
    ),
    Speech(
        code="de",
        onsets="b br d dr f fl g gr h k kl l m n p pf pl r s sch schw st t tr w z",
        vowels="a e i o u ä ö ü ei au",
        codas="b ch d f g k l ll m n nd ng nk r rg rt s ss st t tz",
        endings=("", "", "e", "en", "er", "es", "em"),
        name_endings=("", "", "", "s"),
        small=split(
            "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
            "hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor "
            "zur bis mehr durch man sein wurde sei seit wenn unter gegen"
        ),
    ),
)


class Newsroom:
    """An endless stream of entries, and watches for it. `seed` changes everything, nothing else does."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._nouns = {speech.code: self._words(speech, NOUNS) for speech in SPEECHES}
        self._given = {speech.code: self._words(speech, NAMES // 8) for speech in SPEECHES}
        self._names = {speech.code: self._words(speech, NAMES) for speech in SPEECHES}
        self._by_rank = list(itertools.accumulate(1 / (rank + ZIPF_SHIFT) for rank in range(NOUNS)))

    def _words(self, speech: Speech, count: int) -> list[str]:
        """Build stems, the frequent ones short."""
        draw = self._random.choice
        onsets, vowels, codas = speech.onsets.split(), speech.vowels.split(), speech.codas.split()
        found: dict[str, None] = {}
        while len(found) < count:
            syllables = 1 + self._random.choices((0, 1, 2, 3), (1, 5, 4, 1) if len(found) > 200 else (4, 3, 0, 0))[0]
            stem = "".join(draw(onsets) + draw(vowels) for _ in range(syllables)) + draw(codas)
            if len(stem) > 3:
                found[stem] = None
        return list(found)

    def _rank(self, most: int) -> int:
        """Draw a rank below `most` by Zipf's law."""
        return bisect(self._by_rank, self._random.random() * self._by_rank[most - 1], 0, most - 1)

    # --- entries -----------------------------------------------------------------------------------------

    def entries(self, count: int) -> Iterator[Entry]:
        """Yield entries of 54 words on average, the languages in turn."""
        for number in range(count):
            speech = SPEECHES[number % len(SPEECHES)]
            yield Entry(
                id=f"entry-{number}",
                feed=f"feed-{number % 40}",
                publisher=f"Publisher {number % 25}",
                guid=None,
                url=f"https://news.example/{number}",
                title=self._sentence(speech, self._length(TITLE_WORDS)).rstrip("."),
                summary=self._text(speech, self._length(SUMMARY_WORDS)),
                first_seen=NOW,
                language=speech.code,
            )

    def _length(self, mean: int) -> int:
        return max(3, round(self._random.gauss(mean, mean / 4)))

    def _text(self, speech: Speech, words: int) -> str:
        sentences = []
        while words > 0:
            length = min(words, self._length(15))
            sentences.append(self._sentence(speech, length))
            words -= length
        return " ".join(sentences)

    def _sentence(self, speech: Speech, length: int) -> str:
        words = [self._word(speech) for _ in range(length)]
        words[0] = words[0][:1].upper() + words[0][1:]
        for place in range(1, length - 1):
            if self._random.random() < 0.08:
                words[place] += ","
        if length > 8 and self._random.random() < 0.2:
            place = self._random.randrange(length - 3)
            words[place], words[place + 2] = "“" + words[place], words[place + 2] + "”"
        return " ".join(words)[: 16 * length] + "."

    def _word(self, speech: Speech) -> str:
        kind = self._random.random()
        if kind < 0.42:
            return speech.small[self._rank(len(speech.small))]
        if kind < 0.86:
            return self._inflected(self._nouns[speech.code][self._rank(NOUNS)], speech.endings)
        if kind < 0.955:
            return self._name(speech) if kind < 0.91 else self._surname(speech)
        if kind < 0.975:
            return f"{self._nouns[speech.code][self._rank(300)]}-{self._nouns[speech.code][self._rank(NOUNS)]}"
        return str(self._random.choice((2024, 12, 500, "1,200", "3.5", "40%")))

    def _inflected(self, stem: str, endings: tuple[str, ...]) -> str:
        return stem + self._random.choice(endings)

    def _surname(self, speech: Speech) -> str:
        name = self._names[speech.code][self._rank(NAMES)]
        return self._inflected(name.capitalize(), speech.name_endings)

    def _name(self, speech: Speech) -> str:
        return f"{self._given[speech.code][self._rank(NAMES // 8)].capitalize()} {self._surname(speech)}"

    # --- watches -----------------------------------------------------------------------------------------

    def terms(self, count: int = 120) -> dict[str, TermSet]:
        """Return term sets, each with a list for every language."""
        found = {}
        for number in range(count):
            lists: dict[str, tuple[Node, ...]] = {}
            for speech in SPEECHES:
                words = [self._term(speech, 2.0) for _ in range(self._random.randrange(3, 9))]
                lists[speech.code] = tuple(Term(text=word) for word in dict.fromkeys(words))
            found[f"set-{number}"] = TermSet(name=f"set-{number}", lists=lists)
        return found

    def watches(self, count: int, *, skew: float = 2.0) -> Iterator[Watch]:
        """Yield watches as newsrooms write them; their words are more common the greater `skew`; 1 takes
        every noun alike."""
        shapes = (
            (self._shape_name, 22),
            (self._shape_name_and_topic, 22),
            (self._shape_topics, 16),
            (self._shape_set_and_word, 12),
            (self._shape_near, 14),
            (self._shape_but_not, 8),
            (self._shape_title, 6),
        )
        functions, weights = zip(*shapes, strict=True)
        for number in range(count):
            speech = self._random.choice(SPEECHES)
            shape = self._random.choices(functions, weights)[0]
            yield Watch(
                name=f"watch-{number}",
                title=f"Watch {number}",
                query=parse(shape(speech, skew)),
                channels=("desk",),
                languages=(speech.code,),
            )

    def _term(self, speech: Speech, skew: float) -> str:
        # Raising the draw to a power prefers the common words, less so than Zipf: desks ask for what is rarer than
        # the words of every day, and never for the sixty most common nouns.
        rank = 60 + int((NOUNS - 60) * self._random.random() ** skew)
        return self._nouns[speech.code][rank]

    def _person(self, speech: Speech) -> str:
        surname = self._names[speech.code][int(NAMES * self._random.random() ** 1.5)].capitalize()
        if self._random.random() < 0.4:
            return surname
        given = self._given[speech.code][self._rank(NAMES // 8)].capitalize()
        return f'"{given} {surname}"'

    def _any(self, speech: Speech, skew: float, most: int) -> str:
        words = dict.fromkeys(self._term(speech, skew) for _ in range(self._random.randrange(1, most)))
        return f"({' OR '.join(words)})"

    def _set(self) -> str:
        return f"@set-{int(120 * self._random.random() ** 2)}"

    def _shape_name(self, speech: Speech, _: float) -> str:
        return self._person(speech)

    def _shape_name_and_topic(self, speech: Speech, skew: float) -> str:
        return f"{self._person(speech)} AND {self._any(speech, skew, 6)}"

    def _shape_topics(self, speech: Speech, skew: float) -> str:
        clauses = [self._any(speech, skew, 5) for _ in range(self._random.randrange(2, 5))]
        return " AND ".join(clauses)

    def _shape_set_and_word(self, speech: Speech, skew: float) -> str:
        return f"{self._set()} AND {self._any(speech, skew, 4)}"

    def _shape_near(self, speech: Speech, skew: float) -> str:
        other = self._set() if self._random.random() < 0.5 else self._any(speech, skew, 4)
        return f"{self._set()} NEAR/8 {other}"

    def _shape_but_not(self, speech: Speech, skew: float) -> str:
        return f"{self._person(speech)} AND NOT {self._any(speech, skew, 4)}"

    def _shape_title(self, speech: Speech, skew: float) -> str:
        return f"title:{self._any(speech, skew, 4)} AND {self._set()}"

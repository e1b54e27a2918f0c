"""The words for numbers, per language. A new language is a row here and a row in the test of numbers.

`units` are added to each other (двадцять + два),
`scales` multiply what stands before them. `weak` words mean something else when they stand alone (un, one, six
are articles or other words) and count only beside another number word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """The number words of a language, folded, with their values: `stem(ending|ending)=value`."""

    units: str
    scales: str
    weak: str = ""
    joins: str = ""  # words that may stand between a scale and the rest: two hundred and fifty
    alone: str = ""  # scales that are a number without another before them: тысяча солдат


GERMAN = "de"

_ROWS = {
    "en": Numerals(
        units="""one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12
        thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30
        forty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90 a=1""",
        scales="""hundred=1e2 thousand(|s)=1e3 k=1e3 million=1e6 mn=1e6 mln=1e6 billion=1e9 bn=1e9 bln=1e9
        trillion=1e12 tn=1e12""",
        weak="a one",
        joins="and",
    ),
    "uk": Numerals(
        units="""(один|одна|одну|одного|однієї)=1 (два|дві|двох|двом|двома)=2 (три|трьох|трьом|трьома)=3
        (чотири|чотирьох|чотирьом|чотирма)=4 п'ят(ь|и|ьох|ьом|ьма)=5 (шість|шести|шістьох)=6 (сім|семи|сімох)=7
        (вісім|восьми|вісьмох)=8 дев'ят(ь|и|ьох)=9 десят(ь|и|ьох)=10 одинадцят(ь|и|ьох)=11
        дванадцят(ь|и|ьох|ьом)=12 тринадцят(ь|и|ьох)=13 чотирнадцят(ь|и|ьох)=14 п'ятнадцят(ь|и|ьох)=15
        шістнадцят(ь|и|ьох)=16 сімнадцят(ь|и|ьох)=17 вісімнадцят(ь|и|ьох)=18 дев'ятнадцят(ь|и|ьох)=19
        двадцят(ь|и|ьох)=20 тридцят(ь|и|ьох)=30 сорок(|а)=40 (п'ятдесят|п'ятдесяти)=50 шістдесят(|и)=60 сімдесят(|и)=70
        вісімдесят(|и)=80 дев'яност(о|а)=90 (сто|ста)=100 (двісті|двохсот)=200 (триста|трьохсот)=300
        (чотириста|чотирьохсот)=400 (п'ятсот|п'ятисот)=500 (шістсот|шестисот)=600 (сімсот|семисот)=700
        (вісімсот|восьмисот)=800 (дев'ятсот|дев'ятисот)=900 (півтори|півтора)=1.5 пів=0.5""",
        scales="""тис=1e3 тисяч(|а|і|у|ею|ам|ами|ах)=1e3 млн=1e6 мільйон(|а|и|у|ів|ом|ам|ами)=1e6 млрд=1e9
        мільярд(|а|и|у|ів|ом|ам|ами)=1e9 трлн=1e12 трильйон(|а|и|у|ів)=1e12""",
        weak="пів один одна одну одного однієї",
        alone="тисяча мільйон мільярд",
    ),
    "ru": Numerals(
        units="""(один|одна|одну|одного|одной)=1 (два|две|двух|двум|двумя)=2 (три|трех|трем|тремя)=3
        (четыре|четырех|четырем|четырьмя)=4 пят(ь|и|ью)=5 шест(ь|и|ью)=6 сем(ь|и|ью)=7 (восемь|восьми|восемью)=8
        девят(ь|и|ью)=9 десят(ь|и|ью)=10 одиннадцат(ь|и|ью)=11 двенадцат(ь|и|ью)=12 тринадцат(ь|и|ью)=13
        четырнадцат(ь|и|ью)=14 пятнадцат(ь|и|ью)=15 шестнадцат(ь|и|ью)=16 семнадцат(ь|и|ью)=17
        восемнадцат(ь|и|ью)=18 девятнадцат(ь|и|ью)=19 двадцат(ь|и|ью)=20 тридцат(ь|и|ью)=30 сорок(|а)=40
        (пятьдесят|пятидесяти)=50 (шестьдесят|шестидесяти)=60 (семьдесят|семидесяти)=70
        (восемьдесят|восьмидесяти)=80 девяност(о|а)=90 (сто|ста)=100 (двести|двухсот)=200 (триста|трехсот)=300
        (четыреста|четырехсот)=400 (пятьсот|пятисот)=500 (шестьсот|шестисот)=600 (семьсот|семисот)=700
        (восемьсот|восьмисот)=800 (девятьсот|девятисот)=900 (полтора|полторы|полутора)=1.5""",
        scales="""тыс=1e3 тысяч(|а|и|у|ей|ам|ами|ах)=1e3 млн=1e6 миллион(|а|ы|у|ов|ом|ам|ами)=1e6 млрд=1e9
        миллиард(|а|ы|у|ов|ом|ам|ами)=1e9 трлн=1e12 триллион(|а|ы|ов)=1e12""",
        weak="один одна одну одного одной",
        alone="тысяча миллион миллиард",
    ),
    "pl": Numerals(
        units="""(jeden|jedna|jedno)=1 (dwa|dwie|dwóch|dwaj|dwoje)=2 (trzy|trzech|trzej)=3 (cztery|czterech|czterej)=4
        (pięć|pięciu)=5 (sześć|sześciu)=6 (siedem|siedmiu)=7 (osiem|ośmiu)=8 (dziewięć|dziewięciu)=9
        (dziesięć|dziesięciu)=10 (jedenaście|jedenastu)=11 (dwanaście|dwunastu)=12 (trzynaście|trzynastu)=13
        (czternaście|czternastu)=14 (piętnaście|piętnastu)=15 (szesnaście|szesnastu)=16
        (siedemnaście|siedemnastu)=17 (osiemnaście|osiemnastu)=18 (dziewiętnaście|dziewiętnastu)=19
        (dwadzieścia|dwudziestu)=20 (trzydzieści|trzydziestu)=30 (czterdzieści|czterdziestu)=40
        (pięćdziesiąt|pięćdziesięciu)=50 (sześćdziesiąt|sześćdziesięciu)=60 (siedemdziesiąt|siedemdziesięciu)=70
        (osiemdziesiąt|osiemdziesięciu)=80 (dziewięćdziesiąt|dziewięćdziesięciu)=90 (sto|stu)=100
        (dwieście|dwustu)=200 (trzysta|trzystu)=300 (czterysta|czterystu)=400 (pięćset|pięciuset)=500
        (sześćset|sześciuset)=600 (siedemset|siedmiuset)=700 (osiemset|ośmiuset)=800
        (dziewięćset|dziewięciuset)=900 półtora=1.5""",
        scales="""tys=1e3 (tysiąc|tysiąca|tysiące|tysięcy|tysiącom|tysiącami)=1e3 mln=1e6 milion(|a|y|ów|om|ami)=1e6
        mld=1e9 miliard(|a|y|ów|om)=1e9 bln=1e12 bilion(|a|y|ów)=1e12""",
        weak="jeden jedna jedno",
        alone="tysiąc milion miliard",
    ),
    "de": Numerals(
        units="""eins=1 ein(|e)=1 zwei=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwölf=12
        dreizehn=13 vierzehn=14 fünfzehn=15 sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19 zwanzig=20
        dreissig=30 vierzig=40 fünfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90 (anderthalb|eineinhalb)=1.5""",
        scales="hundert=1e2 tausend=1e3 tsd=1e3 mio=1e6 million(|en)=1e6 mrd=1e9 milliarde(|n)=1e9 billion(|en)=1e12",
        weak="ein eine acht elf",
        alone="tausend",
    ),
    "fr": Numerals(
        units="""un(|e)=1 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13
        quatorze=14 quinze=15 seize=16 vingt(|s)=20 trente=30 quarante=40 cinquante=50 soixante=60 septante=70
        huitante=80 nonante=90""",
        scales="cent(|s)=1e2 mille=1e3 millier(|s)=1e3 million(|s)=1e6 milliard(|s)=1e9",
        weak="un une six dix neuf sept",
        joins="et",
        alone="mille",
    ),
    "es": Numerals(
        units="""un(|o|a)=1 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13
        catorce=14 quince=15 dieciséis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 treinta=30 cuarenta=40
        cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien(|to)=100 doscient(o|a)s=200 trescient(o|a)s=300
        cuatrocient(o|a)s=400 quinient(o|a)s=500 seiscient(o|a)s=600 setecient(o|a)s=700 ochocient(o|a)s=800
        novecient(o|a)s=900""",
        scales="mil=1e3 millón=1e6 millones=1e6",
        weak="un uno una once seis dos tres",
        joins="y",
        alone="mil",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a word is in one language: a unit or a scale of `value`, or a join (of the value 0)."""

    language: str
    value: float
    scale: bool = False
    weak: bool = False
    alone: bool = False


def _forms(row: str) -> Iterator[tuple[str, float]]:
    """Read `stem(a|b)=value` into each form with its value."""
    for item in row.split():
        pattern, _, value = item.rpartition("=")
        stem, _, rest = pattern.partition("(")
        endings, _, tail = rest.partition(")")
        for ending in endings.split("|"):
            yield f"{stem}{ending}{tail}", float(value)


def _meanings() -> dict[str, tuple[Meaning, ...]]:
    found: dict[str, tuple[Meaning, ...]] = {}
    for language, row in _ROWS.items():
        weak, alone = frozenset(row.weak.split()), frozenset(row.alone.split())
        forms = [(word, value, False) for word, value in _forms(row.units)]
        forms += [(word, value, True) for word, value in _forms(row.scales)]
        forms += [(word, 0.0, False) for word in row.joins.split()]
        for word, value, scale in forms:
            meaning = Meaning(language=language, value=value, scale=scale, weak=word in weak, alone=word in alone)
            found[word] = (*found.get(word, ()), meaning)
    return found


_MEANINGS = _meanings()


def meanings(word: str) -> tuple[Meaning, ...]:
    """Return what a folded word means as a number, in each language where it is one."""
    if (known := _MEANINGS.get(word)) is not None:
        return known
    value = _german(word) if "hundert" in word or "tausend" in word or "und" in word else None
    return () if value is None else (Meaning(language=GERMAN, value=value),)


def _german(word: str) -> float | None:
    """Read a German compound: zwölftausendfünfhundert, dreiundzwanzig. None where it is another word."""
    for scale, worth in (("tausend", 1e3), ("hundert", 1e2)):
        before, found, after = word.partition(scale)
        if found:
            times, rest = (_german(before) if before else 1.0), (_german(after) if after else 0.0)
            return None if times is None or rest is None else times * worth + rest
    unit, found, tens = word.partition("und")
    if found:
        ones, whole = _german(unit), _german(tens)
        fits = ones is not None and whole is not None and ones < 10 <= whole
        return ones + whole if ones is not None and whole is not None and fits else None
    values = [meaning.value for meaning in _MEANINGS.get(word, ()) if meaning.language == GERMAN]
    return values[0] if values else None

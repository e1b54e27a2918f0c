"""The languages. A new one is a row here and a row in `tests/language/test_languages.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.language import affixes, endings
from monitor.language.endings import LightStemmer, Stems
from monitor.language.snowball import snowball


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What the analysis knows of one language.

    `lemmas` names a word list of `simplemma`, and `spell` writes a folded word as that list does. `stems` cuts endings
    (Snowball's rules or our own). `affixes` cuts what leans on a word, and `affix` is its name in explanations. `never`
    holds letters of its script that the language does not have: a word with one of them is not a word of this language.
    """

    code: str
    name: str
    scripts: tuple[str, ...]
    lemmas: str | None = None
    spell: Callable[[str], str] = str
    stems: Callable[[str], Stems] | None = None
    affixes: Callable[[str], tuple[str, ...]] | None = None
    affix: str = ""
    never: str = ""


_LATIN, _CYRILLIC = ("Latin",), ("Cyrillic",)

_ROWS = (
    Language(code="en", name="English", scripts=_LATIN, lemmas="en", stems=snowball("english")),
    Language(
        code="uk",
        name="Ukrainian",
        scripts=_CYRILLIC,
        lemmas="uk",
        stems=LightStemmer(endings.UKRAINIAN),
        never="ыэъў",
    ),
    Language(
        code="ru",
        name="Russian",
        scripts=_CYRILLIC,
        lemmas="ru",
        stems=LightStemmer(endings.RUSSIAN),
        never="іїєґў'",
    ),
    Language(
        code="be",
        name="Belarusian",
        scripts=_CYRILLIC,
        stems=LightStemmer(endings.BELARUSIAN),
        never="иїєґщъ",
    ),
    Language(
        code="bg",
        name="Bulgarian",
        scripts=_CYRILLIC,
        lemmas="bg",
        stems=LightStemmer(endings.BULGARIAN),
        never="іїєґўыэ'",
    ),
    Language(
        code="sr",
        name="Serbian",
        scripts=("Cyrillic", "Latin"),
        lemmas="hbs",
        stems=snowball("serbian"),
        never="іїєґўыэъщьюяй'",
    ),
    Language(
        code="mk",
        name="Macedonian",
        scripts=_CYRILLIC,
        lemmas="mk",
        stems=LightStemmer(endings.MACEDONIAN),
        never="іїєґўыэъщьюяй",
    ),
    Language(
        code="pl",
        name="Polish",
        scripts=_LATIN,
        lemmas="pl",
        stems=snowball("polish", respell=endings.polish, keep="aoąę"),
        affixes=affixes.apostrophe,
        affix="suffix",
    ),
    Language(code="cs", name="Czech", scripts=_LATIN, lemmas="cs", stems=snowball("czech")),
    Language(code="sk", name="Slovak", scripts=_LATIN, lemmas="sk"),
    Language(code="sl", name="Slovenian", scripts=_LATIN, lemmas="sl"),
    Language(code="de", name="German", scripts=_LATIN, lemmas="de", stems=snowball("german")),
    Language(code="nl", name="Dutch", scripts=_LATIN, lemmas="nl", stems=snowball("dutch")),
    Language(code="sv", name="Swedish", scripts=_LATIN, lemmas="sv", stems=snowball("swedish")),
    Language(code="da", name="Danish", scripts=_LATIN, lemmas="da", stems=snowball("danish")),
    Language(code="no", name="Norwegian", scripts=_LATIN, lemmas="nb", stems=snowball("norwegian")),
    Language(code="fi", name="Finnish", scripts=_LATIN, lemmas="fi", stems=snowball("finnish")),
    Language(code="et", name="Estonian", scripts=_LATIN, lemmas="et", stems=snowball("estonian")),
    Language(code="lv", name="Latvian", scripts=_LATIN, lemmas="lv"),
    Language(code="lt", name="Lithuanian", scripts=_LATIN, lemmas="lt", stems=snowball("lithuanian")),
    Language(code="hu", name="Hungarian", scripts=_LATIN, lemmas="hu", stems=snowball("hungarian")),
    Language(code="ro", name="Romanian", scripts=_LATIN, lemmas="ro", stems=snowball("romanian")),
    Language(code="fr", name="French", scripts=_LATIN, lemmas="fr", stems=snowball("french")),
    Language(code="es", name="Spanish", scripts=_LATIN, lemmas="es", stems=snowball("spanish")),
    Language(code="it", name="Italian", scripts=_LATIN, lemmas="it", stems=snowball("italian")),
    Language(code="pt", name="Portuguese", scripts=_LATIN, lemmas="pt", stems=snowball("portuguese")),
    Language(code="ca", name="Catalan", scripts=_LATIN, lemmas="ca", stems=snowball("catalan")),
    Language(
        code="tr",
        name="Turkish",
        scripts=_LATIN,
        lemmas="tr",
        stems=snowball("turkish"),
        affixes=affixes.apostrophe,
        affix="suffix",
    ),
    Language(code="id", name="Indonesian", scripts=_LATIN, lemmas="id", stems=snowball("indonesian")),
    Language(
        code="el",
        name="Greek",
        scripts=("Greek",),
        lemmas="el",
        spell=endings.greek,
        stems=snowball("greek", respell=endings.greek),
    ),
    Language(code="ka", name="Georgian", scripts=("Georgian",), lemmas="ka"),
    Language(code="hy", name="Armenian", scripts=("Armenian",), lemmas="hy", stems=snowball("armenian", shortest=2)),
    Language(code="ko", name="Korean", scripts=("Hangul",), affixes=affixes.korean, affix="particle"),
    Language(code="ja", name="Japanese", scripts=("Katakana", "Hiragana", "Han")),
    Language(code="zh", name="Chinese", scripts=("Han",)),
    Language(code="th", name="Thai", scripts=("Thai",)),
    Language(
        code="ar",
        name="Arabic",
        scripts=("Arabic",),
        lemmas="ar",
        stems=snowball("arabic", shortest=2),
        affixes=affixes.arabic,
        affix="clitic",
        never="پچژگ",
    ),
    Language(code="fa", name="Persian", scripts=("Arabic",), lemmas="fa", stems=snowball("persian", shortest=2)),
    Language(code="he", name="Hebrew", scripts=("Hebrew",), lemmas="he", affixes=affixes.hebrew, affix="clitic"),
    Language(code="hi", name="Hindi", scripts=("Devanagari",), lemmas="hi", stems=snowball("hindi", shortest=2)),
)

LANGUAGES = {row.code: row for row in _ROWS}
"""All languages by their ISO 639-1 code."""


def code_of(tag: str) -> str:
    """Return the bare code of a language tag as feeds declare it: `pt-BR` and `pt_br` are `pt`."""
    return tag.strip().lower().replace("_", "-").partition("-")[0]

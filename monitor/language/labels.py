"""A language label for an entry. It is for people and for `lang:`; it never decides what is matched.

Order of trust: what the operator configured for the feed; what the feed declares, where the script of the text
agrees; a script that one language has for itself; letters that only one language has; and, where the optional
package `py3langid` is installed, its guess among the configured languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module

from monitor.language.scripts import script_of
from monitor.language.table import LANGUAGES, code_of

_OWN_SCRIPT = {
    "Hangul": "ko",
    "Hiragana": "ja",
    "Katakana": "ja",
    "Thai": "th",
    "Greek": "el",
    "Hebrew": "he",
    "Georgian": "ka",
    "Armenian": "hy",
}

_OWN_LETTERS = {
    "uk": "ґєїі",
    "ru": "ыэё",
    "bg": "ъ",
    "sr": "ђћ",
    "mk": "ѓќѕ",
    "fa": "پچژگ",
    "pl": "łśźżąę",
    "cs": "řěů",
    "sk": "ľĺŕ",
    "hu": "őű",
    "de": "ß",
    "fr": "œ",
    "tr": "ğış",
    "es": "ñ¿¡",
    "pt": "ãõ",
    "ro": "ășț",
    "lv": "ļņķģ",
    "lt": "ėįų",
}
"""Letters that, among the languages of news, one language has alone; the most frequent ones decide."""

_OWNERS = {letter: code for code, own in _OWN_LETTERS.items() for letter in own}

_BELARUSIAN = "ў"  # it has і and ы as well, so that this letter comes first

_NO_LETTERS = "¿¡"  # counted all the same, for Spanish
_PLANE = 0xD800  # characters that are looked at beforehand; texts with others take the long way

_SAMPLE = 1000  # characters; enough for a label
_STRANGE = 0.04  # a declared language whose `never` letters are more frequent is wrong; a quoted name is less


def label(
    text: str,
    declared: str | None = None,
    configured: str | None = None,
    *,
    among: Iterable[str] = (),
) -> str | None:
    """Return the language code of a text, or None where nothing tells.

    `declared` is the tag in the feed, `configured` the operator's word for it, `among` the languages that the
    configured feeds are in (what the optional guess is restricted to).
    """
    if configured:
        return code_of(configured)
    code = code_of(declared) if declared else ""
    if code in LANGUAGES and _plainly(code).fullmatch(text, 0, _SAMPLE):
        return code
    counted = Counter(text[:_SAMPLE].lower())  # a text has few different characters: count first, then look at each
    letters = Counter({one: count for one, count in counted.items() if one.isalpha() or one in _NO_LETTERS})
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        scripts[script_of(letter)] += count
    if code in LANGUAGES and _agrees(code, letters, scripts):
        return code
    return _by_script(scripts) or _by_letters(letters) or _guess(text[:_SAMPLE], tuple(sorted(among)))


@lru_cache(maxsize=len(LANGUAGES))
def _plainly(code: str) -> re.Pattern[str]:
    """Return what fits a text of which every letter is one of the language: most texts, and no letter is counted."""
    language = LANGUAGES[code]
    strange = re.compile("[" + re.escape(language.never) + _NO_LETTERS + "]")

    def fits(character: str) -> bool:
        return all(
            script_of(one) in language.scripts if one.isalpha() else True for one in character
        ) and not strange.search(character)

    runs: list[str] = []
    start = -1
    for number in range(_PLANE + 1):
        good = number < _PLANE and fits(chr(number).lower())
        if good and start < 0:
            start = number
        elif not good and start >= 0:
            runs.append(f"\\U{start:08x}-\\U{number - 1:08x}")
            start = -1
    return re.compile(f"[{''.join(runs)}]*")


def _agrees(code: str, letters: Counter[str], scripts: Counter[str]) -> bool:
    """Tell whether a text can be in a language: its script is the most frequent, its foreign letters are few."""
    if not letters:
        return True
    language = LANGUAGES[code]
    strange = sum(letters[letter] for letter in language.never)
    return scripts.most_common(1)[0][0] in language.scripts and strange <= _STRANGE * letters.total()


def _by_script(scripts: Counter[str]) -> str | None:
    """Name the language that has the most frequent script for itself; Kana beside Han is Japanese."""
    if not scripts:
        return None
    most = scripts.most_common(1)[0][0]
    if most == "Han":
        return "ja" if scripts["Hiragana"] + scripts["Katakana"] > scripts["Han"] / 20 else "zh"
    return _OWN_SCRIPT.get(most)


def _by_letters(letters: Counter[str]) -> str | None:
    if letters[_BELARUSIAN]:
        return "be"
    score = dict.fromkeys(_OWN_LETTERS, 0)
    for letter in letters.keys() & _OWNERS.keys():
        score[_OWNERS[letter]] += letters[letter]
    best = max(score, key=lambda code: score[code])
    return best if score[best] else None


def _guess(text: str, among: tuple[str, ...]) -> str | None:
    """Ask the optional package, where there is a choice and something to choose by."""
    if len(among) < 2 or not text.strip():
        return among[0] if len(among) == 1 else None
    classify = _classifier(among)
    return None if classify is None else classify(text)


@lru_cache(maxsize=4)
def _classifier(among: tuple[str, ...]) -> Callable[[str], str] | None:
    """Load `py3langid` restricted to the languages it shares with `among`; None without the package."""
    try:
        langid = import_module("py3langid.langid")
    except ImportError:
        return None
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    known = [code for code in among if code in identifier.labels]
    if not known:
        return None
    identifier.set_languages(known)
    return lambda text: str(identifier.classify(text)[0])

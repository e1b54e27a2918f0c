"""Which terms are worth matching.

A term that could stand in every text, or in none, is refused when it is written, so that nobody waits for an
alert that cannot come. The limits are about scripts: in Chinese one character says little, in Korean two
syllables are a name.
"""

from __future__ import annotations

from sys import intern
from typing import Final, NoReturn

import regex

from monitor.errors import QueryError
from monitor.query.lexer import Kind, Token, lex
from monitor.query.nodes import Form, Prefix, Term

FORMS: Final = {"=": Form.EXACT, "^": Form.CASE}

# A text in these is cut into single characters, so that a term is found inside longer runs anyway.
_CHARACTER_SCRIPTS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Thai}\p{Lao}\p{Khmer}]")
_ONE_IS_TOO_FEW = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}]")
_HANGUL = regex.compile(r"\p{Hangul}")
_KATAKANA = regex.compile(r"\p{Katakana}")
_PREFIX_WORD = regex.compile(r"[\p{L}\p{M}\p{N}\u200c\u200d]+(?:['’ʼ`′][\p{L}\p{M}\p{N}\u200c\u200d]+)*")

PREFIX_REFUSED: Final = 3
"""Letters below which a prefix is refused; one more is allowed without a warning. A three-letter prefix
matches hundreds of words of any newspaper."""


def letters(text: str) -> int:
    """Count the letters and digits of `text`; marks and signs do not count."""
    return sum(sign.isalnum() for sign in text)


def term(source: str, token: Token, *, mark: Token | None = None) -> Term:
    """Return the term that a word or a phrase says. Raises QueryError where it is not worth matching."""
    if token.kind is Kind.PHRASE:
        _check_phrase(source, token)
    else:
        _check_word(source, token)
    _check_letters(source, token.text, token.start)
    if mark:
        return Term(text=intern(token.text), form=FORMS[mark.text], at=mark.start)
    return Term(text=intern(token.text), at=token.start)  # a hundred thousand watches share their words


def _check_letters(source: str, text: str, offset: int) -> None:
    """Refuse a term without a letter or digit, and one of a single character that says too little."""
    count = letters(text)
    if count == 0:
        raise QueryError(
            f"{text} has no letter and no digit",
            text=source,
            offset=offset,
            advice="only words and numbers are found in a text",
        )
    if count == 1 and (single := _ONE_IS_TOO_FEW.search(text)):
        raise QueryError(
            f"{single[0]} alone is part of too many words",
            text=source,
            offset=offset,
            advice="write the whole name or word, at least two characters",
        )


def _check_phrase(source: str, token: Token) -> None:
    if not token.text:
        raise QueryError(
            "an empty phrase",
            text=source,
            offset=token.start,
            advice="write the words between the quotes, or take the quotes away",
        )
    star = source.find("*", token.start, token.end)
    if star >= 0:
        refuse_star(source, star)


def refuse_star(source: str, offset: int) -> NoReturn:
    """Refuse a star that stands among the words of a phrase."""
    raise QueryError(
        "a star inside a phrase",
        text=source,
        offset=offset,
        advice="leave it out: every word of a phrase matches its inflected forms; "
        "in a query, the beginning of a word after another is first ONEAR/0 secon*",
    )


def _check_word(source: str, token: Token) -> None:
    text = token.text
    check_sign(source, token)
    if text.casefold() in {"and", "or", "not"}:
        raise QueryError(
            f'"{text}" is not an operator in this spelling',
            text=source,
            offset=token.start,
            advice=f'write {text.upper()} for the operator, or put the word in quotes: "{text}"',
        )


def check_sign(source: str, token: Token) -> None:
    """Refuse a word that begins with a sign which other search engines read as an operator or a quote."""
    text = token.text
    if text[0] in "-+&" and letters(text):
        sign = "AND NOT" if text[0] == "-" else "AND"
        raise QueryError(
            f"{text[0]} before a word is not an operator",
            text=source,
            offset=token.start,
            advice=f'write {sign} {text[1:]}, or put the term in quotes: "{text}"',
        )
    if text[0] in "'’`′":
        raise QueryError(
            f"{text[0]} at the beginning of a word may be a quote or an apostrophe",
            text=source,
            offset=token.start,
            advice='put a phrase, or a word that begins with an apostrophe, in straight quotes: "…"',
        )


# --- prefixes --------------------------------------------------------------------------------------------


def prefix(source: str, token: Token) -> Prefix:
    """Return the prefix that `word*` says. Raises QueryError where it is too short, or no single word."""
    text = token.text
    least = _least(text)
    message, advice = "", ""
    if not text:
        message, advice = "a star without a word", "write the beginning of the word before it: word*"
    elif not _PREFIX_WORD.fullmatch(text):
        message = f"{text}* is not the beginning of a single word"
        advice = "a star follows letters and digits only; join words with ONEAR/0"
    elif _CHARACTER_SCRIPTS.search(text):
        message = "a star after a script that is written without spaces"
        advice = f"leave it out: {text} is found inside longer words as it is"
    elif letters(text) < least:
        message = f"{text}* is too short for a prefix"
        advice = f"write at least {least} letters before the star, better {least + 1}"
        if least == _HANGUL_LEAST:
            advice = f"write at least {least} syllables before the star"
    if message:
        raise QueryError(message, text=source, offset=token.start, advice=advice)
    return Prefix(text=text, at=token.start)


_HANGUL_LEAST: Final = 2


def _least(text: str) -> int:
    return _HANGUL_LEAST if _is_dense(text) else PREFIX_REFUSED


def _is_dense(text: str) -> bool:
    """Tell whether a character of `text` is a syllable, worth two letters."""
    return bool(_HANGUL.search(text) or _KATAKANA.search(text))


def is_short(node: Prefix) -> bool:
    """Tell whether a prefix is allowed but so short that it deserves a warning."""
    return not _is_dense(node.text) and letters(node.text) == PREFIX_REFUSED


# --- bare words ------------------------------------------------------------------------------------------


def is_bare(text: str) -> bool:
    """Tell whether a term of this text can be written without quotes."""
    try:
        tokens = lex(text)
        if [token.kind for token in tokens] != [Kind.WORD, Kind.END]:
            return False
        _check_word(text, tokens[0])
    except QueryError:
        return False
    return tokens[0].text == text

"""Cut the text of a query into tokens.

Here is decided where a token begins and ends, and what kind it is. Characters that mean nothing in the
language are refused here, with the place. What may stand next to what is the business of the parser; which
terms are worth matching is that of `monitor.query.terms`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn

from monitor.errors import QueryError
from monitor.query import foreign

MAX_LENGTH: Final = 65_536
"""Characters of one query. A longer list belongs in a term set; the bound keeps a refusal instant."""


class Kind(StrEnum):
    """What a token is; the value names it in messages."""

    WORD = "a word"
    PREFIX = "a word with a star"
    PHRASE = "a phrase"
    SET = "a term set"
    REGEX = "a regular expression"
    NUMBER = "NUM(…)"
    FIELD = "a field"
    MARK = "a mark"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    CALL = "a function"
    LEFT = "("
    RIGHT = ")"
    COMMA = ","
    END = "the end of the query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of the text from `start` to `end`.

    `text` is what it says without its signs: a phrase without quotes, a set without `@`, the name of an
    operator without `/n`. `number` is the n of NEAR/n and its like. `inside` is the offset of `text`.
    """

    kind: Kind
    text: str
    start: int
    end: int
    number: int = 0
    inside: int = 0


PUNCTUATION: Final = {"(": Kind.LEFT, ")": Kind.RIGHT, ",": Kind.COMMA}

# An opening quote and the one that closes it. Word processors write “a”, „a“ (German, Ukrainian), „a” (Polish),
# «a» (French, Russian, Ukrainian), »a« (Danish) and ”a” (Swedish): each pair can be told from the others.
QUOTES: Final = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "”": "”"}
DOUBLE_QUOTES: Final = frozenset("".join(QUOTES) + "".join(QUOTES.values()) + "‟＂〝〞")

# Signs that belong to names as they are written: об'єкт, F-16, U.S., AT&T, C++, 24/7, 10%, €5, Jean‑Luc, ミハイル・ゴ
WORD_SIGNS: Final = frozenset("'’ʼ`′-‐‑–._&+/%$€£№·・״׳")
JOINERS: Final = frozenset("\u200c\u200d")  # zero-width, but part of the spelling in Persian and in Indic scripts

FUNCTIONS: Final = ("SENTENCE", "NUM")
COUNTED: Final = ("ATLEAST", "COUNT", "FIRST")

_COMMENT = re.compile(r"#(?=[\s#]|\Z)[^\n]*")
_SET_NAME = re.compile(r"[^\W_][\w-]*")
_COUNTED = re.compile(r"([A-Z]+)/([0-9]{1,9})")
_OPENS = re.compile(r"\s*\(")


def lex(text: str) -> tuple[Token, ...]:
    """Return the tokens of `text`, the last of kind END. Raises QueryError."""
    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"the query is longer than {MAX_LENGTH} characters",
            text=text,
            offset=MAX_LENGTH,
            advice="put the words in a term set and refer to it with @name",
        )
    tokens: list[Token] = []
    at = _skip(text, 0)
    while at < len(text):
        token = _next(text, at)
        tokens.append(token)
        at = _skip(text, token.end)
    end = tokens[-1].end if tokens else 0  # what is missing is missing there, not after the last line end
    tokens.append(Token(kind=Kind.END, text="", start=end, end=end))
    return tuple(tokens)


def _skip(text: str, at: int) -> int:
    """Return the offset of the next token: after spaces, line ends and comments."""
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif comment := _COMMENT.match(text, at):
            at = comment.end()
        else:
            break
    return at


def _next(text: str, at: int) -> Token:
    sign = text[at]
    if kind := PUNCTUATION.get(sign):
        return Token(kind=kind, text=sign, start=at, end=at + 1)
    if sign in DOUBLE_QUOTES:
        return _phrase(text, at)
    if sign == "/":
        return _regex(text, at)
    if sign == "@":
        return _set(text, at)
    if sign in "=^":
        return Token(kind=Kind.MARK, text=sign, start=at, end=at + 1)
    return _run(text, at)


def _refuse(text: str, offset: int, message: str, advice: str) -> NoReturn:
    raise QueryError(message, text=text, offset=offset, advice=advice)


# --- tokens with a sign of their own ---------------------------------------------------------------------


def _phrase(text: str, at: int) -> Token:
    closing = QUOTES.get(text[at])
    if closing is None:
        _refuse(text, at, f"{text[at]} does not open a phrase", 'put the phrase in straight quotes: "…"')
    end = at + 1
    while end < len(text) and (text[end] not in DOUBLE_QUOTES or _is_gershayim(text, end)):
        _check_visible(text, end)
        end += 1
    if end == len(text):
        _refuse(text, at, "this quote is never closed", f"close the phrase with {closing[-1]}")
    if text[end] not in closing:
        _refuse(
            text,
            end,
            f"{text[end]} does not close the phrase that {text[at]} opened",
            'use straight quotes around the whole phrase, "…", and none inside',
        )
    inner = text[at + 1 : end]
    _check_end(text, end + 1, "phrase")
    return Token(kind=Kind.PHRASE, text=" ".join(inner.split()), start=at, end=end + 1, inside=at + 1)


def _is_gershayim(text: str, at: int) -> bool:
    """Tell whether a quote is part of a Hebrew acronym (צה"ל): it stands between two Hebrew letters."""
    return (
        text[at] in '"”'
        and 0 < at < len(text) - 1
        and _is_hebrew_letter(text[at - 1])
        and _is_hebrew_letter(text[at + 1])
    )


def _is_hebrew_letter(sign: str) -> bool:
    return "\u05d0" <= sign <= "\u05ea"


def _regex(text: str, at: int) -> Token:
    end = at + 1
    while end < len(text) and text[end] not in "/\n":
        end += 2 if text[end] == "\\" else 1
    if end >= len(text) or text[end] == "\n":
        _refuse(
            text,
            at,
            "this regular expression is never closed",
            r"close it with / on the same line; a slash inside is written \/",
        )
    if end == at + 1:
        _refuse(text, at, "an empty regular expression", "write the pattern between the slashes: /…/")
    if end + 1 < len(text) and text[end + 1].isalpha():
        _refuse(text, end + 1, "flags do not follow a regular expression", "write them inside, such as /(?i)…/")
    _check_end(text, end + 1, "regular expression")
    return Token(kind=Kind.REGEX, text=text[at + 1 : end], start=at, end=end + 1, inside=at + 1)


def _set(text: str, at: int) -> Token:
    end = _run_end(text, at + 1)
    name = text[at + 1 : end]
    if not name:
        _refuse(text, at, "@ without the name of a term set", "write the name right after it, such as @troops")
    if not _SET_NAME.fullmatch(name):
        _refuse(
            text,
            at,
            f"@{name} is not the name of a term set",
            "a name has letters, digits, - and _; what follows it stands after a space",
        )
    _check_end(text, end, "name")
    return Token(kind=Kind.SET, text=name, start=at, end=end, inside=at + 1)


def _check_end(text: str, end: int, what: str) -> None:
    """Refuse what touches the end of a token, because it would be read as part of it elsewhere."""
    if end == len(text) or text[end].isspace() or text[end] in PUNCTUATION:
        return
    if text[end] == "~":
        _refuse(text, end, "~ is not an operator of this language", foreign.SIGNS["~"])
    if text[end] == "*":
        _refuse(text, end, f"a star after a {what}", "a star stands after a single word: word*")
    _refuse(text, end, f"{text[end]} touches the end of the {what}", "put a space or an operator between them")


# --- runs of characters: words, operators, fields --------------------------------------------------------


def _run(text: str, at: int) -> Token:
    end = _run_end(text, at)
    if text.startswith("://", end):
        _refuse(text, at, "an address is not a term", f'write url:"{text[at:end]}://…"')
    if end < len(text) and text[end] == ":":
        return Token(kind=Kind.FIELD, text=text[at:end], start=at, end=end + 1)
    run = text[at:end]
    operator = _operator(text, at, run)
    if operator:
        return operator
    if advice := foreign.advice(run):
        _refuse(text, at, f"{run} is not an operator of this language", advice)
    if end < len(text) and text[end] == "(":
        _refuse(text, at, f"there is no function {run}", foreign.function_advice(run))
    return _word(text, at, run)


def _run_end(text: str, at: int) -> int:
    """Return where a run of characters ends: at a space, punctuation, a colon or a quote."""
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in PUNCTUATION and text[end] != ":":
        if text[end] in DOUBLE_QUOTES and not _is_gershayim(text, end):
            break
        end += 1
    return end


def _operator(text: str, at: int, run: str) -> Token | None:
    """Return the operator that `run` is, or None. An operator without its number is refused."""
    end = at + len(run)
    if run in {"AND", "OR", "NOT"}:
        return Token(kind=Kind(run), text=run, start=at, end=end)
    counted = _COUNTED.fullmatch(run)
    name, number = (counted[1], int(counted[2])) if counted else (run, None)
    if name in {"NEAR", "ONEAR"}:
        if number is None:
            _refuse(text, at, f"{name} without a distance", f"write how many words may stand between: {name}/8")
        return Token(kind=Kind.NEAR, text=name, start=at, end=end, number=number)
    if name not in FUNCTIONS + COUNTED:
        return None
    return _call(text, at, name, number, end)


def _call(text: str, at: int, name: str, number: int | None, end: int) -> Token | None:
    opens = _OPENS.match(text, end)
    if not opens:
        if number is None:
            return None  # FIRST, COUNT and SENTENCE are words where no bracket follows
        _refuse(text, at, f"{name}/{number} without brackets", f"write {name}/{number}(…)")
    if name in COUNTED and number is None:
        _refuse(text, at, f"{name} without a number", f"write {name}/{2 if name != 'FIRST' else 50}(…)")
    if name in FUNCTIONS and number is not None:
        _refuse(text, at, f"{name} takes no number", f"write {name}(…)")
    if name == "NUM":
        return _number(text, at, opens.end())
    return Token(kind=Kind.CALL, text=name, start=at, end=opens.end(), number=number or 0)


def _number(text: str, at: int, inside: int) -> Token:
    end = text.find(")", inside)
    if end < 0:
        _refuse(text, at, "the bracket of NUM is never closed", "write NUM(>=1000)")
    return Token(kind=Kind.NUMBER, text=text[inside:end], start=at, end=end + 1, inside=inside)


def _word(text: str, at: int, run: str) -> Token:
    end = at + len(run)
    stem = run.removesuffix("*")
    for offset, sign in enumerate(stem, at):
        _check_visible(text, offset)
        if not _is_word_sign(sign):
            _refuse_sign(text, offset)
    if end < len(text) and text[end] in DOUBLE_QUOTES:
        _refuse(text, end, "a quote in the middle of a word", "put a space before the phrase")
    if stem == run:
        return Token(kind=Kind.WORD, text=run, start=at, end=end, inside=at)
    return Token(kind=Kind.PREFIX, text=stem, start=at, end=end, inside=at)


def _is_word_sign(sign: str) -> bool:
    return sign.isalnum() or sign in WORD_SIGNS or sign in JOINERS or sign in '"”' or _category(sign) == "M"


def _refuse_sign(text: str, offset: int) -> NoReturn:
    sign = text[offset]
    if sign == "*":
        _refuse(text, offset, "a star inside a word", "a star stands at the end of a word: word*")
    advice = foreign.SIGNS.get(sign, 'put the term in quotes: "…"')
    _refuse(text, offset, f"{sign} means nothing here", advice)


def _check_visible(text: str, offset: int) -> None:
    """Refuse what nobody sees: it comes with pasted text and would make a term match nothing."""
    sign = text[offset]
    if sign in JOINERS or sign.isspace() or not _is_hidden(sign):
        return
    name = unicodedata.name(sign, "a control character")
    _refuse(text, offset, f"an invisible character, U+{ord(sign):04X} ({name})", "delete it")


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs"}


def _category(sign: str) -> str:
    """Return the main class of a character: L letter, M mark, N number, P, S, Z or C."""
    return unicodedata.category(sign)[0]

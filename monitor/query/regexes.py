r"""Regular expressions of queries: RE2 syntax with Unicode words.

RE2 never takes longer than its text is long, at the price of look-around and back-references. Its `\w`, `\d`,
`\s` and `\b` know ASCII only, so that `\bКурськ\b` would never match; here they mean Unicode:

    \w   a letter, a mark, a digit or _        [\pL\pM\pN_]
    \d   a decimal digit of any script         \p{Nd}
    \s   any white space, also NBSP            [\s\v\x{85}\pZ]
    \b   a place between \w and no \w, or between \w and an end of the text

The first three are rewritten. RE2 cannot say the last one, so a pattern that has it is matched against a copy of
the text with marks at every such place: `\b` becomes a mark, and everything that consumes a character lets
marks pass. There are as many marks at a place as the pattern has `\b`, so that each can ask there.
`\B` is refused. One thing is lost: `^` or `$` in a group of its own beside a `\b` outside of it, as in `\b(?:^a|b)`,
finds nothing; write them together, `(?:^\ba|\bb)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import re2

from monitor.errors import QueryError

MARK: Final = "\ufdd0"
"""A noncharacter: Unicode promises that no text means anything by it."""

MAX_EDGES: Final = 20
r"""How many `\b` a pattern may have: the copy of the text grows with them."""

_OTHER: Final = "\ufffd"
_SURROGATES = re.compile("[\ud800-\udfff]")

_WORD: Final = r"\pL\pM\pN_"
_SPACE: Final = r"\s\v\x{85}\pZ"
_UNICODE: Final = {r"\w": _WORD, r"\d": r"\p{Nd}", r"\s": _SPACE}
_NEGATED: Final = {r"\W": _WORD, r"\D": r"\p{Nd}", r"\S": _SPACE}

_PLACES: Final = {"^": 0, r"\A": 0, r"\b": 1, "$": 2, r"\z": 2}
"""What asks about a place and consumes nothing, in the order in which it can ask about the same place."""

_PIECE = re.compile(
    r"""
      (?P<quote>  \\Q .*? (?: \\E | \Z ) )
    | (?P<class>  \[ \^? \]? (?: \[:\^?[a-z]+:\] | \\. | [^\]\\] )* \] )
    | (?P<escape> \\ (?: [pP]\{\^?\w+\} | [pP]\w | x\{[0-9A-Fa-f]+\} | x[0-9A-Fa-f]{2} | [0-7]{1,3} | . ) )
    | (?P<group>  \( (?: \? (?: P?<\w+> | (?P<flags>[A-Za-z-]*) (?: : | (?=\)) ) ) )? )
    | (?P<repeat> [*+?] | \{[0-9]+(?:,[0-9]*)?\} )
    | (?P<sign>   [)|^$] )
    | (?P<single> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_CLASS_PIECE = re.compile(r"\\[pP]\{\^?\w+\}|\\.|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled regular expression: `loose` without its `edges` (each a \\b), `marked` for texts with marks."""

    loose: Any  # re2 ships no types
    marked: Any
    edges: int

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the pattern matches in `text`, leftmost first, without overlap and never empty."""
        text = _SURROGATES.sub(_OTHER, text)
        if not self.edges:
            yield from (found.span() for found in self.loose.finditer(text))
        elif self.loose.search(text):  # most texts end here and are never copied
            yield from _without_marks(_with_marks(text, self.edges), self.marked)


def compile(pattern: str) -> Pattern:  # noqa: A001  # its name in every other module of regular expressions
    """Compile `pattern`, in which a slash needs no escape. Raises QueryError with the offset in `pattern`."""
    if surrogate := _SURROGATES.search(pattern):
        _refuse(pattern, surrogate.start(), "half of a character", "type it anew")
    _compiled(pattern, pattern)
    loose = _compiled(pattern, _Translation(pattern, marks=False).text())
    if loose.fullmatch(""):
        _refuse(pattern, 0, "this expression matches an empty text, and so every entry", "write what must be there")
    marked = _Translation(pattern, marks=True)
    text = marked.text()
    if marked.edges > MAX_EDGES:
        _refuse(pattern, 0, rf"\b more than {MAX_EDGES} times", "write several shorter expressions with OR")
    return Pattern(loose, _compiled(pattern, text) if marked.edges else loose, marked.edges)


def unslashed(raw: str) -> str:
    r"""Return a pattern as it is meant: between the slashes of a query, `\/` is a slash."""
    return re.sub(r"\\(.)", lambda pair: "/" if pair[1] == "/" else pair[0], raw, flags=re.DOTALL)


def raw_offset(raw: str, offset: int) -> int:
    """Return where the character at `offset` of `unslashed(raw)` stands in `raw`."""
    at = 0
    for _ in range(offset):
        at += 2 if raw[at : at + 2] == r"\/" else 1
    return at


def _with_marks(text: str, edges: int) -> str:
    marks = MARK * edges
    words = _compiled("", f"[{_WORD}]+")
    marked: str = words.sub(lambda word: f"{marks}{word[0]}{marks}", text.replace(MARK, _OTHER))
    return marked


def _without_marks(text: str, marked: Any) -> Iterator[tuple[int, int]]:
    """Yield the spans of `marked` in `text`, as offsets in the text before it was given marks."""
    counted, marks = 0, 0
    for found in marked.finditer(text):
        places = []
        for place in found.span():
            marks += text.count(MARK, counted, place)
            counted = place
            places.append(place - marks)
        yield places[0], places[1]


# --- translation -----------------------------------------------------------------------------------------


class _Translation:
    """One pattern on its way to RE2, piece by piece."""

    def __init__(self, pattern: str, *, marks: bool) -> None:
        self.pattern = pattern
        self.marks = marks
        self.edges = 0
        self._dot_all = [False]  # whether . matches a line end, for each open group

    def text(self) -> str:
        """Return what RE2 is given."""
        return "".join(self._piece(piece) for piece in self._ordered())

    def _ordered(self) -> Iterator[re.Match[str]]:
        r"""Yield the pieces; where several ask about one place, `^` first, then `\b` once, then `$`.

        All of them must hold there, in any order; but a mark that `\b` took is not before `^` any more.
        """
        asking: dict[str, re.Match[str]] = {}
        for piece in _PIECE.finditer(self.pattern):
            if piece[0] in _PLACES:
                asking[piece[0]] = piece
                continue
            if asking and piece.lastgroup == "repeat":
                _refuse(self.pattern, piece.start(), f"{piece[0]} repeats a place", "repeat what is found there")
            yield from sorted(asking.values(), key=lambda place: _PLACES[place[0]])
            asking = {}
            yield piece
        yield from sorted(asking.values(), key=lambda place: _PLACES[place[0]])

    def _piece(self, piece: re.Match[str]) -> str:
        text, at = piece[0], piece.start()
        match piece.lastgroup:
            case "quote":
                literal = text.removeprefix(r"\Q").removesuffix(r"\E")
                return "".join(self._consuming(re2.escape(sign)) for sign in literal)
            case "class":
                return self._consuming(self._class(text, at))
            case "escape":
                return self._escape(text, at)
            case "single":
                return self._consuming(self._any() if text == "." else text)
            case "repeat":
                return text
        self._track_flags(text, piece["flags"])
        return f"{MARK}*$" if text == "$" and self.marks else text

    def _track_flags(self, text: str, flags: str | None) -> None:
        """Follow the flag s through the groups: it decides whether . matches a line end."""
        if text.startswith("("):
            self._dot_all.append(self._dot_all[-1])
        elif text == ")":
            self._dot_all.pop()
        on, _, off = (flags or "").partition("-")
        if "s" in on + off:
            self._dot_all[-1] = "s" in on
            if not text.endswith(":"):  # (?s) holds for the rest of the group around it
                self._dot_all[-2] = "s" in on

    def _any(self) -> str:
        if not self.marks:
            return "."
        return f"[^{MARK}]" if self._dot_all[-1] else rf"[^{MARK}\n]"

    def _escape(self, text: str, at: int) -> str:
        if text == r"\b":
            self.edges += 1
            return MARK if self.marks else "(?:)"
        if text == r"\B":
            _refuse(self.pattern, at, r"\B knows ASCII words only", "leave it out; \\b is the edge of a word")
        if text == r"\C":
            _refuse(self.pattern, at, r"\C matches half of a character", "write . for any character")
        if text in {r"\A", r"\z"}:
            return f"{MARK}*{text}" if self.marks else text
        return self._consuming(self._unicode(text))

    def _unicode(self, text: str) -> str:
        """Rewrite an escape that stands for a class of characters; others stay as they are."""
        if text in _UNICODE:
            return f"[{_UNICODE[text]}]"
        if text in _NEGATED:
            return self._negated(_NEGATED[text])
        if text.startswith(r"\P") and not text.startswith(r"\P{^"):
            return self._negated(rf"\p{text[2:]}")
        if text.startswith(r"\p{^"):
            return self._negated(rf"\p{{{text[4:]}")
        return text

    def _negated(self, inside: str) -> str:
        return f"[^{inside}{MARK}]" if self.marks else f"[^{inside}]"

    def _class(self, text: str, at: int) -> str:
        inside, negated = text[1:-1], text.startswith("[^")
        pieces = []
        for piece in _CLASS_PIECE.finditer(inside):
            if piece[0] in {r"\W", r"\S"}:
                _refuse(
                    self.pattern,
                    at + 1 + piece.start(),
                    f"{piece[0]} inside [ ] knows ASCII only",
                    f"write {piece[0]} outside of the brackets: (?:[…]|{piece[0]})",
                )
            pieces.append(_UNICODE.get(piece[0], r"\P{Nd}" if piece[0] == r"\D" else piece[0]))
        result = f"[{''.join(pieces)}]"
        if not self.marks:
            return result
        if negated:
            return f"[^{''.join(pieces[1:])}{MARK}]"
        if _compiled(self.pattern, result).fullmatch(MARK):
            _refuse(
                self.pattern,
                at,
                r"this class and \b cannot stand in one expression",
                "write the class with ^: [^…]",
            )
        return result

    def _consuming(self, atom: str) -> str:
        """Let marks pass before a character is consumed."""
        return f"(?:{MARK}*{atom})" if self.marks else atom


# --- refusals --------------------------------------------------------------------------------------------

_LOOK_AROUND: Final = "RE2 has no look-around, so that no expression can be slow; write two terms with AND NOT or NEAR"
_ADVICE: Final = (
    (re.compile(r"\(\?<?[=!]"), _LOOK_AROUND),
    (re.compile(r"\\[1-9]|\(\?P="), "RE2 has no back-references; write the alternatives out: (?:a|b)"),
    (re.compile(r"\(\?>|[*+?}]\+"), "RE2 has no possessive forms and needs none: it never tries twice"),
    (
        re.compile(r"repetition size"),
        "write a shorter expression: RE2 repeats at most 1000 times, repetitions within repetitions multiplied",
    ),
    (re.compile(r"\\u"), r"write the character itself, or \x{…}"),
    (re.compile(r"\\Z"), r"write \z for the end of the text"),
    (re.compile(r"character class range"), "write the range from low to high, such as [a-z]"),
    (re.compile(r"missing \)|unexpected \)|missing \]"), r"close every bracket; a bracket itself is \( or \["),
    (re.compile(r"repetition operator"), r"write what is repeated before it; the sign itself is \* or \+"),
    (re.compile(r"too large|compile failed"), "write a shorter expression, with fewer {n} repetitions"),
)


def _compiled(source: str, pattern: str) -> Any:
    """Compile with RE2; its refusal becomes one about `source`."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        told = error.args[0]
        _refuse_re2(source, told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told))


def _refuse_re2(source: str, text: str) -> NoReturn:
    _, _, fragment = text.rpartition(": ")
    advice = next((advice for sign, advice in _ADVICE if sign.search(text)), "the syntax is that of RE2")
    _refuse(source, max(0, source.find(fragment)), f"not a regular expression of RE2: {text[:80]}", advice)


def _refuse(pattern: str, offset: int, message: str, advice: str) -> NoReturn:
    raise QueryError(message, text=pattern, offset=offset, advice=advice)

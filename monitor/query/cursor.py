"""The tokens of one text and the place that the parser has reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from monitor.errors import QueryError
from monitor.query.lexer import Kind, Token, lex


class Cursor:
    """A place among the tokens of `text`. `depth` counts the brackets that are open there."""

    __slots__ = ("depth", "position", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = lex(text)
        self.position = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        """The token at the place."""
        return self.tokens[self.position]

    @property
    def before(self) -> Token | None:
        """The token before the place."""
        return self.tokens[self.position - 1] if self.position else None

    def take(self) -> Token:
        """Return the token at the place and go on; the end of the text is never passed."""
        token = self.next
        self.position += token.kind is not Kind.END
        return token

    def at(self, *kinds: Kind) -> bool:
        """Tell whether the token at the place is one of `kinds`."""
        return self.next.kind in kinds

    def accept(self, *kinds: Kind) -> Token | None:
        """Take the token at the place if it is one of `kinds`."""
        return self.take() if self.at(*kinds) else None

    def words_around(self) -> Sequence[Token]:
        """Return the words directly before and after the place, in a row."""
        first = last = self.position
        while first and self.tokens[first - 1].kind is Kind.WORD:
            first -= 1
        while self.tokens[last].kind is Kind.WORD:
            last += 1
        return self.tokens[first:last]

    def refuse(self, message: str, advice: str, at: int | None = None) -> NoReturn:
        """Raise a QueryError at the offset `at`, by default at the token of the place."""
        offset = self.next.start if at is None else at
        raise QueryError(message, text=self.text, offset=offset, advice=advice)

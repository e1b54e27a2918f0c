"""What the parser says where the next token cannot stand: what is wrong, where, and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Final, NoReturn

from monitor.query import terms
from monitor.query.cursor import Cursor
from monitor.query.lexer import Kind, Token
from monitor.query.nodes import FIELDS, Near, Node
from monitor.query.printer import join
from monitor.query.rules import short

LOWER_CASE: Final = frozenset({"and", "or", "not"})
_MOST_WORDS: Final = 6
"""Words that a message repeats."""


def missing_term(cursor: Cursor) -> NoReturn:
    """Refuse a token that stands where a term should."""
    token, before = cursor.next, cursor.before
    name = named(token)
    if before is None:
        cursor.refuse(f"the query begins with {name}", "write a term before it")
    if token.kind is Kind.END:
        cursor.refuse(f"nothing after {named(before)}", f"write a term after it, or take {named(before)} away")
    cursor.refuse(f"{name} after {named(before)}", "write a term between them")


def missing_operator(cursor: Cursor, before: Token) -> NoReturn:
    """Refuse a term right after another: three search engines read it in three ways."""
    token = cursor.next
    if token.kind is Kind.NOT:
        cursor.refuse("NOT without an operator before it", "write AND NOT")
    if token.kind is Kind.WORD:
        terms.check_sign(cursor.text, token)
        _not_an_operator(cursor, token)
        if before.kind is Kind.WORD:
            _words_in_a_row(cursor, before)
    left, right = (_cut(cursor.text[one.start : one.end]) for one in (before, token))
    between = "them" if before.kind is Kind.RIGHT or token.kind is Kind.LEFT else f"{left} and {right}"
    cursor.refuse(
        "no operator between two terms",
        f"write AND or OR between {between}, or NEAR/8 where they stand close together",
    )


def _words_in_a_row(cursor: Cursor, before: Token) -> NoReturn:
    row = cursor.words_around()
    wrong = next((word for word in row if word.text.casefold() in LOWER_CASE), None)
    if wrong:
        _not_an_operator(cursor, wrong)
    words = [word.text for word in row[:_MOST_WORDS]]
    more = " …" if len(row) > _MOST_WORDS else ""
    cursor.refuse(
        f"no operator between {before.text} and {cursor.next.text}",
        f'write "{" ".join(words)}{more}" for the phrase, {" AND ".join(words)}{more}, or {" OR ".join(words)}{more}',
    )


def _not_an_operator(cursor: Cursor, token: Token) -> None:
    """Refuse and, or, not and near in small letters where an operator should stand."""
    name = token.text.casefold()
    if name not in LOWER_CASE | {"near", "onear"}:
        return
    operator = {"not": "AND NOT", "near": "NEAR/8", "onear": "ONEAR/8"}.get(name, name.upper())
    row = cursor.words_around()
    phrase = _cut(" ".join(word.text for word in row))
    cursor.refuse(
        f'"{token.text}" is not an operator in this spelling',
        f'write {operator} for the operator, or "{phrase}" for the {"phrase" if len(row) > 1 else "word"}',
        token.start,
    )


def unopened(cursor: Cursor) -> NoReturn:
    """Refuse a `)` or a comma outside of brackets."""
    if cursor.next.kind is Kind.RIGHT:
        cursor.refuse("this bracket was never opened", "take it away, or write ( where it should begin")
    cursor.refuse(
        "a comma outside of SENTENCE(…) and ATLEAST/2(…)",
        "write AND or OR between terms; a number with a comma is written NUM(=1,000)",
    )


def unclosed(cursor: Cursor, opening: Token) -> NoReturn:
    """Refuse a bracket that does not end where it could."""
    if cursor.next.kind is Kind.COMMA:
        cursor.refuse("a comma in plain brackets", "write AND or OR between the terms")
    cursor.refuse("this bracket is never closed", "write ) where it should end", opening.end - 1)


def mixed(cursor: Cursor, items: Sequence[Node], operators: Sequence[Token], at: int) -> NoReturn:
    """Refuse AND and OR side by side, and offer both readings."""
    readings = (_bracketed(items, operators, inner) for inner in (Kind.AND, Kind.OR))
    cursor.refuse("AND and OR without brackets", f"write {' or else '.join(readings)}", at)


def _bracketed(items: Sequence[Node], operators: Sequence[Token], inner: Kind) -> str:
    """Write the reading of a mixed chain in which `inner` binds tighter."""
    groups = [[items[0]]]
    for operator, item in zip(operators, items[1:], strict=True):
        if operator.kind is inner:
            groups[-1].append(item)
        else:
            groups.append([item])
    outer = Kind.OR if inner is Kind.AND else Kind.AND
    return short(join(outer, [join(inner, group) for group in groups]), most=160)


def near_chain(cursor: Cursor, near: Near, sign: Token) -> NoReturn:
    """Refuse a NEAR/n b NEAR/n c, which says nothing of a and c."""
    first, second = named(sign), named(cursor.next)
    left, middle = short(near.left), short(near.right)
    cursor.refuse(
        f"{second} after {first}",
        f"write {left} {first} {middle} AND {middle} {second} …, ({left} {first} {middle}) {second} …, "
        "or SENTENCE(a, b, c)",
    )


def unknown_field(cursor: Cursor, name: Token) -> NoReturn:
    """Refuse a field that does not exist."""
    quotes = 'if the colon is part of the term, put it in quotes: "…"'
    if not name.text:
        cursor.refuse("a colon without a field", f"write title:a, or, {quotes}", name.start)
    close = difflib.get_close_matches(name.text.casefold(), FIELDS, n=1, cutoff=0.6)
    known = f"did you mean {close[0]}:?" if close else f"the fields are {', '.join(FIELDS)}"
    cursor.refuse(f"there is no field {_cut(name.text)}:", f"{known} ({quotes})", name.start)


def misplaced_mark(cursor: Cursor, mark: Token) -> NoReturn:
    """Refuse = or ^ before anything but a word or a phrase that it touches."""
    token = cursor.next
    if token.kind is Kind.MARK:
        cursor.refuse("two marks before a term", "write one: = for the exact form, ^ for the exact case")
    if token.kind is Kind.PREFIX:
        cursor.refuse(f"{mark.text} before a word with a star", "leave it out: a prefix is not inflected")
    meaning = "form" if mark.text == "=" else "case"
    cursor.refuse(
        f"{mark.text} without a word",
        f'it asks for the exact {meaning} of a word or phrase and touches it: {mark.text}word, {mark.text}"a phrase"',
        mark.start,
    )


def not_in_a_term(cursor: Cursor) -> NoReturn:
    """Refuse what belongs in a query and not in a line of a term list."""
    token = cursor.next
    if token.kind is Kind.PREFIX:
        terms.refuse_star(cursor.text, token.end - 1)
    what = {Kind.COMMA: "a comma", Kind.LEFT: "a bracket", Kind.RIGHT: "a bracket"}.get(token.kind)
    cursor.refuse(
        f"{what or named(token)} in a term list",
        "a line is one term: write each term on a line of its own and operators in the query of a watch, "
        'or put this term in quotes: "…"',
    )


def named(token: Token) -> str:
    """Name a token as it is written."""
    match token.kind:
        case Kind.NEAR:
            return f"{token.text}/{token.number}"
        case Kind.CALL:
            return f"{token.text}("
        case Kind.FIELD:
            return f"{token.text}:"
    return str(token.kind)


def _cut(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"

"""Read a query of the watch language.

The grammar, one function a rule:

    query:    chain END
    chain:    part ('AND' part)* | part ('OR' part)*
    part:     'NOT'? near
    near:     limited (('NEAR/n' | 'ONEAR/n') limited)?
    limited:  (FIELD ':')? atom
    atom:     '(' chain ')' | call | marked | WORD | PREFIX | PHRASE | SET | REGEX | NUMBER
    call:     ('SENTENCE' | 'ATLEAST/n' | 'COUNT/n' | 'FIRST/n') '(' chain (',' chain)* ')'
    marked:   ('=' | '^') (WORD | PHRASE)

    WORD:     letters, digits and the signs of names: об'єкт, F-16, U.S., AT&T, 24/7
    PREFIX:   a word and '*'
    PHRASE:   '"' words '"'; also “…”, „…“, „…”, «…», »…« and ”…”
    SET:      '@' name
    REGEX:    '/' RE2 '/', on one line; a slash inside is '\\/'
    NUMBER:   'NUM' '(' relation ')', see `monitor.query.numbers`
    COMMENT:  '#' and a space, to the end of the line

    term:     one line of a term list: a phrase without quotes, or an atom without brackets, NUM and operators

AND and OR bind alike, so that they cannot be mixed without brackets; NOT binds tighter, NEAR tightest. Spaces
and line ends separate and mean nothing else. What may stand inside what is in `monitor.query.rules`.
"""

from __future__ import annotations

from typing import Final

from monitor.errors import QueryError
from monitor.query import numbers, refusals, regexes, rules, terms
from monitor.query.cursor import Cursor
from monitor.query.lexer import Kind, Token
from monitor.query.nodes import (
    FIELDS,
    AtLeast,
    Count,
    Field,
    First,
    Near,
    Node,
    Not,
    Prefix,
    Regex,
    Sentence,
    SetRef,
    Term,
)
from monitor.query.printer import join

MAX_DEPTH: Final = 40
"""Brackets within brackets. No reader follows so many; the bound keeps the parser off Python's own."""

_IN_TERM_LIST: Final = (Kind.WORD, Kind.PREFIX, Kind.PHRASE, Kind.SET, Kind.REGEX, Kind.MARK)


def parse(text: str) -> Node:
    """Read a query. Raises QueryError with the place and what to write instead."""
    cursor = Cursor(text)
    if cursor.at(Kind.END):
        cursor.refuse("an empty query", "write at least one term")
    node = _chain(cursor)
    if not cursor.at(Kind.END):
        refusals.unopened(cursor)
    rules.check_positive(text, node)
    return node


def parse_term(text: str) -> Term | Prefix | SetRef | Regex:
    """Read one line of a term list, where words without quotes are a phrase. Raises QueryError."""
    cursor = Cursor(text)
    if cursor.at(Kind.END):
        cursor.refuse("an empty term", "write a word or a phrase, or take the line away")
    if not cursor.at(*_IN_TERM_LIST):
        refusals.not_in_a_term(cursor)
    node = _line(cursor)
    if not cursor.at(Kind.END):
        refusals.not_in_a_term(cursor)
    return node


def _chain(cursor: Cursor) -> Node:
    items, operators = [_part(cursor)], []
    while operator := cursor.accept(Kind.AND, Kind.OR):
        operators.append(operator)
        items.append(_part(cursor))
    if not cursor.at(Kind.RIGHT, Kind.COMMA, Kind.END):
        refusals.missing_operator(cursor, cursor.tokens[cursor.position - 1])
    for operator in operators:
        if operator.kind is not operators[0].kind:
            refusals.mixed(cursor, items, operators, operator.start)
    return join(operators[0].kind, items) if operators else items[0]


def _part(cursor: Cursor) -> Node:
    sign = cursor.accept(Kind.NOT)
    if not sign:
        return _near(cursor)
    if cursor.at(Kind.NOT):
        cursor.refuse("NOT NOT", "write NOT once, or not at all")
    return Not(item=_near(cursor), at=sign.start)


def _near(cursor: Cursor) -> Node:
    left = _limited(cursor)
    sign = cursor.accept(Kind.NEAR)
    if not sign:
        return left
    name = refusals.named(sign)
    if cursor.at(Kind.NOT):
        cursor.refuse(f"NOT after {name}", f"write a AND NOT (a {name} b)")
    right = _limited(cursor)
    near = Near(left=left, right=right, distance=sign.number, ordered=sign.text == "ONEAR", at=left.at)
    if cursor.at(Kind.NEAR):
        refusals.near_chain(cursor, near, sign)
    return rules.near(cursor.text, near, name, sign.start)


def _limited(cursor: Cursor) -> Node:
    name = cursor.accept(Kind.FIELD)
    if not name:
        return _atom(cursor)
    if name.text not in FIELDS:
        refusals.unknown_field(cursor, name)
    if cursor.at(Kind.FIELD, Kind.NOT):
        cursor.refuse(
            f"{refusals.named(cursor.next)} after {name.text}:",
            f"write NOT {name.text}:a" if cursor.at(Kind.NOT) else f"write {name.text}:a AND {cursor.next.text}:a",
        )
    return rules.field(cursor.text, Field(name=name.text, item=_atom(cursor), at=name.start))


def _atom(cursor: Cursor) -> Node:
    match cursor.next.kind:
        case Kind.LEFT:
            return _group(cursor)
        case Kind.CALL:
            return _call(cursor)
        case Kind.NUMBER:
            return numbers.number(cursor.text, cursor.take())
        case Kind.MARK:
            return _marked(cursor)
    return _single(cursor)


def _single(cursor: Cursor) -> Term | Prefix | SetRef | Regex:
    token = cursor.next
    match token.kind:
        case Kind.WORD | Kind.PHRASE:
            return terms.term(cursor.text, cursor.take())
        case Kind.PREFIX:
            return terms.prefix(cursor.text, cursor.take())
        case Kind.SET:
            return SetRef(name=cursor.take().text, at=token.start)
        case Kind.REGEX:
            return _regex(cursor)
    return refusals.missing_term(cursor)


def _regex(cursor: Cursor) -> Regex:
    token = cursor.take()
    pattern = regexes.unslashed(token.text)
    try:
        regexes.compile(pattern)
    except QueryError as error:
        at = token.inside + regexes.raw_offset(token.text, error.offset)
        cursor.refuse(error.message, error.advice, at)
    return Regex(pattern=pattern, at=token.start)


def _marked(cursor: Cursor) -> Term:
    mark = cursor.take()
    if cursor.next.start != mark.end or not cursor.at(Kind.WORD, Kind.PHRASE):
        refusals.misplaced_mark(cursor, mark)
    return terms.term(cursor.text, cursor.take(), mark=mark)


def _group(cursor: Cursor) -> Node:
    opening = cursor.take()
    if cursor.at(Kind.RIGHT):
        cursor.refuse("empty brackets", "write a term between them, or take them away", opening.start)
    _descend(cursor, opening)
    node = _chain(cursor)
    _close(cursor, opening)
    return node


def _call(cursor: Cursor) -> Node:
    name = cursor.take()
    if cursor.at(Kind.RIGHT):
        cursor.refuse(f"{name.text} of nothing", "write terms between the brackets", name.start)
    _descend(cursor, name)
    items = [_chain(cursor)]
    while cursor.accept(Kind.COMMA):
        items.append(_chain(cursor))
    _close(cursor, name)
    return _called(cursor, name, tuple(items))


def _called(cursor: Cursor, name: Token, items: tuple[Node, ...]) -> Node:
    source, number, at = cursor.text, name.number, name.start
    if name.text == "SENTENCE":
        return rules.sentence(source, Sentence(items=items, at=at))
    if name.text == "ATLEAST":
        return rules.at_least(source, AtLeast(count=number, items=items, at=at))
    item = rules.only(source, f"{name.text}/{number}", items)
    if name.text == "COUNT":
        return rules.count(source, Count(count=number, item=item, at=at))
    return rules.first(source, First(words=number, item=item, at=at))


def _descend(cursor: Cursor, opening: Token) -> None:
    cursor.depth += 1
    if cursor.depth > MAX_DEPTH:
        cursor.refuse(
            f"more than {MAX_DEPTH} brackets within brackets",
            "put the inner words in a term set and refer to it with @name",
            opening.start,
        )


def _close(cursor: Cursor, opening: Token) -> None:
    cursor.depth -= 1
    if not cursor.accept(Kind.RIGHT):
        refusals.unclosed(cursor, opening)


# --- a line of a term list -------------------------------------------------------------------------------


def _line(cursor: Cursor) -> Term | Prefix | SetRef | Regex:
    first = cursor.next
    if first.kind is Kind.WORD:
        return _words(cursor, None)
    if first.kind is not Kind.MARK:
        return _single(cursor)
    following = cursor.tokens[cursor.position + 1]
    if following.kind is not Kind.WORD or following.start != first.end:
        return _marked(cursor)
    return _words(cursor, cursor.take())


def _words(cursor: Cursor, mark: Token | None) -> Term:
    """Read words without quotes; two or more are a phrase."""
    row = cursor.words_around()
    cursor.position += len(row)
    terms.check_sign(cursor.text, row[0])
    if len(row) == 1:
        return terms.term(cursor.text, row[0], mark=mark)
    text = " ".join(word.text for word in row)
    phrase = Token(kind=Kind.PHRASE, text=text, start=row[0].start, end=row[-1].end)
    return terms.term(cursor.text, phrase, mark=mark)

"""Numbers inside `NUM(…)`: what a query may ask for, and how it is written back.

    number:   relation value | value '..' value
    relation: '<' | '<=' | '=' | '>=' | '>'
    value:    digits, plain (12000) or grouped by commas (12,000), with a decimal point (1.5)

How numbers look in a text, in any language, is the business of `monitor.language`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NoReturn

from monitor.errors import QueryError
from monitor.query.lexer import Token
from monitor.query.nodes import Number

MAX_DIGITS: Final = 15
"""Digits of a number; a float holds so many exactly."""

_RELATION = re.compile(r"\s*(<=|>=|=<|=>|!=|<>|==|≤|≥|<|>|=|)\s*")
_VALUE = re.compile(r"(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?P<fraction>\.[0-9]+)?(?![0-9,])")
_RANGE = re.compile(r"\s*(\.\.+|…|–|-)\s*")
_KNOWN: Final = {"<": "<", "<=": "<=", "=": "=", ">=": ">=", ">": ">", "≤": "<=", "≥": ">="}
_ADVICE: Final = "write a relation and a number, such as NUM(>=1000), or a range, such as NUM(1000..5000)"


def number(source: str, token: Token) -> Number:
    """Return the node of a `NUM(…)` token. Raises QueryError at the part that cannot be read."""
    text, inside = token.text.rstrip(), token.inside
    if not text:
        _refuse(source, inside, "NUM without a number", _ADVICE)
    relation = _RELATION.match(text)
    sign = relation[1] if relation else ""
    begin = relation.end() if relation else 0
    if sign and sign not in _KNOWN:
        _refuse(source, inside, f"{sign} is not a relation", "the relations are < <= = >= >")
    value, end = _value(source, text, begin, inside)
    if not sign:
        return _range(source, token, value, end)
    if end != len(text):
        _refuse(source, inside + end, f"{text[end:]} after the number", _ADVICE)
    return Number(relation=_KNOWN[sign], value=value, at=token.start)


def _range(source: str, token: Token, low: float, end: int) -> Number:
    text, inside = token.text.rstrip(), token.inside
    dots = _RANGE.match(text, end)
    if end == len(text):
        _refuse(source, inside, "a number without a relation", f"write NUM(={text}) or NUM(>={text})")
    if not dots:
        _refuse(source, inside + end, f"{text[end:]} after the number", _ADVICE)
    if dots[1] != "..":
        _refuse(source, inside + dots.start(1), f"{dots[1]} in a range", "write it with two dots: 1000..5000")
    high, end = _value(source, text, dots.end(), inside)
    if end != len(text):
        _refuse(source, inside + end, f"{text[end:]} after the number", _ADVICE)
    if high < low:
        _refuse(
            source,
            inside + dots.end(),
            "the range ends before it begins",
            f"write NUM({plain(high)}..{plain(low)})",
        )
    return Number(relation="..", value=low, high=high, at=token.start)


def _value(source: str, text: str, at: int, inside: int) -> tuple[float, int]:
    """Return the number that stands at `at` and where it ends."""
    found = _VALUE.match(text, at)
    if not found:
        _refuse(
            source,
            inside + at,
            f"{text[at:] or 'nothing'} where a number should be",
            "write it with digits only: 1000, 1,000 or 1.5",
        )
    whole, fraction = found["whole"].replace(",", ""), found["fraction"] or ""
    if len(whole) + len(fraction) > MAX_DIGITS:
        _refuse(source, inside + at, f"a number of more than {MAX_DIGITS - 1} digits", "write it with fewer digits")
    if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", found[0]):
        # In half of Europe this is a thousand and more; here the point is a decimal point.
        grouped = found[0].replace(".", ",")
        _refuse(
            source,
            inside + at,
            f"{found[0]} may be read as {grouped} or as a fraction",
            f"write {grouped} for the one, {found[0]}0 for the other",
        )
    return float(whole + fraction), found.end()


def _refuse(source: str, offset: int, message: str, advice: str) -> NoReturn:
    raise QueryError(message, text=source, offset=offset, advice=advice)


def plain(value: float) -> str:
    """Write a number so that `NUM(…)` reads the same value back."""
    text = format(Decimal(repr(value)), "f")
    text = text.removesuffix(".0")
    return f"{text}0" if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", text) else text


def written(node: Number) -> str:
    """Write what stands between the brackets of `NUM(…)`."""
    if node.high is not None:
        return f"{plain(node.value)}..{plain(node.high)}"
    return f"{node.relation}{plain(node.value)}"

"""Figures with marks between them: which are thousands, which decimals, and which no number at all."""

from __future__ import annotations

import re
from unicodedata import decimal

_FIGURE = re.compile(r"(\d+(?:[.,'٫٬]\d+)*)(\D*)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,'٬])\d{3}(?:\1\d{3})*")
_DECIMAL = re.compile(r"(.*)([.,٫])(\d+)")


def split_figure(word: str) -> tuple[float, str] | None:
    """Read a word that begins with figures into their value and the letters glued to them (12k).

    Returns None for other words, and for dates and versions (24.11.2024).
    """
    if (parts := _FIGURE.fullmatch(word)) is None:
        return None
    value = _value("".join(_ascii(character) for character in parts[1]))
    return None if value is None else (value, parts[2])


def _ascii(character: str) -> str:
    return str(decimal(character)) if character.isdecimal() else character


def _value(figure: str) -> float | None:
    """Return the value: three figures after each mark are thousands (12,000 and 12.000), else it is a decimal mark."""
    if figure.isdigit():
        return float(figure)
    if _THOUSANDS.fullmatch(figure) is not None:
        return float(re.sub(r"\D", "", figure))
    if (parts := _DECIMAL.fullmatch(figure)) is None:
        return None
    whole, mark, fraction = parts.groups()
    if whole.isdigit() or (mark not in whole and _THOUSANDS.fullmatch(whole) is not None):
        return float(f"{re.sub(r'[^0-9]', '', whole)}.{fraction}")
    return None

"""What is new about a story that was told before, in words: the update of an alert, made readable.

An update comes with names for machines ("12000 soldier", "herald"); here they become what a desk reads. What counts as
an update was decided elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from monitor.render.clean import clean
from monitor.types import Reason, Update

_FIGURE = re.compile(r"(-?[0-9.]+(?:e[+-]?[0-9]{1,2})?)(?: ([a-z]+))?")

_PLURALS = {
    "aircraft": "aircraft", "arrest": "arrested", "body": "bodies", "bus": "buses", "child": "children",
    "evacuate": "evacuated", "exchange": "exchanged", "family": "families", "killed": "killed", "missing": "missing",
    "party": "parties", "percent": "percent", "person": "people", "rescue": "rescued", "wounded": "wounded",
}  # fmt: skip
"""What is counted, where an s is not the answer; of what happened to people, the word that follows a number."""

_FATES = frozenset({"arrest", "evacuate", "exchange", "rescue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """What is new. `kind` is the word of the update: publisher, figure, term set, headline, lead, denial, withdrawn.

    `old` and `new` are the difference, readable; either may be empty.
    """

    kind: str
    old: tuple[str, ...]
    new: tuple[str, ...]


def readable(update: Update | None, publishers: Collection[str]) -> Updated | None:
    """Return what is new in words, or None where nothing is. `publishers` are names as people write them."""
    if update is None:
        return None
    old, new = (_readable(update, names, publishers) for names in (update.old, update.new))
    return Updated(kind=update.what, old=old, new=new)


def _readable(update: Update, names: Iterable[str], publishers: Collection[str]) -> tuple[str, ...]:
    if update.kind is Reason.CHANGED and update.what == "figure":
        return tuple(figure(name) for name in names)
    if update.what == "publisher":
        return tuple(called(name, publishers) for name in names)
    return tuple(clean(name) for name in names)


def figure(name: str) -> str:
    """Write a figure as a newsroom does: `12000 soldier` is `12,000 soldiers`. What is no figure stays as it is."""
    found = _FIGURE.fullmatch(name)
    try:
        value = float(found[1]) if found else None
    except ValueError:
        value = None
    if found is None or value is None:
        return clean(name)
    written = f"{int(value):,}" if value.is_integer() else f"{value:,}"
    unit = found[2]
    return f"{written} {_counted(unit, one=value == 1)}" if unit else written


def _counted(unit: str, *, one: bool) -> str:
    if one and unit not in _FATES:
        return unit
    if unit in _PLURALS:
        return _PLURALS[unit]
    return f"{unit}es" if unit.endswith(("s", "x", "ch", "sh")) else f"{unit}s"


def called(name: str, publishers: Iterable[str]) -> str:
    """Return a publisher's name as people write it: stories know houses by a plain name, in small letters."""
    plain = _letters(name)
    alike = [one for one in map(clean, publishers) if plain and _letters(one).startswith(plain)]
    return min(alike, key=len, default=clean(name))


def _letters(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in decomposed if char.isalnum())

"""What a person names on the command line: a story, a watch, a channel; and what is said where there is none such."""

from __future__ import annotations

from collections.abc import Iterable

import click

from monitor.store import Store, stories

LEAST = 6
"""Characters of an id that name it: the questions of `monitor.store` ask for as many."""


def one_of(kind: str, name: str | None, names: Iterable[str]) -> None:
    """Refuse a name that is none of `names`. Raises UsageError."""
    known = list(names)
    if name is not None and name not in known:
        raise click.UsageError(f"no {kind} {name!r}; there are: {', '.join(known) or 'none'}")


def too_short(what: str) -> str:
    """Say that `what`, which nothing was found for, is too short for the beginning of an id; nothing where it is not.

    A guid may be as short: this is only said where there is none such.
    """
    return f"of an id at least the first {LEAST} characters are needed" if len(what) < LEAST else ""


def a_story(what: str, store: Store) -> str:
    """Return the story that `what` names: its id or the beginning of it, or an entry of it. Raises UsageError."""
    found = stories.find(store.db, what)
    if len(found) != 1:
        listed = f": {', '.join(found)}" if found else f"; {too_short(what) or 'or it is older than `store.keep`'}"
        raise click.UsageError(f"{what!r} names {len(found) or 'no'} stories{listed}")
    return found[0]

"""Proposals for a watch on a terminal: each as the line to paste, with what it saves and what it may cost."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from monitor.query import to_text
from monitor.tuning import HeldOut, Proposal, Seen, Suggestions

_SHOWN = 3
_COLOURS = {"+": "green", "-": "red", "@": "dim"}


def difference(path: Path, after: str, before: str | None = None) -> str:
    """Return a patch from the file as it stands (or from `before`) to another text; with one line around."""
    old = path.read_text(encoding="utf-8") if before is None else before
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), after.splitlines(keepends=True), str(path), str(path), n=1
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def suggestions_data(found: Suggestions, path: Path, steps: Sequence[str]) -> dict[str, Any]:
    """Return all of it for a program: queries as text, and the patch of all proposals together."""
    return {
        "watch": found.watch,
        "judged": {
            "relevant": found.true,
            "not_relevant": found.false,
            "missed": found.missed,
            "kept_out_already": found.past,
        },
        "unjudged": found.unjudged,
        "proposals": [_proposal_data(one) for one in found.proposals],
        "remaining": {"not_relevant": found.remaining_false, "missed": found.remaining_missed},
        "replay": {"lost_not_relevant": found.lost_false, "lost": found.lost, "gained": found.gained},
        "held_out": found.held_out,
        "query": to_text(found.query),
        "file": path,
        "patch": difference(path, steps[-1]) if steps else "",
    }


def _proposal_data(one: Proposal) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "says": one.says,
        "query": to_text(one.query),
        "saves": one.saves,
        "catches": one.catches,
        "stories": one.stories,
        "costs_relevant": 0,
        "drops_unjudged": one.drops,
        "drops_unjudged_told": one.drops_told,
        "drop_examples": one.drop_examples,
        "brings_unjudged": one.brings,
        "bring_examples": one.bring_examples,
    }


def show_suggestions(found: Suggestions, path: Path, steps: Sequence[str], console: Console, *, in_git: bool) -> None:
    """Print it: what was judged, proposal by proposal, and what all of them do.

    `in_git` says that git knows the configuration: then a change is compared with what git has.
    """
    _line(
        console,
        f"{found.watch}: {found.true} relevant, {found.false} not relevant, {found.missed} missed; "
        f"{found.unjudged} matches that nobody judged",
    )
    before = path.read_text(encoding="utf-8")
    for number, (one, after) in enumerate(zip_longest(found.proposals, steps), 1):
        console.print()
        _show_proposal(number, one, found, console)
        if after is None:
            _line(console, f"   query: {to_text(one.query)}")
            continue
        _show_patch(difference(path, after, before), console)
        before = after
    console.print()
    if not found.proposals:
        _line(console, "nothing to propose that concerns two stories or more and costs nothing relevant")
        return
    _show_sum(found, console)
    _show_next(path, in_git, console)


def _show_proposal(number: int, one: Proposal, found: Suggestions, console: Console) -> None:
    console.print(Text(f"{number}. {one.says}", style="bold"), soft_wrap=True)
    if one.saves:
        _line(
            console, f"   saves {len(one.saves)} not relevant ({one.stories} stories), costs 0 of {found.true} relevant"
        )
        _examples(one.saves, "-", console)
    if one.catches:
        _line(console, f"   finds {len(one.catches)} that were missed ({one.stories} stories), lets in 0 not relevant")
        _examples(one.catches, "+", console)
    if one.drops:
        _line(console, f"   would keep out {one.drops} that nobody judged, {one.drops_told} of them told: look at them")
        _examples(one.drop_examples, "?", console)
    if one.brings:
        _line(console, f"   would let in {one.brings} that nobody judged: look at them")
        _examples(one.bring_examples, "?", console)


def _show_patch(patch: str, console: Console) -> None:
    for line in patch.splitlines()[2:]:
        console.print(Text(f"   {line}", style=_COLOURS.get(line[:1], "")), soft_wrap=True)


def _show_sum(found: Suggestions, console: Console) -> None:
    kept_out = found.false - found.remaining_false
    _line(console, f"All together: {kept_out} of {found.false} not relevant kept out, 0 of {found.true} relevant lost")
    if found.missed:
        caught = found.missed - found.remaining_missed
        _line(console, f"  {caught} of {found.missed} missed found")
    _line(
        console,
        f"  replayed over the archive: {found.lost_false} alerts called not relevant fewer, "
        f"{len(found.lost)} that nobody called so, {len(found.gained)} new ones",
    )
    if found.held_out is not None:
        _show_held_out(found.held_out, console)
    else:
        _line(console, "  too little was judged to say how good this is on what comes next")


def _show_next(path: Path, in_git: bool, console: Console) -> None:  # what the place is, no switch
    folder = path.parent.parent
    if in_git:
        _line(console, f"Paste what you like into {path}, then: monitor diff HEAD {folder} --since 30d")
        return
    copied = Path("next") / path.relative_to(folder)
    _line(console, f"Copy the configuration: cp -r {folder} next")
    _line(console, f"Paste what you like into {copied}, then: monitor diff {folder} next --since 30d")


def _show_held_out(one: HeldOut, console: Console) -> None:
    said = f"{one.saved} of {one.false} not relevant kept out, {one.lost} of {one.true} relevant lost"
    caught = f", {one.caught} of {one.missed} missed found" if one.missed else ""
    _line(console, f"  to expect of new stories (each left out once): {said}{caught}")


def _examples(found: Iterable[Seen], mark: str, console: Console) -> None:
    for one in list(found)[:_SHOWN]:
        line = Text(f"     {mark} {one.title}  ").append(f"{one.publisher} · {one.entry[:8]}", style="dim")
        console.print(line, soft_wrap=True, highlight=False)


def _line(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)

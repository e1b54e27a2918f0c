"""Writes feeds as they stand in feeds.yaml, for a person to look over and put there. Nothing is written over."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from monitor.config import addresses
from monitor.config.languages import NAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A feed that may be added, as another program or a site describes it."""

    url: str
    title: str
    tags: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The text, how many feeds it holds, and those left out with the reason."""

    text: str
    count: int
    left_out: tuple[str, ...]


def feeds_text(candidates: Iterable[Candidate], *, names: Collection[str], urls: Collection[str]) -> Listing:
    """Write `candidates` as YAML; those at `urls` are there already, and `names` are taken."""
    taken, known = {name.casefold() for name in names}, set(urls)
    lines: list[str] = []
    left_out: list[str] = []
    for candidate in candidates:
        reason = "it is in feeds.yaml already" if candidate.url in known else _unusable(candidate.url)
        if reason:
            left_out.append(f"{candidate.url}: {reason}")
            continue
        known.add(candidate.url)
        name = _name(candidate, taken)
        taken.add(name.casefold())
        lines += [f"  {_key(name)}:", *(f"    {line}" for line in _keys(candidate))]
    text = "\n".join(["feeds:", *lines, ""]) if lines else ""
    return Listing(text=text, count=len(known) - len(set(urls)), left_out=tuple(left_out))


def _unusable(url: str) -> str:
    try:
        addresses.feed_url(url)
    except PydanticCustomError as error:
        return "; ".join(fault.message for fault in (error.context or {}).get("faults", ()))
    return ""


def _name(candidate: Candidate, taken: Collection[str]) -> str:
    """Return a free name made of the title, else of the host."""
    host = re.sub(r"^https?://(?:www\.)?", "", candidate.url)
    title = candidate.title if candidate.title != candidate.url else ""
    stem = _slug(title) or _slug(re.split(r"[/:?]", host)[0]) or "feed"
    if stem.casefold() not in taken:
        return stem
    return next(name for number in range(2, len(taken) + 3) if (name := f"{stem}-{number}").casefold() not in taken)


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text).strip("-").casefold()[:60].strip("-")


def _keys(candidate: Candidate) -> list[str]:
    keys = [f"url: {_quoted(candidate.url)}"]
    title = _visible(candidate.title)
    if title and title != candidate.url:
        keys.append(f"title: {_quoted(title)}")
    language = re.split(r"[-_]", candidate.language or "")[0].casefold()
    if language in NAMES:
        keys.append(f"language: {_quoted(language)}")
    tags = dict.fromkeys(visible for tag in candidate.tags if (visible := _visible(tag)))
    if tags:
        keys.append(f"tags: [{', '.join(_quoted(tag) for tag in tags)}]")
    return keys


def _key(name: str) -> str:
    """Write a name as a key: in quotes where YAML would take it for a number or a truth."""
    return name if name[0].isalpha() and name not in _WORDS else _quoted(name)


_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def _visible(text: str) -> str:
    """Return one line of visible text, as titles must be."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:200]


def _quoted(text: str) -> str:
    """Write a text in double quotes: JSON is YAML 1.2."""
    return json.dumps(text, ensure_ascii=False)

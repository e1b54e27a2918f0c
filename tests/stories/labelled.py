"""The labelled stream: entries of invented outlets in three languages, each with the story that it belongs to.

Stories were split by group (twins and the issues of a series stay together) into a tuning and a held-out half, in the
order of a hash of the group's name. Groups that were written after the held-out half had been looked at went to the
tuning half.

`world` (news of all kinds) and `twins` (more look-alikes) were written later, before they were ever joined. What was
measured on them first stands in benchmarks/README.md; since then they are for tuning, too. `unseen` was written after
that, and nothing was tuned on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.stories.features import Features, features_of
from monitor.types import Entry, digest

FOLDER = Path(__file__).parent / "stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An entry with what is known of it."""

    entry: Entry
    story: str
    group: str
    update: str | None = None
    copy_of: str | None = None
    series: bool = False


def read(name: str) -> list[Labelled]:
    """Read `tuning`, `heldout`, `world`, `twins` or `unseen`, in the order of arrival."""
    return [_labelled(json.loads(line)) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]


def _labelled(row: dict[str, Any]) -> Labelled:
    page = f"https://{digest(row['publisher'])[:8]}.example/{row['id']}"
    entry = Entry(
        id=row["id"],
        feed=row["publisher"],
        publisher=row["publisher"],
        guid=page,
        url=page,
        canonical_url=page,
        title=row["title"],
        summary=row["summary"],
        first_seen=datetime.fromisoformat(row["seen"]),
        published=datetime.fromisoformat(row["published"]),
        language=row["language"],
    )
    return Labelled(
        entry=entry,
        story=row["story"],
        group=row["group"],
        update=row.get("update"),
        copy_of=row.get("copy_of"),
        series=row.get("series", False),
    )


def features(stream: Iterable[Labelled]) -> list[Features]:
    """Take the entries apart, in order."""
    return [features_of(item.entry) for item in stream]


def meant(stream: Sequence[Labelled]) -> dict[str, str]:
    """The labels, in the order of arrival."""
    return {item.entry.id: item.story for item in stream}

"""What people said of what a watch told: relevant or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.types.entries import Entry


class Relevance(StrEnum):
    """Whether a watch should tell an entry."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not-relevant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """The last word on one entry and one watch.

    `entry` is as it was read when it was judged, and is kept longer than the archive. `told` is when the watch told it,
    or would have as a shadow; None where it did not: then RELEVANT says that it was missed. `story` is empty for an
    entry that no watch matched.
    """

    watch: str
    entry: Entry
    relevance: Relevance
    author: str
    because: str
    at: datetime
    told: datetime | None
    story: str = ""

    @property
    def relevant(self) -> bool:
        """Whether the watch should tell the entry."""
        return self.relevance is Relevance.RELEVANT

    @property
    def event(self) -> str:
        """Name what the entry is about: its story, or itself where it is in none."""
        return self.story or self.entry.id

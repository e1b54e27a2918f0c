"""How much two reports must have in common to be one story."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.settings import Joining


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Thresholds on the likeness of an entry and a story.

    From `joins` on they are one story. From `doubtful` on they may be: the entry is told by itself, threaded to the
    likely story, because a wrong join hides news and a wrong split costs one message.
    """

    name: str
    joins: float
    doubtful: float


STRICT = Preset(name="strict", joins=0.45, doubtful=0.28)
BALANCED = Preset(name="balanced", joins=0.30, doubtful=0.22)
LOOSE = Preset(name="loose", joins=0.26, doubtful=0.18)

PRESETS = {Joining(preset.name): preset for preset in (STRICT, BALANCED, LOOSE)}


def strictest(presets: Iterable[Preset]) -> Preset:
    """Return the one that joins least, for an entry that several watches matched; balanced where there is none."""
    return max(presets, key=lambda preset: preset.joins, default=BALANCED)

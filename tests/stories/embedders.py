"""A tiny model for tests: it knows some words in three languages, and hears nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence

from monitor.language import analyse

_MEANINGS = (
    ("lighthouse", "маяк", "маяка"),
    ("keeper", "доглядач", "смотритель"),
    ("retires", "йде", "уходит"),
    ("cake", "торт", "торта"),
    ("baker", "пекар", "пекарь"),
)


class TinyEmbedder:
    """One part of the vector for each meaning, and one for a text without any; `asked` counts texts."""

    name = "tiny"

    def __init__(self) -> None:
        self.asked = 0

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return a vector of length 1 for each text."""
        self.asked += len(texts)
        return [self._embed(text) for text in texts]

    def _embed(self, text: str) -> list[float]:
        words = set(analyse(text).words)
        parts = [float(not words.isdisjoint(forms)) for forms in _MEANINGS]
        parts.append(float(not any(parts)))
        length = math.hypot(*parts)
        return [part / length for part in parts]

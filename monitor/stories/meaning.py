"""What a language model makes of a text, as far as joining needs it: kept small, and compared.

The model itself is outside (`monitor.embedding`): here it is anything that turns texts into unit vectors. It is asked
across scripts only, where words cannot meet, and it adds to what two entries share; see `likeness`.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from operator import mul
from typing import NamedTuple, Protocol, Self

FROM = 0.85
"""From which likeness of meaning on two texts may say the same. With multilingual-e5-small 0.1 to 3% of the pairs of
different stories lie above, by stream; every model has its own."""

_STEPS = 127


class Embedder(Protocol):
    """A model that turns texts into vectors of length 1, the same for the same text. `name` tells models apart."""

    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return a vector for each text."""
        ...


class Meaning(NamedTuple):
    """A vector in bytes of one sign each, `length` long, and the name of the model that made it."""

    model: str
    steps: bytes
    length: float

    @classmethod
    def of(cls, model: str, vector: Sequence[float]) -> Self:
        """Return `vector` with the precision that is kept: a 127th of its largest part."""
        largest = max(map(abs, vector), default=0.0) or 1.0
        return cls._of(model, bytes(round(part / largest * _STEPS) & 0xFF for part in vector))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return what `to_text` wrote. Raises ValueError where it is not such a text."""
        model, steps = text.rsplit(" ", 1)
        return cls._of(model, base64.b64decode(steps, validate=True))

    @classmethod
    def _of(cls, model: str, steps: bytes) -> Self:
        parts = memoryview(steps).cast("b")
        return cls(model, steps, math.sqrt(sum(map(mul, parts, parts))))

    def to_text(self) -> str:
        """Return the value as one line: the model and the vector in Base64."""
        return f"{self.model} {base64.b64encode(self.steps).decode()}"

    def alike(self, other: Meaning) -> float:
        """Return the cosine of two meanings; 0 where they are of different models."""
        length = self.length * other.length
        if self.model != other.model or len(self.steps) != len(other.steps) or not length:
            return 0.0
        product: int = sum(map(mul, memoryview(self.steps).cast("b"), memoryview(other.steps).cast("b")))
        return product / length


def meaning_of(embedder: Embedder, title: str, summary: str) -> Meaning:
    """Return the meaning of an entry: of its headline and the text below it."""
    vector = embedder.embed([". ".join(part for part in (title.strip(" ."), summary.strip()) if part)])[0]
    return Meaning.of(embedder.name, vector)

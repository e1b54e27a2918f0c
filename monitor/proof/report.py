"""What was proved and what was not, for people and for machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One difference between what was to come and what came; an empty text stands for nothing at all.

    `because` says why it came, or what was missing. In a case, `entry` is its number and `at` its time.
    """

    watch: str
    title: str  # of the entry
    expected: str
    came: str
    because: tuple[str, ...]
    line: int
    entry: int | None = None
    at: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One thing that was tried: an example of a watch, or a case of a test file. `group` is the watch or the file."""

    group: str
    name: str
    file: str
    line: int
    took: timedelta
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that was tried, and how long it took, the reading of the word lists included.

    `unproved` are the watches, but for those that are off, of which neither an example nor an expectation speaks.
    """

    examples: tuple[Proof, ...]
    cases: tuple[Proof, ...]
    took: timedelta
    unproved: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[Proof, ...]:
        """What did not come as written."""
        return tuple(proof for proof in (*self.examples, *self.cases) if proof.failures)

"""What can be told to a person who has to mend something.

Only faults that somebody outside the program can mend are exceptions of this file. A failed fetch or a
refused mail is expected and therefore a value (see `monitor.types`); a bug is any other exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class MonitorError(Exception):
    """A fault that a person can mend. Its text says what is wrong, where, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing wrong in the configuration.

    `line` and `column` count from 1. `path` is the place inside the file in dots and brackets, such as
    `watches.kursk.query`. `caret` is the offending line with a `^` under the place, where there is one.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    caret: str = ""

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        head = f"{self.file}:{self.line}:{self.column}: {where}{self.message}"
        return f"{head}\n{self.caret}" if self.caret else head


class ConfigurationError(MonitorError):
    """The configuration is refused; `problems` holds every reason, in the order of the files."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class QueryError(MonitorError):
    """A query cannot be read. `offset` is the place in `text` (in characters, from 0)."""

    def __init__(self, message: str, *, text: str, offset: int, advice: str = "") -> None:
        self.message = message
        self.text = text
        self.offset = max(0, min(offset, len(text)))
        self.advice = advice
        super().__init__(f"{message}; {advice}" if advice else message)

    @property
    def line(self) -> int:
        """The line of the place, from 1."""
        return self.text.count("\n", 0, self.offset) + 1

    @property
    def column(self) -> int:
        """The column of the place in its line, from 1."""
        return self.offset - (self.text.rfind("\n", 0, self.offset) + 1) + 1

    @property
    def caret(self) -> str:
        """The line of the place and below it a caret under the place."""
        start = self.offset - self.column + 1
        end = self.text.find("\n", start)
        line = self.text[start : end if end >= 0 else len(self.text)]
        return f"  {line}\n  {' ' * (self.column - 1)}^"


class LockedError(MonitorError):
    """Another worker holds the database; the text names it."""


class StoreError(MonitorError):
    """The database cannot be used as it is; the text says why and what to do."""


class DamagedError(StoreError):
    """The database is damaged. The worker ends, and the next start is in safe mode (`monitor.store.safety`)."""

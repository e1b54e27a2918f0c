"""The written day: what each outlet shows at each step, read from the files in `day/`.

Every text was written for this demonstration; outlets, people and numbers are invented. A day has steps instead of
hours: an entry appears at one step and may be edited at later ones. Dates are minutes relative to the moment the
demonstration starts, so that the day is always today.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Edit(_Written):
    """What changes at step `since`; what is not named stays. `published` alone is a date bump."""

    since: int = Field(alias="from")
    published: int | None = None
    title: str | None = None
    summary: str | None = None
    article: str | None = None


class Item(_Written):
    """One entry of an outlet. `published` is in minutes relative to the start of the demonstration."""

    guid: str
    permalink: bool = False
    path: str
    since: int = Field(alias="from", default=0)
    published: int
    updated: int | None = None
    title: str
    summary: str
    article: str = ""
    edits: tuple[Edit, ...] = ()

    def at(self, step: int) -> Item:
        """This entry as it stands at `step`, its edits applied."""
        now = self
        for edit in self.edits:
            if edit.since <= step:
                changes = edit.model_dump(exclude={"since", "published"}, exclude_none=True)
                date = now.updated if edit.published is None else edit.published
                now = now.model_copy(update={**changes, "updated": date})
        return now


class Trouble(StrEnum):
    """What an outlet's server answers instead of its feed."""

    ERROR = "error"  # status 500
    PAGE = "page"  # status 200 with a page for people


class Outlet(_Written):
    """One invented publisher with one feed."""

    name: str
    publisher: str
    title: str
    language: str
    site: str
    format: Literal["rss", "atom"]
    encoding: str = "utf-8"
    trouble: Mapping[int, Trouble] = {}
    entries: tuple[Item, ...]

    def at(self, step: int) -> tuple[Item, ...]:
        """What the feed holds at `step`, newest first."""
        shown = [item.at(step) for item in self.entries if item.since <= step]
        return tuple(sorted(shown, key=lambda item: -item.published))

    def link(self, item: Item) -> str:
        """The address of an entry's page."""
        return f"https://{self.site}{item.path}"


def outlets() -> tuple[Outlet, ...]:
    """Every outlet of the day, by name."""
    files = resources.files("monitor.demo") / "day"
    found = [file for file in files.iterdir() if file.name.endswith(".yaml")]
    reader = YAML(typ="safe", pure=True)
    read = [Outlet.model_validate(reader.load(file.read_text(encoding="utf-8"))) for file in found]
    return tuple(sorted(read, key=lambda outlet: outlet.name))


def last_step(day: tuple[Outlet, ...]) -> int:
    """The step after which nothing changes any more."""
    steps = [0]
    for outlet in day:
        steps += outlet.trouble
        for item in outlet.entries:
            steps += [item.since, *(edit.since for edit in item.edits)]
    return max(steps)


def moment(minutes: int, start: datetime) -> datetime:
    """A date of the day, in the time of the demonstration."""
    return start.replace(microsecond=0) + timedelta(minutes=minutes)

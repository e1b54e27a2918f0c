"""The shape of the test files, key by key; what is wrong between the keys is told by `monitor.config.cases`."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from monitor.config import addresses, values
from monitor.config.faults import Fault, refusal
from monitor.config.shape import Section, Title, Unique
from monitor.settings import WatchState
from monitor.types import Reason, Suppressed


class Entry(Section):
    """One entry in one reading of a feed. The same guid (or url) again is the same entry, edited."""

    at: values.Moment = Field(description="When the feed shows it, from the beginning of the test: 0m, 10m, 1h30m.")
    feed: values.FeedName = Field(description="The configured feed that shows it.")
    title: str = Field(min_length=1, description="The headline.")
    summary: str = Field(default="", description="The summary.")
    url: addresses.PageUrl | None = Field(default=None, description="Its link.")
    guid: str | None = Field(default=None, min_length=1, description="Its guid; by it an edit is known as one.")
    age: values.Duration | None = Field(
        default=None, description="How long before `at` it was published. Default: it has no date."
    )
    article: str | None = Field(
        default=None, min_length=1, description="The text of its page, for when a watch asks for it. Needs a url."
    )
    authors: Unique[str] = Field(default_factory=list, description="Who wrote it, for `author:`.")
    tags: Unique[str] = Field(default_factory=list, description="Its labels, for `tag:`.")


class Expectation(Section):
    """What becomes of one entry for one watch: one of `alert` and `suppressed`."""

    at: values.Moment | None = Field(default=None, description="The time of the entry, for readers.")
    entry: int = Field(ge=1, description="Which entry of the list, counted from 1.")
    watch: values.WatchName = Field(description="The watch that it matches.")
    alert: Annotated[Reason, Field(strict=False)] | None = Field(
        default=None, description="The channels are told, for this reason."
    )
    suppressed: Annotated[Suppressed, Field(strict=False)] | None = Field(
        default=None, description="Nobody is told, for this reason."
    )

    @model_validator(mode="after")
    def _has_one_outcome(self) -> Self:
        if self.alert is None and self.suppressed is None:
            raise refusal("an outcome is missing: write `alert: new` or `suppressed: same-story`")
        if self.alert is not None and self.suppressed is not None:
            raise refusal(Fault(message="either alert or suppressed, not both", at="suppressed", of_key=True))
        return self


class Test(Section):
    """One test: entries as feeds show them, and all that must come of them."""

    about: Title | None = Field(default=None, description="What it shows, for people.")
    watches: Unique[values.WatchName] = Field(
        default_factory=list, description="The watches that take part. Default: all that are not off."
    )
    state: Annotated[WatchState, Field(strict=False)] | None = Field(
        default=None, description="What these watches are taken for, such as live for one that is on trial."
    )
    new_feeds: Unique[values.FeedName] = Field(
        default_factory=list, description="Feeds that are read for the first time. Default: none."
    )
    entries: list[Entry] = Field(min_length=1, description="What the feeds show, in the order of time.")
    expect: list[Expectation] = Field(description="All that comes of it. [] says that nothing does.")


class TestsFile(Section):
    """A file of tests/: tests by name."""

    tests: dict[values.Name, Test] = Field(default_factory=dict, description="The tests by name.")

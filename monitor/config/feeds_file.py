"""The shape of feeds.yaml, key by key: what is polled.

The descriptions are what an operator reads in the editor and in the documentation. Every key that stands here
is used; every other key is refused. What the files mean together is judged in `monitor.config.checks`.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from monitor import settings
from monitor.config import addresses, values
from monitor.config.faults import Fault, refusal
from monitor.config.shape import Section, Title, Unique

_FEED = settings.Feed(name="", url="", title="", publisher="")


class Interval(Section):
    """The bounds within which the time between two polls of a feed is chosen, by when and how much it publishes."""

    least: values.Duration | None = Field(description="The shortest time between two polls.")
    most: values.Duration = Field(
        description="The longest time between two polls, unless the publisher asks for more patience."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least is not None and self.least >= self.most:
            raise refusal(
                Fault(message="must be shorter than `most`; for a fixed interval write every: 10m", at="least")
            )
        return self


def _as_interval(value: object) -> object:
    if isinstance(value, dict) and "least" in value and value["least"] is None:
        raise refusal(Fault(message="nothing is written here", at="least"))
    return value if isinstance(value, dict | Interval) else {"least": None, "most": value}


AnInterval = Annotated[Interval, BeforeValidator(_as_interval, json_schema_input_type=values.Duration | Interval)]


class FeedDefaults(Section):
    """What holds for every feed that does not say otherwise."""

    every: AnInterval = Field(
        default=Interval.model_construct(least=_FEED.least, most=_FEED.every),
        description="How often a feed is fetched: 10m, or {least: 2m, most: 1h} for an interval that is chosen so that "
        "news are seen soonest for the requests that poll.budget allows.",
    )
    language: values.Language | None = Field(default=None, description="The language of the feeds.")
    first_sight: Annotated[settings.FirstSight, Field(strict=False)] = Field(
        default=_FEED.first_sight,
        description="What the entries of a feed mean that was never read before: baseline (known from now on, "
        "nobody is told) or alert.",
    )
    article: Annotated[settings.FeedArticle, Field(strict=False)] = Field(
        default=_FEED.article,
        description="Whether the pages behind the links are fetched for the full text: when-needed (a watch cannot be "
        "decided on headline and summary), always or never.",
    )


class Feed(Section):
    """A URL that is polled."""

    url: addresses.FeedUrl = Field(description="Where the feed is: https, http or file.")
    title: Title | None = Field(default=None, description="The feed's name for people. Default: its name in this file.")
    publisher: Title | None = Field(
        default=None,
        description="Who is behind it. Feeds of one publisher count once where a story is counted. Default: the title.",
    )
    language: values.Language | None = Field(
        default=None, description="The language of the entries. Leave it out for a feed in several languages."
    )
    tags: Unique[Title] = Field(default_factory=list, description="Labels for `tag:` in queries.")
    every: AnInterval | None = Field(
        default=None, description="How often it is fetched: 10m, or {least: 2m, most: 1h}. Default: that of `defaults`."
    )
    first_sight: Annotated[settings.FirstSight, Field(strict=False)] | None = Field(
        default=None, description="What its entries mean at the first sight. Default: that of `defaults`."
    )
    article: Annotated[settings.FeedArticle, Field(strict=False)] | None = Field(
        default=None, description="Whether its articles are fetched. Default: that of `defaults`."
    )


class FeedsFile(Section):
    """feeds.yaml: what is polled."""

    defaults: FeedDefaults = Field(default_factory=FeedDefaults, description="What holds for every feed.")
    feeds: dict[values.Name, Feed] = Field(
        default_factory=dict,
        description="The feeds by name. Memory belongs to the name: a feed keeps it when its URL changes.",
    )

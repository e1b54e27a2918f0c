"""The shape of the files in watches/ and terms/, key by key.

The descriptions are what an operator reads in the editor and in the documentation. Every key that stands here
is used; every other key is refused. What the files mean together is judged in `monitor.config.checks`.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from monitor import settings
from monitor.config import expectations, languages, values
from monitor.config.faults import Fault, refusal
from monitor.config.shape import Section, Title, Unique, default_of

_MAX_AGE = default_of(settings.Watch, "max_age")


# --- watches/*.yaml --------------------------------------------------------------------------------------


class Example(Section):
    """A text that a watch must match, or must not."""

    text: str = Field(min_length=1, description="The headline.")
    summary: str = Field(default="", description="The summary, if any.")
    article: str = Field(default="", description="The full text, if any.")
    lang: values.Language | None = Field(default=None, description="The language of the text.")


def _as_example(value: object) -> object:
    if not isinstance(value, str | dict):
        raise refusal("must be a text in quotes, or {lang: uk, text: …}")
    return {"text": value} if isinstance(value, str) else value


AnExample = Annotated[Example, BeforeValidator(_as_example, json_schema_input_type=str | Example)]


class ScoreItem(Section):
    """One line of a score."""

    query: values.QueryText = Field(description="What is counted: a term, a @set or any other query.")
    weight: float = Field(
        ge=-1000, le=1000, allow_inf_nan=False, description="What each mention counts; negative against the watch."
    )
    cap: int = Field(default=1, ge=1, le=1000, description="How many mentions are counted at most.")


class Score(Section):
    """The second form of a watch: the sum of weights must reach a threshold."""

    threshold: float = Field(gt=0, le=1_000_000, allow_inf_nan=False, description="The sum that must be reached.")
    title_boost: float = Field(
        default=1.0, ge=1, le=100, allow_inf_nan=False, description="How many times a mention in the title counts."
    )
    terms: list[ScoreItem] = Field(min_length=1, description="What counts, and how much.")
    require: values.QueryText | None = Field(default=None, description="A query that must hold as well.")

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        most = sum(max(item.weight, 0) * item.cap for item in self.terms) * self.title_boost
        if most < self.threshold:
            message = f"can never be reached: with every term at its cap the sum is {most:g}"
            raise refusal(Fault(message=message, at="threshold"))
        return self


class Watch(Section):
    """A named standing query and where its alerts go."""

    title: Title | None = Field(default=None, description="What the desk reads. Default: the watch's name.")
    query: values.QueryText | None = Field(default=None, description="What must hold, in the watch language.")
    score: Score | None = Field(default=None, description="The second form of a watch, instead of `query`.")
    languages: Unique[values.Language] = Field(
        default_factory=list,
        description="The languages it must understand. Every term set in it needs a list for each of them.",
    )
    level: Annotated[settings.Level, Field(strict=False)] = Field(
        default=settings.Level.NORMAL, description="How loud it is: normal or urgent."
    )
    channels: Unique[values.ChannelName] = Field(min_length=1, description="The channels that are told.")
    state: Annotated[settings.WatchState, Field(strict=False)] = Field(
        default=settings.WatchState.LIVE,
        description="live; shadow (matches are counted, nobody is told); off (not evaluated).",
    )
    max_age: values.Duration = Field(default=_MAX_AGE, description="An entry published longer ago alerts nobody.")
    article: Annotated[settings.WatchArticle, Field(strict=False)] = Field(
        default=settings.WatchArticle.WHEN_NEEDED,
        description="Whether articles are fetched for it where it cannot be decided without: when-needed or never. "
        "An article that is at hand it reads in any case.",
    )
    join: Annotated[settings.Joining, Field(strict=False)] = Field(
        default=settings.Joining.BALANCED,
        description="How much two reports must have in common to be one story: strict, balanced or loose.",
    )
    sources: Annotated[int, Field(ge=2, le=20)] | None = Field(
        default=None,
        description="From so many independent publishers on, a story is urgent; the desk is told of that, and "
        "of the first report in any case.",
    )
    update_every: values.Duration | None = Field(
        default=None, description="The shortest time between two messages about one story; what comes between waits."
    )
    hold: values.Moment | None = Field(
        default=None,
        description="How long a new story waits for more publishers before it is told; what is urgent does not wait. "
        "Default: as the channel says.",
    )
    expect: expectations.Expected | None = Field(
        default=None,
        description="How many alerts are expected, such as 0-5/day or 2-10/week: the operator is told once when there "
        "are more, and once when there are none although there should be, and when that is over.",
    )
    silences: Unique[values.WatchName] = Field(
        default_factory=list,
        description="Watches that are not told of a story on a channel where this one tells of it.",
    )
    must_match: list[AnExample] = Field(default_factory=list, description="Texts that it must match.")
    must_not_match: list[AnExample] = Field(default_factory=list, description="Texts that it must not match.")

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        if self.query is None and self.score is None:
            raise refusal("a watch needs a `query` or a `score`")
        if self.query is not None and self.score is not None:
            raise refusal(Fault(message="a watch has a `query` or a `score`, not both", at="score", of_key=True))
        return self


class WatchesFile(Section):
    """A file of watches/: watches by name."""

    watches: dict[values.Name, Watch] = Field(default_factory=dict, description="The watches by name.")


# --- terms/*.yaml ----------------------------------------------------------------------------------------


class TermSet(Section):
    """A named set of words, with one list for each language and `any` for what is written alike everywhere."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"propertyNames": {"enum": ["title", languages.ANY, *sorted(languages.NAMES)]}},
    )
    __pydantic_extra__: dict[values.ListLanguage, list[values.TermText]]

    title: Title = Field(default="", description="What the set is for people.")


class TermsFile(Section):
    """A file of terms/: term sets by name."""

    terms: dict[values.Name, TermSet] = Field(
        default_factory=dict, description="The term sets by name; queries refer to them with @name."
    )

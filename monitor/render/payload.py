"""An alert as data: the body of a webhook, and the line of a file.

The models are the schema that receivers rely on (`webhook.schema.json` is made from them). Within one `version`
fields are only ever added.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.render.facts import Facts
from monitor.render.passages import Run, plain
from monitor.types import Actions as Links
from monitor.types import Reason

_Time = Annotated[datetime, Field(description="RFC 3339, in the zone of the desk")]
_Marks = Annotated[
    list[tuple[int, int]],
    Field(description="start and end of each marked piece of the text, in Unicode characters from 0"),
]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MarkedText(_Model):
    """A text with the words marked that matter."""

    text: str
    marks: _Marks


class Passage(MarkedText):
    """A sentence of the entry that shows why the watch matched."""

    field: str = Field(description="headline, summary or article")


class Word(_Model):
    """A term that was found, and why the text is equal to it."""

    surfaces: list[str] = Field(description="the words as they stand in the text")
    fields: list[str]
    term: str
    set: str | None
    language: str | None
    why: str


class Publication(_Model):
    """A publisher that carries the story, by its first entry."""

    publisher: str
    time: _Time
    time_is: Literal["published", "first-seen"]
    headline: str
    url: str | None
    language: str | None
    copied: str | None = Field(description="the publisher whose text it is, where that is another one")


class Update(_Model):
    """What is new since the story was told; `old` and `new` are for people, either may be empty."""

    kind: str = Field(description="publisher, figure, term set, headline, lead, denial or withdrawn")
    old: list[str]
    new: list[str]


class Likely(_Model):
    """A story told before that this one may be the same as, by the entry that opened it."""

    story: str
    headline: str
    publisher: str
    time: _Time
    time_is: Literal["published", "first-seen"]


class Acknowledged(_Model):
    """Who looks after the story, by the last word."""

    author: str
    time: _Time
    note: str


class Actions(_Model):
    """Pages for whoever reads the message: signed, valid for a week. A GET changes nothing."""

    mute: str
    acknowledge: str
    relevant: str
    not_relevant: str


class Clock(_Model):
    """When each step happened, as far as it had when this was sent; the receiver knows best when it came."""

    published: _Time | None = Field(description="as the publisher dates it")
    seen: _Time = Field(description="of an edit: the reading that showed it")
    matched: _Time = Field(description="later than seen where an article was fetched first")
    decided: _Time


class Change(_Model):
    """A text that differs from the one in the last message; the marks are the words that differ."""

    field: str
    was: MarkedText
    now: MarkedText


class Named(_Model):
    """Something with a name for machines and a title for people."""

    name: str
    title: str


class StoryData(_Model):
    """The same news across publishers; the first one is first."""

    id: str
    title: str
    publications: list[Publication]
    independent: list[str] = Field(description="publishers that report it independently; empty: that is not known")
    likely: Likely | None


class AlertData(_Model):
    """One alert for one recipient."""

    id: str = Field(description="the same when an alert is sent again; also in the header webhook-id")
    reason: Reason
    level: str = Field(description="normal, or the louder level the watch was given")
    desk: str
    watch: Named
    headline: str
    publisher: str
    published: _Time | None
    first_seen: _Time
    lag_seconds: int | None = Field(description="from publication to first sight; negative: dated ahead")
    late_seconds: int | None = Field(description="how late this message is, where it is worth saying")
    url: str | None
    language: str | None
    passages: list[Passage]
    words: list[Word]
    story: StoryData
    update: Update | None
    changes: list[Change]
    since: list[str] = Field(description="updates that came before this was sent and are told with it, oldest first")
    acknowledged: Acknowledged | None
    actions: Actions | None
    clock: Clock


class Payload(_Model):
    """A message. `type` is `alert.` and the reason; `timestamp` is when the alert was decided."""

    version: Literal[1] = 1
    type: str = Field(pattern=r"^alert\.[a-z-]+$")
    timestamp: _Time
    data: AlertData


def payload(facts: Facts) -> Payload:
    """Return the facts as data."""
    return Payload(type=f"alert.{facts.reason}", timestamp=facts.told, data=_alert(facts))


def _alert(facts: Facts) -> AlertData:
    return AlertData(
        id=facts.alert,
        reason=facts.reason,
        level=(facts.level or "normal").lower(),
        desk=facts.desk,
        watch=Named(name=facts.watch, title=facts.watch_title),
        headline=facts.title,
        publisher=facts.publisher,
        published=facts.published,
        first_seen=facts.first_seen,
        lag_seconds=None if facts.lag is None else int(facts.lag.total_seconds()),
        late_seconds=None if facts.late is None else int(facts.late.total_seconds()),
        url=facts.link,
        language=facts.language,
        passages=[Passage(field=p.field, text=p.text, marks=_marks(p.runs)) for p in facts.passages],
        words=[
            Word(
                surfaces=list(w.surfaces), fields=list(w.fields), term=w.term, set=w.set, language=w.language, why=w.why
            )
            for w in facts.words
        ],
        story=_story(facts),
        update=_update(facts),
        changes=[Change(field=c.field, was=_marked(c.was), now=_marked(c.now)) for c in facts.changes],
        since=list(facts.since),
        acknowledged=_acknowledged(facts),
        actions=actions(facts.actions),
        clock=Clock(
            published=facts.published,
            seen=facts.seen or facts.first_seen,
            matched=facts.matched or facts.told,
            decided=facts.told,
        ),
    )


def _story(facts: Facts) -> StoryData:
    publications = [
        Publication(
            publisher=one.publisher,
            time=one.at,
            time_is=_time_is(one.dated),
            headline=one.headline,
            url=one.link,
            language=one.language,
            copied=one.copied,
        )
        for one in facts.carried
    ]
    return StoryData(
        id=facts.story,
        title=facts.story_title,
        publications=publications,
        independent=list(facts.independent),
        likely=_likely(facts),
    )


def _likely(facts: Facts) -> Likely | None:
    if (one := facts.likely) is None:
        return None
    return Likely(
        story=one.story, headline=one.headline, publisher=one.publisher, time=one.at, time_is=_time_is(one.dated)
    )


def _update(facts: Facts) -> Update | None:
    if (update := facts.update) is None:
        return None
    return Update(kind=update.kind, old=list(update.old), new=list(update.new))


def _acknowledged(facts: Facts) -> Acknowledged | None:
    if (one := facts.acknowledged) is None:
        return None
    return Acknowledged(author=one.author, time=one.at, note=one.note)


def actions(found: Links | None) -> Actions | None:
    """Return the links of a recipient as data."""
    if found is None:
        return None
    return Actions(
        mute=found.mute, acknowledge=found.acknowledge, relevant=found.relevant, not_relevant=found.not_relevant
    )


def _time_is(dated: bool) -> Literal["published", "first-seen"]:
    return "published" if dated else "first-seen"


def _marked(runs: Sequence[Run]) -> MarkedText:
    return MarkedText(text=plain(runs), marks=_marks(runs))


def _marks(runs: Sequence[Run]) -> list[tuple[int, int]]:
    ends = list(accumulate(len(run.text) for run in runs))
    return [(end - len(run.text), end) for run, end in zip(runs, ends, strict=True) if run.marked]

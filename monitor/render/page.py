"""The pages behind the links in a message: what will be done, what was done, and why nothing is.

They are for people who are in a hurry, on a phone, at night; of the news they say no more than the message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.render import moments
from monitor.render.clean import clean
from monitor.render.email import template
from monitor.render.facts import UNTITLED, cut
from monitor.types import Acknowledgement, Entry, Feedback, LinkAction, Mute

LONGEST_HEADLINE = 300
TITLES: dict[LinkAction, str] = {
    "mute": "Mute for a while",
    "acknowledge": "Acknowledge a story",
    "unsubscribe": "Hear no more of a watch",
    "relevant": "Relevant",
    "not-relevant": "Not relevant",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page shows, top to bottom. Without a `button` it asks for nothing."""

    title: str
    lines: tuple[str, ...]
    headline: str = ""
    publisher: str = ""
    watch: str = ""
    language: str | None = None
    choices: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, str, int], ...] = ()  # name, words, most characters
    button: str = ""
    foot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the link in a message to `recipient` offers, as things stand now."""

    action: LinkAction
    entry: Entry
    watch: str  # the title
    desk: str
    recipient: str
    timezone: str
    lasting: timedelta
    named: bool  # whether the recipient is one person, so that nobody has to say a name
    muted: Mute | None = None
    acknowledged: Acknowledgement | None = None
    judged: Feedback | None = None


def html(page: Page) -> str:
    """Return the page."""
    return template("page.html").render(page=page)


def offered(offer: Offer, now: datetime) -> str:
    """Return the page that says what the button will do."""
    about = Page(
        title=TITLES[offer.action],
        lines=(),
        headline=cut(clean(offer.entry.title) or UNTITLED, LONGEST_HEADLINE),
        publisher=clean(offer.entry.publisher),
        watch=clean(offer.watch),
        language=offer.entry.language,
    )
    make: dict[LinkAction, Callable[[Offer, Page, datetime], Page]] = {
        "mute": _muting,
        "acknowledge": _acknowledging,
        "unsubscribe": _unsubscribing,
        "relevant": _judging,
        "not-relevant": _judging,
    }
    return html(make[offer.action](offer, about, now))


def _muting(offer: Offer, about: Page, now: datetime) -> Page:
    span = moments.span(offer.lasting)
    later = f"For {span} {_who(offer)} will not be told. Others are told as ever."
    return replace(
        about,
        lines=(*_muted(offer, now), later, "What was held back is listed afterwards."),
        choices=(("story", "this story"), ("watch", f"all that the watch “{about.watch}” finds")),
        fields=(*_name(offer), ("because", "Why (may stay empty)", 300)),
        button=f"Mute for {span}",
    )


def _acknowledging(offer: Offer, about: Page, now: datetime) -> Page:
    return replace(
        about,
        lines=(*_acknowledged(offer, now), "Later messages about this story will name you. It mutes nothing."),
        fields=(*_name(offer), ("note", "A note for the others (may stay empty)", 300)),
        button="Acknowledge",
    )


def _unsubscribing(offer: Offer, about: Page, now: datetime) -> Page:
    span = moments.span(offer.lasting)
    lines = (
        f"For {span} {_who(offer)} will not be told what this watch finds. Others are told as ever.",
        "Whoever runs the monitor sees it and can end it. To be taken off the list for good, ask them.",
    )
    return replace(about, lines=(*_muted(offer, now), *lines), button=f"Hear no more for {span}")


def _judging(offer: Offer, about: Page, now: datetime) -> Page:
    line = (
        f"The watch “{about.watch}” was right to tell this."
        if offer.action == "relevant"
        else (f"The watch “{about.watch}” should not have told this.")
    )
    kept = "It changes no alert: it is counted, and whoever tunes the watch goes by it."
    return replace(
        about,
        lines=(*_judged(offer, now), line, kept),
        fields=(*_name(offer), ("because", "Why (may stay empty)", 300)),
        button=f"Say that it is {offer.action.replace('-', ' ')}",
    )


def _name(offer: Offer) -> tuple[tuple[str, str, int], ...]:
    return () if offer.named else (("name", "Your name", 100),)


def _who(offer: Offer) -> str:
    return clean(offer.recipient if offer.named else offer.desk)


def _muted(offer: Offer, now: datetime) -> tuple[str, ...]:
    if offer.muted is None:
        return ()
    zone = ZoneInfo(offer.timezone)
    until = moments.beside(offer.muted.until.astimezone(zone), now.astimezone(zone))
    return (f"It is muted already, until {until}, by {clean(offer.muted.author)}.",)


def _acknowledged(offer: Offer, now: datetime) -> tuple[str, ...]:
    one = offer.acknowledged
    if one is None:
        return ()
    zone = ZoneInfo(offer.timezone)
    at = moments.beside(one.at.astimezone(zone), now.astimezone(zone))
    return (f"Acknowledged by {clean(one.author)}, {at}" + (f": {clean(one.note)}" if one.note else ""),)


def _judged(offer: Offer, now: datetime) -> tuple[str, ...]:
    one = offer.judged
    if one is None:
        return ()
    zone = ZoneInfo(offer.timezone)
    at = moments.beside(one.at.astimezone(zone), now.astimezone(zone))
    said = f"{clean(one.author)} called it {_words(one)}, {at}"
    return (said + (f": {clean(one.because)}" if one.because else "") + ". The last word counts.",)


def _words(one: Feedback) -> str:
    return one.relevance.replace("-", " ")


def muted(mute: Mute, timezone: str) -> str:
    """Return the page that says that it is muted now."""
    until = moments.full(mute.until.astimezone(ZoneInfo(timezone)))
    line = f"It is muted until {until}. What is held back until then is listed when that is over."
    return html(Page(title="Muted", lines=(line,), foot=f"Mute {mute.id[:8]} by {clean(mute.author)}"))


def acknowledged(one: Acknowledgement) -> str:
    """Return the page that says that it is acknowledged."""
    return html(Page(title="Acknowledged", lines=(f"Later messages about this story name {clean(one.author)}.",)))


def judged(one: Feedback) -> str:
    """Return the page that says that it is kept what somebody thinks of an alert."""
    line = f"It is kept that {clean(one.author)} calls this {_words(one)}. The other link in the message changes it."
    return html(Page(title="Thank you", lines=(line,)))


def wrong() -> str:
    """Return the page for a link that was changed, cut off or made up."""
    lines = (
        "This link is not valid: it may have been cut off on its way. Open it from the message once more.",
        "Nothing was changed.",
    )
    return html(Page(title="This link does not work", lines=lines))


def expired() -> str:
    """Return the page for a link that is too old."""
    lines = ("Links in messages work for a week. A newer message about the story has a newer link.",)
    return html(Page(title="This link is too old", lines=(*lines, "Nothing was changed.")))


def failed() -> str:
    """Return the page for what could not be saved."""
    lines = ("The monitor could not save it just now. Try again in a minute.", "Nothing was changed.")
    return html(Page(title="It did not work", lines=lines))

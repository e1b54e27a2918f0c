"""The kinds of single values in the files: durations, sizes, zones, names, languages, queries.

Each is a type for the models: pydantic calls its check, and its JSON Schema tells editors what is expected.
A check refuses with a `Fault`; what needs to know the other files (does this channel exist?) asks `Known`,
which is handed in as the context of the validation.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from monitor import query
from monitor.config import languages
from monitor.config.faults import Fault, meant, refusal
from monitor.errors import QueryError
from monitor.settings import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the checks of values must know of the rest. None: the files that say it cannot be read."""

    folder: Path
    environ: Mapping[str, str] = field(repr=False)
    secrets: bool = True  # whether a secret that is not at hand is a mistake
    channels: frozenset[str] | None = None
    sets: frozenset[str] | None = None
    feeds: frozenset[str] | None = None
    watches: frozenset[str] | None = None


def known(info: ValidationInfo) -> Known:
    """Return the context of a validation."""
    if not isinstance(info.context, Known):
        raise TypeError("models are validated with a Known as their context")
    return info.context


def text_of(value: object, example: str) -> str:
    """Return a value that must be a text."""
    if not isinstance(value, str):
        raise refusal(f"must be a text such as {example}")
    return value


def checked(check: Callable[[Any], object], **schema: object) -> tuple[PlainValidator, WithJsonSchema]:
    """Make a type of a check, with what its JSON Schema says beside `type: string`."""
    return PlainValidator(check), WithJsonSchema({"type": "string", **schema})


# --- durations and sizes ---------------------------------------------------------------------------------

_DURATION = r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?"
_LONGEST = timedelta(days=3650)
_SIZE = re.compile(r"(\d+) ?([KMG]B)")
_UNITS = {"KB": 1024, "MB": 1024**2, "GB": 1024**3}


def duration(value: object) -> timedelta:
    """Read `45s`, `10m`, `1h30m`, `7d` or `200ms`. A bare number is refused: nobody knows its unit."""
    length = moment(value)
    if not length:
        raise refusal(f"{value!r}: must be longer than nothing and no longer than ten years")
    return length


def moment(value: object) -> timedelta:
    """Read how long after its beginning something happens: a duration, or `0m`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise refusal(f"a duration needs a unit: {value}s, {value}m, {value}h or {value}d")
    text = text_of(value, "10m")
    found = re.fullmatch(_DURATION, text)
    if not found or not text:
        raise refusal(f"{text!r} is no duration: write 45s, 10m, 1h30m or 7d")
    days, hours, minutes, seconds, thousandths = (int(part or 0) for part in found.groups())
    try:
        length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, milliseconds=thousandths)
    except OverflowError:
        length = _LONGEST * 2
    if length > _LONGEST:
        raise refusal(f"{text!r}: must be longer than nothing and no longer than ten years")
    return length


def size(value: object) -> int:
    """Read `512KB`, `16MB` or `2GB`; 1KB is 1024 bytes."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise refusal(f"a size needs a unit: {value}KB, {value}MB or {value}GB")
    text = text_of(value, "16MB")
    found = _SIZE.fullmatch(text)
    if not found or not int(found[1]):
        raise refusal(f"{text!r} is no size: write 512KB, 16MB or 2GB")
    return int(found[1]) * _UNITS[found[2]]


def frequency(value: object) -> float:
    """Read `3000/h`, `50/m` or `2/s` as so many an hour."""
    text = text_of(value, "3000/h")
    found = re.fullmatch(r"(\d{1,9}) ?/ ?([hms])", text)
    if not found or not int(found[1]):
        raise refusal(f"{text!r} is no frequency: write 3000/h, 50/m or 1/s")
    return int(found[1]) * {"h": 1.0, "m": 60.0, "s": 3600.0}[found[2]]


_DURATION_FOR_EDITORS = r"^(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$"


def rate(value: object) -> Rate:
    """Read how much within which time: 30/m, 500/h, 1/s."""
    text = text_of(value, "30/m")
    found = re.fullmatch(r"([1-9][0-9]{0,5}) ?/ ?([smhd])", text)
    if not found:
        raise refusal(f"{text!r}: write so many for each s, m, h or d, such as 30/m")
    return Rate(messages=int(found[1]), within=duration(f"1{found[2]}"))


Duration = Annotated[timedelta, *checked(duration, pattern=_DURATION_FOR_EDITORS, examples=["1h30m"])]
Moment = Annotated[timedelta, *checked(moment, pattern=_DURATION_FOR_EDITORS, examples=["10m"])]
Frequency = Annotated[float, *checked(frequency, pattern=r"^\d{1,9} ?/ ?[hms]$", examples=["3000/h"])]
MessageRate = Annotated[Rate, *checked(rate, pattern=r"^[1-9]\d{0,5} ?/ ?[smhd]$", examples=["30/m"])]
Size = Annotated[int, *checked(size, pattern=r"^\d+ ?[KMG]B$", examples=["16MB"])]


# --- times of the day ------------------------------------------------------------------------------------

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def time_of_day(value: object) -> time:
    """Read `06:30`, a time as the clocks of a zone show it."""
    text = text_of(value, "06:30")
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", text)
    if not found:
        raise refusal(f"{text!r} is no time of the day: write 06:30 or 23:00, in quotes")
    return time(int(found[1]), int(found[2]))


def weekday(value: object) -> int:
    """Read a day of the week: `mon` is 0, `sun` is 6."""
    text = text_of(value, "mon")
    if text not in DAYS:
        raise refusal(f"{text!r} is no day of the week: write {', '.join(DAYS[:-1])} or {DAYS[-1]}{meant(text, DAYS)}")
    return DAYS.index(text)


TimeOfDay = Annotated[time, *checked(time_of_day, pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["06:30"])]
Weekday = Annotated[int, *checked(weekday, enum=list(DAYS))]


# --- names and references --------------------------------------------------------------------------------

_NAME = r"[^\W_][\w-]*"  # as the watch language has it behind @
_LONGEST_NAME = 80


def name(value: object) -> str:
    """Check the name of a feed, a watch, a channel or a term set: it is written in queries and commands."""
    text = text_of(value, "world-desk")
    if len(text) > _LONGEST_NAME or not re.fullmatch(_NAME, text):
        advice = re.sub(r"[\W_]+", "-", text).strip("-").casefold()[:_LONGEST_NAME]
        hint = f", such as {advice}" if advice else ""
        message = f"{text!r} is no name: write letters, digits, - and _ without spaces{hint}"
        raise refusal(Fault(message=message, of_key=True))
    return text


def channel_name(value: object, info: ValidationInfo) -> str:
    """Check that a channel exists."""
    return _existing(value, "world-desk", known(info).channels, "channel {!r} in monitor.yaml")


def feed_name(value: object, info: ValidationInfo) -> str:
    """Check that a feed exists."""
    return _existing(value, "bbc-world", known(info).feeds, "feed {!r} in feeds.yaml")


def watch_name(value: object, info: ValidationInfo) -> str:
    """Check that a watch exists."""
    return _existing(value, "troops-kursk", known(info).watches, "watch {!r} in watches/")


def _existing(value: object, example: str, names: frozenset[str] | None, called: str) -> str:
    text = text_of(value, example)
    if names is not None and text not in names:
        raise refusal(f"there is no {called.format(text)}{meant(text, names)}")
    return text


def language(value: object) -> str:
    """Check a language code of ISO 639-1."""
    text = text_of(value, "uk")
    if text not in languages.NAMES:
        raise refusal(_no_language(text))
    return text


def list_language(value: object) -> str:
    """Check the language of a term list: a code, or `any`."""
    text = text_of(value, "uk")
    if text != languages.ANY and text not in languages.NAMES:
        raise refusal(Fault(message=_no_language(text) + meant(text, ("title", "any")), of_key=True))
    return text


def _no_language(text: str) -> str:
    advice = languages.advise(text)
    hint = f" (did you mean {advice}, {languages.NAMES[advice]}?)" if advice else ""
    return f"{text!r} is no language: write its two letters of ISO 639-1, such as en or uk{hint}"


Name = Annotated[str, *checked(name, maxLength=_LONGEST_NAME)]
ChannelName = Annotated[str, *checked(channel_name)]
FeedName = Annotated[str, *checked(feed_name)]
WatchName = Annotated[str, *checked(watch_name)]
Language = Annotated[str, *checked(language, enum=sorted(languages.NAMES))]
ListLanguage = Annotated[str, *checked(list_language)]


# --- zones, files and folders ----------------------------------------------------------------------------


def zone(value: object) -> str:
    """Check the IANA name of a time zone."""
    text = text_of(value, "Europe/Kyiv")
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = {known_zone.casefold(): known_zone for known_zone in available_timezones()}
        hint = meant(text, near.values()) or ": write it as Europe/Kyiv"
        raise refusal(f"there is no time zone {text!r}{hint}") from None
    return text


def below_folder(value: object, info: ValidationInfo) -> Path:
    """Read a path; a relative one counts from the configuration folder."""
    text = text_of(value, "../var/monitor.db")
    if not text or "\0" in text:
        raise refusal("a path is missing")
    return Path(os.path.normpath(known(info).folder / text))  # links stay: a mounted secret is one that moves


def readable_file(value: object, info: ValidationInfo) -> Path:
    """Check that a file can be read."""
    path = below_folder(value, info)
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        raise refusal(f"{path} cannot be read: {error.strerror}") from None


def existing_folder(value: object, info: ValidationInfo) -> Path:
    """Check that a folder exists."""
    path = below_folder(value, info)
    if not path.is_dir():
        raise refusal(f"there is no folder {path}")
    return path.resolve()


Zone = Annotated[str, *checked(zone, examples=["Europe/Kyiv"])]
FilePath = Annotated[Path, *checked(below_folder)]
ReadableFile = Annotated[Path, *checked(readable_file)]
ExistingFolder = Annotated[Path, *checked(existing_folder)]


# --- the watch language ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A query or a term, and the text it was read from (for the places of later warnings)."""

    node: query.Node
    text: str


def parsed_query(value: object, info: ValidationInfo) -> Written:
    """Read a query and look up its term sets."""
    return _parsed(value, info, query.parse, "'@troops NEAR/8 @kursk'")


def parsed_term(value: object, info: ValidationInfo) -> Written:
    """Read one term of a list and look up the set that it may name."""
    return _parsed(value, info, query.parse_term, "North Korea")


def _parsed(value: object, info: ValidationInfo, parse: Callable[[str], query.Node], example: str) -> Written:
    text = text_of(value, f"{example} (put a number in quotes)")
    try:
        node = parse(text)
    except QueryError as error:
        raise refusal(Fault(message=str(error), offset=error.offset, caret=error.caret)) from None
    sets = known(info).sets
    missing = [] if sets is None else [ref for ref in query.references(node) if ref.name not in sets]
    if missing:
        raise refusal(*(_no_set(ref, text, sets or ()) for ref in missing))
    return Written(node=node, text=text)


def _no_set(ref: query.SetRef, text: str, sets: Iterable[str]) -> Fault:
    message = f"there is no term set @{ref.name}{meant(ref.name, sets)}"
    error = QueryError(message, text=text, offset=ref.at)
    return Fault(message=message, offset=error.offset, caret=error.caret)


QueryText = Annotated[Written, *checked(parsed_query)]
TermText = Annotated[Written, *checked(parsed_term)]

"""Briefings to render: an invented story, told by invented outlets in four languages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.render import render
from monitor.settings import (
    AppriseSettings,
    Channel,
    ChannelSettings,
    ConsoleSettings,
    DiscordSettings,
    EmailSettings,
    FileSettings,
    Level,
    MatrixSettings,
    NtfySettings,
    PagerDutySettings,
    Secret,
    SlackSettings,
    TeamsSettings,
    TelegramSettings,
    WebhookSettings,
)
from monitor.types import (
    Acknowledgement,
    Actions,
    Alert,
    Briefing,
    Entry,
    Hit,
    Member,
    Message,
    Reason,
    Story,
    Update,
    alert_id,
)

SEEN = datetime(2026, 11, 21, 12, 5, 10, tzinfo=UTC)
NOW = SEEN + timedelta(seconds=2)

SETTINGS: dict[str, ChannelSettings] = {
    "console": ConsoleSettings(),
    "file": FileSettings(path=Path("alerts.jsonl")),
    "email": EmailSettings(host="mail.example.org", port=587, sender="alerts@monitor.example.org"),
    "webhook": WebhookSettings(url=Secret("https://hooks.example.org/x"), secrets=(Secret("whsec_c2VjcmV0"),)),
    "slack": SlackSettings(url=Secret("https://hooks.example.org/services/T0/B0/x")),
    "teams": TeamsSettings(url=Secret("https://flows.example.org/workflows/x")),
    "discord": DiscordSettings(url=Secret("https://discord.example/api/webhooks/1/x")),
    "telegram": TelegramSettings(token=Secret("1:x"), chat="-100"),
    "ntfy": NtfySettings(topic=Secret("night-desk")),
    "pagerduty": PagerDutySettings(key=Secret("0" * 32)),
    "matrix": MatrixSettings(server="https://matrix.example.org", room="!x:example.org", token=Secret("x")),
    "apprise": AppriseSettings(url=Secret("json://apprise.example.org")),
}
CHATS = ("slack", "teams", "discord", "telegram", "ntfy", "pagerduty", "matrix", "apprise")

ENGLISH = Entry(
    id="entry-en",
    feed="baltic-wire-world",
    publisher="Baltic Wire",
    guid="bw-2026-1121-07",
    url="https://baltic-wire.example/world/2026/11/21/troops?utm=a&b=c",
    title="EU deeply alarmed by North Korean troops in Russia",
    summary="The bloc's foreign policy chief said that about 10,000 soldiers had arrived. Talks go on in Brussels.",
    article=(
        "The European Union said on Saturday that it was deeply alarmed. Ministers will meet on Monday.\n\n"
        "Officials in Tallinn declined to comment. According to two diplomats, the first units were seen in the "
        "Kursk region on Friday evening. Pyongyang has said nothing."
    ),
    published=SEEN - timedelta(minutes=7),
    first_seen=SEEN,
    language="en",
)
UKRAINIAN = Entry(
    id="entry-uk",
    feed="dnipro-visnyk",
    publisher="Дніпровий вісник",
    guid="dv-88121",
    url="https://visnyk.example/novyny/88121",
    title="ЄС глибоко стурбований: північнокорейські військові вже на Курщині",
    summary="У Брюсселі заявили про близько 10 тисяч солдатів КНДР.",
    published=SEEN - timedelta(minutes=12),
    first_seen=SEEN - timedelta(minutes=1),
    language="uk",
)
RUSSIAN = Entry(
    id="entry-ru",
    feed="severnaya-khronika",
    publisher="Северная хроника",
    guid="sh-5510",
    url=None,
    title="В Курской области заметили военных из КНДР, сообщили дипломаты",
    summary="Число солдат оценивают в десять тысяч.",
    published=None,
    first_seen=SEEN - timedelta(minutes=2),
    language="ru",
)
KOREAN = Entry(
    id="entry-ko",
    feed="hangang",
    publisher="한강통신",
    guid="hg-204",
    url="https://hangang.example/기사/204",
    title="EU “북한군 쿠르스크 배치에 깊은 우려”",
    summary="유럽연합은 북한군 약 1만 명이 쿠르스크 지역에 도착했다고 밝혔다.",
    published=SEEN + timedelta(minutes=3),
    first_seen=SEEN,
    language="ko",
)
ENTRIES = {"en": ENGLISH, "uk": UKRAINIAN, "ru": RUSSIAN, "ko": KOREAN}
WORDS = {
    "en": (("North Korean", "north-korea", "North Korean", "exact"), ("troops", "troops", "troop", "lemma"),
           ("Russia", "russia", "Russia", "exact"), ("soldiers", "troops", "soldier", "lemma"),
           ("Kursk", "kursk", "Kursk", "exact")),
    "uk": (("північнокорейські", "north-korea", "північнокорейський", "stem"),
           ("військові", "troops", "військовий", "lemma"), ("Курщині", "kursk", "Курщина", "stem"),
           ("КНДР", "north-korea", "КНДР", "exact"), ("солдатів", "troops", "солдат", "lemma")),
    "ru": (("Курской области", "kursk", "Курская область", "stem"), ("военных", "troops", "военный", "lemma"),
           ("КНДР", "north-korea", "КНДР", "exact")),
    "ko": (("북한군", "north-korea", "북한군", "particle"), ("쿠르스크", "kursk", "쿠르스크", "exact")),
}  # fmt: skip


def hits(entry: Entry) -> tuple[Hit, ...]:
    """Find the words of the story in `entry`, by looking for them."""
    found = []
    for field, text in (("title", entry.title), ("summary", entry.summary), ("article", entry.article or "")):
        for surface, set_, term, why in WORDS.get(entry.language or "", ()):
            start = text.find(surface)
            if start >= 0:
                end = start + len(surface)
                language = None if surface == "КНДР" else entry.language
                found.append(
                    Hit(field=field, start=start, end=end, surface=surface, term=term, set=set_,
                        language=language, why=why)
                )  # fmt: skip
    return tuple(found)


def member(entry: Entry, because: str = "") -> Member:
    return Member(
        entry=entry.id,
        feed=entry.feed,
        publisher=entry.publisher,
        title=entry.title,
        url=entry.url,
        language=entry.language,
        published=entry.published,
        first_seen=entry.first_seen,
        because=because,
    )


def story(opening: Entry, *others: Entry) -> Story:
    return Story(
        id=opening.id,
        title=opening.title,
        opened=opening.first_seen,
        updated=SEEN,
        members=(member(opening), *(member(entry, "same statement") for entry in others)),
    )


def channel(kind: str, *, title: str = "Night desk", timezone: str = "Europe/Kyiv") -> Channel:
    recipient = "night.desk@newsroom.example.org" if kind == "email" else kind
    return Channel(name=kind, title=title, recipients=(recipient,), settings=SETTINGS[kind], timezone=timezone)


def briefing(
    entry: Entry,
    to: Channel,
    *,
    reason: Reason = Reason.NEW,
    level: Level = Level.NORMAL,
    within: Story | None = None,
    previous: Entry | None = None,
    update: Update | None = None,
    likely: Story | None = None,
    independent: tuple[str, ...] = (),
) -> Briefing:
    within = within or story(entry)
    told = SEEN if reason is Reason.NEW else SEEN + timedelta(minutes=41)
    revision = 0 if reason is Reason.NEW else 1
    recipient = to.recipients[0]
    alert = Alert(
        id=alert_id(
            watch="kursk-dprk",
            story=within.id,
            entry=entry.id,
            channel=to.name,
            recipient=recipient,
            reason=reason,
            revision=revision,
        ),
        watch="kursk-dprk",
        story=within.id,
        entry=entry.id,
        channel=to.name,
        recipient=recipient,
        reason=reason,
        revision=revision,
        created=told,
        due=told,
        update=update,
        likely=likely.id if likely else None,
    )
    return Briefing(
        alert=alert,
        watch_title="North Korean troops in Kursk",
        level=level,
        desk=to.title,
        timezone=to.timezone,
        entry=entry,
        hits=hits(entry),
        story=within,
        likely=likely,
        independent=independent,
        previous_title=previous.title if previous else None,
        previous_summary=previous.summary if previous else None,
    )


CORRECTED = replace(
    ENGLISH,
    title="EU deeply alarmed by 12,000 North Korean troops in Russia",
    summary="The bloc's foreign policy chief said that about 12,000 soldiers had arrived. Talks go on in Brussels.",
    revision=1,
)


GROWN = replace(
    ENGLISH,
    id="entry-grown",
    feed="harbour-post",
    publisher="Harbour Post News",
    url="https://harbour-post.example/troops",
    title="Up to 15,000 North Korean soldiers in Kursk, ministers told",
    summary="The figure is higher than any given so far. Losses are said to be heavy.",
    article=None,
    published=SEEN + timedelta(minutes=36),
    first_seen=SEEN + timedelta(minutes=40),
)
REPRINT = replace(
    ENGLISH,
    id="entry-reprint",
    feed="gazette",
    publisher="Castle Gazette",
    url="https://gazette.example/1",
    published=SEEN - timedelta(minutes=2),
)
DENIAL = replace(
    GROWN,
    id="entry-denial",
    title="Ministry denies that North Korean troops are in Kursk",
    summary="It gave no figures.",
)
EARLIER = replace(
    RUSSIAN,
    id="entry-earlier",
    feed="lyman-inform",
    publisher="Лиман Інформ",
    title="Military from the DPRK may be near the border, an official says",
    language="en",
    published=SEEN - timedelta(hours=20),
)


def looked_after(told: Briefing) -> Briefing:
    """The same, of a story that somebody looks after, with the links of its recipient."""
    token = f"{told.alert.id}.1763727010." + "A" * 43
    links = ("mute", "acknowledge", "unsubscribe", "relevant", "not-relevant")
    return replace(
        told,
        acknowledged=Acknowledgement(story=told.story.id, author="Anna", at=SEEN, note="calling <Brussels> @here"),
        actions=Actions(**{name.replace("-", "_"): f"https://monitor.example.org/{name}/{token}" for name in links}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A message to render."""

    briefing: Briefing
    channel: Channel
    now: datetime = NOW

    @property
    def message(self) -> Message:
        return render(self.briefing, self.channel, now=self.now)


def cases(kind: str) -> dict[str, Case]:
    """Name the messages that the golden files show."""
    to = channel(kind)
    seoul = channel(kind, title="서울 데스크", timezone="Asia/Seoul")
    everyone = story(ENGLISH, UKRAINIAN, RUSSIAN)
    first = {
        "new": briefing(ENGLISH, to, within=everyone),
        "new-without-date": briefing(RUSSIAN, to),
        "new-likely": briefing(ENGLISH, to, likely=story(EARLIER)),
        "acknowledged": looked_after(briefing(ENGLISH, to, within=everyone)),
    }
    return {
        **{name: Case(briefing=told, channel=to) for name, told in first.items()},
        "new-alone-urgent-late": Case(
            briefing=briefing(UKRAINIAN, to, level=Level.URGENT),
            channel=to,
            now=NOW + timedelta(hours=2, minutes=15),
        ),
        "new-korean": Case(briefing=briefing(KOREAN, seoul), channel=seoul),
        **{
            name: Case(briefing=told, channel=to, now=NOW + timedelta(minutes=41))
            for name, told in _updates(to, everyone).items()
        },
    }


def _updates(to: Channel, everyone: Story) -> dict[str, Briefing]:
    copied = replace(member(REPRINT, "the same text"), copied="baltic wire")
    known = ("дніпровии вісник", "baltic wire", "северная хроника")

    def about(entry: Entry, kind: Reason, what: str, old: tuple[str, ...], new: tuple[str, ...]) -> Briefing:
        update = Update(kind=kind, what=what, old=old, new=new)
        last = member(GROWN if entry is ENGLISH else entry, "same statement")
        grown = replace(everyone, members=(*everyone.members, copied, last))
        return briefing(entry, to, reason=kind, within=grown, update=update, independent=(*known, "harbour post"))

    pulled = replace(ENGLISH, title="Article removed", summary="", article=None, revision=1)
    return {
        "also": about(GROWN, Reason.ALSO, "publisher", known, ("harbour post",)),
        "changed": about(GROWN, Reason.CHANGED, "figure", ("10000 soldier",), ("15000 soldier",)),
        "changed-terms": about(GROWN, Reason.CHANGED, "term set", (), ("casualties",)),
        "corrected": briefing(CORRECTED, to, reason=Reason.CORRECTED, within=everyone, previous=ENGLISH),
        "corrected-denial": about(DENIAL, Reason.CORRECTED, "denial", (ENGLISH.title,), (DENIAL.title,)),
        "gone": about(ENGLISH, Reason.GONE, "withdrawn", (ENGLISH.title,), ("HTTP 410",)),
        "gone-text": briefing(
            pulled,
            to,
            reason=Reason.GONE,
            within=everyone,
            previous=ENGLISH,
            update=Update(kind=Reason.GONE, what="withdrawn", old=(ENGLISH.title,), new=(pulled.title,)),
        ),
    }

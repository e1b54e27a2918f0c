"""Whatever a feed says, every message can be written, read back, and does nothing but say it."""

from __future__ import annotations

import email
import email.policy
import json
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from monitor.render import digest, recap, render
from monitor.render.clean import clean
from monitor.render.contents import contents_of
from monitor.render.email import subject
from monitor.render.facts import cut, gather
from monitor.render.recap_data import headline_of
from monitor.types import (
    Briefing,
    Digest,
    DigestBriefing,
    DigestKind,
    Hit,
    Mute,
    Reason,
    Recap,
    Target,
    Update,
    Withheld,
)
from tests.render.briefings import CORRECTED, ENGLISH, NOW, briefing, channel, story
from tests.render.examples import tried
from tests.render.plain_reader import read

HOSTILE = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="\r\n\t\x00\x1b\x7f\u2028\u202e\u2066\u200d <>&\"'{}%=?*Курськ북한👩🔬ا", max_size=400),
    st.sampled_from(
        [
            "a\r\nBcc: everyone@example.org\r\n\r\n<b>body</b>",
            "<script>alert(1)</script><img src=x onerror=alert(1)>",
            "{{ facts.alert }} {% include '/etc/passwd' %} {{ ''.__class__ }}",
            "</td></tr></table><h1>FLASH</h1>",
            '" onmouseover="alert(1)',
            "--=_boundary--\r\n\r\n.\r\nQUIT\r\n",
            "=HYPERLINK(1)",
            "北" * 400,
            "word " * 100,
            "👩🏽‍🔬" * 60,
            "@everyone @here <!channel> <!here|here> <@U123> <@&99> <#C1> <at>Desk</at> @room @ROOM ＠all </cmd:1>",
            "**bold** _it_ `code` ~~x~~ [link](https://evil.example) ||no|| <https://evil.example|x> &lt;!here&gt;",
            '"\\' * 200,
        ]
    ),
)
HEADERS = [
    "Date", "From", "To", "Message-ID", "In-Reply-To", "References", "Subject", "List-Id", "Auto-Submitted",
    "MIME-Version", "Content-Type",
]  # fmt: skip


@st.composite
def briefings(draw: st.DrawFn) -> Briefing:
    """An alert in which every text comes from the feed, with hits anywhere, in range or not."""
    entry = replace(
        CORRECTED,
        title=draw(HOSTILE),
        summary=draw(HOSTILE),
        article=draw(HOSTILE),
        publisher=draw(HOSTILE),
        url=draw(HOSTILE),
    )
    numbers = st.integers(min_value=-3, max_value=420)
    hits = tuple(
        Hit(field=field, start=start, end=end, surface=draw(HOSTILE), term=draw(HOSTILE), set=None, language=None)
        for field, start, end in draw(
            st.lists(st.tuples(st.sampled_from(["title", "summary", "article", "tag"]), numbers, numbers), max_size=4)
        )
    )
    to, names = channel("email"), st.lists(HOSTILE, max_size=3).map(tuple)
    reason = draw(st.sampled_from(Reason))
    what = draw(st.sampled_from(["publisher", "figure", "term set", "headline", "lead", "denial", "withdrawn"]))
    update = Update(kind=reason, what=what, old=draw(names), new=draw(names)) if reason is not Reason.NEW else None
    within = story(entry, ENGLISH)
    copied = replace(within.members[1], copied=draw(HOSTILE), publisher=draw(HOSTILE))
    return replace(
        briefing(
            entry,
            to,
            reason=reason,
            within=replace(within, title=draw(HOSTILE), members=(within.members[0], copied)),
            previous=ENGLISH,
            update=update,
            likely=draw(st.none() | st.builds(lambda title: story(replace(ENGLISH, title=title)), HOSTILE)),
            independent=draw(names),
        ),
        hits=hits,
        watch_title=draw(HOSTILE),
        desk=draw(HOSTILE),
        previous_title=draw(HOSTILE),
    )


class Tags(HTMLParser):
    """Collects the tags, the attributes that act, and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.acting: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.acting |= {name for name, _ in attrs if name.startswith("on") or name in {"src", "background", "action"}}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


@given(briefings())
@tried(150)
def test_a_mail_parses_and_nothing_was_injected(told: Briefing) -> None:
    body = render(told, channel("email"), now=NOW).body
    assert body.isascii()
    assert max(len(line) for line in body.split(b"\r\n")) <= 998
    facts = gather(told, now=NOW)
    for policy in (email.policy.default, email.policy.compat32):
        mail = email.message_from_bytes(body, policy=policy)
        assert mail.keys() == HEADERS
        assert [part.get_content_type() for part in mail.walk()][1:] == ["text/plain", "text/html"]
    modern = email.message_from_bytes(body, policy=email.policy.default)
    assert str(modern["Subject"]) == subject(facts)
    assert len(subject(facts)) <= 100
    assert [address.addr_spec for address in modern["To"].addresses] == ["night.desk@newsroom.example.org"]
    text, html = harmless(modern)
    assert facts.title.split()[0] in text
    assert facts.title in Tags(html).text
    same_by_the_plain_reader(body, subject(facts), text, html)


def harmless(mail: EmailMessage) -> tuple[str, str]:
    """Return the texts of a mail, of which the HTML does nothing but show."""
    text, html = (part.get_content() for part in mail.iter_parts())
    page = Tags(html)
    assert page.tags <= {
        "html", "head", "meta", "title", "style", "body", "table", "tr", "td", "p", "h1", "h2", "mark", "b", "br",
        "span", "a",
    }  # fmt: skip
    assert page.acting == set()
    assert all(link.startswith(("https://", "http://")) for link in page.links)
    return text, html


def same_by_the_plain_reader(body: bytes, about: str, text: str, html: str) -> None:
    """Read the mail once more, by the reader that is none of the standard library's."""
    plain = read(body)
    assert plain["Subject"] == about
    for mine, theirs in zip(plain.parts.values(), (text, html), strict=True):
        assert mine.rstrip("\n") == theirs.replace("\r\n", "\n").rstrip("\n")


SEVERAL = ["Date", "From", "To", "Message-ID", "Subject", "List-Id", "Auto-Submitted", "MIME-Version", "Content-Type"]


def told_together(body: bytes, about: str) -> str:
    """Read a mail that tells several stories, and return its HTML."""
    assert body.isascii()
    mail = email.message_from_bytes(body, policy=email.policy.default)
    assert mail.keys() == SEVERAL
    assert mail["Subject"] == about
    text, html = harmless(mail)
    same_by_the_plain_reader(body, about, text, html)
    return html


@given(st.lists(briefings(), min_size=1, max_size=3), st.sampled_from(DigestKind), HOSTILE)
@tried(40)
def test_a_digest_parses_and_nothing_was_injected(stories: list[Briefing], kind: DigestKind, desk: str) -> None:
    to = replace(channel("email"), title=desk)
    told = digest_of(kind, tuple((one,) for one in stories))
    contents = contents_of(told, to, now=NOW)
    html = told_together(
        digest.render(told, to, now=NOW).body, cut(f"[{cut(contents.desk, 30)}] {contents.title}", 100)
    )
    assert all(gather(one, now=NOW).title in Tags(html).text for one in stories)


def digest_of(kind: DigestKind, stories: tuple[tuple[Briefing, ...], ...]) -> DigestBriefing:
    alerts = tuple(one.alert for told in stories for one in told)
    made = Digest(
        id="d" * 20, kind=kind, channel="email", recipient="night.desk@newsroom.example.org", since=NOW, created=NOW,
        due=NOW, alerts=alerts,
    )  # fmt: skip
    return DigestBriefing(digest=made, stories=stories)


@st.composite
def recaps(draw: st.DrawFn) -> Recap:
    """A mute that is over, in which people and feeds say what they like."""
    mute = Mute(
        id="m" * 20, target=Target(watch="w", publisher=draw(HOSTILE)), author=draw(HOSTILE), because=draw(HOSTILE),
        made=NOW - timedelta(hours=2), until=NOW, ended=NOW, ended_by=draw(HOSTILE),
    )  # fmt: skip
    alert = briefing(ENGLISH, channel("email")).alert
    withheld = tuple(
        Withheld(
            mute=mute.id, alert=alert, feed="f", publisher=draw(HOSTILE), title=draw(HOSTILE), url=draw(HOSTILE), at=NOW
        )
        for _ in range(draw(st.integers(1, 3)))
    )
    return Recap(
        id="r" * 20, mute=mute, channel="email", recipient="night.desk@newsroom.example.org", withheld=withheld,
        created=NOW, due=NOW,
    )  # fmt: skip


@given(recaps(), HOSTILE)
@tried(40)
def test_a_recap_parses_and_nothing_was_injected(told: Recap, title: str) -> None:
    body = recap.render(told, channel("email"), {"w": title}, now=NOW).body
    html = told_together(body, "[Night desk] While muted: 1 story")
    assert all(cut(headline_of(one), recap.LONGEST_HEADLINE) in Tags(html).text for one in told.withheld)


@given(briefings())
@tried(100)
def test_a_console_gets_nothing_but_text(told: Briefing) -> None:
    text = render(told, channel("console"), now=NOW).body.decode()
    controls = [*range(10), *range(11, 32), *range(127, 160)]
    assert not set(text) & set(map(chr, [*controls, 0x200B, 0x2028, 0x2029, 0x202E, 0x2066]))


@given(briefings())
@tried(100)
def test_json_is_one_line_and_marks_point_into_the_text(told: Briefing) -> None:
    line = render(told, channel("file"), now=NOW).body
    assert b"\n" not in line
    assert line == render(told, channel("webhook"), now=NOW).body
    data = json.loads(line)["data"]
    for marked in [*data["passages"], *(change[side] for change in data["changes"] for side in ("was", "now"))]:
        ends = [0, *(place for mark in marked["marks"] for place in mark), len(marked["text"])]
        assert ends == sorted(ends)
        assert marked["text"] == clean(marked["text"])

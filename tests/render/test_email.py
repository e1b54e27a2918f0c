"""Threads, subjects and ids of mails."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest

from monitor.render import render
from monitor.render.email import message_id
from monitor.settings import Channel, EmailSettings, Level
from monitor.types import Briefing, Reason
from tests.render.briefings import CORRECTED, ENGLISH, NOW, UKRAINIAN, briefing, channel, story

DESK = channel("email")


def mail(told: Briefing, to: Channel = DESK) -> EmailMessage:
    return email.message_from_bytes(render(told, to, now=NOW).body, policy=email.policy.default)


def sent_by(sender: str) -> Channel:
    assert isinstance(DESK.settings, EmailSettings)
    return replace(DESK, settings=replace(DESK.settings, sender=sender))


def test_a_story_is_one_thread() -> None:
    first = mail(briefing(ENGLISH, DESK))
    second = mail(briefing(CORRECTED, DESK, reason=Reason.CORRECTED, within=story(ENGLISH), previous=ENGLISH))
    assert first["Subject"] == second["Subject"]
    roots = {message[name] for message in (first, second) for name in ("In-Reply-To", "References")}
    assert len(roots) == 1
    ids = {first["Message-ID"], second["Message-ID"]}
    assert len(ids) == 2
    assert not ids & roots, "no message is the root: whichever comes first, the thread is the same"


def test_the_alert_id_goes_out_as_the_message_id_and_a_repeat_has_it_again() -> None:
    told = briefing(ENGLISH, DESK)
    again = render(told, DESK, now=NOW + timedelta(hours=3))
    assert mail(told)["Message-ID"] == f"<{told.alert.id}@monitor.example.org>"
    assert f"<{told.alert.id}@monitor.example.org>".encode() in again.body
    assert again.id == told.alert.id


def test_a_doubtful_story_is_told_in_the_thread_of_the_likely_one() -> None:
    known, doubtful = story(UKRAINIAN), story(ENGLISH)
    first = mail(briefing(UKRAINIAN, DESK, within=known))
    second = mail(briefing(ENGLISH, DESK, within=doubtful, likely=known))
    assert second["References"] == second["In-Reply-To"] == first["References"]
    assert second["Subject"] == first["Subject"]
    assert second["Message-ID"] != first["Message-ID"]
    text = second.get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines()[1] == ENGLISH.title


@pytest.mark.parametrize("other", ["watch", "story", "channel", "recipient"])
def test_another_watch_story_or_recipient_is_another_thread(other: str) -> None:
    told = briefing(ENGLISH, DESK)
    changed = replace(told, alert=replace(told.alert, **{other: "another"}))  # type: ignore[arg-type]  # all are texts
    assert mail(told)["References"] != mail(changed)["References"]


def test_the_subject_names_desk_and_headline_and_the_level_only_above_normal() -> None:
    assert mail(briefing(UKRAINIAN, DESK))["Subject"] == f"[Night desk] {UKRAINIAN.title}"
    assert mail(briefing(UKRAINIAN, DESK, level=Level.URGENT))["Subject"] == f"[Night desk] URGENT: {UKRAINIAN.title}"


def test_a_story_that_becomes_urgent_stays_in_its_thread() -> None:
    first = mail(briefing(ENGLISH, DESK))
    urgent = briefing(CORRECTED, DESK, reason=Reason.CORRECTED, level=Level.URGENT, within=story(ENGLISH))
    later = mail(replace(urgent, thread_level=Level.NORMAL))
    assert later["Subject"] == first["Subject"]
    assert (first["Importance"], later["Importance"]) == (None, "high")
    text = later.get_body(("plain",))
    assert text is not None
    assert text.get_content().startswith("URGENT · Correction")


def test_a_long_subject_is_cut_at_a_word() -> None:
    long = replace(ENGLISH, title="Ministers " + "of twelve countries meet again " * 10)
    told = mail(briefing(long, DESK))["Subject"]
    assert 80 < len(told) <= 100
    assert told.endswith("…")
    assert long.title.startswith(told.removeprefix("[Night desk] ").removesuffix("…"))
    assert long.title[len(told.removeprefix("[Night desk] ")) - 1] == " "


def test_the_first_line_of_both_parts_is_the_kicker() -> None:
    told = mail(briefing(CORRECTED, DESK, reason=Reason.CORRECTED, within=story(ENGLISH), previous=ENGLISH))
    text = told.get_body(("plain",))
    assert text is not None
    assert text.get_content().startswith("Correction · 14:46 EET · was “EU deeply alarmed")


@pytest.mark.parametrize(
    "host", ["x.example", "a" * 63 + ".example.org", "mail." * 30 + "example.org", "новини.example", "-", ""]
)
def test_an_id_is_short_whatever_the_host(host: str) -> None:
    made = message_id("f" * 20, host)
    assert len(made) <= 70
    assert made.isascii()
    told = mail(briefing(ENGLISH, DESK), sent_by(f"alerts@{host}"))
    for name in ("Message-ID", "In-Reply-To", "References"):
        assert len(told[name]) <= 70


def test_the_sender_may_have_a_name_and_the_desk_is_shown() -> None:
    told = mail(briefing(ENGLISH, DESK), sent_by("Alert Robot <alerts@monitor.example.org>"))
    [sender] = told["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Night desk", "alerts@monitor.example.org")


def test_machines_are_told_that_a_machine_wrote_it() -> None:
    told = mail(briefing(ENGLISH, DESK))
    assert told["Auto-Submitted"] == "auto-generated"
    assert told["List-Id"] == "<email.monitor.example.org>"
    assert told["Date"].datetime == NOW.replace(microsecond=0)


def test_nothing_is_loaded_and_nobody_is_tracked() -> None:
    html = mail(briefing(ENGLISH, DESK)).get_body(("html",))
    assert html is not None
    page = html.get_content()
    for loading in ("<img", "<link", "<script", "url(", "@import", "src="):
        assert loading not in page
    assert ENGLISH.url is not None
    assert ENGLISH.url.replace("&", "&amp;") in page

"""The written day through the whole worker: what the desk gets, what it does not, and why."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from monitor.demo import screen
from monitor.demo.day import last_step, outlets
from monitor.demo.play import play


@pytest.fixture(scope="module")
def shown() -> str:
    """Everything that the demonstration prints."""
    written = io.StringIO()
    play(Console(file=written, width=200), pause=0)
    return written.getvalue()


def subjects(shown: str) -> list[str]:
    """The subjects of the mails, in order, without the desk's name: they end where the mail's own first line begins."""
    flat = " ".join(line.strip("│ ") for line in shown.splitlines())
    return re.findall(r"Subject: \[World desk\] URGENT: (.*?) +URGENT · (?:New|Changed|Correction) ·", flat)


def reasons(shown: str) -> dict[str, str]:
    """What was matched but not told: headline -> reason, as the rounds told it."""
    return dict(re.findall(r"^  not told  (.*?)  \[([a-z-]+)\]$", shown, re.MULTILINE))


def test_every_round_has_its_sentence() -> None:
    """The screen introduces each step of the day, and the silent round after the last."""
    assert len(screen.STEPS) == last_step(outlets()) + 2


def test_the_desk_hears_once_of_a_story_that_is_told_in_four_languages(shown: str) -> None:
    """The statement is one mail; what grows and what is corrected comes in the thread of its story."""
    statement = "North Korean troops in Russia's Kursk region number 12,000, EU says"
    other = "Розвідка: перші солдати КНДР прибули до Білгородської області"  # told by itself, and never hidden
    assert sorted(subjects(shown)) == [statement, statement, other, other]
    assert shown.count("in the thread of an earlier one") == 2
    assert "12,000 soldiers → 15,000 soldiers" in shown
    assert "Headline was: Розвідка: перші солдати КНДР прибули до Білгородської" in shown


def test_the_reports_in_other_languages_are_members_of_the_story(shown: str) -> None:
    """English, Ukrainian, Russian and Korean write-ups of the statement are not told again."""
    held = reasons(shown)
    for title in (
        "EU deeply alarmed by North Korean troops in Russia",
        "ЄС «глибоко стривожений» через північнокорейських військових у Росії",
        "ЕС заявил о 12 тысячах северокорейских солдат в Курской области",
        'EU "쿠르스크에 북한 병력 1만2천명"… "깊은 우려"',
    ):
        assert held[title] == "same-story"


def test_the_rest_is_held_back_with_its_reason(shown: str) -> None:
    """Baseline, copy, date bump, old text and shadow each end in their own reason."""
    held = reasons(shown)
    assert held["Ministers to meet in Brussels on the war in Ukraine"] == "first-seen-feed"
    assert held["Северокорейские военные замечены в Курской области, пишут местные каналы"] == "too-old"
    assert held["North Korea test-fires two ballistic missiles into the sea"] == "shadow"
    copied = re.findall(r"not told  North Korean troops in Russia's Kursk region number 12,000.*\[([a-z-]+)\]", shown)
    assert copied[0] == "same-story"
    assert set(copied[1:]) <= {"same-story", "edited"}  # by which of the two copies came first


def test_decoys_are_not_matched_and_the_reason_is_told(shown: str) -> None:
    """Football, history, drones and a long sentence use the words of the watch, and are explained."""
    _, _, unmatched = shown.partition("Not matched")
    for decoy in (
        "Kursk, 1943",
        "North Korea beat Russia",
        "Drones hit fuel depot",
        "The long shadow",
        "Курская битва",
    ):
        assert decoy in unmatched
        assert decoy not in "\n".join(subjects(shown))


def test_the_books_balance(shown: str) -> None:
    """Every match was alerted or suppressed; every alert arrived by mail and by a signed call."""
    sums = re.search(r"(\d+) matches = (\d+) alerted \+ (\d+) suppressed", shown)
    assert sums
    matched, alerted, suppressed = map(int, sums.groups())
    assert matched == alerted + suppressed
    assert alerted == len(subjects(shown))
    assert f"Signed webhook calls: {alerted} accepted, 0 refused" in shown


def test_failing_feeds_are_told_and_come_back(shown: str) -> None:
    """A server error and a web page are each reported by kind, and the feed is read again afterwards."""
    rounds = shown.partition("Everything else")[0].split("Round ")
    assert "lowland-radio: status: " in rounds[3]
    assert "lowland-radio: can be read again" in rounds[4]
    assert "castle-gazette: not-a-feed: " in rounds[4]
    assert "castle-gazette: can be read again" in rounds[5]


def test_the_last_round_is_silent(shown: str) -> None:
    """Nothing new is in the feeds, and nothing is said."""
    *_, last = shown.partition("Everything else")[0].split("Round ")
    assert "12 feeds read: 0 new or edited entries, 12 feeds unchanged" in last
    assert "mail" not in last

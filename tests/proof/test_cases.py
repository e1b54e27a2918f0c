"""Cases through the real pipeline: every outcome that a case can have, and every way to differ from what is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.proof import Failure
from tests.proof.newsroom import case, newsroom, proved

FIRST = '- {at: 0m, feed: herald, guid: a, title: "Soldiers reach the town of Kursk"}'
SAME = '- {at: 5m, feed: courier, title: "Soldiers reach the town of Kursk"}'
OTHER = '- {at: 9m, feed: courier, title: "Kursk buries its soldiers after the attack"}'

NEAR_TOWN = '- {at: 5m, feed: herald, guid: a, title: "Soldiers near the town of Kursk"}'
PILGRIMS = '- {at: 5m, feed: herald, guid: a, title: "Pilgrims reach the town of Kursk"}'
DRONE = '- {at: 0m, feed: herald, title: "A drone"}'
AGAIN = FIRST.replace("0m", "5m")

OUTCOMES = {
    "new": ([FIRST], ["alert: new"]),
    "same story": ([FIRST, SAME], ["alert: new", "suppressed: same-story"]),
    "two stories": ([FIRST, OTHER], ["alert: new", "alert: new"]),
    "corrected": ([FIRST, NEAR_TOWN], ["alert: new", "alert: corrected"]),
    "no longer matching": ([FIRST, PILGRIMS], ["alert: new", "alert: corrected"]),
    "edited": ([FIRST, AGAIN.replace("}", ", summary: more}")], ["alert: new", "suppressed: edited"]),
    "unchanged": ([FIRST, AGAIN], ["alert: new"]),
    "too old": ([FIRST.replace("}", ", age: 49h}")], ["suppressed: too-old"]),
    "just in time": ([FIRST.replace("}", ", age: 48h}")], ["alert: new"]),
    "two of one reading": ([FIRST, FIRST.replace("guid: a", "guid: b")], ["alert: new", "suppressed: same-story"]),
    "twice in one reading": ([FIRST, FIRST], ["alert: new"]),
    "after the window": ([FIRST, SAME.replace("5m", "4d")], ["alert: new", "alert: new"]),
    "shadow": ([DRONE], ["suppressed: shadow"]),
}
"""What feeds show, and what becomes of the first entry, of the second, and so on."""


def expecting(entries: list[str], outcomes: list[str], watch: str = "kursk") -> str:
    listed = [f"- {{entry: {number}, watch: {watch}, {one}}}" for number, one in enumerate(outcomes, start=1)]
    return case(*entries, "expect:", *listed)


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_comes_is_what_production_does(name: str, tmp_path: Path) -> None:
    watch = "drones" if name == "shadow" else "kursk"
    report = proved(newsroom(tmp_path, tests=expecting(*OUTCOMES[name], watch=watch)))
    assert [proof.failures for proof in report.cases] == [()]


def test_a_new_feed_begins_with_what_is_known(tmp_path: Path) -> None:
    entries = [FIRST, OTHER.replace("courier", "herald")]
    tests = expecting(entries, ["suppressed: first-seen-feed", "alert: new"]) + "    new_feeds: [herald]\n"
    assert proved(newsroom(tmp_path, tests=tests)).failed == ()


def test_a_watch_on_trial_can_be_taken_for_live(tmp_path: Path) -> None:
    tests = expecting([DRONE], ["alert: new"], watch="drones")
    assert proved(newsroom(tmp_path, tests=tests)).failed
    assert proved(newsroom(tmp_path, tests=tests + "    state: live\n")).failed == ()


VAGUE = '- {at: 0m, feed: herald, url: "https://herald.example/1", title: "Soldiers reach a town"'


def test_an_article_that_is_asked_for_decides(tmp_path: Path) -> None:
    entry = VAGUE + ', article: "They are in Kursk. In Kursk there are soldiers."}'
    assert proved(newsroom(tmp_path, tests=expecting([entry], ["alert: new"]))).failed == ()
    silent = VAGUE + ', article: "Nobody says where."}'
    (failure,) = failures(newsroom(tmp_path, tests=expecting([silent], ["alert: new"])))
    assert failure.because == ("NEAR/8: no @kursk in title, summary or article",)


def test_an_article_that_nobody_asks_for_is_not_read(tmp_path: Path) -> None:
    entry = VAGUE.replace("Soldiers", "Pilgrims") + ', article: "Soldiers are in Kursk"}'
    (failure,) = failures(newsroom(tmp_path, tests=expecting([entry], ["alert: new"])))
    assert failure.because[0].endswith("; the article was not fetched")


def test_an_edit_after_the_article_was_read(tmp_path: Path) -> None:
    first = VAGUE + ', guid: a, article: "In Kursk there are soldiers."}'
    edited = first.replace("at: 0m", "at: 9m").replace("reach a town", "leave a town")
    assert proved(newsroom(tmp_path, tests=expecting([first, edited], ["alert: new", "alert: corrected"]))).failed == ()


def test_watches_that_take_no_part_do_nothing(tmp_path: Path) -> None:
    both = '- {at: 0m, feed: herald, title: "Soldiers fly a drone in Kursk"}'
    tests = expecting([both], ["suppressed: shadow"], watch="drones")
    (failure,) = failures(newsroom(tmp_path, tests=tests))
    assert (failure.watch, failure.expected, failure.came) == ("kursk", "", "alert: new")
    assert failures(newsroom(tmp_path, tests=tests + "    watches: [drones]\n")) == []


def test_cases_do_not_disturb_each_other(tmp_path: Path) -> None:
    one = expecting(*OUTCOMES["new"])
    two = one.removeprefix("tests:\n").replace("  one:", "  two:")
    three = two.replace("  two:", "  three:").replace("alert: new", "suppressed: shadow") + "    state: shadow\n"
    report = proved(newsroom(tmp_path, tests=one + two + three))
    assert [(proof.name, proof.failures) for proof in report.cases] == [("one", ()), ("two", ()), ("three", ())]


# --- what differs ----------------------------------------------------------------------------------------


def failures(folder: Path) -> list[Failure]:
    return [failure for proof in proved(folder).cases for failure in proof.failures]


def test_something_else_came(tmp_path: Path) -> None:
    (failure,) = failures(newsroom(tmp_path, tests=expecting([FIRST, SAME], ["alert: new", "alert: new"])))
    assert (failure.entry, failure.expected, failure.came) == (2, "alert: new", "suppressed: same-story")
    assert failure.because[0].startswith("told at 2026-01-05 09:00 UTC: Soldiers reach")
    assert failure.line == 8


def test_nothing_came(tmp_path: Path) -> None:
    pilgrims = '- {at: 0m, feed: herald, title: "Pilgrims reach Kursk"}'
    (failure,) = failures(newsroom(tmp_path, tests=expecting([pilgrims], ["alert: new"])))
    assert (failure.expected, failure.came) == ("alert: new", "")
    assert failure.because == ("NEAR/8: no @troops in title or summary; the article was not fetched",)


def test_nothing_came_of_what_was_known(tmp_path: Path) -> None:
    (failure,) = failures(newsroom(tmp_path, tests=expecting([FIRST, FIRST], ["alert: new", "alert: new"])))
    assert failure.because == ("the feed showed it before with the same text, so that it is nothing new",)


def test_too_much_came(tmp_path: Path) -> None:
    tests = f"tests:\n  quiet:\n    entries:\n      {FIRST}\n    expect: []\n"
    (failure,) = failures(newsroom(tmp_path, tests=tests))
    assert (failure.expected, failure.came, failure.line) == ("", "alert: new", 4)
    assert failure.because[0] == "first sight of this story"

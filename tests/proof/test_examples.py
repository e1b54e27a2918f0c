"""The examples of watches, in the real matcher."""

from __future__ import annotations

from pathlib import Path

from tests.proof.newsroom import WATCHES, newsroom, proved


def test_examples_that_hold(tmp_path: Path) -> None:
    report = proved(newsroom(tmp_path))
    assert [(proof.group, proof.name, bool(proof.failures)) for proof in report.examples] == [
        ("kursk", "must_match[0]", False),
        ("kursk", "must_not_match[0]", False),
    ]
    assert report.failed == ()


def test_a_miss_says_which_clause_failed_and_by_how_much(tmp_path: Path) -> None:
    far = "Soldiers, said one of the many people whom we asked on the long road, are in Kursk"
    folder = newsroom(tmp_path, watches=WATCHES.replace("Soldiers seen near Kursk", far))
    (proof,) = proved(folder).failed
    (failure,) = proof.failures
    assert (proof.file, proof.line) == (str(folder / "watches/desk.yaml"), 7)
    assert (failure.expected, failure.came) == ("matches", "does not match")
    assert failure.because == ("NEAR/8: the distance was 15; the article was not fetched",)


def test_a_false_alarm_says_what_matched(tmp_path: Path) -> None:
    watches = WATCHES.replace("Kursk elects a mayor", "Troops parade in Kursk")
    (proof,) = proved(newsroom(tmp_path, watches=watches)).failed
    (failure,) = proof.failures
    assert (failure.expected, failure.came) == ("does not match", "matches")
    assert failure.because == ('troops ["Troops"] 2 words from kursk ["Kursk"]',)


def test_watches_that_are_off_or_on_trial_are_proved_before_they_go_live(tmp_path: Path) -> None:
    watches = WATCHES + '    must_match: ["Cavalry rides again", "Dragoons ride again"]\n'
    report = proved(newsroom(tmp_path, watches=watches))
    assert [proof.name for proof in report.failed] == ["must_match[1]"]


def test_who_has_neither_example_nor_test_is_named(tmp_path: Path) -> None:
    assert proved(newsroom(tmp_path)).unproved == ("drones",)
    tests = "tests: {quiet: {entries: [{at: 0m, feed: herald, title: A drone}], expect: [%s]}}\n"
    expected = "{entry: 1, watch: drones, suppressed: shadow}"
    assert proved(newsroom(tmp_path, tests=tests % expected)).unproved == ()

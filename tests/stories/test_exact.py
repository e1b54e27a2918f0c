"""Exact evidence: what names the same news, and what does not. Joining by it is in the laws."""

from __future__ import annotations

import pytest

from monitor import stories
from monitor.types import Entry
from tests import making

FIRST = making.entry("EU deeply alarmed by North Korean troops in Russia", guid="https://gazette.example/1")


@pytest.mark.parametrize(
    ("other", "evidence"),
    [
        (making.entry("Другий заголовок новини тут", feed="herald", guid="https://gazette.example/1"), "same guid"),
        (making.entry("Another", feed="herald", guid="9", canonical_url=FIRST.canonical_url), "same page"),
        (making.entry("EU  deeply alarmed by NORTH KOREAN troops in Russia", feed="herald"), "same headline"),
        (making.entry("Rain in the west of the country", feed="herald"), ""),
    ],
)
def test_evidence(other: Entry, evidence: str) -> None:
    joiner = stories.Joiner()
    joiner.take(stories.features_of(FIRST))
    placement = joiner.take(stories.features_of(other))
    assert placement.because == evidence
    assert placement.story == (FIRST.id if evidence else other.id)


def test_a_short_headline_joins_nobody() -> None:
    assert not any(key.startswith("title:") for key in stories.keys(making.entry("Live updates")))


def test_a_headline_without_spaces_between_words_can_join() -> None:
    assert any(key.startswith("title:") for key in stories.keys(making.entry("欧盟对朝鲜军队在俄罗斯深表震惊和担忧")))


def test_a_plain_number_as_guid_is_unique_only_for_its_publisher() -> None:
    ours, theirs = (
        making.entry("One two three four", guid="17"),
        making.entry("Five six seven", feed="herald", guid="17"),
    )
    assert not set(stories.keys(ours)) & set(stories.keys(theirs))

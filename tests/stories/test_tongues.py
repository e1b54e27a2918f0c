"""Which languages share words, and what stands for a language that nobody named."""

from __future__ import annotations

import pytest

from monitor.stories.tongues import Kinship, kinship, scripts_meet, tongue_of


@pytest.mark.parametrize(
    ("language", "text", "tongue"),
    [
        ("uk", "whatever", "uk"),
        (None, "Повінь у місті", "uk"),
        (None, "Пожар на складе", "und-Cyrillic"),
        (None, "Fire in a warehouse", "und-Latin"),
        (None, "창고 화재", "ko"),
        (None, "2027", ""),
    ],
)
def test_tongues(language: str | None, text: str, tongue: str) -> None:
    assert tongue_of(language, text) == tongue


@pytest.mark.parametrize(
    ("first", "second", "kin", "meet"),
    [
        ("en", "en", Kinship.SAME, True),
        ("uk", "ru", Kinship.CLOSE, True),
        ("en", "de", Kinship.NONE, True),
        ("en", "ru", Kinship.NONE, False),
        ("ru", "und-Cyrillic", Kinship.CLOSE, True),
        ("und-Latin", "und-Cyrillic", Kinship.NONE, False),
        ("en", "und-Latin", Kinship.CLOSE, True),
        ("", "en", Kinship.NONE, False),
    ],
)
def test_kinship(first: str, second: str, kin: Kinship, meet: bool) -> None:
    assert kinship(first, second) is kinship(second, first) is kin
    assert scripts_meet(first, second) is scripts_meet(second, first) is meet

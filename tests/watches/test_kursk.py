"""The shipped Kursk watch against labelled texts in nine languages.

What counts as positive is said in README.md beside this file. The floors are the promise of the example that
operators copy: whoever changes a term list, the query or the analysis sees here what it does to real wording.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

from monitor.config import load
from monitor.matching import Matcher
from monitor.types import Entry

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
WATCH = "dprk-troops-kursk"
LANGUAGES = ("en", "uk", "ru", "pl", "de", "fr", "ko", "ja", "zh")
SOME_DAY = datetime(2025, 1, 20, 9, 30, tzinfo=UTC)


class Labelled(NamedTuple):
    """One text, what an editor says of it, and what the watch says."""

    language: str
    positive: bool
    entry: Entry
    matched: bool


class Tally(NamedTuple):
    """How often the watch found what it should, and cried wolf."""

    positives: int
    found: int
    negatives: int
    false_alarms: int

    @property
    def recall(self) -> float:
        return self.found / self.positives


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    configuration = load(ROOT / "config", environ={})
    return Matcher([configuration.watches[WATCH]], configuration.terms)


def read(folder: str, matcher: Matcher) -> list[Labelled]:
    return [
        Labelled(language, positive, entry, bool(matcher.match(entry)))
        for language in LANGUAGES
        for positive, entry in texts(HERE / folder / f"{language}.yaml", language)
    ]


def texts(path: Path, language: str) -> Iterator[tuple[bool, Entry]]:
    document: Mapping[str, list[dict[str, str]]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    for label in ("positive", "negative"):
        for number, text in enumerate(document[label]):
            yield label == "positive", entry_of(f"{path.stem}-{label}-{number}", text, language)


def entry_of(name: str, text: Mapping[str, str], language: str) -> Entry:
    return Entry(
        id=name,
        feed="labelled",
        publisher="labelled",
        guid=name,
        url=None,
        title=text["title"],
        summary=text["summary"],
        article=text.get("article"),
        first_seen=SOME_DAY,
        language=language,
    )


def tally(texts: list[Labelled]) -> Tally:
    return Tally(
        positives=sum(text.positive for text in texts),
        found=sum(text.positive and text.matched for text in texts),
        negatives=sum(not text.positive for text in texts),
        false_alarms=sum(text.matched and not text.positive for text in texts),
    )


def by_language(texts: list[Labelled]) -> dict[str, Tally]:
    return {language: tally([text for text in texts if text.language == language]) for language in LANGUAGES}


def table(texts: list[Labelled]) -> str:
    lines = [f"{'':4} {'found':>8} {'false':>8}"]
    for name, counts in {**by_language(texts), "all": tally(texts)}.items():
        found, false = f"{counts.found}/{counts.positives}", f"{counts.false_alarms}/{counts.negatives}"
        lines.append(f"{name:4} {found:>8} {false:>8}")
    lines += [
        f"{'missed' if text.positive else 'false alarm'}: {text.language} {text.entry.title}"
        for text in texts
        if text.positive != text.matched
    ]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("folder", "recall", "each_language", "false_alarms"),
    [
        pytest.param("headlines", 0.95, 0.9, 1, id="headlines"),
        pytest.param("later", 0.95, 0.8, 1, id="later"),
    ],
)
def test_the_watch_finds_the_story_and_little_else(
    matcher: Matcher, folder: str, recall: float, each_language: float, false_alarms: int
) -> None:
    texts = read(folder, matcher)
    print(table(texts))
    assert tally(texts).recall >= recall, table(texts)
    assert tally(texts).false_alarms <= false_alarms, table(texts)
    for language, counts in by_language(texts).items():
        assert counts.recall >= each_language, f"{language}\n{table(texts)}"


@pytest.mark.parametrize(("folder", "fewest"), [("headlines", 24), ("later", 20)])
def test_every_language_has_enough_texts_of_both_kinds(matcher: Matcher, folder: str, fewest: int) -> None:
    for language, counts in by_language(read(folder, matcher)).items():
        assert counts.positives + counts.negatives >= fewest, language
        assert abs(counts.positives - counts.negatives) <= 4, language


def test_no_text_stands_twice() -> None:
    titles = [
        entry.title
        for folder in ("headlines", "later")
        for language in LANGUAGES
        for _, entry in texts(HERE / folder / f"{language}.yaml", language)
    ]
    assert len(titles) == len(set(titles))


def test_every_match_says_where_and_why(matcher: Matcher) -> None:
    for text in read("headlines", matcher):
        for match in matcher.match(text.entry):
            assert match.watch == WATCH
            for hit in match.hits:
                field = getattr(text.entry, hit.field)
                assert field[hit.start : hit.end] == hit.surface
                assert hit.why

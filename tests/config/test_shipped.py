"""The example configuration that operators copy: it loads, and its watches do what they say."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.matching import Matcher
from monitor.settings import Configuration, Example, WatchState
from monitor.types import Entry
from tests.config.folders import load

SHIPPED = Path(__file__).resolve().parents[2] / "config"


@pytest.fixture(scope="module")
def shipped() -> Configuration:
    return load(SHIPPED)


def test_it_loads_with_one_thing_left_to_do(shipped: Configuration) -> None:
    (warning,) = shipped.warnings
    assert "poll: without `contact`" in warning


def test_it_is_the_running_example(shipped: Configuration) -> None:
    watch = shipped.watches["dprk-troops-kursk"]
    assert watch.languages == ("en", "uk", "ru", "pl", "de", "fr", "ko", "ja", "zh")
    assert watch.state is WatchState.LIVE
    assert {example.language for example in watch.must_match} == set(watch.languages)
    assert {example.language for example in watch.must_not_match} == set(watch.languages)
    assert {feed.language for feed in shipped.feeds.values()} >= {"en", "uk", "ru", "ko", "de", "fr", "pl", "ja"}


def test_its_watches_do_what_their_examples_say(shipped: Configuration) -> None:
    matcher = Matcher(shipped.watches.values(), shipped.terms)
    wrong = []
    for watch in shipped.watches.values():
        for example in (*watch.must_match, *watch.must_not_match):
            matched = watch.name in {match.watch for match in matcher.match(as_entry(example))}
            if matched != (example in watch.must_match):
                wrong.append(f"{watch.name}: {example.text}")
    assert wrong == []


def as_entry(example: Example) -> Entry:
    return Entry(
        id="example",
        feed="example",
        publisher="example",
        guid=None,
        url=None,
        title=example.text,
        summary=example.summary,
        article=example.article or None,
        language=example.language,
        first_seen=datetime.now(UTC),
    )


def test_language_services_are_one_publisher(shipped: Configuration) -> None:
    feeds = [feed for feed in shipped.feeds.values() if feed.name.startswith("bbc-")]
    assert len(feeds) == 4
    assert {feed.publisher for feed in feeds} == {"BBC"}


def test_what_is_commented_out_is_right_too(tmp_path: Path) -> None:
    """Operators take the # away and expect it to work."""
    text = (SHIPPED / "monitor.yaml").read_text(encoding="utf-8")
    head, channels = text.split("channels:\n")
    head = re.sub(r"^  # (?=(contact|allow_networks|files|max_size):)", "  ", head, flags=re.MULTILINE)
    channels = re.sub(r"^  # {0,1}(?=  |[a-z-]+:$)", "  ", channels, flags=re.MULTILINE)
    channels = channels.replace("  world-desk:\n    kind: email", "  world-mail:\n    kind: email")
    (tmp_path / "wires").mkdir()
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "monitor.yaml").write_text(
        head.replace("/srv/wires", str(tmp_path / "wires"), 2) + "channels:\n" + channels, encoding="utf-8"
    )
    (folder / "feeds.yaml").write_text("feeds: {}\n", encoding="utf-8")
    environ = {"SMTP_PASSWORD": "x", "PLANNING_BOARD_URL": "https://board.example/"}
    configuration = load(folder, **environ, PLANNING_BOARD_SECRET="MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
    assert list(configuration.channels) == ["world-desk", "duty", "world-mail", "planning-board", "archive"]
    assert configuration.poll.files == tmp_path / "wires"
    assert configuration.store.max_size == 4 * 1024**3

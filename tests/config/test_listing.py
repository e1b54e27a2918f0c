"""Feeds written for feeds.yaml: what comes out can be put there."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from monitor.config.listing import Candidate, feeds_text
from tests.config.folders import load


def _loaded(text: str, folder: Path) -> dict[str, str]:
    (folder / "feeds.yaml").write_text(text or "feeds: {}\n", encoding="utf-8")
    (folder / "monitor.yaml").write_text("channels: {desk: {kind: console}}\n", encoding="utf-8")
    return {name: feed.url for name, feed in load(folder).feeds.items()}


def test_names_come_from_titles_and_are_unique(tmp_path: Path) -> None:
    listing = feeds_text(
        [
            Candidate(
                url="https://a.example/rss", title="The Gazette: World", tags=("World", "a, b"), language="en-GB"
            ),
            Candidate(url="https://b.example/rss", title="the gazette  world"),
            Candidate(url="https://www.c.example/rss", title="", language="xx"),
            Candidate(url="https://d.example/rss", title="Дніпровський вісник"),
            Candidate(url="https://e.example/rss", title="Taken"),
            Candidate(url="https://f.example/rss", title="2024"),
            Candidate(url="https://g.example/rss", title="Null"),
        ],
        names=["taken"],
        urls=[],
    )
    assert listing.text == (
        "feeds:\n"
        "  the-gazette-world:\n"
        '    url: "https://a.example/rss"\n'
        '    title: "The Gazette: World"\n'
        '    language: "en"\n'
        '    tags: ["World", "a, b"]\n'
        "  the-gazette-world-2:\n"
        '    url: "https://b.example/rss"\n'
        '    title: "the gazette world"\n'
        "  c-example:\n"
        '    url: "https://www.c.example/rss"\n'
        "  дніпровський-вісник:\n"
        '    url: "https://d.example/rss"\n'
        '    title: "Дніпровський вісник"\n'
        "  taken-2:\n"
        '    url: "https://e.example/rss"\n'
        '    title: "Taken"\n'
        '  "2024":\n'
        '    url: "https://f.example/rss"\n'
        '    title: "2024"\n'
        '  "null":\n'
        '    url: "https://g.example/rss"\n'
        '    title: "Null"\n'
    )
    assert (listing.count, listing.left_out) == (7, ())
    assert len(_loaded(listing.text, tmp_path)) == 7


def test_what_is_there_already_or_cannot_be_used_is_left_out_with_the_reason() -> None:
    listing = feeds_text(
        [
            Candidate(url="https://a.example/rss", title="A"),
            Candidate(url="ftp://b.example/rss", title="B"),
            Candidate(url="https://c.example/rss", title="C"),
            Candidate(url="https://c.example/rss", title="C again"),
        ],
        names=["a"],
        urls=["https://a.example/rss"],
    )
    assert (listing.count, listing.text.count("url:")) == (1, 1)
    assert listing.left_out[0] == "https://a.example/rss: it is in feeds.yaml already"
    assert listing.left_out[1].startswith("ftp://b.example/rss: ")
    assert listing.left_out[2] == "https://c.example/rss: it is in feeds.yaml already"


def test_nothing_to_write_is_no_text() -> None:
    assert feeds_text([], names=[], urls=[]).text == ""


@given(st.lists(st.tuples(st.text(max_size=90), st.lists(st.text(max_size=20), max_size=3)), max_size=5))
def test_whatever_feeds_are_called_the_text_can_be_read(rows: list[tuple[str, list[str]]]) -> None:

    found = [
        Candidate(url=f"https://{number}.example/", title=title, tags=tuple(tags))
        for number, (title, tags) in enumerate(rows)
    ]
    with TemporaryDirectory() as folder:
        loaded = _loaded(feeds_text(found, names=[], urls=[]).text, Path(folder))
    assert sorted(loaded.values()) == sorted(candidate.url for candidate in found)

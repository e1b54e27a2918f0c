"""File feeds lie in one folder; nothing else on the disk is a feed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.types import FailureKind, FeedFailure, Fetched, FetchResult, NotModified
from tests.fetch.conftest import RSS, Poll, state

Read = Callable[..., FetchResult]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that file feeds may lie in, and beside it what they must not reach."""
    inside = tmp_path / "feeds"
    inside.mkdir()
    (inside / "a b.xml").write_bytes(RSS)
    (inside / "empty.xml").write_bytes(b"")
    (inside / "big.xml").write_bytes(b"x" * 1_000_001)
    (tmp_path / "secret.xml").write_bytes(RSS)
    (inside / "link.xml").symlink_to(tmp_path / "secret.xml")
    (inside / "good-link.xml").symlink_to(inside / "a b.xml")
    (inside / "loop.xml").symlink_to(inside / "loop.xml")
    (inside / "out").symlink_to(tmp_path)
    os.mkfifo(inside / "pipe.xml")
    return inside


def test_a_file_inside_is_read_and_known_again(folder: Path, poll: Poll) -> None:
    url = (folder / "a b.xml").as_uri()
    first = poll(url, files=folder)
    assert isinstance(first, Fetched)
    assert (first.body, first.url) == (RSS, url)
    known = state(url, etag=first.etag, body_hash=first.body_hash)
    assert poll(url, known, files=folder) == NotModified(by="server", etag=first.etag)
    os.utime(folder / "a b.xml", (1, 1))
    again = poll(url, known, files=folder)
    assert isinstance(again, NotModified)
    assert again.by == "hash"


@pytest.mark.parametrize("url", ["file:a%20b.xml", "file:good-link.xml", "file:./out/feeds/a%20b.xml", "FILE:a b.xml"])
def test_names_relative_to_the_folder(folder: Path, poll: Poll, url: str) -> None:
    assert isinstance(poll(url, files=folder), Fetched)


@pytest.mark.parametrize(
    "url",
    [
        "file:../secret.xml",
        "file:%2e%2e/secret.xml",
        "file:link.xml",
        "file:out/secret.xml",
        "file:loop.xml",
        "file:pipe.xml",
        "file:.",
        "file:missing.xml",
        "file:///etc/hostname",
        "file:/dev/zero",
        "file:///proc/self/environ",
        "file://host.example/feeds/a.xml",
        "file:a%00b.xml",
        "file:" + "a" * 5000,
    ],
)
def test_everything_else_is_refused(folder: Path, poll: Poll, url: str) -> None:
    result = poll(url, files=folder)
    assert isinstance(result, FeedFailure)
    assert result.kind is FailureKind.FILE


def test_without_a_folder_there_are_no_file_feeds(folder: Path, poll: Poll) -> None:
    result = poll((folder / "a b.xml").as_uri())
    assert isinstance(result, FeedFailure)
    assert result.kind is FailureKind.FILE


@pytest.mark.parametrize(("name", "kind"), [("empty", FailureKind.EMPTY), ("big", FailureKind.TOO_LARGE)])
def test_sizes(folder: Path, poll: Poll, name: str, kind: FailureKind) -> None:
    result = poll(f"file:{name}.xml", files=folder)
    assert isinstance(result, FeedFailure)
    assert result.kind is kind

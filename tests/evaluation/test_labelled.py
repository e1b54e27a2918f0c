"""The file of labelled entries: what is written is read, and every mistake is named with its line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from monitor.errors import ConfigurationError
from monitor.evaluation import Labelled, line_of, read
from tests import making

ROW = {"id": "a", "story": "x", "title": "Two ships collide", "seen": "2026-11-21T12:00:00+00:00"}


def test_what_is_written_is_read() -> None:
    entry = making.entry("Two ships\u2028collide", summary="In the strait.", article="Long.", language="en")
    line = line_of(Labelled(entry=entry, story="x"))
    (one,) = read(line + "\n\n", "f")
    kept = ("id", "publisher", "guid", "canonical_url", "title", "summary", "article", "language", "published")
    assert [getattr(one.entry, name) for name in kept] == [getattr(entry, name) for name in kept]
    assert (one.entry.first_seen, one.story) == (entry.first_seen, "x")


def test_the_order_is_that_of_arrival() -> None:
    later = ROW | {"id": "b", "seen": "2026-11-21T13:00:00+01:00"}
    first = ROW | {"id": "c", "seen": None, "published": "2026-11-21T11:00:00Z"}
    found = read("\n".join(map(json.dumps, (ROW, later, first))), "f")
    assert [one.entry.id for one in found] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ('{"id": "a",}', 12, "is no JSON"),
        ("[]", 1, "is no JSON object"),
        ("[" * 100_000, 1, "is nested too deeply"),
        ({"id": ""}, 1, "id: is missing"),
        ({"story": None}, 1, "story: is missing"),
        ({"title": 5}, 1, "title: must be a text, not 5"),
        ({"seen": None}, 1, "seen: is missing"),
        ({"seen": "yesterday"}, 1, "seen: 'yesterday' is no time"),
        ({"seen": "2026-11-21T12:00:00"}, 1, "seen: '2026-11-21T12:00:00' lacks the offset"),
        ({"headline": "x"}, 1, "headline: there is no such key"),
    ],
)
def test_mistakes(line: str | dict[str, Any], column: int, message: str) -> None:
    text = line if isinstance(line, str) else json.dumps(ROW | line)
    with pytest.raises(ConfigurationError) as refused:
        read("\n" + text, "news.jsonl")
    assert str(refused.value).startswith(f"news.jsonl:2:{column}: {message}")


def test_all_mistakes_at_once() -> None:
    with pytest.raises(ConfigurationError) as refused:
        read("\n".join(("{", json.dumps(ROW), json.dumps(ROW))), "f")
    assert [problem.line for problem in refused.value.problems] == [1, 3]
    assert "'a' stands in line 2 already" in str(refused.value)

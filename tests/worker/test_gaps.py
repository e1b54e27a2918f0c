"""A feed that rolled over between two polls: its older pages are read, and what they hold is told as well."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.servers.feeds import document, status
from tests.worker.newsroom import Newsroom, newsroom, unlike, until

NEXT = "<link rel='next' href='{url}' xmlns='http://www.w3.org/2005/Atom'/>"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with newsroom(tmp_path) as made:
        yield made


def page(room: Newsroom, numbers: range, older: str = "") -> bytes:
    """A page of the feed, the newest first. Troops are in an entry where its number is odd.

    Those below 490 were published long ago; the others have no date.
    """
    long_ago = f"<pubDate>{format_datetime(datetime.now(UTC) - timedelta(hours=9))}</pubDate>"
    items = "".join(
        f"<item><title>{'Troops' if number % 2 else 'Rain'} {unlike(number)} {number}</title>"
        f"<guid isPermaLink='false'>{number}</guid>"
        f"{long_ago if number < 490 else ''}</item>"
        for number in reversed(numbers)
    )
    link = NEXT.format(url=room.publisher.server.url(older)) if older else ""
    return f"<rss version='2.0'><channel><title>Gazette</title>{link}{items}</channel></rss>".encode()


def told(room: Newsroom) -> list[str]:
    """The headlines that the webhook was told, in order."""
    return [call.data["data"]["story"]["title"] for call in room.webhook.received]


def serve(room: Newsroom, numbers: range, older: str = "", at: str = "/paper-0") -> None:
    body = page(room, numbers, older)
    if at == "/paper-0":
        room.publisher.broken["paper-0"] = document(body)
    else:
        room.publisher.server[at] = document(body)


def pages_read(room: Newsroom) -> list[dict[str, object]]:
    events = [json.loads(line) for line in room.log().splitlines() if line.startswith("{")]
    return [event for event in events if event["event"] == "feed.pages"]


def entries(room: Newsroom) -> int:
    count: int = room.rows("SELECT count(*) FROM entries")[0][0]
    return count


@pytest.mark.checklist(8)
def test_what_rolled_off_between_two_polls_is_found_on_older_pages_and_told_once(room: Newsroom) -> None:
    serve(room, range(500, 510))
    room.write("feeds.yaml", (room.folder / "feeds.yaml").read_text().replace("alert", "baseline"))
    room.start("run")
    until(lambda: room.database.exists() and "feed.read" in room.log())
    serve(room, range(520, 526), "/page-3", at="/page-2")
    serve(room, range(480, 520), "/page-4", at="/page-3")  # reaches back beyond what was ever known
    serve(room, range(526, 532), "/page-2")
    until(lambda: pages_read(room))
    (event,) = pages_read(room)
    assert (event["pages"], event["end"]) == (2, "overlap")
    until(lambda: len(room.webhook.received) >= 11)
    assert {int(title.split()[-1]) for title in told(room)} == set(range(511, 532, 2))
    assert room.publisher.server.asked("/page-4") == []
    saved = [int(title.split()[-1]) for (title,) in room.rows("SELECT title FROM entries ORDER BY rowid")]
    assert saved[10:] == list(range(510, 532))  # the oldest first
    until(lambda: len(room.publisher.server.asked("/paper-0")) > 4)
    assert len(room.publisher.server.asked("/page-2")) == 1
    assert len(room.webhook.received) == 11


def test_a_page_that_fails_keeps_the_gap_and_what_was_found(room: Newsroom) -> None:
    serve(room, range(500, 505))
    room.start("run")
    until(lambda: "feed.read" in room.log())
    room.publisher.server["/page-2"] = status(500)
    serve(room, range(520, 525), "/page-2")
    until(lambda: pages_read(room))
    (event,) = pages_read(room)
    assert (event["pages"], event["end"]) == (0, "failed")
    assert "status" in str(event["detail"])
    until(lambda: entries(room) == 10)
    until(lambda: "feed.overflowing" in room.log())

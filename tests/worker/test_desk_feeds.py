"""The feeds of desks: what was sent is in them, for any reader, and nobody can guess where they are."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest

from monitor.endpoint import Endpoint, desk_feeds
from monitor.parse.document import parse
from monitor.settings import DeskFeedSettings, EndpointSettings
from monitor.types import Fresh
from monitor.worker.answering import make_key
from monitor.worker.publishing import Publishing, url_of, write_whole
from tests import making
from tests.endpoint.test_server import exchange, get
from tests.joining.desk import Desk, at, edited
from tests.making import NOON
from tests.mutes.desk import newsdesk

TITLE = "Troops <b>seen</b> & \u202eheard]]> near \x0bSudzha “now” 🙂"
LATER = "Troops <b>not seen</b> near Belgorod, says ministry"


@contextmanager
def published(place: Path) -> Iterator[tuple[Desk, Publishing]]:
    """A desk that was told of a story and of a correction, with its feeds in a folder."""
    with newsdesk(place) as one:
        configuration = replace(
            one.rooms.configuration,
            desk_feeds=DeskFeedSettings(folder=place / "feeds"),
            endpoint=EndpointSettings(host="127.0.0.1", port=0, public_url="https://monitor.example/"),
        )
        desk = Desk(rooms=replace(one.rooms, configuration=configuration))
        make_key(desk.rooms.store)
        first = at(making.entry(TITLE, url="https://gazette.example/?a=1&b=2"), 0)
        desk.arrive(Fresh(entry=first), now=NOON)
        desk.arrive(edited(first, title=LATER), now=NOON)
        yield desk, Publishing(desk.rooms)


def sent(desk: Desk) -> None:
    """Let all that waits be sent."""
    with desk.rooms.store.writing() as db:
        db.execute("UPDATE alerts SET state = 'sent', settled = created WHERE state = 'pending'")


def own(body: bytes, kind: str) -> Any:
    """Read it with our own reader."""
    media_type = {"atom": "application/atom+xml", "json": "application/feed+json"}[kind]
    return parse(body, url="https://monitor.example/x", content_type=media_type)


def test_what_was_sent_is_in_both_feeds_once_for_all_recipients(tmp_path: Path) -> None:
    with published(tmp_path) as (desk, publishing):
        publishing.write_due()
        assert json.loads((tmp_path / "feeds" / "desk.json").read_bytes())["items"] == []
        sent(desk)
        assert publishing.write_due() == 0  # not yet: too soon after the last time
        assert publishing.write_due(at_once=True) == 2
        assert publishing.write_due(at_once=True) == 0
        assert sorted(path.name for path in (tmp_path / "feeds").iterdir()) == [
            "desk.atom", "desk.json", "room.atom", "room.json",
        ]  # fmt: skip
        ids = {row[0] for row in desk.rows("SELECT id FROM alerts WHERE channel = 'desk'")}
        document = json.loads((tmp_path / "feeds" / "desk.json").read_bytes())
        assert document["version"] == "https://jsonfeed.org/version/1.1"
        assert len(document["items"]) == 2
        assert {item["id"] for item in document["items"]} < ids
        atom = feedparser.parse((tmp_path / "feeds" / "desk.atom").read_bytes())
        assert not atom.bozo
        assert {entry.id.rpartition("/")[2] for entry in atom.entries} == {item["id"] for item in document["items"]}
        assert len({entry.id for entry in atom.entries}) == 2
        assert all(entry.updated_parsed and entry.author == "gazette" for entry in atom.entries)


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_our_own_reader_reads_them_and_nothing_escapes(tmp_path: Path, kind: str) -> None:
    with published(tmp_path) as (desk, publishing):
        sent(desk)
        publishing.write_due()
        body = (tmp_path / "feeds" / f"desk.{kind}").read_bytes()
        found = own(body, kind)
        assert len(found.entries) == 2
        assert {entry.url for entry in found.entries} == {"https://gazette.example/?a=1&b=2"}
        assert any("not seen" in entry.title for entry in found.entries)
        assert "\u202e" not in body.decode()
        assert b"<script" not in body
        assert b"/mute/" not in body  # the links in a message are its recipient's own


def test_they_are_served_to_who_knows_the_name(tmp_path: Path) -> None:
    with published(tmp_path) as (desk, publishing):
        sent(desk)
        settings = desk.rooms.configuration.endpoint
        assert settings is not None
        address = url_of(desk.rooms.configuration, desk.rooms.store, "room", "atom")
        assert address is not None
        path = "/" + address.removeprefix(settings.public_url)
        wrong = ["/feeds/x.atom", path.replace(".atom", ".xml"), path[:-6] + ".atom", "/feeds/room.atom"]

        async def main() -> list[bytes]:
            endpoint = await Endpoint.open(settings, desk_feeds.routes(publishing))
            try:
                return [await exchange(endpoint, get(one)) for one in (path, *wrong)]
            finally:
                await endpoint.close()

        answer, *refused = asyncio.run(main())
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b" 200 " in head
        assert b"application/atom+xml" in head.lower()
        assert feedparser.parse(body).feed.links[0].href == address
        assert [one.split()[1] for one in refused] == [b"404"] * len(wrong)


def test_a_file_is_replaced_as_a_whole_or_stays(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "desk.atom"
    write_whole(target, b"first")
    write_whole(target, b"second")
    assert target.read_bytes() == b"second"
    target.unlink()
    target.mkdir()
    with pytest.raises(OSError):
        write_whole(target, b"third")
    assert [path.name for path in target.parent.iterdir()] == ["desk.atom"]


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    with published(tmp_path) as (desk, publishing):
        (tmp_path / "feeds").write_text("in the way")
        sent(desk)
        assert publishing.write_due(at_once=True) == 0

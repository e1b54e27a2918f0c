"""The whole worker on real captured feeds, served over loopback: everything stored, nothing twice, one alert.

The documents are not part of the project; without them this is skipped.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.feeds import FeedServer, document
from tests.worker.newsroom import SECRET, Newsroom, newsroom

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "feeds"
ADDED = (
    "<item><title>Quokkas seen in Lviv</title><guid isPermaLink='false'>quokka-1</guid>"
    "<link>https://paper.example/quokka</link><description>Two quokkas crossed a square.</description></item>"
)

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the captured feeds are not here")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with newsroom(tmp_path) as made:
        documents = corpus()
        for number, (name, body) in enumerate(documents.items()):
            serve(made.publisher.server, name, body, validators=number % 2 == 0)
        feeds = "".join(f"  {name}: {{url: '{made.publisher.server.url(f'/{name}')}'}}\n" for name in documents)
        made.write("feeds.yaml", f"defaults: {{every: 1s, first_sight: alert}}\nfeeds:\n{feeds}")
        made.write("watches/troops.yaml", WATCHES)
        settings = (made.folder / "monitor.yaml").read_text()
        made.write("monitor.yaml", settings + "  notes: {kind: file, path: ../all.jsonl}\n")
        yield made


def corpus() -> dict[str, bytes]:
    """The documents by a name that a feed may have."""
    paths = sorted(path for path in CORPUS.iterdir() if path.suffix != ".tsv")
    return {path.name.replace(".", "-"): path.read_bytes() for path in paths}


def serve(server: FeedServer, name: str, body: bytes, *, validators: bool) -> None:
    """Serve a document, with an ETag or without any validator."""
    etag = f'"{hashlib.sha256(body).hexdigest()}"' if validators else ""
    server[f"/{name}"] = document(body, etag=etag)


WATCHES = """\
watches:
  broad:
    query: the OR of OR in OR на OR в OR і OR и OR de OR der OR la OR a
    channels: [notes]
    max_age: 3650d
  quokkas:
    query: quokka
    channels: [hook, mail]
"""


def held(document: bytes) -> int:
    """Count the entries of a document without reading it: the twin of all parsers."""
    if document.lstrip()[:1] == b"{":
        return len(json.loads(document).get("items", ()))
    return len(re.findall(rb"<(?:\w+:)?(?:item|entry)[\s>]", document))


def test_every_feed_is_stored_once_and_an_added_entry_is_told_once(room: Newsroom) -> None:
    documents = corpus()
    first = room.run("run", "--once")
    assert first.returncode == 0, first.stderr
    stored = dict(room.rows("SELECT feed, count(*) FROM entries GROUP BY feed"))
    failures = {row[0]: row[1:] for row in room.rows("SELECT name, failure_kind, failure_detail FROM feeds")}
    print(table(documents, stored, failures))
    assert {name for name, body in documents.items() if held(body) and not stored.get(name)} == set()
    _unchanged(room, sum(stored.values()))
    _added(room, documents)


def _unchanged(room: Newsroom, entries: int) -> None:
    time.sleep(1.2)
    again = room.run("run", "--once", "--verbose")
    events = [json.loads(line) for line in again.stderr.splitlines()]
    assert (events[-1]["fresh"], events[-1]["alerts"]) == (0, 0)
    assert room.rows("SELECT count(*) FROM entries") == [(entries,)]
    how = {event["how"] for event in events if event["event"] == "feed.read"}
    assert how == {"unchanged (server)", "unchanged (hash)"}


def _added(room: Newsroom, documents: dict[str, bytes]) -> None:
    # To one that does not ask for patience: a <ttl> would put off the next reading.
    plain = (name for name, body in documents.items() if b"<item>" in body and b"<ttl>" not in body)
    name = next(name for name in plain if name.endswith("-rss"))
    place = documents[name].index(b"<item>")
    body = documents[name][:place] + ADDED.encode() + documents[name][place:]
    serve(room.publisher.server, name, body, validators=True)
    for _ in range(2):
        time.sleep(1.2)
        assert room.run("run", "--once").returncode == 0
    (call,) = room.webhook.received
    assert call.verified == (SECRET,)
    assert sorted(mail.recipients[0] for mail in room.smtp.mails) == ["one@desk.example", "two@desk.example"]
    assert all("Quokkas seen in Lviv" in mail.message["Subject"] for mail in room.smtp.mails)


def table(documents: dict[str, bytes], stored: dict[str, int], failures: dict[str, tuple[str | None, ...]]) -> str:
    """Feed, entries in the document, entries stored, failure: for a person."""
    lines = [f"{'feed':<20} {'held':>5} {'stored':>6}  failure"]
    for name, body in documents.items():
        kind, detail = failures.get(name, ("never read", ""))
        lines.append(f"{name:<20} {held(body):>5} {stored.get(name, 0):>6}  {f'{kind}: {detail}' if kind else ''}")
    return "\n".join(lines)

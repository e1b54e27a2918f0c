"""Articles, with the real worker: what stands in the last paragraph is told, once, and few pages are asked for."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import feeds
from tests.servers.feeds import in_turn, status
from tests.servers.pages import BRIDGE, robots, web_page
from tests.worker.newsroom import Newsroom, newsroom, until
from tests.worker.topics import entries

TERMS = Path(__file__).resolve().parents[2] / "config" / "terms"

HEADLINE = "EU 'deeply alarmed' by reports of North Korean troops"
SUMMARY = "Ministers in Brussels will take up the matter on Thursday."
STATEMENT = (
    "The European Union is deeply alarmed by reports that soldiers from North Korea are to fight abroad, it said.",
    "Its foreign policy chief called it a grave step to be answered in kind, and announced talks.",
    "Diplomats said that new sanctions on banks and shipping companies could be agreed before the end of the month.",
    "The agency that counts such things put the number of men at three thousand, with more on their way by train.",
    "The units are being made ready for the Kursk region, two officials with knowledge of the report said.",
)
QUERY = '("North Korean" OR "North Korea") NEAR/8 (troops OR soldiers) AND (Kursk OR title:Russia)'
SHIPPED = "@north-korea NEAR/8 @troops AND (@kursk OR title:@russia)"
WATCH = """\
watches:
  kursk:
    title: North Korean troops in Kursk
    query: '{query}'
    channels: [hook, mail]
"""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with newsroom(tmp_path) as made:
        made.write("watches/troops.yaml", WATCH.format(query=QUERY))
        made.publisher.server["/robots.txt"] = robots("User-agent: *\nDisallow: /private/\n")
        yield made


def pages(room: Newsroom) -> list[str]:
    """The pages that were asked for, in order."""
    return [request.path for request in room.publisher.server.requests if request.path.startswith("/paper-0/")]


def told(room: Newsroom) -> list[str]:
    """The bodies of the webhook's alerts, each once."""
    return [json.dumps(json.loads(call.body), ensure_ascii=False) for call in room.webhook.received]


def explain(room: Newsroom, title: str) -> str:
    """What `monitor explain` says of an entry."""
    ((entry,),) = room.rows(f"SELECT id FROM entries WHERE title = '{title.replace(chr(39), chr(39) * 2)}'")
    done = room.run("explain", entry)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def test_the_running_example_among_a_thousand_others(room: Newsroom) -> None:
    """Kursk stands in the last paragraph of one article alone; the words are those of the shipped term lists."""
    shutil.copytree(TERMS, room.folder / "terms")
    room.write("watches/troops.yaml", WATCH.format(query=SHIPPED))
    others = list(entries(1_000))
    assert len({made.title for made in others}) == 1_000
    for made in others:
        room.publish("paper-0", made.title, made.summary)
        room.publisher.server[room.publisher.path("paper-0", made.title)] = web_page(*BRIDGE, title=made.title)
    room.publish("paper-0", HEADLINE, SUMMARY)
    article = room.publisher.path("paper-0", HEADLINE)
    room.publisher.server[article] = web_page(*STATEMENT, title=HEADLINE)

    assert room.run("run", "--once").returncode == 0

    (alert,) = told(room)
    assert "The units are being made ready for the" in alert
    assert "Kursk region, two officials with knowledge of the report said." in alert
    assert len(room.smtp.mails) == 2
    unrelated = [path for path in pages(room) if path != article]
    print(f"{len(unrelated)} pages for 1,000 unrelated entries")
    assert 0 < len(unrelated) < 50
    assert len(pages(room)) == len(set(pages(room)))
    assert len(room.publisher.server.asked("/robots.txt")) == 1
    assert "in the article, paragraph 5" in explain(room, HEADLINE)

    assert room.run("run", "--once").returncode == 0
    assert len(told(room)) == 1
    assert len(pages(room)) == len(unrelated) + 1  # each once, and robots.txt once a day
    assert len(room.publisher.server.asked("/robots.txt")) == 1


@pytest.mark.parametrize(
    ("reply", "rules", "said"),
    [
        (status(403), "", "the server answered 403 Forbidden (status)"),
        (status(200), "User-agent: *\nDisallow: /paper-0/\n", "robots.txt of 127.0.0.1 forbids it (robots)"),
        (
            web_page(*STATEMENT, facts={"@type": "NewsArticle", "isAccessibleForFree": False}),
            "",
            "the page says isAccessibleForFree: false (paywall)",
        ),
        (
            feeds.redirect("/consent?back=1", code=302),
            "",
            "the link leads to a consent page (127.0.0.1/consent) (consent)",
        ),
    ],
)
def test_what_cannot_be_fetched_is_told_by_explain(room: Newsroom, reply: feeds.Reply, rules: str, said: str) -> None:
    room.publisher.server["/robots.txt"] = robots(rules)
    room.publish("paper-0", HEADLINE, SUMMARY)
    room.publisher.server[room.publisher.path("paper-0", HEADLINE)] = reply
    assert room.run("run", "--once").returncode == 0
    assert told(room) == []
    account = explain(room, HEADLINE)
    assert f"the article could not be fetched: {said}, wanted for kursk" in account
    assert "no match kursk" in account
    before = len(pages(room))
    room.run("run", "--once")
    assert len(pages(room)) == before  # it is not asked for again


def test_feeds_and_watches_may_forbid_it(room: Newsroom) -> None:
    room.publish("paper-0", HEADLINE, SUMMARY)
    watch = (room.folder / "watches" / "troops.yaml").read_text()
    room.write("watches/troops.yaml", watch + "    article: never\n")
    room.run("run", "--once")
    room.write("watches/troops.yaml", watch)
    listed = (room.folder / "feeds.yaml").read_text()
    room.write("feeds.yaml", listed.replace("first_sight: alert", "first_sight: alert, article: never"))
    room.publish("paper-0", HEADLINE + " again", SUMMARY)
    room.run("run", "--once")
    assert pages(room) == []
    assert told(room) == []


def test_a_feed_may_ask_for_every_page(room: Newsroom) -> None:
    """Its watch finds nothing in sight, and matches in the article all the same."""
    listed = (room.folder / "feeds.yaml").read_text()
    room.write("feeds.yaml", listed.replace("first_sight: alert", "first_sight: alert, article: always"))
    room.publish("paper-0", "The day in Brussels", "All that is to be known this evening.")
    room.publisher.server[room.publisher.path("paper-0", "The day in Brussels")] = web_page(*STATEMENT)
    assert room.run("run", "--once").returncode == 0
    (alert,) = told(room)
    assert "Kursk region" in alert


def test_an_article_keeps_no_other_alert_waiting_and_survives_the_worker(room: Newsroom) -> None:
    """The page hangs; what was decided without it is told at once; the worker is killed; the next one goes on."""
    room.write("monitor.yaml", (room.folder / "monitor.yaml").read_text() + "articles: {deadline: 20s}\n")
    article = room.publisher.path("paper-0", HEADLINE)
    room.publisher.server[article] = in_turn(feeds.silence(), web_page(*STATEMENT, title=HEADLINE))
    room.publish("paper-0", HEADLINE, SUMMARY)
    room.publish("paper-0", "North Korean troops seen in Kursk", "So says the General Staff.")
    worker = room.start("run")
    until(lambda: len(room.webhook.received) == 1 and len(pages(room)) == 1)
    assert "North Korean troops seen in Kursk" in told(room)[0]
    room.publish("paper-0", "Kursk hospital takes in wounded North Korean troops", "Doctors were called from leave.")
    until(lambda: len(room.webhook.received) == 2)  # the feed is read on
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    room.start("run")
    # The one before may come again, under its id, where the worker was killed before it noted that it was sent.
    until(lambda: "two officials with knowledge of the report" in told(room)[-1])
    assert pages(room) == [article, article]
    assert "Traceback" not in room.log()
    counts = room.rows("SELECT count(*), sum(suppressed IS NULL) FROM matches")
    assert counts == [(3, 3)]  # one outcome for each match

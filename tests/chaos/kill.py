"""Kills the worker with SIGKILL at random moments and counts what its receivers got.

    python -m tests.chaos.kill --kills 50 --seed 1

Feeds keep publishing and receivers keep their answers while workers die. At the end: every headline that was published
reached every recipient, every repeat carries the id of the first, and the database is whole. The last line is JSON;
exit 1 where something was lost.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.worker.newsroom import Newsroom, newsroom, unlike, until

FEEDS = 4
RECIPIENTS = 3  # the webhook and two addresses


@contextmanager
def publishing(room: Newsroom, chance: random.Random) -> Iterator[list[str]]:
    """Publish stories of their own at random moments for the length of a block; give the headlines."""
    titles: list[str] = []
    stop = threading.Event()

    def publish() -> None:
        while not stop.wait(chance.uniform(0.05, 0.4)):
            title = f"Troops {unlike(len(titles))}"
            room.publish(f"paper-{len(titles) % FEEDS}", title)
            titles.append(title)

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield titles
    finally:
        stop.set()
        thread.join()


def kill_often(room: Newsroom, kills: int, chance: random.Random) -> None:
    """Start a worker and kill it and all its children, again and again."""
    for number in range(kills):
        worker = room.start("run")
        # A worker is up after about a second; the times reach from before that to well into its work.
        time.sleep(chance.uniform(0.4, 4.0))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        print(f"\rkilled {number + 1} of {kills}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def settle(room: Newsroom, expected: int) -> None:
    """Let a last worker finish what is left, and stop it in order."""
    worker = room.start("run")
    until(lambda: room.rows("SELECT count(*) FROM alerts WHERE state = 'sent'")[0][0] >= expected, seconds=180)
    worker.send_signal(signal.SIGTERM)
    worker.wait(30)


def received(room: Newsroom) -> dict[str, dict[str, list[str]]]:
    """Per recipient and headline, the ids under which it arrived."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for call in room.webhook.received:
        found["hook"][call.data["data"]["headline"]].append(call.headers["webhook-id"])
    for mail in room.smtp.mails:
        title = str(mail.message["Subject"]).partition("] ")[2]
        found[mail.recipients[0]][title].append(str(mail.message["Message-ID"]))
    return found


def judge(room: Newsroom, titles: list[str]) -> dict[str, object]:
    """Compare what was published with what arrived."""
    arrived = received(room)
    lists = [ids for by_title in arrived.values() for ids in by_title.values()]
    told = sum(title in by_title for by_title in arrived.values() for title in titles)
    matched, alerted = room.rows("SELECT count(*), sum(suppressed IS NULL) FROM matches")[0]
    return {
        "published": len(titles),
        "lost": len(titles) * RECIPIENTS - told,
        "messages": sum(len(ids) for ids in lists),
        "repeats": sum(len(ids) - 1 for ids in lists),
        "repeats_under_another_id": sum(len(set(ids)) - 1 for ids in lists),
        "matched": matched,
        "alerted": alerted,
        "integrity": room.rows("PRAGMA integrity_check")[0][0],
        "foreign_keys": len(room.rows("PRAGMA foreign_key_check")),
        "tracebacks": room.log().count("Traceback"),
    }


def run(kills: int, seed: int) -> dict[str, object]:
    """Do all of it in a folder of its own and return the figures."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place, newsroom(Path(place), feeds=FEEDS) as room:
        with publishing(room, chance) as titles:
            kill_often(room, kills, chance)
        settle(room, len(titles) * RECIPIENTS)
        return {"kills": kills, "seed": seed, **judge(room, titles)}


def sound(figures: dict[str, object]) -> bool:
    """Whether nothing was lost and nothing broke."""
    clean = all(figures[key] == 0 for key in ("lost", "repeats_under_another_id", "foreign_keys", "tracebacks"))
    return clean and figures["integrity"] == "ok" and figures["matched"] == figures["alerted"] == figures["published"]


def main() -> None:
    """Run from the command line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    figures = run(given.kills, given.seed)
    print(json.dumps({"kill": figures}))
    sys.exit(0 if sound(figures) else 1)


if __name__ == "__main__":
    main()

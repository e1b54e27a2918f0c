"""Papers whose headlines are made up, each a story of its own, and corrected later."""

from __future__ import annotations

import random
from asyncio import StreamWriter
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.servers.feeds import Reply, Request, document
from tests.worker.newsroom import Newsroom

PAPERS = 8


@dataclass(slots=True)
class Paper:
    """A feed whose entries may be corrected."""

    name: str
    titles: list[str] = field(default_factory=list)

    def body(self) -> bytes:
        """The feed as it stands now, as RSS."""
        items = "".join(
            f"<item><title>{escape(title)}</title><guid isPermaLink='false'>{self.name}-{number}</guid></item>"
            for number, title in enumerate(self.titles)
        )
        return f"<rss version='2.0'><channel><title>{self.name}</title>{items}</channel></rss>".encode()


def words(number: int, count: int) -> str:
    """Words that no other number below 40,000 has, so that nothing is taken for the same story by chance."""
    return " ".join(_word(number * 8 + place) for place in range(count))


def _word(number: int) -> str:
    left, parts = number * 104_729 % 70**3, []  # all are met before one comes again: the factor is prime
    for _ in range(3):
        left, part = divmod(left, 70)
        parts.append("bdfgklmnprstvz"[part // 5] + "aeiou"[part % 5])
    return "".join(parts)


@dataclass(slots=True)
class Press:
    """All papers, and every headline that ever stood in one."""

    room: Newsroom
    papers: list[Paper]
    first: list[str] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)  # by the first version

    @property
    def headlines(self) -> list[str]:
        """Every headline, corrections too."""
        return [*self.first, *self.corrected.values()]

    def publish(self) -> None:
        """Print a story of its own."""
        number = len(self.first)
        title = f"Troops {words(number, 6)}"
        self.papers[number % PAPERS].titles.append(title)
        self.first.append(title)

    def correct(self, chance: random.Random) -> None:
        """Correct a headline that was decided on: one that no worker saw is simply replaced, which is no update."""
        decided = {title for (title,) in self.room.rows("SELECT DISTINCT title FROM alerts")}
        known = [title for title in self.first if title not in self.corrected and title in decided]
        if not known:
            return
        title = chance.choice(known[-60:])
        number = self.first.index(title)
        self.corrected[title] = f"{title} {words(number + 20_000, 2)}"
        self.papers[number % PAPERS].titles[number // PAPERS] = self.corrected[title]


def served(paper: Paper) -> Reply:
    """Serve the feed as it stands at each request."""

    async def reply(request: Request, writer: StreamWriter) -> None:
        body = paper.body()
        await document(body, etag=f'"{hash(body)}"')(request, writer)

    return reply

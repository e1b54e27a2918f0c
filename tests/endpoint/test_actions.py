"""The links in messages, over real HTTP: a GET changes nothing, a POST does it, and nobody can make one up."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import links, pipeline
from monitor.endpoint import Endpoint, actions
from monitor.links import Refused
from monitor.settings import EmailSettings, EndpointSettings, Secret
from monitor.store import acknowledgements
from monitor.types import Alert, Fresh
from monitor.worker.answering import Answering, make_key
from monitor.worker.trouble import StorageTrouble
from tests import making
from tests.endpoint.test_server import exchange, get, post
from tests.making import NOON
from tests.mutes.desk import LISTS, newsdesk, sweep

KEY = Secret("0f" * links.KEY_BYTES)
PUBLIC = "https://monitor.example/"
TITLE = "Troops <script>alert(1)</script> & \u202eothers seen near Sudzha"
MAIL = EmailSettings(host="mail.example", port=587, sender="monitor@desk.example")


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


class Office:
    """A desk of mail recipients and a room, with one alert for each, and the endpoint that answers for them."""

    def __init__(self, desk: Any) -> None:
        channels = LISTS | {"desk": replace(LISTS["desk"], settings=MAIL)}
        settings = EndpointSettings(host="127.0.0.1", port=0, public_url=PUBLIC)
        configuration = replace(desk.rooms.configuration, channels=channels, endpoint=settings)
        self.clock = Clock()
        self.rooms = replace(desk.rooms, configuration=configuration, clock=self.clock)
        self.desk = replace(desk, rooms=self.rooms)
        make_key(self.rooms.store)
        entry = making.entry(TITLE)
        (outcome,) = self.desk.arrive(Fresh(entry=entry), now=NOON)
        self.alerts = {alert.recipient: alert for alert in outcome.alerts}
        self.story = outcome.story.story

    def path(self, action: str, recipient: str = "anna") -> str:
        """The path of a link in the message to a recipient."""
        alert = self.alerts[recipient]
        found = pipeline.brief(alert, 0, self.rooms.configuration.channels[alert.channel], self.rooms).actions
        assert found is not None
        return "/" + str(getattr(found, action.replace("-", "_"))).removeprefix(PUBLIC)

    def serve(self, work: Callable[[Endpoint], Awaitable[None]]) -> None:
        """Run `work` while the endpoint listens."""

        async def main() -> None:
            answering = Answering(self.rooms, StorageTrouble(self.rooms.store, self.clock))
            settings = self.rooms.configuration.endpoint
            assert settings is not None
            endpoint = await Endpoint.open(settings, actions.routes(answering, links.ACTIONS))
            try:
                await work(endpoint)
            finally:
                await endpoint.close()

        asyncio.run(main())

    def ask(self, sent: bytes) -> tuple[int, str]:
        """Send a request; return status and answer."""
        answers: list[bytes] = []

        async def work(endpoint: Endpoint) -> None:
            answers.append(await exchange(endpoint, sent))

        self.serve(work)
        return int(answers[0].split()[1]), answers[0].decode()

    def mutes(self) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.desk.rows(
            "SELECT watch, story, channel, recipient, author, because, made, until FROM mutes"
        )
        return found


@contextmanager
def office(place: Path) -> Any:
    with newsdesk(place) as desk:
        yield Office(desk)


def form(path: str, **fields: str) -> bytes:
    return post(path, urlencode(fields).encode(), "Content-Type: application/x-www-form-urlencoded")


def test_a_look_changes_nothing_and_says_what_would_be(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        for action in links.ACTIONS:
            status, page = one.ask(get(one.path(action)))
            assert status == 200
            assert '<form method="post">' in page
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
            assert "<script" not in page
            assert "\u202e" not in page
            head = page.partition("\r\n\r\n")[0].lower()
            assert "content-security-policy: default-src 'none'" in head
            assert "referrer-policy: no-referrer" in head
            assert "cache-control: no-store" in head
        assert one.mutes() == []
        assert one.desk.rows("SELECT * FROM acknowledgements") == []
        assert one.desk.rows("SELECT * FROM feedback") == []


def test_a_mute_is_as_narrow_as_its_recipient_and_made_once(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        status, page = one.ask(form(one.path("mute"), what="story", because="seen\r\n it"))
        assert status == 200
        assert "Muted" in page
        one.ask(form(one.path("mute"), what="story"))
        ((watch, story, channel, recipient, author, because, made, until),) = one.mutes()
        assert (watch, story, channel, recipient) == ("troops", one.story, "desk", "anna")
        assert (author, because) == ("anna", "seen it")
        assert datetime.fromisoformat(until) - datetime.fromisoformat(made) == timedelta(hours=2)
        assert "muted already" in one.ask(get(one.path("mute")))[1]
        assert "muted already" not in one.ask(get(one.path("mute", "boris")))[1]


def test_the_whole_watch_may_be_muted_and_a_room_names_who_did(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        assert "Your name" in one.ask(get(one.path("mute", "room")))[1]
        one.ask(form(one.path("mute", "room"), what="watch", name="Carla"))
        ((watch, story, channel, recipient, author, *_),) = one.mutes()
        assert (watch, story, channel, recipient, author) == ("troops", None, "room", "room", "Carla")


def test_an_acknowledgement_stands_in_later_messages(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        one.ask(form(one.path("acknowledge"), note="calling Kyiv"))
        one.ask(form(one.path("acknowledge"), note="calling Kyiv"))
        assert len(one.desk.rows("SELECT * FROM acknowledgements")) == 1
        alert = one.alerts["room"]
        briefing = pipeline.brief(alert, 0, one.rooms.configuration.channels["room"], one.rooms)
        assert briefing.acknowledged is not None
        assert (briefing.acknowledged.author, briefing.acknowledged.note) == ("anna", "calling Kyiv")
        assert "Acknowledged by anna" in one.ask(get(one.path("acknowledge", "room")))[1]


def test_feedback_is_kept_by_entry_and_watch_and_the_last_word_counts(tmp_path: Path) -> None:
    """Boris sees what Anna said, and says otherwise; a link for one says nothing by the name of the other."""
    with office(tmp_path) as one:
        status, page = one.ask(form(one.path("not-relevant"), because="a\r\n rehearsal"))
        assert status == 200
        assert "anna calls this not relevant" in page
        one.clock.now = NOON + timedelta(hours=1)
        one.ask(form(one.path("not-relevant"), because="a rehearsal"))  # pressed twice
        page = one.ask(get(one.path("relevant", "boris")))[1]
        assert "anna called it not relevant" in page
        assert "a rehearsal" in page
        rows = one.desk.rows("SELECT watch, relevance, author, because, story, told, at FROM feedback")
        ((watch, relevance, author, because, story, told, at),) = rows
        assert (watch, relevance, author, because) == ("troops", "not-relevant", "anna", "a rehearsal")
        assert (story, told, at) == (one.story, at, "2026-11-21T12:00:00.000000Z")
        one.ask(form(one.path("relevant", "boris")))
        assert one.desk.rows("SELECT relevance, author, because FROM feedback") == [("relevant", "boris", "")]
        one.ask(form(one.path("not-relevant", "room"), name="Carla"))
        assert one.desk.rows("SELECT relevance, author FROM feedback") == [("not-relevant", "Carla")]


@pytest.mark.parametrize(
    "sent",
    [
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (
            b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ],
    ids=["form", "parts"],
)
def test_one_click_mutes_the_watch_for_this_recipient_only(tmp_path: Path, sent: tuple[bytes, str]) -> None:
    body, kind = sent
    with office(tmp_path) as one:
        assert one.ask(post(one.path("unsubscribe"), body, f"Content-Type: {kind}"))[0] == 200
        ((watch, story, channel, recipient, _, _, made, until),) = one.mutes()
        assert (watch, story, channel, recipient) == ("troops", None, "desk", "anna")
        assert datetime.fromisoformat(until) - datetime.fromisoformat(made) == timedelta(days=30)
        (outcome,) = one.desk.arrive(Fresh(entry=making.entry("Ministers discuss troops in Lisbon")), now=NOON)
        assert [alert.recipient for alert in outcome.alerts] == ["boris", "room"]
        sweep(one.desk, NOON + timedelta(days=30))
        # The alert for Anna that waited was taken out as well.
        assert one.desk.rows("SELECT count(*) FROM withheld w JOIN recaps r ON r.id = w.recap") == [(1,)]


def test_a_link_that_is_changed_or_old_does_nothing(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        path = one.path("mute")
        alert, expires, signature = path.removeprefix("/mute/").split(".")
        boris = one.path("mute", "boris").removeprefix("/mute/").split(".")
        wrong = [
            f"/acknowledge/{alert}.{expires}.{signature}",
            f"/mute/{alert}.{int(expires) + 1}.{signature}",
            f"/mute/{boris[0]}.{expires}.{signature}",
            f"/mute/{alert}.{expires}.{boris[2]}",
            f"/mute/{'0' * 20}.{expires}.{signature}",
            path[:-1],
            path + "A",
            "/mute/x",
        ]
        for broken in wrong:
            assert one.ask(form(broken, what="watch"))[0] == 403, broken
            status, page = one.ask(get(broken))
            assert status == 403
            assert "does not work" in page
            assert "Troops" not in page
        one.clock.now = NOON + links.LIFETIME
        status, page = one.ask(form(path))
        assert status == 410
        assert "too old" in page
        assert one.mutes() == []


def test_a_form_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        assert one.ask(post(one.path("mute"), b"a" * (actions.MOST + 1)))[0] == 413
        assert one.mutes() == []


def test_a_form_of_more_fields_than_any_of_ours_is_refused(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        path = one.path("mute")
        assert one.ask(form(path, **{f"field{number}": "x" for number in range(21)}))[0] == 400
        assert one.mutes() == []
        assert one.ask(form(path, what="story", **{f"field{number}": "x" for number in range(19)}))[0] == 200
        assert len(one.mutes()) == 1


def test_what_cannot_be_saved_is_said(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        path = one.path("mute")
        one.rooms.store.db.execute("PRAGMA query_only = ON")
        status, page = one.ask(form(path))
        assert status == 503
        assert "could not save" in page
        one.rooms.store.db.execute("PRAGMA query_only = OFF")
        assert one.mutes() == []


def test_without_a_key_there_are_no_links(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        alert = one.alerts["anna"]
        with one.rooms.store.writing() as db:
            db.execute("DELETE FROM keys")
        assert pipeline.brief(alert, 0, LISTS["desk"], one.rooms).actions is None
        assert one.ask(get(f"/mute/{alert.id}.1000000000.{'A' * 43}"))[0] == 403
        make_key(one.rooms.store)
        first = acknowledgements.key(one.rooms.store.db)
        make_key(one.rooms.store)
        assert acknowledgements.key(one.rooms.store.db) == first


# --- the signature by itself -------------------------------------------------------------------------------


def token(url: str) -> links.Token:
    found = links.read(url.rsplit("/", 1)[1])
    assert found is not None
    return found


def alert(recipient: str = "anna") -> Alert:
    return making.alert(making.entry(), recipient)


def test_a_link_holds_for_a_week_and_for_what_it_is_for() -> None:
    found = links.actions(alert(), PUBLIC, KEY)
    one = token(found.mute)
    assert links.checked("mute", one, "anna", KEY, NOON) is None
    assert links.checked("mute", one, "anna", KEY, NOON + links.LIFETIME - timedelta(seconds=1)) is None
    assert links.checked("mute", one, "anna", KEY, NOON + links.LIFETIME) is Refused.EXPIRED
    assert links.checked("acknowledge", one, "anna", KEY, NOON) is Refused.WRONG
    assert links.checked("mute", one, "boris", KEY, NOON) is Refused.WRONG
    assert links.checked("mute", one, "anna", Secret("0e" * links.KEY_BYTES), NOON) is Refused.WRONG
    assert len({found.mute, found.acknowledge, found.unsubscribe}) == 3
    assert all(re.fullmatch(r"https://monitor\.example/[a-z]+/[0-9A-Za-z._-]+", url) for url in (found.mute,))


@given(st.text(), st.text(), st.integers(0, 99_999_999_999))
def test_no_text_passes_for_a_link(recipient: str, text: str, expires: int) -> None:
    read = links.read(text)
    assert read is None or links.checked("mute", read, recipient, KEY, NOON) is Refused.WRONG
    made_up = links.Token(alert="0" * 20, expires=expires, signature="A" * 43)
    assert links.checked("mute", made_up, recipient, KEY, NOON) is Refused.WRONG

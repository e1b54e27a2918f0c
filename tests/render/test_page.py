"""The pages behind the links in messages, in a real browser: on a phone, in the light and in the dark."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.render import page
from monitor.types import Acknowledgement, Feedback, Mute, Relevance, Target
from tests.render.briefings import ENGLISH, SEEN
from tests.render.screenshots import browser, measured
from tests.render.test_screenshots import LEAST

MUTE = Mute(
    id="0" * 20,
    target=Target(watch="kursk"),
    author="A" * 100,
    because="x",
    made=SEEN,
    until=SEEN + timedelta(hours=2),
)
OFFER = page.Offer(
    action="mute",
    entry=replace(ENGLISH, title="<b>" + "W" * 400, publisher="P" * 90),
    watch="Troops & “others”",
    desk="World desk",
    recipient="a-very-long-address-without-a-break-in-it@newsroom.example",
    timezone="Europe/Kyiv",
    lasting=timedelta(hours=2),
    named=True,
    muted=MUTE,
    acknowledged=Acknowledgement(story="x", author="<i>Anna", at=SEEN, note="calling " + "n" * 300),
)
JUDGED = Feedback(
    watch="kursk",
    entry=ENGLISH,
    relevance=Relevance.NOT_RELEVANT,
    author="<i>Anna",
    because="x" * 300,
    at=SEEN,
    told=SEEN,
)
PAGES = {
    "mute": page.offered(OFFER, SEEN),
    "mute-room": page.offered(replace(OFFER, named=False, muted=None), SEEN),
    "acknowledge": page.offered(replace(OFFER, action="acknowledge", named=False), SEEN),
    "unsubscribe": page.offered(replace(OFFER, action="unsubscribe", lasting=timedelta(days=30)), SEEN),
    "muted": page.muted(MUTE, "Europe/Kyiv"),
    "acknowledged": page.acknowledged(Acknowledgement(story="x", author="<i>Anna", at=SEEN)),
    "relevant": page.offered(replace(OFFER, action="relevant", judged=JUDGED), SEEN),
    "not-relevant-room": page.offered(replace(OFFER, action="not-relevant", named=False), SEEN),
    "judged": page.judged(JUDGED),
    "wrong": page.wrong(),
    "expired": page.expired(),
    "failed": page.failed(),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_no_script_and_loads_nothing(name: str) -> None:
    html = PAGES[name]
    assert all(bad not in html for bad in ("<script", "<i>Anna", "<b>W", "src=", "url(", "@import", "href="))
    assert html.count("<h1>") == html.count("<main>") == 1
    assert html.count("<input") == html.count("<label>")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_fits_a_phone_and_can_be_read(scheme: str) -> None:
    program = browser()
    if program is None:
        pytest.skip("there is no chromium on the PATH")
    found = dict(zip(PAGES, measured(program, list(PAGES.values()), scheme=scheme, width=360), strict=True))
    assert {name: wide for name, (wide, _) in found.items() if wide > 360} == {}
    assert {name: contrast for name, (_, contrast) in found.items() if contrast < LEAST} == {}

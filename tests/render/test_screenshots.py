"""The HTML of mails in a real browser: never wider than a phone, legible in the light and in the dark."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.render import digest, render
from monitor.types import DigestKind
from tests.render.briefings import ENGLISH, NOW, briefing, channel, looked_after, story
from tests.render.screenshots import browser, html_of, measured, names, page
from tests.timing import test_messages as digests

LEAST = 4.5
"""The contrast that WCAG 2.2 (1.4.3) asks of small text."""


def hostile() -> str:
    """A mail in which nothing can be broken at a space."""
    desk = channel("email")
    one = replace(
        ENGLISH, title="W" * 400, summary="北" * 300, publisher="P" * 80, url="https://outlet.example/" + "x" * 900
    )
    return html_of(render(briefing(one, desk, within=story(one, ENGLISH)), desk, now=NOW).body)


def hostile_digest() -> str:
    """The same of several stories."""
    one = replace(ENGLISH, title="W" * 400, publisher="P" * 80, url="https://outlet.example/" + "x" * 900)
    told = ((looked_after(briefing(one, channel("email"))),),)
    made = digests.made("email", DigestKind.LATE, told)
    return html_of(digest.render(made, channel("email"), now=NOW + timedelta(hours=9)).body)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mail_fits_a_phone_and_can_be_read(scheme: str) -> None:
    program = browser()
    if program is None:
        pytest.skip("there is no chromium on the PATH")
    pages = {name: page(name) for name in names()} | {"hostile": hostile(), "hostile digest": hostile_digest()}
    found = dict(zip(pages, measured(program, [*pages.values()], scheme=scheme, width=360), strict=True))
    assert {name: wide for name, (wide, _) in found.items() if wide > 360} == {}
    assert {name: contrast for name, (_, contrast) in found.items() if contrast < LEAST} == {}


def test_the_measure_finds_what_is_wrong() -> None:
    program = browser()
    if program is None:
        pytest.skip("there is no chromium on the PATH")
    wrong = '<body style="margin:0;background:#fff"><p style="width:500px;color:#999">grey on white</p>'
    [(wide, contrast)] = measured(program, [wrong], scheme="light", width=360)
    assert wide == 500
    assert contrast == pytest.approx(2.85, abs=0.05)

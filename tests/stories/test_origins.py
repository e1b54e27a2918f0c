"""Publisher families, credits and copies: how many publishers are behind a story independently."""

from __future__ import annotations

import pytest

from monitor.stories import family, features_of, independent
from monitor.stories.credits import credited
from tests import making

TEXT = (
    "About 12,000 soldiers have arrived in the Kursk region, the European Union said on Thursday after a meeting of "
    "ministers in Brussels, calling their deployment a grave escalation of the war."
)


def test_nine_feeds_of_one_publisher_and_six_reprints_of_an_agency_are_two() -> None:
    desks = ("World", "Europe", "UK", "Politics", "Business", "Science", "English", "Russian", "News")
    ours = [
        making.entry(f"BBC version {desk} of the summit news", feed=f"bbc-{desk}", publisher=f"BBC News {desk}")
        for desk in desks
    ]
    reprints = [
        making.entry(f"Troops arrive, version of {paper}", feed=paper, summary=f"(Meridian) {TEXT}")
        for paper in ("castle", "harbour", "lowland", "northgate", "pelham", "gazette")
    ]
    assert independent(features_of(entry) for entry in [*ours, *reprints]) == ("BBC", "meridian") or set(
        independent(features_of(entry) for entry in [*ours, *reprints])
    ) == {"BBC", "meridian"}


def test_an_uncredited_copy_is_its_first_publishers() -> None:
    first = making.entry("Soldiers arrive in Kursk", feed="herald", summary=TEXT)
    copy = making.entry("Soldiers have come to Kursk", feed="castle", summary=TEXT, published=making.NOON)
    own = making.entry("EU alarmed by soldiers", feed="lowland", summary="Ministers spoke of a third country at war.")
    assert set(independent(map(features_of, (first, copy, own)))) == {"herald", "lowland"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("(MENAFN- Ukrinform) The president said on Monday", "Ukrinform"),
        ("(Meridian) The president said on Monday", "meridian"),
        ("BRUSSELS (Reuters) - The European Union said", "Reuters"),
        ("Reuters - The European Union said", "Reuters"),
        ("Міністри зустрілися. За матеріалами агентства «Простір»", "простір"),
        ("Министры встретились. По материалам РИА Новости", "RIA Novosti"),
        ("Министры встретились. Источник: Интерфакс", "Interfax"),
        ("Ministers met. Text: Meridian News Agency", "meridian"),
        ("Ministers met in Brussels. / AFP", "AFP"),
        ("Kyiv - the capital of Ukraine - was dark", None),
        ("The ship (built in 1990) sank on Monday", None),
        ("Ministers met in Brussels on Monday.", None),
    ],
)
def test_credit_lines(text: str, name: str | None) -> None:
    assert credited(text) == name


@pytest.mark.parametrize(
    ("publisher", "name"),
    [
        ("BBC News - World", "BBC"),
        ("BBC", "BBC"),
        ("Interfax-Ukraine", "Interfax-Ukraine"),
        ("Интерфакс", "Interfax"),
        ("Українська правда", "Ukrainska Pravda"),
        ("Castle Gazette World", "castle gazette"),
        ("News", "news"),
    ],
)
def test_families(publisher: str, name: str) -> None:
    assert family(publisher) == name


def test_a_configured_family_comes_first() -> None:
    houses = {"Castle Press": ("Castle Gazette", "BBC News")}
    assert family("castle gazette", houses) == "Castle Press"
    assert family("BBC News", houses) == "Castle Press"

"""One statement told by four outlets in three languages, beside three other pieces of news of the same day."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from monitor.stories import Features, Joiner, Placement, features_of
from monitor.types import Entry
from tests import making

STATEMENT = {
    "agency": making.entry(
        "North Korean troops in Russia's Kursk region number 12,000, EU says",
        feed="meridian",
        summary="The European Union says about 12,000 North Korean troops have arrived in Russia's Kursk region and "
        "calls their deployment a grave escalation of the war.",
    ),
    "paper": making.entry(
        "EU deeply alarmed by North Korean troops in Russia",
        feed="northgate",
        summary="Brussels condemns what it calls the arrival of a third country in the war. The first soldiers were "
        "seen in the Kursk region.",
    ),
    "ukrainian": making.entry(
        "ЄС «глибоко стривожений» через північнокорейських військових у Росії",
        feed="visnyk",
        language="uk",
        summary="Міністри закордонних справ країн ЄС обговорили у Брюсселі появу 12 тисяч військових КНДР на Курщині.",
    ),
    "russian": making.entry(
        "ЕС заявил о 12 тысячах северокорейских солдат в Курской области",
        feed="vesti",
        language="ru",
        summary="Глава внешнеполитической службы Евросоюза назвал переброску военных из КНДР серьёзной эскалацией.",
    ),
}
OTHERS = {
    "missile": making.entry(
        "North Korea test-fires two ballistic missiles into the sea",
        feed="castle",
        summary="Two short-range missiles flew 360 kilometres and fell into the sea, the military in Seoul said.",
    ),
    "arms": making.entry(
        "EU deeply concerned by arms transfers from North Korea to Russia",
        feed="lowland",
        summary="The European Union condemned shipments of artillery shells to Russia and is preparing sanctions on "
        "eleven companies.",
    ),
    "drones": making.entry(
        "Drones hit fuel depot in Russia's Kursk region, governor says",
        feed="harbour",
        summary="A fuel depot burned through the night in the Kursk region after a drone attack. Two firefighters were "
        "injured.",
    ),
}
ALL = STATEMENT | OTHERS


def placed(order: tuple[str, ...]) -> dict[str, Placement]:
    """Let the entries arrive in this order, a minute apart."""
    joiner = Joiner()
    found = {}
    for minute, name in enumerate(order):
        at = making.NOON + timedelta(minutes=minute)
        found[name] = joiner.take(features_of(replace(ALL[name], first_seen=at, published=at)))
    return {name: replace(placement, story=joiner.story_of(placement.entry) or "") for name, placement in found.items()}


# 5,040 orders: every sixty-first keeps the test short and still begins with each entry.
@pytest.mark.parametrize("order", list(itertools.permutations(ALL))[::61])
def test_any_order_gives_one_story_of_four_and_three_others(order: tuple[str, ...]) -> None:
    found = placed(order)
    assert len({found[name].story for name in STATEMENT}) == 1
    assert len({placement.story for placement in found.values()}) == 4


def test_the_placement_names_what_joined_them() -> None:
    found = placed(tuple(ALL))
    subjects = {item.reason: item.terms for item in found["ukrainian"].evidence}
    assert {"eu", "north-korea", "soldier"} <= set(subjects["subjects"])
    assert "12000 soldier" in found["russian"].because
    assert found["agency"].because == ""


DAY = Path(__file__).parents[2] / "monitor" / "demo" / "day"
TOLD_TOO = {
    ("meridian", "urn:meridian:2218"),
    ("northgate-herald", "https://northgate-herald.example/europe/eu-alarmed"),
    ("harbour-post", "tag:harbourpost.example,2024:10-124"),
    ("dniprovskyi-visnyk", "48815"),
    ("vesti-privolya", "vp-90140"),
    ("hangang-ilbo", "hg-20241024-044"),
}


def day() -> list[Entry]:
    """The entries of the demonstration's day that are not older than it, in order."""
    found = []
    for path in sorted(DAY.glob("*.yaml")):
        feed = YAML(typ="safe").load(path)
        for item in feed["entries"]:
            at = making.NOON + timedelta(minutes=item["published"])
            if item["published"] > -60:
                found.append(
                    making.entry(
                        item["title"],
                        feed=feed["name"],
                        guid=item["guid"],
                        summary=item.get("summary", ""),
                        article=item.get("article"),
                        language=feed["language"],
                        published=at,
                        first_seen=at,
                        canonical_url=None,
                    )
                )
    return sorted(found, key=lambda entry: entry.first_seen)


def test_the_story_of_the_demonstration_is_one_in_four_languages() -> None:
    joiner, names = Joiner(), {}
    for entry in day():
        joiner.take(features_of(entry))
        names[entry.id] = (entry.feed, entry.guid)
    stories = {names[entry]: joiner.story_of(entry) for entry in names}
    homes = {stories[name] for name in TOLD_TOO}
    assert len(homes) == 1
    assert {name for name, story in stories.items() if story in homes} - TOLD_TOO <= {
        ("northgate-herald", "https://northgate-herald.example/europe/eu-alarmed?update=1"),  # its own update
        ("stepnoi-kurier", "tag:stepkurier.example,2024:498"),
    }


def test_features_survive_json() -> None:
    for entry in ALL.values():
        features = features_of(entry, sets=["troops"], watches=["kursk"])
        assert Features.from_json(features.to_json()) == features

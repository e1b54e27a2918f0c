"""The matrix of languages: what is needed, what is heard besides, and where nobody listens."""

from __future__ import annotations

from pathlib import Path

from tests.review.folders import advice, reviewed

FEEDS = """\
feeds:
  a: {url: "https://a.example", language: en}
  b: {url: "https://b.example", language: en}
  c: {url: "https://c.example", language: uk}
  d: {url: "https://d.example", language: pl}
  e: {url: "https://e.example"}
"""
TERMS = """\
terms:
  troops: {en: [soldier, troops], uk: [солдат], any: ["@units"]}
  units: {en: [brigade], pl: [brygada], any: [KPA, "@troops2"]}
  troops2: {uk: [військо]}
  kursk: {en: [Kursk], uk: [Курськ]}
"""
WATCHES = """\
watches:
  named: {query: "@troops NEAR/8 @kursk", languages: [en], channels: [desk]}
  bare: {query: "word", channels: [desk]}
  off: {query: "@units", channels: [desk], state: off}
  scored:
    score: {threshold: 1, terms: [{query: "@units", weight: 1}], require: "@kursk"}
    languages: [en]
    channels: [desk]
"""
FILES = {"feeds.yaml": FEEDS, "terms/war.yaml": TERMS, "watches/desk.yaml": WATCHES}


def test_languages_are_those_of_the_feeds_the_most_spoken_first(tmp_path: Path) -> None:
    found = reviewed(tmp_path, FILES).coverage
    assert list(found.feeds.items()) == [("en", 2), ("pl", 1), ("uk", 1)]
    assert found.unlabelled == 1


def test_sets_count_what_they_include(tmp_path: Path) -> None:
    sets = {one.name: one for one in reviewed(tmp_path, FILES).coverage.sets}
    assert sets["troops"].terms == {"en": 3, "uk": 2, "pl": 1, "any": 1}
    assert sets["units"].terms == {"en": 1, "pl": 1, "any": 1, "uk": 1}
    assert not sets["kursk"].covers("pl")
    assert sets["kursk"].used_by == ("named", "scored")
    assert sets["units"].used_by == ("scored",)


def test_watches_tell_what_they_need_and_where_they_are_deaf(tmp_path: Path) -> None:
    watches = {one.name: one for one in reviewed(tmp_path, FILES).coverage.watches}
    assert list(watches) == ["named", "bare", "scored"]
    assert watches["named"].needs == ("en",)
    assert watches["named"].gaps == {"pl": ("kursk",)}
    assert watches["bare"].gaps == {}
    assert watches["scored"].sets == ("units", "kursk")


def test_a_watch_that_names_no_languages_is_held_to_those_of_the_feeds(tmp_path: Path) -> None:
    watches = 'watches:\n  w: {query: "@troops NEAR/8 @kursk", channels: [desk]}\n'
    feeds = FEEDS.replace("  e: {url", "  e: {language: pl, url")
    (told,) = advice(tmp_path, watches=watches, terms=TERMS, feeds=feeds)
    assert told.startswith("2:3 watches.w: 2 feeds are in pl, for which @kursk has no list: name the `languages`")


def test_a_language_that_nobody_speaks(tmp_path: Path) -> None:
    feeds = 'feeds: {a: {url: "https://a.example", language: en}}\n'
    watches = 'watches:\n  w: {query: "@kursk", languages: [en, uk], channels: [desk]}\n'
    assert advice(tmp_path, watches=watches, terms=TERMS, feeds=feeds) == ["2:24 watches.w.languages: no feed is in uk"]
    assert advice(tmp_path, watches=watches, terms=TERMS, feeds=FEEDS) == []

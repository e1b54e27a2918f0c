"""The likeness of meaning: across scripts only, kept with the entry, and never past a veto."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stories import Features, Joiner, Meaning, features_of
from monitor.types import Entry
from tests import making
from tests.stories.embedders import TinyEmbedder

ENGLISH = making.entry("Orvell lighthouse keeper retires", feed="gazette")
UKRAINIAN = making.entry("Доглядач маяка Орвелл йде", feed="obriy", language="uk")
RUSSIAN = making.entry("Смотритель маяка Орвелл уходит", feed="volna", language="ru")
OTHER = making.entry("Пекар Орвелл спекла торт", feed="krynytsia", language="uk")


def story_of(second: Entry, *, first: Entry = ENGLISH, embedder: TinyEmbedder | None) -> str:
    joiner = Joiner()
    joiner.take(features_of(first, embedder=embedder))
    return joiner.take(features_of(second, embedder=embedder)).story


def test_it_joins_what_shares_a_name_only() -> None:
    assert story_of(UKRAINIAN, embedder=None) == UKRAINIAN.id
    assert story_of(UKRAINIAN, embedder=TinyEmbedder()) == ENGLISH.id
    assert story_of(OTHER, embedder=TinyEmbedder()) == OTHER.id


def test_it_is_named_as_evidence() -> None:
    joiner, embedder = Joiner(), TinyEmbedder()
    joiner.take(features_of(ENGLISH, embedder=embedder))
    assert "meaning: 1.00" in joiner.take(features_of(UKRAINIAN, embedder=embedder)).because


def test_inside_a_script_words_decide() -> None:
    embedder = TinyEmbedder()
    alone, asked = (
        Joiner.rebuild([(features_of(UKRAINIAN, embedder=model), "a")]).place(features_of(RUSSIAN, embedder=model))
        for model in (None, embedder)
    )
    assert alone.score == asked.score


def test_it_does_not_pass_a_veto() -> None:
    first = replace(ENGLISH, title="Orvell lighthouse keeper retires on Monday")
    second = replace(UKRAINIAN, title="Доглядач маяка Орвелл йде у вівторок")
    assert story_of(second, first=first, embedder=TinyEmbedder()) == second.id
    assert story_of(UKRAINIAN, first=first, embedder=TinyEmbedder()) == ENGLISH.id


def test_the_threshold_is_the_operators() -> None:
    joiner, embedder = Joiner(meaning_from=0.999), TinyEmbedder()
    joiner.take(features_of(ENGLISH, embedder=embedder))
    nearly = replace(UKRAINIAN, title="Доглядач маяка Орвелл йде і торт")
    assert joiner.take(features_of(nearly, embedder=embedder)).story == nearly.id


def test_a_restart_asks_the_model_nothing() -> None:
    embedder = TinyEmbedder()
    kept = [features_of(entry, embedder=embedder).to_json() for entry in (ENGLISH, OTHER)]
    asked = embedder.asked
    joiner = Joiner.rebuild((Features.from_json(text), Features.from_json(text).entry) for text in kept)
    later = replace(features_of(UKRAINIAN, embedder=embedder), at=making.NOON + timedelta(minutes=5))
    assert joiner.take(later).story == ENGLISH.id
    assert embedder.asked == asked + 1


def test_two_models_are_never_compared() -> None:
    one, other = Meaning.of("a", [0.6, 0.8]), Meaning.of("b", [0.6, 0.8])
    assert one.alike(one) == pytest.approx(1)
    assert one.alike(other) == 0.0


def test_what_an_earlier_version_kept_can_be_read() -> None:
    kept = features_of(ENGLISH).to_json()
    assert '"meaning"' not in kept
    assert Features.from_json(kept.replace(',"states":[]', "")).states == ()


vectors = st.lists(st.floats(-1, 1), min_size=8, max_size=8).filter(lambda vector: max(map(abs, vector)) > 0.1)


@given(vectors, vectors)
def test_it_is_the_cosine_to_two_decimals(first: list[float], second: list[float]) -> None:
    cosine = sum(map(float.__mul__, first, second)) / (math.hypot(*first) * math.hypot(*second))
    ours, theirs = Meaning.of("m", first), Meaning.from_text(Meaning.of("m", second).to_text())
    assert ours.alike(theirs) == pytest.approx(cosine, abs=0.02)

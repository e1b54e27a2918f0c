"""Laws that hold for every query and every text."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.matching import Matcher, Verdict, explain, verdict
from monitor.query.nodes import (
    And,
    AtLeast,
    Count,
    Field,
    First,
    Form,
    Near,
    Node,
    Not,
    Number,
    Or,
    Prefix,
    Query,
    Regex,
    Score,
    Sentence,
    SetRef,
    Term,
    Weighted,
)
from monitor.settings import Watch, WatchState
from monitor.types import Entry, Hit
from tests.matching.making import by_name, entry, every_watch, term_set, watch

LAWS = settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))

# Few words, so that every operator meets every case; of every script and form that the analysis treats apart.
VOCABULARY = """
    troops troop Troops TROOPS North Korea Korean north US U.S. us who WHO Trump's Trump Nord-Ost Straße STRASSE
    солдат солдати Солдатів Захід заходи заходу Північна Північної Корея Кореї Путин Путина путь пути об'єкт об’єкта
    Iнтерфакс Інтерфакс 12 1,200 тис. 북한군은 북한군 库尔斯克 クルスク
"""
WORDS = VOCABULARY.split()
MARKS = [" ", " ", " ", " ", ", ", ". ", "-", " — ", " . ", "., ", " - ", "\n\n", "\u00a0", " («", "» "]
TERMS = by_name(
    term_set("small", en=["troops", "North Korea"], uk=["солдат", "Північна Корея"], any=["WHO"]),
    term_set("nested", any=["@small", "Trump"], uk=["захід"], ko=["북한군"]),
    term_set("odd", en=["tro*", "=troop", "^US"], ru=["Путин"], any=["/тис\\.?/"]),
    term_set("plain", en=["Nord-Ost", "Straße"]),
)

# Terms of which one lies inside another: in one place stand several, and not all of them within the same reach.
NESTED = ("North Korea", "Korea", "troops")

texts = st.one_of(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS)), max_size=14).map(
        lambda pairs: "".join(word + mark for word, mark in pairs)
    ),
    st.lists(st.sampled_from([*NESTED, "of"]), min_size=2, max_size=5).map(" ".join),
)
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
atoms: st.SearchStrategy[Node] = st.one_of(
    st.builds(Term, text=phrases, form=st.sampled_from(Form)),
    st.builds(Term, text=st.sampled_from(WORDS)),
    st.builds(SetRef, name=st.sampled_from(sorted(TERMS))),
    st.builds(Prefix, text=st.sampled_from(["tro", "Sol", "сол", "Пут", "об'", "북한", "trum"])),
)
rare_atoms = st.one_of(
    atoms,
    st.builds(Regex, pattern=st.sampled_from(["tr.{2}p", "(?i)солд", "[0-9]+", "o"])),
    st.builds(Number, relation=st.sampled_from([">=", "<", "="]), value=st.sampled_from([12.0, 1200.0])),
)
groups = st.one_of(rare_atoms, st.lists(atoms, min_size=2, max_size=3).map(lambda items: Or(items=tuple(items))))
nears = st.builds(
    Near, left=groups, right=groups, distance=st.integers(min_value=0, max_value=6), ordered=st.booleans()
)
nested = st.lists(st.builds(Term, text=st.sampled_from(NESTED)), min_size=2, max_size=3, unique=True).map(
    lambda items: Or(items=tuple(items))
)
close = st.builds(
    Near, left=nested, right=nested, distance=st.integers(min_value=0, max_value=2), ordered=st.booleans()
)
placed = st.one_of(groups, nears, close)
labels = st.builds(
    Field,
    name=st.sampled_from(["lang", "feed", "publisher", "tag", "url", "author"]),
    item=st.builds(Term, text=st.sampled_from(["uk", "wire", "Example", "War", "wire/1", "Kim"])),
)


def _several(node: st.SearchStrategy[Node], least: int = 2) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(node, min_size=least, max_size=3).map(tuple)


def _inner(node: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(And, items=_several(node)),
        st.builds(lambda item, other: And(items=(item, Not(item=other))), node, node),
        st.builds(Or, items=_several(node)),
        st.builds(AtLeast, count=st.integers(min_value=1, max_value=2), items=_several(node)),
        st.builds(Field, name=st.sampled_from(["title", "summary", "article"]), item=placed),
    )


nodes = st.recursive(
    st.one_of(
        placed,
        labels,
        st.builds(Sentence, items=_several(placed)),
        st.builds(Count, count=st.integers(min_value=1, max_value=3), item=placed),
        st.builds(First, words=st.integers(min_value=1, max_value=5), item=placed),
    ),
    _inner,
    max_leaves=5,
)
weights = st.sampled_from([-2.0, -1.0, 0.5, 1.0, 2.0])
scores = st.builds(
    Score,
    items=st.lists(
        st.builds(Weighted, item=nodes, weight=weights, cap=st.integers(min_value=1, max_value=3)),
        min_size=1,
        max_size=3,
    ).map(tuple),
    threshold=st.sampled_from([0.5, 1.0, 2.0, 3.0]),
    title_boost=st.sampled_from([0.5, 1.0, 2.0]),
    require=st.one_of(st.none(), nodes),
)
queries: st.SearchStrategy[Query] = st.one_of(nodes, nodes, nodes, close, scores)
languages = st.sampled_from([("en", "uk"), ("en",), ("uk", "ru", "ko"), ()])
states = st.sampled_from([WatchState.LIVE, WatchState.LIVE, WatchState.SHADOW, WatchState.OFF])


@st.composite
def watch_lists(draw: st.DrawFn, most: int = 12) -> list[Watch]:
    drawn = draw(st.lists(st.tuples(queries, languages, states), min_size=1, max_size=most))
    return [
        watch(query, name=f"w{number:02}", languages=of, state=state) for number, (query, of, state) in enumerate(drawn)
    ]


@st.composite
def entries(draw: st.DrawFn, *, article: bool = True) -> Entry:
    return entry(
        draw(texts),
        draw(texts),
        draw(st.one_of(st.none(), texts)) if article else None,
        language=draw(st.sampled_from([None, "uk", "uk-UA", "ru"])),
        feed=draw(st.sampled_from(["wire", "wire-sport"])),
        url=draw(st.sampled_from([None, "https://wire.example/wire/1"])),
        tags=draw(st.sampled_from([(), ("War", "Peace"), ("war crimes",)])),
        authors=draw(st.sampled_from([(), ("Kim Doe",)])),
    )


@LAWS
@given(watch_lists(), st.lists(entries(), min_size=1, max_size=3), st.booleans())
def test_the_index_equals_the_plain_evaluator(of: list[Watch], some: list[Entry], inflect: bool) -> None:
    matcher = Matcher(of, TERMS, inflect=inflect)
    for one in some:
        assert matcher.match(one) == every_watch(of, TERMS, one, inflect=inflect)


@LAWS
@given(watch_lists(), st.lists(entries(), min_size=1, max_size=4))
def test_what_the_index_learns_changes_no_match(of: list[Watch], some: list[Entry]) -> None:
    learning = Matcher(of, TERMS)
    before = [learning.match(one) for one in some]
    learning.settle()
    taught = Matcher(of, TERMS, frequencies=learning.frequencies)
    assert [learning.match(one) for one in some] == before
    assert [taught.match(one) for one in some] == before


@LAWS
@given(watch_lists(), watch_lists(most=4), st.data(), entries())
def test_adding_and_removing_equals_building_anew(
    of: list[Watch], more: list[Watch], data: st.DataObject, one: Entry
) -> None:
    matcher = Matcher(of, TERMS)
    matcher.match(one)
    wanted = {watch.name: watch for watch in of}
    for watch_ in more:  # some replace a watch of the same name
        matcher.add(watch_)
        wanted[watch_.name] = watch_
    for name in data.draw(st.lists(st.sampled_from(sorted(wanted)), unique=True)):
        matcher.remove(name)
        del wanted[name]
    assert matcher.match(one) == Matcher(wanted.values(), TERMS).match(one)


@LAWS
@given(watch_lists(), entries())
def test_hits_are_where_they_say(of: list[Watch], one: Entry) -> None:
    for match in Matcher(of, TERMS).match(one):
        for hit in match.hits:
            text = {"title": one.title, "summary": one.summary, "article": one.article or ""}[hit.field]
            assert hit.surface == text[hit.start : hit.end]
            assert hit.surface.strip()
        places = [(("title", "summary", "article").index(hit.field), hit.start, hit.end) for hit in match.hits]
        assert places == sorted(places)
        assert len({(*place, hit.set) for place, hit in zip(places, match.hits, strict=True)}) == len(places)


@LAWS
@given(queries, languages, entries(article=False), texts)
def test_what_cannot_match_does_not_with_any_article(
    query: Query, of: tuple[str, ...], one: Entry, article: str
) -> None:
    judged = watch(query, languages=of)
    before = verdict(judged, TERMS, one)
    longer = entry(
        one.title,
        one.summary,
        article,
        language=one.language,
        feed=one.feed,
        url=one.url,
        tags=one.tags,
        authors=one.authors,
    )
    after = verdict(judged, TERMS, longer)
    assert after in {Verdict.MATCHES, Verdict.CANNOT}
    if before is Verdict.CANNOT:
        assert after is Verdict.CANNOT


@LAWS
@given(watch_lists(), entries())
def test_verdicts_matches_and_explanations_agree(of: list[Watch], one: Entry) -> None:
    matcher = Matcher(of, TERMS)
    matched = {match.watch: match for match in matcher.match(one)}
    undecided = set(matcher.undecided(one, limit=99))
    for judged in of:
        if judged.state is WatchState.OFF:
            continue
        said = matcher.explain(judged.name, one)
        assert said == explain(judged, TERMS, one)
        assert said.verdict is matcher.verdict(judged.name, one)
        assert (said.verdict is Verdict.MATCHES) == (judged.name in matched)
        assert (said.verdict is Verdict.COULD) == (judged.name in undecided)
        assert said.sentences()
        if judged.name in matched and not isinstance(judged.query, Score):
            assert places(said.hits) == places(matched[judged.name].hits)


def places(hits: tuple[Hit, ...]) -> set[tuple[str, int, int, str | None]]:
    return {(hit.field, hit.start, hit.end, hit.set) for hit in hits}

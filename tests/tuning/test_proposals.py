"""What is proposed beside words for a NOT: distances, missing words, what a NOT keeps out; and what is not proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.matching.explain import verdict
from monitor.matching.verdict import Verdict
from monitor.query import Node, to_text
from monitor.settings import Example, Watch
from monitor.tuning import Kind, NothingToGoByError, Suggestions
from tests import making
from tests.tuning.desk import Line, newsroom, suggested


def told(
    watch: Watch, place: Path, right: Sequence[str], wrong: Sequence[str], unsaid: Sequence[str] = ()
) -> Suggestions:
    """What is proposed for a watch whose alerts were judged so; each text is `headline|summary`."""
    numbered = enumerate([*right, *wrong, *unsaid])
    entries = [
        making.entry(
            text.partition("|")[0],
            summary=text.partition("|")[2],
            feed="herald",
            first_seen=making.NOON + timedelta(days=place),
            published=making.NOON + timedelta(days=place),
        )
        for place, text in numbered
    ]
    said = [Line(entry, number < len(right), "", 0) for number, entry in enumerate(entries[: len(right) + len(wrong)])]
    others = [Line(entry, False, "", 0) for entry in entries[len(said) :]]
    with newsroom(place, said, others, watch=watch) as desk:
        return suggested(desk, watch.name)


NEAR_EACH_OTHER = (
    "Troops cross the border at dawn|Witnesses heard engines.",
    "Border closed after troops arrive|Lorries wait for hours.",
    "Army sends troops to northern border|The minister signed an order.",
    "Troops at the border rotate|Families came to say goodbye.",
)
FAR_FROM_EACH_OTHER = (
    (
        "Parade in the capital|Troops marched past for an hour in the rain while a band played. Later the mayor spoke "
        "of wool, and of a shop that will open beside the market. Cheese from beyond the border was on sale."
    ),
    (
        "Hospital says thanks for blood|Nurses baked a cake with cherries for the troops and for everybody who had "
        "come with them. A cook whose grandmother was born across the border brought more."
    ),
    (
        "Carols on a winter evening|The choir of the troops wore red hats, and children threw paper stars from "
        "balconies. A train from the border came in late, so that the last song was sung twice."
    ),
)


def test_a_distance_where_no_word_tells_them_apart(tmp_path: Path) -> None:
    watch = making.watch("kursk", "troops AND border", languages=("en",))
    found = told(watch, tmp_path, NEAR_EACH_OTHER, FAR_FROM_EACH_OTHER)
    assert [one.kind for one in found.proposals] == [Kind.NEAR]
    assert to_text(found.query) == "troops NEAR/12 border"
    assert (found.remaining_false, found.lost_false, found.lost) == (0, 3, ())


def test_a_smaller_distance(tmp_path: Path) -> None:
    """The largest that helps: it is the least change."""
    watch = making.watch("kursk", "troops NEAR/100 border", languages=("en",))
    found = told(watch, tmp_path, NEAR_EACH_OTHER, FAR_FROM_EACH_OTHER)
    assert to_text(found.query) == "troops NEAR/12 border"
    assert [len(one.saves) for one in found.proposals] == [3]


def test_a_form_is_not_changed_while_little_is_known_to_be_relevant(tmp_path: Path) -> None:
    watch = making.watch("kursk", "troops AND border", languages=("en",))
    found = told(watch, tmp_path, NEAR_EACH_OTHER[:2], FAR_FROM_EACH_OTHER)
    assert {one.kind for one in found.proposals} <= {Kind.NOT, Kind.NOT_PHRASE}


MISSED = (
    "Soldiers of the brigade shelled near the border|The mobilised came from three towns.",
    "A village at the border empties|The mobilised dug trenches, people say.",
    "Border talks end|Families of the mobilised wait outside.",
)


def test_a_word_that_was_missing(tmp_path: Path) -> None:
    """It is put beside the clause that lacked; the words that the watch asks for already are not proposed."""
    watch = making.watch("kursk", "border AND troops", languages=("en",))
    found = told(watch, tmp_path, [*NEAR_EACH_OTHER, *MISSED], ["Troops like border collies|Dogs help."])
    assert (found.true, found.missed) == (4, 3)
    assert [(one.kind, one.says) for one in found.proposals] == [(Kind.TERM, "OR mobilise, beside troops")]
    assert to_text(found.query) == "border AND (troops OR mobilise)"
    assert [len(one.catches) for one in found.proposals] == [3]
    assert found.remaining_missed == 0
    assert len(found.gained) == 0  # those called relevant are counted by themselves


def test_a_word_that_lets_in_what_was_called_not_relevant_is_not_proposed(tmp_path: Path) -> None:
    watch = making.watch("kursk", "border AND troops", languages=("en",))
    wrong = "The mobilised of yesteryear: border postcards|An album."
    assert told(watch, tmp_path, [*NEAR_EACH_OTHER, *MISSED], [wrong]).proposals == ()
    must_not = (Example(text="Mobilised border collies"),)
    guarded = replace(watch, must_not_match=must_not)
    assert told(guarded, tmp_path / "guarded", [*NEAR_EACH_OTHER, *MISSED], []).proposals == ()


def test_a_word_of_the_archive_counts_against_it(tmp_path: Path) -> None:
    """What it would let in beside is looked at: a word that half of the archive has is no help."""
    watch = making.watch("kursk", "border AND troops", languages=("en",))
    archive = [f"Border notes {number}|Recipes for the mobilised and {name}." for number, name in enumerate(NAMES)]
    found = told(watch, tmp_path, [*NEAR_EACH_OTHER, *MISSED], [], archive)
    assert found.proposals == ()


NAMES = ("apples", "pears", "plums", "figs", "beans", "leeks", "kale", "rice", "oats", "corn", "rye", "hops", "mint")


def test_a_word_that_is_frequent_anywhere_is_not_proposed(tmp_path: Path) -> None:
    """Three wrong alerts have it, no right one, and so has every tenth other entry."""
    watch = making.watch("kursk", "troops", languages=("en",))
    right = ("Troops move|D.", "Troops withdraw|E.")
    wrong = [f"Troops and {name}|Anger." for name in NAMES[:6]]
    wrong = [text.replace("Anger", "Calm") if place % 2 else text for place, text in enumerate(wrong)]
    other = [f"{name} and {more}|Prices." for name in NAMES for more in NAMES[:5]]
    rare = told(watch, tmp_path / "a", right, wrong, other)
    assert {one.says for one in rare.proposals} == {"AND NOT anger", "AND NOT calm"}
    frequent = [text.replace("Prices", "Anger, calm") if place % 4 == 0 else text for place, text in enumerate(other)]
    assert told(watch, tmp_path / "b", right, wrong, frequent).proposals == ()


def test_what_two_changes_let_in_together_is_counted(tmp_path: Path) -> None:
    """What lacks two words of the watch is let in by neither change alone, and is said of the second."""
    watch = making.watch("kursk", "railway AND attack", languages=("en",))
    right = ["Railway attack at dawn|engines heard", "Railway attack at noon|villagers fled"]
    missed = [
        "Tramway attack hits morning|bread sold",
        "Tramway attack stuns mayor|wool dyed",
        "Railway sabotage puzzles guards|coins found",
        "Railway sabotage angers drivers|soup served",
    ]
    unsaid = ["Tramway sabotage again|ant sold", "Tramway sabotage ends|bee sold"]
    found = told(watch, tmp_path / "few", [*right, *missed], [], unsaid)
    assert to_text(found.query) == "(railway OR tramway) AND (attack OR sabotage)"
    assert [one.brings for one in found.proposals] == [0, 2]
    assert {one.title for one in found.proposals[1].bring_examples} == {text.partition("|")[0] for text in unsaid}
    assert len(found.gained) == 2
    many = [f"Tramway sabotage number {number}|{name} sold" for number, name in enumerate(NAMES)]
    assert len(told(watch, tmp_path / "many", [*right, *missed], [], many).proposals) == 1


def test_what_a_not_keeps_out_is_let_in(tmp_path: Path) -> None:
    watch = making.watch("kursk", "troops AND NOT (border OR parade)", languages=("en",))
    found = told(watch, tmp_path, NEAR_EACH_OTHER, ["Troops parade in May|It rained."])
    assert [one.kind for one in found.proposals] == [Kind.LET_IN]
    assert to_text(found.query) == "troops AND NOT parade"
    assert len(found.proposals[0].catches) == 4


def test_a_larger_distance(tmp_path: Path) -> None:
    watch = making.watch("kursk", "troops NEAR/1 border", languages=("en",))
    texts = (
        "Troops of three brigades cross the border|At dawn.",
        "Border of the region closed to troops|Since noon.",
        "Border guards and troops rotate|Families came.",
    )
    found = told(watch, tmp_path, texts, [])
    assert [(one.kind, to_text(one.query)) for one in found.proposals] == [(Kind.WIDER, "troops NEAR/5 border")]


def test_nothing_that_costs_what_was_called_relevant_or_an_example(tmp_path: Path) -> None:
    """One word tells all wrong alerts from the others, but for one that was right, or an example of the watch."""
    watch = making.watch("kursk", "troops", languages=("en",))
    wrong = ("Troops in a film|A.", "A film on troops|B.", "Film: troops of old|C.")
    right = ("Troops move|D.", "Troops withdraw|E.")
    assert [one.says for one in told(watch, tmp_path / "a", right, wrong).proposals] == ["AND NOT film"]
    costly = told(watch, tmp_path / "b", [*right, "Troops filmed in Sudzha|A film shows it."], wrong)
    assert all("film" not in one.says.replace("title:film", "") for one in costly.proposals)
    guarded = replace(watch, must_match=(Example(text="Troops take the film studio"),))
    assert told(guarded, tmp_path / "c", right, wrong).proposals == ()


def test_one_story_is_no_reason(tmp_path: Path) -> None:
    """Two reports of one event are one story: their words are names of that event."""
    watch = making.watch("kursk", "troops", languages=("en",))
    wrong = ("Troops of Ruritania hold a harvest contest in Zenda|Prizes for pumpkins.",) * 2
    found = told(watch, tmp_path, ["Troops move|D."], [wrong[0], wrong[1].replace("hold a", "hold the")])
    assert found.proposals == ()
    assert found.false == 2


def test_where_there_is_nothing_to_go_by(tmp_path: Path) -> None:
    watch = making.watch("kursk", "troops", languages=("en",))
    with pytest.raises(NothingToGoByError, match="nobody called an alert of kursk not relevant"):
        told(watch, tmp_path, ["Troops move|D."], [])


def test_too_little_to_say_how_good_it_is(tmp_path: Path) -> None:
    watch = making.watch("kursk", "troops AND border", languages=("en",))
    assert told(watch, tmp_path, NEAR_EACH_OTHER, FAR_FROM_EACH_OTHER).held_out is None


def test_what_is_expected_of_new_stories_is_what_becomes_of_them(tmp_path: Path) -> None:
    """The stupid twin: each story is left out for good, all is proposed anew, and that is tried on it.

    One relevant story alone has a word of three wrong ones: without it, that word would be proposed and lose it.
    """
    watch = making.watch("kursk", "Kursk", languages=("en",))
    right = [
        "Kursk attack|Soldiers shelled a village.",
        "Kursk bridge blown|Sappers destroyed rail lines.",
        "Kursk stadium shelled|Rockets hit a football ground.",
    ]
    wrong = [
        "Kursk wins|Football on Monday: fans sang.",
        "Kursk loses|Football on Tuesday: rain fell.",
        "Kursk draws|Football on Wednesday: tickets sold.",
        "Kursk concert|An orchestra played Bach in May.",
        "Kursk evening|That orchestra was heard with joy.",
        "Kursk music|Some orchestra came from abroad.",
    ]
    expected = told(watch, tmp_path / "all", right, wrong).held_out
    assert expected is not None
    lost, saved = 0, 0
    for text in (*right, *wrong):
        rest = [[one for one in some if one != text] for some in (right, wrong)]
        query = told(watch, tmp_path / text.partition("|")[0], *rest).query
        kept_out = not passes(query, text)
        lost += kept_out and text in right
        saved += kept_out and text in wrong
    assert lost == 1
    assert (expected.lost, expected.saved) == (lost, saved)


def passes(query: Node, text: str) -> bool:
    """Whether the plain evaluator matches a text by a query."""
    title, _, summary = text.partition("|")
    watch = making.watch("kursk", to_text(query), languages=("en",))
    return verdict(watch, {}, making.entry(title, summary=summary)) is Verdict.MATCHES


def test_words_are_never_those_of_the_watch_nor_empty(tmp_path: Path) -> None:
    """Stop words, numbers, single characters, the publisher's name, and the words of its own term sets."""
    found = told(
        making.watch("kursk", "@kursk", languages=("en",)),
        tmp_path,
        ["Kursk one|x"],
        ["The 1943 Kursk a z|In 1943 Herald, it was z. Herald.", "A 1943 Kursk of the z|Herald of 1943 and the z."],
    )
    assert found.proposals == ()

"""Laws of the watch language, on random queries and on texts that are none."""

from __future__ import annotations

from collections.abc import Callable

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from monitor.errors import QueryError
from monitor.query import Node, parse, parse_term, references, set_names, to_text, walk, warnings
from tests.query import making

FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(making.queries())
def test_what_is_printed_is_read_back(node: Node) -> None:
    """`parse(to_text(node)) == node`: nothing is lost, and nothing printed is refused."""
    assert parse(to_text(node)) == node


@FEW
@given(making.lines)
def test_a_term_is_read_back_from_a_list(node: Node) -> None:
    """A line of a term list may hold any term that a query may hold."""
    assert parse_term(to_text(node)) == node


@FEW
@given(making.queries(), st.data())
def test_spaces_and_comments_mean_nothing(node: Node, data: st.DataObject) -> None:
    """Between two tokens any white space and any comment may stand."""
    text = to_text(node)
    gap = data.draw(st.sampled_from(["\n", "\t ", " # a note (\n", "\u00a0", "\r\n"]))
    assert parse(text.replace(" AND ", f"{gap}AND{gap}").replace(" OR ", f"{gap}OR{gap}")) == node


def refusal(read: Callable[[str], Node], text: str) -> QueryError | None:
    """Read `text`; return how it was refused, or None where it was read and is printed as it was read."""
    try:
        node = read(text)
    except QueryError as error:
        return error
    assert read(to_text(node)) == node
    return None


@FEW
@given(making.texts)
@pytest.mark.parametrize("read", [parse, parse_term])
def test_a_text_is_read_or_refused_with_a_place(read: Callable[[str], Node], text: str) -> None:
    """Any text at all gives a node that can be printed, or a QueryError that points into the text."""
    error = refusal(read, text)
    if error:
        assert 0 <= error.offset <= len(text)
        assert error.message
        assert error.advice
        assert error.line == text[: error.offset].count("\n") + 1
        assert error.caret.endswith("^")


@FEW
@given(making.queries(), st.integers(0, 400), making.texts)
def test_a_broken_query_is_read_or_refused(node: Node, at: int, piece: str) -> None:
    """A query with something inserted into it crashes nothing either."""
    text = to_text(node)
    broken = f"{text[:at]}{piece}{text[at:]}"
    error = refusal(parse, broken)
    assert error is None or 0 <= error.offset <= len(broken)


@FEW
@given(making.queries())
def test_offsets_point_at_what_was_written(node: Node) -> None:
    """`at` of a term set is the place of its @, of a warning the place of its node."""
    text = to_text(node)
    read = parse(text)
    assert [text[ref.at : ref.at + 1 + len(ref.name)] for ref in references(read)] == [
        f"@{ref.name}" for ref in references(node)
    ]
    assert set(set_names(read)) == {ref.name for ref in references(node)}
    assert all(0 <= one.at < len(text) for one in walk(read))
    assert all(0 <= at < len(text) and advice for at, advice in warnings(read))


@pytest.mark.parametrize(
    "opening", ["(", "SENTENCE(", "title:(", "NOT ", "NOT (", "ATLEAST/2(a, ", "=", '"', "a AND ("]
)
def test_depth_is_bounded(opening: str) -> None:
    """No nesting is so deep that the parser falls into Python's own limit."""
    with pytest.raises(QueryError) as caught:
        parse(opening * 2000 + "a" + ")" * 2000)
    assert caught.value.offset < 2000

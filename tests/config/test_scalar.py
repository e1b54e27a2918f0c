"""The way back from a character of a text to where it is written in the YAML file."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from monitor.config.scalar import Place, place
from monitor.config.yaml import Document
from tests.config.folders import marked

# The text at `q` is "one two three" or holds "three"; the mark stands before three.
WRITTEN = {
    "plain": "a: 1\nq: one two ‸three\n",
    "plain over two lines": "q: one\n  two ‸three\n",
    "plain with an empty line": "q: one\n\n   two   \n   ‸three\n",
    "plain in a flow mapping": "a: {b: [1], q: one two ‸three}\n",
    "plain before a comment": "q: one two ‸three  # four\n",
    "single quotes": "q: 'one two ‸three'\n",
    "single quotes with a quote": "q: 'it''s one ''two'' ‸three'\n",
    "single quotes over two lines": "q: 'one\n  two\n\n\n ‸three '\n",
    "single quotes that close below": "q: 'one two ‸three\n  '\n",
    "double quotes": 'q: "one two ‸three"\n',
    "double quotes with escapes": 'q: "\\"one\\" \\u043a\\x41\\U0001F600\\t\\\\ ‸three"\n',
    "double quotes over two lines": 'q: "one\n     two ‸three"\n',
    "double quotes with hidden breaks": 'q: "one \\\n    two \\\n    \\ ‸three"\n',
    "literal": "q: |\n  one\n  two ‸three\n",
    "literal after comments": "# x\n\nq: |  # why\n  one # not a comment\n  two ‸three\nb: 1\n",
    "literal without its end": "q: |-\n  one\n  two ‸three\n\n\nb: 1\n",
    "literal with all of its end": "q: |+\n  one\n  two ‸three\n\n\nb: 1\n",
    "literal with an empty line": "q: |\n\n  one\n\n  two ‸three\n",
    "literal indented further": "q: |\n  one\n      two ‸three\n",
    "literal with an indicator": "q: |2\n    one\n  two ‸three\n",
    "literal in a list": "a:\n- - q: |\n      one\n      two ‸three\n",
    "literal with a blank line of spaces": "q: |\n  one\n     \n  two ‸three\n",
    "folded": "q: >\n  one\n  two ‸three\n",
    "folded with empty lines": "q: >\n  one\n\n\n  two\n  ‸three\n",
    "folded, indented further": "q: >\n  one\n    two\n    four\n  five\n  ‸three\n",
    "folded with an indicator": "q: >1-\n   one\n two\n ‸three\n",
    "Windows lines": "a: 1\r\nq: |\r\n  one\r\n  two ‸three\r\n",
    "beyond the first plane": "q: '😀😀 ‸three'\n",
    "through an alias": "q: &x one ‸three\nb: *x\n",
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_styles(written: str) -> None:
    text, line, column = marked(written)
    document = Document(text)
    assert not document.flaws
    path = {"a: {b": ("a", "q"), "a:\n- ": ("a", 0, 0, "q")}.get(text[:5], ("q",))
    value = document.data
    for step in path:
        value = value[step]
    assert document.place_within(path, value.index("three")) == (line, column)


@pytest.mark.parametrize("written", ["q: one‸\n", "q: 'one‸'\n", "q: |\n  one‸\n", "q: >-\n  a\n  one‸\nb: 1\n"])
def test_the_end_of_a_text_is_behind_its_last_character(written: str) -> None:
    text, line, column = marked(written)
    document = Document(text)
    assert document.place_within(("q",), len(document.data["q"])) == (line, column)


def test_what_cannot_be_followed_is_placed_where_the_text_begins() -> None:
    """An escaped space at the end of a line is kept by YAML, and dropped by the replay."""
    document = Document('q: "one\\ \n  two three"\n')
    assert document.data == {"q": "one  two three"}
    assert document.place_within(("q",), 9) == (1, 4)


def test_an_empty_text_has_a_place() -> None:
    assert Document("q: ''\n").place_within(("q",), 0) == (1, 4)
    assert Document("q: |\nb: 1\n").place_within(("q",), 0) == (1, 4)


STYLES = {
    "'": SingleQuotedScalarString,
    '"': DoubleQuotedScalarString,
    "|": LiteralScalarString,
    ">": FoldedScalarString,
    None: str,
}
texts = st.text(alphabet="ab 'й\n\"#:\\-", min_size=1, max_size=40)


@settings(max_examples=300, deadline=None)
@given(text=texts, style=st.sampled_from(list(STYLES)), width=st.sampled_from([8, 20, 80]))
def test_every_character_is_found_or_the_start(text: str, style: str | None, width: int) -> None:
    """The stupid twin: the source has the same character there, or one that stands for it."""
    writer = YAML()
    writer.width = width
    stream = io.StringIO()
    writer.dump({"a": {"q": STYLES[style](text)}}, stream)
    source = stream.getvalue()
    document = Document(source)
    written = document.data["a"]["q"]
    if not isinstance(written, str):
        return  # the library wrote something that is not read as a text again
    start = document.place(("a", "q"))
    for offset, character in enumerate(written):
        found = document.place_within(("a", "q"), offset)
        line = [*source.split("\n"), ""][found.line - 1]
        there = line[found.column - 1 : found.column]
        assert found == start or there == character or (character in " \n" and there == "") or there == "\\"


def test_a_place_outside_the_lines_is_the_start() -> None:
    """Were the library's text ever another one than the file has, nothing breaks."""
    assert place(["q: one"], "other", 3, style=None, start=Place(1, 4)) == (1, 4)
    assert place(["q: |"], "other", 3, style="|", start=Place(1, 4)) == (1, 4)

"""YAML 1.2 as operators expect it, and its traps."""

from __future__ import annotations

import time

import pytest

from monitor.config.yaml import MAX_ALIASED, Document

VALUES = {
    "NO": "NO",
    "no": "no",
    "on": "on",
    "yes": "yes",
    "Off": "Off",
    "y": "y",
    "true": True,
    "False": False,
    "~": None,
    "null": None,
    "": None,
    "12": 12,
    "-3": -3,
    "012": 12,
    "0o17": 15,
    "0x1F": 31,
    "1.5": 1.5,
    "1e3": 1000.0,
    ".5": 0.5,
    ".inf": ".inf",
    "1_000": "1_000",
    "1:30": "1:30",
    "2024-11-05": "2024-11-05",
    "10m": "10m",
    "=word": "=word",
    "'12'": "12",
    '"true"': "true",
    "'~'": "~",
    "[NO, no]": ["NO", "no"],
}


@pytest.mark.parametrize(("written", "value"), VALUES.items(), ids=list(VALUES))
def test_values(written: str, value: object) -> None:
    document = Document(f"a: {written}\n")
    assert not document.flaws
    assert document.data == {"a": value}
    assert type(document.data["a"]) is type(value)


def test_keys_are_texts() -> None:
    assert Document("NO: 1\non: 2\ntrue: 3\n12: 4\n~: 5\n").data == {"NO": 1, "on": 2, "true": 3, "12": 4, "~": 5}


def test_an_alias_repeats_a_value() -> None:
    document = Document("a: &x [1, {b: 2}]\nc: *x\nd: &x 3\ne: *x\n")
    assert not document.flaws
    assert document.data == {"a": [1, {"b": 2}], "c": [1, {"b": 2}], "d": 3, "e": 3}
    assert document.place(("c", 1, "b")) == (1, 15)


def test_aliases_cannot_multiply_without_bound() -> None:
    """Nine levels of nine: 387 million values if they were written out."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    before = time.monotonic()
    document = Document("\n".join(lines))
    assert time.monotonic() - before < 5
    assert [flaw.message for flaw in document.flaws] == [f"aliases multiply this to more than {MAX_ALIASED} values"]


@pytest.mark.parametrize("text", ["[" * 100_000, "a: " + "{b: " * 5_000, "- " * 5_000])
def test_depth_is_bounded(text: str) -> None:
    document = Document(text)
    assert not document.readable
    assert document.flaws[0].message == "not YAML: nested deeper than 50 levels"


def test_an_empty_file_says_nothing() -> None:
    for text in ("", "\n", "# only a comment\n", "---\n"):
        document = Document(text)
        assert document.readable
        assert document.data is None


def test_a_refused_value_is_left_out() -> None:
    document = Document("a: 1\nb: !x 2\nc: [1, !y 2]\n")
    assert document.data == {"a": 1}
    assert [(flaw.place, flaw.path) for flaw in document.flaws] == [((2, 4), ("b",)), ((3, 8), ("c", 1))]


def test_places() -> None:
    document = Document("a:\n  b: [x, {c: 1}]\n  d:\n")
    assert document.key_place(("a", "b")) == (2, 3)
    assert document.place(("a", "b")) == (2, 6)
    assert document.place(("a", "b", 1, "c")) == (2, 14)
    assert document.key_place(("a", "b", 1)) == (2, 10)
    assert document.place(("a", "d")) == (3, 3), "what is empty is where its key is"
    assert document.place(("a", "gone", "b")) == (2, 6), "what does not exist is passed over"
    assert document.existing(("a", "email", "b", 7)) == ("a", "b")


def test_no_message_repeats_the_file() -> None:
    """A file may hold a secret, and messages are logged."""
    for text in (
        "p: *hunter2\n",
        "p: !hunter2 x\n",
        'p: "hunter2\n',
        "p: hunter2: x\n",
        "p: [hunter2\n",
        "p: `hunter2\n",
    ):
        assert "hunter2" not in "".join(flaw.message for flaw in Document(text).flaws)
        assert Document(text).flaws

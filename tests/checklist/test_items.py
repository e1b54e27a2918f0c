"""Every item of the checklist has a test that says so."""

from __future__ import annotations

import ast

import pytest

from tests.checklist.items import ITEMS, _marked, proofs


@pytest.mark.parametrize("number", ITEMS)
def test_every_item_is_proved(number: int) -> None:
    assert proofs()[number]


def test_no_test_proves_what_is_no_item() -> None:
    assert proofs().keys() == ITEMS.keys()


def test_marks_are_found_and_nothing_else() -> None:
    """The search can fail."""
    text = "@pytest.mark.checklist(3, 4)\ndef test_a(): ...\n\n@pytest.mark.skip(5)\ndef test_b(): ...\n\ndef c(): ..."
    assert list(_marked(ast.parse(text))) == [("test_a", 3), ("test_a", 4)]

"""Prints every item of the checklist with the tests that prove it."""

from tests.checklist.items import ITEMS, proofs

for number, tests in sorted(proofs().items()):
    print(f"{number:2}  {ITEMS[number]}")
    for test in tests:
        print(f"      {test}")

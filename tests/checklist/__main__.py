"""Prints every item of the checklist with the tests that prove it."""

import os
import sys

from tests.checklist.items import ITEMS, proofs

try:
    for number, tests in sorted(proofs().items()):
        print(f"{number:2}  {ITEMS[number]}")
        for test in tests:
            print(f"      {test}")
    sys.stdout.flush()
except BrokenPipeError:  # the reader of the pipe has seen enough; at the end Python would flush once more
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

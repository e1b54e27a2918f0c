"""How much a watch is expected to tell, as it is written: 0-5/day, 2-10/week."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from monitor.config.faults import refusal
from monitor.config.values import checked, text_of
from monitor.settings import Expectation

_PERIODS = {"day": timedelta(days=1), "week": timedelta(weeks=1)}
_FORM = re.compile(r"(\d{1,5}) ?- ?(\d{1,5}) ?/ ?(day|week)")
_ALMOST = re.compile(r"(\d{1,5}) ?(?:/|a|per) ?(day|week|d|w)")


def expectation(value: object) -> Expectation:
    """Read from how many to how many alerts a day or a week."""
    text = text_of(value, "0-5/day")
    found = _FORM.fullmatch(text)
    if not found:
        raise refusal(f"{text!r}: write from how many to how many each day or week, such as {_advice(text)}")
    least, most, period = int(found[1]), int(found[2]), found[3]
    if not most:
        raise refusal(
            f"{text!r}: a watch that is to tell nothing needs no budget; `state: shadow` counts and tells nobody"
        )
    if least > most:
        raise refusal(f"{text!r}: the smaller number first: {most}-{least}/{period}")
    return Expectation(least=least, most=most, period=_PERIODS[period])


def _advice(text: str) -> str:
    """Guess what was meant: one number is taken for the most."""
    almost = _ALMOST.fullmatch(text.strip())
    if almost is None or not int(almost[1]):
        return "0-5/day"
    return f"0-{int(almost[1])}/{'day' if almost[2].startswith('d') else 'week'}"


Expected = Annotated[
    Expectation, *checked(expectation, pattern=r"^\d{1,5} ?- ?\d{1,5} ?/ ?(day|week)$", examples=["0-5/day"])
]

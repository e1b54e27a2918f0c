"""An alert as one line of JSON for a file: the same data as a webhook gets."""

from __future__ import annotations

from monitor.render.facts import Facts
from monitor.render.payload import payload


def render(facts: Facts) -> bytes:
    """Return one line without its end: the file adds it, so that a line is either whole or absent."""
    return payload(facts).model_dump_json().encode()

"""An alert for a terminal or a log: a rule, then plain text."""

from __future__ import annotations

from monitor.render.facts import Facts
from monitor.render.text import WIDTH, text


def render(facts: Facts) -> bytes:
    """Return the block for one alert in UTF-8; colours are the business of whoever owns the terminal."""
    return f"{'─' * WIDTH}\n{text(facts)}\n".encode()

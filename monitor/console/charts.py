"""Numbers as pictures: a line of blocks for a terminal, bars as SVG for a page. Nothing is computed here but sizes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

_BLOCKS = "▁▂▃▄▅▆▇█"

WIDTH, HEIGHT = 720, 120
"""Of a chart in SVG, in its own units; the page scales it."""

_LABELS = 8
"""Days that are named below a chart, at most."""

_TOP, _BOTTOM, _LEFT = 14, 18, 26


def sparkline(values: Sequence[int]) -> str:
    """One block for each value, the highest full; a zero is a dot, so that a quiet day looks quiet."""
    most = max(values, default=0)
    return "".join(_BLOCKS[max(0, -(-value * len(_BLOCKS) // most) - 1)] if value else "·" for value in values)


def day_bars(values: Sequence[int], days: Sequence[date], title: str) -> str:
    """Draw a bar for each day, with the day and the number as its tooltip."""
    most = max((*values, 1))
    step = (WIDTH - _LEFT) / max(len(days), 1)
    room = HEIGHT - _TOP - _BOTTOM
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">',
        f'<line class="grid" x1="{_LEFT}" x2="{WIDTH}" y1="{_TOP}" y2="{_TOP}"/>',
        f'<line class="axis" x1="{_LEFT}" x2="{WIDTH}" y1="{HEIGHT - _BOTTOM}" y2="{HEIGHT - _BOTTOM}"/>',
        f'<text x="{_LEFT - 4}" y="{_TOP + 4}" text-anchor="end">{most}</text>',
        f'<text x="{_LEFT - 4}" y="{HEIGHT - _BOTTOM + 4}" text-anchor="end">0</text>',
    ]
    every = -(-len(days) // _LABELS) or 1
    for number, (day, value) in enumerate(zip(days, values, strict=True)):
        left, high = _LEFT + number * step, room * value / most
        parts.append(
            f'<rect class="bar" x="{left + step * 0.12:.1f}" y="{HEIGHT - _BOTTOM - high:.1f}"'
            f' width="{step * 0.76:.1f}" height="{high:.1f}"><title>{day:%a %d %b}: {value}</title></rect>'
        )
        if number % every == 0:
            parts.append(f'<text x="{left + step / 2:.1f}" y="{HEIGHT - 5}" text-anchor="middle">{day:%d %b}</text>')
    return "".join((*parts, "</svg>"))


def share_bar(shares: Sequence[tuple[str, int, str]]) -> str:
    """Draw one bar of several parts (name, number, class), each as long as its share, with a legend below."""
    total = sum(number for _, number, _ in shares)
    if not total:
        return ""
    left = 0.0
    parts = [f'<svg class="share" viewBox="0 0 {WIDTH} 14" preserveAspectRatio="none" role="img">']
    for name, number, of_class in shares:
        wide = WIDTH * number / total
        parts.append(
            f'<rect class="{of_class}" x="{left:.1f}" y="0" width="{wide:.1f}" height="14">'
            f"<title>{escape(name)}: {number}</title></rect>"
        )
        left += wide
    legend = "".join(
        f'<li><i class="{of_class}"></i>{escape(name)} <b>{number}</b></li>' for name, number, of_class in shares
    )
    return "".join((*parts, f'</svg><ul class="legend">{legend}</ul>'))

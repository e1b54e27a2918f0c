"""The second form of a watch: weights that are added up.

Each line counts its weight for each separate mention, the first `cap` mentions in the order of reading (the
title comes first, and a mention in it counts `title_boost` times). A line that has no place of its own, such
as `a AND b` or `lang:uk`, is one mention where it holds.
"""

from __future__ import annotations

from typing import NamedTuple

from monitor.matching.plain import Evaluation, Found
from monitor.matching.spans import FIELD_NUMBERS, TITLE
from monitor.query.nodes import (
    Field,
    First,
    Near,
    Node,
    Number,
    Or,
    Prefix,
    Regex,
    Score,
    SetRef,
    Term,
    Weighted,
)


class Share(NamedTuple):
    """What one line adds: `mentions` were counted (the cap applied), of which `in_title` in the title."""

    line: Weighted
    mentions: int
    in_title: int
    points: float


def shares(score: Score, evaluation: Evaluation) -> list[Share]:
    """Weigh every line of `score`."""
    return [_share(line, score.title_boost, evaluation) for line in score.items]


def total(score: Score, evaluation: Evaluation) -> float:
    """Add up the points of all lines."""
    return sum(share.points for share in shares(score, evaluation))


def reaches(score: Score, evaluation: Evaluation) -> float | None:
    """Return the total where the watch holds; None where it stays below, or what it requires fails."""
    if score.require is not None and not evaluation.holds(score.require):
        return None
    points = total(score, evaluation)
    return points if points >= score.threshold else None


def evidence(score: Score, evaluation: Evaluation) -> list[Found]:
    """Return what speaks for the watch: the mentions that count in favour, and what is required."""
    nodes = [line.item for line in score.items if line.weight > 0]
    if score.require is not None:
        nodes.append(score.require)
    return [found for node in nodes for found in evaluation.evidence(node)]


def has_place(node: Node) -> bool:
    """Tell whether mentions of `node` can be counted one by one."""
    match node:
        case Term() | Prefix() | SetRef() | Regex() | Number() | Near():
            return True
        case Or(items=items):
            return all(map(has_place, items))
        case First(item=item):
            return has_place(item)
        case Field(name=name, item=item):
            return name in FIELD_NUMBERS and has_place(item)
    return False


def _share(line: Weighted, title_boost: float, evaluation: Evaluation) -> Share:
    fields = _mentioned(line.item, evaluation)[: line.cap]
    in_title = fields.count(TITLE)
    counted = len(fields) - in_title + in_title * title_boost
    return Share(line, len(fields), in_title, line.weight * counted)


def _mentioned(node: Node, evaluation: Evaluation) -> list[int]:
    """Return the field of each mention."""
    if has_place(node):
        return [span.field for span in evaluation.mentions(node, evaluation.scope)]
    if not evaluation.holds(node):
        return []
    fields = {found.span.field for found in evaluation.evidence(node)}
    return [max(fields, default=TITLE + 1)]

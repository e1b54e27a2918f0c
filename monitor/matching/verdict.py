"""What a longer text could change: whether an article is worth fetching for a watch.

Until the article is at hand every place in it is unknown. A node is *possible* if some article could make it
hold, and *certain* if none could make it fail; both are bounds, worked out without guessing a text. The law:
where a watch is not possible, no article makes it match.
"""

from __future__ import annotations

from enum import StrEnum

from monitor.matching.plain import Evaluation, Scope, limit
from monitor.matching.score import has_place, reaches, shares
from monitor.matching.spans import FIELD_NUMBERS
from monitor.query import parts
from monitor.query.nodes import (
    And,
    AtLeast,
    Field,
    First,
    Node,
    Not,
    Or,
    Query,
    Score,
)


class Verdict(StrEnum):
    """What can be said of a watch and an entry.

    | verdict | means |
    |---|---|
    | `MATCHES` | it fits what is at hand |
    | `COULD` | undecided: some of what it asks for is in sight, an article could bring the rest |
    | `UNLIKELY` | an article could still make it match, but nothing that it asks for is in sight |
    | `CANNOT` | no article makes it match; or the article is at hand, and it does not |

    Only `COULD` is a reason to fetch. In sight is a term, a pattern or a number of the query that stands in
    the title or the summary and belongs to a branch that is still possible. Labels (`feed:`, `lang:` …) are
    never in sight: they hold for every entry of a feed and say nothing of the news in it.
    """

    MATCHES = "matches"
    COULD = "could"
    UNLIKELY = "unlikely"
    CANNOT = "cannot"


def judge(query: Query, evaluation: Evaluation, *, article_unknown: bool) -> Verdict:
    """Return the verdict on `query`; `article_unknown` says that the entry's article was not fetched."""
    outlook = _Outlook(evaluation)
    if isinstance(query, Score):
        holds = reaches(query, evaluation) is not None
        possible = article_unknown and outlook.can_reach(query)
        nodes = [line.item for line in query.items if line.weight > 0]
    else:
        holds = evaluation.holds(query)
        possible = article_unknown and outlook.possible(query, evaluation.scope, unknown=True)
        nodes = [query]
    if holds:
        return Verdict.MATCHES
    if not possible:
        return Verdict.CANNOT
    seen = any(outlook.in_sight(node, evaluation.scope, unknown=True) for node in nodes)
    return Verdict.COULD if seen else Verdict.UNLIKELY


def could_hold(node: Node, evaluation: Evaluation) -> bool:
    """Tell whether some article, still unknown, could make `node` hold."""
    return _Outlook(evaluation).possible(node, evaluation.scope, unknown=True)


class _Outlook:
    """The bounds of each node. `unknown`: the scope also has an article of which nothing is known."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    def possible(self, node: Node, scope: Scope, *, unknown: bool) -> bool:
        match node:
            case And(items=items):
                return all(self.possible(item, scope, unknown=unknown) for item in items)
            case Or(items=items):
                return any(self.possible(item, scope, unknown=unknown) for item in items)
            case AtLeast(count=count, items=items):
                return sum(self.possible(item, scope, unknown=unknown) for item in items) >= count
            case Not(item=item):
                return not self.certain(item, scope, unknown=unknown)
            case First(item=item) | Field(item=item) if _is_text(node):
                return self.possible(item, limit(node, scope), unknown=_still(node, unknown=unknown))
        if self._evaluation.holds(node, scope):
            return True
        # What must stand in one place (a sentence, a neighbourhood) can stand whole in the article, or not at all.
        return unknown and not _is_label(node) and all(map(self._in_article, parts(node)))

    def certain(self, node: Node, scope: Scope, *, unknown: bool) -> bool:
        match node:
            case And(items=items):
                return all(self.certain(item, scope, unknown=unknown) for item in items)
            case Or(items=items):
                return any(self.certain(item, scope, unknown=unknown) for item in items)
            case AtLeast(count=count, items=items):
                return sum(self.certain(item, scope, unknown=unknown) for item in items) >= count
            case Not(item=item):
                return not self.possible(item, scope, unknown=unknown)
            case First(item=item) | Field(item=item) if _is_text(node):
                return self.certain(item, limit(node, scope), unknown=_still(node, unknown=unknown))
        return self._evaluation.holds(node, scope)

    def in_sight(self, node: Node, scope: Scope, *, unknown: bool) -> bool:
        """Tell whether something that `node` asks for stands in `scope` and is not in vain."""
        if isinstance(node, Not) or _is_label(node):
            return False
        if not self.possible(node, scope, unknown=unknown):
            return False
        inner = parts(node)
        if not inner:
            return self._evaluation.holds(node, scope)
        if isinstance(node, First | Field):
            scope, unknown = limit(node, scope), _still(node, unknown=unknown)
        return any(self.in_sight(part, scope, unknown=unknown) for part in inner)

    def can_reach(self, score: Score) -> bool:
        """Tell whether the mentions that an article may add could lift the total to the threshold."""
        scope = self._evaluation.scope
        if score.require is not None and not self.possible(score.require, scope, unknown=True):
            return False
        best = 0.0
        for share in shares(score, self._evaluation):
            line = share.line
            if has_place(line.item):
                more = line.cap - share.mentions if self._in_article(line.item) else 0
                best += share.points + max(0.0, line.weight) * more
            elif line.weight > 0:
                could = self.possible(line.item, scope, unknown=True)
                best += line.weight * max(1.0, score.title_boost) if could else 0.0
            else:
                must = self.certain(line.item, scope, unknown=True)
                best += line.weight * min(1.0, score.title_boost) if must else 0.0
        return best >= score.threshold

    def _in_article(self, node: Node) -> bool:
        return self.possible(node, (), unknown=True)


def _is_label(node: Node) -> bool:
    return isinstance(node, Field) and node.name not in FIELD_NUMBERS


def _is_text(node: First | Field) -> bool:
    return not _is_label(node)


def _still(node: First | Field, *, unknown: bool) -> bool:
    """Tell whether the unknown article is still in sight below a limit."""
    return unknown and (isinstance(node, First) or node.name == "article")

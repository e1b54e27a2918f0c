"""All watches against one entry: which fit, where, and why.

    matcher = Matcher(watches, terms)
    matcher.match(entry)                 every watch that fits, with its hits
    matcher.undecided(entry)             a reason to fetch the article
    explain(watch, terms, entry)         clause by clause, for people
    verdict(watch, terms, entry)         matches, could, unlikely, cannot
    unanchored(watches, terms)           what runs on every entry, for `check`

Nothing here reads a file, a clock or the network.
"""

from monitor.matching.checks import Unanchored, unanchored
from monitor.matching.explain import Clause, Explanation, explain, verdict
from monitor.matching.matcher import Matcher
from monitor.matching.verdict import Verdict

__all__ = [
    "Clause",
    "Explanation",
    "Matcher",
    "Unanchored",
    "Verdict",
    "explain",
    "unanchored",
    "verdict",
]

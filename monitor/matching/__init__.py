"""All watches against one entry: which fit, where, and why."""

from monitor.matching.explain import Clause, Explanation, explain, verdict
from monitor.matching.matcher import Matcher
from monitor.matching.verdict import Verdict

__all__ = ["Clause", "Explanation", "Matcher", "Verdict", "explain", "verdict"]

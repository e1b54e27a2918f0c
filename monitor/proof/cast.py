"""The real matcher, with the watches that are asked for at the moment.

To compile the term sets takes seconds, to exchange a watch next to nothing: one matcher serves the whole proof.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.matching import Matcher
from monitor.settings import TermSet, Watch


class Cast:
    """A matcher whose watches are exchanged."""

    def __init__(self, watches: Mapping[str, Watch], terms: Mapping[str, TermSet]) -> None:
        self._watches = dict(watches)
        self._matcher = Matcher(watches.values(), terms)

    def of(self, watches: Mapping[str, Watch]) -> Matcher:
        """Return the matcher with these watches, until it is asked for others."""
        for name in self._watches.keys() - watches.keys():
            self._matcher.remove(name)
        for name, watch in watches.items():
            if self._watches.get(name) != watch:
                self._matcher.add(watch)
        self._watches = dict(watches)
        return self._matcher

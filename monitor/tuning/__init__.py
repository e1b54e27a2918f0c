"""What would make a watch better, learnt from what people said of its alerts.

    suggest(store, configuration, name, …)    -> Suggestions: one small change after the other, each with what it costs

A change is proposed only where no entry that was called relevant is lost by it. It changes nothing by itself: a person
pastes the line and looks at `monitor diff`.
"""

from monitor.tuning.proposal import HeldOut, Kind, Proposal, Seen, Suggestions
from monitor.tuning.rewriting import rewritten
from monitor.tuning.suggesting import NothingToGoByError, suggest

__all__ = ["HeldOut", "Kind", "NothingToGoByError", "Proposal", "Seen", "Suggestions", "rewritten", "suggest"]

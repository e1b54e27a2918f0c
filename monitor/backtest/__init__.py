"""What the watches would have told: the archive replayed through the real pipeline, with the clock of then.

    backtest(store, configuration, …)    what each watch did, and what nearly
    compare(store, old, new, …)          the alerts that a change of the configuration gains and loses

The whole archive is replayed, so that what was told before `since` is known; only what came after it is counted.
Nothing is written but a scratch database that is gone afterwards, and nothing is fetched or sent. It is exact as far as
the archive reaches: a story that began before it is new to the replay, and an article that nobody wanted is not there.
"""

from monitor.backtest.difference import compare
from monitor.backtest.replay import Advance, backtest, replay
from monitor.backtest.report import (
    Changed,
    Difference,
    NearMiss,
    Report,
    Shown,
    TermUse,
    WatchDifference,
    WatchReport,
)
from monitor.backtest.stage import Played, Stage, staged

__all__ = [
    "Advance",
    "Changed",
    "Difference",
    "NearMiss",
    "Played",
    "Report",
    "Shown",
    "Stage",
    "TermUse",
    "WatchDifference",
    "WatchReport",
    "backtest",
    "compare",
    "replay",
    "staged",
]

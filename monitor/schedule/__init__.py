"""When a feed is polled next, what is remembered of it, and whether a reading may have missed something.

`states` says what a poll changes in the memory of a feed, `rhythm` when a feed publishes, `pace` how soon it is asked
again, `gaps` whether its polls overlap. Pure, all of it: `now` is an argument.
"""

from monitor.schedule.gaps import gap
from monitor.schedule.pace import Fleet, survey
from monitor.schedule.states import (
    DOUBT_MOVE,
    LONGEST,
    MOVED_POLLS,
    NETWORK,
    PATIENCE,
    TRUST,
    TRUST_FOR,
    USUAL,
    address,
    current,
    due,
    failed,
    first_state,
    interval,
    pushed,
    succeeded,
    validators,
)

__all__ = [
    "DOUBT_MOVE",
    "LONGEST",
    "MOVED_POLLS",
    "NETWORK",
    "PATIENCE",
    "TRUST",
    "TRUST_FOR",
    "USUAL",
    "Fleet",
    "address",
    "current",
    "due",
    "failed",
    "first_state",
    "gap",
    "interval",
    "pushed",
    "succeeded",
    "survey",
    "validators",
]

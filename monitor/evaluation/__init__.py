"""How well stories are joined: files of labelled entries, the measures on them, and the work of labelling.

    read, line_of             a file of labelled entries, and one line of it
    evaluate                  join such a file as the worker would, and measure
    Session                   label one's own archive, entry by entry
    calibrate                 from where on a language model's likeness means something

It stores nothing, fetches nothing and tells nobody.
"""

from monitor.evaluation.calibrating import Calibration, calibrate
from monitor.evaluation.labelled import Labelled, line_of, read
from monitor.evaluation.measuring import Evaluation, Join, Split, evaluate
from monitor.evaluation.session import Proposal, Session

__all__ = [
    "Calibration",
    "Evaluation",
    "Join",
    "Labelled",
    "Proposal",
    "Session",
    "Split",
    "calibrate",
    "evaluate",
    "line_of",
    "read",
]

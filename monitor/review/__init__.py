"""Advice on a configuration that is in order: who would hear what, and what is probably not meant.

    review(configuration, WordLists())    -> Review: the coverage of languages, and advice with its places

Nothing here refuses anything; mistakes are told by whoever reads the files.
"""

from monitor.review.advice import Advice
from monitor.review.coverage import Coverage, SetCoverage, WatchCoverage
from monitor.review.reviewing import Review, review

__all__ = ["Advice", "Coverage", "Review", "SetCoverage", "WatchCoverage", "review"]

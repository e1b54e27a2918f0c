"""Proposals for term sets, made from published lists of names, for a person to accept.

    suggest("North Korea", ["en", "uk"])    -> Suggestion

The lists are those of the optional extra `terms`: CLDR, ISO 3166 and GeoNames, as the installed packages carry them.
Nothing is looked up anywhere else, and the worker never comes here.
"""

from monitor.suggest.proposal import Candidate, SuggestedSet, Suggestion
from monitor.suggest.suggesting import suggest

__all__ = ["Candidate", "SuggestedSet", "Suggestion", "suggest"]

"""The proof of the watches before they go live: their examples, and the written test cases, through the real pipeline.

    prove(loaded, cases)    -> Report

Nothing is fetched and nothing is sent; what a case leaves in its database is gone afterwards.
"""

from monitor.proof.proving import prove
from monitor.proof.report import Failure, Proof, Report

__all__ = ["Failure", "Proof", "Report", "prove"]

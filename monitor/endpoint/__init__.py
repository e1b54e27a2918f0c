"""The one place where others reach the worker over HTTP.

`server` listens, `websub` is what hubs speak to. What is done with what comes in is decided by those who hand in an
answer (`websub.Inbox`); no text of a feed ever goes out here.
"""

from monitor.endpoint.server import Endpoint

__all__ = ["Endpoint"]

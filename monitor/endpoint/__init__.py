"""The one place where others reach the worker over HTTP.

`server` listens, `websub` is what hubs speak to, `actions` is where the links in messages lead,
`desk_feeds` where readers find what a desk was told. What is answered is decided by those who hand in an answer
(`websub.Inbox`, `actions.Desk`, `desk_feeds.Library`).
"""

from monitor.endpoint.server import Endpoint

__all__ = ["Endpoint"]

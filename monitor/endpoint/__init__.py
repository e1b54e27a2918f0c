"""The one place where others reach the worker over HTTP.

`server` listens, `websub` is what hubs speak to, `actions` is where the links in messages lead,
`desk_feeds` where readers find what a desk was told, `reached` proves that an address leads here. `health` has a
listener of its own, for those who watch over the worker. What is answered is decided by those who hand in an answer
(`websub.Inbox`, `actions.Desk`, `desk_feeds.Library`, `health.Vitals`).
"""

from monitor.endpoint.server import Endpoint

__all__ = ["Endpoint"]

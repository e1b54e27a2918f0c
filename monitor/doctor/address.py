"""Whether the public address of the endpoint leads to this worker, and not to another server or nowhere."""

from __future__ import annotations

import hmac
import secrets

from monitor import links
from monitor.doctor.finding import Finding, fail, left_out, ok
from monitor.endpoint import reached
from monitor.notify import reaching
from monitor.settings import Configuration
from monitor.store import Store, acknowledgements


async def examine(configuration: Configuration, store: Store | None) -> Finding:
    """Ask the public address for what only the worker of this database can answer."""
    endpoint = configuration.endpoint
    if endpoint is None:
        return left_out("endpoint", "there is none: feeds are polled, and messages have no links")
    key = acknowledgements.key(store.db) if store is not None else None
    if key is None:
        return left_out("endpoint", "the worker has not begun to answer there: it makes its key at the first start")
    nonce = secrets.token_hex(16)
    answer = await reaching.get(f"{endpoint.public_url}{reached.PATH}{nonce}")
    if not answer.ok:
        advice = f"look whether the worker runs, and whether the proxy passes requests on to port {endpoint.port}"
        return fail("endpoint", f"{endpoint.public_url}: {answer.text}", advice)
    if not hmac.compare_digest(answer.text.encode(), links.reached(nonce, key).encode()):
        advice = "let the proxy pass all that comes below this address on to `endpoint.listen`, without its path"
        return fail("endpoint", f"{endpoint.public_url} is answered by something else", advice)
    return ok("endpoint", f"{endpoint.public_url} leads here")

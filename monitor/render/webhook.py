"""The body of a webhook, and the schema that is published for its receivers."""

from __future__ import annotations

import json

from monitor.render.facts import Facts
from monitor.render.payload import Payload, payload


def render(facts: Facts) -> bytes:
    """Return the body; the headers, which carry id, time and signature, belong to the wire."""
    return payload(facts).model_dump_json().encode()


def schema() -> str:
    """Return the JSON Schema of the body, as it stands in `webhook.schema.json`."""
    return json.dumps(Payload.model_json_schema(mode="serialization"), indent=2) + "\n"

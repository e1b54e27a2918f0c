"""Alerts to a webhook, signed after Standard Webhooks 1.0.0."""

from __future__ import annotations

from datetime import UTC, datetime

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from monitor.notify.post import Post, Wire, telling
from monitor.settings import Secret, WebhookSettings
from monitor.types import Message


def wire(settings: WebhookSettings) -> Wire:
    """Return how the receiver is asked."""
    url = settings.url.reveal()
    secrets = [secret.reveal() for secret in settings.secrets]

    def post(message: Message) -> Post:
        return Post(url=url, body=message.body, headers=signed(message, settings.secrets, now=datetime.now(UTC)))

    # Whatever would let a reader of an error message post here, or sign what we did not write.
    hide = (*telling(url), *secrets, *(secret.removeprefix("whsec_") for secret in secrets))
    return Wire(post=post, hide=hide)


def signed(message: Message, secrets: tuple[Secret, ...], *, now: datetime) -> dict[str, str]:
    """Return the headers: the id stays when a message is sent again, time and signatures are new.

    Raises ValueError for a secret that is not base64 (`whsec_` may stand before it).
    """
    try:
        signatures = [Webhook(secret.reveal()).sign(message.id, now, message.body.decode()) for secret in secrets]
    except EmptyWebhookSecretError:
        raise ValueError("a secret is empty") from None
    return {
        "webhook-id": message.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }

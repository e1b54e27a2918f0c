"""Logging in to a mail server with an access token: XOAUTH2 (of Google and Microsoft), or OAUTHBEARER (RFC 7628).

A server that refuses a token first sends an error as a challenge, in JSON, and waits for an answer that means nothing;
only then it says no (RFC 7628, 3.2.3; developers.google.com/workspace/gmail/imap/xoauth2-protocol).
"""

from __future__ import annotations

import base64
import binascii
import json
import re

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPAuthenticationError, SMTPException

_CONTINUE, _WELCOME = 334, 235  # RFC 4954, section 4
_WORD = re.compile(r"[A-Za-z0-9_-]{1,40}")


class RefusedTokenError(SMTPAuthenticationError):
    """The server does not take the token. `status` is its word for it (`invalid_token`, `401`), perhaps empty."""

    def __init__(self, code: int, message: str, status: str) -> None:
        super().__init__(code, message)
        self.status = status


async def authenticate(client: SMTP, user: str, token: str) -> None:
    """Log in, once. Raises RefusedTokenError, or what else aiosmtplib raises."""
    if client.is_ehlo_or_helo_needed:
        await client.ehlo()
    offered = client.server_auth_methods
    if "xoauth2" in offered:
        method, said, heard = b"XOAUTH2", f"user={user}\x01auth=Bearer {token}\x01\x01", b""
    elif "oauthbearer" in offered:
        method, said, heard = b"OAUTHBEARER", f"n,a={_named(user)},\x01auth=Bearer {token}\x01\x01", b"\x01"
    else:
        raise SMTPException("the server offers neither XOAUTH2 nor OAUTHBEARER")
    answer = await client.execute_command(b"AUTH", method, base64.b64encode(said.encode()))
    status = ""
    if answer.code == _CONTINUE:
        status = _status(answer.message)
        answer = await client.execute_command(base64.b64encode(heard))
    if answer.code != _WELCOME:
        raise RefusedTokenError(answer.code, answer.message, status)


def _named(user: str) -> str:
    """Return a name as it stands in the head of a GSS-API message (RFC 5801, section 4)."""
    return user.replace("=", "=3D").replace(",", "=2C")


def _status(challenge: str) -> str:
    """Return the word of the error in a challenge; whatever else it says could repeat what we sent."""
    try:
        found = json.loads(base64.b64decode(challenge, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return ""
    status = found.get("status") if isinstance(found, dict) else None
    return status if isinstance(status, str) and _WORD.fullmatch(status) else ""

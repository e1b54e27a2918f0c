"""Where secrets come from: the environment, a file, a systemd credential, or (with a warning) the YAML itself.

A secret key such as `password` has four forms, of which one may be given: `password_env` names an environment
variable, `password_file` a file (relative to the configuration folder), `password_credential` a file in
$CREDENTIALS_DIRECTORY, and `password` is the secret. What was read never gets into a message or a `repr`.

What sends nothing does without secrets: where `Known.secrets` says so, one that is not at hand is an `UnreadSecret`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, PlainValidator, ValidationInfo, WithJsonSchema

from monitor.config import addresses, values
from monitor.config.faults import Fault, refusal
from monitor.settings import Secret, UnreadSecret

FORMS = ("", "_env", "_file", "_credential")
"""What is put behind the name of a secret; the empty one is the secret itself."""

CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd puts what LoadCredential= and its like provide (systemd.exec(5))."""

_MAX_SIZE = 64 * 1024
_Check = Callable[[str], str]


def forms(stem: str) -> tuple[str, ...]:
    """Return the four keys of a secret."""
    return tuple(stem + form for form in FORMS)


def chosen(model: BaseModel, stem: str) -> Secret | None:
    """Return the secret of whichever form was given."""
    found = (getattr(model, key) for key in forms(stem))
    return next((secret for secret in found if secret is not None), None)


def revealed(model: BaseModel, stem: str) -> str | None:
    """Return the text of a secret to look at its shape; None where it was not given, or not read."""
    secret = chosen(model, stem)
    return None if secret is None or isinstance(secret, UnreadSecret) else secret.reveal()


def key_of(model: BaseModel, stem: str) -> str:
    """Return the key by which a secret was given, the first of its forms where it was not."""
    return next((key for key in forms(stem) if getattr(model, key) is not None), stem)


def required(model: BaseModel, *stems: str) -> None:
    """Refuse a section in which one of the secrets is missing."""
    missing = [stem for stem in stems if chosen(model, stem) is None]
    if missing:
        raise refusal(*(f"{stem} is missing: write {stem}_env, {stem}_file or {stem}_credential" for stem in missing))


# --- what a secret must look like ------------------------------------------------------------------------


def any_text(text: str) -> str:
    """Refuse only what is empty."""
    if not text.strip():
        raise refusal("the secret is empty")
    return text


def webhook_url(text: str) -> str:
    """Check a webhook's URL, which is a secret as a whole."""
    return addresses.web_url(any_text(text))


def signing_key(text: str) -> str:
    """Check a key of Standard Webhooks 1.0.0: `whsec_` and base64 of 24 to 64 bytes."""
    try:
        key = base64.b64decode(any_text(text).removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not 24 <= len(key) <= 64:
        command = 'echo "whsec_$(openssl rand -base64 32)"'
        raise refusal(f"a signing secret is whsec_ and base64 of 24 to 64 bytes; `{command}` makes one")
    return text


# --- reading -----------------------------------------------------------------------------------------------


def _inline(value: object, info: ValidationInfo, check: _Check) -> Secret:
    _only_form(info)
    if not isinstance(value, str):
        raise refusal("must be a text: put it in quotes")
    return Secret(check(value))


def _from_environment(value: object, info: ValidationInfo, check: _Check) -> Secret:
    _only_form(info)
    name = _named(value, "the name of an environment variable")
    found = values.known(info).environ.get(name)
    if found is None:
        return _absent(info, f"the environment has no variable {name}")
    return Secret(check(found))


def _from_file(value: object, info: ValidationInfo, check: _Check) -> Secret:
    _only_form(info)
    name = _named(value, "the path of a file")
    return _from_path(values.known(info).folder / name, info, check)


def _from_credential(value: object, info: ValidationInfo, check: _Check) -> Secret:
    _only_form(info)
    name = _named(value, "the name of a systemd credential")
    if "/" in name or name in (".", ".."):
        raise refusal("a credential is a name, not a path")
    folder = values.known(info).environ.get(CREDENTIALS)
    if not folder:
        return _absent(
            info, f"the environment has no {CREDENTIALS}: systemd sets it where the unit has LoadCredential="
        )
    return _from_path(Path(folder) / name, info, check)


def _named(value: object, what: str) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise refusal(f"must be {what}")
    return value


def _absent(info: ValidationInfo, why: str) -> Secret:
    """Refuse a secret that is not at hand, or do without it."""
    if values.known(info).secrets:
        raise refusal(why)
    return UnreadSecret(str(info.field_name), why)


def _from_path(path: Path, info: ValidationInfo, check: _Check) -> Secret:
    """Read a secret's file without the line break at its end."""
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_SIZE + 1)
    except OSError as error:
        return _absent(info, f"{path} cannot be read: {error.strerror}")
    if len(content) > _MAX_SIZE:
        raise refusal(f"{path} is too long for a secret")
    try:
        text = content.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise refusal(f"{path} is not UTF-8") from None
    return Secret(check(text))


def _only_form(info: ValidationInfo) -> None:
    """Refuse a second form of the same secret. Pydantic checks the keys in the order of `FORMS`."""
    key = str(info.field_name)
    stem = next(key.removesuffix(form) for form in reversed(FORMS) if key.endswith(form))
    for other in forms(stem):
        if other != key and info.data.get(other) is not None:
            raise refusal(Fault(message=f"{other} is given as well: one of them is enough", of_key=True))


def _kind(read: Callable[[object, ValidationInfo, _Check], Secret], check: _Check) -> PlainValidator:
    def validate(value: object, info: ValidationInfo) -> Secret:
        return read(value, info, check)

    return PlainValidator(validate)


_TEXT = WithJsonSchema({"type": "string"})

Inline = Annotated[Secret | None, _kind(_inline, any_text), _TEXT]
FromEnvironment = Annotated[Secret | None, _kind(_from_environment, any_text), _TEXT]
FromFile = Annotated[Secret | None, _kind(_from_file, any_text), _TEXT]
FromCredential = Annotated[Secret | None, _kind(_from_credential, any_text), _TEXT]

InlineUrl = Annotated[Secret | None, _kind(_inline, webhook_url), _TEXT]
UrlFromEnvironment = Annotated[Secret | None, _kind(_from_environment, webhook_url), _TEXT]
UrlFromFile = Annotated[Secret | None, _kind(_from_file, webhook_url), _TEXT]
UrlFromCredential = Annotated[Secret | None, _kind(_from_credential, webhook_url), _TEXT]

InlineKey = Annotated[Secret | None, _kind(_inline, signing_key), _TEXT]
KeyFromEnvironment = Annotated[Secret | None, _kind(_from_environment, signing_key), _TEXT]
KeyFromFile = Annotated[Secret | None, _kind(_from_file, signing_key), _TEXT]
KeyFromCredential = Annotated[Secret | None, _kind(_from_credential, signing_key), _TEXT]

"""`file:` feeds, inside one folder and nowhere else."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import unquote, urlsplit

from monitor.fetch.body import too_large
from monitor.fetch.refusal import Refusal
from monitor.parse.fingerprint import body_hash
from monitor.types import FailureKind, Fetched, NotModified


def is_local(url: str) -> bool:
    """Say whether `url` names a file."""
    return url[:5].lower() == "file:"


def read_local(url: str, *, folder: Path | None, etag: str | None, limit: int) -> Fetched | NotModified:
    """Read a file feed; `file:name.xml` is relative to `folder`. Raises `Refusal`.

    The modification time and the size stand in for an ETag. Blocks: call it in a thread.
    """
    path = _inside(url, folder)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise Refusal(FailureKind.FILE, f"{path} is not a file")
            found = f"{facts.st_mtime_ns}-{facts.st_size}"
            if found == etag:
                return NotModified(by="server", etag=found)
            body = file.read(limit + 1)
    except OSError as error:
        raise Refusal(FailureKind.FILE, f"{path} cannot be read: {error.strerror}") from error
    if len(body) > limit:
        raise too_large(limit)
    if not body.strip():
        raise Refusal(FailureKind.EMPTY, f"{path} is empty")
    return Fetched(url=path.as_uri(), body=body, body_hash=body_hash(body), etag=found)


def _inside(url: str, folder: Path | None) -> Path:
    """Return the real path behind a file URL, symbolic links resolved, if it lies in `folder`."""
    if folder is None:
        raise Refusal(FailureKind.FILE, "file feeds are switched off: the setting `files` names no folder")
    parts = urlsplit(url)
    if parts.netloc not in {"", "localhost"}:
        raise Refusal(FailureKind.FILE, f"{url} names a file on another host")
    try:
        root = folder.resolve(strict=True)
        path = (root / unquote(parts.path)).resolve(strict=True)
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        raise Refusal(FailureKind.FILE, f"{url} cannot be read: {error}") from error
    if not path.is_relative_to(root):
        raise Refusal(FailureKind.FILE, f"{url} lies outside {root}")
    return path

"""Names that are computed from what a thing is, so that doing the same work twice names the same thing twice."""

from __future__ import annotations

import hashlib


def digest(*parts: str) -> str:
    """Hash `parts` to 20 hexadecimal characters (80 bits: no collision in any archive we can hold)."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]

"""Addresses that come from outside, judged before anybody is sent there."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_target(target: str | None, otherwise: str = "/") -> str:
    """A path of this site; anything else is ``otherwise`` (no open redirect)."""
    parts = urlsplit(target or "")
    if not target or parts.scheme or parts.netloc or not target.startswith("/"):
        return otherwise
    if target.startswith(("//", "/\\")) or "\\" in target or any(ord(c) < 32 for c in target):
        return otherwise
    return target

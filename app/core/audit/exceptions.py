"""Entities that the log of changes leaves out, each with its reason. All others are logged."""

from __future__ import annotations

NOT_LOGGED: dict[type, str] = {}


def not_logged(model: type, reason: str) -> None:
    """Declare beside the reach of a mapped class that its rows leave no log of changes."""
    NOT_LOGGED[model] = reason


def is_logged(model: type) -> bool:
    return not any(one in NOT_LOGGED for one in model.__mro__)

"""Whom a document is shown to besides persons and roles: features above offer their groups.

``documents`` knows no parents; the feature that does registers an audience («родители группы»).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from app.core.scoping.session import ScopedSession


class Audience(Protocol):
    """People found by what only the feature above knows."""

    def choices(self, session: ScopedSession, organization_id: int, day: date) -> Mapping[int, str]:
        """What may be chosen: key → name as people call it."""
        ...

    def accounts(
        self, session: ScopedSession, organization_id: int, key: int, day: date
    ) -> Mapping[int, str]:
        """Accounts of a choice → the name of the person."""
        ...


AUDIENCES: dict[str, Audience] = {}


def register_audience(name: str, audience: Audience) -> None:
    """Offer an audience under a name of Latin letters. Once a process."""
    AUDIENCES[name] = audience

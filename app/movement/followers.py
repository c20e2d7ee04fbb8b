"""Who goes along with entries of the book, in the transaction of the signature (inverted)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.core.scoping.session import ScopedSession
from app.documents.models import Document
from app.documents.rules.lifecycle import Author
from app.movement.models import Movement


class MovementFollower(Protocol):
    """Records of a feature above that come and go with entries of the book."""

    def entered(
        self,
        session: ScopedSession,
        document: Document,
        entries: Sequence[Movement],
        author: Author,
    ) -> None:
        """The order was signed. Raises RuleViolation to undo it."""
        ...

    def reversed(
        self,
        session: ScopedSession,
        document: Document,
        entries: Sequence[Movement],
        author: Author,
    ) -> None:
        """The order was cancelled. Raises RuleViolation to undo it."""
        ...


FOLLOWERS: dict[str, MovementFollower] = {}
"""By the name of the feature: attendance excuses the days of a kept place."""

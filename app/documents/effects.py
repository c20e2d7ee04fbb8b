"""What signing an order does: features above register it for the kinds that they carry out.

``documents`` knows neither children nor employees. A kind names its effect by a key
(``DocumentKind.effect``); the feature that owns the effect keeps the order's own lines in a table
of its own and writes dated rows when the order is signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.core.errors import RuleViolation
from app.core.messages import Message, message
from app.core.scoping.session import ScopedSession
from app.documents.models import Document
from app.documents.rules.lifecycle import Author


class Effect:
    """One effect. ``check`` tells all problems at once; ``apply`` and ``reverse`` run in the
    transaction of the signature, flush and never commit."""

    lines_subject: str = ""
    """Who may read this subject may open ``lines_href``."""
    words: Sequence[str] = ()
    """Words in braces that ``placeholders`` fills in besides the common ones."""

    def lines(self, session: ScopedSession, document: Document) -> list[str]:
        """What stands in the list of the text, one item each."""
        return []

    def placeholders(self, session: ScopedSession, document: Document) -> Mapping[str, str]:
        """Values of the effect's own words."""
        return {}

    def lines_href(self, document: Document) -> str | None:
        """The page where the list of the order is filled in, if there is one."""
        return None

    def check(self, session: ScopedSession, document: Document, today: date) -> Sequence[Message]:
        """What forbids to sign. An order without lines is the effect's own problem to name."""
        return []

    def apply(self, session: ScopedSession, document: Document, author: Author) -> None:
        """Carry the order out: rows with dates. A day in the future is only a date."""
        raise NotImplementedError

    def reverse(
        self, session: ScopedSession, document: Document, cancelling: Document, author: Author
    ) -> None:
        """Take back what the order did. Raises RuleViolation when others rest on it."""
        raise NotImplementedError


EFFECTS: dict[str, Effect] = {}


def register_effect(key: str, effect: Effect) -> None:
    """Say who carries out orders whose kind names this key. Once a process."""
    EFFECTS[key] = effect


def effect_of(document: Document) -> Effect | None:
    """The effect of a document; None for a kind that is only signed.

    Raises RuleViolation when the kind names an effect that this program does not have: such an
    order would be signed and nothing would happen.
    """
    key = document.kind.effect
    if not key:
        return None
    found = EFFECTS.get(key)
    if found is None:
        raise RuleViolation(
            message(
                "This program cannot carry out orders of the kind “%(kind)s”: its step “%(step)s” "
                "is unknown. Correct the kind.",
                kind=document.kind.name,
                step=key,
            )
        )
    return found

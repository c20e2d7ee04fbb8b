"""Messages for people, made where no request and no language exists.

Rules and readers are pure: they return a ``Message`` (an English msgid and its
values) and the edge translates it with ``app.core.i18n.translate``. The
functions are the extraction keywords of the catalogue (see ``babel.cfg``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Message:
    """A text of the catalogue, not yet translated."""

    msgid: str
    values: dict[str, Any] = field(default_factory=dict, hash=False)
    plural: str | None = None
    number: int | None = None

    def __str__(self) -> str:
        template = self.plural if self.plural and self.number != 1 else self.msgid
        return template % self.values if self.values else template


def message(msgid: str, **values: Any) -> Message:
    """A message of one form. Values are named: ``%(name)s``."""
    return Message(msgid, values)


def nmessage(singular: str, plural: str, number: int, **values: Any) -> Message:
    """A message whose form depends on ``number``, available as ``%(number)s``."""
    return Message(singular, {"number": number, **values}, plural, number)

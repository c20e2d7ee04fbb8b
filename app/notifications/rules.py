"""Kinds of notifications, how a text is kept until it is read, when a letter is tried again."""

from __future__ import annotations

import enum
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.core.messages import Message, message


@dataclass(frozen=True)
class Kind:
    """A kind of news that a person may switch on or off. ``title`` is all that a letter tells.

    ``needs``: (subject, right) of whom it comes to; nobody else is asked about it.
    """

    name: str
    title: Message
    icon: str = "info"
    needs: tuple[str, str] | None = None


KINDS: dict[str, Kind] = {}


def notification_kind(
    name: str, title: Message, icon: str = "info", needs: tuple[str, str] | None = None
) -> str:
    """Offer a kind of news; called once by the feature that sends it. Returns the name."""
    known = KINDS.get(name)
    if known is not None and known.title != title:
        raise ValueError(f"two kinds of notifications are called {name}")
    KINDS[name] = Kind(name, title, icon, needs)
    return name


@dataclass(frozen=True)
class Channels:
    """Where a person wants to hear of a kind. Letters need a consent: off until chosen."""

    in_product: bool = True
    by_mail: bool = False


class LetterState(enum.StrEnum):
    """Life of a letter in the outbox."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


LETTER_STATES = {
    LetterState.WAITING: message("waiting"),
    LetterState.SENDING: message("being sent"),
    LetterState.SENT: message("sent"),
    LetterState.DROPPED: message("not wanted any more"),
    LetterState.FAILED: message("failed"),
}

_DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)


def next_try(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None when it is given up."""
    return _DELAYS[attempts - 1] if 1 <= attempts <= len(_DELAYS) else None


def real_address(address: str | None) -> str | None:
    """An address that leads somewhere: accounts without e-mail hold one that leads nowhere."""
    if not address or "@" not in address or any(sign in address for sign in "\r\n,;<> "):
        return None
    host = address.rpartition("@")[2].lower()
    return None if host == "localhost" or "." not in host else address


def kept(text: Message) -> str:
    """A message as the database keeps it: translated when it is read, not when it is written."""
    return json.dumps(_plain(text), ensure_ascii=False)


def restored(stored: str) -> Message:
    """The message that ``kept`` stored."""
    return _message(json.loads(stored))


def _plain(text: Message) -> dict[str, Any]:
    values = {
        name: {"message": _plain(value)} if isinstance(value, Message) else value
        for name, value in text.values.items()
    }
    return {"id": text.msgid, "values": values, "plural": text.plural, "number": text.number}


def _message(plain: dict[str, Any]) -> Message:
    values = {
        name: _message(value["message"]) if isinstance(value, dict) else value
        for name, value in plain["values"].items()
    }
    return Message(plain["id"], values, plain["plural"], plain["number"])


Counter = Callable[[Any, int, Any], int]
COUNTERS: dict[str, Counter] = {}
"""What the shell counts beside the bell, by the name of the place (``data-count``).

``(connection, user_id, day) → number``, one light statement, as the system: filled by features.
"""

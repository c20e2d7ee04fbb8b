"""The edge where messages of pure code become Russian."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from app.core.messages import Message


def translate(text: Message | Any) -> str:
    """The text in the language of the reader. Values that are messages are translated too."""
    if not isinstance(text, Message):
        return str(text)
    values = {
        name: translate(value) if isinstance(value, Message) else value
        for name, value in text.values.items()
    }
    if text.plural is not None and text.number is not None:
        # ngettext names the number "num"; our messages use %(number)s.
        return str(ngettext(text.msgid, text.plural, text.number, **values))
    return str(gettext(text.msgid, **values))

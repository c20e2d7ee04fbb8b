"""The edge where messages of pure code become Russian."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from flask import g, has_request_context
from flask_babel import get_translations
from markupsafe import Markup

from app.core.messages import Message
from app.core.russian import nested_quotes


def catalogue() -> Any:
    """The texts in the language of the reader, found once a request.

    Flask-Babel finds application, language and folder anew for each of a page's hundreds of texts.
    """
    try:
        return g.catalogue
    except (AttributeError, RuntimeError):
        found = get_translations()
        if has_request_context():
            g.catalogue = found
        return found


def translate(text: Message | Any) -> str:
    """The text in the language of the reader. Values that are messages are translated too."""
    if not isinstance(text, Message):
        return str(text)
    values = {
        name: translate(value) if isinstance(value, Message) else value
        for name, value in text.values.items()
    }
    if text.plural is not None and text.number is not None:
        found = catalogue().ungettext(text.msgid, text.plural, text.number)
        # Babel names the number "num"; our messages use %(number)s.
        return nested_quotes(str(found % {"num": text.number, **values}))
    found = catalogue().ugettext(text.msgid)
    return nested_quotes(str(found % values)) if values else str(found)


_PLACE = re.compile(r"%\(\w+\)s")


def has_words(text: Message) -> bool:
    """Whether the reader's language still has the text: one kept long ago may be worded anew.

    What holds places for values alone, «%(author)s: %(title)s», is the same in every language.
    """
    inner = (value for value in text.values.values() if isinstance(value, Message))
    translated = catalogue().ugettext(text.msgid) != text.msgid
    wordless = not any(map(str.isalpha, _PLACE.sub("", text.msgid)))
    return (translated or wordless) and all(map(has_words, inner))


@lru_cache(maxsize=4096)
def _plain(texts: Any, msgid: str) -> Markup:
    return Markup(texts.ugettext(msgid)) % {}  # noqa: S704 - texts of the catalogue are markup


def template_text(msgid: str, **values: Any) -> Markup:
    """``_("…")`` of templates; values are escaped."""
    if not values:
        return _plain(catalogue(), msgid)
    text = Markup(catalogue().ugettext(msgid)) % values  # noqa: S704 - as above
    return Markup(nested_quotes(text))  # noqa: S704 - quotes alone change, what is escaped stays so


def template_plural(singular: str, plural: str, number: int, **values: Any) -> Markup:
    """``ngettext("…", "…", n)`` of templates."""
    text = catalogue().ungettext(singular, plural, number)
    return Markup(text) % {"num": number, **values}  # noqa: S704 - as above

"""The rows of a list as markup: the template draws one row as a pattern, each row fills it in.

A template asks, resolves and escapes for every cell anew; a list of a hundred rows
spent more time there than in the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

SLOT = re.compile("\x00([a-z0-9]+)\x00")


def slot(name: str) -> str:
    """A place of the pattern that each row fills in. NUL never stands in a page."""
    return f"\x00{name}\x00"


def format_of(pattern: str) -> str:
    return SLOT.sub(r"%(\1)s", str(pattern).replace("%", "%%"))


@dataclass(frozen=True)
class Rows:
    """The rows of one page of a list. ``draw`` is called by the template with its patterns."""

    rows: Sequence[Any]
    readers: Sequence[Callable[[Any], str]]
    phones: frozenset[int]
    route: str
    editable: Callable[[Any], bool]
    badge: Callable[[Any], Any]
    nameless: str
    slot = staticmethod(slot)

    def __len__(self) -> int:
        return len(self.rows)

    def draw(self, row: str, edit: str, phone: str, badge: Callable[[Any], Markup]) -> Markup:
        """All rows; ``edit`` and ``phone`` are patterns of what stands in some rows only."""
        line, edit, phone = map(format_of, (row, edit, phone))
        names = [f"c{number}" for number in range(len(self.readers))]
        drawn = []
        for one in self.rows:
            texts = [escape(read(one)) for read in self.readers]
            texts[0] = texts[0] or escape(self.nameless)
            for number in self.phones:
                texts[number] = _call(phone, texts[number])
            href = f"{self.route}/{one.id}"
            values: dict[str, Any] = dict(zip(names, texts, strict=True))
            warning = self.badge(one)
            values |= {"pk": one.id, "href": href, "badge": badge(warning) if warning else ""}
            values["edit"] = edit % values if self.editable(one) else ""
            drawn.append(line % values)
        return Markup("".join(drawn))  # noqa: S704 - every value was escaped above


def _call(pattern: str, text: Markup) -> Markup:
    """A telephone number that a touch calls."""
    digits = "".join(filter(str.isdigit, text))
    return text and Markup(pattern % {"digits": digits, "text": text})  # noqa: S704 - escaped

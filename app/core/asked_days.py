"""The first and the last day of a report, as its address says them."""

from __future__ import annotations

from datetime import date, timedelta

from flask import request
from flask_babel import gettext as _

from app.core.typed import read_date


class AskedDays:
    """What is wrong with the days stands in ``errors``: field, its label, the text for people."""

    first: date
    last: date

    def __init__(self) -> None:
        self.errors: list[tuple[str, str, str]] = []

    def read(self, name: str, default: date) -> date:
        """The day of a field, of this century; the default when there is none or it is no day."""
        raw = request.args.get(name, "")
        if not raw:
            return default
        try:
            day = read_date(raw)
        except ValueError:
            day = None
        if day is None or not 2000 <= day.year < 2100:
            self.errors.append((name, _("Period"), _("There is no such date.")))
            return default
        return day

    def check(self, longest: timedelta, too_long: str, label: str | None = None) -> None:
        """Notes an end before the start, and a span of more than ``longest``."""
        if self.last < self.first:
            self.errors.append(("to", label or _("Period"), _("The end is before the start.")))
        elif self.last - self.first > longest:
            self.errors.append(("to", label or _("Period"), too_long))

"""Form fields that read and show values the Russian way. Format checks only."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext as _
from wtforms import Field, SelectField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, TextInput

from app.core.choices import named_choice, to_choose, told_apart
from app.core.db import db
from app.core.errors import RuleViolation
from app.core.formats import ZONES, show_zone
from app.core.i18n import translate
from app.core.listing import search_condition
from app.core.typed import read_date, read_time, typed_date

RELATED_LIMIT = 50


class TextField(StringField):
    """A line of text: trimmed, empty is no value, checked and stored by its format.

    ``shown`` gives a stored value as people write it: +7 (900) 555-01-52.
    """

    def __init__(
        self,
        *args: Any,
        normalise: Callable[[str], str] | None = None,
        shown: Callable[[str], str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.normalise = normalise
        self.shown = shown
        super().__init__(*args, **kwargs)

    def _value(self) -> str:
        if not self.data or self.shown is None or self.normalise is None:
            return self.data or ""
        try:
            return self.shown(self.normalise(self.data))
        except RuleViolation:
            return str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").replace("\x00", "").strip()
        self.data = text or None

    def pre_validate(self, form: Any) -> None:
        if self.data and self.normalise:
            try:
                self.data = self.normalise(self.data)
            except RuleViolation as refusal:
                raise ValidationError(translate(refusal.text)) from None


class DateField(Field):
    """A date, typed as 31.12.2026 or chosen in the calendar of the page."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data and not isinstance(self.data, date):
            return str(self.raw_data[0])
        return typed_date(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        try:
            self.data = read_date(text) if text else None
        except ValueError:
            raise ValueError(_("There is no such date. Write it as 31.12.2026.")) from None


class TimeField(Field):
    """A time of day, HH:MM."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data and self.data is None:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        try:
            self.data = read_time(text) if text else None
        except ValueError:
            raise ValueError(_("There is no such time. Write it as 09:00.")) from None


class BooleanField(Field):
    """A tick. A box that is not sent is «no»: also for columns that must not be empty."""

    widget = CheckboxInput()
    false_values = ("", "0", "false", "n", "no", "off")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = bool(valuelist) and valuelist[-1].lower() not in self.false_values

    def _value(self) -> str:
        return "y"


class NumberField(Field):
    """A number with a comma or a point; whole where the column is whole."""

    widget = TextInput()

    def __init__(
        self,
        *args: Any,
        whole: bool = False,
        places: int = 2,
        below: int = 10**9,
        **kwargs: Any,
    ) -> None:
        self.whole = whole
        self.places = places
        self.below = below
        kind = "integer" if whole else "decimal"
        super().__init__(*args, render_kw={"kind": kind}, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data).replace(".", ",")

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not text:
            return
        try:
            number = Decimal("".join(text.split()).replace(",", "."))
        except InvalidOperation:
            raise ValueError(_("This is not a number.")) from None
        if not number.is_finite() or abs(number) >= self.below:
            raise ValueError(_("This number is out of range."))
        if self.whole and number != int(number):
            raise ValueError(_("Only a whole number fits here."))
        if -number.as_tuple().exponent > self.places:  # type: ignore[operator]
            raise ValueError(_("Too many digits after the comma."))
        self.data = int(number) if self.whole else number


class EnumField(SelectField):
    """A choice of an enumeration, by its Russian names."""

    def __init__(self, *args: Any, kind: type[enum.StrEnum], labels: Any, **kwargs: Any) -> None:
        self.kind = kind
        choices = [(member.value, translate(labels.get(member, member.value))) for member in kind]
        super().__init__(*args, choices=choices, coerce=self._coerce, **kwargs)
        if not self.flags.required:
            self.choices = [("", ""), *choices]

    def _coerce(self, value: Any) -> Any:
        if value in (None, ""):
            return None
        return self.kind(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            self.data = self._coerce(valuelist[0]) if valuelist else None
        except ValueError:
            self.data = None
            raise ValueError(_("There is no such choice.")) from None

    def pre_validate(self, form: Any) -> None:
        """The enumeration itself is the list of choices; a missing one is ``required``'s matter."""

    def _choices_generator(self, choices: Any) -> Any:
        current = self.data.value if self.data is not None else ""
        if self.flags.required and not current:
            # Nothing is chosen for a person who did not choose.
            yield ("", "—", True, {})
        for value, label in choices:
            yield (value, label, value == current, {})

    def iter_choices(self) -> Any:
        return self._choices_generator(self.choices)


class ZoneField(SelectField):
    """A time zone, by the Russian name of its city. One that is none of ours stays if it is set."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, choices=[(zone, show_zone(zone)) for zone in ZONES], **kwargs)

    def iter_choices(self) -> Any:
        choices: Any = self.choices
        if self.data and self.data not in ZONES:
            choices = [(self.data, show_zone(self.data)), *choices]
        for value, label in choices:
            yield (value, label, value == self.data, {})

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in available_timezones():
            raise ValidationError(_("Choose from the list."))


class RelatedField(Field):
    """A link to one row that the person may see. Few rows: a select; many: search by name."""

    widget = None

    def __init__(self, *args: Any, model: Any, url: str = "", **kwargs: Any) -> None:
        self.model = model
        super().__init__(*args, render_kw={"kind": "related", "data_url": url}, **kwargs)

    def iter_choices(self) -> Iterator[tuple[str, str, bool, dict[str, Any]]]:
        """An empty choice, the chosen row and as many of the others as a select can hold."""
        rows = list(db.session.scalars(to_choose(self.model).limit(RELATED_LIMIT + 1)))
        if len(rows) <= RELATED_LIMIT:
            # The whole list is here, so nothing is left to search for.
            self.render_kw = {"kind": "related"}
        if self.data is not None and self.data not in rows:
            rows.insert(0, self.data)
        notes = told_apart(self.model, rows)
        yield ("", "—", self.data is None, {})
        for row in rows:
            yield (str(row.id), named_choice(row, notes), row is self.data, {})

    def process_formdata(self, valuelist: list[str]) -> None:
        raw = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not raw:
            return
        if not raw.isascii() or not raw.isdigit() or int(raw[:10]) >= 2**31:
            raise ValueError(_("Choose from the list."))
        # The scope answers for the row: a foreign one is absent.
        self.data = db.session.get(self.model, int(raw))
        if self.data is None:
            raise ValueError(_("There is no such record. Choose from the list."))


def related_matches(model: Any, text: str, limit: int = 20) -> dict[str, Any]:
    """Rows in scope whose name holds the words of the text, for the search in a form.

    ``note``: what tells one apart from its namesakes.
    """
    query = to_choose(model).limit(limit + 1)
    if text:
        query = query.where(search_condition(model, text))
    rows = db.session.scalars(query).all()
    notes = told_apart(model, rows[:limit])
    items = [
        {"id": row.id, "label": str(row), "note": notes.get(row.id, "")} for row in rows[:limit]
    ]
    return {"items": items, "more": len(rows) > limit}

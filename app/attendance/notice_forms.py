"""Forms of a parent's notice. Format only; what may be reported stands in ``rules.notices``."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.fields import DateField, TimeField

MOST_NOTE = 200


class AbsenceForm(FlaskForm):
    """The child stays at home: why, and on which days, both inclusive."""

    reason = RadioField(
        lazy_gettext("Reason"),
        choices=[],
        validate_choice=False,
        validators=[InputRequired(lazy_gettext("Choose a reason."))],
    )
    starts_on = DateField(
        lazy_gettext("First day of absence"),
        validators=[InputRequired(lazy_gettext("Name the day."))],
        render_kw={"last_day": "ends_on"},
    )
    ends_on = DateField(lazy_gettext("Last day of absence"), validators=[Optional()])
    note = TextAreaField(
        lazy_gettext("Note for the teacher"),
        validators=[Length(max=MOST_NOTE, message=lazy_gettext("At most 200 characters."))],
        render_kw={"rows": 2, "maxlength": MOST_NOTE},
    )


class PickUpForm(FlaskForm):
    """The child is fetched before the end of the day."""

    starts_on = DateField(
        lazy_gettext("Day"), validators=[InputRequired(lazy_gettext("Name the day."))]
    )
    pickup_at = TimeField(lazy_gettext("I will come at"), validators=[Optional()])
    note = TextAreaField(
        lazy_gettext("Who comes, and other things for the teacher"),
        validators=[Length(max=MOST_NOTE, message=lazy_gettext("At most 200 characters."))],
        render_kw={"rows": 2, "maxlength": MOST_NOTE},
    )

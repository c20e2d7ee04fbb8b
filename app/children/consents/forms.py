"""The form of a revocation: its day and how it came."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.core.entity_forms import Present
from app.core.fields import DateField, TextField


def revocation_form(today: date, stops: str) -> Any:
    """Built per request, since labels are translated. ``stops``: what the revocation asks for."""
    kind = type(
        "RevocationForm",
        (FlaskForm,),
        {
            "revoked_on": DateField(
                label=_("Revoked on"),
                description=stops,
                default=today,
                validators=[Present(_("Fill in this field."))],
            ),
            "note": TextField(
                label=_("How it was revoked"),
                description=_("For example: application No. 12, or by word of the parent."),
                render_kw={"maxlength": 200, "whole": True},
            ),
        },
    )
    return kind()

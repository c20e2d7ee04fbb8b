"""Forms of sign-in and password. Format only; rules are in ``actions``."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Login and password; a shared computer signs out by itself after 15 minutes."""

    username = StringField(_l("Login"), validators=[InputRequired(), Length(max=128)])
    password = PasswordField(_l("Password"), validators=[InputRequired(), Length(max=200)])
    shared_computer = BooleanField(_l("This is a shared computer: sign out after 15 minutes"))


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The old password and the new one twice."""

    old_password = PasswordField(
        _l("Current password"), validators=[InputRequired(), Length(max=200)]
    )
    new_password = PasswordField(_l("New password"), validators=[InputRequired(), Length(max=200)])
    confirm = PasswordField(_l("New password again"), validators=[InputRequired(), Length(max=200)])

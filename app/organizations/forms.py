"""Forms of sign-in and password. Format only; rules are in ``actions``."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):
    """Login and password; a shared computer signs out by itself after 15 minutes."""

    username = StringField(lazy_gettext("Login"), validators=[InputRequired(), Length(max=128)])
    password = PasswordField(
        lazy_gettext("Password"), validators=[InputRequired(), Length(max=200)]
    )
    shared_computer = BooleanField(
        lazy_gettext("This is a shared computer: sign out after 15 minutes")
    )


class PasswordForm(FlaskForm):
    """The old password and the new one twice."""

    old_password = PasswordField(
        lazy_gettext("Current password"), validators=[InputRequired(), Length(max=200)]
    )
    new_password = PasswordField(
        lazy_gettext("New password"), validators=[InputRequired(), Length(max=200)]
    )
    confirm = PasswordField(
        lazy_gettext("New password again"), validators=[InputRequired(), Length(max=200)]
    )

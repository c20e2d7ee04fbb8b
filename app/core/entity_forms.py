"""Forms made from the columns of a model: label, help, format and length stand at the column."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from sqlalchemy import Text, Time
from wtforms import HiddenField
from wtforms.validators import Length, Optional, StopValidation

from app.core import identifiers
from app.core.columns import Attribute, attribute_of
from app.core.fields import (
    BooleanField,
    DateField,
    EnumField,
    NumberField,
    RelatedField,
    TextField,
    TimeField,
    ZoneField,
)
from app.core.formats import FORMATS
from app.core.i18n import translate

NORMALISERS = {
    "phone": identifiers.normalise_phone,
    "snils": identifiers.normalise_snils,
    "inn": identifiers.normalise_inn,
    "ogrn": identifiers.normalise_ogrn,
    "birth_certificate": identifiers.normalise_birth_certificate,
    "email": identifiers.normalise_email,
}


# What a phone's keyboard shows, and how the page puts typed digits in order.
KEYBOARDS: dict[str, dict[str, Any]] = {
    "phone": {"kind": "tel", "data_format": "phone"},
    "snils": {"inputmode": "numeric", "data_format": "snils"},
    "inn": {"inputmode": "numeric"},
    "ogrn": {"inputmode": "numeric"},
    "email": {"kind": "email"},
}
WIDE = 200
"""A text as long as this takes both columns of a form."""


class EntityForm(FlaskForm):
    """Base of generated forms. ``version`` carries the version that the person saw."""

    version = HiddenField()

    def populate_obj(self, obj: Any) -> None:
        for name, field in self._fields.items():
            if name not in ("version", "csrf_token"):
                field.populate_obj(obj, name)


def build_form(model: Any, names: list[str], route: str) -> type[EntityForm]:
    """A form class for the named attributes. Built per request, since labels are translated."""
    members: dict[str, Any] = {}
    for name in names:
        members[name] = _field(attribute_of(model, name), route)
    return type(f"{model.__name__}Form", (EntityForm,), members)


def _field(attribute: Attribute, route: str) -> Any:
    info = attribute.info
    options: dict[str, Any] = {
        "label": translate(attribute.label),
        "description": translate(info["help"]) if info.get("help") else "",
        "validators": [_presence(attribute)],
    }
    default = attribute.column.default
    if default is not None and default.is_scalar:
        options["default"] = default.arg
    kind = attribute.kind
    if kind == "related":
        options.pop("default", None)
        return RelatedField(
            model=attribute.relation.mapper.class_,
            url=f"{route}/related/{attribute.name}",
            **options,
        )
    if kind == "select":
        column_type = attribute.column.type
        return EnumField(kind=column_type.enum_class, labels=info.get("labels", {}), **options)
    if kind == "bool":
        options["validators"] = []
        return BooleanField(**options)
    if kind == "date":
        return DateField(**options)
    if kind == "number":
        return NumberField(**_bounds(attribute.column.type), **options)
    if isinstance(attribute.column.type, Time):
        return TimeField(**options)
    if info.get("format") == "timezone":
        return ZoneField(**options)
    if isinstance(attribute.column.type, Text):
        return TextField(render_kw={"kind": "textarea", "rows": 14}, **options)
    return _text_field(info.get("format") or "", attribute.column.type.length, options)


def _text_field(form: str, length: int | None, options: dict[str, Any]) -> Any:
    """A line of text; a format brings its check, its keyboard on a phone and its written form."""
    keys: dict[str, Any] = dict(KEYBOARDS.get(form, {}))
    if length:
        options["validators"].append(_within(length))
        keys |= {"whole": True} if length >= WIDE else {}
    return TextField(
        normalise=NORMALISERS.get(form),
        shown=FORMATS.get(form),
        render_kw=keys or None,
        **options,
    )


def _bounds(kind: Any) -> dict[str, Any]:
    """What fits into a column of numbers: PostgreSQL refuses more, SQLite would keep it."""
    if kind.python_type is int:
        return {"whole": True, "places": 0}
    places = kind.scale or 0
    return {"places": places, "below": 10 ** ((kind.precision or 9) - places)}


def _presence(attribute: Attribute) -> Any:
    """Texts of our own: WTForms names what is wrong, a person wants to know what to do."""
    if not attribute.required:
        return Optional()
    if attribute.kind in ("related", "select"):
        return Present(_("Choose from the list."))
    return Present(_("Fill in this field."))


class Present:
    """A value must be there once it is read: spaces alone are none."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, text: str) -> None:
        self.message = text

    def __call__(self, form: Any, field: Any) -> None:
        if not field.errors and field.data in (None, ""):
            raise StopValidation(self.message)


def _within(most: int) -> Any:
    text = ngettext(
        "Shorten the text: at most %(num)d character fits.",
        "Shorten the text: at most %(num)d characters fit.",
        most,
    )
    return Length(max=most, message=text)

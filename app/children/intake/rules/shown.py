"""Values as people read them, in messages and on the page of the check."""

from __future__ import annotations

from datetime import date

from app.children.intake.rules.fields import Field
from app.children.intake.rules.rows import Value
from app.children.rules import RELATIONS, SEXES, Relation, Sex
from app.core.identifiers import format_phone, format_snils
from app.core.messages import Message


def shown(field: Field, value: Value | None) -> str | Message:
    """A value for print: 03.12.2021, 155-071-832 54, +7 (900) 555-01-52; «—» for none."""
    if value is None:
        return "—"
    if isinstance(value, Sex):
        return SEXES[value]
    if isinstance(value, Relation):
        return RELATIONS[value]
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if field == Field.SNILS:
        return format_snils(value)
    return format_phone(value) if field.endswith("_phone") else value

"""Every table about a person declares the class of its personal columns (152-ФЗ)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import inspect

from app.core.columns import PERSONAL, SPECIAL, holds_personal
from app.core.db import Base
from app.features import MODELS

# Tables with a key of one of these tell of a person.
PEOPLE = ("child", "guardian", "employee")
TELLING = re.compile(
    r"(last|first|middle|person|reported_by)_name$|name_(genitive|dative|accusative)|birth|phone"
    r"|email|address|snils|certificate|ground|^reason$|kept_reason|health|needs|^employer$|diploma"
)
# Of a person, and yet only dates and places: who opens such a card is told of nobody's life. What
# hangs on a child is noted by the child's own card.
DATES_ONLY = {
    *("AttendanceMark", "MarkRevision", "MarkClash", "Enrollment", "Placement", "RevocationTask"),
    *("GroupTeacher", "TransitionChild", "AnnouncementRecipient", "Lesson"),
}


def mapped() -> list[Any]:
    assert MODELS
    found = {one.class_ for one in Base.registry.mappers if issubclass(one.class_, Base)}
    return sorted(found, key=lambda one: one.__name__)


def columns(model: Any) -> dict[str, Any]:
    return {
        one.key: one.columns[0].info
        for one in inspect(model).column_attrs
        if one.columns[0].info.get("label")
    }


def tells_of_people(model: Any) -> bool:
    named = model.__tablename__ in PEOPLE
    keys = {key.column.table.name for one in model.__table__.columns for key in one.foreign_keys}
    return bool(columns(model)) and (named or bool(keys & set(PEOPLE)))


@pytest.mark.parametrize("model", [one for one in mapped() if tells_of_people(one)])
def test_a_table_about_people_holds_personal_data_and_says_so(model):
    if model.__name__ not in DATES_ONLY:
        assert holds_personal(model), f"{model.__name__}: looks at it leave no note"
    for name, info in columns(model).items():
        if TELLING.search(name) and not name.endswith("_id"):
            assert info.get("personal") in PERSONAL, f"{model.__name__}.{name} has no class"


def test_health_and_benefits_are_special_data():
    special = {
        f"{model.__name__}.{name}"
        for model in mapped()
        for name, info in columns(model).items()
        if info.get("personal") == SPECIAL
    }
    assert {
        *("Child.health_group", "Child.special_needs", "AbsenceDocument.note"),
        *("AbsenceNotice.note", "ChildBenefit.category_id", "Movement.kept_reason"),
    } <= special

"""Events of the demonstration: of two groups, of the whole kindergarten, of its staff."""

from __future__ import annotations

from datetime import date, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.communication.events.models import Event
from app.communication.events.rules import EventState
from app.groups.models import ChildGroup
from app.organizations.models import Organization

_HALL, _YARD = "музыкальный зал", "участок группы"
# Days from today, title, group ("" the whole kindergarten), hours, place, responsible, texts.
_EVENTS = (
    (-12, "Осенины", "Звёздочка", (10, 0, 11, 0), _HALL, "Ёлкина М. А."),
    (-5, "Общее родительское собрание", "", (17, 30, 18, 45), _HALL, "Соколова Е. В."),
    (2, "Родительское собрание: готовим утренник", "Звёздочка", (17, 45, 18, 30), "группа", ""),
    (3, "Педагогический совет № 2", "!", (13, 30, 15, 0), "методический кабинет", "Морозова И. С."),
    (6, "Спектакль кукольного театра", "", (10, 30, 11, 15), _HALL, "Бондаренко Ю. В."),
    (9, "Экскурсия в библиотеку", "Звёздочка", (10, 0, 11, 30), "детская библиотека", ""),
    (10, "Кормушки для птиц: мастерим вместе", "Солнышко", (16, 30, 17, 30), _YARD, ""),
    (20, "Новогодние утренники", "", None, _HALL, "Бондаренко Ю. В."),
)
_TEXTS = {
    "Осенины": (
        "Стихи, песни и хоровод об осени. Костюм — любой осенний лист или гриб.",
        "Выступили все **23 ребёнка**. Спасибо родителям за пироги и поделки!",
    ),
    "Экскурсия в библиотеку": (
        "Идём пешком, 15 минут. Нужны:\n\n- удобная обувь;\n- вода.\n\nС нами двое родителей.",
        None,
    ),
    "Новогодние утренники": ("Время каждой группы скажут воспитатели.", None),
}


def plan_events(session: Session, today: date) -> int:
    """Events around today. Returns how many."""
    houses = session.scalars(select(Organization).where(Organization.code == "rodnichok"))
    house = houses.one()
    query = select(ChildGroup.name, ChildGroup.id).where(ChildGroup.organization_id == house.id)
    groups: dict[str, int] = {row.name: row.id for row in session.execute(query)}
    for shift, title, group, hours, place, responsible in _EVENTS:
        day = today + timedelta(days=shift)
        if day.weekday() > 4:
            day -= timedelta(days=day.weekday() - 4)
        description, result = _TEXTS.get(title, (None, None))
        session.add(
            Event(
                organization_id=house.id,
                title=title,
                group_id=groups.get(group),
                staff_only=group == "!",
                day=day,
                ends_on=day + timedelta(days=2) if hours is None else None,
                starts_at=time(*hours[:2]) if hours else None,
                ends_at=time(*hours[2:]) if hours else None,
                place=place,
                responsible=responsible or None,
                description=description,
                result=result,
                state=EventState.HELD if day < today else EventState.PLANNED,
            )
        )
    session.flush()
    return len(_EVENTS)

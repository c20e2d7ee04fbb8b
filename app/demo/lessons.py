"""The schedule of the demonstration: a week for each age level, no hall taken twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from sqlalchemy.orm import Session

from app.academic_year.rules import usual_year
from app.demo.houses import House
from app.groups.models import Room
from app.schedule.models import Lesson
from app.schedule.rules import Weekday

_MUSIC, _SPORT = "Музыка", "Физическая культура"
_HALLS = {_MUSIC: "Музыкальный зал", _SPORT: "Физкультурный зал"}
_SPEECH, _NUMBERS = "Развитие речи", "Математические представления"
_WORLD, _DRAWING = "Окружающий мир", "Рисование"
_MODELLING, _BUILDING = "Лепка, аппликация", "Конструирование"
_LETTERS = "Подготовка к грамоте"
# After the day sleep: a third lesson of the older ones (SanPiN 1.2.3685-21: 75 minutes then).
_AFTERNOON = "*"
_MORNING, _AFTER_SLEEP, _BREAK = 9 * 60, 15 * 60 + 30, 10

# Full years on 1 September: minutes of a lesson, the week. Ten lessons, for 5–6 years 13, for
# 6–7 years 14; a lesson in a hall is the last one of the morning.
_WEEKS: dict[int, tuple[int, tuple[tuple[str, ...], ...]]] = {
    2: (
        10,
        (
            (_SPEECH, _MUSIC),
            (_MODELLING, _SPORT),
            (_WORLD, _MUSIC),
            (_DRAWING, _SPORT),
            (_BUILDING, _SPORT),
        ),
    ),
    3: (
        15,
        (
            (_WORLD, _MUSIC),
            (_NUMBERS, _SPORT),
            (_SPEECH, _MUSIC),
            (_DRAWING, _SPORT),
            (_MODELLING, _SPORT),
        ),
    ),
    4: (
        20,
        (
            (_WORLD, _SPORT),
            (_NUMBERS, _MUSIC),
            (_SPEECH, _SPORT),
            (_DRAWING, _MUSIC),
            (_MODELLING, _SPORT),
        ),
    ),
    5: (
        25,
        (
            (_WORLD, _MUSIC, _DRAWING + _AFTERNOON),
            (_NUMBERS, _SPORT),
            (_SPEECH, _SPORT, _DRAWING + _AFTERNOON),
            (_LETTERS, _MUSIC, _MODELLING + _AFTERNOON),
            (_BUILDING, _SPORT),
        ),
    ),
    6: (
        30,
        (
            (_WORLD, _DRAWING, _MUSIC),
            (_NUMBERS, _SPEECH, _SPORT),
            (_LETTERS, _MODELLING, _SPORT),
            (_NUMBERS, _DRAWING, _MUSIC),
            (_BUILDING, _SPORT),
        ),
    ),
}


@dataclass
class _Taken:
    """Minutes of the day at which the halls of a house are taken."""

    spans: dict[tuple[str, Weekday], list[tuple[int, int]]] = field(default_factory=dict)

    def take(self, hall: str, day: Weekday, start: int, minutes: int) -> int:
        """The first free time from ``start`` on, which is then taken."""
        spans = self.spans.setdefault((hall, day), [])
        while any(start < last and first < start + minutes for first, last in spans):
            start += 5
        spans.append((start, start + minutes))
        return start


def plan_lessons(session: Session, houses: tuple[House, ...], today: date) -> int:
    """A week of lessons for every group. Returns how many. One flush for each house."""
    made = 0
    for house in houses:
        halls = {
            title: Room(organization=house.organization, name=name)
            for title, name in _HALLS.items()
        }
        taken = _Taken()
        lessons = [
            lesson
            for number in range(len(house.plans))
            for lesson in _week(house, number, halls, taken, usual_year(today).starts_on)
        ]
        session.add_all(lessons)
        session.flush()
        made += len(lessons)
    return made


def _week(
    house: House, number: int, halls: dict[str, Room], taken: _Taken, since: date
) -> list[Lesson]:
    """The week of one group; its days are turned, so that groups share the halls evenly."""
    plan = house.plans[number]
    minutes, days = _WEEKS[plan.age]
    group, teacher = house.groups[plan.name], house.teachers[plan.name]
    made = []
    for weekday, titles in zip(Weekday, days[number % 5 :] + days[: number % 5], strict=False):
        start = _MORNING
        for title in titles:
            if title.endswith(_AFTERNOON):
                start = _AFTER_SLEEP
            hall = halls.get(title)
            if hall is not None:
                start = taken.take(title, weekday, start, minutes)
            made.append(
                Lesson(
                    organization=house.organization,
                    title=title.removesuffix(_AFTERNOON),
                    group=group,
                    weekday=weekday,
                    starts_at=_at(start),
                    ends_at=_at(start + minutes),
                    employee=None if hall else teacher,
                    room=hall or group.room,
                    valid_from=since,
                )
            )
            start += minutes + _BREAK
    return made


def _at(minute: int) -> time:
    return time(minute // 60, minute % 60)

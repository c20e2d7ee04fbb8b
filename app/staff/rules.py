"""Decisions about staff: length of service, categories, courses that are due."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import RuleViolation
from app.core.messages import message

RENEWAL_YEARS = 3
"""273-ФЗ, art. 47 part 5: teaching staff learn at least once in three years."""
SOON_DAYS = 90
"""Courses and categories that end within so many days are told: places in groups are few."""


class EducationLevel(enum.StrEnum):
    """Level of education, as in the diploma (273-ФЗ, art. 10)."""

    SECONDARY = "secondary"
    VOCATIONAL = "vocational"
    BACHELOR = "bachelor"
    SPECIALIST = "specialist"
    MASTER = "master"


EDUCATION_LEVELS = {
    EducationLevel.SECONDARY: message("secondary general"),
    EducationLevel.VOCATIONAL: message("secondary vocational"),
    EducationLevel.BACHELOR: message("higher, bachelor"),
    EducationLevel.SPECIALIST: message("higher, specialist"),
    EducationLevel.MASTER: message("higher, master"),
}


class Category(enum.StrEnum):
    """Outcome of an attestation (приказ Минпросвещения of 24.03.2023 No. 196)."""

    FITS = "fits"
    FIRST = "first"
    HIGHEST = "highest"
    METHODIST = "methodist"
    MENTOR = "mentor"


CATEGORIES = {
    Category.FITS: message("fits the position"),
    Category.FIRST: message("first category"),
    Category.HIGHEST: message("highest category"),
    Category.METHODIST: message("teacher and methodist"),
    Category.MENTOR: message("teacher and mentor"),
}


@dataclass(frozen=True)
class Job:
    """Days of work, both ends included; ``ends_on`` None goes on."""

    starts_on: date
    ends_on: date | None
    teaching: bool = False


@dataclass(frozen=True)
class Service:
    """Length of service: full years, months and days."""

    years: int = 0
    months: int = 0
    days: int = 0


def service(jobs: Iterable[Job], day: date, *, teaching: bool = False) -> Service:
    """The length of service on a day, which itself counts.

    Days that two jobs share count once. Each period is taken in years, months and days; in the
    sum thirty days make a month and twelve months a year. ``teaching``: of teaching jobs only.
    """
    wanted = [one for one in jobs if one.teaching or not teaching]
    years = months = days = 0
    for starts_on, ends_on in _joined(wanted, day):
        more = _length(starts_on, ends_on)
        years, months, days = years + more.years, months + more.months, days + more.days
    months += days // 30
    years += months // 12
    return Service(years, months % 12, days % 30)


def _joined(jobs: Iterable[Job], day: date) -> list[tuple[date, date]]:
    """Periods up to the day without overlaps; those that touch are one."""
    periods = sorted(
        (one.starts_on, min(one.ends_on or day, day)) for one in jobs if one.starts_on <= day
    )
    found: list[tuple[date, date]] = []
    for starts_on, ends_on in periods:
        if ends_on < starts_on:
            continue
        if found and starts_on <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], ends_on))
        else:
            found.append((starts_on, ends_on))
    return found


def _length(starts_on: date, ends_on: date) -> Service:
    """Years, months and days of one period, both ends included."""
    after = ends_on + timedelta(days=1)
    months = (after.year - starts_on.year) * 12 + after.month - starts_on.month
    if after.day < starts_on.day:
        months -= 1
    reached = _months_later(starts_on, months)
    return Service(months // 12, months % 12, (after - reached).days)


def _months_later(day: date, months: int) -> date:
    """The same day some months later; the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has twenty-eight days")


def renewal_due(finished_on: date) -> date:
    """The day by which the next course is due."""
    return _months_later(finished_on, RENEWAL_YEARS * 12)


def learned_since(day: date) -> date:
    """Whoever finished a course on this day or before is due by ``day``."""
    return _months_later(day, -RENEWAL_YEARS * 12)


def ends_soon(ends_on: date | None, today: date) -> bool:
    """Whether a last day is over already or near."""
    return ends_on is not None and ends_on <= today + timedelta(days=SOON_DAYS)


def check_rate(hundredths: int) -> None:
    """Raises RuleViolation for a share of a post (ставка) that is none: above 0, at most 2."""
    if not 0 < hundredths <= 200:
        raise RuleViolation(message("The rate lies above 0 and at most 2."), field="rate")


def check_access_day(name: str, dismissed_on: date | None, day: date) -> None:
    """Raises RuleViolation for access from a day on which the person works here no longer."""
    if dismissed_on is not None and dismissed_on < day:
        raise RuleViolation(
            message("%(name)s does not work here on %(day)s.", name=name, day=f"{day:%d.%m.%Y}"),
            field="valid_from",
        )

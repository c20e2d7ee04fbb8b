"""What the card of an employee says first: length of service, category, courses."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import db
from app.core.entity_pages import fact
from app.core.formats import show_date
from app.core.i18n import translate
from app.core.scoping.scope import acting
from app.organizations.access import signed_in
from app.staff.models import Employee
from app.staff.queries import Standing, jobs_of, standing_of
from app.staff.rules import CATEGORIES, Service, ends_soon, renewal_due, service

_READ = ("can_read", "EmployeePosition")


def career_sections(employee: Employee, today: date) -> list[dict[str, Any]]:
    """Length of service, category and courses, for who may read the career."""
    person = signed_in()
    if not person.has_right(*_READ):
        return []
    with acting(person.scope(*_READ)):
        jobs = jobs_of(db.session(), employee)
        standing = standing_of(db.session(), employee.id)
    last = min(employee.dismissed_on or today, today)
    facts = [
        (_("General length of service"), service_said(service(jobs, last))),
        (_("Teaching length of service"), service_said(service(jobs, last, teaching=True))),
        (_("Category"), _category(standing, today)),
        (_("Next course"), _course(standing, today)),
    ]
    fields = [{"label": label, "value": fact(text)} for label, text in facts]
    return [{"title": _("Service"), "fields": fields}]


def service_said(length: Service) -> str:
    """«12 лет 3 месяца»; below a month in days."""
    parts = []
    if length.years:
        parts.append(ngettext("%(num)d full year", "%(num)d full years", length.years))
    if length.months:
        parts.append(ngettext("%(num)d month", "%(num)d months", length.months))
    if not parts:
        parts.append(ngettext("%(num)d day", "%(num)d days", length.days))
    return " ".join(parts)


def _category(standing: Standing, today: date) -> str:
    if standing.category is None:
        return ""
    said = translate(CATEGORIES[standing.category])
    if standing.category_to is None:
        return said
    until = _("until %(day)s", day=show_date(standing.category_to))
    if standing.category_to < today:
        until = _("ended on %(day)s", day=show_date(standing.category_to))
    return f"{said}, {until}"


def _course(standing: Standing, today: date) -> str:
    if standing.course_on is None:
        return str(_("no courses are entered"))
    due = renewal_due(standing.course_on)
    if due < today:
        return str(_("overdue since %(day)s", day=show_date(due)))
    said = _("by %(day)s", day=show_date(due))
    return f"{said}, {_soon()}" if ends_soon(due, today) else str(said)


def _soon() -> str:
    return str(_("it is time to sign up"))

"""What a month goes by: the settings and the calendar of an organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.academic_year.queries import calendar, entered_days, lineage_of
from app.attendance.queries import settings_of
from app.core.kept import Kept, Topic
from app.core.scoping.session import ScopedSession
from app.core.workdays import Day, first_of_month, months_between, next_month
from app.organizations.models import Organization, OrganizationSettings
from app.organizations.rules import Settings


@dataclass(frozen=True)
class MonthlySettings:
    """Settings of organisations by month: those in force on its last day, as on its sheet."""

    rows: Mapping[int, Sequence[tuple[date, Settings]]]

    def of(self, organization: int, month: date) -> Settings:
        """``month``: any day of it."""
        end = next_month(first_of_month(month))
        found = [one for since, one in self.rows.get(organization, ()) if since < end]
        return found[-1] if found else Settings()

    def on(self, organization: int, day: date) -> Settings:
        """In force on a day: what the day itself goes by, as the hour of filling."""
        found = [one for since, one in self.rows.get(organization, ()) if since <= day]
        return found[-1] if found else Settings()


_KEPT_SETTINGS: Kept[MonthlySettings] = Kept(Topic.REFERENCE)


def monthly_settings(session: ScopedSession) -> MonthlySettings:
    """What every month goes by, of all organisations in reach. Kept; one statement."""
    return _KEPT_SETTINGS.reached("all", lambda: _read_settings(session))


def _read_settings(session: ScopedSession) -> MonthlySettings:
    rows: dict[int, list[tuple[date, Settings]]] = {}
    query = select(OrganizationSettings).order_by(OrganizationSettings.valid_from)
    for row in session.scalars(query):
        rows.setdefault(row.organization_id, []).append((row.valid_from, settings_of(row)))
    return MonthlySettings(rows)


def calendars(
    session: ScopedSession,
    organizations: dict[int, Organization],
    settings: MonthlySettings,
    first: date,
    last: date,
) -> dict[int, dict[date, tuple[Day, ...]]]:
    """The days of each organisation within a period, by month. One statement."""
    lineages = {one for org in organizations.values() for one in lineage_of(org.path)}
    entered = entered_days(session, lineages, first, last)
    return {
        key: {
            month: calendar(
                entered,
                org.path,
                max(first, month),
                min(last, next_month(month) - timedelta(days=1)),
                works_on_moved_saturdays=settings.of(key, month).works_on_moved_saturdays,
            )
            for month in months_between(first, last)
        }
        for key, org in organizations.items()
    }

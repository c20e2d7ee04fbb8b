"""Pages of the schedule: the week of a group; the generated ones of its lessons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import abort, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.academic_year.queries import days_of
from app.core import clock
from app.core.access import requires
from app.core.db import db
from app.core.entity_api import api_for
from app.core.entity_pages import named, page
from app.core.entity_view import EntityView
from app.core.messages import message
from app.core.workdays import Day
from app.organizations.access import signed_in
from app.organizations.queries import settings_on
from app.schedule import pages, queries
from app.schedule.models import Lesson
from app.schedule.queries import GroupChoice
from app.schedule.rules import Entry, check_lesson, week_of

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


class ScheduleView(BaseView):
    """The week of one group."""

    route_base = "/schedule"
    class_permission_name = "Lesson"
    default_view = "week"

    @expose("/")
    @requires("read")
    def week(self) -> Any:
        person, session = signed_in(), db.session()
        groups = queries.groups_in_reach(session, person.today)
        updated = f"{clock.local(clock.now(), person.timezone):%H:%M}"
        group = _chosen(groups)
        if group is None:
            shown = page(title=_("Schedule"), group=None, updated=updated, days=[])
            return render_template("schedule/week.html", page=shown)
        monday = week_of(_asked_day(person.today))
        last = monday + 6 * _DAY
        lessons = queries.lessons_between(session, group.id, monday, last)
        writes = group.organization_id in person.scope("can_add", "Lesson").whole
        here = pages.address(group.id, monday)
        shown = page(
            title=_("Schedule"),
            group=group,
            groups=pages.choices(groups, group.id, monday),
            span=pages.span_said(monday),
            prev_href=pages.address(group.id, monday - _WEEK),
            next_href=pages.address(group.id, monday + _WEEK),
            today_href=None if monday == week_of(person.today) else pages.address(group.id),
            days=pages.week(
                _calendar(group, monday, last), lessons, person.today, here if writes else None
            )
            if lessons
            else [],
            add_href=_add_address(group, monday, here) if writes else None,
            updated=updated,
        )
        return render_template("schedule/week.html", page=shown)


class LessonView(EntityView):
    model = Lesson
    route_base = "/lessons"
    title_many = message("Lessons of the schedule")
    title_new = message("New lesson")
    list_columns = ["weekday", "starts_at", "ends_at", "title", "group", "employee", "room"]
    filter_columns = ["group", "weekday", "employee", "room"]
    base_order = ("weekday", False)
    sections = [
        (message("Lesson"), ["title", "group", "employee", "room"]),
        (message("When"), ["weekday", "starts_at", "ends_at", "valid_from", "valid_to"]),
    ]

    def title_of(self, item: Lesson) -> str:
        return named(item.title, item.group)

    def prepare(self, item: Lesson, *, new: bool) -> None:
        """Times and dates that can be, and no two lessons of a group at once."""
        group = item.group
        item.organization_id = group.organization_id
        lesson = Entry(
            *(item.id or 0, item.title, item.weekday, item.starts_at, item.ends_at),
            *(item.valid_from, item.valid_to),
        )
        check_lesson(lesson, queries.other_lessons(db.session(), group.id, item.id))


def _chosen(groups: Sequence[GroupChoice]) -> GroupChoice | None:
    """The group that is asked for, or the first; 404 for one that is not in reach."""
    asked = request.args.get("group", "")
    if not asked:
        return groups[0] if groups else None
    return next((one for one in groups if str(one.id) == asked), None) or abort(404)


def _asked_day(today: date) -> date:
    try:
        found = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return found if 2000 <= found.year < 2100 else today


def _calendar(group: GroupChoice, first: date, last: date) -> tuple[Day, ...]:
    session = db.session()
    settings = settings_on(session, [group.organization_id], first)[group.organization_id]
    saturdays = settings.works_on_moved_saturdays
    return days_of(session, group.path, first, last, works_on_moved_saturdays=saturdays)


def _add_address(group: GroupChoice, monday: date, back: str) -> str:
    """A new lesson of this group from this week on; back to this page after it."""
    known = {"group": group.id, "valid_from": monday.isoformat(), "back": back}
    return f"/lessons/add?{urlencode(known)}"


def register(appbuilder: Any) -> None:
    for view in (ScheduleView, LessonView):
        appbuilder.add_view_no_menu(view)
    appbuilder.add_api(api_for(LessonView))

"""Pages of events: the calendar, one event, the private address of a feed; the generated ones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import inspect

from app.communication.events import (
    actions,
    calendar_pages,
    pages,
    photo_pages,
    photo_queries,
    queries,
)
from app.communication.events.models import Event
from app.communication.events.photo_views import EventPhotoView, writes
from app.communication.events.rules import (
    by_day,
    check_event,
    check_result,
    digest,
    feed,
    month_weeks,
)
from app.core import clock
from app.core.access import open_to_anyone, requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.db import db, search_key
from app.core.entity_api import api_for
from app.core.entity_pages import page
from app.core.entity_view import EntityView
from app.core.errors import RuleViolation
from app.core.jobs.consumer import TICKS
from app.core.messages import message
from app.core.paging import pager, rows_of, typed_page
from app.core.scoping.scope import acting, unscoped
from app.organizations.access import load_person, signed_in

_DAY = timedelta(days=1)
VIEWS = ("month", "week", "list", "day")
LIST_DAYS = 60
FEED_BACK, FEED_AHEAD = timedelta(days=90), timedelta(days=400)
READ_EVERY = timedelta(hours=1)


class EventCalendarView(BaseView):
    """Events as a month, a week and a list; one event."""

    route_base = "/events"
    class_permission_name = "Event"
    default_view = "calendar"

    @expose("/")
    @requires("read")
    def calendar(self) -> Any:
        me = signed_in()
        view = request.args.get("view", "month")
        view = view if view in VIEWS else "month"
        typed, number = request.args.get("q", "")[:100], typed_page(request.args.get("page"))
        asked = calendar_pages.Asked(view, _asked_day(me.today), typed, number)
        first, last, before, after = _span(view, asked.day)
        found = queries.entries(db.session(), first, last, search_key(typed))
        named = asked.day.replace(day=1) if view == "month" else first
        shown = page(
            title=_("Events"),
            view=view,
            views=[
                (name, label, asked.href(name, asked.day))
                for name, label in (
                    ("month", _("Month")),
                    ("week", _("Week")),
                    ("list", _("List")),
                )
            ],
            words=typed,
            span=calendar_pages.title_of(view, named, last),
            prev_href=asked.href(view, before),
            next_href=asked.href(view, after),
            today_href=f"/events/?view={view}",
            **calendar_pages.shown_days(asked, by_day(found, first, last), first, me.today),
            updated=f"{clock.local(clock.now(), me.timezone):%H:%M}",
            may_add=me.has_right("can_add", "Event"),
            may_subscribe=me.has_right("can_subscribe", "Event"),
        )
        return render_template("events/calendar.html", page=shown)

    @expose("/<int:event_id>")
    @requires("read")
    def show(self, event_id: int) -> Any:
        if event_id >= 2**31:
            abort(404)
        row = queries.event_of(db.session(), event_id) or abort(404)
        names = queries.group_names(db.session(), {row.group_id} if row.group_id else set())
        mine = writes(row)
        photos = photo_queries.shots(db.session(), row.id, signed_in().today)
        gallery = photo_pages.gallery(row.id, photos)
        turned = pager(
            *(len(gallery), typed_page(request.args.get("page")), photo_pages.PAGE),
            lambda number: f"?page={number}#photos",
        )
        gallery = list(rows_of(gallery, turned))
        if gallery:
            note_look(Look.VIEWED, "event_photo", row.organization_id, number=len(gallery))
        shown = page(
            title=row.title,
            crumb=row.title,
            card=pages.card(row, names.get(row.group_id or 0, "")),
            back_href=f"/events/?day={row.day}",
            edit_href=f"/event-records/{row.id}/edit" if mine else None,
            photos=gallery,
            pages=turned,
            photos_href=f"/events/{row.id}/photos" if mine else None,
            waiting=photo_pages.waiting_said(photos) if mine else [],
        )
        return render_template("events/event.html", page=shown)

    @expose("/feed")
    @requires("subscribe")
    def feed(self) -> Any:
        """The private address of one's own calendar: whether there is one, never which."""
        return _feed_page()

    @expose("/feed", methods=["POST"])
    @requires("subscribe")
    def change_feed(self) -> Any:
        """A new address (the old one stops), or none."""
        me, session = signed_in(), db.session()
        if request.form.get("do") == "close":
            actions.close_feed(session, me.id, clock.now())
            db.session.commit()
            flash(_("The address does not work any more."), "success")
            return redirect("/events/feed")
        token = actions.open_feed(session, me.id, clock.now())
        db.session.commit()
        return _feed_page(f"{request.url_root}calendar/{token}.ics")


class CalendarFeedView(BaseView):
    """The feed for other programs: whoever knows the secret reads what its owner may see."""

    route_base = "/calendar"
    default_view = "ics"

    @expose("/<token>.ics")
    @open_to_anyone("a private address: its secret names the person whose events are read")
    def ics(self, token: str) -> Any:
        session, moment = db.session(), clock.now()
        with unscoped("whose calendar a private address opens"):
            owner = queries.feed_owner(session, digest(token[:200]))
        person = load_person(owner[1]) if owner else None
        if owner is None or person is None or not person.active:
            abort(404)
        if not person.has_right("can_subscribe", "Event"):
            abort(404)
        today = person.today
        with acting(person.scope("can_read", "Event")):
            found = queries.entries(session, today - FEED_BACK, today + FEED_AHEAD)
        if owner[2] is None or moment - owner[2] > READ_EVERY:
            with unscoped("noting when a private address was read"):
                actions.note_reading(session, owner[0], moment)
        name = person.organization_name or _("Events")
        host = request.host.partition(":")[0]
        text = feed(found, name, host, request.url_root.rstrip("/"))
        answer = Response(text, mimetype="text/calendar")
        answer.headers["Cache-Control"] = "private, max-age=900"
        answer.headers["Content-Disposition"] = 'attachment; filename="events.ics"'
        return answer


class EventView(EntityView):
    model = Event
    route_base = "/event-records"
    title_many = message("Register of events")
    title_new = message("New event")
    list_columns = ["title", "day", "group", "place", "responsible", "state"]
    filter_columns = ["group", "state", "staff_only", "day"]
    base_order = ("day", True)
    sections = [
        (message("Event"), ["title", "group", "staff_only", "place"]),
        (message("When"), ["day", "ends_on", "starts_at", "ends_at"]),
        (message("People"), ["responsible", "participants"]),
        (message("Texts"), ["description", "result", "state"]),
    ]

    def prepare(self, item: Event, *, new: bool) -> None:
        """Times that a calendar can show; a teacher's event is of one of her groups."""
        check_event(item.day, item.ends_on, item.starts_at, item.ends_at)
        check_result(item.state, item.day, signed_in().today)
        scope = signed_in().scope("can_add" if new else "can_edit", "Event")
        group: Any = item.group
        if group is None and not scope.whole:
            raise RuleViolation(message("Choose your group."), field="group")
        if group is not None:
            item.organization_id = group.organization_id
        moved: Any = inspect(item)
        if not new and moved.attrs.group.history.has_changes():
            _keeps_group(item)
        if not new and moved.attrs.day.history.has_changes():
            # Of the new day people are reminded anew.
            item.reminded_at = None


def _keeps_group(item: Event) -> None:
    """Photos were marked for the families of one group: they do not pass to another's."""
    number, _last = photo_queries.last_number(db.session(), item.id)
    if number:
        raise RuleViolation(
            message("The event has photos of this group. Delete them first."), field="group"
        )


def _asked_day(today: date) -> date:
    try:
        found = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return found if 2000 <= found.year < 2100 else today


def _span(view: str, day: date) -> tuple[date, date, date, date]:
    """First and last day that are shown, and a day of the span before and after."""
    if view == "day":
        return day, day, day - _DAY, day + _DAY
    if view == "week":
        first = day - day.weekday() * _DAY
        return first, first + 6 * _DAY, first - 7 * _DAY, first + 7 * _DAY
    if view == "list":
        return day, day + LIST_DAYS * _DAY, day - LIST_DAYS * _DAY, day + LIST_DAYS * _DAY
    month = day.replace(day=1)
    weeks = month_weeks(month)
    return weeks[0][0], weeks[-1][-1], month - _DAY, (month + 31 * _DAY).replace(day=1)


def _feed_page(address: str | None = None) -> str:
    me = signed_in()
    row = queries.own_feed(db.session(), me.id)
    shown = page(
        title=_("Calendar in the phone"),
        address=address,
        opened=f"{clock.local(row.created_at, me.timezone):%d.%m.%Y}" if row else None,
        read=f"{clock.local(row.read_at, me.timezone):%d.%m.%Y %H:%M}"
        if row and row.read_at
        else None,
    )
    return render_template("events/feed.html", page=shown)


def register(appbuilder: Any) -> None:
    for view in (EventCalendarView, EventPhotoView, CalendarFeedView, EventView):
        appbuilder.add_view_no_menu(view)
    appbuilder.add_api(api_for(EventView))
    TICKS["reminders of events"] = actions.remind

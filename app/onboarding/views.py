"""The home page: what waits for this person today, by the rights and rows of the person."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_appbuilder import IndexView, expose
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.attendance import queries as attendance
from app.attendance.models import AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.summary import list_sizes
from app.attendance.sheet_pages import day_label, month_label
from app.children.models import Child
from app.core.access import open_to_signed_in
from app.core.db import db
from app.core.entity_pages import page
from app.core.scoping.scope import acting
from app.organizations.access import Person, signed_in


class HomeView(IndexView):
    """Home by role: each block is read under the right that opens the page behind it."""

    route_base = ""

    @expose("/")
    @open_to_signed_in("each block is read under the person's own right for the page behind it")
    def index(self) -> Any:
        person = signed_in()
        blocks = [
            block(person)
            for subject, right, block in BLOCKS
            if person.has_right(f"can_{right}", subject)
        ]
        shown = page(
            title=_("Home"),
            note=day_label(person.today),
            cards=[],
            lists=[one for one in blocks if one],
        )
        if not shown.lists:
            shown.values["lists"] = [_nothing()]
        return render_template("home.html", page=shown)


def _nothing() -> dict[str, Any]:
    return {
        "title": _("No role yet"),
        "items": [],
        "empty": _("Ask the head or the administrator to appoint you."),
    }


def groups_today(person: Person) -> dict[str, Any] | None:
    """Groups whose day the person may mark or watch: filled or not, with the way there."""
    today = person.today
    with acting(person.scope("can_read", "Attendance")):
        groups = attendance.groups_in_scope(db.session(), today)
        stays = attendance.stays_by_group(db.session(), today, today)
        marked = attendance.marked_by_day(db.session(), today, today)
    items = []
    for group in groups:
        listed = list_sizes(stays.get(group.id, []), [today])[today]
        done = marked.get((group.id, today), 0)
        badge = None
        if listed and done < listed:
            badge = {"label": _("not filled"), "tone": "amber", "icon": "warning"}
        items.append(
            {
                "label": group.name,
                "note": ngettext("%(num)d child", "%(num)d children", listed),
                "href": f"/attendance/today/{group.id}",
                "badge": badge,
                "figure": None if badge else _("filled"),
            }
        )
    return {
        "title": _("Groups today"),
        "count": len(items),
        "items": items,
        "empty": _("No group is yours yet"),
    }


def sheets_to_approve(person: Person) -> dict[str, Any] | None:
    """Closed sheets that wait for the head."""
    with acting(person.scope("can_approve", "Attendance")):
        query = (
            select(AttendanceSheet)
            .where(AttendanceSheet.state == SheetState.CLOSED)
            .options(joinedload(AttendanceSheet.group))
            .order_by(AttendanceSheet.month)
        )
        rows = db.session.scalars(query).all()
        items = [
            {
                "label": row.group.name,
                "note": month_label(row.month),
                "href": f"/attendance/month/{row.group_id}/{row.month:%Y-%m}",
            }
            for row in rows
        ]
    return {
        "title": _("Waits for your signature"),
        "tone": "warn" if items else None,
        "count": len(items),
        "items": items,
        "empty": _("All closed sheets are approved."),
    }


def own_children(person: Person) -> dict[str, Any] | None:
    """Children of a parent, with the way to their month."""
    with acting(person.scope("can_read", "ChildAttendance")) as scope:
        if not scope.children or scope.whole or scope.groups:  # type: ignore[union-attr]
            return None
        rows = db.session.scalars(select(Child).order_by(Child.search_key)).all()
        items = [
            {
                "label": child.full_name,
                "note": _("attendance of the month"),
                "href": f"/attendance/child/{child.id}",
            }
            for child in rows
        ]
    return {"title": _("My children"), "count": len(items), "items": items}


def first_steps(person: Person) -> dict[str, Any] | None:
    """What an administrator of an empty kindergarten does next; nothing once children are in."""
    with acting(person.scope("can_import", "ChildImport")):
        if db.session.scalar(select(func.count(Child.id))):
            return None
    steps = (
        (_("Organization card"), "/organizations/"),
        (_("Academic year and calendar"), "/academic-years/"),
        (_("Employees"), "/employees/"),
        (_("Groups and their teachers"), "/groups/"),
        (_("Import of children"), "/children/import"),
    )
    return {
        "title": _("First steps"),
        "items": [{"label": label, "href": href} for label, href in steps],
    }


BLOCKS = (
    ("ChildImport", "import", first_steps),
    ("Attendance", "approve", sheets_to_approve),
    ("Attendance", "read", groups_today),
    ("ChildAttendance", "read", own_children),
)

"""Pages of a parent: report an absence or an early pick-up of the own child, or withdraw it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import select

from app.attendance import notice_actions as actions
from app.attendance import notice_queries
from app.attendance.notice_actions import Desk
from app.attendance.notice_forms import AbsenceForm, PickUpForm
from app.attendance.notice_models import AbsenceNotice
from app.attendance.notice_pages import form_errors, notice_card
from app.attendance.rules.codes import Code, codes_on
from app.attendance.rules.notices import NoticeKind, Report, first_open_day
from app.attendance.sheet_door import BASE, row_key
from app.children.models import Child
from app.children.queries import groups_of_own_children
from app.core import clock
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.messages import message
from app.organizations.access import signed_in

PICK = "pick-"
OTHER = "-"
"""The choice «another reason»: no code of the list."""
# Past notices that are still shown.
_LOOK_BACK = timedelta(days=14)


class NoticeView(BaseView):
    """What a parent reports about the own child."""

    route_base = f"{BASE}/notices"
    class_permission_name = "AbsenceNotice"
    default_view = "first"

    @expose("")
    @requires("report")
    def first(self) -> Any:
        """The page of the first own child."""
        query = select(Child.id).order_by(Child.search_key, Child.id)
        key = db.session.scalars(query).first()
        if key is not None:
            return redirect(_address(key))
        nobody = {
            "title": _("No child is linked to you yet"),
            "text": _("Ask the kindergarten to link your child's card to your login."),
        }
        shown = page(title=_("Report an absence"), nobody=nobody)
        return render_template("attendance/notices.html", page=shown)

    @expose("/child/<int:child_id>")
    @requires("report")
    def child(self, child_id: int) -> Any:
        desk = _desk(child_id)
        opened = first_open_day(desk.now, desk.settings.notice_deadline)
        start = _asked_day(opened)
        wanted = request.args.get("reason", "")
        absence = AbsenceForm(formdata=None, starts_on=start, ends_on=start, reason=wanted)
        pick_up = PickUpForm(formdata=None, prefix=PICK, starts_on=opened)
        return _show(desk, absence, pick_up)

    @expose("/child/<int:child_id>", methods=["POST"])
    @requires("report")
    def report(self, child_id: int) -> Any:
        desk = _desk(child_id)
        opened = first_open_day(desk.now, desk.settings.notice_deadline)
        kind = NoticeKind.PICK_UP if request.form.get("kind") == "pick_up" else NoticeKind.ABSENCE
        absence: Any = AbsenceForm() if kind is NoticeKind.ABSENCE else None
        pick_up: Any = PickUpForm(prefix=PICK) if kind is NoticeKind.PICK_UP else None
        form = absence or pick_up
        if form.validate():
            try:
                new = actions.report(db.session(), desk, _wish(form, kind, desk), _me())
                db.session.commit()
            except RuleViolation as refusal:
                db.session.rollback()
                desk = _desk(child_id)
                _tell(form, refusal)
                status = refusal.status
            else:
                flash(_("Reported.") if new else _("It is reported already."), "success")
                return redirect(_address(child_id))
        else:
            status = 422
        absence = absence or AbsenceForm(formdata=None, starts_on=opened, ends_on=opened)
        pick_up = pick_up or PickUpForm(formdata=None, prefix=PICK, starts_on=opened)
        return _show(desk, absence, pick_up, form), status

    @expose("/<int:notice_id>/withdraw", methods=["POST"])
    @requires("report")
    def withdraw(self, notice_id: int) -> Any:
        query = select(AbsenceNotice).where(AbsenceNotice.id == row_key(notice_id))
        row = db.session.scalars(query).first() or abort(404)
        child_id = row.child_id
        desk = _desk(child_id)
        try:
            actions.withdraw(db.session(), desk, row)
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            flash(translate(refusal.text), "danger")
        else:
            flash(_("Withdrawn."), "success")
        return redirect(_address(child_id))


def _address(child_id: int) -> str:
    return f"{BASE}/notices/child/{child_id}"


def _desk(child_id: int) -> Desk:
    """The one door: a child of another family is as absent as none (404)."""
    return actions.desk_of(db.session(), row_key(child_id), clock.now()) or abort(404)


def _me() -> tuple[int, str]:
    return signed_in().id, signed_in().full_name


def _asked_day(opened: date) -> date:
    """The day that a link proposes (``?from=``): never one that is closed already."""
    try:
        return max(date.fromisoformat(request.args.get("from", "")), opened)
    except ValueError:
        return opened


def offered(desk: Desk, day: date) -> list[Code]:
    """Reasons that parents may name on a day."""
    found = codes_on(desk.book.codes, day).values()
    return [code for code in found if code.for_parents and code.typable and not code.present]


def _wish(form: Any, kind: NoticeKind, desk: Desk) -> Report:
    """What the form says. Raises RuleViolation for a reason that is not offered."""
    day = form.starts_on.data
    note = " ".join((form.note.data or "").split())
    if kind is NoticeKind.PICK_UP:
        return Report(kind, day, day, pickup_at=form.pickup_at.data, note=note)
    letter = form.reason.data
    code = next((code for code in offered(desk, day) if code.letter == letter), None)
    if code is None and letter != OTHER:
        raise RuleViolation(message("Choose a reason of the list."), field="reason")
    return Report(kind, day, form.ends_on.data or day, code, note=note)


def _tell(form: Any, refusal: RuleViolation) -> None:
    field = getattr(form, refusal.details.get("field", "starts_on"), form.starts_on)
    field.errors = [*field.errors, translate(refusal.text)]


def _show(desk: Desk, absence: Any, pick_up: Any, failed: Any = None) -> str:
    session, today = db.session(), desk.today
    children = list(session.scalars(select(Child).order_by(Child.search_key, Child.id)))
    group = groups_of_own_children(session, [desk.child], today).get(desk.child.id)
    notices = actions.standing_notices(session, desk, today - _LOOK_BACK)
    span = [day for one in notices for day in (one.starts_on, one.ends_on)]
    marked = (
        notice_queries.marked_days(session, desk.child.id, min(span), max(span)) if span else {}
    )
    shown = page(
        title=_("Report an absence"),
        crumb=desk.child.first_name,
        name=f"{desk.child.first_name} {desk.child.last_name}",
        group=group.name if group else _("in no group today"),
        children=[
            {
                "label": one.first_name,
                "href": _address(one.id),
                "active": one.id == desk.child.id,
            }
            for one in children
        ],
        updated=f"{desk.now:%H:%M}",
        until=f"{desk.settings.notice_deadline:%H:%M}",
        late=first_open_day(desk.now, desk.settings.notice_deadline) > today,
        action=_address(desk.child.id),
        notices=[notice_card(desk, one, marked, _me()[0]) for one in notices],
        reasons=[
            {"value": code.letter, "tint": code.tint.value, "label": code.name}
            for code in offered(desk, today)
        ]
        + [{"value": OTHER, "tint": "grey", "label": _("Another reason")}],
        absence=absence,
        pick_up=pick_up,
        opened=failed is pick_up and failed is not None,
        errors=form_errors(failed),
    )
    return render_template("attendance/notices.html", page=shown)

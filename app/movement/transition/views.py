"""Pages of the passage to the next year: plan, check, orders, two keys."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.academic_year.closing import CLOSED
from app.core.access import requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import BadInput, RuleViolation
from app.core.exports import FORMATS, LABELS, download, table_file
from app.core.i18n import translate
from app.core.messages import message
from app.core.scoping.session import ScopedSession
from app.core.tabular import Column, Kind
from app.documents.paper_views import author
from app.movement.transition import actions, entity_views, forms, jobs, pages, queries
from app.movement.transition.closed_queries import closed_before
from app.movement.transition.door import checks, demand, is_done, load, may_plan, refused, saved
from app.movement.transition.key_views import YearKeysView
from app.movement.transition.models import YearTransition
from app.movement.transition.queries import Situation
from app.movement.transition.rules import TRANSITION_STATES
from app.organizations.access import signed_in


class YearPassageView(BaseView):
    """From the plan of the groups to the lists of 1 September, by two people."""

    route_base = pages.BASE
    class_permission_name = jobs.SUBJECT
    default_view = "overview"

    @expose("", methods=["GET"])
    @requires("read")
    def overview(self) -> Any:
        """The passages of the person's kindergartens; begins the next one."""
        session, today = db.session(), signed_in().today
        lines = []
        houses = queries.houses(session)
        passages = queries.transitions_of(session, [one.id for one in houses])
        for house in houses:
            known = passages[house.id]
            starts_on = queries.offered_start(known, today)
            offered = all(one.starts_on != starts_on for one in known)
            lines.append(
                {
                    "name": house.short_name,
                    "id": house.id,
                    "begin": f"{starts_on.year}/{starts_on.year + 1}"
                    if offered and signed_in().has_right("can_plan", jobs.SUBJECT)
                    else "",
                    "known": [
                        {
                            "label": one.name,
                            "href": pages.address(one, "pass" if is_done(one) else ""),
                            "state": translate(_state_label(one)),
                        }
                        for one in known
                    ],
                }
            )
        shown = page(title=_("Passage to the next year"), houses=lines)
        return render_template("movement/year_overview.html", page=shown)

    @expose("/begin", methods=["POST"])
    @requires("plan")
    def begin(self) -> Any:
        session = db.session()
        house = request.form.get("organization", "")
        found = [one for one in queries.houses(session) if str(one.id) == house]
        if not found:
            raise BadInput(message("Choose the kindergarten."))
        transition = actions.begin(session, found[0].id, signed_in().today, author())
        href = pages.address(transition)
        db.session.commit()
        return redirect(href, 303)

    @expose("/<int:transition_id>", methods=["GET", "POST"])
    @requires("read")
    def plan(self, transition_id: int) -> Any:
        transition = load(transition_id, lock=request.method == "POST")
        if request.method == "GET":
            return self._plan_page(transition)
        demand("plan")
        keys = list(queries.situation(db.session(), transition).groups)
        try:
            plans = forms.read_groups(request.form, keys)
            actions.save_groups(db.session(), transition, plans, author())
        except RuleViolation as refusal:
            return refused(self._plan_page, transition_id, refusal)
        return saved(transition, "check" if request.form.get("next") else "")

    def _plan_page(self, transition: YearTransition, error: str | None = None) -> str:
        now = queries.situation(db.session(), transition)
        shown = page(
            **pages.frame(transition, "plan"),
            error=error,
            rows=pages.plan_rows(now),
            courses=pages.courses(),
            groups=[(key, one.name) for key, one in now.groups.items()],
            levels=[(one.id, now.level_names[one.id]) for one in now.levels],
            lost=sum(1 for one in now.children if one.group is None),
            apart_href=f"{pages.address(transition, 'children')}?group=",
            may=may_plan(transition),
        )
        return render_template("movement/year_plan.html", page=shown)

    @expose("/<int:transition_id>/children", methods=["GET", "POST"])
    @requires("read")
    def children(self, transition_id: int) -> Any:
        """Children of one group who go another way than their group."""
        transition = load(transition_id, lock=request.method == "POST")
        if request.method == "GET":
            return self._children_page(transition)
        demand("plan")
        now = queries.situation(db.session(), transition)
        group = _asked_group(now)
        keys = [one.id for one in now.children if one.group == group]
        try:
            plans = forms.read_children(request.form, keys)
            actions.save_children(db.session(), transition, group, plans, author())
        except RuleViolation as refusal:
            return refused(self._children_page, transition_id, refusal)
        return saved(transition, "")

    def _children_page(self, transition: YearTransition, error: str | None = None) -> str:
        now = queries.situation(db.session(), transition)
        group = _asked_group(now)
        named = now.groups[group].name if group is not None else _("Children in no group")
        shown = page(
            **pages.frame(transition, "plan"),
            error=error,
            group=group or 0,
            group_name=named,
            children=[
                {
                    "key": one.id,
                    "name": one.name,
                    "born": f"{one.birth_date:%d.%m.%Y}",
                    "plan": _plan_value(now, one.id),
                }
                for one in now.children
                if one.group == group
            ],
            groups=[(key, one.name) for key, one in now.groups.items() if key != group],
            back_href=pages.address(transition),
            may=may_plan(transition),
        )
        return render_template("movement/year_children.html", page=shown)

    @expose("/<int:transition_id>/check")
    @requires("read")
    def check(self, transition_id: int) -> Any:
        """The check list and who goes where: a rehearsal that writes nothing."""
        transition = load(transition_id)
        now = queries.situation(db.session(), transition)
        own = pages.address(transition, "list")
        shown = page(
            **pages.frame(transition, "check"),
            figures=pages.figures(now),
            checks=pages.check_rows(checks(now)),
            gaps=[translate(one) for one in now.gaps],
            doubts=[translate(one) for one in now.doubts],
            destinations=pages.destinations(now),
            exports=[{"label": LABELS[kind], "href": f"{own}.{kind}"} for kind in FORMATS],
            next_href=pages.address(transition, "orders"),
        )
        return render_template("movement/year_check.html", page=shown)

    @expose("/<int:transition_id>/list.<kind>")
    @requires("read")
    def list_file(self, transition_id: int, kind: str) -> Any:
        """Who goes where, as a file (domain 1.5: lists of those passing to the next year)."""
        if kind not in FORMATS:
            abort(404)
        transition = load(transition_id)
        now = queries.situation(db.session(), transition)
        columns = [
            Column(_("Child")),
            Column(_("Birth date"), Kind.DATE),
            Column(_("Group now")),
            Column(_("Next year")),
        ]
        title = _("Passage to the year %(name)s", name=transition.name)
        rows = pages.listed_rows(now)
        note_look(Look.EXPORTED, "child", transition.organization_id, number=len(rows))
        content = table_file(kind, title, transition.organization.name, columns, rows)
        return download(content, FORMATS[kind], f"{title.replace('/', '-')}.{kind}")

    @expose("/<int:transition_id>/orders", methods=["GET", "POST"])
    @requires("read")
    def orders(self, transition_id: int) -> Any:
        transition = load(transition_id, lock=request.method == "POST")
        if request.method == "GET":
            return self._orders_page(transition)
        demand("plan")
        try:
            made = actions.prepare_orders(db.session(), transition, signed_in().today, author())
        except RuleViolation as refusal:
            return refused(self._orders_page, transition_id, refusal)
        number = len(made)
        db.session.commit()
        flash(ngettext("%(num)d draft is ready.", "%(num)d drafts are ready.", number), "success")
        return redirect(pages.address(load(transition_id), "orders"), 303)

    def _orders_page(self, transition: YearTransition, error: str | None = None) -> str:
        now = queries.situation(db.session(), transition)
        wanted = now.wanted
        missing = [key for key in wanted if key not in now.ordered]
        shown = page(
            **pages.frame(transition, "orders"),
            error=error,
            orders=pages.order_rows(now),
            wanted=len(wanted),
            missing=len(missing),
            may=may_plan(transition) and pages.written_anew(now),
            next_href=pages.address(transition, "pass"),
        )
        return render_template("movement/year_orders.html", page=shown)


def _state_label(transition: YearTransition) -> Any:
    return TRANSITION_STATES[transition.state]


def _asked_group(now: Situation) -> int | None:
    raw = request.values.get("group", "")
    if raw in ("", "0"):
        return None
    return int(raw) if raw.isdigit() and int(raw) in now.groups else abort(404)


def _plan_value(now: Situation, child: int) -> str:
    plan = now.child_plans.get(child)
    if plan is None:
        return ""
    return str(plan.target) if plan.target is not None else plan.course.value


def _closed_until(session: ScopedSession, organization_id: int) -> date | None:
    closed = closed_before(session, organization_id)
    return closed.next_year if closed else None


def register(appbuilder: Any) -> None:
    CLOSED[:] = [_closed_until]
    for view in (YearPassageView, YearKeysView):
        appbuilder.add_view_no_menu(view)
    entity_views.register(appbuilder)

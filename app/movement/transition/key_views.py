"""Pages of the two keys: confirmed by one, carried out by another, and the way back."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask_appbuilder import BaseView, expose

from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import RuleViolation
from app.core.jobs.work import enqueue
from app.documents.paper_views import author
from app.movement.transition import actions, jobs, pages, queries
from app.movement.transition.door import checks, is_done, load, refused, saved
from app.movement.transition.models import YearTransition
from app.movement.transition.passing_actions import Outcome, undo_passage
from app.movement.transition.rules import TransitionState
from app.organizations.access import signed_in


class YearKeysView(BaseView):
    """Two people, two keys: the coordinator confirms, the administrator carries out."""

    route_base = pages.BASE
    class_permission_name = jobs.SUBJECT
    default_view = "keys"

    @expose("/<int:transition_id>/pass")
    @requires("read")
    def keys(self, transition_id: int) -> Any:
        return self._keys_page(load(transition_id))

    def _keys_page(self, transition: YearTransition, error: str | None = None) -> str:
        now = queries.situation(db.session(), transition)
        answers = [] if is_done(transition) else checks(now)
        job = pages.work(transition)
        person, state = signed_in(), transition.state
        failed = job is not None and job["state"] == "failed" and not is_done(transition)
        shown = page(
            **pages.frame(transition, "pass"),
            error=error or (job["message"] if failed and job is not None else None),
            figures=pages.figures(now) if not is_done(transition) else [],
            stops=[one for one in pages.check_rows(answers) if one["state"]["tone"] == "red"],
            digest=now.digest,
            confirmed=transition.confirmed_name if state is not TransitionState.PLANNED else "",
            confirmed_by_me=transition.confirmed_by_id == person.id,
            may_confirm=person.has_right("can_confirm", jobs.SUBJECT),
            may_execute=person.has_right("can_execute", jobs.SUBJECT),
            busy=pages.busy(transition),
            outcome=pages.outcome_text(Outcome.from_json(transition.outcome)),
            lists=getattr(Outcome.from_json(transition.outcome), "groups", []),
            backup=transition.backup_name or "",
            history=pages.history_rows(queries.history(db.session(), transition)),
            base=pages.address(transition),
        )
        return render_template("movement/year_pass.html", page=shown, job=job)

    @expose("/<int:transition_id>/confirm", methods=["POST"])
    @requires("confirm")
    def confirm(self, transition_id: int) -> Any:
        """The coordinator's key."""
        transition = load(transition_id, lock=True)
        now = queries.situation(db.session(), transition)
        seen = request.form.get("seen", "")
        try:
            actions.confirm(db.session(), transition, seen, checks(now), author())
        except RuleViolation as refusal:
            return refused(self._keys_page, transition_id, refusal)
        return saved(transition, "pass")

    @expose("/<int:transition_id>/execute", methods=["POST"])
    @requires("execute")
    def execute(self, transition_id: int) -> Any:
        """The administrator's key: a job does the rest."""
        transition = load(transition_id, lock=True)
        if pages.busy(transition) or is_done(transition):
            return redirect(pages.address(transition, "pass"), 303)
        href = pages.address(transition, "pass")
        argument = {"transition": transition.id, "starts_on": transition.starts_on.isoformat()}
        job = enqueue(jobs.PASS, argument, transition.organization_id, result_href=href)
        job_id = job.id
        load(transition_id, lock=True).job_id = job_id
        db.session.commit()
        return redirect(href, 303)

    @expose("/<int:transition_id>/undo", methods=["POST"])
    @requires("execute")
    def undo(self, transition_id: int) -> Any:
        transition = load(transition_id, lock=True)
        try:
            undo_passage(db.session(), transition, request.form.get("reason", ""), author())
        except RuleViolation as refusal:
            return refused(self._keys_page, transition_id, refusal)
        return saved(transition, "pass")

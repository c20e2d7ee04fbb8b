"""The long work of a passage: a backup, then everything in one transaction."""

from __future__ import annotations

from flask import current_app

from app.core import clock
from app.core.backup import back_up
from app.core.db import db
from app.core.errors import RuleViolation
from app.core.jobs.kinds import JobContext, job_kind
from app.core.messages import message
from app.documents.rules.lifecycle import Author
from app.movement.transition.check_queries import check_list
from app.movement.transition.checks import Check, Closing
from app.movement.transition.models import YearTransition
from app.movement.transition.passing_actions import carry_out_passage, check_passing
from app.movement.transition.queries import Situation, load_transition, situation

PASS, RIGHT, SUBJECT = "pass-to-year", "execute", "YearTransition"
_BACKING_UP = message("Making the backup…")
_PASSING = message("Carrying the orders out…")


@job_kind(PASS, title=message("Passage to the next year"), right=RIGHT, subject=SUBJECT)
def pass_to_year(context: JobContext) -> None:
    """Carry out a confirmed passage. What forbids it is found before the backup is made."""
    session = db.session()
    author = Author(context.starter.signature, clock.now(), context.starter.id)
    with context.reading():
        transition = _load(context)
        now = situation(session, transition)
        check_passing(transition, now, _checks(context, now), author)
    context.progress(0, 3, _BACKING_UP)
    path = back_up(current_app.config, f"before-{context.argument['starts_on']}", clock.now())
    context.progress(1, 3, _PASSING)
    transition = _load(context, lock=True)
    checks = _checks(context, situation(session, transition))
    carry_out_passage(
        session,
        transition,
        checks,
        author,
        path.name,
        lambda done, total: context.progress(1 + 2 * done // max(total, 1), 3, _PASSING),
    )


def _checks(context: JobContext, now: Situation) -> list[Check]:
    closing = Closing(
        now.transition.organization_id, now.transition.starts_on, context.starter.today
    )
    return check_list(db.session(), now, closing)


def _load(context: JobContext, *, lock: bool = False) -> YearTransition:
    found = load_transition(db.session(), context.argument["transition"], lock=lock)
    if found is None or found.organization_id != context.organization_id:
        raise RuleViolation(message("The passage is no longer there."))
    return found

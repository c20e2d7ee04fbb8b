"""The door to a passage: its row, its checks, and how a step ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, redirect

from app.core.db import db
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.movement.transition import jobs, pages, queries
from app.movement.transition.check_queries import check_list
from app.movement.transition.checks import Check, Closing
from app.movement.transition.models import YearTransition
from app.movement.transition.queries import Situation
from app.movement.transition.rules import TransitionState
from app.organizations.access import signed_in


def load(transition_id: int, *, lock: bool = False) -> YearTransition:
    return queries.load_transition(db.session(), transition_id, lock=lock) or abort(404)


def demand(right: str) -> None:
    if not signed_in().has_right(f"can_{right}", jobs.SUBJECT):
        abort(403)


def may_plan(transition: YearTransition) -> bool:
    return signed_in().has_right("can_plan", jobs.SUBJECT) and not is_done(transition)


def is_done(transition: YearTransition) -> bool:
    return transition.state is TransitionState.DONE


def checks(now: Situation) -> list[Check]:
    closing = Closing(now.transition.organization_id, now.transition.starts_on, signed_in().today)
    return check_list(db.session(), now, closing)


def saved(transition: YearTransition, step: str) -> Any:
    href = pages.address(transition, step)
    db.session.commit()
    return redirect(href, 303)


def refused(show: Callable[..., str], transition_id: int, refusal: RuleViolation) -> Any:
    """The page again with what was refused; nothing is written."""
    db.session.rollback()
    return show(load(transition_id), translate(refusal.text)), refusal.status

"""Writes of consents: the revocation with what it asks for, and the tasks done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.children.consents.models import Consent, RevocationTask
from app.children.consents.queries import days_of
from app.children.consents.rules import check_revocation, consequences
from app.core.scoping.session import ScopedSession


def revoke(
    session: ScopedSession, consent: Consent, revoked_on: date, note: str, today: date
) -> list[RevocationTask]:
    """Revoke a consent and write down what must stop. Raises RuleViolation; the caller commits.

    From this day on the consent is no longer in force: card, lists and counts say so at once.
    """
    check_revocation(days_of(consent), revoked_on, today)
    consent.revoked_on = revoked_on
    consent.revocation_note = note[:200] or None
    purpose = consent.purpose
    tasks = [
        RevocationTask(
            organization_id=consent.organization_id,
            consent=consent,
            child_id=consent.child_id,
            text=one.text[:300],
            due_on=one.due_on,
        )
        for one in consequences(purpose.revocation_tasks, purpose.stop_days, revoked_on)
    ]
    session.add_all(tasks)
    session.flush()
    return tasks


def finish(tasks: Sequence[RevocationTask], by: str, day: date) -> int:
    """Note that tasks are done. Those done before keep their day. Returns how many were new."""
    fresh = [one for one in tasks if one.done_on is None]
    for one in fresh:
        one.done_on, one.done_by = day, by
    return len(fresh)

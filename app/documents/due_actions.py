"""The chore that tells of days that come near. Each cause is told once, whatever is repeated."""

from __future__ import annotations

from datetime import date

from app.core import clock, engine
from app.core.db import db
from app.core.scoping.scope import unscoped
from app.documents.actions import KEEPERS
from app.documents.due_queries import due_readings, ending
from app.documents.news import card_of, tell_ending, tell_readers
from app.documents.people_queries import holders
from app.documents.rules.due import Ending, reading_stage, stage_of
from app.organizations.permissions import ROLES

_KEEPER_ROLES = {role.name for role in ROLES if role.key in KEEPERS}


def tell_what_is_due() -> int:
    """Tell keepers of documents that end, and readers who are late. Commits. Returns how many."""
    today = clock.today()
    with engine.reading(), unscoped("looking for documents that end and readings that are due"):
        session = db.session()
        ends = [
            Ending(one.id, one.organization_id, one.title, one.expires_on, stage, card_of(one))
            for one in ending(session, today)
            if one.expires_on and (stage := stage_of(one.expires_on, today)) is not None
        ]
        keepers = {house: _keepers(house, today) for house in {one.house for one in ends}}
        lines = [
            (row.id, row.user_id, row.title, cause)
            for row in due_readings(session, today)
            if row.due_on and (cause := reading_stage(row.due_on, today)) is not None
        ]
        db.session.rollback()
    if not ends and not lines:
        return 0
    for one in ends:
        tell_ending(db.session(), one, keepers[one.house])
    for line, user, title, cause in lines:
        tell_readers(db.session(), title, [(user, line)], cause)
    db.session.commit()
    return len(ends) + len(lines)


def _keepers(house: int, today: date) -> set[int]:
    """Who answers for the papers of a house."""
    found = holders(db.session(), house, today)
    return {one.user_id for one in found if one.role in _KEEPER_ROLES}

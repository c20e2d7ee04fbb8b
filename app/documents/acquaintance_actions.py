"""Writes of acquaintance lists (лист ознакомления). The caller commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from app.core.errors import Conflict, RuleViolation
from app.core.messages import message
from app.core.scoping.session import ScopedSession
from app.documents.acquaintance_queries import lines_of
from app.documents.attached_models import Acquaintance
from app.documents.file_actions import give_access
from app.documents.models import Document
from app.documents.news import tell_readers
from app.documents.rules.lifecycle import Author, DocumentState

# Who was reminded is left in peace for this long.
QUIET = timedelta(hours=20)


def show_to(
    session: ScopedSession,
    document: Document,
    people: Mapping[int, str],
    due_on: date | None,
    author: Author,
    today: date,
) -> int:
    """Put people on the list; whoever is on it stays as is. Returns how many are new.

    Raises Conflict for what is not signed, RuleViolation for a day that has passed.
    """
    if document.state is not DocumentState.SIGNED:
        raise Conflict(message("People get acquainted with what is signed. Sign it first."))
    if due_on is not None and due_on < today:
        raise RuleViolation(message("The day has passed already. Choose a later one."))
    if not people:
        raise RuleViolation(message("Choose who is to be shown the document."))
    known = {one.user_id for one in lines_of(session, document.id)}
    made = [
        Acquaintance(
            organization_id=document.organization_id,
            document=document,
            user_id=user,
            person_name=name[:120],
            shown_at=author.moment,
            due_on=due_on,
        )
        for user, name in people.items()
        if user not in known
    ]
    session.add_all(made)
    for one in made:
        give_access(session, document, user_id=one.user_id)
    session.flush()
    lines = [(one.user_id, one.id) for one in made]
    tell_readers(session, document.title, lines, "shown")
    return len(made)


def confirm(line: Acquaintance, moment: datetime) -> bool:
    """The person has read it. False: it was confirmed before, and that moment stays."""
    if line.confirmed_at is not None:
        return False
    line.confirmed_at = moment
    return True


def remind(session: ScopedSession, document: Document, author: Author) -> int:
    """Tell those who have not confirmed yet once more. Returns how many were told."""
    late = [
        one
        for one in lines_of(session, document.id)
        if one.confirmed_at is None and (one.reminded_at or one.shown_at) <= author.moment - QUIET
    ]
    for one in late:
        one.reminded_at = author.moment
    session.flush()
    lines = [(one.user_id, one.id) for one in late]
    tell_readers(session, document.title, lines, f"{author.moment:%Y-%m-%d}")
    return len(late)

"""Filters of lists under names of one's own: kept, written over, removed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import BadInput
from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.organizations.filter_models import KeptFilter

MOST = 50
"""Filters that a person keeps for one list; the oldest gives way."""
LONGEST_QUERY = 2000


def keep_filter(session: Session, user_id: int, place: str, name: str, query: str) -> None:
    """Keep conditions under a name; the same name is written over. The caller commits.

    Raises BadInput for what is no list, no name or no conditions.
    """
    name = " ".join(name.split())[:60]
    known = place.startswith("/") and place.endswith("/") and 2 < len(place) <= 100
    if not known or not name or not query or len(query) > LONGEST_QUERY:
        raise BadInput(message("Name the filter, and filter the list first."))
    with unscoped("keeping one's own filter of a list"):
        own = select(KeptFilter).where(KeptFilter.user_id == user_id, KeptFilter.place == place)
        rows = list(session.scalars(own.order_by(KeptFilter.id)))
        gone = [one for one in rows if one.name == name]
        gone += [one for one in rows if one not in gone][: max(0, len(rows) - len(gone) - MOST + 1)]
        for one in gone:
            session.delete(one)
        session.flush()
        session.add(KeptFilter(user_id=user_id, place=place, name=name, query=query))
        session.flush()


def remove_filter(session: Session, user_id: int, key: int) -> None:
    """Remove one's own filter; one that is gone already is no fault. The caller commits."""
    with unscoped("removing one's own filter of a list"):
        own = select(KeptFilter).where(KeptFilter.user_id == user_id, KeptFilter.id == key)
        for one in session.scalars(own):
            session.delete(one)
        session.flush()

"""Who turns the second key is told that the first one is turned."""

from __future__ import annotations

from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.documents.rules.lifecycle import Author
from app.movement.transition.models import YearTransition
from app.notifications.actions import notify
from app.notifications.rules import notification_kind
from app.organizations.queries import holders_of

CONFIRMED = notification_kind(
    "year_passage",
    message("The passage to the next year waits for you"),
    "calendar",
    ("YearTransition", "execute"),
)


def tell_executors(session: ScopedSession, transition: YearTransition, author: Author) -> None:
    """All who may carry the passage out in that kindergarten, but not who confirmed it."""
    house, day = transition.organization_id, author.moment.date()
    with unscoped("whom the coordinator's key calls, whoever they are"):
        people = set(holders_of(session, "execute", "YearTransition", house, day))
    text = message(
        "The plan of the passage to the year %(year)s is confirmed. You may carry it out.",
        year=transition.name,
    )
    # Each confirmation is a cause of its own: a plan that changed is confirmed anew.
    key = f"year-passage-{transition.id}-{author.moment:%Y%m%d%H%M%S}"
    href = f"/movement/year/{transition.id}/pass"
    notify(session, CONFIRMED, people - {author.user_id or 0}, text, key=key, href=href)

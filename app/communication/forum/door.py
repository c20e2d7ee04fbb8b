"""The door of the forum: what is there for the signed-in person, and 404 for everything else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from flask import abort

from app.communication.forum import news_queries, queries
from app.communication.forum.actions import Writer
from app.communication.forum.models import ForumPost, ForumTopic
from app.communication.forum.news_queries import Limits
from app.communication.forum.people_queries import (
    SUBJECT,
    Standings,
    own_public_name,
    standings_of,
)
from app.communication.forum.queries import Open
from app.core import clock
from app.core.db import db
from app.core.scoping.session import ScopedSession
from app.organizations.access import signed_in
from app.organizations.rules import RoleReachKind

_MOST_KEY = 2**31


class Door:
    """One request of one person."""

    def __init__(self) -> None:
        self.me = signed_in()
        self.session: ScopedSession = db.session()
        self.now = clock.now()

    @cached_property
    def standings(self) -> Standings:
        return standings_of(self.session, self.me)

    @cached_property
    def sections(self) -> Mapping[int, Open]:
        return queries.open_sections(self.session, self.standings)

    @property
    def moderated(self) -> list[int]:
        """Keys of the sections that the person moderates."""
        return [key for key, one in self.sections.items() if one.moderates]

    def limits(self, section: Open) -> Limits:
        return news_queries.limits_of(self.session, section.organization_id)

    def sees_families(self, section: Open) -> bool:
        """Whether parents are shown with their surnames: to the staff that may see them
        there: a right of another kindergarten, or of a parent, opens no names here."""
        house = section.organization_id
        return section.staff and house in self.me.scope("can_read", "Guardian").orgs

    def section(self, key: int) -> Open:
        return self.sections.get(key) or abort(404)

    def topic(self, key: int) -> tuple[ForumTopic, Open]:
        found = None
        if key < _MOST_KEY:
            found = queries.topic_of(self.session, self.me.id, key, self.sections)
        return found or abort(404)

    def post(self, key: int) -> tuple[ForumPost, ForumTopic, Open]:
        found = None
        if key < _MOST_KEY:
            found = queries.post_of(self.session, self.me.id, key, self.sections)
        return found or abort(404)

    def judged(self, key: int) -> tuple[ForumPost, ForumTopic, Open]:
        """A post of a section that the person moderates."""
        found = self.post(key)
        return found if found[2].moderates else abort(404)

    def writer(self, section: Open) -> Writer:
        """How the person is called here: the staff in full and by role, a parent by name only."""
        me, house = self.me, section.organization_id
        if not section.staff:
            name = own_public_name(self.session, me, house)
            return Writer(me.id, f"{me.last_name} {name}", name, "", False, self.now, me.today)
        holders = me.rights().get(("can_write", SUBJECT), frozenset())
        roles = [
            one.role_name
            for one in me.grants
            if one.organization_id == house
            and one.role_id in holders
            and one.reach is not RoleReachKind.CHILDREN
        ]
        return Writer(me.id, me.full_name, me.full_name, roles[0], True, self.now, me.today)

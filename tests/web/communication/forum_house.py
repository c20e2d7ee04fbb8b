"""A kindergarten with a forum on Tuesday, 24 November 2026, and people who write in it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.children.models import Child
from app.communication.forum.models import (
    ForumAdmission,
    ForumPost,
    ForumSection,
    ForumTopic,
)
from app.communication.forum.rules import PostState, Readers, Writers
from app.core import clock
from app.notifications.models import Notification
from app.organizations.models import Organization
from tests.factories.garden import NOW, Garden
from tests.factories.house import House, make_house
from tests.factories.rows import Rows


@dataclass
class Forum:
    """«Общий» is for everybody; «Ромашка» for the families of one group, moderated; «Педагоги»
    for the staff. Анна Абрамова and Юлия Белова are mothers of «Ромашка», Юлия Ёлкина of
    «Василёк»."""

    house: House
    garden: Garden
    now: datetime = NOW
    common: int = 0
    daisy: int = 0
    staff: int = 0

    def page(self, login: str, path: str, status: int = 200) -> str:
        answer = self.house.visit(login).get(path)
        assert answer.status_code == status, f"{login} {path}: {answer.status_code}"
        return html.unescape(answer.get_data(as_text=True))

    def sends(self, login: str, path: str, status: int = 303, **form: Any) -> str:
        answer = self.house.visit(login).send(path, form)
        text = html.unescape(answer.get_data(as_text=True))
        assert answer.status_code == status, f"{login} {path}: {answer.status_code} {text[-1500:]}"
        return text

    def starts(self, login: str, section: int = 0, title: str = "Прогулки", text: str = "") -> int:
        """The key of a topic that a person starts."""
        form = {"title": title, "text": text or "Во сколько выходим?"}
        self.sends(login, f"/forum/sections/{section or self.common}/new", **form)
        return int(self.house.look(ForumTopic)[-1].id)

    def answers(self, login: str, topic: int, text: str = "В десять.") -> int:
        """The key of a post."""
        self.sends(login, f"/forum/topics/{topic}/answer", text=text)
        return int(self.house.look(ForumPost)[-1].id)

    def topic(self, key: int) -> ForumTopic:
        return self.house.look(ForumTopic, id=key)[0]

    def post(self, key: int) -> ForumPost:
        return self.house.look(ForumPost, id=key)[0]

    def first(self, topic: int) -> ForumPost:
        return self.house.look(ForumPost, topic_id=topic)[0]

    def told(self, login: str, beginning: str = "forum-post-") -> list[str]:
        """Causes that a person was told of."""
        rows = self.house.look(Notification, kind="forum", user_id=self.house.users[login])
        return [one.key for one in rows if one.key.startswith(beginning)]

    def later(self, **step: float) -> None:
        self.now += timedelta(**step)

    def said(self, text: str, **values: object) -> str:
        return self.house.said(text, **values)

    def fill(self, topics: int, posts: int) -> int:
        """Topics in «Общий» past the app; the first holds ``posts`` posts. Its key."""
        author = self.house.users["first"]
        moment = {"created_at": NOW, "last_at": NOW}
        where = {"organization_id": self.house.organization, "section_id": self.common}
        with self.garden.system() as session:
            made = [
                ForumTopic(title=f"Тема {n}", author_id=author, posts=1, **moment, **where)
                for n in range(topics)
            ]
            session.add_all(made)
            session.flush()
            made[0].posts = posts
            session.add_all(
                ForumPost(
                    topic_id=topic.id,
                    author_id=author,
                    number=number,
                    state=PostState.PUBLISHED,
                    full_name="Кузнецова Мария",
                    public_name="Кузнецова Мария",
                    author_staff=True,
                    text=f"Ответ {number}",
                    words=f"ответ {number}",
                    published_at=NOW,
                    **where,
                )
                for topic in made
                for number in range(1, (posts if topic is made[0] else 1) + 1)
            )
            session.flush()
            return int(made[0].id)


def names_in(page: str) -> set[str]:
    return set(re.findall(r"<b>([^<]+)</b>", page))


def make_forum(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> Forum:
    made = Forum(make_house(garden), garden)
    house = made.house
    with garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=900)
        for login, last, child in (
            ("mother2", "Белова", house.children[1]),
            ("mother3", "Ёлкина", house.neighbours[0]),
        ):
            user = rows.user(
                login, last_name=last, first_name="Юлия", organization_id=house.organization
            )
            rows.appoint(user, "parent")
            guardian = rows.guardian_of(session.get_one(Child, child), user, last_name=last)
            guardian.first_name, guardian.middle_name = "Юлия", "Олеговна"
            house.users[login] = user.id
        nurse = rows.user("nurse", last_name="Лукина", first_name="Зоя")
        rows.appoint(nurse, "nurse")
        house.users["nurse"] = nurse.id
        sections = [
            rows.make(ForumSection, title="Общий", list_order=1),
            rows.make(
                ForumSection, title="Ромашка", list_order=2, readers=Readers.CHOSEN, moderated=True
            ),
            rows.make(ForumSection, title="Педагоги", list_order=3, readers=Readers.STAFF),
        ]
        made.common, made.daisy, made.staff = (one.id for one in sections)
        assert sections[0].writers is Writers.READERS
        rows.make(ForumAdmission, section_id=made.daisy, group_id=house.group)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made

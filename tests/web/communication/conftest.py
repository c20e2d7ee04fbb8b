"""A kindergarten with several families, and its board on Tuesday, 24 November 2026."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.children.models import Child, ChildGuardian, Guardian
from app.communication.board.models import Announcement, AnnouncementRecipient
from app.core import clock
from app.organizations.models import Organization, UserAccount
from tests.factories.garden import NOW, Garden
from tests.factories.house import House, make_house
from tests.factories.rows import Rows
from tests.web.communication.forum_house import Forum, make_forum


@dataclass
class Board:
    """«Детский сад № 5»: Анна is the mother of Тимофей (and of Ася next door), Борис the father
    of Арина; the parent of Лев has no login."""

    house: House
    garden: Garden
    now: datetime = NOW

    def writes(self, login: str = "first", *to: str, do: str = "publish", **fields: Any) -> Any:
        """A person sends the form of a new announcement."""
        form = {"title": "Утренник", "text": "В пятницу в 10:00", "do": do, "asks": "nothing"}
        form |= fields | {"to": list(to) or [f"group:{self.house.group}"]}
        return self.house.visit(login).send("/announcements/new", form)

    def published(self, login: str = "first", *to: str, **fields: Any) -> int:
        """The key of an announcement that a person published."""
        answer = self.writes(login, *to, **fields)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        key = int(answer.headers["Location"].split("/")[2])
        assert self.row(key).published_at is not None
        return key

    def row(self, key: int) -> Announcement:
        return self.house.look(Announcement, id=key)[0]

    def readers(self, key: int) -> list[AnnouncementRecipient]:
        return self.house.look(AnnouncementRecipient, announcement_id=key)

    def page(self, login: str, path: str = "/board/") -> str:
        answer = self.house.visit(login).get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.get_data(as_text=True)

    def status(self, login: str, path: str) -> int:
        return self.house.visit(login).get(path).status_code

    def later(self, **step: float) -> None:
        self.now += timedelta(**step)


@pytest.fixture
def board(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> Board:
    made = Board(make_house(garden), garden)
    with garden.system() as session:
        rows = Rows(session, session.get_one(Organization, made.house.organization))
        neighbour = rows.user(
            "neighbour",
            last_name="Белов",
            first_name="Борис",
            organization_id=made.house.organization,
        )
        made.house.users["neighbour"] = neighbour.id
        rows.appoint(neighbour, "parent")
        second, third = (session.get_one(Child, key) for key in made.house.children[1:3])
        rows.guardian_of(second, neighbour, last_name="Белов", first_name="Борис")
        rows.guardian_of(third, None, last_name="Воронцова", first_name="Яна")
        # Анна's younger child is in the other group.
        mother = session.query(Guardian).filter_by(user_id=made.house.users["parent"]).one()
        younger = session.get_one(Child, made.house.neighbours[0])
        rows.make(ChildGuardian, child=younger, guardian=mother)
        for login in ("parent", "neighbour"):
            account = session.get_one(UserAccount, made.house.users[login])
            account.last_login = datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def forum(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> Forum:
    return make_forum(garden, monkeypatch)

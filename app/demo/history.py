"""What the logs of the demonstration tell: changes by documents, made by its administrator."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from app.children.models import Child, Guardian
from app.core.audit.basis import by_document
from app.core.scoping.scope import acting
from app.core.scoping.session import ScopedSession
from app.demo.logins import DEMO_LOGINS
from app.organizations.access import load_person
from app.organizations.models import UserAccount

_CHANGED = (
    ("residence_address", "г. Заречье, ул. Набережная, д. 8, кв. 14", "Заявление родителя"),
    ("citizenship", "Россия", "Письмо отдела опеки № 214"),
)


def make_history(session: ScopedSession, today: date) -> None:
    """Some cards were changed by the administrator. Comes last: it works under his scope."""
    login = next(one.username for one in DEMO_LOGINS if one.role_key == "administrator")
    key = session.scalars(select(UserAccount.id).where(UserAccount.username == login)).one()
    session.flush()
    person = load_person(key, today)
    assert person is not None
    day = today - timedelta(days=9)
    with acting(person.scope("can_edit", "Child")):
        children = session.scalars(select(Child).order_by(Child.search_key).limit(len(_CHANGED)))
        for child, (name, value, paper) in zip(children.all(), _CHANGED, strict=False):
            setattr(child, name, value)
            with by_document(f"{paper} от {day:%d.%m.%Y}"):
                session.flush()
        guardian = session.scalars(select(Guardian).order_by(Guardian.search_key)).first()
        if guardian is not None:
            guardian.email = "semya@example.org"
            with by_document(f"Заявление родителя от {day:%d.%m.%Y}"):
                session.flush()

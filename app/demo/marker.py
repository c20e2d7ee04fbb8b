"""How a database of the demonstration is known."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.organizations.models import Organization

AUTHORITY_CODE = "demo-zarechensk"


def is_demonstration(session: Session) -> bool:
    """Whether the database holds the demonstration. Needs the system's scope."""
    query = select(Organization.id).where(Organization.code == AUTHORITY_CODE)
    return session.scalars(query).first() is not None

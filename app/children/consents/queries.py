"""Reads of consents: what a child has, who lacks one, what a purpose counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from app.children.consents.models import Consent, ConsentPurpose, RevocationTask
from app.children.consents.rules import ConsentDays, ConsentState
from app.children.family_queries import linked_on
from app.children.models import Child, ChildGuardian, Enrollment
from app.children.rules import GuardianRights
from app.core import clock


def in_force(day: date, consent: Any = Consent) -> Any:
    """The condition «the consent is in force on the day»."""
    return and_(
        consent.given_on <= day,
        or_(consent.valid_to.is_(None), consent.valid_to >= day),
        or_(consent.revoked_on.is_(None), consent.revoked_on > day),
    )


def attending(day: date) -> Any:
    """Keys of children who attend on the day."""
    return select(Enrollment.child_id).where(
        Enrollment.starts_on <= day, or_(Enrollment.ends_on.is_(None), Enrollment.ends_on > day)
    )


def photographed(day: date) -> Any:
    """Keys of children of whom photos may be shown to families on the day.

    One representative's consent is enough, unless another took back his own: who of them is
    right is not for the kindergarten to decide, and a photo that was seen is seen.
    """
    return _photo_consents(Consent).where(
        in_force(day), Consent.child_id.not_in(_photos_withdrawn(day))
    )


def _photo_consents(consent: Any) -> Any:
    """Keys of children with a consent for a purpose that allows photos."""
    purpose = aliased(ConsentPurpose)
    return (
        select(consent.child_id)
        .join(purpose, purpose.id == consent.purpose_id)
        .where(purpose.shows_photos.is_(True))
    )


def _photos_withdrawn(day: date) -> Any:
    """Keys of children one of whose representatives took a consent to photos back and gave no
    new one. Who represents the child no longer has no say."""
    old, new = aliased(Consent), aliased(Consent)
    given_anew = _photo_consents(new).where(
        new.child_id == old.child_id, new.guardian_id == old.guardian_id, in_force(day, new)
    )
    represents = select(ChildGuardian.id).where(
        ChildGuardian.child_id == old.child_id,
        ChildGuardian.guardian_id == old.guardian_id,
        ChildGuardian.rights == GuardianRights.FULL,
        linked_on(day),
    )
    return _photo_consents(old).where(
        old.revoked_on <= day, represents.exists(), ~given_anew.exists()
    )


def lacks(purpose_id: int, day: date) -> Any:
    """The condition «attends on the day, and no consent for the purpose is in force»."""
    given = select(Consent.child_id).where(Consent.purpose_id == purpose_id, in_force(day))
    # A purpose out of reach finds nobody, as one that never was.
    known = select(ConsentPurpose.id).where(ConsentPurpose.id == purpose_id).exists()
    return and_(known, Child.id.in_(attending(day)), Child.id.not_in(given))


def purposes_on(day: date) -> Any:
    """The condition «the purpose is asked for on the day»."""
    return and_(
        or_(ConsentPurpose.valid_from.is_(None), ConsentPurpose.valid_from <= day),
        or_(ConsentPurpose.valid_to.is_(None), ConsentPurpose.valid_to >= day),
    )


def rights_of(session: Session, child_id: int, guardian_id: int, day: date) -> Any:
    """(rights, relation) of a guardian for a child on a day; None without a link then."""
    query = select(ChildGuardian.rights, ChildGuardian.relation).where(
        ChildGuardian.child_id == child_id,
        ChildGuardian.guardian_id == guardian_id,
        linked_on(day),
    )
    return session.execute(query).first()


@dataclass(frozen=True)
class CardConsent:
    """A purpose on a child's card. ``consent_id`` None: nobody has consented."""

    purpose: str
    consent_id: int | None
    given_on: date | None
    on_card: bool


def consents_of(session: Session, child_id: int, day: date) -> list[CardConsent]:
    """The purposes asked for on a day and the consent in force for each. One statement.

    One representative's consent is enough; the earliest counts.
    """
    query = (
        select(ConsentPurpose.name, Consent.id, Consent.given_on, ConsentPurpose.on_card)
        .outerjoin(
            Consent,
            and_(
                Consent.purpose_id == ConsentPurpose.id, Consent.child_id == child_id, in_force(day)
            ),
        )
        .where(purposes_on(day))
        .order_by(ConsentPurpose.id, Consent.given_on, Consent.id)
    )
    found: dict[str, CardConsent] = {}
    for row in session.execute(query):
        found.setdefault(row[0], CardConsent(*row))
    return list(found.values())


@dataclass(frozen=True)
class PurposeCount:
    """How many of the children who attend have a consent for a purpose, and how many revoked."""

    id: int
    name: str
    given: int
    revoked: int


def purpose_counts(session: Session, day: date) -> tuple[int, list[PurposeCount]]:
    """Children who attend on a day, and the purposes with their counts. Two statements."""
    here = attending(day)
    children = session.scalar(select(func.count(Child.id)).where(Child.id.in_(here))) or 0
    query = (
        select(
            ConsentPurpose.id,
            ConsentPurpose.name,
            func.count(Consent.child_id.distinct()).filter(in_force(day)),
            func.count(Consent.child_id.distinct()).filter(Consent.revoked_on <= day),
        )
        .outerjoin(
            Consent, and_(Consent.purpose_id == ConsentPurpose.id, Consent.child_id.in_(here))
        )
        .where(purposes_on(day))
        .group_by(ConsentPurpose.id, ConsentPurpose.name)
        .order_by(ConsentPurpose.id)
    )
    return children, [PurposeCount(*row) for row in session.execute(query)]


def undone() -> Any:
    """The condition «nobody has done it yet»."""
    return RevocationTask.done_on.is_(None)


def days_of(consent: Consent) -> ConsentDays:
    """The dates of a consent, as the rules take them."""
    return ConsentDays(consent.given_on, consent.valid_to, consent.revoked_on)


def stands(state: ConsentState) -> Any:
    """The condition «the consent is in this state today», as ``rules.state_on`` judges."""
    day = clock.today()
    signed = and_(Consent.given_on.is_not(None), Consent.given_on <= day)
    revoked = and_(Consent.revoked_on.is_not(None), Consent.revoked_on <= day)
    conditions = {
        ConsentState.PRINTED: or_(Consent.given_on.is_(None), Consent.given_on > day),
        ConsentState.REVOKED: and_(signed, revoked),
        ConsentState.EXPIRED: and_(signed, not_(revoked), Consent.valid_to < day),
        ConsentState.IN_FORCE: in_force(day),
    }
    return conditions[state]

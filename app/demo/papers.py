"""Papers of the demonstration's families: limits of rights, further phones, benefits, consents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.children.benefits.models import BenefitCategory, ChildBenefit
from app.children.consents.actions import revoke
from app.children.consents.models import Consent, ConsentPurpose
from app.children.family_models import GuardianPhone
from app.children.models import Child, ChildGuardian, Enrollment, Guardian
from app.children.rules import GuardianRights, Relation
from app.core.scoping.session import ScopedSession

REFERENCE = (BenefitCategory, ConsentPurpose)
"""Kept by the authority and shared by its kindergartens."""
# Days from today to the end of every third benefit; the others have a year of their own.
_ENDINGS = (9, 21, 28, 60)
_PROOFS = {
    "Многодетная семья": ("Удостоверение многодетной семьи", "Управление социальной защиты"),
    "Малоимущая семья": ("Справка о доходах семьи", "Управление социальной защиты"),
    "Ребёнок-инвалид": ("Справка МСЭ", "Бюро медико-социальной экспертизы"),
    "Ребёнок участника специальной военной операции": ("Справка", "Военный комиссариат"),
}


def settle_papers(session: ScopedSession, today: date) -> None:
    """Write the papers of all families that are there. The same for the same families."""
    rng = Random("papers")  # noqa: S311 - repeatable on purpose, no secret
    query = (
        select(ChildGuardian)
        .options(joinedload(ChildGuardian.child), joinedload(ChildGuardian.guardian))
        .order_by(ChildGuardian.child_id, ChildGuardian.id)
    )
    links: dict[int, list[ChildGuardian]] = {}
    for link in session.scalars(query):
        links.setdefault(link.child_id, []).append(link)
    _limits(session, links, today)
    _phones(session, rng, links)
    children = _attending(session)
    session.add_all(_benefits(session, rng, children, today))
    _consents(session, rng, links, children, today)
    session.flush()


def _attending(session: Session) -> dict[int, tuple[Child, date]]:
    """Children who have not left, with the day they came."""
    query = (
        select(Child, Enrollment.starts_on)
        .join(Enrollment, Enrollment.child_id == Child.id)
        .where(Enrollment.ends_on.is_(None))
        .order_by(Child.id)
    )
    return {child.id: (child, since) for child, since in session.execute(query)}


def _limits(session: Session, links: dict[int, list[ChildGuardian]], today: date) -> None:
    """Some parents live apart, one is deprived of the rights, two grandmothers fetch children."""
    apart = [pair for pair in links.values() if len(pair) > 1 and not pair[1].guardian.user_id]
    court = today.replace(year=today.year - 1, month=3, day=14)
    for pair, rights, ground, number in (
        (apart[4], GuardianRights.NONE, "Решение суда о лишении родительских прав", "2-418/25"),
        (apart[9], GuardianRights.INFORMATION, "Решение суда о порядке общения", "2-977/25"),
    ):
        link = pair[1]
        link.rights, link.ground, link.document_number = rights, ground, number
        link.document_date = court
    for place, pair in enumerate((apart[2], apart[14])):
        child = pair[0].child
        grandmother = Guardian(
            organization_id=child.organization_id,
            last_name=("Сафронова", "Тарасенко")[place],
            first_name=("Валентина", "Лидия")[place],
            middle_name="Степановна",
            phone=f"+790055509{place:02}",
        )
        session.add(grandmother)
        session.add(
            ChildGuardian(
                organization_id=child.organization_id,
                child=child,
                guardian=grandmother,
                relation=Relation.OTHER,
                rights=GuardianRights.HANDOVER,
                valid_to=today + timedelta(days=200),
                ground="Доверенность",
                document_number=f"77 АГ 55501{place:02}",
                document_date=today - timedelta(days=90),
                call_order=3,
            )
        )


def _phones(session: Session, rng: Random, links: dict[int, list[ChildGuardian]]) -> None:
    """Each fifth mother has a phone at work; the one to call first is said."""
    for number, pair in enumerate(list(links.values())[::5]):
        mother = pair[0].guardian
        pair[0].call_order = 1
        session.add(
            GuardianPhone(
                organization_id=mother.organization_id,
                guardian=mother,
                number=f"+79005558{number:03}",
                note=rng.choice(("рабочий", "домашний", "бабушкин")),
            )
        )


def _benefits(
    session: Session, rng: Random, children: dict[int, tuple[Child, date]], today: date
) -> Iterator[ChildBenefit]:
    categories = {row.name: row for row in session.scalars(select(BenefitCategory))}
    names = list(_PROOFS)
    for number, (child, since) in enumerate(list(children.values())[::7]):
        name = names[number % len(names)]
        ends_on = today + timedelta(days=_ENDINGS[number // 3 % len(_ENDINGS)])
        if number % 3:
            ends_on = today + timedelta(days=200 + rng.randrange(300))
        yield ChildBenefit(
            organization_id=child.organization_id,
            child=child,
            category=categories[name],
            starts_on=since,
            ends_on=ends_on,
            document_name=_PROOFS[name][0],
            document_number=f"{rng.randint(100, 999)}-{rng.randint(10, 99)}",
            document_date=since - timedelta(days=rng.randint(3, 40)),
            issued_by=_PROOFS[name][1],
        )


def _consents(
    session: ScopedSession,
    rng: Random,
    links: dict[int, list[ChildGuardian]],
    children: dict[int, tuple[Child, date]],
    today: date,
) -> None:
    """Most have signed; some have not, some printed only, a few revoked the photographs."""
    purposes = list(session.scalars(select(ConsentPurpose).order_by(ConsentPurpose.id)))
    revoked: list[Consent] = []
    for child, since in children.values():
        signers = [one for one in links.get(child.id, ()) if one.rights is GuardianRights.FULL]
        for number, purpose in enumerate(purposes):
            drawn = rng.random()
            if not signers or drawn < 0.08 + 0.05 * number:
                continue
            consent = Consent(
                organization_id=child.organization_id,
                child=child,
                purpose=purpose,
                guardian=signers[0].guardian,
                given_on=None if drawn > 0.98 else min(since, today - timedelta(days=10)),
            )
            session.add(consent)
            if number == 0 and 0.5 < drawn < 0.53:
                revoked.append(consent)
    session.flush()
    for number, consent in enumerate(revoked):
        day = max(consent.given_on or today, today - timedelta(days=3 + number))
        tasks = revoke(session, consent, day, "Заявление родителя", today)
        if number:
            for task in tasks:
                task.done_on, task.done_by = day, "Титова О. В."

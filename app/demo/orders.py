"""Orders of the demonstration: who came, moved and left this year, written as in the product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from app.academic_year.rules import usual_year
from app.children.models import Child
from app.core import clock
from app.core.scoping.session import ScopedSession
from app.demo.houses import House
from app.demo.plan import SCHOOL, ChildPlan
from app.documents import actions as documents
from app.documents import queries as document_queries
from app.documents.cancel_actions import draft_cancellation
from app.documents.models import Document
from app.documents.rules.lifecycle import Author
from app.movement.initial_actions import adopt
from app.movement.order_actions import add_lines
from app.movement.rules.events import DepartureReason, KeptReason, MovementKind
from app.movement.rules.lines import LineFacts

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_REASON = "по заявлению родителей, приказ об увеличении числа мест"
Settled = Sequence[tuple[ChildPlan, Child]]


@dataclass(frozen=True)
class Planned:
    """An order before it is signed."""

    day: date
    kind: MovementKind
    basis: str
    lines: tuple[LineFacts, ...]


def carry_orders(session: ScopedSession, house: House, settled: Settled, today: date) -> None:
    """Enter the initial list into the book, then sign the orders of the year one after another."""
    adopt(session, [child.id for _plan, child in settled], usual_year(today).starts_on)
    planned = sorted(_planned(house, settled, today), key=lambda one: (one.day, one.kind))
    for one in planned:
        _sign(session, house, _draft(session, house, one), one.day)
    _undecided(session, house, settled, today)


def _planned(house: House, settled: Settled, today: date) -> Iterator[Planned]:
    begun = usual_year(today).starts_on
    yield from _newcomers(house, settled, begun)
    for plan, child in settled:
        if plan.leaves_to == SCHOOL and plan.ends_on is not None:
            continue
        if len(plan.stays) > 1:
            group, starts_on, _end = plan.stays[1]
            line = LineFacts(
                child.id, starts_on, to_group_id=house.groups[group].id, capacity_reason=_REASON
            )
            basis = "заключение ПМПК и заявление родителей"
            yield Planned(starts_on - _DAY, MovementKind.GROUP_TRANSFER, basis, (line,))
        elif plan.ends_on is not None:
            line = LineFacts(
                child.id, plan.ends_on, reason=DepartureReason.MOVE, place="г. Приозёрск"
            )
            basis = "заявление родителей"
            yield Planned(plan.ends_on - _DAY, MovementKind.DEPARTURE, basis, (line,))
    graduates = [(plan, child) for plan, child in settled if plan.leaves_to == SCHOOL]
    if graduates:
        lines = tuple(
            LineFacts(
                child.id,
                plan.ends_on or begun,
                reason=DepartureReason.SCHOOL,
                place="МБОУ «СОШ № 3»",
            )
            for plan, child in graduates
        )
        basis = "завершение обучения, заявления родителей"
        yield Planned(begun - 4 * _DAY, MovementKind.DEPARTURE, basis, lines)


def _newcomers(house: House, settled: Settled, begun: date) -> Iterator[Planned]:
    """One order of enrolment for the children of a week."""
    came = sorted(
        ((plan, child) for plan, child in settled if plan.starts_on >= begun),
        key=lambda one: one[0].starts_on,
    )
    for _week, several in groupby(came, key=lambda one: one[0].starts_on.isocalendar()[:2]):
        week = list(several)
        day = week[0][0].starts_on
        lines = tuple(_enrolment(house, plan, child) for plan, child in week)
        basis = "заявления родителей, направления, договоры об образовании"
        yield Planned(day, MovementKind.ENROLMENT, basis, lines)


def _enrolment(house: House, plan: ChildPlan, child: Child) -> LineFacts:
    return LineFacts(
        child.id,
        plan.starts_on,
        to_group_id=house.groups[plan.stays[0][0]].id,
        referral_number=f"{plan.number}-Н",
        referral_date=plan.starts_on - 3 * _WEEK,
        contract_number=f"{plan.number}",
        contract_date=plan.starts_on,
        file_number=f"{child.last_name[0]}-{plan.number}",
        capacity_reason=_REASON,
    )


def _draft(session: ScopedSession, house: House, planned: Planned) -> Document:
    key = house.organization.id
    kind = document_queries.kind_of(session, key, planned.kind.value, planned.day)
    order = documents.draft(session, key, kind, planned.day, basis=planned.basis)
    add_lines(session, order, planned.lines)
    return order


def _sign(session: ScopedSession, house: House, order: Document, day: date) -> None:
    moment = datetime.combine(day, time(10, 15), ZoneInfo(clock.DEFAULT_ZONE))
    documents.sign(session, order, Author(house.head, moment), day)


def _undecided(session: ScopedSession, house: House, settled: Settled, today: date) -> None:
    """What lies on the table today: a cancelled order and a draft that nobody has signed yet."""
    listed = _listed(settled)
    names = list(house.groups)
    if len(listed) < 2 or len(names) < 2:
        return
    (plan, child), (_other, second) = listed[:2]
    target = next(name for name in names if name != plan.stays[-1][0])
    line = LineFacts(
        child.id,
        today + _WEEK,
        to_group_id=house.groups[target].id,
        capacity_reason=_REASON,
    )
    basis = "заявление родителей"
    mistaken = Planned(today - _DAY, MovementKind.GROUP_TRANSFER, basis, (line,))
    order = _draft(session, house, mistaken)
    _sign(session, house, order, mistaken.day)
    cancelling = draft_cancellation(session, order, mistaken.day)
    _sign(session, house, cancelling, mistaken.day)
    first = today + 2 * _WEEK
    kept = LineFacts(
        second.id, first, last_day=first + 20 * _DAY, kept_reason=KeptReason.SANATORIUM
    )
    _draft(session, house, Planned(today, MovementKind.KEPT_PLACE, "путёвка в санаторий", (kept,)))


def _listed(settled: Settled) -> list[tuple[ChildPlan, Child]]:
    """Children on the list with one stay, of two groups."""
    found: dict[str, tuple[ChildPlan, Child]] = {}
    for plan, child in settled:
        if plan.ends_on is None and len(plan.stays) == 1:
            found.setdefault(plan.stays[0][0], (plan, child))
    return list(found.values())

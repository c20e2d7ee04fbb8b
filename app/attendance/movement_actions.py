"""Attendance goes along with orders: days of a kept place are excused, open sheets are told of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.attendance.actions import Author as Marker
from app.attendance.cleared_actions import clear_marks
from app.attendance.code_queries import code_book
from app.attendance.models import AbsenceDocument, AttendanceMark, AttendanceSheet, DocumentKind
from app.attendance.paper_actions import fill_by_document
from app.attendance.rules.codes import Code
from app.attendance.rules.lifecycle import SheetState, check_editable
from app.children.models import Placement
from app.core.errors import RuleViolation
from app.core.messages import Message, message
from app.core.scoping.session import ScopedSession
from app.core.workdays import first_of_month, next_month
from app.documents.models import Document
from app.documents.rules.lifecycle import Author
from app.groups.models import ChildGroup
from app.movement.departures import Leaving
from app.movement.models import Movement
from app.movement.rules.events import KeptReason, MovementKind

# What kindergartens write for these reasons, if they have such a letter (domain 2.2).
_USUAL = {KeptReason.LEAVE: "О", KeptReason.SANATORIUM: "С", KeptReason.OTHER: "П"}


class KeptPlaces:
    """The order that keeps a place is the paper that excuses the days."""

    def entered(
        self,
        session: ScopedSession,
        document: Document,
        entries: Sequence[Movement],
        author: Author,
    ) -> None:
        """Raises RuleViolation when the days cannot be excused."""
        kept = [one for one in entries if one.kind is MovementKind.KEPT_PLACE]
        if not kept:
            return
        book = code_book(session, document.organization.path)
        marker = Marker(author.name, author.moment)
        for entry in kept:
            assert entry.last_day is not None
            assert entry.from_group_id is not None
            code = _code(book.codes, entry.kept_reason, entry.effective_on)
            paper = AbsenceDocument(
                organization_id=document.organization_id,
                group_id=entry.from_group_id,
                child_id=entry.child_id,
                kind=DocumentKind.ORDER,
                number=document.number,
                issued_on=document.issued_on,
                starts_on=entry.effective_on,
                ends_on=entry.last_day,
                code_id=book.ids[code],
            )
            session.add(paper)
            session.flush()
            fill_by_document(session, paper, marker)

    def reversed(
        self,
        session: ScopedSession,
        document: Document,
        entries: Sequence[Movement],
        author: Author,
    ) -> None:
        """The paper goes; days that it alone excused are unmarked again. Raises Conflict for a
        closed sheet."""
        children = [one.child_id for one in entries if one.kind is MovementKind.KEPT_PLACE]
        if not children:
            return
        query = select(AbsenceDocument).where(
            AbsenceDocument.child_id.in_(children),
            AbsenceDocument.kind == DocumentKind.ORDER,
            AbsenceDocument.number == document.number,
            AbsenceDocument.issued_on == document.issued_on,
        )
        papers = session.scalars(query).all()
        marks = session.scalars(
            select(AttendanceMark)
            .where(AttendanceMark.document_id.in_([one.id for one in papers]))
            .options(joinedload(AttendanceMark.sheet), joinedload(AttendanceMark.code))
        ).all()
        for mark in marks:
            check_editable(mark.sheet.state)
        note = message("The order № %(number)s is cancelled.", number=document.number)
        clear_marks(session, marks, Marker(author.name, author.moment), note)
        for paper in papers:
            session.delete(paper)
        session.flush()


def _code(codes: Iterable[Code], reason: KeptReason | None, day: date) -> Code:
    """The code that a reason gets. Raises RuleViolation when the kindergarten has none."""
    ill = reason is KeptReason.ILLNESS
    fitting = [
        code
        for code in codes
        if code.excused
        and code.needs_document
        and code.typable
        and code.counts_as_day
        and code.illness is ill
        and code.valid_on(day)
    ]
    if not fitting:
        raise RuleViolation(
            message("No code of attendance excuses these days. Add one to the codes.")
        )
    usual = _USUAL.get(reason) if reason else None
    return next((code for code in fitting if code.letter == usual), fitting[0])


class OpenSheets:
    """Who leaves has whole months behind: their sheets are closed first."""

    def problems(
        self, session: ScopedSession, leaving: Sequence[Leaving], today: date
    ) -> dict[int, list[Message]]:
        """Open sheets of months that ended before departure and today. Two statements."""
        ends = {one.child: first_of_month(min(one.day, today)) for one in leaving}
        stays = session.execute(
            select(
                Placement.child_id, Placement.group_id, Placement.starts_on, Placement.ends_on
            ).where(Placement.child_id.in_(ends))
        ).all()
        sheets = session.execute(
            select(AttendanceSheet.group_id, AttendanceSheet.month, ChildGroup.name)
            .join(ChildGroup, ChildGroup.id == AttendanceSheet.group_id)
            .where(
                AttendanceSheet.group_id.in_({group for _child, group, _first, _end in stays}),
                AttendanceSheet.month < max(ends.values()),
                AttendanceSheet.state == SheetState.OPEN,
            )
            .order_by(AttendanceSheet.month)
        ).all()
        found: dict[int, list[Message]] = {}
        for child, group, first, end in stays:
            for sheet_group, month, name in sheets:
                listed = first < next_month(month) and (end is None or end > month)
                if group == sheet_group and listed and month < ends[child]:
                    text = message(
                        "the sheet of “%(group)s” for %(month)s is open. Close it first.",
                        group=name,
                        month=f"{month:%m.%Y}",
                    )
                    found.setdefault(child, []).append(text)
        return found

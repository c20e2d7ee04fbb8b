"""Writes of papers about absence: days they fill, marks they prove. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.attendance.actions import Author, write_marks
from app.attendance.models import AbsenceDocument, AttendanceMark
from app.attendance.rules import lifecycle
from app.attendance.rules.documents import DocumentPlan, check_document, plan_document
from app.attendance.rules.marking import Cover
from app.attendance.rules.totals import Cell
from app.attendance.sheet_queries import Sheet, load_sheet
from app.core.errors import RuleViolation
from app.core.messages import message
from app.core.scoping.plain_writes import update_many
from app.core.scoping.session import ScopedSession
from app.core.workdays import months_between


def fill_by_document(
    session: ScopedSession, document: AbsenceDocument, author: Author
) -> DocumentPlan:
    """Let a paper fill its days in every month it touches. The row must be flushed.

    Raises RuleViolation when the paper cannot be, or covers no working day of the child.
    """
    plans = []
    others: dict[int, Cover] = {}
    cover: Cover | None = None
    for month in months_between(document.starts_on, document.ends_on):
        sheet = load_sheet(session, document.group_id, month, lock=True, with_covers=True)
        if sheet is None:
            raise RuleViolation(message("There is no such group."))
        cover = Cover(
            document.id,
            sheet.book.by_id[document.code_id],
            document.starts_on,
            document.ends_on,
            document.child_id,
        )
        others |= {other.id: other for other in check_document(cover, sheet.covers)}
        try:
            plan = plan_document(
                cover, sheet.children, sheet.days, sheet.marks, {month: sheet.state}
            )
        except RuleViolation as refusal:
            refused = refusal
            continue
        write_marks(session, sheet, plan.write, author)
        _attach(session, sheet, plan.attach, document)
        session.flush()
        plans.append(plan)
    if not plans:
        raise refused
    return DocumentPlan(
        write=tuple(one for plan in plans for one in plan.write),
        attach=tuple(one for plan in plans for one in plan.attach),
        clashes=tuple(one for plan in plans for one in plan.clashes),
        in_closed=tuple(one for plan in plans for one in plan.in_closed),
        others=tuple(others.values()),
    )


def release_marks(session: ScopedSession, document: AbsenceDocument) -> None:
    """After a changed paper has filled its days: marks it no longer covers lose their proof.

    Raises Conflict when such a mark stands in a closed sheet.
    """
    query = (
        select(AttendanceMark)
        .where(AttendanceMark.document_id == document.id)
        .options(joinedload(AttendanceMark.sheet))
    )
    for mark in session.scalars(query):
        covered = (
            document.starts_on <= mark.day <= document.ends_on
            and mark.code_id == document.code_id
            # A child may have changed the group meanwhile; its paper proves its days there too.
            and document.child_id in (None, mark.child_id)
            and (document.child_id is not None or mark.group_id == document.group_id)
        )
        if covered:
            continue
        lifecycle.check_editable(mark.sheet.state)
        mark.sheet.revision += 1
        mark.document_id = None
        mark.revision = mark.sheet.revision


def _attach(
    session: ScopedSession, sheet: Sheet, cells: Sequence[Cell], document: AbsenceDocument
) -> None:
    """The same reason gets its proof; open pages learn of it by the revision."""
    if not cells or sheet.row is None:
        return
    sheet.row.revision += 1
    session.flush()
    stored = [
        {
            "id": sheet.marks[child, day].key,
            "organization_id": sheet.group.organization_id,
            "sheet_id": sheet.row.id,
            "group_id": sheet.group.id,
            "child_id": child,
        }
        for child, day in cells
    ]
    proof = {"document_id": document.id, "revision": sheet.row.revision}
    update_many(session, AttendanceMark, stored, [proof] * len(stored))

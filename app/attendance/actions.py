"""Writes of attendance: marks, documents, and the life of a sheet. The caller commits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.attendance.models import (
    AbsenceDocument,
    AttendanceMark,
    AttendanceSheet,
    MarkClash,
    MarkRevision,
    SheetEvent,
    SheetStep,
)
from app.attendance.queries import Sheet, load_sheet
from app.attendance.report.form_0504608 import sheet_pdf
from app.attendance.report.sheet_form import (
    FormChild,
    Heading,
    Letters,
    SheetForm,
    Signatory,
    build_form,
)
from app.attendance.rules import lifecycle, marking
from app.attendance.rules.documents import DocumentPlan, check_document, plan_document
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import Clash, Cover, Wish, Write
from app.attendance.rules.totals import Cell
from app.core.db import acting_user_id
from app.core.errors import RuleViolation
from app.core.files.models import StoredFile
from app.core.i18n import translate
from app.core.messages import message
from app.core.scoping.guard import insert_many
from app.core.scoping.session import ScopedSession
from app.core.workdays import months_between
from app.groups.rules import STAY_REGIMES


@dataclass(frozen=True)
class Author:
    """Who writes and when: kept beside every mark and step."""

    name: str
    moment: datetime


@dataclass(frozen=True)
class Saved:
    """What a request came to: rows written or already so, clashes, the sheet's revision."""

    marks: tuple[AttendanceMark, ...]
    clashes: tuple[Clash, ...]
    revision: int


def save_marks(
    session: ScopedSession,
    sheet: Sheet,
    wishes: Sequence[Wish],
    present_days: Iterable[date],
    author: Author,
    today: date,
) -> Saved:
    """Write a batch of marks. ``sheet`` must have been loaded with ``lock=True``.

    Different cells merge; a cell that somebody else wrote meanwhile is a clash and stays.
    Raises RuleViolation when one cell may not hold what is wished: then nothing is written.
    """
    merge = marking.record(sheet.for_marking(), sheet.recorded(), wishes, present_days, today)
    rows = _write(session, sheet, merge.write, author)
    if merge.clashes:
        _record_clashes(session, sheet, merge.clashes, author)
    touched = {(write.child, write.day) for write in merge.write if write.version > 1}
    settle(session, sheet, touched | set(merge.unchanged), author.moment)
    session.flush()
    same = tuple(sheet.marks[cell] for cell in merge.unchanged if cell in sheet.marks)
    return Saved(rows + same, merge.clashes, sheet.revision)


def _sheet_row(session: ScopedSession, sheet: Sheet) -> AttendanceSheet:
    if sheet.row is None:
        sheet.row = AttendanceSheet(
            organization_id=sheet.group.organization_id,
            group=sheet.group,
            month=sheet.month,
            state=SheetState.OPEN,
            revision=0,
        )
        session.add(sheet.row)
    return sheet.row


def _write(
    session: ScopedSession, sheet: Sheet, writes: Sequence[Write], author: Author
) -> tuple[AttendanceMark, ...]:
    """New marks and their history in one statement each; known marks are updated."""
    if not writes:
        return ()
    row = _sheet_row(session, sheet)
    row.revision += 1
    session.flush()
    new, history, written = [], [], []
    for write in writes:
        values = _values(sheet, row, write, author)
        cell = (write.child, write.day)
        known = sheet.marks.get(cell)
        if known is None:
            key = _key(sheet, row, write)
            new.append({**key, **values})
            sheet.marks[cell] = AttendanceMark(**key, **values)
        else:
            for name, value in values.items():
                setattr(known, name, value)
        history.append(_history(sheet, row, write, author))
        written.append(sheet.marks[cell])
    insert_many(session, AttendanceMark, new)
    insert_many(session, MarkRevision, history)
    return tuple(written)


def _key(sheet: Sheet, row: AttendanceSheet, write: Write) -> dict[str, Any]:
    return {
        "organization_id": sheet.group.organization_id,
        "sheet_id": row.id,
        "group_id": sheet.group.id,
        "child_id": write.child,
        "day": write.day,
    }


def _values(sheet: Sheet, row: AttendanceSheet, write: Write, author: Author) -> dict[str, Any]:
    return {
        "code_id": sheet.book.ids[write.new] if write.new else None,
        "document_id": write.cover.id if write.cover else None,
        "version": write.version,
        "revision": row.revision,
        "changed_at": author.moment,
        "changed_by_id": acting_user_id(),
        "changed_by_name": author.name,
    }


def _history(sheet: Sheet, row: AttendanceSheet, write: Write, author: Author) -> dict[str, Any]:
    return {
        **_key(sheet, row, write),
        "old_letter": write.old.letter if write.old else None,
        "new_letter": write.new.letter if write.new else None,
        "changed_at": author.moment,
        "changed_by_name": author.name,
    }


def _record_clashes(
    session: ScopedSession, sheet: Sheet, clashes: Sequence[Clash], author: Author
) -> None:
    """So that both are told: who stands, who was refused, until one of them settles it."""
    row = _sheet_row(session, sheet)
    me = acting_user_id()
    known = {
        (one.child_id, one.day, one.kept_letter, one.refused_letter, one.refused_by_id)
        for one in session.scalars(
            select(MarkClash).where(MarkClash.sheet_id == row.id, MarkClash.settled_at.is_(None))
        )
    }
    for clash in clashes:
        if (clash.child, clash.day, clash.theirs, clash.yours, me) in known:
            continue
        standing = sheet.marks.get((clash.child, clash.day))
        session.add(
            MarkClash(
                organization_id=sheet.group.organization_id,
                sheet_id=row.id,
                group=sheet.group,
                child=sheet.people[clash.child],
                day=clash.day,
                kept_letter=clash.theirs,
                kept_by_id=standing.changed_by_id if standing else None,
                kept_by_name=clash.by,
                kept_at=clash.at or author.moment,
                refused_letter=clash.yours,
                refused_by_id=me,
                refused_by_name=author.name,
                refused_at=author.moment,
            )
        )


def settle(session: ScopedSession, sheet: Sheet, cells: set[Cell], moment: datetime) -> None:
    """A cell that was chosen anew has no clash any more."""
    if not cells or sheet.row is None or not sheet.has_clashes:
        return
    query = select(MarkClash).where(
        MarkClash.sheet_id == sheet.row.id, MarkClash.settled_at.is_(None)
    )
    for clash in session.scalars(query):
        if (clash.child_id, clash.day) in cells:
            clash.settled_at = moment


def fill_by_document(
    session: ScopedSession, document: AbsenceDocument, author: Author
) -> DocumentPlan:
    """Let a paper fill its days in every month it touches. The row must be flushed.

    Raises RuleViolation when the paper cannot be, or covers no working day of the child.
    """
    plans = []
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
        check_document(cover, sheet.covers)
        try:
            plan = plan_document(
                cover, sheet.children, sheet.days, sheet.recorded(), {month: sheet.state}
            )
        except RuleViolation as refusal:
            refused = refusal
            continue
        _write(session, sheet, plan.write, author)
        _attach(sheet, plan.attach, document)
        session.flush()
        plans.append(plan)
    if not plans:
        raise refused
    return DocumentPlan(
        write=tuple(one for plan in plans for one in plan.write),
        attach=tuple(one for plan in plans for one in plan.attach),
        clashes=tuple(one for plan in plans for one in plan.clashes),
        in_closed=tuple(one for plan in plans for one in plan.in_closed),
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


def _attach(sheet: Sheet, cells: Sequence[Cell], document: AbsenceDocument) -> None:
    """The same reason gets its proof; open pages learn of it by the revision."""
    if not cells or sheet.row is None:
        return
    sheet.row.revision += 1
    for cell in cells:
        mark = sheet.marks[cell]
        mark.document_id = document.id
        mark.revision = sheet.row.revision


def form_of(sheet: Sheet, letters: Letters, formed_on: date) -> SheetForm:
    """The official form of a sheet, with the names of those who signed it."""
    row = sheet.row
    signed = row.approved_at.date() if row and row.approved_at else None
    return build_form(
        Heading(
            organization=sheet.organization.name,
            group=sheet.group.name,
            month=sheet.month,
            okpo=sheet.organization.okpo or "",
            regime=translate(STAY_REGIMES[sheet.group.stay_regime]),
            formed_on=formed_on,
            state=sheet.state,
            head=Signatory(
                (row.approved_by if row else None) or sheet.organization.head_name or ""
            ),
            responsible=Signatory((row.closed_by if row else None) or ""),
            signed_on=signed,
        ),
        [
            FormChild(
                replace(child, name=sheet.people[child.id].full_name),
                account=sheet.people[child.id].account_number or "",
            )
            for child in sheet.children
        ],
        sheet.days,
        sheet.rule_marks(),
        letters,
        sick_note_required=sheet.settings.sick_note_required,
    )


def close(
    session: ScopedSession, sheet: Sheet, author: Author, today: date, *, may_close: bool
) -> bool:
    """Close a sheet and freeze its totals. False: it was closed already."""
    totals = sheet.totals()
    step = lifecycle.close_sheet(
        sheet.state, sheet.days, totals.unfilled_days, today, may_close=may_close
    )
    if not step.changed:
        return False
    row = _sheet_row(session, sheet)
    row.state = step.state
    row.totals = _frozen(sheet)
    row.closed_at, row.closed_by = author.moment, author.name
    session.add(_event(sheet, row, SheetStep.CLOSED, author))
    session.flush()
    return True


def approve(
    session: ScopedSession, sheet: Sheet, author: Author, today: date, *, may_approve: bool
) -> bool:
    """Approve a closed sheet; its form is kept as PDF. False: it was approved already."""
    totals = sheet.totals()
    step = lifecycle.approve_sheet(sheet.state, totals.unfilled_days, may_approve=may_approve)
    if not step.changed:
        return False
    row = _sheet_row(session, sheet)
    row.state = step.state
    row.approved_at, row.approved_by = author.moment, author.name
    content = sheet_pdf(form_of(sheet, Letters.OFFICIAL, today))
    row.pdf_file = StoredFile(
        organization_id=sheet.group.organization_id,
        group_id=sheet.group.id,
        name=f"0504608-{sheet.month:%Y-%m}-{sheet.group.id}.pdf",
        media_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    event = _event(sheet, row, SheetStep.APPROVED, author)
    session.add_all([row.pdf_file, event])
    session.flush()
    event.pdf_file_id = row.pdf_file.id
    session.flush()
    return True


def reopen(
    session: ScopedSession, sheet: Sheet, reason: str, author: Author, *, may_reopen: bool
) -> bool:
    """Open a sheet again, with a reason on record. False: it was open already."""
    step = lifecycle.reopen_sheet(sheet.state, reason, may_reopen=may_reopen)
    if not step.changed:
        return False
    row = _sheet_row(session, sheet)
    row.state = step.state
    row.revision += 1
    row.totals = None
    row.closed_at = row.closed_by = row.approved_at = row.approved_by = None
    row.pdf_file = None
    session.add(_event(sheet, row, SheetStep.REOPENED, author, step.reason))
    session.flush()
    return True


def _event(
    sheet: Sheet, row: AttendanceSheet, step: SheetStep, author: Author, reason: str | None = None
) -> SheetEvent:
    return SheetEvent(
        organization_id=sheet.group.organization_id,
        sheet=row,
        group=sheet.group,
        step=step,
        reason=reason,
        happened_at=author.moment,
        by_name=author.name,
    )


def _frozen(sheet: Sheet) -> dict[str, Any]:
    """Totals as they were signed, by child and whole."""
    totals = sheet.totals()
    names = ("plan", "present", "missed_ill", "missed_other", "excused", "unfilled")
    return {
        "children": [
            {
                "id": line.child,
                "name": sheet.people[line.child].full_name,
                **{name: getattr(line.counts, name) for name in names},
                "missed": line.counts.missed,
                "payable": line.counts.payable,
            }
            for line in totals.children
        ],
        "whole": {
            **{name: getattr(totals.whole, name) for name in names},
            "missed": totals.whole.missed,
            "payable": totals.whole.payable,
        },
    }

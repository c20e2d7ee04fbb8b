"""The life of a sheet: closed, approved with its form kept, opened again. The caller commits."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from app.attendance.actions import Author, sheet_row
from app.attendance.history_models import SheetEvent, SheetStep
from app.attendance.models import AttendanceSheet
from app.attendance.report.form_0504608 import sheet_pdf
from app.attendance.report.sheet_form import (
    FormChild,
    Heading,
    Letters,
    SheetForm,
    Signatory,
    build_form,
)
from app.attendance.rules import lifecycle
from app.attendance.rules.frozen import kept_of, signed_totals
from app.attendance.sheet_queries import Sheet
from app.core.errors import Conflict
from app.core.files.models import StoredFile
from app.core.formats import show_date
from app.core.i18n import translate
from app.core.messages import message
from app.core.scoping.session import ScopedSession
from app.core.workdays import first_of_month
from app.groups.rules import STAY_REGIMES
from app.movement.transition.closed_queries import closed_before


def form_of(sheet: Sheet, letters: Letters, formed_on: date) -> SheetForm:
    """The official form of a sheet, with the names of those who signed it."""
    row = sheet.row
    signed = row.approved_at.date() if row and row.approved_at else None
    return build_form(
        Heading(
            organization=sheet.group.organization,
            group=sheet.group.name,
            month=sheet.month,
            okpo=sheet.group.okpo or "",
            regime=translate(STAY_REGIMES[sheet.group.stay_regime]),
            formed_on=formed_on,
            state=sheet.state,
            head=Signatory((row.approved_by if row else None) or sheet.group.head_name or ""),
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
        sheet.marks.values(),
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
    row = sheet_row(session, sheet)
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
    row = sheet_row(session, sheet)
    if row.totals and signed_totals(totals, row.totals).differs:
        raise Conflict(
            message(
                "The records changed after the sheet was closed. Open it again and close it anew."
            )
        )
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
    _refuse_closed_year(session, sheet)
    row = sheet_row(session, sheet)
    row.state = step.state
    row.revision += 1
    row.totals = None
    row.closed_at = row.closed_by = row.approved_at = row.approved_by = None
    row.pdf_file = None
    session.add(_event(sheet, row, SheetStep.REOPENED, author, step.reason))
    session.flush()
    return True


def _refuse_closed_year(session: ScopedSession, sheet: Sheet) -> None:
    """A sheet of a closed academic year stays as it was signed. Raises Conflict."""
    closed = closed_before(session, sheet.group.organization_id)
    if closed is not None and sheet.month < first_of_month(closed.until):
        raise Conflict(
            message(
                "The academic year of this sheet is closed. A correction is a new record in the "
                "year that began on %(day)s.",
                day=show_date(closed.next_year),
            )
        )


def _event(
    sheet: Sheet, row: AttendanceSheet, step: SheetStep, author: Author, reason: str | None = None
) -> SheetEvent:
    return SheetEvent(
        organization_id=sheet.group.organization_id,
        sheet=row,
        group_id=sheet.group.id,
        step=step,
        reason=reason,
        happened_at=author.moment,
        by_name=author.name,
    )


def _frozen(sheet: Sheet) -> dict[str, Any]:
    """Totals as they were signed, by child and whole."""
    totals = sheet.totals()
    return {
        "children": [
            {
                "id": line.child,
                "name": sheet.people[line.child].full_name,
                **kept_of(line.counts),
            }
            for line in totals.children
        ],
        "whole": kept_of(totals.whole),
    }

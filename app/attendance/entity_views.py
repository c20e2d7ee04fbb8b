"""Generated pages of attendance: codes, sheets, marks, history, documents.

Marks, sheets and their history are read here only: they change by the pages of
``views``, which know the rules.
"""

from __future__ import annotations

from typing import Any

from flask import flash

from app.attendance import paper_actions
from app.attendance.actions import Author
from app.attendance.history_models import SHEET_STEPS, MarkClash, MarkRevision, SheetEvent
from app.attendance.models import (
    DOCUMENT_KINDS,
    AbsenceDocument,
    AttendanceCode,
    AttendanceMark,
    AttendanceSheet,
    DocumentKind,
)
from app.attendance.notice_models import AbsenceNotice
from app.attendance.said_pages import others_said, plan_said
from app.attendance.sheet_door import SUBJECT, month_base
from app.core import clock
from app.core.db import db
from app.core.entity_api import api_for
from app.core.entity_pages import named
from app.core.entity_view import EntityView, Tab
from app.core.errors import RuleViolation
from app.core.formats import show, show_date, show_month
from app.core.i18n import translate
from app.core.messages import message
from app.organizations.access import signed_in
from app.organizations.rules import check_interval


class AttendanceCodeView(EntityView):
    model = AttendanceCode
    route_base = "/attendance-codes"
    title_many = message("Attendance codes")
    title_new = message("New code")
    list_columns = [
        *("letter", "name", "present", "excused", "illness", "counts_as_day", "needs_document")
    ]
    filter_columns = ["present", "excused", "illness", "valid_from"]
    base_order = ("sort_order", False)
    sections = [
        (message("Code"), ["letter", "name", "short_name", "tint", "sort_order"]),
        (
            message("Meaning"),
            [
                *("present", "excused", "illness", "counts_as_day", "needs_document"),
                *("typable", "for_parents"),
            ],
        ),
        (message("Validity"), ["valid_from", "valid_to"]),
    ]

    def prepare(self, item: AttendanceCode, *, new: bool) -> None:
        check_interval(item.valid_from, item.valid_to)


class SheetEventView(EntityView):
    model = SheetEvent
    route_base = "/sheet-events"
    title_many = message("Steps of month sheets")
    title_new = message("Step")
    list_columns = ["group", "step", "happened_at", "by_name", "reason"]
    filter_columns = ["group", "step", "happened_at"]
    base_order = ("happened_at", True)
    sections = [(message("Step"), list_columns)]
    read_only = True

    def title_of(self, item: SheetEvent) -> str:
        return named(item.group, translate(SHEET_STEPS[item.step]), show(item.happened_at))


class AttendanceSheetView(EntityView):
    model = AttendanceSheet
    route_base = "/attendance-sheets"
    title_many = message("Register of sheets")
    title_new = message("Month sheet")
    list_columns = [
        *("group", "month", "state", "closed_at", "closed_by", "approved_at", "approved_by")
    ]
    filter_columns = ["group", "month", "state"]
    base_order = ("month", True)
    sections = [(message("Month sheet"), list_columns)]
    tabs = [Tab(SheetEventView, "sheet")]
    empty_read_text = message("Sheets appear once a day of their month is marked.")
    read_only = True

    def title_of(self, item: AttendanceSheet) -> str:
        return named(item.group, show_month(item.month).lower())

    def card_links(self, item: AttendanceSheet) -> list[dict[str, str]]:
        if not signed_in().has_right("can_read", SUBJECT):
            return []
        href = month_base(item.group_id, item.month)
        return [{"label": translate(self.title_new), "href": href}]


class AttendanceMarkView(EntityView):
    model = AttendanceMark
    route_base = "/attendance-marks"
    title_many = message("Attendance marks")
    title_new = message("Mark")
    list_columns = ["child", "day", "group", "code", "document", "changed_by_name", "changed_at"]
    filter_columns = ["child", "group", "code", "day"]
    base_order = ("day", True)
    sections = [(message("The mark"), list_columns)]
    empty_read_text = message("Marks appear once a day of a group is marked.")
    read_only = True

    def title_of(self, item: AttendanceMark) -> str:
        return named(item.child, show_date(item.day))


class MarkRevisionView(EntityView):
    model = MarkRevision
    route_base = "/mark-revisions"
    title_many = message("History of marks")
    title_new = message("Change")
    list_columns = [
        *("child", "day", "old_letter", "new_letter", "group", "changed_by_name", "changed_at")
    ]
    filter_columns = ["child", "group", "day", "changed_at"]
    base_order = ("changed_at", True)
    sections = [(message("The change"), [*list_columns, "note"])]
    empty_read_text = message("Here stands every change of a mark. Nobody has changed one so far.")
    read_only = True

    def title_of(self, item: MarkRevision) -> str:
        return named(item.child, show_date(item.day))


class MarkClashView(EntityView):
    model = MarkClash
    route_base = "/mark-clashes"
    title_many = message("Clashes of marks")
    title_new = message("Clash")
    list_columns = [
        *("child", "group", "day", "kept_letter", "kept_by_name", "refused_letter"),
        *("refused_by_name", "refused_at", "settled_at"),
    ]
    filter_columns = ["group", "child", "day"]
    base_order = ("refused_at", True)
    sections = [(message("Clash"), list_columns)]
    empty_read_text = message("Here stand marks that two people set differently. There are none.")
    read_only = True

    def title_of(self, item: MarkClash) -> str:
        return named(item.child, show_date(item.day))


class AbsenceDocumentView(EntityView):
    model = AbsenceDocument
    route_base = "/absence-documents"
    title_many = message("Absence documents")
    title_new = message("New absence document")
    list_columns = ["child", "group", "kind", "number", "starts_on", "ends_on", "code"]
    filter_columns = ["child", "group", "kind", "starts_on", "ends_on", "code"]
    base_order = ("starts_on", True)
    nameless = message("the whole group")
    sections = [
        (message("Whose"), ["group", "child"]),
        (message("Document"), ["kind", "number", "issued_on", "note"]),
        (message("Absence"), ["starts_on", "ends_on", "code"]),
    ]

    def title_of(self, item: AbsenceDocument) -> str:
        """«Справка № 12: Иванов Иван, 02.11.2026–06.11.2026»."""
        kind = translate(DOCUMENT_KINDS[item.kind])
        number = f" № {item.number}" if item.number else ""
        days = show_date(item.starts_on)
        if item.ends_on != item.starts_on:
            days += f"–{show_date(item.ends_on)}"
        return named(f"{kind[:1].upper()}{kind[1:]}{number}", item.child or item.group, days)

    def prepare(self, item: AbsenceDocument, *, new: bool) -> None:
        """A note and an application are of one child; an order may be of the whole group."""
        check_interval(item.starts_on, item.ends_on, "ends_on")
        if item.child is None and item.kind is not DocumentKind.ORDER:
            raise RuleViolation(message("Choose the child."), field="child")

    def written(self, item: AbsenceDocument, *, new: bool) -> None:
        """The paper fills its days at once; what it no longer covers loses its proof."""
        author = Author(signed_in().signature, clock.now())
        # The group stays locked from here on.
        plan = paper_actions.fill_by_document(db.session(), item, author)
        if not new:
            paper_actions.release_marks(db.session(), item)
        flash(plan_said(plan), "info")
        if plan.others:
            flash(others_said(plan), "warning")


class AbsenceNoticeView(EntityView):
    model = AbsenceNotice
    route_base = "/absence-notices"
    title_many = message("Notices of parents")
    title_new = message("Notice")
    list_columns = [
        *("starts_on", "ends_on", "child", "kind", "code", "pickup_at", "relation"),
        *("reported_at", "withdrawn_at"),
    ]
    filter_columns = ["child", "kind", "code", "starts_on", "ends_on", "reported_at"]
    base_order = ("starts_on", True)
    sections = [(message("Notice"), [*list_columns, "reported_by_name", "note"])]
    empty_read_text = message("Here stands what parents report ahead. Nobody has reported so far.")
    read_only = True

    def title_of(self, item: AbsenceNotice) -> str:
        return named(item.child, item)


VIEWS = (
    AttendanceCodeView,
    AttendanceSheetView,
    SheetEventView,
    AttendanceMarkView,
    MarkRevisionView,
    MarkClashView,
    AbsenceDocumentView,
    AbsenceNoticeView,
)


def register(appbuilder: Any) -> None:
    for view in VIEWS:
        appbuilder.add_view_no_menu(view)
        appbuilder.add_api(api_for(view))

"""Marks follow their child: a mark is of the child and the day, the group is where it is then.

A placement may be written after the marks were made (an order that came late, a list that is
imported anew). Marks on days that belong to another group now move to its open sheet; a
signed sheet is never changed behind the back of who signed it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.attendance.actions import Author
from app.attendance.cleared_actions import clear_marks
from app.attendance.history_models import MarkClash, MarkRevision
from app.attendance.models import AbsenceDocument, AttendanceCode, AttendanceMark, AttendanceSheet
from app.attendance.queries import placed_on_day
from app.attendance.rules.lifecycle import SheetState
from app.attendance.sheet_queries import lock_groups
from app.children.actions import Mover
from app.children.models import Child, Placement
from app.children.rules import GroupStay, Interval
from app.core.errors import RuleViolation
from app.core.formats import show_date
from app.core.i18n import translate
from app.core.messages import Message, message, nmessage
from app.core.scoping.plain_writes import insert_many
from app.core.scoping.session import ScopedSession
from app.core.workdays import first_of_month, next_month
from app.documents.rules.lifecycle import refuse
from app.groups.models import ChildGroup


class MarksFollow:
    """Attendance as a follower of placements."""

    def judge(self, session: ScopedSession, changed: Sequence[GroupStay]) -> None:
        """Raises RuleViolation when a list of a closed or approved sheet would change."""
        groups = {one.group for one in changed}
        lock_groups(session, groups)
        since = first_of_month(min(one.interval.starts_on for one in changed))
        signed = session.scalars(
            select(AttendanceSheet)
            .where(
                AttendanceSheet.group_id.in_(groups),
                AttendanceSheet.month >= since,
                AttendanceSheet.state != SheetState.OPEN,
            )
            .order_by(AttendanceSheet.month)
        ).all()
        for sheet in signed:
            for one in changed:
                if one.group == sheet.group_id and _meets(one.interval, sheet.month):
                    raise _refusal(session, sheet, one.child)

    def follow(self, session: ScopedSession, children: Collection[int], mover: Mover) -> None:
        """Move marks, open clashes and papers. Raises RuleViolation for a signed sheet."""
        places = _Places(session, children)
        move = _Move(session, mover)
        left = []
        for mark in _misplaced(session, children):
            group = places.group_on(mark.child_id, mark.day)
            if group is not None:
                move.add(mark, group)
            elif mark.code is not None and mark.sheet.state is SheetState.OPEN:
                left.append(mark)
        move.finish()
        gone = message("The child is not on the list on this day any more.")
        clear_marks(session, left, Author(mover.name, mover.moment), gone)
        _papers_follow(session, children, places)
        session.flush()

    def let_go(self, session: ScopedSession, stays: Sequence[GroupStay]) -> None:
        """Raises RuleViolation when children were present on days of the stays: who was there
        was on the list. Absences of these days are cleared when the list is written."""
        rows = session.execute(
            select(AttendanceMark.child_id, AttendanceMark.group_id, AttendanceMark.day)
            .join(AttendanceCode, AttendanceCode.id == AttendanceMark.code_id)
            .where(
                AttendanceMark.child_id.in_({one.child for one in stays}),
                AttendanceCode.present.is_(True),
                AttendanceMark.day >= min(one.interval.starts_on for one in stays),
            )
        ).all()
        here: dict[int, set[date]] = {}
        for stay in stays:
            days = {
                day
                for child, group, day in rows
                if (child, group) == (stay.child, stay.group) and stay.interval.covers(day)
            }
            if days:
                here.setdefault(stay.child, set()).update(days)
        if here:
            _refuse_present(session, here)


def _refuse_present(session: ScopedSession, here: dict[int, set[date]]) -> None:
    """Raises RuleViolation: these children were there on these days."""
    children = session.scalars(
        select(Child).where(Child.id.in_(here)).order_by(Child.search_key)
    ).all()
    refuse(
        [
            nmessage(
                "%(child)s is marked as present on %(number)s day on which the child would be "
                "on no list any more, from %(day)s on. Choose another day, or correct the "
                "sheet first.",
                "%(child)s is marked as present on %(number)s days on which the child would be "
                "on no list any more, from %(day)s on. Choose another day, or correct the "
                "sheet first.",
                len(here[child.id]),
                child=child.full_name,
                day=show_date(min(here[child.id])),
            )
            for child in children
        ]
    )


def _meets(interval: Interval, month: date) -> bool:
    ended = interval.ends_on is not None and interval.ends_on <= month
    return interval.starts_on < next_month(month) and not ended


def _refusal(session: ScopedSession, sheet: AttendanceSheet, child_id: int) -> RuleViolation:
    child = session.scalars(select(Child).where(Child.id == child_id)).first()
    return RuleViolation(
        message(
            "%(child)s: the sheet of the group “%(group)s” for %(month)s is signed. Open it again "
            "first, then change the group or its dates.",
            child=child.full_name if child else "",
            group=sheet.group.name,
            month=f"{sheet.month:%m.%Y}",
        )
    )


@dataclass
class _Places:
    """Where these children are listed, by the placements as they are written now."""

    session: ScopedSession
    children: Collection[int]
    stays: dict[int, list[tuple[Interval, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        query = select(
            Placement.child_id, Placement.starts_on, Placement.ends_on, Placement.group_id
        ).where(Placement.child_id.in_(self.children))
        for child, starts_on, ends_on, group in self.session.execute(query):
            self.stays.setdefault(child, []).append((Interval(starts_on, ends_on), group))

    def group_on(self, child: int, day: date) -> int | None:
        """The group of a child on a day; None when it is in none."""
        found = self.stays.get(child, ())
        return next((group for interval, group in found if interval.covers(day)), None)


def _misplaced(session: ScopedSession, children: Collection[int]) -> Sequence[AttendanceMark]:
    """Marks on days on which the child is not in the group of the mark."""
    query = (
        select(AttendanceMark)
        .where(
            AttendanceMark.child_id.in_(children),
            ~select(Placement.id).where(placed_on_day()).exists(),
        )
        .options(
            joinedload(AttendanceMark.sheet),
            joinedload(AttendanceMark.group),
            joinedload(AttendanceMark.code),
        )
        .order_by(AttendanceMark.child_id, AttendanceMark.day)
    )
    return session.scalars(query).all()


@dataclass
class _Move:
    """Marks on their way to other sheets, with the history of both groups."""

    session: ScopedSession
    mover: Mover
    sheets: dict[tuple[int, date], AttendanceSheet] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    history: list[dict[str, Any]] = field(default_factory=list)
    cells: dict[tuple[int, int, date], AttendanceSheet] = field(default_factory=dict)

    def add(self, mark: AttendanceMark, group_id: int) -> None:
        old, new = mark.sheet, self._sheet(mark, group_id)
        for sheet in (old, new):
            if sheet.state is not SheetState.OPEN:
                raise _refusal(self.session, sheet, mark.child_id)
            if sheet.id not in self.touched:
                sheet.revision += 1
                self.touched.add(sheet.id)
        letter = mark.code.letter if mark.code else None
        if letter is not None:
            went = message("The child moved to the group “%(group)s”.", group=new.group.name)
            came = message("Came with the child from “%(group)s”.", group=old.group.name)
            self._tell(mark, old, (letter, None), went)
            self._tell(mark, new, (None, letter), came)
        self.cells[old.id, mark.child_id, mark.day] = new
        mark.sheet, mark.group, mark.revision = new, new.group, new.revision

    def finish(self) -> None:
        """Write the history and take along the clashes that nobody settled."""
        insert_many(self.session, MarkRevision, self.history)
        if not self.cells:
            return
        query = select(MarkClash).where(
            MarkClash.sheet_id.in_({sheet for sheet, _child, _day in self.cells}),
            MarkClash.settled_at.is_(None),
        )
        for clash in self.session.scalars(query):
            new = self.cells.get((clash.sheet_id, clash.child_id, clash.day))
            if new is not None:
                clash.sheet_id, clash.group = new.id, new.group

    def _sheet(self, mark: AttendanceMark, group_id: int) -> AttendanceSheet:
        """The sheet of a group in the month of a mark; a new one when there is none yet."""
        month = first_of_month(mark.day)
        if (group_id, month) not in self.sheets:
            query = select(AttendanceSheet).where(
                AttendanceSheet.group_id == group_id, AttendanceSheet.month == month
            )
            sheet = self.session.scalars(query).first()
            if sheet is None:
                sheet = AttendanceSheet(
                    organization_id=mark.organization_id,
                    group=self.session.scalars(
                        select(ChildGroup).where(ChildGroup.id == group_id)
                    ).one(),
                    month=month,
                    state=SheetState.OPEN,
                    revision=0,
                )
                self.session.add(sheet)
                self.session.flush()
            self.sheets[group_id, month] = sheet
        return self.sheets[group_id, month]

    def _tell(
        self,
        mark: AttendanceMark,
        sheet: AttendanceSheet,
        letters: tuple[str | None, str | None],
        note: Message,
    ) -> None:
        self.history.append(
            {
                "organization_id": mark.organization_id,
                "sheet_id": sheet.id,
                "group_id": sheet.group_id,
                "child_id": mark.child_id,
                "day": mark.day,
                "old_letter": letters[0],
                "new_letter": letters[1],
                "changed_at": self.mover.moment,
                "changed_by_name": self.mover.name,
                "note": translate(note)[:200],
            }
        )


def _papers_follow(session: ScopedSession, children: Collection[int], places: _Places) -> None:
    """A paper of a child is kept in the group where the child is on its first day."""
    query = select(AbsenceDocument).where(AbsenceDocument.child_id.in_(children))
    for paper in session.scalars(query):
        assert paper.child_id is not None
        group = places.group_on(paper.child_id, paper.starts_on)
        if group is not None and group != paper.group_id:
            paper.group_id = group

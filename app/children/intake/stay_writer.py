"""Enrolments and placements of decided rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.children.actions import Mover, follow_stays, judge_stays, keep_list
from app.children.intake.rules.fields import Field
from app.children.intake.rules.verdicts import Verdict
from app.children.intake.writer import Tables
from app.children.models import Enrollment, Placement
from app.children.rules import GroupStay, Interval, changed_stays
from app.core.errors import RuleViolation
from app.core.messages import message

_OF_ENROLLMENT = {
    Field.ENROLMENT_DATE: "starts_on",
    Field.ORDER_NUMBER: "order_number",
    Field.ORDER_DATE: "order_date",
}


@dataclass(frozen=True)
class Move:
    """The day on which children change their group, and the order that says so."""

    day: date
    order_number: str | None = None


@dataclass
class StayWriter:
    """Who is enrolled since when, and in which group."""

    tables: Tables
    move: Move
    by: str = ""

    def write(self, verdicts: Sequence[Verdict], children: dict[int, int]) -> None:
        """Write one portion. ``children``: the child of each row by the number of the row.

        Raises RuleViolation when a sheet that is signed would get another list.
        """
        enrolled = [verdict for verdict in verdicts if verdict.enrols]
        changed = [verdict for verdict in verdicts if _changes_stay(verdict)]
        self._enrol(enrolled, children)
        self._change(changed)
        written = {children[verdict.number] for verdict in (*enrolled, *changed)}
        self.tables.session.flush()
        keep_list(self.tables.session, written, Mover(self.by, self.tables.moment))

    def _enrol(self, verdicts: list[Verdict], children: dict[int, int]) -> None:
        """An enrolment and its first placement, both from the date of enrolment."""
        rows = [
            {"child_id": children[verdict.number]}
            | {name: verdict.row.values.get(one) for one, name in _OF_ENROLLMENT.items()}
            for verdict in verdicts
        ]
        ids = self.tables.insert_for_ids(Enrollment, rows)
        placements = [
            {
                "enrollment_id": key,
                "child_id": row["child_id"],
                "group_id": verdict.row.group_id,
                "starts_on": row["starts_on"],
                "order_number": row["order_number"],
            }
            for verdict, row, key in zip(verdicts, rows, ids, strict=True)
        ]
        self.tables.insert(Placement, placements)
        judge_stays(self.tables.session, [_stay_of(row) for row in placements])

    def _change(self, verdicts: list[Verdict]) -> None:
        """What changes of the open enrolment: its date and order, and the group."""
        if not verdicts:
            return
        children = {verdict.child_id for verdict in verdicts}
        enrollments = self.tables.of_children(Enrollment, children)
        placements = self.tables.of_children(Placement, children)
        before = {one: _as_stored(one) for several in placements.values() for one in several}
        arrivals = []
        for verdict in verdicts:
            assert verdict.child_id is not None
            enrollment = self._open(enrollments[verdict.child_id])
            mine = sorted(
                (
                    one
                    for one in placements.get(verdict.child_id, ())
                    if one.enrollment_id == enrollment.id
                ),
                key=lambda one: one.starts_on,
            )
            _change_enrollment(verdict, enrollment, mine)
            if verdict.moves:
                arrivals += self._move(verdict, enrollment, mine[-1] if mine else None)
        # The old placement must have ended before the new one is there.
        self.tables.session.flush()
        self.tables.insert(Placement, arrivals)
        changed = [_stay_of(row) for row in arrivals]
        for one, stay in before.items():
            changed += changed_stays(stay, _as_stored(one))
        judge_stays(self.tables.session, changed)
        moved = {stay.child for stay in changed}
        follow_stays(self.tables.session, moved, Mover(self.by, self.tables.moment))

    def _open(self, enrollments: list[Enrollment]) -> Enrollment:
        """The one that the check compared with (``queries.load_stored``)."""
        today = self.tables.today
        return min(
            (one for one in enrollments if one.ends_on is None or one.ends_on > today),
            key=lambda one: one.starts_on,
        )

    def _move(
        self, verdict: Verdict, enrollment: Enrollment, last: Placement | None
    ) -> list[dict[str, Any]]:
        """End the stay in the old group on the day of the move; begin the one in the new.

        A stay that has not begun by that day is corrected instead: it never took place.
        """
        day = max(self.move.day, enrollment.starts_on)
        group_id = verdict.row.group_id
        assert group_id is not None
        if last is not None and last.starts_on >= day:
            last.group_id = group_id
            last.order_number = self.move.order_number
            return []
        if last is not None and last.ends_on is not None and last.ends_on <= self.tables.today:
            day = max(day, last.ends_on)
        elif last is not None:
            last.ends_on = day
        if enrollment.ends_on is not None and day >= enrollment.ends_on:
            text = message(
                "Row %(row)s: the child leaves before the day of the move. Leave its group as it"
                " is, or choose an earlier day.",
                row=verdict.number,
            )
            raise RuleViolation(text)
        row = {
            "enrollment_id": enrollment.id,
            "child_id": verdict.child_id,
            "group_id": group_id,
            "starts_on": day,
            "ends_on": enrollment.ends_on,
            "order_number": self.move.order_number,
        }
        return [row]


def _stay_of(row: dict[str, Any]) -> GroupStay:
    interval = Interval(row["starts_on"], row.get("ends_on"))
    return GroupStay(row["child_id"], row["group_id"], interval)


def _as_stored(one: Placement) -> GroupStay:
    return GroupStay(one.child_id, one.group_id, Interval(one.starts_on, one.ends_on))


def _changes_stay(verdict: Verdict) -> bool:
    changed = {change.field for change in verdict.changes}
    return not verdict.enrols and bool(changed & {Field.GROUP, *_OF_ENROLLMENT})


def _change_enrollment(verdict: Verdict, enrollment: Enrollment, stays: list[Placement]) -> None:
    """Write date and order; the first placement begins with the enrolment, as it did."""
    before = enrollment.starts_on
    for change in verdict.changes:
        if change.field in _OF_ENROLLMENT:
            setattr(enrollment, _OF_ENROLLMENT[change.field], change.new)
    if stays and enrollment.starts_on != before:
        first = stays[0]
        if first.starts_on == before or first.starts_on < enrollment.starts_on:
            first.starts_on = enrollment.starts_on

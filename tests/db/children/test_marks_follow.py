"""An import that moves a child takes its marks along, and leaves signed sheets alone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.attendance.history_models import MarkRevision
from app.attendance.models import AttendanceMark, AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.children.intake.actions import Task, begin_loading, compare, load_verdicts
from app.children.intake.actions import read_task as read
from app.children.intake.queries import load_groups, load_stored
from app.children.intake.rules.decisions import Decision
from app.children.intake.rules.fields import Field
from app.children.intake.rules.source import Source
from app.children.intake.stay_writer import Move
from app.children.models import Child
from app.core.errors import RuleViolation
from app.groups.models import ChildGroup
from app.organizations.models import Organization
from tests.children_lists import add_groups, book, clean_list, clean_row
from tests.factories.rows import Rows
from tests.harness.dump import dump

TODAY = date(2026, 11, 24)
AGREE = {2: Decision(accepted=frozenset(Field))}
MOVED = book([clean_row(0, Группа="Солнышко")])
MOVE = Move(date(2026, 11, 16), "77-д")


class Loading:
    """Kindergarten A, its coordinator loads lists into it."""

    def __init__(self, garden):
        add_groups(garden)
        self.garden = garden
        self.organization = garden.cast.organizations["A"]

    def load(self, content, decisions=None, move=None):
        task = Task(
            self.organization, TODAY, Source(content, decisions=decisions or {}), move=move, by="Я."
        )
        with self.garden.acting_as("coordinator_a", "import", "ChildImport") as session:
            groups = load_groups(session, self.organization, TODAY)
            listed = read(task, groups, lambda done, total: None)
            begin_loading(session, self.organization)
            evaluation = compare(task, listed, load_stored(session, self.organization, TODAY))
            load_verdicts(session, evaluation, task)
            session.commit()

    def mark(self, *days, state=SheetState.OPEN, month=date(2026, 11, 1), group="Звёздочка"):
        """Marks of the loaded child in a group; returns the key of the sheet."""
        with self.garden.system() as session:
            rows = Rows(session, session.get_one(Organization, self.organization), first=900)
            found = session.scalars(select(ChildGroup).where(ChildGroup.name == group)).one()
            child = session.scalars(select(Child).where(Child.snils.is_not(None))).one()
            sheet = rows.make(AttendanceSheet, group=found, month=month, state=state)
            code = self.garden.cast.row("A", "attendance_code")
            for day in days:
                rows.make(
                    AttendanceMark, sheet=sheet, group=found, child=child, day=day, code_id=code
                )
            return sheet.id

    def marked(self):
        with self.garden.system() as session:
            query = (
                select(ChildGroup.name, AttendanceMark.day)
                .join(AttendanceMark, AttendanceMark.group_id == ChildGroup.id)
                .join(Child, Child.id == AttendanceMark.child_id)
                .where(Child.snils.is_not(None))
                .order_by(AttendanceMark.day)
            )
            return [(group, day.day) for group, day in session.execute(query)]


@pytest.fixture
def loading(garden):
    found = Loading(garden)
    found.load(clean_list(1))
    return found


def test_marks_from_the_day_of_the_move_on_go_to_the_new_group(loading):
    loading.mark(date(2026, 11, 13), date(2026, 11, 16), date(2026, 11, 17))
    loading.load(MOVED, AGREE, MOVE)
    assert loading.marked() == [("Звёздочка", 13), ("Солнышко", 16), ("Солнышко", 17)]
    with loading.garden.system() as session:
        told = session.scalars(select(MarkRevision).where(MarkRevision.changed_by_name == "Я."))
        assert len(told.all()) == 4, "each of the two marks, in both groups"


@pytest.mark.parametrize("group", ["Звёздочка", "Солнышко"])
def test_a_move_that_would_change_a_signed_sheet_loads_nothing(loading, group):
    loading.mark(state=SheetState.CLOSED, group=group)
    before = dump(loading.garden.engine)
    with pytest.raises(RuleViolation, match=f"{group}.*11.2026"):
        loading.load(MOVED, AGREE, MOVE)
    assert dump(loading.garden.engine) == before


def test_a_new_child_is_not_enrolled_into_a_month_that_is_signed(garden):
    loading = Loading(garden)
    with garden.system() as session:
        rows = Rows(session, session.get_one(Organization, loading.organization), first=900)
        group = session.scalars(select(ChildGroup).where(ChildGroup.name == "Звёздочка")).one()
        rows.make(AttendanceSheet, group=group, month=date(2026, 10, 1), state=SheetState.APPROVED)
    before = dump(garden.engine)
    with pytest.raises(RuleViolation, match="Звёздочка.*10.2026"):
        loading.load(clean_list(1))
    assert dump(garden.engine) == before


def test_signed_months_before_the_move_do_not_stop_it(loading):
    loading.mark(date(2026, 10, 14), state=SheetState.APPROVED, month=date(2026, 10, 1))
    loading.load(MOVED, AGREE, MOVE)
    assert loading.marked() == [("Звёздочка", 14)]

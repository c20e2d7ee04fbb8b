"""What a check decided is what stands in the tables afterwards, whatever the database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from app.children.intake.actions import Loaded, Task, begin_loading, compare, load_verdicts
from app.children.intake.actions import read_task as read
from app.children.intake.queries import load_groups, load_stored
from app.children.intake.rules.decisions import Decision
from app.children.intake.rules.evaluation import Evaluation
from app.children.intake.rules.fields import Field
from app.children.intake.rules.known import KnownChildren
from app.children.intake.rules.source import Source
from app.children.intake.rules.verdicts import State
from app.children.intake.stay_writer import Move
from app.children.models import Child, ChildGuardian, Enrollment, Guardian, Placement
from app.core.db import search_key
from app.core.errors import Conflict
from app.core.scoping.scope import ScopeRefused
from app.groups.models import ChildGroup
from tests import dirty_spreadsheet as dirty
from tests.children_lists import add_groups, book, clean_list, clean_row
from tests.harness.dump import dump
from tests.harness.queries import QueryRecorder
from tests.rules.children.intake_cases import after_loading

TODAY = date(2026, 11, 24)
AGREE = Decision(accepted=frozenset(Field))
SKIP = Decision(skip=True)


class House:
    """Kindergarten A, its coordinator loads lists into it."""

    def __init__(self, garden: Any) -> None:
        add_groups(garden)
        self.garden = garden
        self.organization_id: int = garden.cast.organizations["A"]

    def task(self, content: bytes, decisions: Any = None, move: Move | None = None) -> Task:
        source = Source(content, decisions=decisions or {})
        return Task(self.organization_id, TODAY, source, move=move)

    def check(self, session: Any, task: Task) -> Evaluation:
        groups = load_groups(session, self.organization_id, TODAY)
        listed = read(task, groups, lambda done, total: None)
        return compare(task, listed, load_stored(session, self.organization_id, TODAY))

    def load(self, content: bytes, decisions: Any = None, move: Move | None = None) -> Loaded:
        task = self.task(content, decisions, move)
        with self.garden.acting_as("coordinator_a", "import", "ChildImport") as session:
            begin_loading(session, self.organization_id)
            loaded = load_verdicts(session, self.check(session, task), task)
            session.commit()
        return loaded

    def states(self, content: bytes, decisions: Any = None) -> dict[State, int]:
        with self.garden.acting_as("coordinator_a", "import", "ChildImport") as session:
            counts = self.check(session, self.task(content, decisions)).counts
        return {state: number for state, number in counts.items() if number}

    def known(self) -> KnownChildren:
        with self.garden.acting_as("coordinator_a", "import", "ChildImport") as session:
            return load_stored(session, self.organization_id, TODAY).known


@pytest.fixture
def house(garden: Any) -> House:
    return House(garden)


def told(known: KnownChildren) -> list[Any]:
    """Children as plain values without keys, for comparing."""
    return sorted(
        (
            child.name.full,
            str(sorted((field.value, str(value)) for field, value in child.values.items())),
            child.enrolled,
            sorted(
                (g.name.full, g.phone or "", g.email or "", g.relation) for g in child.guardians
            ),
        )
        for child in known
    )


def test_what_is_written_is_what_the_rules_say_of_a_dirty_list(house):
    decisions = {9: AGREE, 10: SKIP, 11: SKIP, 12: AGREE, 14: AGREE, 15: SKIP, 18: SKIP}
    task = house.task(dirty.as_xlsx(), decisions)
    before = house.known()
    with house.garden.acting_as("coordinator_a", "import", "ChildImport") as session:
        expected = after_loading(house.check(session, task), before)
    house.load(dirty.as_xlsx(), decisions)
    assert told(house.known()) == told(expected)


def test_the_same_list_again_changes_nothing(house):
    first = house.load(clean_list(30))
    assert (first.new, first.changed) == (30, 0)
    before = dump(house.garden.engine)
    assert house.states(clean_list(30)) == {State.SAME: 30}
    again = house.load(clean_list(30))
    assert (again.new, again.changed) == (0, 0)
    assert dump(house.garden.engine) == before


def test_statements_do_not_grow_with_the_rows(house):
    counts = []
    for size in (2, 40):
        house.garden.restore()
        house.garden.watch.changed = True
        add_groups(house.garden)
        with QueryRecorder(house.garden.engine) as queries:
            house.load(clean_list(size))
        counts.append(queries.count)
    assert counts[0] == counts[1], counts
    # The book of movement and the log of changes are written along, each in one statement a table.
    assert counts[1] <= 48, queries


def test_a_new_child_is_enrolled_and_placed_by_its_order(house):
    house.load(clean_list(1))
    with house.garden.system() as session:
        child = session.scalars(select(Child).where(Child.snils.is_not(None))).one()
        enrollment = session.scalars(
            select(Enrollment).where(Enrollment.child_id == child.id)
        ).one()
        placement = session.scalars(select(Placement).where(Placement.child_id == child.id)).one()
        assert (enrollment.starts_on, enrollment.order_number) == (date(2026, 9, 1), "15")
        assert (placement.enrollment_id, placement.starts_on) == (enrollment.id, date(2026, 9, 1))
        assert session.get_one(ChildGroup, placement.group_id).name == "Звёздочка"
        assert child.search_key == search_key(child.full_name)
        assert child.changed_by_id == house.garden.cast.users["coordinator_a"]


def test_brother_and_sister_share_one_mother(house):
    mother = {
        "ФИО матери": "Ким Анна Ивановна",
        "Телефон матери": "8 900 1112233",
        "E-mail матери": "kim@example.ru",
    }
    rows = [clean_row(number, **mother) for number in range(3)]
    house.load(book(rows))
    with house.garden.system() as session:
        mothers = session.scalars(select(Guardian).where(Guardian.last_name == "Ким")).all()
        assert len(mothers) == 1
        links = select(func.count()).where(ChildGuardian.guardian_id == mothers[0].id)
        assert session.scalar(links) == 3
        assert mothers[0].search_key == search_key("Ким Анна Ивановна +79001112233")
    # A fourth child of a later list belongs to the same mother.
    house.load(book([clean_row(7, **mother)]))
    with house.garden.system() as session:
        query = select(func.count()).where(Guardian.last_name == "Ким")
        assert session.scalar(query) == 1


def test_a_changed_telephone_and_address_are_written_with_their_version(house):
    house.load(clean_list(3))
    rows = [clean_row(number) for number in range(3)]
    rows[1] = clean_row(1, **{"Телефон матери": "8 900 7770001", "Адрес регистрации": "ул. Новая"})
    assert house.states(book(rows)) == {State.SAME: 2, State.CHANGED: 1}
    house.load(book(rows))
    with house.garden.system() as session:
        child = session.scalars(select(Child).where(Child.last_name == "Белов")).one()
        assert (child.registration_address, child.version) == ("ул. Новая", 2)
        phones = session.scalars(select(Guardian.phone).where(Guardian.last_name == "Белова"))
        assert list(phones) == ["+79007770001"]
    assert house.states(book(rows)) == {State.SAME: 3}


def test_a_move_ends_the_old_placement_and_begins_the_new_one_by_order(house):
    house.load(clean_list(1))
    moved = book([clean_row(0, Группа="Солнышко")])
    assert house.states(moved) == {State.DOUBTFUL: 1}
    house.load(moved, {2: AGREE}, Move(date(2026, 12, 1), "77-д"))
    assert stays(house) == [
        ("Звёздочка", date(2026, 9, 1), date(2026, 12, 1), "15"),
        ("Солнышко", date(2026, 12, 1), None, "77-д"),
    ]
    assert house.states(moved) == {State.SAME: 1}


def test_a_move_on_the_first_day_corrects_the_placement(house):
    house.load(clean_list(1))
    moved = book([clean_row(0, Группа="Солнышко")])
    house.load(moved, {2: AGREE}, Move(date(2026, 9, 1), "77-д"))
    assert stays(house) == [("Солнышко", date(2026, 9, 1), None, "77-д")]


def test_a_corrected_date_of_enrolment_takes_the_placement_along(house):
    house.load(clean_list(1))
    later = book([clean_row(0, **{"Дата зачисления": date(2026, 9, 8)})])
    assert house.states(later) == {State.DOUBTFUL: 1}
    house.load(later, {2: AGREE})
    assert stays(house) == [("Звёздочка", date(2026, 9, 8), None, "15")]


def test_a_child_that_left_is_enrolled_again_only_after_it_left(house):
    house.load(clean_list(1))
    with house.garden.system() as session:
        child = session.scalars(select(Child).where(Child.snils.is_not(None))).one()
        for model in (Enrollment, Placement):
            session.scalars(select(model).where(model.child_id == child.id)).one().ends_on = date(
                2026, 10, 1
            )
    assert house.states(clean_list(1)) == {State.DOUBTFUL: 1}
    assert house.states(clean_list(1), {2: AGREE}) == {State.WRONG: 1}
    back = book([clean_row(0, **{"Дата зачисления": date(2026, 11, 2), "Группа": "Солнышко"})])
    house.load(back, {2: AGREE})
    assert stays(house) == [
        ("Звёздочка", date(2026, 9, 1), date(2026, 10, 1), "15"),
        ("Солнышко", date(2026, 11, 2), None, "15"),
    ]
    assert house.states(back) == {State.SAME: 1}


def test_nothing_is_loaded_while_a_row_is_open(house):
    before = dump(house.garden.engine)
    with pytest.raises(Conflict):
        house.load(book([clean_row(0), clean_row(1, СНИЛС="112-233-445 59")]))
    assert dump(house.garden.engine) == before


def test_a_number_that_somebody_took_meanwhile_is_a_conflict_and_writes_nothing(house):
    task = house.task(clean_list(2))
    with house.garden.acting_as("coordinator_a", "import", "ChildImport") as session:
        evaluation = house.check(session, task)
        session.rollback()
    house.load(clean_list(1))
    before = dump(house.garden.engine)
    with house.garden.acting_as("coordinator_a", "import", "ChildImport") as session:
        with pytest.raises(Conflict):
            load_verdicts(session, evaluation, task)
        session.rollback()
    assert dump(house.garden.engine) == before


def test_nobody_loads_into_a_foreign_kindergarten(house):
    with house.garden.acting_as("administrator_b", "import", "ChildImport") as session:
        assert len(load_stored(session, house.organization_id, TODAY).known) == 0
    task = house.task(clean_list(1))
    with house.garden.acting_as("coordinator_a", "import", "ChildImport") as session:
        evaluation = house.check(session, task)
        session.rollback()
    with house.garden.acting_as("administrator_b", "import", "ChildImport") as session:
        with pytest.raises(ScopeRefused):
            load_verdicts(session, evaluation, task)
        session.rollback()


def test_known_children_are_read_in_six_statements_at_most(house):
    counts = []
    for number in (1, 30):
        house.load(clean_list(number))
        with (
            house.garden.acting_as("coordinator_a", "import", "ChildImport") as session,
            QueryRecorder(house.garden.engine) as queries,
        ):
            load_stored(session, house.organization_id, TODAY)
            counts.append(queries.count)
            session.rollback()
    assert counts[0] == counts[1] <= 6, queries


def stays(house: House) -> list[Any]:
    """Placements of the first child of the list."""
    with house.garden.system() as session:
        query = (
            select(ChildGroup.name, Placement.starts_on, Placement.ends_on, Placement.order_number)
            .join(ChildGroup, ChildGroup.id == Placement.group_id)
            .join(Child, Child.id == Placement.child_id)
            .where(Child.snils.is_not(None))
            .order_by(Placement.starts_on)
        )
        return [tuple(row) for row in session.execute(query)]

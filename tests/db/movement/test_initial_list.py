"""What a spreadsheet brings enters the book; what orders wrote no list changes."""

from __future__ import annotations

from datetime import date

import pytest

from app.children.intake.actions import Task, begin_loading, compare, load_verdicts
from app.children.intake.actions import read_task as read
from app.children.intake.queries import load_groups, load_stored
from app.children.intake.rules.decisions import Decision
from app.children.intake.rules.fields import Field
from app.children.intake.rules.source import Source
from app.children.intake.stay_writer import Move
from app.children.models import Child
from app.core.errors import Conflict
from app.documents import actions as documents
from app.documents.reference import seed_kinds
from app.documents.rules.lifecycle import Author
from app.groups.models import ChildGroup
from app.movement.models import Movement
from app.movement.rules.events import MovementKind
from tests.children_lists import add_groups, book, clean_row
from tests.factories.orders import draft, facts, moment_of
from tests.harness.dump import dump

TODAY = date(2026, 11, 24)
AGREE = {2: Decision(accepted=frozenset(Field))}


class Loading:
    """Kindergarten A, its coordinator loads lists into it."""

    def __init__(self, garden):
        add_groups(garden)
        self.garden = garden
        self.organization = garden.cast.organizations["A"]

    def load(self, *rows, decisions=None, move=None):
        source = Source(book(list(rows)), decisions=decisions or {})
        task = Task(self.organization, TODAY, source, move=move, by="Я.")
        with self.garden.acting_as("coordinator_a", "import", "ChildImport") as session:
            groups = load_groups(session, self.organization, TODAY)
            listed = read(task, groups, lambda done, total: None)
            begin_loading(session, self.organization)
            stored = load_stored(session, self.organization, TODAY)
            load_verdicts(session, compare(task, listed, stored), task)
            session.commit()

    def entries(self):
        """Entries of the loaded child, in the order of their making."""
        with self.garden.system() as session:
            child = session.query(Child).filter(Child.snils.is_not(None)).one()
            found = session.query(Movement).filter_by(child_id=child.id).order_by(Movement.id).all()
            session.expunge_all()
        return found

    def group(self, name):
        with self.garden.system() as session:
            return session.query(ChildGroup).filter_by(name=name).one().id


@pytest.fixture
def loading(garden):
    return Loading(garden)


def test_a_loaded_child_stands_in_the_book_with_the_order_of_the_spreadsheet(loading):
    loading.load(clean_row(0))
    [entry] = loading.entries()
    assert (entry.kind, entry.document_id) == (MovementKind.INITIAL, None)
    assert (entry.effective_on, entry.order_number) == (date(2026, 9, 1), "15")
    assert entry.to_group_id == loading.group("Звёздочка")
    assert entry.book_number is not None


def test_the_same_list_again_enters_nothing(loading):
    loading.load(clean_row(0))
    loading.load(clean_row(0))
    assert len(loading.entries()) == 1


def test_a_move_by_a_list_is_an_entry_with_its_order(loading):
    loading.load(clean_row(0))
    moved = clean_row(0, Группа="Солнышко")
    loading.load(moved, decisions=AGREE, move=Move(date(2026, 11, 16), "77-д"))
    _initial, entry = loading.entries()
    assert (entry.kind, entry.order_number) == (MovementKind.GROUP_TRANSFER, "77-д")
    assert (entry.effective_on, entry.to_group_id) == (
        date(2026, 11, 16),
        loading.group("Солнышко"),
    )


def test_a_list_that_corrects_a_day_reverses_the_entry_and_writes_it_anew(loading):
    loading.load(clean_row(0))
    corrected = clean_row(0, **{"Дата зачисления": date(2026, 9, 7)})
    loading.load(corrected, decisions=AGREE)
    first, second = loading.entries()
    assert first.reversed_on is not None
    assert (second.effective_on, second.reversed_on) == (date(2026, 9, 7), None)
    assert second.book_number == first.book_number + 1


def test_a_list_does_not_move_whom_an_order_placed(loading):
    loading.load(clean_row(0))
    child = loading.entries()[0].child_id
    day, group = date(2026, 11, 24), loading.group("Солнышко")
    with loading.garden.system() as session:
        seed_kinds(session, loading.organization)
        line = facts(child, day, group)
        order = draft(session, loading.organization, "group_transfer", day, line)
        documents.sign(session, order, Author("З.", moment_of(day)), day)
    before = dump(loading.garden.engine)
    with pytest.raises(Conflict, match="by order"):
        loading.load(clean_row(0), decisions=AGREE, move=Move(date(2026, 11, 25)))
    assert dump(loading.garden.engine) == before

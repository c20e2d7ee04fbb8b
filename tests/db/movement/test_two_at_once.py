"""Two orders over one child or one group, signed in the same moment: never both against a rule."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import date

import pytest

from app.children.models import Child, Enrollment, Placement
from app.core.errors import RuleViolation
from app.documents import actions as documents
from app.documents.models import Document
from app.documents.rules.lifecycle import Author, DocumentState
from app.groups.models import ChildGroup
from app.movement import book_queries
from app.movement.models import Movement
from app.movement.rules.events import DepartureReason
from tests.factories.orders import HEAD, draft, facts, moment_of

DAY = date(2026, 11, 24)
DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 11)
# SQLite lets one writer in at a time: the other one cannot come to the meeting.
MEETING = 0.5


def written(house, kind, *lines):
    """The key of a draft."""
    with house.garden.system() as session:
        return int(draft(session, house.organization, kind, DAY, *lines).id)


@pytest.fixture
def sign_at_once(house, monkeypatch):
    """Signs drafts in threads; each judges before anybody writes. The refusals, in words."""
    judged = threading.Barrier(2)
    number = documents.take_number

    def meet_first(session, document):
        with suppress(threading.BrokenBarrierError):
            judged.wait(MEETING)
        number(session, document)

    monkeypatch.setattr(documents, "take_number", meet_first)

    def sign(*keys):
        refused, failed = [], []

        def one(key):
            try:
                with house.garden.system() as session:
                    order = session.get_one(Document, key)
                    documents.sign(session, order, Author(HEAD, moment_of(DAY)), DAY)
            except RuleViolation as refusal:
                refused.append(str(refusal))
            except Exception as error:
                failed.append(repr(error))

        threads = [threading.Thread(target=one, args=(key,)) for key in keys]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed
        return refused

    return sign


def signed_numbers(house):
    orders = house.look(Document, organization_id=house.organization)
    return sorted(one.number for one in orders if one.state is DocumentState.SIGNED)


def lists_follow_the_book(house, child):
    """The stored stays of a child are those of its replayed entries."""
    with house.garden.system() as session:
        register = book_queries.read_register(session, house.organization)
        history = register.histories(date.max)[child]
    wanted = [
        (stay.starts_on, stay.ends_on, stay.group)
        for enrolled in history.enrolments
        for stay in enrolled.stays
    ]
    rows = house.look(Placement, child_id=child)
    assert sorted((row.starts_on, row.ends_on, row.group_id) for row in rows) == wanted
    return wanted


def test_a_child_is_enrolled_by_one_of_two_orders(house, sign_at_once):
    child = house.make(Child, last_name="Новиков")
    keys = [
        written(house, "enrolment", facts(child, DECEMBER, group))
        for group in (house.group, house.other_group)
    ]
    refused = sign_at_once(*keys)
    assert len(refused) == 1
    assert "on the list since 01.12.2026 already" in refused[0]
    assert len(house.look(Enrollment, child_id=child)) == 1
    assert len(lists_follow_the_book(house, child)) == 1
    assert signed_numbers(house) == ["1-в"], "the number of the refused one is free again"
    assert [one.book_number for one in house.look(Movement, child_id=child)] == [1]


def test_the_last_place_of_a_group_is_given_once(house, sign_at_once):
    house.change(ChildGroup, house.other_group, capacity=3)
    keys = [
        written(house, "group_transfer", facts(child, DECEMBER, house.other_group))
        for child in house.children[:2]
    ]
    refused = sign_at_once(*keys)
    assert len(refused) == 1
    assert "4 children on the list for 3 places" in refused[0]
    moved = [one for one in house.look(Placement) if one.starts_on == DECEMBER]
    assert len(moved) == 1


def test_two_orders_that_fit_each_other_are_both_carried_out(house, sign_at_once):
    child, third = house.children[0], house.make(ChildGroup, name="Ландыш")
    first = written(house, "group_transfer", facts(child, DECEMBER, house.other_group))
    second = written(house, "group_transfer", facts(child, JANUARY, third))
    assert sign_at_once(first, second) == []
    assert lists_follow_the_book(house, child) == [
        (date(2026, 9, 1), DECEMBER, house.group),
        (DECEMBER, JANUARY, house.other_group),
        (JANUARY, None, third),
    ]
    assert signed_numbers(house) == ["1-в", "2-в"]


def test_who_leaves_is_not_moved_by_the_other_order(house, sign_at_once):
    child = house.children[0]
    leaves = written(house, "departure", facts(child, DAY, reason=DepartureReason.SCHOOL))
    moves = written(house, "group_transfer", facts(child, DECEMBER, house.other_group))
    refused = sign_at_once(leaves, moves)
    assert len(refused) == 1
    assert "rests on this" in refused[0] or "it left on 24.11.2026" in refused[0]
    assert len(signed_numbers(house)) == 1
    lists_follow_the_book(house, child)

"""A child goes from one kindergarten of the installation to another: one case, two parts."""

from __future__ import annotations

import html
from datetime import date

import pytest

from app.children.models import Child, Placement
from app.core.errors import Conflict
from app.documents import actions as documents
from app.documents.cancel_actions import draft_cancellation
from app.documents.models import Document
from app.documents.reference import seed_kinds
from app.documents.rules.lifecycle import Author
from app.movement.case_models import TransferCase
from app.movement.models import Movement, MovementLine
from app.movement.rules.cases import CaseSide, CaseState
from app.movement.rules.events import DepartureReason, MovementKind
from app.notifications.models import Notification
from tests.factories.orders import cancelled, facts, moment_of, signed

DAY = date(2026, 11, 24)


@pytest.fixture
def sent(house, garden):
    """The head of the house signs the departure of its first child to kindergarten A."""
    with garden.system() as session:
        seed_kinds(session, garden.cast.organizations["A"])
    line = facts(
        house.children[0],
        DAY,
        reason=DepartureReason.OTHER_KINDERGARTEN,
        partner_id=garden.cast.organizations["A"],
        place="quartzitealpha short",
    )
    return signed(house, "departure", DAY, line)


def cases(house):
    rows = house.look(TransferCase, birth_date=date(2022, 5, 10))
    return {one.side: one for one in rows if one.partner_id}


def accepted(house, garden):
    """The coordinator of A begins the enrolment; its head signs."""
    coordinator = garden.client_of("coordinator_a")
    theirs = cases(house)[CaseSide.RECEIVING]
    answer = coordinator.send(f"/movement/cases/{theirs.id}/accept")
    assert answer.status_code == 303
    order = int(answer.headers["Location"].rpartition("/")[2])
    [line] = house.look(MovementLine, document_id=order)
    group = garden.cast.row("A1", "child_group")
    fields = {"effective_on": "2026-11-25", "to_group_id": group, "place": "Детский сад № 5"}
    coordinator.send(f"/movement/orders/lines/{line.id}", fields)
    garden.client_of("head_a").send(f"/orders/{order}/sign")
    return order, line.child_id


def test_the_departure_tells_the_other_kindergarten_what_it_needs_and_no_more(house, garden, sent):
    ours, theirs = cases(house)[CaseSide.SENDING], cases(house)[CaseSide.RECEIVING]
    assert ours.case_key == theirs.case_key
    assert (ours.organization_id, theirs.organization_id) == (
        house.organization,
        garden.cast.organizations["A"],
    )
    assert (theirs.last_name, theirs.partner_name) == ("Абрамов", "Детский сад № 5")
    assert (theirs.child_id, theirs.document_id) == (None, None)
    told = {one.user_id for one in house.look(Notification, kind="transfer_case")}
    assert garden.cast.users["coordinator_a"] in told
    assert garden.cast.users["head_a"] in told
    assert not told & set(house.users.values())
    assert garden.cast.users["administrator_b"] not in told


def test_the_enrolment_there_closes_the_case_on_both_sides(house, garden, sent):
    order, child = accepted(house, garden)
    [card] = house.look(Child, id=child)
    assert (card.organization_id, card.last_name) == (garden.cast.organizations["A"], "Абрамов")
    assert [one.starts_on for one in house.look(Placement, child_id=child)] == [date(2026, 11, 25)]
    [entry] = house.look(Movement, child_id=child)
    assert (entry.kind, entry.place) == (MovementKind.BY_TRANSFER, "Детский сад № 5")
    both = cases(house)
    assert {one.state for one in both.values()} == {CaseState.DONE}
    assert both[CaseSide.SENDING].enrolled_on == date(2026, 11, 25)
    assert both[CaseSide.RECEIVING].document_id == order
    told = {one.user_id for one in house.look(Notification, kind="transfer_case")}
    assert house.users["coordinator"] in told
    # Each side's news leads to its own part of the case.
    leads = {one.user_id: one.href for one in house.look(Notification, kind="transfer_case")}
    assert leads[house.users["coordinator"]] == f"/transfer-cases/{both[CaseSide.SENDING].id}"
    theirs = garden.cast.users["coordinator_a"]
    assert leads[theirs] == f"/transfer-cases/{both[CaseSide.RECEIVING].id}"


def test_each_side_sees_its_own_part_and_the_authority_sees_both(house, garden, sent):
    ours, theirs = cases(house)[CaseSide.SENDING], cases(house)[CaseSide.RECEIVING]

    def seen(client):
        return [client.get(f"/transfer-cases/{one.id}").status_code for one in (ours, theirs)]

    assert seen(house.visit("head")) == [200, 404]
    assert seen(garden.client_of("head_a")) == [404, 200]
    assert seen(garden.client_of("authority")) == [200, 200]
    assert seen(garden.client_of("administrator_b")) == [404, 404]
    assert seen(garden.client_of("parent_a")) == [403, 403]
    assert house.visit("coordinator").send(f"/movement/cases/{theirs.id}/accept").status_code == 404


def test_a_departure_is_not_cancelled_while_the_child_is_enrolled_there(house, garden, sent):
    order, child = accepted(house, garden)
    with pytest.raises(Conflict, match="already"):
        cancelled(house, sent, DAY)
    with garden.system() as session:
        target = session.get_one(Document, order)
        paper = draft_cancellation(session, target, DAY)
        documents.sign(session, paper, Author("З.", moment_of(DAY)), DAY)
    assert house.look(Placement, child_id=child) == []
    assert {one.state for one in cases(house).values()} == {CaseState.BEGUN}
    cancelled(house, sent, DAY)
    assert {one.state for one in cases(house).values()} == {CaseState.WITHDRAWN}
    assert house.look(Placement, child_id=house.children[0])[0].ends_on is None


def told(house, login):
    """Texts of the notices of transfers that a person has got."""
    rows = house.look(Notification, kind="transfer_case", user_id=login)
    return [one.text for one in rows]


def begun(house, garden):
    """The coordinator of A has begun the enrolment: the order and the new card."""
    theirs = cases(house)[CaseSide.RECEIVING]
    garden.client_of("coordinator_a").send(f"/movement/cases/{theirs.id}/accept")
    theirs = cases(house)[CaseSide.RECEIVING]
    assert theirs.state is CaseState.BEGUN
    return theirs


def test_a_family_that_changes_its_mind_is_not_enrolled_and_both_sides_know_why(
    house, garden, sent
):
    theirs = begun(house, garden)
    client = garden.client_of("coordinator_a")
    href = f"/movement/cases/{theirs.id}/close"
    assert client.send(href, {"reason": "  "}).status_code == 303
    assert house.said("Say why the child will not come.") in page_of(client, theirs)
    assert {one.state for one in cases(house).values()} == {CaseState.BEGUN}
    client.send(href, {"reason": "семья остаётся в  прежнем саду"})
    both = cases(house)
    assert {one.state for one in both.values()} == {CaseState.REFUSED}
    assert {one.closing_reason for one in both.values()} == {"семья остаётся в прежнем саду"}
    assert house.look(Child, id=theirs.child_id) == [], "the card of who never came is gone"
    assert house.look(Document, id=theirs.document_id) == []
    assert any("will not be enrolled" in text for text in told(house, house.users["coordinator"]))
    ours = page_of(house.visit("head"), both[CaseSide.SENDING])
    assert "семья остаётся в прежнем саду" in ours
    assert f'href="/orders/{sent}"' in ours
    # A second press, and the way back: the departure is cancelled, the child is here again.
    before = told(house, house.users["coordinator"])
    client.send(href, {"reason": "ещё раз"})
    assert told(house, house.users["coordinator"]) == before
    cancelled(house, sent, DAY)
    assert house.look(Placement, child_id=house.children[0])[0].ends_on is None
    assert {one.state for one in cases(house).values()} == {CaseState.WITHDRAWN}


def test_a_family_that_goes_elsewhere_is_withdrawn_by_the_sending_side(house, garden, sent):
    ours = cases(house)[CaseSide.SENDING]
    house.visit("coordinator").send(
        f"/movement/cases/{ours.id}/close", {"reason": "уехали в другой город"}
    )
    both = cases(house)
    assert {one.state for one in both.values()} == {CaseState.WITHDRAWN}
    assert any("is withdrawn" in text for text in told(house, garden.cast.users["coordinator_a"]))
    # The order of departure still stands: the card says so until it is cancelled.
    said = house.said(
        "The transfer is withdrawn, but the order of departure is in force. If the child stays "
        "with you, cancel it; if it goes elsewhere, nothing more is to be done."
    )
    assert said in page_of(house.visit("head"), ours)
    client = garden.client_of("coordinator_a")
    client.send(f"/movement/cases/{both[CaseSide.RECEIVING].id}/accept")
    assert cases(house)[CaseSide.RECEIVING].child_id is None
    assert house.look(Placement, child_id=house.children[0])[0].ends_on == DAY


def test_a_family_that_comes_after_all_is_enrolled(house, garden, sent):
    theirs = begun(house, garden)
    garden.client_of("coordinator_a").send(
        f"/movement/cases/{theirs.id}/close", {"reason": "передумали"}
    )
    _order, child = accepted(house, garden)
    assert [one.starts_on for one in house.look(Placement, child_id=child)] == [date(2026, 11, 25)]
    both = cases(house)
    assert {one.state for one in both.values()} == {CaseState.DONE}
    assert {one.closing_reason for one in both.values()} == {None}


def test_nobody_else_closes_a_transfer(house, garden, sent):
    ours, theirs = cases(house)[CaseSide.SENDING], cases(house)[CaseSide.RECEIVING]
    fields = {"reason": "чужая рука"}
    for client, case, status in (
        (garden.client_of("coordinator_a"), ours, 404),
        (garden.client_of("administrator_b"), theirs, 404),
        (house.visit("coordinator"), theirs, 404),
        (house.visit("first"), ours, 403),
        (house.visit("parent"), ours, 403),
        (garden.client_of("authority"), theirs, 403),
    ):
        assert client.send(f"/movement/cases/{case.id}/close", fields).status_code == status
    assert {one.state for one in cases(house).values()} == {CaseState.ANNOUNCED}


def page_of(client, case):
    return html.unescape(client.get(f"/transfer-cases/{case.id}").get_data(as_text=True))

"""Signing is one step: checks, number, effect and kept paper, or nothing."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from app.core.errors import Conflict, RuleViolation
from app.core.files.models import StoredFile
from app.documents import actions
from app.documents.attached_models import DocumentEvent
from app.documents.cancel_actions import draft_cancellation
from app.documents.models import Document
from app.documents.queries import kind_of, sealed_content
from app.documents.rules.lifecycle import DocumentState
from app.groups.models import Room
from tests.db.documents.conftest import HEAD, TODAY, draft, rooming_kind
from tests.rules.core.pdf_reading import plain_text, read


def signed(session, house, key="general", day=TODAY, **more):
    order = draft(session, house, key, day, **more)
    assert actions.sign(session, order, HEAD, max(day, TODAY)) is True
    return order


def test_an_order_gets_its_number_its_signer_and_its_paper(garden, house):
    with garden.system() as session:
        order = signed(session, house, basis="протокол № 3")
        session.commit()
        name, media_type, content = sealed_content(order.pdf_file_id, session)
        paper = plain_text(read(content))
    for words in ("ПРИКАЗ", "№ 1", "«24» ноября 2026 г.", "Смирнова Е. П.", "протокол № 3"):
        assert words in paper, words
    assert (name, media_type) == ("2026-11-24-1.pdf", "application/pdf")
    assert house.look(Document)[-1].state is DocumentState.SIGNED
    assert [one.by_name for one in house.look(DocumentEvent)] == ["Смирнова Е. П."]


def test_numbers_run_without_gaps_in_each_series_and_year(garden, house):
    with garden.system() as session:
        numbers = [
            signed(session, house, day=date(2025, 12, 30)).number,
            signed(session, house, day=date(2026, 1, 9)).number,
            signed(session, house, day=date(2026, 1, 9)).number,
        ]
        order = draft(session, house, day=date(2026, 1, 8))
        with pytest.raises(RuleViolation):
            actions.sign(session, order, HEAD, TODAY)
        numbers.append(signed(session, house, day=TODAY).number)
    assert numbers == ["1", "1", "2", "3"]


def test_another_kindergarten_counts_for_itself(garden, house):
    with garden.system() as session:
        signed(session, house)
    other = garden.cast.organizations["A"]
    with garden.system() as session:
        kind = kind_of(session, house.organization, "general", TODAY)
        order = actions.draft(session, other, kind, TODAY)
        actions.sign(session, order, HEAD, TODAY)
        assert order.number == "1"


def test_signing_twice_changes_nothing_the_second_time(garden, house):
    with garden.system() as session:
        order = signed(session, house)
        session.commit()
        assert actions.sign(session, order, HEAD, TODAY) is False
    assert len(house.look(DocumentEvent)) == 1
    assert [one.number for one in house.look(Document, organization_id=house.organization)] == ["1"]


def test_an_effect_is_carried_out_in_the_same_transaction(garden, house, effect):
    with garden.system() as session:
        kind = rooming_kind(session, house)
        order = actions.draft(session, house.organization, kind, TODAY)
        actions.sign(session, order, HEAD, TODAY)
        assert order.text == "ПРИКАЗЫВАЮ:\nОткрыть игровую комнату"
    assert [one.name for one in house.look(Room, organization_id=house.organization)] == [
        "По приказу 1-р"
    ]


def test_a_refused_order_leaves_no_number_and_no_half(garden, house, effect):
    effect.problems = ["Room is full.", "Room is closed."]
    with garden.system() as session:
        kind = rooming_kind(session, house)
        order = actions.draft(session, house.organization, kind, date(2026, 11, 30))
        with pytest.raises(RuleViolation) as refusal:
            actions.sign(session, order, HEAD, TODAY)
        assert len(refusal.value.details["problems"]) == 3
        assert "Room is closed." in str(refusal.value)
        session.rollback()
    assert house.look(Room, organization_id=house.organization) == []
    effect.problems = []
    with garden.system() as session:
        kind = rooming_kind(session, house)
        order = actions.draft(session, house.organization, kind, TODAY)
        actions.sign(session, order, HEAD, TODAY)
        assert order.number == "1-р"


def test_an_order_that_nothing_carries_out_is_not_signed(garden, house):
    with garden.system() as session:
        kind = rooming_kind(session, house)
        order = actions.draft(session, house.organization, kind, TODAY)
        with pytest.raises(RuleViolation):
            actions.sign(session, order, HEAD, TODAY)
        assert order.number is None


def test_a_cancelling_order_takes_back_what_was_done(garden, house, effect):
    with garden.system() as session:
        kind = rooming_kind(session, house)
        order = actions.draft(session, house.organization, kind, TODAY)
        actions.sign(session, order, HEAD, TODAY)
        cancelling = draft_cancellation(session, order, TODAY)
        actions.sign(session, cancelling, HEAD, TODAY)
        assert "от 24.11.2026 № 1-р «Об открытии комнаты»" in cancelling.text
        assert order.state is DocumentState.CANCELLED
        with pytest.raises(Conflict):
            draft_cancellation(session, order, TODAY)
    assert house.look(Room, organization_id=house.organization) == []


def test_an_order_that_others_rest_on_is_not_cancelled(garden, house, effect):
    effect.rested = True
    with garden.system() as session:
        kind = rooming_kind(session, house)
        order = actions.draft(session, house.organization, kind, TODAY)
        actions.sign(session, order, HEAD, TODAY)
        cancelling = draft_cancellation(session, order, TODAY)
        session.commit()
        with pytest.raises(RuleViolation) as refusal:
            actions.sign(session, cancelling, HEAD, TODAY)
        assert "children play" in str(refusal.value)
        session.rollback()
        session.refresh(order)
        assert order.state is DocumentState.SIGNED
        assert cancelling.number is None
    assert len(house.look(Room, organization_id=house.organization)) == 1


def test_a_cancellation_is_not_cancelled(garden, house):
    with garden.system() as session:
        order = signed(session, house)
        cancelling = draft_cancellation(session, order, TODAY)
        actions.sign(session, cancelling, HEAD, TODAY)
        again = draft_cancellation(session, cancelling, TODAY)
        with pytest.raises(RuleViolation):
            actions.sign(session, again, HEAD, TODAY)


def test_two_who_sign_at_once_get_two_numbers_in_a_row(garden, house):
    """Also the very first two of a series, when the counter is not there yet."""
    with garden.system() as session:
        keys = [draft(session, house).id for _number in range(4)]
    start, failed = threading.Barrier(4), []

    def sign_one(key: int) -> None:
        start.wait()
        try:
            with garden.system() as session:
                actions.sign(session, session.get_one(Document, key), HEAD, TODAY)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=sign_one, args=(key,)) for key in keys]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed
    signed_orders = house.look(Document, organization_id=house.organization)
    assert sorted(one.serial for one in signed_orders) == [1, 2, 3, 4]


def test_the_kept_paper_is_found_in_no_list_of_files(garden, house):
    with garden.system() as session:
        key = signed(session, house).pdf_file_id
    assert house.look(StoredFile)[-1].sealed is True
    administrator = house.visit("administrator")
    assert str(key) not in str(administrator.get_json("/api/v1/stored_file/")["result"])
    assert administrator.get(f"/files/{key}").status_code == 404

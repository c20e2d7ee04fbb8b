"""States, dates, numbers and texts of documents."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.errors import Conflict, RuleViolation
from app.documents.rules.lifecycle import (
    Dates,
    DocumentState,
    Standing,
    check_draft,
    check_editable,
    date_problems,
    number_of,
    order_problems,
    refuse,
    standing,
)
from app.documents.rules.wording import check_words, filled, listed

TODAY = date(2026, 11, 24)
SIGNED = DocumentState.SIGNED


@pytest.mark.parametrize(
    ("state", "dates", "stands"),
    [
        (DocumentState.DRAFT, Dates(TODAY), Standing.DRAFT),
        (SIGNED, Dates(TODAY), Standing.IN_FORCE),
        (SIGNED, Dates(TODAY, date(2026, 12, 1)), Standing.SIGNED),
        (SIGNED, Dates(TODAY, TODAY, TODAY), Standing.IN_FORCE),
        (SIGNED, Dates(date(2026, 1, 1), None, date(2026, 11, 23)), Standing.EXPIRED),
        (DocumentState.CANCELLED, Dates(TODAY), Standing.CANCELLED),
    ],
)
def test_a_signed_document_is_in_force_by_its_dates(state, dates, stands):
    assert standing(state, dates, TODAY) is stands


def test_a_document_is_not_signed_before_its_date():
    assert date_problems(Dates(TODAY), TODAY) == []
    assert len(date_problems(Dates(date(2026, 11, 25)), TODAY)) == 1
    assert len(date_problems(Dates(date(1999, 1, 1)), TODAY)) == 1
    assert len(date_problems(Dates(date(2027, 1, 1), None, date(2026, 1, 1)), TODAY)) == 2


def test_a_draft_may_be_for_tomorrow_but_not_for_another_century():
    check_draft(Dates(date(2026, 11, 30)))
    for strange in (date(1926, 11, 24), date(2126, 11, 24)):
        with pytest.raises(RuleViolation):
            check_draft(Dates(strange))
    with pytest.raises(RuleViolation):
        check_draft(Dates(TODAY, TODAY, date(2026, 11, 1)))


def test_numbers_follow_the_dates():
    assert order_problems(TODAY, None, "") == []
    assert order_problems(TODAY, TODAY, "7-в") == []
    late = order_problems(date(2026, 11, 20), TODAY, "7-в")
    assert "7-в" in str(late[0])


def test_the_index_of_the_series_stands_behind_the_number():
    assert (number_of(12, "к"), number_of(85, "")) == ("12-к", "85")


def test_only_a_draft_is_written():
    check_editable(DocumentState.DRAFT)
    for state in (DocumentState.ON_APPROVAL, SIGNED, DocumentState.CANCELLED):
        with pytest.raises(Conflict):
            check_editable(state)


def test_all_problems_are_told_at_once():
    problems = date_problems(Dates(date(2027, 1, 1), None, date(2026, 1, 1)), TODAY)
    with pytest.raises(RuleViolation) as refusal:
        refuse(problems)
    assert all(str(one) in str(refusal.value) for one in problems)
    refuse([])


def test_words_are_filled_in_and_a_line_with_nothing_to_say_is_left_out():
    text = "Зачислить:\n{список}\n\nОснование: {основание}"
    assert filled(text, {"список": "А", "основание": "заявление"}).endswith("заявление")
    assert filled(text, {"список": "А", "основание": ""}) == "Зачислить:\nА"


def test_a_word_that_nothing_fills_in_is_refused():
    check_words("{ дата } {отменяемый}", ("отменяемый",))
    with pytest.raises(RuleViolation) as refusal:
        check_words("Зачислить {ребенка}")
    assert "{ребенка}" in str(refusal.value)


def test_a_value_with_braces_is_not_filled_in_again():
    assert filled("{основание}", {"основание": "{дата}", "дата": "сегодня"}) == "{дата}"


def test_one_item_has_no_number_several_have():
    assert listed(["Иванову Марию"]) == "Иванову Марию"
    assert listed(["Иванову", "Петрова"]) == "1) Иванову\n2) Петрова"

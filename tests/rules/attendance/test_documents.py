"""Certificates, applications and orders: what they cover and what they fill."""

from __future__ import annotations

from datetime import date

import pytest

from app.attendance.rules.documents import (
    DocumentClash,
    DocumentPlan,
    check_document,
    plan_document,
)
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import Cover, Recorded
from app.attendance.rules.totals import Cell, SheetChild
from app.core.errors import RuleViolation
from tests.rules.attendance.november_sheet import CODES, DAYS, child, nov

CLOSED = SheetState.CLOSED


def cover(
    starts_on: date, ends_on: date, letter: str = "Б", number: int = 1, child: int | None = 1
) -> Cover:
    return Cover(number, CODES[letter], starts_on, ends_on, child)


def recorded(number: int, day: date, letter: str, documented: bool = False) -> Recorded:
    return Recorded(number, day, CODES[letter], 1, "Мельникова И. П.", None, documented)


def plan(
    paper: Cover,
    *marks: Recorded,
    children: tuple[SheetChild, ...] = (child(1), child(2)),
    states: dict[date, SheetState] | None = None,
) -> DocumentPlan:
    current = {(item.child, item.day): item for item in marks}
    return plan_document(paper, children, DAYS, current, states or {})


def written(result: DocumentPlan) -> list[Cell]:
    return [(item.child, item.day) for item in result.write]


def test_a_paper_fills_the_working_days_from_its_first_to_its_last_day() -> None:
    # Tuesday the 3rd to Monday the 9th: the holiday on the 4th and the weekend stay out.
    result = plan(cover(nov(3), nov(9)))
    assert written(result) == [(1, nov(3)), (1, nov(5)), (1, nov(6)), (1, nov(9))]
    assert {item.new for item in result.write} == {CODES["Б"]}
    assert (result.attach, result.clashes, result.in_closed) == ((), (), ())


def test_the_same_reason_only_gets_its_proof() -> None:
    result = plan(
        cover(nov(17), nov(19)),
        recorded(1, nov(17), "Б"),
        recorded(1, nov(18), "Б", documented=True),
        recorded(1, nov(19), "Б"),
    )
    assert result.attach == ((1, nov(17)), (1, nov(19)))
    assert result.write == ()


def test_an_unexplained_absence_gets_the_reason_of_the_paper() -> None:
    result = plan(cover(nov(17), nov(17)), recorded(1, nov(17), "Н"))
    assert [(item.old, item.new, item.version) for item in result.write] == [
        (CODES["Н"], CODES["Б"], 2)
    ]


@pytest.mark.parametrize("letter", ["Я", "О", "К"])
def test_another_mark_is_told_and_left_alone(letter: str) -> None:
    result = plan(cover(nov(17), nov(17)), recorded(1, nov(17), letter))
    assert result.clashes == (DocumentClash(1, nov(17), CODES[letter], "Мельникова И. П."),)
    assert result.write == ()


def test_an_order_for_the_group_covers_every_listed_child() -> None:
    children = (child(1), child(2), child(3, nov(18)))
    result = plan(cover(nov(17), nov(18), "К", child=None), children=children)
    assert written(result) == [(1, nov(17)), (2, nov(17)), (1, nov(18)), (2, nov(18)), (3, nov(18))]


def test_a_paper_of_one_child_leaves_the_others_alone() -> None:
    assert written(plan(cover(nov(17), nov(17), child=2))) == [(2, nov(17))]


def test_days_outside_the_stay_are_not_filled() -> None:
    result = plan(cover(nov(12), nov(17)), children=(child(1, nov(16)),))
    assert written(result) == [(1, nov(16)), (1, nov(17))]


def test_closed_sheets_are_left_alone_and_named() -> None:
    result = plan(cover(nov(17), nov(18)), states={nov(1): CLOSED})
    assert result.in_closed == ((1, nov(17)), (1, nov(18)))
    assert result.write == ()


@pytest.mark.parametrize(("first", "last"), [(nov(21), nov(22)), (nov(4), nov(4))])
def test_a_paper_over_days_off_only_is_refused(first: date, last: date) -> None:
    with pytest.raises(RuleViolation, match="No working day"):
        plan(cover(first, last))


def test_a_paper_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(RuleViolation, match="ends before it starts"):
        check_document(cover(nov(19), nov(17)))


def test_a_paper_of_more_than_a_year_is_a_slip_of_the_pen() -> None:
    with pytest.raises(RuleViolation, match="more than a year"):
        check_document(cover(nov(17), date(2027, 11, 18)))


@pytest.mark.parametrize("letter", ["Я", "Н", "В", "Х"])
def test_a_paper_proves_only_a_reason_that_needs_one(letter: str) -> None:
    with pytest.raises(RuleViolation, match="not a reason that a document proves"):
        check_document(cover(nov(17), nov(17), letter))


def test_papers_with_two_reasons_for_one_day_are_named() -> None:
    leave = cover(nov(18), nov(20), "О", number=2)
    group = cover(nov(19), nov(19), "К", number=3, child=None)
    other_child = cover(nov(18), nov(18), "О", number=4, child=2)
    later = cover(nov(20), nov(30), "О", number=5)
    same = cover(nov(18), nov(25), "Б", number=6)
    others = [leave, group, other_child, later, same]
    assert check_document(cover(nov(17), nov(19)), others) == (leave, group)

"""What parents may report ahead, until which hour, and what confirming a day makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from app.attendance.rules.codes import RECOMMENDED_CODES
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import MarkingSheet, Wish, record
from app.attendance.rules.notices import (
    Circumstances,
    Notice,
    NoticeKind,
    Report,
    check_report,
    first_open_day,
    kept_until,
    proposals,
    same,
)
from app.attendance.rules.totals import SheetChild, Stay
from app.children.rules import Relation
from app.core.errors import Conflict, RuleViolation
from app.core.workdays import Day, DayKind

CODES = {code.letter: code for code in RECOMMENDED_CODES}
TUESDAY = date(2026, 11, 24)
CHILD = SheetChild(7, (Stay(date(2026, 9, 1), None),), "Абрамов Тимофей")
ILL = CODES["Б"]


def november(*days):
    weekend = {5, 6}
    return tuple(
        Day(
            date(2026, 11, day),
            DayKind.WEEKEND if date(2026, 11, day).weekday() in weekend else DayKind.WORKING,
            "",
        )
        for day in days
    )


def at(hour, minute=0, day=24):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def absence(first=24, last=24, code=ILL):
    return Report(NoticeKind.ABSENCE, date(2026, 11, first), date(2026, 11, last), code)


def notice(first=24, last=24, code=ILL, kind=NoticeKind.ABSENCE, pickup_at=None):
    return Notice(
        *(1, 7, kind, date(2026, 11, first), date(2026, 11, last), code, pickup_at, ""),
        Relation.MOTHER,
        at(7, 12),
    )


def known(now=None, days=(24,), **more):
    return Circumstances(now or at(8, 0), time(8, 30), CHILD, november(*days), **more)


def refused(report, circumstances):
    with pytest.raises(RuleViolation) as found:
        check_report(report, circumstances)
    return found.value


def test_today_is_open_until_the_hour_and_tomorrow_after_it():
    assert first_open_day(at(8, 29), time(8, 30)) == TUESDAY
    assert first_open_day(at(8, 30), time(8, 30)) == date(2026, 11, 25)


def test_an_absence_of_today_is_reported_before_the_hour_only():
    check_report(absence(), known(at(8, 29)))
    late = refused(absence(), known(at(8, 30)))
    assert late.text.values["time"] == "08:30"
    check_report(absence(25, 27), known(at(20, 0), days=(25, 26, 27)))


@pytest.mark.parametrize(
    ("report", "field"),
    [
        (absence(25, 24), "ends_on"),
        (absence(23, 24), "starts_on"),
        (Report(NoticeKind.ABSENCE, TUESDAY, date(2027, 3, 4), ILL), "ends_on"),
        (Report(NoticeKind.ABSENCE, date(2027, 11, 30), date(2027, 11, 30), ILL), "ends_on"),
        (Report(NoticeKind.PICK_UP, TUESDAY, TUESDAY), "pickup_at"),
        (absence(28, 29), "starts_on"),
    ],
    ids=["ends before it starts", "a past day", "101 days", "more than a year", "no hour", "off"],
)
def test_days_that_nobody_can_plan_by_are_refused_at_their_field(report, field):
    assert refused(report, known(days=(28, 29))).details["field"] == field


def test_a_child_on_no_list_is_not_expected():
    left = SheetChild(7, (Stay(date(2026, 9, 1), TUESDAY),), "Абрамов Тимофей")
    gone = Circumstances(at(8), time(8, 30), left, november(24))
    assert refused(absence(), gone).details["field"] == "starts_on"


def test_days_that_are_reported_already_are_named():
    standing = (notice(23, 25),)
    found = refused(absence(25, 27), known(days=(25, 26, 27), standing=standing))
    assert isinstance(found, Conflict)
    assert found.text.values["days"] == "23.11.2026 – 25.11.2026"
    # A pick-up is another matter.
    check_report(
        Report(NoticeKind.PICK_UP, TUESDAY, TUESDAY, pickup_at=time(12, 30)),
        known(standing=standing),
    )


def test_a_marked_day_blocks_an_absence_and_no_pick_up():
    marked = {TUESDAY: "Я"}
    found = refused(absence(), known(marked=marked))
    assert (found.status, found.text.values["letter"]) == (409, "Я")
    pick_up = Report(NoticeKind.PICK_UP, TUESDAY, TUESDAY, pickup_at=time(12, 30))
    check_report(pick_up, known(marked=marked))


def test_the_same_report_is_known_by_kind_days_reason_and_hour():
    assert same(absence(), notice())
    assert not same(absence(code=None), notice())
    assert not same(absence(24, 25), notice())


def test_days_ahead_are_withdrawn_whole_and_begun_ones_stay():
    assert kept_until(notice(24, 26), known(at(8))) is None
    assert kept_until(notice(23, 26), known(at(8))) == date(2026, 11, 23)
    assert kept_until(notice(23, 26), known(at(9))) == TUESDAY


def test_nothing_is_withdrawn_after_the_hour_or_over_a_mark():
    for found, circumstances in (
        (notice(), known(at(8, 30))),
        (notice(23, 23), known(at(8))),
        (notice(), known(at(8), marked={TUESDAY: "Б"})),
    ):
        with pytest.raises(Conflict):
            kept_until(found, circumstances)
    # The mark of a day that stays anyway hinders nobody.
    assert kept_until(notice(24, 26), known(at(9), marked={TUESDAY: "Б"})) == TUESDAY


def test_a_notice_proposes_its_reason_on_working_days_of_the_list():
    found = proposals([notice(26, 30)], {7: CHILD}, november(*range(24, 31)), RECOMMENDED_CODES)
    assert found == {(7, date(2026, 11, day)): ILL for day in (26, 27, 30)}


def test_a_notice_without_a_reason_proposes_the_unexplained_one():
    found = proposals([notice(code=None)], {7: CHILD}, november(24), RECOMMENDED_CODES)
    assert found == {(7, TUESDAY): CODES["Н"]}


def test_a_pick_up_proposes_no_mark():
    early = notice(kind=NoticeKind.PICK_UP, pickup_at=time(12, 30), code=None)
    assert proposals([early], {7: CHILD}, november(24), RECOMMENDED_CODES) == {}


def test_confirming_the_day_writes_what_parents_reported_unless_the_teacher_says_otherwise():
    other = SheetChild(8, CHILD.stays, "Белова Арина")
    days = {TUESDAY: november(24)[0]}
    sheet = MarkingSheet(
        SheetState.OPEN,
        days,
        {7: CHILD, 8: other},
        RECOMMENDED_CODES,
        proposals={(7, TUESDAY): ILL},
    )
    written = record(sheet, {}, [], [TUESDAY], TUESDAY).write
    assert {(one.child, one.new.letter) for one in written} == {(7, "Б"), (8, "Я")}
    came = record(sheet, {}, [Wish(7, TUESDAY, "Я")], [TUESDAY], TUESDAY).write
    assert {(one.child, one.new.letter) for one in came} == {(7, "Я"), (8, "Я")}

"""What was signed stays as it was signed, and a later difference is seen."""

from __future__ import annotations

from dataclasses import replace

from app.attendance.rules.frozen import kept_of, same, signed_counts, signed_totals
from app.attendance.rules.totals import Counts, Mark, SheetChild, Stay, sheet_totals
from tests.rules.attendance.november_sheet import CODES, DAYS

FIRST, SECOND = 1, 2


def november(*, absent=(), working=DAYS, children=(FIRST, SECOND), note=True):
    """Everybody is there, but the first child on some days."""
    listed = [SheetChild(key, (Stay(DAYS[0].date),)) for key in children]
    marks = [
        Mark(key, day.date, CODES["Б" if key == FIRST and day.date.day in absent else "Я"])
        for key in children
        for day in working
    ]
    return sheet_totals(listed, working, marks, sick_note_required=note)


def kept(totals):
    """As ``actions.close`` keeps it."""
    return {
        "children": [{"id": line.child, **kept_of(line.counts)} for line in totals.children],
        "whole": kept_of(totals.whole),
    }


def test_nothing_differs_while_the_records_stay():
    totals = november(absent=(9,))
    signed = signed_totals(totals, kept(totals))
    assert signed.totals == totals
    assert not signed.differs


def test_a_day_taken_out_later_leaves_the_signed_figures_and_is_seen():
    before = november()
    after = november(working=[day for day in DAYS if day.date.day != 20])
    signed = signed_totals(after, kept(before))
    assert signed.totals.whole.plan == before.whole.plan == 40
    assert after.whole.plan == 38
    assert signed.drifted == (FIRST, SECOND)
    assert signed.differs


def test_a_setting_changed_later_is_seen_in_the_days_to_pay_for():
    before, after = november(absent=(9,)), november(absent=(9,), note=False)
    signed = signed_totals(after, kept(before))
    assert signed.drifted == (FIRST,)
    assert signed.totals.whole.payable == before.whole.payable


def test_children_who_came_or_went_later_are_seen():
    both, one = november(), november(children=(SECOND,))
    assert signed_totals(one, kept(both)).drifted == (FIRST,)
    assert signed_totals(both, kept(one)).drifted == (FIRST,)
    assert signed_totals(one, kept(both)).totals.whole.plan == 40


def test_papers_that_came_later_are_no_difference_of_what_was_kept():
    live = Counts(plan=20, present=19, missed_ill=1, undocumented=1)
    stored = kept_of(replace(live, undocumented=0))
    assert same(live, stored)
    assert signed_counts(live, stored).undocumented == 1

"""The sums of domain 2.5 hold on any data: children, groups and the organization agree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.attendance.models import AttendanceMark, AttendanceSheet
from app.attendance.report_queries import summary
from app.attendance.rules.summary import PeriodTotals, period_of_sheet
from app.attendance.sheet_queries import load_sheet
from app.children.models import Child, Enrollment, Placement
from app.core.scoping.scope import acting
from app.organizations.access import load_person
from app.organizations.models import Organization
from tests.factories.garden import NOW
from tests.factories.house import make_house
from tests.factories.rows import Rows

FIRST, LAST = date(2026, 10, 1), date(2026, 11, 30)
MONTHS = (date(2026, 10, 1), date(2026, 11, 1))
SPAN = (LAST - FIRST).days

# A child: in which group it begins, when it comes, moves and leaves, and its marks by day.
CHILD = st.fixed_dictionaries(
    {
        "group": st.integers(0, 1),
        "days": st.lists(st.integers(-5, SPAN + 5), min_size=3, max_size=3, unique=True).map(
            sorted
        ),
        "stays": st.booleans(),
        "marks": st.dictionaries(
            st.integers(0, SPAN), st.sampled_from("ЯЯЯБНОКР"), min_size=5, max_size=40
        ),
    }
)


def plant(session: Any, house: Any, children: list[dict[str, Any]]) -> None:
    """Children as drawn; a mark stands in the sheet of the group that the child is in then."""
    rows = Rows(session, session.get_one(Organization, house.organization))
    groups = (house.group, house.other_group)
    sheets = {
        (group, month): rows.make(AttendanceSheet, group_id=group, month=month).id
        for group in groups
        for month in MONTHS
    }
    marks = []
    for drawn in children:
        comes, moves, leaves = (FIRST + timedelta(days=day) for day in drawn["days"])
        end = None if drawn["stays"] else leaves
        child = rows.make(Child)
        enrollment = rows.make(Enrollment, child=child, starts_on=comes)
        own = groups[drawn["group"]], groups[1 - drawn["group"]]
        for group, since, until in ((own[0], comes, moves), (own[1], moves, end)):
            rows.make(
                Placement,
                child_id=child.id,
                enrollment_id=enrollment.id,
                group_id=group,
                starts_on=since,
                ends_on=until,
            )
        for number, letter in drawn["marks"].items():
            day = FIRST + timedelta(days=number)
            group = own[0] if day < moves else own[1]
            marks.append(
                {
                    "organization_id": house.organization,
                    "sheet_id": sheets[group, day.replace(day=1)],
                    "group_id": group,
                    "child_id": child.id,
                    "day": day,
                    "code_id": house.codes[letter],
                }
            )
    session.add_all(AttendanceMark(**values) for values in marks)
    session.flush()


def whole(lines: list[Any]) -> PeriodTotals:
    total = PeriodTotals()
    for line in lines:
        total += line.totals
    return total


@pytest.fixture
def empty_house(garden):
    return make_house(garden, children=1)


def test_the_sums_agree_for_children_groups_and_the_organization(empty_house):
    house = empty_house
    with house.garden.app.app_context():
        person = load_person(house.users["head"], NOW.date())
        assert person is not None
        scope = person.scope("can_read", "AttendanceSummary")

    @settings(max_examples=15)
    @given(children=st.lists(CHILD, min_size=1, max_size=5))
    def holds(children):
        with house.garden.system() as session:
            plant(session, house, children)
            with acting(scope):
                check(session, house)
            # Each example is undone.
            session.rollback()

    holds()


def check(session: Any, house: Any) -> None:
    by = {name: summary(session, FIRST, LAST, name) for name in ("child", "group", "organization")}
    for lines in by.values():
        for line in lines:
            counts = line.totals.counts
            assert counts.present + counts.missed + counts.unfilled == counts.plan
            assert counts.missed == counts.missed_ill + counts.missed_other
            assert counts.missed == sum(line.reasons.values())
            assert counts.payable == counts.plan - counts.excused
    assert whole(by["child"]).counts == whole(by["group"]).counts
    assert whole(by["group"]) == whole(by["organization"])
    months = [summary(session, month, _end(month), "organization") for month in MONTHS]
    assert whole(months[0]).counts + whole(months[1]).counts == whole(by["organization"]).counts
    sheets = PeriodTotals()
    for group in (house.group, house.other_group):
        for month in MONTHS:
            sheet = load_sheet(session, group, month)
            assert sheet is not None
            sheets += period_of_sheet(sheet.totals())
    assert sheets.counts == whole(by["group"]).counts


def _end(month: date) -> date:
    return LAST if month.month == 11 else date(2026, 10, 31)

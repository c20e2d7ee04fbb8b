"""Kindergartens side by side: each line equals the summary of that kindergarten."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from app.attendance.models import AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.organizations import actions
from app.organizations.models import Organization
from app.organizations.rules import OrganizationKind
from tests.web.onboarding.conftest import HomePage, big, href, listed, words

TODAY = "2026-11-24"
TITLE = "Kindergartens side by side"


@pytest.fixture
def authority(garden):
    return garden.client_of("authority")


def lines(page, house):
    block = page.block(house.said(TITLE))
    body = block.split("<tbody>")[1]
    rows = re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    return {words(re.search(r"<th.*?</th>", row, re.DOTALL)[0]): row for row in rows}


def total(client, address, label):
    """A figure card of a summary page."""
    text = html.unescape(client.get(address).get_data(as_text=True))
    cards = re.findall(r'class="card figure">.*?</div>', text, re.DOTALL)
    return next(words(card) for card in cards if label in card)


def test_kindergartens_stand_by_name_and_each_opens_its_own_figures(house, authority):
    found = lines(HomePage(authority), house)
    assert list(found) == sorted(found)
    assert "Детский сад № 5" in found
    assert len(found) == 3
    link = href(found["Детский сад № 5"], "/attendance/summary")
    assert f"organization={house.organization}" in link
    groups = html.unescape(authority.get(link).get_data(as_text=True))
    assert "Ромашка" in groups
    assert "feldsparalpha" not in groups


def test_a_line_equals_the_summary_behind_it(house, authority):
    first = house.visit("first")
    house.marks(first, house.cell(0, 24, "Б"), present=("2026-11-09", "2026-11-10", TODAY))
    row = lines(HomePage(authority), house)["Детский сад № 5"]
    month = total(authority, href(row, "/attendance/summary"), "Посещаемость")
    assert month.split()[-2] + "\u00a0%" in row
    assert "66,7\u00a0%</a>" in row
    assert "1 из 2" in words(row)


def test_the_sums_equal_the_lists_behind_them(house, authority):
    for group, state in (
        (house.group, SheetState.CLOSED),
        (house.other_group, SheetState.APPROVED),
    ):
        sheet = house.make(AttendanceSheet, group_id=group, month=date(2026, 10, 1))
        house.change(AttendanceSheet, sheet, state=state)
    page = HomePage(authority)
    card = page.figure("Не утверждены, октябрь 2026")
    assert big(card) == "1"
    assert listed(authority, href(card, "/attendance-sheets")) == 1
    row = lines(page, house)["Детский сад № 5"]
    assert "не утверждены: 1 из 2" in words(row)
    assert listed(authority, href(row, "/attendance-sheets")) == 1
    assert f"f.organization={house.organization}" in href(row, "/attendance-sheets")
    # The groups of the cast have children and no sheet of October.
    assert "3 группы без табеля" in words(card)
    month = page.figure("Ноябрь по вчерашний день")
    behind = total(authority, href(month, "/attendance/summary"), "Посещаемость")
    assert behind.split()[-2] in big(month)


def test_the_authority_sees_no_child_by_name(house, authority):
    house.marks(house.visit("first"), house.cell(0, 24, "Б"))
    main = HomePage(authority).main
    for name in ("Абрамов", "muscovitealpha", "praseodymbravo"):
        assert name not in main


def test_a_kindergarten_without_groups_is_a_line_too(house, authority):
    with house.garden.system() as session:
        above = session.get_one(Organization, house.garden.cast.organizations["D"])
        actions.add_organization(
            session,
            above,
            kind=OrganizationKind.KINDERGARTEN,
            code="empty",
            name="Берёзка",
            short_name="Берёзка, ещё не открыта",
        )
    found = lines(HomePage(authority), house)
    assert words(found["Берёзка, ещё не открыта"]).startswith("Берёзка, ещё не открыта 0 0 – –")
    # Made last, and B comes before D.
    assert list(found).index("Берёзка, ещё не открыта") < list(found).index("Детский сад № 5")


def test_who_runs_one_kindergarten_sees_no_table_of_many(house):
    assert not HomePage(house.visit("head")).has(house.said(TITLE))

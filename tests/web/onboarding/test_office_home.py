"""The home of head and coordinator: figures that equal the lists behind them."""

from __future__ import annotations

import re
from datetime import date, time

import pytest

from app.attendance.models import AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.children.models import Child, Enrollment, Placement
from app.groups.models import ChildGroup
from app.organizations.models import OrganizationSettings
from tests.web.onboarding.conftest import HomePage, big, give_right, href, listed, words

TODAY = "2026-11-24"


def figures_of(client, address):
    """Attendance, fact and not filled of a summary, as its page says."""
    text = HomePage(client, address).main
    cards = re.findall(r'class="card figure.*?</div>', text, re.DOTALL)
    return [words(card) for card in cards]


@pytest.mark.parametrize("login", ["head", "coordinator", "administrator"])
def test_a_group_not_marked_today_is_named_with_the_way_to_its_day(house, login):
    block = HomePage(house.visit(login)).block(house.said("Not marked today"))
    assert "Ромашка" in words(block)
    assert "Кузнецова М., Орлова Н. · 3 ребёнка" in words(block)
    assert f'href="/attendance/today/{house.group}/{TODAY}"' in block
    assert f'href="/attendance/today/{house.other_group}/{TODAY}"' in block


def test_a_filled_group_waits_no_longer(house):
    house.marks(house.visit("first"), present=(TODAY,))
    block = HomePage(house.visit("head")).block(house.said("Not marked today"))
    assert "Ромашка" not in words(block)
    assert "Василёк" in words(block)
    assert 'class="count">1<' in block


def test_when_all_are_marked_it_says_so(house):
    house.marks(house.visit("first"), present=(TODAY,))
    house.marks(house.visit("other"), present=(TODAY,), group=house.other_group)
    block = HomePage(house.visit("head")).block(house.said("Not marked today"))
    assert house.said("All groups are marked today.") in words(block)


def test_the_hour_of_filling_is_told_and_that_it_is_over(house, on_day):
    head = house.visit("head")
    title = house.said("Not marked today")
    assert house.said("Due by %(time)s, it is later now.", time="09:00") in words(
        HomePage(head).block(title)
    )
    house.make(OrganizationSettings, valid_from=date(2026, 11, 1), marking_deadline=time(10, 30))
    assert house.said("Due by %(time)s.", time="10:30") in words(HomePage(head).block(title))


def test_today_counts_the_marked_and_opens_their_summary(house):
    first, head = house.visit("first"), house.visit("head")
    house.marks(first, house.cell(0, 24, "Б"), present=(TODAY,))
    card = HomePage(head).figure(house.said("Today"))
    assert big(card) == "2"
    assert "из 3, 66,7" in words(card)
    assert "2 детей ещё не отмечены" in words(card) or "2 ребёнка ещё не отмечены" in words(card)
    assert 'class="mark amber"' in card
    behind = figures_of(head, href(card))
    assert any(line.endswith("2 из 5") for line in behind), behind


def test_the_month_up_to_yesterday_is_the_summary_of_these_days(house):
    first, head = house.visit("first"), house.visit("head")
    house.marks(first, house.cell(0, 9, "Н"), present=("2026-11-09", "2026-11-10"))
    house.marks(first, present=(TODAY,))
    card = HomePage(head).figure("Ноябрь по вчерашний день")
    assert href(card) == "/attendance/summary?from=2026-11-01&to=2026-11-23&by=group"
    behind = figures_of(head, href(card))
    assert big(card).replace("\u00a0", " ") in behind[0]
    assert house.said("there is nothing to compare with") in words(card)
    house.marks(first, present=("2026-10-01", "2026-10-02"), month="2026-10")
    card = HomePage(head).figure("Ноябрь по вчерашний день")
    assert "рабочих дней с начала прошлого месяца" in words(card)
    # What is seen is short: two lines of a phone.
    assert re.search(
        r'aria-hidden="true">[−+][\d,]+\sп\.\sп\. к тем же дням октября</span>', card
    ), card


def test_the_table_of_the_chart_holds_the_numbers_of_the_days(house):
    house.marks(house.visit("first"), house.cell(0, 9, "Н"), present=("2026-11-09",))
    house.marks(house.visit("other"), present=("2026-11-09",), group=house.other_group)
    block = HomePage(house.visit("head")).block(house.said("Attendance by working day, per cent"))
    assert 'role="img"' in block
    assert 'href="/attendance/control/2026-11-09">80,0' in block
    assert "<desc" in block
    assert "style=" not in block


def test_places_by_group_are_the_children_of_its_list(house):
    house.change(ChildGroup, house.group, capacity=2)
    house.change(ChildGroup, house.other_group, capacity=5)
    head = house.visit("head")
    block = HomePage(head).block(house.said("Places by group"))
    text = words(block).replace("\u00a0", " ")
    assert "Ромашка 100 % 3 / 2 +1 сверх" in text
    assert "Василёк 40 % 2 / 5 свободно 3" in text
    assert listed(head, f"/children/?f.group={house.group}") == 3
    assert f'href="/children/?f.group={house.group}"' in block
    card = HomePage(head).figure(house.said("Children and places"))
    assert big(card) == "5"
    assert "свободно 3, сверх мест 1" in words(card)


def test_no_share_is_told_while_a_group_has_no_capacity(house):
    """«5 of 5, 100 %, 3 are free» was nonsense: two of the five sit where no places are entered."""
    house.change(ChildGroup, house.group, capacity=None)
    house.change(ChildGroup, house.other_group, capacity=5)
    card = words(HomePage(house.visit("head")).figure(house.said("Children and places")))
    assert "%" not in card
    assert "свободно 3, в группах без числа мест: 3" in card


def test_what_cards_lack_equals_the_list_it_opens(house):
    house.change(Child, house.children[0], snils="11223344595")
    house.change(Child, house.children[1], birth_certificate="III-АГ № 123456")
    head = house.visit("head")
    page = HomePage(head)
    block = page.block(house.said("What cards lack"))
    lines = re.findall(r"<li>.*?</li>", block, re.DOTALL)
    assert len(lines) >= 4
    for line in lines:
        number = int(re.search(r'class="num[^>]*>(\d+)<', line)[1])
        assert listed(head, href(line, "/children/")) == number, words(line)
    card = page.figure(house.said("Complete cards"))
    assert listed(head, href(card, "/children/")) == 5
    assert "5 карточек не заполнено" in words(card)


def test_a_child_who_has_left_is_missed_in_no_figure(house):
    for model in (Enrollment, Placement):
        row = house.look(model, child_id=house.children[0])[0]
        house.change(model, row.id, ends_on=date(2026, 11, 10))
    head = house.visit("head")
    card = HomePage(head).figure(house.said("Complete cards"))
    assert "4 карточки не заполнены" in words(card)
    assert listed(head, href(card, "/children/")) == 4


def test_closed_sheets_wait_for_the_head_and_for_nobody_else(house):
    sheet = house.make(AttendanceSheet, group_id=house.group, month=date(2026, 9, 1))
    house.change(AttendanceSheet, sheet, state=SheetState.CLOSED, closed_by="Кузнецова М.")
    title = house.said("Waits for your signature")
    head = house.visit("head")
    block = HomePage(head).block(title)
    assert "Ромашка: табель, сентябрь 2026" in words(block)
    assert "Кузнецова М." in words(block)
    assert f'href="/attendance/month/{house.group}/2026-09"' in block
    assert listed(head, href(block, "/attendance-sheets")) == 1
    assert not HomePage(house.visit("coordinator")).has(title)


@pytest.mark.parametrize(
    ("state", "stands"),
    [(None, True), (SheetState.OPEN, True), (SheetState.CLOSED, False)],
)
def test_sheets_of_the_last_month_that_nobody_closed_are_named(house, state, stands):
    if state is not None:
        sheet = house.make(AttendanceSheet, group_id=house.group, month=date(2026, 10, 1))
        house.change(AttendanceSheet, sheet, state=state)
    title = house.said("Not closed, %(month)s", month="октябрь 2026")
    block = HomePage(house.visit("coordinator")).block(title)
    assert (f'href="/attendance/month/{house.group}/2026-10"' in block) is stands


def test_the_accountant_sees_days_to_pay_as_the_summary_counts_them(house):
    give_right(house, "parent", "accountant")
    sheet = house.make(AttendanceSheet, group_id=house.group, month=date(2026, 10, 1))
    house.change(AttendanceSheet, sheet, state=SheetState.APPROVED)
    accountant = house.visit("parent")
    block = HomePage(accountant).block(house.said("Sheets of %(month)s", month="октябрь 2026"))
    text = words(block)
    assert "Утверждено 1 из 2" in text
    behind = HomePage(accountant, href(block, "/attendance/summary")).main
    total = re.search(r"<tfoot>.*?</tfoot>", block, re.DOTALL)
    payable = words(total[0]).split()[-1]
    assert f">{payable}<" in behind
    assert not HomePage(house.visit("head")).has(
        house.said("Sheets of %(month)s", month="октябрь 2026")
    )


def test_the_nurse_sees_who_is_ill_and_the_marks_behind(house):
    give_right(house, "parent", "nurse")
    house.marks(
        house.visit("first"), house.cell(0, 24, "Б"), house.cell(1, 24, "Н"), present=(TODAY,)
    )
    nurse = house.visit("parent")
    block = HomePage(nurse).block(house.said("Absent by illness today"))
    assert "Абрамов Тимофей Ромашка" in words(block)
    assert "Белова" not in words(block)
    assert listed(nurse, href(block, "/attendance-marks")) == 1
    assert not HomePage(house.visit("coordinator")).has(house.said("Absent by illness today"))


def test_a_day_off_asks_nothing(house, on_day):
    head = house.visit("head")
    on_day("2026-11-22")
    page = HomePage(head)
    assert house.said("Today is a day off.") in words(page.block(house.said("Not marked today")))
    assert house.said("today is a day off") in words(page.figure(house.said("Today")))


def test_the_first_day_of_a_month_compares_nothing(house, on_day):
    head = house.visit("head")
    on_day("2026-12-01")
    card = HomePage(head).figure("Декабрь по вчерашний день")
    assert house.said("the month has just begun") in words(card)
    assert HomePage(head, href(card)).main


def test_no_home_shows_anything_of_another_kindergarten(house):
    for login in ("head", "coordinator", "administrator", "first", "parent"):
        page = HomePage(house.visit(login))
        for stem in ("quartzitealpha", "feldsparalpha", "zirconiumbravo"):
            assert stem not in page.main, login

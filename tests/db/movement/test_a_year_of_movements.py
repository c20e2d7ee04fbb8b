"""A year of 300 children and 80 movements: the book, the lists and the recap say the same."""

from __future__ import annotations

import html
import random
import re
from datetime import date, timedelta

import pytest

from app.children.models import Child, Placement
from app.groups.models import ChildGroup
from app.movement import book_queries
from app.movement.initial_actions import adopt
from app.movement.models import Movement
from app.movement.rules.book import book_lines, missing_numbers
from app.movement.rules.events import DepartureReason
from app.movement.rules.recap import Figure, recap
from tests.factories.house import House
from tests.factories.orders import facts, signed

BEGUN = date(2025, 9, 1)
KINDS = ("group_transfer", "departure", "enrolment", "temporary_stay", "enrolment_by_transfer")


class Year:
    """Twelve groups of 25 and twenty orders of four children each, drawn by lot."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.lot = random.Random(2026)
        self.group_of: dict[int, int] = {}
        names = [f"Группа {number:02}" for number in range(12)]
        self.groups = [house.make(ChildGroup, name=name, capacity=40) for name in names]
        for group in self.groups:
            for child in house.add(children=25, group=group, since=BEGUN):
                self.group_of[child] = group
        with house.garden.system() as session:
            adopt(session, [*self.group_of, *house.children, *house.neighbours], BEGUN)
        self.moved = self.left = 0
        self.came = 5  # in «Ромашка» and «Василёк», a year later

    def carry_out(self) -> None:
        for number in range(20):
            day = date(2025, 10, 1) + timedelta(days=number * 16)
            self.order(KINDS[number % len(KINDS)], day)

    def order(self, kind: str, day: date) -> None:
        if kind.startswith("enrolment"):
            children = [self.house.make(Child, last_name=f"Новый{day:%j}{n}") for n in range(4)]
        else:
            children = self.lot.sample(sorted(self.group_of), 4)
        signed(self.house, kind, day, *(self.line(kind, child, day) for child in children))
        self.moved += 4

    def line(self, kind: str, child: int, day: date):
        if kind == "departure":
            self.left += 1
            del self.group_of[child]
            return facts(child, day, reason=self.lot.choice(list(DepartureReason)))
        others = [one for one in self.groups if one != self.group_of.get(child)]
        group = self.lot.choice(others)
        if kind == "temporary_stay":
            return facts(child, day, group, last_day=day + timedelta(days=10))
        self.came += kind.startswith("enrolment")
        self.group_of[child] = group
        return facts(child, day, group)


@pytest.fixture
def year(house):
    found = Year(house)
    found.carry_out()
    return found


def test_the_recap_of_a_year_balances_and_equals_the_lists_on_any_day(year):
    house = year.house
    own = {"organization_id": house.organization}
    assert (year.moved, len(house.look(Movement, document_id=None, **own))) == (80, 305)
    with house.garden.system() as session:
        register = book_queries.read_register(session, house.organization)
        histories = register.histories(date.max)
        days = [BEGUN + timedelta(days=step) for step in range(0, 400, 23)]
        for number, first in enumerate(days):
            for last in days[number::5]:
                found = recap(histories, [], first, last)
                assert found.balances
                counted = book_queries.counted_placements(session, house.organization, last)
                book = {key: line[Figure.END] for key, line in found.lines.items()}
                assert {key: end for key, end in book.items() if end} == counted
        boys = [key for key, one in register.children.items() if one.male]
        found = recap(histories, boys, BEGUN, days[-1])
        whole = found.total
    assert whole[Figure.START] == 300
    came = whole[Figure.ARRIVED_NEW] + whole[Figure.ARRIVED_FROM]
    assert (came, whole[Figure.END]) == (year.came, 300 + year.came - year.left)
    the_book_replayed_equals_the_placements(house, register)
    the_page_opens_the_children_behind_each_figure(house, found, register)
    lines = book_lines(register.entries, date(2026, 11, 24))
    assert len(lines) == 300 + year.came
    assert missing_numbers(lines) == []


def the_book_replayed_equals_the_placements(house, register):
    """Of every child, day by day."""
    rows: dict[int, list[tuple]] = {}
    for row in house.look(Placement, organization_id=house.organization):
        rows.setdefault(row.child_id, []).append((row.starts_on, row.ends_on, row.group_id))
    replayed = {
        child: [
            (stay.starts_on, stay.ends_on, stay.group)
            for enrolled in history.enrolments
            for stay in enrolled.stays
        ]
        for child, history in register.histories(date.max).items()
    }
    assert {child: sorted(spans) for child, spans in rows.items()} == {
        child: spans for child, spans in replayed.items() if spans
    }


def the_page_opens_the_children_behind_each_figure(house, found, register):
    """Of the whole and of two groups: as many names as children, the figures as computed."""
    head = house.visit("head")
    address = f"/movement/recap?from={found.first}&to={found.last}"
    page = html.unescape(head.get(address).get_data(as_text=True))
    assert page.count('class="badge green"') == 3, "all sums agree"
    lines = {"all": found.total, **{str(key): line for key, line in found.lines.items()}}
    cells = re.findall(r'href="(/movement/recap[^"]*open=(\w+)\.(\w+)[^"#]*)[^"]*">(\d+)<', page)
    shown = {(line, name): int(number) for _href, line, name, number in cells}
    assert shown == {
        (key, figure.value): line[figure]
        for key, line in lines.items()
        for figure in Figure
        if line[figure]
    }
    opened = {"all", *sorted(lines)[:2]}
    for href, line, name, _number in cells:
        if line in opened:
            part = head.get(href).get_data(as_text=True).split('id="opened"')[1]
            behind = set(lines[line].children[Figure(name)])
            named = re.findall(r'href="/children/(\d+)">', part)
            assert {int(key) for key in named} == behind, (line, name)
            assert len(named) == len(behind)

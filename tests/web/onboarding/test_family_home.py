"""A parent's home: own children only, today, the month, the group's name and teachers."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.children.models import ChildGuardian, Guardian
from tests.harness.queries import QueryRecorder
from tests.web.onboarding.conftest import HomePage, give_right, words

TODAY = "2026-11-24"


def card(house, login="parent", name="Тимофей Абрамов"):
    return HomePage(house.visit(login)).block(name)


def test_a_child_stands_with_its_group_and_teachers(house):
    text = words(card(house))
    assert "Ромашка" in text
    assert "Кузнецова Мария" in text
    assert "Орлова Нина" in text
    assert "Панова" not in text


@pytest.mark.parametrize(
    ("letter", "said"), [("Я", "In the kindergarten today"), (None, "Not marked yet")]
)
def test_today_is_told_as_it_is_marked(house, letter, said):
    if letter:
        house.marks(house.visit("first"), house.cell(0, 24, letter))
    assert house.said(said) in words(card(house))


def test_an_absence_is_told_with_its_reason_and_that_a_paper_is_due(house):
    house.marks(house.visit("first"), house.cell(0, 24, "Б"))
    text = words(card(house))
    assert "Сегодня дома:" in text
    assert house.said("bring the document when the child comes back") in text


def test_the_figures_of_the_month_are_those_of_its_page(house):
    first = house.visit("first")
    cells = [house.cell(0, day, "Б") for day in (9, 10)]
    house.marks(first, *cells, present=("2026-11-09", "2026-11-10", "2026-11-11", TODAY))
    block = card(house)
    assert house.said("present %(present)s of %(all)s days", present=2, all=4) in words(block)
    assert "2 дня" in words(re.search(r'class="reasons".*?</p>', block, re.DOTALL)[0])
    link = f"/attendance/child/{house.children[0]}/2026-11"
    assert f'href="{link}"' in block
    month = words(HomePage(house.visit("parent"), link).main)
    assert f"{house.said('Days present')} 2" in month
    assert f"{house.said('Days missed')} 2" in month


def test_every_day_of_the_strip_is_told_in_words_too(house):
    house.marks(house.visit("first"), house.cell(0, 9, "Н"))
    strip = re.search(r'<ol class="strip">.*?</ol>', card(house), re.DOTALL)[0]
    days = re.findall(r"<li.*?</li>", strip, re.DOTALL)
    # 19 working days of November 2026, the day off of the authority left out.
    assert len(days) == 19
    assert all('class="vh">: ' in day for day in days)
    assert "aria-hidden" in days[0]
    assert sum("is-now" in day for day in days) == 1


def test_no_other_child_and_no_stranger_is_told(house):
    house.marks(house.visit("first"), present=(TODAY,))
    main = HomePage(house.visit("parent")).main
    for other in ("Белова", "Воронцов", "Ёлкина", "feldsparalpha", "Василёк"):
        assert other not in main
    assert main.count('class="card child"') == 1


def test_a_parent_whose_rights_ended_sees_no_child(house):
    guardian = house.look(Guardian, user_id=house.users["parent"])[0]
    link = house.look(ChildGuardian, guardian_id=guardian.id)[0]
    house.change(ChildGuardian, link.id, valid_to=date(2026, 11, 23))
    main = HomePage(house.visit("parent")).main
    assert house.said("No child is linked to you yet") in words(main)
    assert "Абрамов" not in main.replace("Абрамова", "")


def test_a_parent_who_also_works_here_sees_own_children_and_the_work(house):
    give_right(house, "parent", "administrator")
    page = HomePage(house.visit("parent"))
    assert page.main.count('class="card child"') == 1
    assert "Тимофей Абрамов" in words(page.main)
    assert page.has(house.said("Not marked today"))


def test_one_person_with_children_in_two_kindergartens_sees_both(client_of):
    main = HomePage(client_of("parent_ab")).main
    assert main.count('class="card child"') == 2
    assert "alabasteralpha" in main
    assert "praseodymbravo" in main


def test_a_home_of_four_children_asks_as_often_as_one_of_one(house):
    parent = house.visit("parent")
    one = statements(house, parent)
    guardian = house.look(Guardian, user_id=house.users["parent"])[0]
    for child in house.add(children=3):
        house.make(ChildGuardian, child_id=child, guardian_id=guardian.id)
    assert HomePage(parent).main.count('class="card child"') == 4
    assert statements(house, parent) == one
    assert one <= 15


def statements(house, client):
    client.get("/")  # what a process keeps is read once
    with QueryRecorder(house.garden.engine) as queries:
        assert client.get("/").status_code == 200
    return queries.count - len(queries.starting_with("BEGIN"))


def test_the_card_of_a_child_is_one_press_from_home(house):
    """Consents and benefits stand there: nobody should have to look for it among all pages."""
    page = house.visit("parent").get("/").get_data(as_text=True)
    assert 'aria-label="Карточка: ' in page
    card = page.partition('aria-label="Карточка: ')[0].rpartition('href="')[2].partition('"')[0]
    assert house.visit("parent").get(card).status_code == 200

"""The schedule: who sees which group, who writes, what a week shows, the line at home."""

from __future__ import annotations

import re
from datetime import date, time

import pytest

from app.academic_year.models import CalendarDay
from app.groups.models import Room
from app.organizations.models import Organization
from app.schedule.models import Lesson
from app.schedule.rules import Weekday
from app.staff.models import Employee
from tests.factories.house import make_house
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder
from tests.web.onboarding.conftest import HomePage, words

SINCE = date(2026, 9, 1)
# Today is Tuesday, 24 November 2026, ten in the morning in Moscow.


@pytest.fixture
def house(garden):
    return make_house(garden)


def lesson(house, title, weekday=Weekday.TUESDAY, hour=9, group=None, **values):
    return house.make(
        Lesson,
        **{
            "title": title,
            "group_id": group or house.group,
            "weekday": weekday,
            "starts_at": time(hour),
            "ends_at": time(hour, 20),
            "valid_from": SINCE,
            **values,
        },
    )


@pytest.fixture
def lessons(house):
    """Of each group one on Tuesday; «Ромашка» has music in a hall with its teacher too."""
    hall = house.make(Room, name="Музыкальный зал")
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=700)
        employee = rows.make(
            Employee, last_name="Бондаренко", first_name="Юлия", middle_name="Викторовна"
        ).id
    return {
        "Лепка Ромашки": lesson(house, "Лепка Ромашки"),
        "Музыка": lesson(house, "Музыка", Weekday.FRIDAY, 10, room_id=hall, employee_id=employee),
        "Счёт Василька": lesson(house, "Счёт Василька", group=house.other_group),
    }


def text(client, path="/schedule/", status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def titles(page):
    found = re.findall(r'class="what">(?:<a [^>]+>)?([^<]+)<', page)
    return set(found)


def of(house, group=None, day="2026-11-24"):
    return f"/schedule/?group={group or house.group}&day={day}"


def test_staff_choose_any_group_of_the_house_a_teacher_her_own(house, lessons):
    head, first = house.visit("head"), house.visit("first")
    assert titles(text(head, of(house))) == {"Лепка Ромашки", "Музыка"}
    assert titles(text(head, of(house, house.other_group))) == {"Счёт Василька"}
    assert titles(text(first)) == {"Лепка Ромашки", "Музыка"}
    text(first, of(house, house.other_group), 404)
    assert f"group={house.other_group}" not in text(first)


def test_a_parent_reads_the_group_of_the_own_child_and_no_other(house, lessons):
    parent = house.visit("parent")
    page = text(parent)
    assert titles(page) == {"Лепка Ромашки", "Музыка"}
    assert "Бондаренко Ю. В. · Музыкальный зал" in page
    assert "/lessons/" not in page
    text(parent, of(house, house.other_group), 404)
    text(parent, f"/lessons/{lessons['Счёт Василька']}", 404)
    house.transfer(0, "2026-11-24")
    assert titles(text(parent)) == {"Счёт Василька"}
    text(parent, of(house), 404)


def test_a_second_kindergarten_and_who_has_no_role_see_none_of_it(house, lessons, garden):
    for person in ("administrator_a", "teacher_b", "parent_ab", "nurse_a", "senior_a"):
        client = garden.client_of(person)
        assert not titles(text(client)) & set(lessons)
        text(client, of(house), 404)
        text(client, f"/lessons/{lessons['Музыка']}", 404)
    for person in ("nobody", "accountant_a", "authority"):
        text(garden.client_of(person), "/schedule/", 403)


def form(house, group=None, **more):
    return {
        "title": "Рисование",
        "group": group or house.group,
        "weekday": "2",
        "starts_at": "09:10",
        "ends_at": "09:30",
        "valid_from": "2026-09-01",
        **more,
    }


def test_overlapping_lessons_of_a_group_are_refused_beside_the_field(house, lessons):
    client = house.visit("coordinator")
    answer = client.send("/lessons/add", form(house))
    said = (
        "В это время у группы уже стоит «Лепка Ромашки», 09:00–09:20. Выберите другое время "
        "или сначала завершите то занятие."
    )
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert said in page
    assert 'href="#f-starts_at"' in page or "starts_at" in page.partition(said)[0]
    later = form(house, starts_at="09:20", ends_at="09:40")
    assert client.send("/lessons/add", later).status_code == 302
    assert client.send("/lessons/add", form(house, weekday="3")).status_code == 302
    made = house.look(Lesson, title="Рисование", organization_id=house.organization)
    assert [(one.weekday, one.starts_at) for one in made] == [
        (Weekday.TUESDAY, time(9, 20)),
        (Weekday.WEDNESDAY, time(9, 10)),
    ]
    # A lesson does not stand in its own way, and is refused where another stands.
    key, version = made[0].id, made[0].version
    kept = later | {"version": version, "title": "Рисование красками"}
    assert client.send(f"/lessons/{key}/edit", kept).status_code == 302
    moved = kept | {"version": version + 1, "starts_at": "09:00"}
    assert client.send(f"/lessons/{key}/edit", moved).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_at": "09:10"}, "Окончание должно быть позже начала."),
        ({"valid_to": "2026-08-31"}, "Дата окончания раньше даты начала."),
    ],
)
def test_times_and_dates_out_of_order_are_refused(house, wrong, said):
    answer = house.visit("coordinator").send("/lessons/add", form(house, **wrong))
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert not house.look(Lesson, title="Рисование", organization_id=house.organization)


def test_who_only_reads_writes_nothing_and_nobody_writes_next_door(house, lessons, garden):
    key = lessons["Музыка"]
    for login in ("head", "first", "parent"):
        client = house.visit(login)
        assert client.send("/lessons/add", form(house)).status_code == 403
        assert client.send(f"/lessons/{key}/edit", form(house)).status_code == 403
    stranger = garden.client_of("administrator_a")
    assert stranger.send("/lessons/add", form(house)).status_code in (404, 422)
    assert stranger.send(f"/lessons/{key}/edit", form(house)).status_code == 404
    assert not house.look(Lesson, title="Рисование", organization_id=house.organization)


def day_of(page, name):
    cards = re.findall(r"<section class=\"card.*?</section>", page, re.DOTALL)
    return next(card for card in cards if f"<h2>{name}</h2>" in card)


def test_a_closed_day_is_told_with_its_reason_and_holds_no_lessons(house, lessons):
    house.make(CalendarDay, day=date(2026, 11, 27), title="Санитарная обработка", kind="off")
    page = text(house.visit("parent"))
    friday = words(day_of(page, "Пятница"))
    assert "Закрыто: Санитарная обработка" in friday
    assert "Музыка" not in friday
    assert "Лепка Ромашки" in day_of(page, "Вторник")
    assert "is-today" in day_of(page, "Вторник")
    # The week after it is an ordinary one; the holiday of 4 November is nobody's entry.
    assert "Музыка" in day_of(text(house.visit("parent"), of(house, day="2026-12-01")), "Пятница")
    holiday = day_of(text(house.visit("parent"), of(house, day="2026-11-03")), "Среда")
    assert "Закрыто: День народного единства" in words(holiday)
    assert "<h2>Суббота</h2>" not in page


def test_an_empty_schedule_says_the_next_step_to_whoever_may_write(house):
    coordinator = text(house.visit("coordinator"), of(house))
    assert "Расписания пока нет" in coordinator
    assert f'href="/lessons/add?group={house.group}' in coordinator
    for login in ("head", "first", "parent"):
        page = text(house.visit(login))
        assert "Расписания пока нет" in page
        assert "/lessons/add" not in page


def test_a_new_lesson_begun_from_the_week_leads_back_to_it(house):
    client = house.visit("coordinator")
    page = text(client, of(house))
    link = re.search(r'href="(/lessons/add\?[^"]+)"', page)[1].replace("&amp;", "&")
    assert f'value="{house.group}"' in text(client, link)
    answer = client.send(link, form(house))
    assert answer.headers["Location"] == f"/schedule/?group={house.group}&day=2026-11-23"


def test_the_week_costs_the_same_for_one_lesson_and_for_thirty(house):
    for login, most in (("parent", 10), ("head", 9)):
        client, counts = house.visit(login), []
        for hours in (range(8, 9), range(9, 15)):
            for weekday in list(Weekday)[:5]:
                for hour in hours:
                    lesson(house, f"Занятие {hour}", weekday, hour)
            text(client)
            with QueryRecorder(house.garden.engine) as queries:
                text(client)
            counts.append(len(queries.texts) - len(queries.starting_with("BEGIN")))
        assert counts[0] == counts[1]
        assert counts[1] <= most, queries


def home_lines(house):
    block = HomePage(house.visit("parent")).block("Тимофей Абрамов")
    found = re.search(r'class="child-lessons".*?</ul>', block, re.DOTALL)
    return (words(found[0].partition(">")[2]) if found else None), block


def test_home_tells_three_lessons_of_today_with_the_way_to_the_week(house, lessons):
    for hour, title in ((10, "Счёт"), (11, "Прогулка"), (16, "Хор")):
        lesson(house, title, hour=hour)
    said, block = home_lines(house)
    # It is ten: modelling is over, the lesson of ten is at work.
    assert said == "10:00–10:20 Счёт 11:00–11:20 Прогулка 16:00–16:20 Хор"
    assert f'href="/schedule/?group={house.group}"' in block
    assert "Василька" not in block


def test_home_says_nothing_without_a_schedule_and_no_lessons_on_a_closed_day(house):
    assert home_lines(house)[0] is None
    lesson(house, "Лепка")
    assert home_lines(house)[0] == "9:00–9:20 Лепка"
    house.make(CalendarDay, day=date(2026, 11, 24), title="Ремонт", kind="off")
    assert home_lines(house)[0] == "занятий нет"


def test_a_teacher_opens_the_schedule_from_her_group_at_home(house, lessons):
    page = HomePage(house.visit("first"))
    assert f'href="/schedule/?group={house.group}"' in page.main

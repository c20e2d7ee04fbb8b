"""The card of an employee: service, category, courses; who is due; nobody else sees it."""

from __future__ import annotations

from datetime import date

import pytest

from app.staff.career_models import (
    EmployeeCategory,
    EmployeeEducation,
    EmployeePosition,
    PastJob,
    TrainingCourse,
)
from app.staff.models import Employee, Position
from app.staff.rules import Category
from tests.factories.house import make_house
from tests.harness.queries import QueryRecorder


@pytest.fixture
def house(garden):
    return make_house(garden)


def teacher(house):
    return house.look(Employee, user_id=house.users["first"])[0].id


def career(house, employee):
    post = house.make(Position, name="Воспитатель", teaching=True)
    house.change(Employee, employee, hired_on=date(2020, 9, 1), position_id=post)
    values = {"employee_id": employee}
    house.make(EmployeePosition, **values, position_id=post, starts_on=date(2020, 9, 1), rate=1)
    house.make(
        PastJob, **values, starts_on=date(2018, 9, 1), ends_on=date(2020, 8, 31), teaching=False
    )
    house.make(
        EmployeeCategory,
        **values,
        category=Category.HIGHEST,
        assigned_on=date(2021, 12, 20),
        valid_to=date(2026, 12, 20),
    )
    house.make(TrainingCourse, **values, finished_on=date(2023, 12, 1), title="Курсы")


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_the_card_says_service_category_and_the_next_course(house):
    key = teacher(house)
    career(house, key)
    card = text(house.visit("coordinator"), f"/employees/{key}")
    for said in (
        "8 лет 2 месяца",
        "6 лет 2 месяца",
        "высшая категория, до 20.12.2026",
        "до 01.12.2026, пора записываться",
    ):
        assert said in card, said


def test_lists_say_who_is_due_for_courses_and_attestation(house):
    key = teacher(house)
    career(house, key)
    client = house.visit("coordinator")
    for due in ("course", "category"):
        listed = text(client, f"/employees/?f.due={due}")
        assert "Кузнецова" in listed
        assert "Орлова" not in listed
    house.make(TrainingCourse, employee_id=key, finished_on=date(2026, 5, 1), title="Новые")
    assert "Кузнецова Мария" not in text(client, "/employees/?f.due=course")


def test_a_new_position_becomes_that_of_the_card(house):
    key = teacher(house)
    career(house, key)
    senior = house.make(Position, name="Старший воспитатель", teaching=True)
    form = {"employee": key, "position": senior, "rate": "1,5", "starts_on": "2026-11-01"}
    admin = house.visit("administrator")
    assert admin.send("/employee-positions/add", form).status_code == 302
    assert house.look(Employee, id=key)[0].position_id == senior
    answer = admin.send("/employee-positions/add", form | {"rate": "3"})
    assert answer.status_code == 422
    assert "не больше 2" in answer.get_data(as_text=True)


@pytest.mark.parametrize("login", ["first", "parent"])
def test_who_has_no_business_with_staff_sees_no_career(house, login):
    client = house.visit(login)
    for path in ("/employee-positions/", "/employee-educations/", "/training-courses/"):
        assert client.get(path).status_code == 403, path


def test_the_card_costs_the_same_for_no_row_and_for_many(house):
    key, client = teacher(house), house.visit("coordinator")
    counts = []
    for number in (0, 3, 30):
        for row in range(number):
            values = {"employee_id": key}
            house.make(TrainingCourse, **values, title=f"Курс {row}", finished_on=date(2024, 1, 5))
            house.make(EmployeeEducation, **values)
            house.make(EmployeeCategory, **values)
        for tab in ("", "?tab=training_course"):
            client.get(f"/employees/{key}{tab}")
            with QueryRecorder(house.garden.engine) as queries:
                client.get(f"/employees/{key}{tab}")
            counts.append((tab, queries.count))
    # A tab with rows reads their links once; without rows there is nothing to read.
    assert len(set(counts)) <= 3, counts

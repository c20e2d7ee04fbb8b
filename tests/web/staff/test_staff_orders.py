"""Hiring, dismissal and roles by signed orders: on their day, taken back whole."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from flask_appbuilder.security.sqla.models import Role
from pypdf import PdfReader

from app.core import clock
from app.documents import actions, cancel_actions, queries
from app.documents.models import Document
from app.documents.rules.lifecycle import DocumentState
from app.groups.models import GroupTeacher
from app.organizations.access import load_person
from app.organizations.models import Appointment, UserAccount
from app.staff.career_models import EmployeePosition
from app.staff.models import Employee, Position
from app.staff.order_models import AppointmentLine, StaffOrderLine
from app.staff.position_actions import follow_positions_of_today
from tests.factories.house import make_house

TODAY = date(2026, 11, 24)


@pytest.fixture
def house(garden):
    made = make_house(garden)
    made.post = made.make(Position, name="Воспитатель", teaching=True)
    return made


def draft(house, key):
    with house.garden.system() as session:
        kind = queries.kind_of(session, house.organization, key, TODAY)
        order = actions.draft(session, house.organization, kind, TODAY, author_id=None)
        return order.id


def sign(house, order):
    """The head signs on the page; what was said is returned when it was refused."""
    head = house.visit("head")
    assert head.send(f"/orders/{order}/sign").status_code == 303
    state = house.look(Document, id=order)[0].state
    page = head.get(f"/orders/{order}").get_data(as_text=True)
    return "" if state is DocumentState.SIGNED else page


def staff_line(house, order, employee, **values):
    return house.make(
        StaffOrderLine,
        document_id=order,
        employee_id=employee,
        **{"position_id": house.post, "rate": 1, "day": TODAY, **values},
    )


def role(house, name):
    with house.garden.system() as session:
        return session.query(Role).filter_by(name=name).one().id


def roles_on(house, login, day):
    with house.garden.app.app_context():
        return {grant.role_name for grant in load_person(house.users[login], day).grants}


def newcomer(house):
    return house.make(Employee, last_name="Петрова", first_name="Анна", middle_name="Ивановна")


def test_hiring_works_by_a_signed_order_on_its_day(house):
    key, order = newcomer(house), draft(house, "hiring")
    admin = house.visit("administrator")
    form = {"document": order, "employee": key, "position": house.post}
    form |= {"rate": "1", "day": "2026-12-01"}
    assert admin.send("/staff-order-lines/add", form).status_code == 302
    assert house.look(Employee, id=key)[0].hired_on is None
    assert sign(house, order) == ""
    signed = house.look(Document, id=order)[0]
    assert "Петрову Анну Ивановну" in signed.text
    hired = house.look(Employee, id=key)[0]
    assert hired.hired_on == date(2026, 12, 1)
    held = house.look(EmployeePosition, employee_id=key)
    assert [(one.position_id, one.starts_on, one.order_number) for one in held] == [
        (house.post, date(2026, 12, 1), signed.number)
    ]
    answer = admin.send("/staff-order-lines/add", form | {"employee": newcomer(house)})
    assert answer.status_code in (409, 422), "a signed order has its list for good"


def test_an_order_names_all_that_forbids_it_and_does_nothing(house):
    worker = house.look(Employee, user_id=house.users["second"])[0].id
    house.change(Employee, worker, hired_on=date(2020, 9, 1))
    order = draft(house, "hiring")
    staff_line(house, order, worker)
    staff_line(house, order, newcomer(house), position_id=None)
    said = sign(house, order)
    assert "уже работает здесь с 01.09.2020" in said
    assert "выберите должность" in said
    assert not house.look(EmployeePosition)[0:] or all(
        one.employee_id != worker for one in house.look(EmployeePosition)
    )
    assert "ещё нет сотрудников" in sign(house, draft(house, "dismissal"))


def test_many_obstacles_leave_the_signature_in_sight(house):
    order = draft(house, "hiring")
    for number in range(8):
        worker = house.make(Employee, last_name=f"Седова{number}", first_name="Анна")
        staff_line(house, order, worker, position_id=None)
    page = sign(house, order)
    assert "Приказ не подписан. Всё, что мешает, перечислено ниже." in page
    before, folded = page.split("<details><summary>ещё 3</summary>")
    assert [name in before for name in ("Седова4 Анна: ", "Седова5 Анна: ")] == [True, False]
    assert "Седова7 Анна: выберите должность" in folded


def test_dismissal_ends_positions_groups_and_roles_and_its_cancellation_gives_them_back(house):
    worker = house.look(Employee, user_id=house.users["first"])[0].id
    house.change(Employee, worker, hired_on=date(2020, 9, 1))
    house.make(EmployeePosition, employee_id=worker, position_id=house.post, rate=1)
    order, last = draft(house, "dismissal"), date(2026, 11, 30)
    staff_line(house, order, worker, position_id=None, day=last, reason="п. 3 ч. 1 ст. 77 ТК РФ")
    assert sign(house, order) == ""
    assert house.look(Employee, id=worker)[0].dismissed_on == last
    assert {one.ends_on for one in house.look(EmployeePosition, employee_id=worker)} == {last}
    assert {one.valid_to for one in house.look(GroupTeacher, employee_id=worker)} == {last}
    assert roles_on(house, "first", last) == {"Сетевой воспитатель"}
    assert roles_on(house, "first", date(2026, 12, 1)) == set()
    with house.garden.system() as session:
        target = session.get_one(Document, order)
        cancelling = cancel_actions.draft_cancellation(session, target, TODAY).id
    assert sign(house, cancelling) == ""
    assert house.look(Employee, id=worker)[0].dismissed_on is None
    assert {one.ends_on for one in house.look(EmployeePosition, employee_id=worker)} == {None}
    assert {one.valid_to for one in house.look(GroupTeacher, employee_id=worker)} == {None}
    assert roles_on(house, "first", date(2026, 12, 1)) == {"Сетевой воспитатель"}


def test_what_was_changed_since_is_not_overwritten_by_a_cancellation(house):
    key, order = newcomer(house), draft(house, "hiring")
    staff_line(house, order, key)
    assert sign(house, order) == ""
    house.change(Employee, key, hired_on=date(2026, 11, 20))
    with house.garden.system() as session:
        target = session.get_one(Document, order)
        cancelling = cancel_actions.draft_cancellation(session, target, TODAY).id
    assert "позже изменил" in sign(house, cancelling)
    assert house.look(Document, id=order)[0].state is DocumentState.SIGNED
    assert house.look(EmployeePosition, employee_id=key)


def test_a_change_of_position_ends_the_one_and_begins_the_other(house):
    worker = house.look(Employee, user_id=house.users["first"])[0].id
    house.change(Employee, worker, hired_on=date(2020, 9, 1))
    old = house.make(
        EmployeePosition,
        employee_id=worker,
        position_id=house.post,
        rate=1,
        starts_on=date(2020, 9, 1),
    )
    senior = house.make(Position, name="Старший воспитатель", teaching=True)
    order = draft(house, "position_change")
    staff_line(house, order, worker, position_id=senior)
    assert sign(house, order) == ""
    assert house.look(EmployeePosition, id=old)[0].ends_on == date(2026, 11, 23)
    assert house.look(Employee, id=worker)[0].position_id == senior


def test_roles_are_given_and_taken_by_an_order_on_their_day(house):
    order = draft(house, "appointment")
    common = {"document_id": order, "user_id": house.users["second"]}
    house.make(
        AppointmentLine, **common, role_id=role(house, "Координатор"), valid_from=date(2026, 12, 1)
    )
    house.make(
        AppointmentLine,
        **common,
        role_id=role(house, "Сетевой воспитатель"),
        takes=True,
        valid_from=date(2026, 12, 1),
    )
    assert sign(house, order) == ""
    assert roles_on(house, "second", date(2026, 11, 30)) == {"Сетевой воспитатель"}
    assert roles_on(house, "second", date(2026, 12, 1)) == {"Координатор"}
    given = house.look(Appointment, user_id=house.users["second"])[-1]
    signed = house.look(Document, id=order)[0]
    assert (given.order_number, given.order_date) == (signed.number, TODAY)
    rights = house.visit("head").get("/rights-on/?day=2026-12-01").get_data(as_text=True)
    assert f'<a href="/orders/{order}">№ {signed.number} от 24.11.2026</a>' in rights
    again = draft(house, "appointment")
    house.make(
        AppointmentLine,
        document_id=again,
        user_id=house.users["second"],
        role_id=role(house, "Координатор"),
        valid_from=date(2026, 12, 5),
    )
    assert "на эти дни уже есть" in sign(house, again)


def test_an_order_that_gives_and_takes_roles_has_a_verb_and_the_accusative_in_each_sentence(house):
    order = draft(house, "appointment")
    with house.garden.system() as session:
        guest = session.get(UserAccount, house.users["coordinator"])
        guest.last_name, guest.first_name = "Черных", "Ольга Павловна"
    assert not house.look(Employee, user_id=house.users["coordinator"]), "who has no card"
    common = {"document_id": order, "user_id": house.users["coordinator"]}
    first = date(2026, 12, 1)
    taken, given = role(house, "Координатор"), role(house, "Сетевой воспитатель")
    house.make(AppointmentLine, **common, role_id=taken, takes=True, valid_from=first)
    house.make(AppointmentLine, **common, role_id=given, valid_from=first, duties="замена.")
    assert sign(house, order) == ""
    text = house.look(Document, id=order)[0].text
    assert "Назначить:" not in text
    assert (
        "1) Освободить с 1 декабря 2026 г. Черных Ольгу Павловну от обязанностей по роли "
        "«Координатор»\n"
        "2) Назначить с 1 декабря 2026 г. Черных Ольгу Павловну ответственным лицом по роли "
        "«Сетевой воспитатель»; обязанности: замена"
    ) in text


def test_nobody_but_the_head_signs_and_nobody_gives_a_role_to_himself(house):
    order = draft(house, "appointment")
    mine = house.users["coordinator"]
    house.make(
        AppointmentLine,
        document_id=order,
        user_id=mine,
        role_id=role(house, "Системный администратор"),
        valid_from=TODAY,
    )
    coordinator = house.visit("coordinator")
    assert coordinator.send(f"/orders/{order}/sign").status_code == 403
    form = {"user": mine, "role": role(house, "Системный администратор")}
    form |= {"valid_from": "2026-11-24"}
    for more, said in (
        ({}, "укажите его номер"),
        ({"order_number": "12"}, "укажите его дату"),
    ):
        answer = coordinator.send("/appointments/add", form | more)
        assert answer.status_code == 422
        assert said in answer.get_data(as_text=True), said
    order_of_nobody = {"order_number": "12", "order_date": "2026-11-24"}
    assert coordinator.send("/appointments/add", form | order_of_nobody).status_code >= 400
    assert roles_on(house, "coordinator", TODAY) == {"Координатор"}


def test_who_had_which_right_on_a_day_and_by_which_order(house):
    link = house.look(Appointment, user_id=house.users["first"])[0]
    house.change(
        Appointment,
        link.id,
        order_number="7-к",
        order_date=date(2026, 8, 31),
        valid_to=date(2026, 11, 20),
    )
    head = house.visit("head")
    before = head.get("/rights-on/?day=2026-11-20").get_data(as_text=True)
    assert "Кузнецова" in before
    assert "№ 7-к от 31.08.2026" in before
    assert "Абрамова" not in before, "parents stand in no regulation"
    assert "Абрамова" in head.get("/rights-on/?day=2026-11-20&whose=all").get_data(as_text=True)
    assert "Кузнецова" not in head.get("/rights-on/?day=2026-11-21").get_data(as_text=True)
    assert head.get("/rights-on/?day=tomorrow").status_code == 400
    paper = head.get("/rights-on/annex.pdf?day=2026-11-20").get_data()
    said = " ".join(
        "".join(one.extract_text() for one in PdfReader(io.BytesIO(paper)).pages).split()
    )
    for part in ("Приложение к положению", "Кузнецова", "учёт посещаемости", "7-к"):
        assert part in said, part
    stranger = house.garden.client_of("administrator_b")
    assert "Кузнецова" not in stranger.get("/rights-on/?day=2026-11-20").get_data(as_text=True)
    assert house.visit("first").get("/rights-on/").status_code == 403


def test_a_change_of_position_signed_ahead_stands_on_the_card_on_its_day(house, monkeypatch):
    """Nobody signs at midnight: the card follows by itself, and once."""
    later = house.make(Position, name="Старший воспитатель", teaching=True)
    key = house.make(Employee, hired_on=date(2020, 9, 1), position_id=house.post)
    common = {"employee_id": key, "rate": 1}
    house.make(EmployeePosition, **common, position_id=house.post, starts_on=date(2020, 9, 1))
    order = draft(house, "position_change")
    staff_line(house, order, key, position_id=later, day=date(2026, 12, 1))
    assert sign(house, order) == ""
    for moment, shown, number in (
        (datetime(2026, 11, 30, 20, 0, tzinfo=UTC), house.post, 0),
        (datetime(2026, 11, 30, 22, 0, tzinfo=UTC), later, 1),
        (datetime(2026, 12, 1, 9, 0, tzinfo=UTC), later, 0),
    ):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        with house.garden.app.app_context():
            assert follow_positions_of_today() == number, moment
        assert house.look(Employee, id=key)[0].position_id == shown, moment


def test_the_list_of_an_order_is_filled_in_on_its_card_while_it_is_a_draft(house):
    key, order, other = newcomer(house), draft(house, "hiring"), draft(house, "general")
    admin = house.visit("administrator")
    tab = f"/orders/{order}?tab=staff_order_line"
    assert tab in admin.get(f"/orders/{order}").get_data(as_text=True)
    assert admin.get(f"/orders/{other}?tab=staff_order_line").status_code == 404
    add = f"/staff-order-lines/add?document={order}"
    assert add in admin.get(tab).get_data(as_text=True)
    form = {"document": order, "employee": key, "position": house.post, "rate": "1"}
    answer = admin.send(f"{add}&back={quote(tab)}", form | {"day": "2026-12-01"})
    assert answer.headers["Location"] == tab
    assert "Петрова Анна Ивановна" in admin.get(tab).get_data(as_text=True)
    assert sign(house, order) == ""
    signed = admin.get(tab).get_data(as_text=True)
    assert "Петрова Анна Ивановна" in signed
    assert add not in signed

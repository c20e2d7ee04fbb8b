"""Requests of one process never mix: what one person filters, another does not save."""

from __future__ import annotations

import threading

import pytest

from app.groups.models import ChildGroup, GroupTeacher
from app.organizations.models import Organization
from app.staff.models import Employee
from tests.factories.cast import STEMS
from tests.factories.rows import Rows

THREADS = 4
TIMES = 25


@pytest.fixture
def groups(garden):
    """A group and an employee for each thread."""
    with garden.system() as session:
        organization = session.get_one(Organization, garden.cast.organizations["A"])
        rows = Rows(session, organization, first=500)
        return [(rows.make(ChildGroup).id, rows.make(Employee).id) for _n in range(THREADS)]


def in_threads(work):
    wrong: list[str] = []
    start = threading.Barrier(THREADS)

    def run(number):
        start.wait()
        try:
            work(number)
        except Exception as error:
            wrong.append(f"{number}: {error!r}")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong


def test_rows_are_saved_into_the_group_of_their_own_form(garden, groups):
    """Stock FAB keeps the filter of the address on the view and saves into another's group."""
    clients = [garden.client_of("administrator_a") for _n in range(THREADS)]

    def add(number):
        group, employee = groups[number]
        for time in range(TIMES):
            form = {
                "group": str(group),
                "employee": str(employee),
                "valid_from": f"20{10 + time // 12:02d}-{time % 12 + 1:02d}-01",
            }
            path = f"/group-teachers/add?group={group}"
            page = clients[number].get(path).get_data(as_text=True)
            assert f'value="{group}" selected' in page or f'value="{group}"' in page
            answer = clients[number].send(path, form)
            assert answer.status_code == 302, answer.status_code

    in_threads(add)
    with garden.system() as session:
        for group, employee in groups:
            rows = session.query(GroupTeacher).filter_by(employee_id=employee).all()
            assert len(rows) == TIMES
            assert {row.group_id for row in rows} == {group}


def test_lists_and_rest_show_each_person_their_own(garden):
    people = ["administrator_a", "administrator_b", "teacher_a", "parent_ab"]
    clients = [garden.client_of(person) for person in people]
    right = [client.get_json("/api/v1/child/") for client in clients]
    assert len({str(one) for one in right}) == THREADS

    def read(number):
        for _time in range(TIMES):
            found = clients[number].get_json("/api/v1/child/")
            assert found == right[number]
            filtered = clients[number].get_json("/api/v1/child/?f.sex=female")
            assert filtered["count"] == 0

    in_threads(read)


def test_requests_inside_one_application_context_share_no_person(garden):
    """Flask 3.1 keeps ``g`` of an outer context for every request made within it."""
    head, stranger = garden.client_of("administrator_a"), garden.client_of("administrator_b")
    card = f"/children/{garden.cast.row('A1', 'child')}"
    with garden.app.app_context():
        assert head.get(card).status_code == 200
        refused = stranger.get(card)
        assert refused.status_code == 404
        assert STEMS["A1"] not in refused.get_data(as_text=True)
        assert garden.client_of("anonymous").get(card).status_code in {302, 401}

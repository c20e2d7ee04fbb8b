"""Sign-ins of a period by role: counted on the clock of the house, the never-comers told."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from app.core.audit.models import ChangeRecord
from app.core.audit.view_models import Look, ViewRecord
from app.organizations.models import UserAccount
from app.organizations.session_models import UserSession
from tests.factories.house import make_house
from tests.harness.queries import QueryRecorder


@pytest.fixture
def house(garden):
    made = make_house(garden)
    for login in ("first", "second", "other"):
        made.change(UserAccount, made.users[login], last_login=None)
    for login, moment in (
        # Midnight in Moscow is nine in the evening of UTC.
        ("first", datetime(2026, 10, 31, 20, 59, tzinfo=UTC)),
        ("first", datetime(2026, 10, 31, 21, 0, tzinfo=UTC)),
        ("first", datetime(2026, 11, 30, 20, 59, tzinfo=UTC)),
        ("first", datetime(2026, 11, 30, 21, 0, tzinfo=UTC)),
        ("second", datetime(2026, 11, 10, 9, 0, tzinfo=UTC)),
    ):
        visit(made, login, moment)
        made.change(UserAccount, made.users[login], last_login=datetime(2026, 11, 10))
    return made


def visit(house, login, moment):
    stamp = {"created_at": moment, "last_seen_at": moment}
    token = f"{login}{moment.timestamp()}"
    key = house.users[login]
    house.make(UserSession, user_id=key, token=token, ended_at=moment, **stamp)


def row(page: str, role: str) -> list[str]:
    line = next(one for one in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if role in one)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", line, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in cells]


NOVEMBER = "from=01.11.2026&to=30.11.2026"


def test_the_days_of_the_period_are_those_of_the_house_and_both_count(house):
    page = house.visit("head").get(f"/sign-ins/?{NOVEMBER}").get_data(as_text=True)
    # Three teachers: one came twice in November, one once, one never came at all.
    assert row(page, "Сетевой воспитатель") == ["Сетевой воспитатель", "3", "2", "3", "1"]


def test_a_role_opens_its_people_with_their_last_sign_in(house):
    head = house.visit("head")
    page = head.get(f"/sign-ins/?{NOVEMBER}").get_data(as_text=True)
    address = unescape(re.search(r'href="(/sign-ins/[^"]*role=\d+)[^"]*">Сетевой', page)[1])
    people = head.get(address).get_data(as_text=True)
    assert row(people, "Кузнецова Мария")[2:4] == ["2", "30.11.2026 23:59"]
    assert "входов не было" in row(people, "Панова Вера")[0]


def test_the_people_are_exported_and_the_export_is_noted(house):
    answer = house.visit("administrator").get(f"/sign-ins/export/csv?{NOVEMBER}")
    text = answer.get_data(as_text=True)
    assert "Кузнецова Мария" in text
    noted = house.look(ViewRecord, organization_id=house.organization)[-1]
    assert (noted.look, noted.entity, noted.number) == (Look.EXPORTED, "ab_user", 7)
    assert not house.look(ChangeRecord, entity="view_record")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("from=01.11.2026&to=01.10.2026", "Конец периода раньше начала"),
        ("from=31.02.2026", "Такой даты нет"),
        ("from=01.01.2020&to=01.10.2026", "не больше двух лет"),
    ],
)
def test_a_wrong_period_is_told_and_shows_nothing(house, asked, said):
    answer = house.visit("head").get(f"/sign-ins/?{asked}")
    assert (answer.status_code, said in answer.get_data(as_text=True)) == (400, True)
    assert house.visit("head").get(f"/sign-ins/export/csv?{asked}").status_code == 400


def test_another_house_is_not_counted_and_others_do_not_open_the_page(house):
    page = house.garden.client_of("head_a").get(f"/sign-ins/?{NOVEMBER}").get_data(as_text=True)
    assert row(page, "Сетевой воспитатель")[1] == "1"
    for login in ("first", "parent"):
        assert house.visit(login).get("/sign-ins/").status_code == 403


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_no_more_for_many_people(house, number):
    head = house.visit("head")
    head.get("/sign-ins/")
    for place in range(number):
        moment = datetime(2026, 11, 1 + place % 28, 9, 0, place, tzinfo=UTC)
        visit(house, "second", moment)
    with QueryRecorder(house.garden.engine) as queries:
        head.get(f"/sign-ins/?{NOVEMBER}")
    assert len(queries.naming("user_session")) <= 3, queries

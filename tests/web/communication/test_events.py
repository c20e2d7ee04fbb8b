"""Events: who sees which, who makes them, the private address of a calendar, reminders."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

import icalendar
import pytest

from app.children.models import Child
from app.communication.events import actions
from app.communication.events.models import CalendarFeed, Event
from app.core import clock
from app.notifications.models import Notification
from app.organizations.models import Organization, UserAccount
from tests.factories.house import make_house
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder

DAY = date(2026, 11, 26)


@pytest.fixture
def house(garden):
    return make_house(garden)


@pytest.fixture
def events(house):
    """One of each group, one of the whole kindergarten, one of the staff."""
    made = {}
    for title, values in {
        "Осенины Ромашки": {"group_id": house.group},
        "Праздник Василька": {"group_id": house.other_group},
        "Ярмарка сада": {},
        "Педсовет номер два": {"staff_only": True},
    }.items():
        made[title] = house.make(
            Event, title=title, day=DAY, starts_at=time(10), responsible="Орлова Н. И.", **values
        )
    return made


def text(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def titles(client, path="/events/?view=list&day=2026-11-20"):
    return set(re.findall(r'class="what[^"]*" href="/events/\d+">([^<]+)<', text(client, path)))


def test_everybody_sees_what_concerns_them_and_nothing_else(house, events):
    every = set(events)
    assert titles(house.visit("head")) == every
    assert titles(house.visit("first")) == every - {"Праздник Василька"}
    assert titles(house.visit("other")) == every - {"Осенины Ромашки"}
    assert titles(house.visit("parent")) == {"Осенины Ромашки", "Ярмарка сада"}
    for login in ("parent", "first"):
        text(house.visit(login), f"/events/{events['Праздник Василька']}", 404)
    text(house.visit("parent"), f"/events/{events['Педсовет номер два']}", 404)


def test_a_second_kindergarten_sees_none_of_it(house, events, garden):
    for person in ("administrator_a", "teacher_b", "parent_ab"):
        client = garden.client_of(person)
        assert not titles(client) & set(events)
        for key in events.values():
            text(client, f"/events/{key}", 404)


def test_a_parent_sees_the_group_of_the_child_on_the_day_of_the_event(house, events):
    house.transfer(0, "2026-11-26")
    assert titles(house.visit("parent")) == {"Праздник Василька", "Ярмарка сада"}
    # The teacher of the group that the child left sees the events of her own group as before.
    assert "Праздник Василька" not in titles(house.visit("first"))


def form(house, group=None, **more):
    return {
        "title": "Экскурсия в музей",
        "group": group or "",
        "day": "2026-12-03",
        "starts_at": "10:30",
        "state": "planned",
        **more,
    }


def test_a_teacher_makes_events_of_her_own_groups_only(house):
    first = house.visit("first")
    assert first.send("/event-records/add", form(house, house.group)).status_code == 302
    (row,) = house.look(Event, organization_id=house.organization)
    assert (row.group_id, row.title) == (house.group, "Экскурсия в музей")
    for group in (house.other_group, None):
        answer = first.send("/event-records/add", form(house, group))
        assert answer.status_code in (404, 422)
    assert len(house.look(Event, organization_id=house.organization)) == 1
    row = house.make(Event, title="Чужое", day=DAY, group_id=house.other_group)
    assert first.send(f"/event-records/{row}/edit", form(house, house.group)).status_code == 404


def test_parents_and_the_accountant_make_none(house, events):
    parent = house.visit("parent")
    assert parent.send("/event-records/add", form(house, house.group)).status_code == 403
    key = events["Осенины Ромашки"]
    assert parent.send(f"/event-records/{key}/edit", form(house)).status_code == 403


def test_markup_in_a_description_is_shown_as_text_and_links_stay_safe(house):
    key = house.make(
        Event,
        title="<b>Утренник</b>",
        day=DAY,
        group_id=house.group,
        description="**Форма** <script>alert(1)</script> [зло](javascript:alert(1))",
        result="<img src=x onerror=alert(1)>",
    )
    page = text(house.visit("parent"), f"/events/{key}")
    assert "<strong>Форма</strong>" in page
    for bad in ("<script>alert", 'href="javascript', "<img src=x", "<b>Утренник"):
        assert bad not in page


def test_the_month_shows_events_on_their_days(house, events):
    page = text(house.visit("head"), "/events/?day=2026-11-01")
    cell = re.search(r'aria-label="26.11.2026">26</a>(.*?)</td>', page, re.DOTALL)[1]
    assert cell.count('class="entry') == 3
    assert "ещё 1" in cell


def address_of(client):
    page = client.send("/events/feed", {"do": "open"}).get_data(as_text=True)
    return re.search(r"/calendar/[\w-]+\.ics", page)[0]


def test_the_feed_holds_what_its_owner_sees_and_no_names(house, events):
    with house.garden.system() as session:
        session.get_one(Child, house.children[1]).birth_date = date(2022, 11, 26)
    address = address_of(house.visit("parent"))
    answer = house.garden.app.test_client().get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    calendar = icalendar.Calendar.from_ical(answer.get_data())
    summaries = {str(one["summary"]) for one in calendar.walk("VEVENT")}
    assert summaries == {"Осенины Ромашки (Ромашка)", "Ярмарка сада"}
    for name in ("Орлова", "Белова", "Абрамов"):
        assert name.encode() not in answer.get_data()


def test_the_address_is_kept_as_a_digest_and_shown_once(house):
    parent = house.visit("parent")
    address = address_of(parent)
    token = address.split("/")[-1].removesuffix(".ics")
    (row,) = house.look(CalendarFeed, user_id=house.users["parent"])
    assert token not in (row.token_digest, text(parent, "/events/feed"))
    assert token not in text(parent, "/events/feed")


def test_a_revoked_address_and_one_that_was_replaced_are_as_absent_as_none(house, events):
    parent, nobody = house.visit("parent"), house.garden.app.test_client()
    first = address_of(parent)
    second = address_of(parent)
    assert nobody.get(first).status_code == 404
    assert nobody.get(second).status_code == 200
    parent.send("/events/feed", {"do": "close"})
    assert nobody.get(second).status_code == 404
    assert nobody.get("/calendar/nobodys.ics").status_code == 404


def test_the_feed_of_who_may_no_longer_sign_in_is_closed(house, events):
    address = address_of(house.visit("parent"))
    house.change(UserAccount, house.users["parent"], active=False)
    assert house.garden.app.test_client().get(address).status_code == 404


def test_families_and_teachers_are_reminded_once_on_the_day_before(house, events, monkeypatch):
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=900)
        user = rows.user("mother2", organization_id=house.organization)
        rows.appoint(user, "parent")
        child = session.get_one(Child, house.neighbours[0])
        rows.guardian_of(child, user)
        house.users["mother2"] = user.id
    for hour, expected in ((11, 0), (12, 4), (13, 0)):
        moment = datetime(2026, 11, 25, hour, 30, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        with house.garden.app.app_context():
            assert actions.remind() == expected
    told = {}
    names = {key: login for login, key in house.users.items()}
    for one in house.look(Notification, kind="events"):
        told.setdefault(one.href, set()).add(names[one.user_id])
    group = told[f"/events/{events['Осенины Ромашки']}"]
    assert group == {"first", "second", "parent"}
    staff = told[f"/events/{events['Педсовет номер два']}"]
    assert not staff & {"parent", "mother2"}
    assert {"parent", "mother2", "head"} <= told[f"/events/{events['Ярмарка сада']}"]


def test_the_calendar_costs_the_same_for_one_event_and_for_thirty(house):
    client = house.visit("parent")
    counts = []
    for number in (1, 29):
        for place in range(number):
            house.make(Event, title=f"Событие {place}", day=DAY, group_id=house.group)
        text(client, "/events/?day=2026-11-01")
        with QueryRecorder(house.garden.engine) as queries:
            text(client, "/events/?day=2026-11-01")
        counts.append(len(queries.texts) - len(queries.starting_with("BEGIN")))
    assert counts[0] == counts[1]
    assert counts[1] <= 8, queries

"""Every route × every person × own and foreign rows: what is not expressly allowed is refused.

Routes come from the app, rights from the permission table, what a role reaches from
``reached``. A new route is judged by itself; it fails here until its parameters have examples.
"""

from __future__ import annotations

from typing import Any

import pytest

from app.children.models import Child
from app.core.scoping import reach as reaches
from app.core.scoping.elements import scoped
from app.core.scoping.reach import Reach
from tests.factories.cast import ANONYMOUS, APPOINTED, LINEAGE, PERSONS, STEMS
from tests.harness.dump import dump
from tests.web.access.answers import same_to_a_stranger, text_of
from tests.web.access.reached import (
    KNOWN_TABLES,
    OPEN_TABLES,
    forbidden_stems,
    grants,
    may,
    places_reached,
    told_of_own_children,
)
from tests.web.access.routes import SAFE, Route, filters, routes

ABSENT = 987_654_321
ANSWERED = {200, 201, 302, 303, 400, 409, 422}
# Ends the session that the walk needs; the tests of sign-in look at it.
LEFT_OUT = {"SignInView.logout"}
# What is not there yet for a row as the cast has it: no list was loaded, no form was kept.
NOT_YET = {
    *("ImportView.report", "ImportCheckView.remarks", "SheetStepView.document"),
    *("EventPhotoView.photo", "EventPhotoView.mark", "EventPhotoView.delete"),
    *("EventPhotoView.full", "EventPhotoView.small"),
    *("BoardView.file", "AuthorView.file", "MailView.file", "ForumView.file"),
}
# Pages that lead to a write: they open for rows that can be written.
FORMS = {"edit", "delete"}
# Steps over chosen rows name them in the body: see test_forged_bodies.
BY_BODY = {"step"}
# Persons whose rows are looked for everywhere; the others differ from them in rights only.
SHAPES = {
    *("administrator_a", "teacher_a", "parent_a", "administrator_b", "authority"),
    *("mixed", "parent_ab", "nobody", "divorced"),
}
TEXTLESS_TABLES = {
    *("organization_settings", "board_settings", "event", "lesson", "mail_settings"),
    *("forum_section", "forum_admission", "forum_settings", "forum_post"),
}
# Who opens every page that is allowed.
OPENING = {"administrator_a", "teacher_a", "parent_a", "authority"}
# Whose refusals are compared, byte for byte, with those of rows that never were.
COMPARED = {"administrator_a", "teacher_a", "mixed"}
# Pages that show a row in full: the text of an own row must stand there.
TELLING = {"list", "show", "edit", "export", "get", "get_list"}


class Walk:
    """One person walks all routes of the garden; everything wrong is collected."""

    def __init__(self, garden: Any, person: str) -> None:
        self.garden = garden
        self.person = person
        self.client = garden.client_of(person)
        self.home = APPOINTED[person][0][1] if APPOINTED.get(person) else ""
        if person == ANONYMOUS:
            self.client.token_of_door()
        self.opened: set[tuple[str, str, str]] = set()
        self.wrong: list[str] = []
        self.asked = 0

    def ask(self, route: Route, key: int | None) -> Any:
        """Ask and look for what no answer may hold."""
        path = route.path(self.garden.app, key)
        self.asked += 1
        if route.method in SAFE:
            answer = self.client.get(path)
        elif route.endpoint.endswith("Api." + route.name) or route.name == "marks":
            answer = self.client.send_json(route.method, path, {})
        else:
            answer = self.client.send(path, method=route.method)
        body = text_of(answer)
        if route.endpoint == "HomeView.index":
            for told in told_of_own_children(self.garden, self.person):
                body = body.replace(told, "")
        for stem in forbidden_stems(self.person):
            if stem in body:
                self.say(route, key, f"shows {stem}")
        if answer.status_code >= 500:
            self.say(route, key, f"{answer.status_code} is no refusal")
        return answer

    def say(self, route: Route, key: int | None, what: str) -> None:
        self.wrong.append(f"{self.person}: {route} [{key}] {what}")

    def unchanged(self, route: Route, key: int | None) -> None:
        if self.garden.watch.changed:
            self.say(route, key, "wrote to the database")
            self.garden.restore()

    def refused_without_right(self, route: Route) -> None:
        """Nobody without the right learns whether a row is there."""
        key = own_key(self.garden, route, "A1", "A", "D") if route.row_parameter else None
        answer = self.ask(route, key)
        if self.person == ANONYMOUS:
            to_door = answer.status_code == 302 and "/sign-in" in answer.headers["Location"]
            if not (to_door or answer.status_code == 401):
                self.say(route, key, f"anonymous gets {answer.status_code}")
        elif answer.status_code != 403:
            self.say(route, key, f"{answer.status_code} without the right")
        self.unchanged(route, key)

    def judged_by_row(self, route: Route) -> None:
        """Own rows are answered, foreign ones are as absent as what never was."""
        assert route.row_table
        rows = {
            place: tables[route.row_table]
            for place, tables in self.garden.cast.rows.items()
            if route.row_table in tables
        }
        reached = places_reached(self.person, route.subject, route.right, route.row_table)
        own = [place for place in rows if place in reached]
        foreign = [place for place in rows if place not in reached]
        if self.person in SHAPES:
            for place in nearest(foreign, self.home):
                self.absent(route, rows[place])
        if route.method not in SAFE or route.name in FORMS:
            # What stands above is read there and written above only.
            own = [place for place in own if place not in LINEAGE.get(self.home, ())[:-1]]
        for place in own[:1]:
            self.once(route, rows[place], place)

    def once(self, route: Route, key: int | None, place: str | None) -> None:
        """One person of each reach opens every page, the others one page of each right."""
        asked = (route.subject, route.right, route.method)
        if self.person in OPENING or asked not in self.opened:
            self.opened.add(asked)
            self.answered(route, key, place)

    def absent(self, route: Route, key: int) -> None:
        answer = self.ask(route, key)
        if answer.status_code != 404:
            self.say(route, key, f"{answer.status_code} for a foreign row")
        elif route.method in SAFE and self.person in COMPARED:
            never = self.ask(route, ABSENT)
            if same_to_a_stranger(answer, key) != same_to_a_stranger(never, ABSENT):
                self.say(route, key, "differs from an absent row")
        self.unchanged(route, key)

    def answered(self, route: Route, key: int | None, place: str | None) -> None:
        """The positive control: otherwise a wrong argument would pass for a refusal."""
        answer = self.ask(route, key)
        missing = answer.status_code == 404 and route.endpoint in NOT_YET
        if route.name == "related" and self.fills_in_nothing(route):
            if answer.status_code != 404:
                self.say(route, key, f"{answer.status_code} for a link that is not to be filled in")
        elif answer.status_code not in ANSWERED and not missing:
            self.say(route, key, f"{answer.status_code} with the right and an own row")
        elif answer.status_code == 302 and "/sign-in" in answer.headers["Location"]:
            self.say(route, key, "sent to the door with the right")
        elif place and route.method in SAFE and route.name in TELLING:
            self.tells(route, key, place, answer)
        if route.method in SAFE:
            self.unchanged(route, key)
        else:
            self.garden.restore()
            # What was said at the top of the next page is not for the next request to show.
            self.client = self.garden.client_of(self.person)

    def fills_in_nothing(self, route: Route) -> bool:
        """Whether a link stands in a form only, and the person has no form to fill in."""
        writes = any(may(self.person, route.subject, right) for right in ("add", "edit"))
        return not writes and dict(route.values)["name"] not in filters(route.view)

    def tells(self, route: Route, key: int | None, place: str, answer: Any) -> None:
        textless = route.row_table in OPEN_TABLES | TEXTLESS_TABLES
        if not textless and STEMS[place] not in text_of(answer):
            self.say(route, key, f"does not show the own row of {place}")


def nearest(foreign: list[str], home: str) -> list[str]:
    """One foreign row of one's own house and one of another's: what is closest to a leak."""
    inside = [place for place in foreign if place[0] == home]
    outside = [place for place in foreign if place[0] != home]
    return inside[:1] + outside[-1:]


def own_key(garden: Any, route: Route, *places: str) -> int:
    tables = [garden.cast.rows[place] for place in (*places, *garden.cast.rows)]
    found = next((one[route.row_table] for one in tables if route.row_table in one), None)
    return found if found is not None else 1


def cast_knows(route: Route, garden: Any) -> bool:
    return any(route.row_table in tables for tables in garden.cast.rows.values())


def test_every_table_of_a_route_has_rows_in_the_cast(sqlite_garden):
    for route in routes(sqlite_garden.app):
        if route.row_table:
            assert route.row_table in KNOWN_TABLES, f"{route}: say in reached.py who reaches it"
            known = route.row_table in OPEN_TABLES or cast_knows(route, sqlite_garden)
            assert known, f"{route}: the cast has no row of {route.row_table}"


def test_the_walk_finds_a_leak(sqlite_garden):
    """The test is tried itself: children of all houses are opened, and it must say so."""
    everything = Reach(lambda c: scoped(c.organization_id, c.id > 0), lambda s, row: True, ("id",))
    read, write = reaches.READ[Child], reaches.WRITE[Child]
    reaches.reach(Child, everything, write)
    try:
        walk = Walk(sqlite_garden, "administrator_a")
        for route in routes(sqlite_garden.app):
            if route.row_table == "child" and route.name in ("show", "get"):
                walk.judged_by_row(route)
    finally:
        reaches.reach(Child, read, write)
    said = "\n".join(walk.wrong)
    assert "200 for a foreign row" in said
    assert STEMS["B1b"] in said


# Of the database only the rows depend, so a few people of each reach walk on PostgreSQL too.
WALKS = [
    *(("sqlite", person) for person in PERSONS),
    *(("postgres", person) for person in ("administrator_a", "teacher_a", "mixed", "authority")),
]


@pytest.mark.parametrize(("garden", "person"), WALKS, indirect=["garden"])
def test_a_person_gets_what_the_table_allows_and_nothing_else(garden, person):
    walk = Walk(garden, person)
    garden.watch.changed = True  # the sign-in wrote when it was
    garden.restore()
    before = dump(garden.engine)
    for route in routes(garden.app):
        if route.endpoint in LEFT_OUT or route.requirement.anyone:
            continue
        if person not in OPENING and dict(route.values).get("kind", "csv") != "csv":
            continue
        if person == ANONYMOUS:
            walk.refused_without_right(route)
        elif route.requirement.right is None:
            walk.answered(route, None, None)
        elif route.name in BY_BODY and grants(person, route.subject, route.right):
            continue
        elif not may(person, route.subject, route.right):
            walk.refused_without_right(route)
        elif route.row_parameter:
            walk.judged_by_row(route)
        else:
            walk.once(route, None, None)
    assert not walk.wrong, "\n".join(walk.wrong)
    assert walk.asked > 200
    garden.restore()
    assert dump(garden.engine) == before

"""Generated: no card, form, REST answer and no file with personal data leaves without a note."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.audit.view_models import ViewRecord
from app.core.columns import holds_personal
from app.core.entity_api import EntityApi
from app.core.entity_base import EntityBase
from tests.web.access.reached import may, places_reached
from tests.web.access.routes import Route, routes

# In this order: whoever may open the page first.
PEOPLE = ("administrator_a", "head_a", "coordinator_a", "teacher_a", "parent_a", "authority")
# Files that tell of nobody, or only of oneself, each with the reason why no look is noted.
NOT_NOTED = {
    "ImportView.sample": "an empty pattern",
    "BoardView.file": "was sent to the reader",
    "AuthorView.file": "was sent by the author",
    "MailView.file": "was sent to the reader",
    "MovementRecapView.export": "counts without names",
    "AttendanceSummaryView.export": "counts of groups; the one by children is noted",
}
PERSONAL_PAGES = {"show", "edit", "get", "get_list"}


class Looks:
    """How many looks were noted since it was asked last."""

    def __init__(self, garden: Any) -> None:
        self.garden = garden
        self.known = 0
        self.fresh()

    def fresh(self) -> int:
        with self.garden.system() as session:
            number = session.query(ViewRecord).count()
        new, self.known = number - self.known, number
        return new


def key_for(garden: Any, route: Route, person: str) -> int | None:
    """A row that the person reaches; None where the address names none."""
    if route.row_table is None:
        return None
    reached = places_reached(person, route.subject, route.right, route.row_table)
    for place in ("A1", "A", *garden.cast.rows):
        if place in reached and route.row_table in garden.cast.rows.get(place, {}):
            return int(garden.cast.rows[place][route.row_table])
    return 0


def asked(garden: Any, route: Route) -> Any:
    """The answer to the first person who may open it; None when nobody of them reaches a row."""
    for person in PEOPLE:
        if may(person, route.subject, route.right):
            key = key_for(garden, route, person)
            if key != 0:
                return garden.client_of(person).get(route.path(garden.app, key))
    return None


def is_file(answer: Any) -> bool:
    return "attachment" in answer.headers.get("Content-Disposition", "")


def is_personal_page(route: Route) -> bool:
    view = route.view
    if route.name not in PERSONAL_PAGES or not isinstance(view, EntityBase | EntityApi):
        return False
    model = view.view_class.model if isinstance(view, EntityApi) else view.model
    return holds_personal(model)


def is_asked(route: Route) -> bool:
    """Cards, forms and files of entities, and all other pages; of three formats one."""
    if route.method != "GET" or route.requirement.right is None:
        return False
    if dict(route.values).get("kind", "csv") != "csv":
        return False
    generated = isinstance(route.view, EntityBase | EntityApi)
    own = route.name not in EntityBase.include_route_methods | {"info"}
    return own or route.name in PERSONAL_PAGES | {"export"} or not generated


@pytest.mark.parametrize("garden", ["sqlite"], indirect=True)
def test_every_card_with_personal_data_and_every_file_leaves_a_note(garden):
    looks, wrong, files, pages = Looks(garden), [], set(), 0
    for route in filter(is_asked, routes(garden.app)):
        answer = asked(garden, route)
        if answer is None or answer.status_code != 200:
            continue
        noted = looks.fresh()
        personal = is_personal_page(route)
        pages += personal
        excused = route.endpoint in NOT_NOTED
        if is_file(answer):
            files.add(route.endpoint)
            personal = personal or not isinstance(route.view, EntityBase)
        if personal and not noted and not excused:
            wrong.append(f"{route} leaves no note")
        if excused and noted:
            wrong.append(f"{route.endpoint} is noted: take it out of NOT_NOTED")
    assert not wrong, "\n".join(wrong)
    assert pages > 30
    assert {"RightsView.annex", "MovementBookView.export", "DocumentView.list_pdf"} <= files
    assert {"ConsentView.paper", "SignInReportView.export"} <= files


def test_the_attachment_of_a_document_and_the_paper_of_a_consent_name_whose_they_are(garden):
    looks = Looks(garden)
    document, consent = garden.cast.row("A", "document"), garden.cast.row("A1", "consent")
    child = garden.cast.row("A1", "child")
    head = garden.client_of("head_a")
    assert head.get(f"/documents/{document}/files/1").status_code == 200
    assert head.get(f"/consents/{consent}/paper.pdf").status_code == 200
    assert looks.fresh() == 2
    with garden.system() as session:
        found = session.query(ViewRecord).order_by(ViewRecord.id.desc()).limit(2).all()
        told = [(one.look.value, one.entity, one.row_id, one.child_id) for one in found]
    assert told == [
        ("printed", "consent", consent, child),
        ("served", "document", document, None),
    ]

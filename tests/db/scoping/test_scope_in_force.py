"""Whose scope is in force: a session serves one, each thread has its own, none is a guess."""

from __future__ import annotations

import gc
import threading
from datetime import date

import pytest
from flask import g
from sqlalchemy import func, select

from app.attendance.models import AttendanceMark
from app.children.models import Child, Guardian, Placement
from app.core.db import acting_user_id, db
from app.core.scoping import reach as reaches
from app.core.scoping.scope import (
    AccessScope,
    NoScope,
    ScopeRefused,
    acting,
    current_scope,
    unscoped,
)
from app.core.scoping.session import _restricted
from app.groups.models import AgeLevel
from app.organizations.models import Appointment, UserAccount
from tests.db.scoping.odd_models import declared
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder


def whole(garden, *places: str) -> AccessScope:
    keys = tuple(garden.cast.organizations[place] for place in places)
    return AccessScope(user_id=1, whole=keys, orgs=keys)


# -- the identity map --------------------------------------------------------------------


def test_a_row_loaded_by_the_system_is_not_handed_to_a_person(garden):
    key = garden.cast.row("B1", "child")
    with garden.app.app_context():
        with unscoped("loads a row of B"):
            assert db.session.get(Child, key) is not None
        with acting(whole(garden, "A")):
            assert db.session.get(Child, key) is None


def test_a_row_of_another_scope_is_not_handed_over(garden):
    key = garden.cast.row("B1", "child")
    with garden.app.app_context():
        with acting(whole(garden, "B")):
            kept = db.session.get(Child, key)
            assert kept is not None
        with acting(whole(garden, "A")):
            assert db.session.get(Child, key) is None
            assert db.session.query(Child).filter_by(id=key).first() is None


def test_a_link_loaded_under_another_scope_is_not_followed(garden):
    with garden.app.app_context():
        with unscoped("loads the user of A and the guardian of B"):
            db.session.get(UserAccount, garden.cast.users["mixed"])
            db.session.get(Guardian, garden.cast.row("B1", "guardian"))
        with acting(whole(garden, "B")):
            guardian = db.session.get(Guardian, garden.cast.row("B1", "guardian"))
            assert guardian.user is None


def test_a_held_row_is_not_refreshed_past_the_scope(garden):
    with garden.app.app_context():
        with unscoped("holds a row of B"):
            held = db.session.get(Child, garden.cast.row("B1", "child"))
        with acting(whole(garden, "A")):
            db.session.scalars(select(Child)).all()
            db.session.add(held)
            with pytest.raises(Exception, match="(?i)refresh|deleted|scope"):
                db.session.refresh(held)
            db.session.rollback()


@pytest.mark.parametrize("how", ["changed", "new", "deleted"])
def test_unsaved_work_is_not_carried_into_another_scope(garden, how):
    with garden.app.app_context():
        with acting(whole(garden, "A")):
            row = db.session.get(AgeLevel, garden.cast.row("A", "age_level"))
            if how == "changed":
                row.name = "x"
            elif how == "new":
                db.session.add(AgeLevel(organization_id=row.organization_id, name="x"))
            else:
                db.session.delete(row)
        with acting(whole(garden, "B")), pytest.raises(ScopeRefused):
            db.session.get(AgeLevel, garden.cast.row("B", "age_level"))
        db.session.rollback()


# -- union, not product --------------------------------------------------------------------


def test_an_administrator_who_is_a_parent_elsewhere_reaches_one_child_there(garden):
    cast = garden.cast
    with garden.acting_as("mixed") as session:
        children = set(session.scalars(select(Child.id)))
        marks = set(session.scalars(select(AttendanceMark.child_id)))
    own = {cast.row(place, "child") for place in ("A1", "A1b", "A2")}
    assert children == marks == own | {cast.row("B1", "child")}


def test_a_right_counts_only_where_its_role_was_given(garden):
    """The parent in B may not edit; the administrator of A may, but only in A."""
    cast = garden.cast
    scope = garden.scope_of("mixed", "edit", "Child")
    assert scope.whole == (cast.organizations["A"],)
    assert (scope.groups, scope.children, scope.guardians) == ((), (), ())
    with garden.acting_as("mixed", "edit", "Child") as session:
        assert session.get(Child, cast.row("B1", "child")) is None


def test_a_guardian_in_two_kindergartens_reaches_both_own_children_only(garden):
    with garden.acting_as("parent_ab") as session:
        found = set(session.scalars(select(Child.id)))
        rows = set(session.scalars(select(Guardian.id)))
    assert found == {garden.cast.row(place, "child") for place in ("A2", "B1b")}
    assert rows == {garden.cast.row(place, "guardian") for place in ("A2", "B1b")}


def test_a_shared_guardian_opens_nothing_of_the_other_kindergarten(garden):
    with garden.acting_as("administrator_a") as session:
        found = set(session.scalars(select(Guardian.id)))
    own = {garden.cast.row(place, "guardian") for place in ("A1", "A1b", "A2")}
    foreign = {garden.cast.row(place, "guardian") for place in ("B1", "B1b")}
    assert own <= found
    assert not foreign & found


# -- dates -----------------------------------------------------------------------------------


def test_an_appointment_that_ended_opens_nothing(garden):
    with garden.system() as session:
        mine = session.query(Appointment).filter_by(user_id=garden.cast.users["teacher_a"]).one()
        mine.valid_to = date(2026, 11, 23)
    assert garden.scope_of("teacher_a").groups == ()
    assert garden.client_of("teacher_a").get("/children/").status_code == 403


def test_a_child_who_left_long_ago_is_no_longer_the_teachers(garden):
    with garden.system() as session:
        stay = session.get(Placement, garden.cast.row("A1b", "placement"))
        stay.ends_on = date(2026, 9, 15)
    assert garden.scope_of("teacher_a").children == (garden.cast.row("A1", "child"),)


# -- threads and the cache of statements ---------------------------------------------------


def test_four_threads_with_four_scopes_never_mix(garden):
    """The statements come from one cache; their values are asked when they run."""
    people = {
        person: garden.scope_of(person)
        for person in ("administrator_a", "administrator_b", "teacher_a", "parent_ab")
    }
    right: dict[str, set[int]] = {}
    for person, scope in people.items():
        with garden.app.app_context(), acting(scope):
            right[person] = set(db.session.scalars(select(Child.id)))
    assert len({frozenset(keys) for keys in right.values()}) == 4
    wrong: list[str] = []
    start = threading.Barrier(len(people))

    def read(person: str, scope: AccessScope) -> None:
        start.wait()
        for number in range(250):
            with garden.app.app_context(), acting(scope):
                rows = set(db.session.scalars(select(Child.id).where(Child.id > -number)))
                counted = db.session.scalar(select(func.count(Child.id)))
                if rows != right[person] or counted != len(rows):
                    wrong.append(person)

    threads = [threading.Thread(target=read, args=pair) for pair in people.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_one_statement_text_serves_all_people(garden):
    texts = set()
    for person in ("administrator_a", "administrator_b"):
        with garden.acting_as(person) as session, QueryRecorder(garden.engine) as queries:
            session.scalars(select(Child)).all()
        texts |= set(queries.naming("child"))
    assert len(texts) == 1


# -- traps ------------------------------------------------------------------------------------


def test_t1_the_first_query_of_a_route_finds_the_person_by_itself(garden):
    """``current_user`` is lazy: the scope's provider loads it, without a loop."""
    answer = garden.client_of("parent_a").get_json("/api/v1/child/")
    assert [row["id"] for row in answer["result"]] == [garden.cast.row("A1", "child")]


def test_t2_the_scope_is_known_after_a_commit(garden):
    with garden.acting_as("administrator_a", "edit", "AgeLevel") as session:
        row = session.get(AgeLevel, garden.cast.row("A", "age_level"))
        row.name = "после"
        session.commit()
        assert row.name == "после"
        assert row.changed_by_id == garden.cast.users["administrator_a"]
        assert acting_user_id() == garden.cast.users["administrator_a"]


def test_t3_a_scope_ends_with_its_block(garden):
    with garden.app.app_context():
        with acting(whole(garden, "A")):
            assert current_scope() == whole(garden, "A")
            with acting(whole(garden, "B")):
                assert current_scope() == whole(garden, "B")
            assert current_scope() == whole(garden, "A")
        with pytest.raises(NoScope):
            current_scope()


def test_t3_a_scope_of_one_thread_is_unknown_to_the_next(garden):
    seen: list[type] = []

    def look() -> None:
        try:
            current_scope()
        except NoScope as error:
            seen.append(type(error))

    with garden.app.app_context(), acting(whole(garden, "A")):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [NoScope]


def test_t4_a_swallowed_refusal_is_remembered_for_the_answer(garden):
    with garden.app.test_request_context("/"), acting(whole(garden, "A")):
        db.session.add(AgeLevel(organization_id=garden.cast.organizations["B"], name="x"))
        with pytest.raises(ScopeRefused):
            db.session.scalars(select(Child)).all()  # the query flushes first
        assert g.scope_refused
        db.session.rollback()


def test_t5_names_of_one_kindergarten_are_free_in_another(garden):
    """Unique keys begin with the organisation: no stranger learns what exists."""
    with garden.system() as session:
        theirs = session.get(AgeLevel, garden.cast.row("B", "age_level"))
        name = theirs.name
    client = garden.client_of("administrator_a")
    form = {"name": name, "from_years": "1", "to_years": "2"}
    assert client.send("/age-levels/add", form).status_code == 302


def test_t6_work_of_the_system_says_so(garden):
    with garden.app.app_context():
        with pytest.raises(NoScope):
            db.session.get(Child, 1)
        db.session.rollback()
        with unscoped("a test of the system's own work") as scope:
            assert scope.reason == "a test of the system's own work"
            assert db.session.scalar(select(func.count(Child.id))) == 5


def test_t9_a_parent_sees_the_child_without_its_history(garden):
    """A criterion restricts rows, not pages: what a parent may open stands in the table."""
    client = garden.client_of("parent_a")
    assert client.get(f"/children/{garden.cast.row('A1', 'child')}").status_code == 200
    for path in ("/enrollments/", "/placements/", "/guardians/", "/attendance-marks/"):
        assert client.get(path).status_code == 403


def test_t11_an_error_of_the_database_tells_nothing_of_it(garden):
    with garden.system() as session:
        name = session.get(AgeLevel, garden.cast.row("A", "age_level")).name
    answer = garden.client_of("administrator_a").send_json(
        "POST", "/api/v1/age_level/", {"name": name, "from_years": 1, "to_years": 2}
    )
    assert answer.status_code == 422
    text = answer.get_data(as_text=True).lower()
    for word in ("sql", "constraint", "unique", "age_level", "insert"):
        assert word not in text


def test_a_new_organisation_is_reached_at_the_next_request(garden):
    with garden.system() as session:
        organization = session.get_one(UserAccount, garden.cast.users["administrator_a"])
        rows = Rows(session, organization.organization)
        late = rows.make(AgeLevel, name="Поздний", from_years=1, to_years=2).id
    page = garden.client_of("administrator_a").get(f"/age-levels/{late}")
    assert page.status_code == 200


def test_the_restriction_of_a_lazy_load_is_not_kept_for_ever(garden):
    """Each lazy load is a statement of its own: kept ones would fill the memory of a worker."""
    gc.collect()
    before = len(_restricted)
    for _round in range(20):
        with garden.acting_as("head_a", "read", "Placement") as session:
            assert all(one.child.last_name for one in session.scalars(select(Placement)))
            session.rollback()
    gc.collect()
    assert len(_restricted) - before < 10


def test_a_kept_select_of_the_system_is_restricted_for_a_person(garden):
    """In either order, and by lazy loads of rows that each of them has loaded."""
    kept = select(Child).order_by(Child.id)
    with garden.app.app_context():
        for _round in range(2):
            with unscoped("reads all"):
                all_of_them = {one.id for one in db.session.scalars(kept)}
            with acting(whole(garden, "A")):
                own = {one.id for one in db.session.scalars(kept)}
                assert {one.organization.id for one in db.session.scalars(kept)} == {
                    garden.cast.organizations["A"]
                }
            with acting(whole(garden, "B")):
                others = {one.id for one in db.session.scalars(kept)}
        assert garden.cast.row("B1", "child") in all_of_them & others
        assert not own & others


def test_nobody_sees_the_criteria_half_built(monkeypatch):
    """Two first requests of a process at once: a select that is kept with some of the criteria
    would be refused for as long as the process lives."""
    seen: list[int] = []
    others: list[threading.Thread] = []
    build = reaches.with_loader_criteria

    def slowly(*args, **kwargs):
        if len(others) < 3:
            asking = threading.Thread(target=lambda: seen.append(len(reaches.criteria())))
            others.append(asking)
            asking.start()
            asking.join(0.05)
        return build(*args, **kwargs)

    monkeypatch.setattr(reaches, "_criterion_of", {})
    monkeypatch.setattr(reaches, "with_loader_criteria", slowly)
    own = len(reaches.criteria())
    for other in others:
        other.join()
    assert [own, *seen] == [len(reaches.READ)] * 4


def test_a_model_declared_late_leaves_rows_and_kept_selects_of_others_as_they_are(garden):
    kept = select(Child).order_by(Child.id)
    with garden.app.app_context(), acting(whole(garden, "A")):
        before = db.session.scalars(kept).first()
        with declared():
            assert before.organization.name
            db.session.expunge_all()
            within = db.session.scalars(kept).first()
        assert within.organization.name
        db.session.expunge_all()
        assert db.session.scalars(kept).first().organization.name

"""Whatever way a row is asked for, only rows in scope come (the table of docs: access paths)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    bindparam,
    except_,
    exists,
    func,
    lambda_stmt,
    lateral,
    literal,
    or_,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.orm import (
    Bundle,
    Session,
    aliased,
    contains_eager,
    immediateload,
    joinedload,
    load_only,
    selectinload,
    subqueryload,
)

from app.attendance.models import AttendanceMark
from app.children.models import Child, ChildGuardian, Placement
from app.groups.models import ChildGroup
from app.organizations.models import Organization

OWN = ("A1", "A1b", "A2")
Read = Callable[[Session, Any], Any]

other = aliased(Child)
older = select(Child).where(Child.id > 0).subquery()
named = select(Child.id.label("id")).cte("named")
recursive = select(Child.id.label("id")).cte("line", recursive=True)
recursive = recursive.union(select(Child.id + 0).join(recursive, recursive.c.id == Child.id))

# Each gives the keys of children, as this way of asking sees them.
CHILDREN: dict[str, Read] = {
    "select": lambda s, c: s.scalars(select(Child)),
    "query": lambda s, c: s.query(Child).all(),
    "columns only": lambda s, c: s.scalars(select(Child.id)),
    "query of columns": lambda s, c: [row.id for row in s.query(Child.id, Child.last_name)],
    "alias": lambda s, c: s.scalars(select(other)),
    "bundle": lambda s, c: [row.one.id for row in s.execute(select(Bundle("one", Child.id)))],
    "distinct": lambda s, c: s.scalars(select(Child.id).distinct()),
    "yield per": lambda s, c: s.scalars(select(Child).execution_options(yield_per=1)),
    "for update": lambda s, c: s.scalars(select(Child).with_for_update()),
    "or at the top": lambda s, c: s.scalars(select(Child).where(or_(Child.id > 0, true()))),
    "in a subquery": lambda s, c: s.scalars(
        select(Child).where(Child.id.in_(select(Placement.child_id)))
    ),
    "exists of a select": lambda s, c: s.scalars(
        select(Child).where(exists(select(Placement).where(Placement.child_id == Child.id)))
    ),
    "exists of a column": lambda s, c: s.scalars(
        select(Child).where(exists().where(Placement.child_id == Child.id))
    ),
    "has": lambda s, c: s.scalars(
        select(Placement.child_id).where(Placement.group.has(ChildGroup.id > 0))
    ),
    "from a subquery": lambda s, c: s.scalars(select(older.c.id)),
    "alias of a subquery": lambda s, c: s.scalars(select(aliased(Child, older))),
    "common table expression": lambda s, c: s.scalars(select(named.c.id)),
    "recursive expression": lambda s, c: s.scalars(select(recursive.c.id)),
    "union": lambda s, c: s.scalars(union(select(Child.id), select(Placement.child_id))),
    "except": lambda s, c: s.scalars(
        except_(select(Child.id), select(Child.id).where(Child.id < 0))
    ),
    "from a union": lambda s, c: s.scalars(
        select(Child).from_statement(union_all(select(Child).where(Child.id > 0)))
    ),
    "query union": lambda s, c: s.query(Child).union(s.query(Child)).all(),
    "join": lambda s, c: s.scalars(select(Placement.child_id).join(Placement.child)),
    "outer join": lambda s, c: s.scalars(
        select(Child.id).outerjoin(Placement, Placement.child_id == Child.id)
    ),
    "join to an alias": lambda s, c: s.scalars(
        select(other.id).select_from(Placement).join(other, Placement.child_id == other.id)
    ),
    "contains eager with an alias": lambda s, c: [
        one.child.id
        for one in s.scalars(
            select(Placement)
            .join(other, Placement.child)
            .options(contains_eager(Placement.child.of_type(other)))
        )
    ],
    "only some columns": lambda s, c: s.scalars(select(Child).options(load_only(Child.id))),
    "a bound value of the caller's": lambda s, c: s.scalars(
        select(Child).where(Child.id > bindparam("least")), {"least": 0}
    ),
    "group by": lambda s, c: s.scalars(
        select(Placement.child_id).group_by(Placement.child_id).having(func.count(Placement.id) > 0)
    ),
    "window function beside a column": lambda s, c: [
        row.id for row in s.execute(select(Child.id, func.count(Child.id).over()))
    ],
    "scalar subquery": lambda s, c: [
        row[1]
        for row in s.execute(
            select(
                Placement.id,
                select(Child.id).where(Child.id == Placement.child_id).scalar_subquery(),
            )
        )
    ],
    "lambda statement": lambda s, c: s.scalars(lambda_stmt(lambda: select(Child))),
    "literal beside a column": lambda s, c: [
        row.id for row in s.execute(select(Child.id, literal("a")))
    ],
}


@pytest.mark.parametrize("way", CHILDREN)
def test_a_read_gives_own_rows_only(garden, way):
    with garden.acting_as("administrator_a") as session:
        found = {getattr(one, "id", one) for one in CHILDREN[way](session, garden.cast)}
    assert found == {garden.cast.row(place, "child") for place in OWN}


# Each gives how many children this way of counting sees.
COUNTS: dict[str, Read] = {
    "count of the entity": lambda s, c: s.scalar(select(func.count()).select_from(Child)),
    "count of a column": lambda s, c: s.scalar(select(func.count(Child.id))),
    "query count": lambda s, c: s.query(Child).count(),
    "count of a subquery": lambda s, c: s.scalar(
        select(func.count()).select_from(select(Child.id).subquery())
    ),
    "count per organisation": lambda s, c: sum(
        number
        for _key, number in s.execute(
            select(Child.organization_id, func.count(Child.id)).group_by(Child.organization_id)
        )
    ),
    "scalar subquery alone": lambda s, c: s.scalar(
        select(select(func.count(Child.id)).scalar_subquery())
    ),
    "window function with its entity": lambda s, c: s.scalars(
        select(func.count(Child.id).over()).select_from(Child)
    ).first(),
}


@pytest.mark.parametrize("way", COUNTS)
def test_a_count_counts_own_rows_only(garden, way):
    with garden.acting_as("administrator_a") as session:
        assert COUNTS[way](session, garden.cast) == len(OWN)


FOREIGN: dict[str, Read] = {
    "get": lambda s, c: s.get(Child, c.row("B1", "child")),
    "query get": lambda s, c: s.get(Child, c.row("B1", "child"), with_for_update=True),
    "by key": lambda s, c: s.scalar(select(Child).where(Child.id == c.row("B1", "child"))),
    "exists": lambda s, c: s.query(
        s.query(Child).filter(Child.id == c.row("B1", "child")).exists()
    ).scalar(),
    "exists in the columns": lambda s, c: s.scalar(
        select(exists().where(Child.id == c.row("B1", "child")))
    ),
    "a foreign mark": lambda s, c: s.get(AttendanceMark, c.row("B1", "attendance_mark")),
    "a foreign organisation": lambda s, c: s.get(Organization, c.organizations["B"]),
}


@pytest.mark.parametrize("way", FOREIGN)
def test_a_foreign_row_is_absent(garden, way):
    with garden.acting_as("administrator_a") as session:
        assert not FOREIGN[way](session, garden.cast)


@pytest.mark.parametrize(
    "load",
    [None, joinedload, selectinload, subqueryload, immediateload],
    ids=lambda load: load.__name__ if load else "lazy",
)
def test_a_link_to_a_foreign_row_is_empty(garden, load):
    """The guardian of B is a user of A: administrator B sees the guardian and not the user."""
    query = select(ChildGuardian).join(ChildGuardian.guardian)
    guardian_id = garden.cast.row("B1", "guardian")
    query = query.where(ChildGuardian.guardian_id == guardian_id)
    if load is not None:
        guardian = load(ChildGuardian.guardian)
        query = query.options(getattr(guardian, load.__name__)(type_of_guardian().user))
    with garden.acting_as("administrator_b") as session:
        link = session.scalars(query).one()
        assert link.guardian.id == guardian_id
        assert link.guardian.user_id == garden.cast.users["mixed"]
        assert link.guardian.user is None


def type_of_guardian() -> Any:
    return ChildGuardian.guardian.property.mapper.class_


def test_a_lateral_join_gives_own_rows_only(garden):
    inner = lateral(select(Placement.child_id).where(Placement.child_id == Child.id))
    query = select(inner.c.child_id).select_from(Child).join(inner, true())
    if garden.dialect == "sqlite":
        query = select(Child.id)  # SQLite has no LATERAL
    with garden.acting_as("administrator_a") as session:
        found = set(session.scalars(query))
    assert found == {garden.cast.row(place, "child") for place in OWN}


def test_refreshing_and_expired_rows_stay_in_scope(garden):
    with garden.acting_as("administrator_a") as session:
        child = session.get(Child, garden.cast.row("A1", "child"))
        session.expire(child)
        assert child.organization_id == garden.cast.organizations["A"]
        session.refresh(child)
        assert child.organization_id == garden.cast.organizations["A"]


def test_rows_of_those_above_are_shared_and_those_below_are_not(garden):
    names = {
        "administrator_a": {"D", "A"},
        "authority": {"D", "A", "B"},
        "administrator_b": {"D", "B"},
    }
    for person, places in names.items():
        with garden.acting_as(person) as session:
            found = set(session.scalars(select(Organization.id)))
        assert found == {garden.cast.organizations[place] for place in places}


def test_a_teacher_reaches_the_own_group_and_its_children_only(garden):
    with garden.acting_as("teacher_a") as session:
        children = set(session.scalars(select(Child.id)))
        groups = set(session.scalars(select(ChildGroup.id)))
        marks = set(session.scalars(select(AttendanceMark.child_id)))
    assert groups == {garden.cast.row("A1", "child_group")}
    assert children == marks == {garden.cast.row(place, "child") for place in ("A1", "A1b")}


def test_a_parent_reaches_the_own_child_only(garden):
    with garden.acting_as("parent_a") as session:
        assert set(session.scalars(select(Child.id))) == {garden.cast.row("A1", "child")}
        assert not session.scalars(select(ChildGroup.id)).all()


def test_somebody_without_appointments_reaches_nothing(garden):
    with garden.acting_as("nobody") as session:
        assert session.scalars(select(Child.id)).all() == []
        assert session.scalars(select(Organization.id)).all() == []

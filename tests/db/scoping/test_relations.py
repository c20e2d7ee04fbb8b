"""Collections, many-to-many, inheritance and computed columns keep the scope too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import (
    immediateload,
    joinedload,
    lazyload,
    selectinload,
    subqueryload,
    undefer,
    with_polymorphic,
)

from app.core.db import db
from app.core.engine import prepare_engine
from app.core.scoping.scope import AccessScope, ScopeRefused, acting, unscoped
from app.core.scoping.session import ScopedSession
from tests.db.scoping.odd_models import (
    Bird,
    Duck,
    Egg,
    Feather,
    Nest,
    OddBase,
    Swan,
    declared,
    nest_feather,
)

OWN, FOREIGN = 1, 2
SCOPE = AccessScope(user_id=1, whole=(OWN,), orgs=(OWN,))
LOADS = [lazyload, joinedload, selectinload, subqueryload, immediateload]


class OddSession(ScopedSession):
    """The product's session on a database of its own."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Any:
        return self.bind


@pytest.fixture(params=["sqlite", "postgres"])
def session(request, tmp_path, sqlite_garden) -> Iterator[Any]:
    """A nest of ours with an egg and a feather of ours and of others', and their nest."""
    url = (
        request.getfixturevalue("empty_postgres_url")
        if request.param == "postgres"
        else f"sqlite:///{tmp_path / 'odd.db'}"
    )
    engine = create_engine(url)
    prepare_engine(engine)
    with sqlite_garden.app.app_context(), declared():
        with unscoped("test data"):
            OddBase.metadata.create_all(engine)
            with OddSession(db=db, bind=engine) as filling:
                fill(filling)
        with acting(SCOPE), OddSession(db=db, bind=engine) as opened:
            yield opened
    engine.dispose()


def fill(session: Any) -> None:
    ours = Nest(id=1, organization_id=OWN, name="ours")
    theirs = Nest(id=2, organization_id=FOREIGN, name="theirs")
    session.add_all([ours, theirs])
    session.flush()
    for key, owner in ((1, OWN), (2, FOREIGN)):
        session.add(Egg(id=key, organization_id=owner, nest_id=1))
        ours.feathers.append(Feather(id=key, organization_id=owner))
    session.add(Egg(id=3, organization_id=OWN, nest_id=2))
    for kind in (Bird, Duck, Swan):
        session.add_all([kind(organization_id=OWN), kind(organization_id=FOREIGN)])
    session.commit()


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("name", ["eggs", "feathers"])
def test_a_collection_holds_own_rows_only(session, load, name):
    nest = session.scalars(select(Nest).options(load(getattr(Nest, name)))).unique().one()
    assert [row.id for row in getattr(nest, name)] == [1]


@pytest.mark.parametrize("load", LOADS)
def test_a_link_to_a_foreign_row_is_empty(session, load):
    eggs = session.scalars(select(Egg).options(load(Egg.nest)).order_by(Egg.id)).all()
    assert [egg.nest.id if egg.nest else None for egg in eggs] == [1, None]


def test_any_and_has_judge_by_own_rows(session):
    assert session.scalars(select(Nest.id).where(Nest.eggs.any(Egg.id == 2))).all() == []
    assert session.scalars(select(Nest.id).where(Nest.eggs.any(Egg.id == 1))).all() == [1]
    assert session.scalars(select(Egg.id).where(Egg.nest.has(Nest.id == 2))).all() == []


def test_a_many_to_many_any_is_refused_or_own(session):
    """The association beside a marked owner is let through; the far rows are restricted."""
    try:
        found = session.scalars(select(Nest.id).where(Nest.feathers.any(Feather.id == 2))).all()
    except ScopeRefused:
        found = []
    assert found == []


def test_computed_columns_count_own_rows_only(session):
    nest = session.scalars(select(Nest).options(undefer(Nest.late_count))).one()
    assert (nest.egg_count, nest.late_count) == (1, 1)


def test_a_deferred_computed_column_counts_own_rows_only(session):
    nest = session.scalars(select(Nest)).one()
    assert nest.late_count == 1
    session.expire(nest)
    assert nest.egg_count == 1


def test_a_hybrid_is_read_of_own_rows_only(session):
    assert session.scalars(select(Nest.loud)).all() == ["ours!"]


@pytest.mark.parametrize(("kind", "number"), [(Bird, 3), (Duck, 1), (Swan, 1)])
def test_inheritance_keeps_the_scope(session, kind, number):
    rows = session.scalars(select(kind)).all()
    assert [row.organization_id for row in rows] == [OWN] * number


def test_polymorphic_entities_keep_the_scope(session):
    every = with_polymorphic(Bird, [Swan])
    rows = session.scalars(select(every)).all()
    assert [row.organization_id for row in rows] == [OWN] * 3
    assert session.scalar(select(func.count(Swan.id))) == 1


def test_an_association_table_by_hand_is_no_way_to_foreign_rows(session):
    query = select(Feather.id).join(nest_feather, nest_feather.c.feather_id == Feather.id)
    assert session.scalars(query).all() == [1]


# -- writes ----------------------------------------------------------------------------


def refused_on_flush(session: Any) -> None:
    with pytest.raises(ScopeRefused):
        session.flush()
    session.rollback()


def test_a_collection_cannot_steal_a_row(session):
    foreign = handed_out(session, Egg, 2)
    nest = session.scalars(select(Nest)).one()
    nest.eggs.append(foreign)
    refused_on_flush(session)


def test_deleting_a_parent_cannot_touch_invisible_rows(session):
    """The foreign egg keeps its nest: the database refuses, the ORM does not see it."""
    nest = session.scalars(select(Nest)).one()
    session.delete(nest)
    with pytest.raises(Exception, match="(?i)foreign key|constraint"):
        session.flush()
    session.rollback()


def test_an_orphan_is_judged_before_it_is_deleted(session):
    with unscoped("a collection loaded by the system"):
        nest = session.get(Nest, 1)
        foreign = session.get(Egg, 2)
        assert foreign in nest.kept_eggs
        session.expunge(nest)
    session.add(nest)
    nest.kept_eggs.remove(foreign)
    refused_on_flush(session)


def handed_out(session: Any, model: Any, key: int) -> Any:
    """A foreign row that somebody still holds in a variable."""
    with unscoped("the system hands out a foreign row"):
        row = session.get(model, key)
        session.expunge(row)
    return row


def test_a_collection_cannot_take_a_row_by_changing_what_it_is_judged_by(session):
    """Without a back reference the key changes only within the flush."""
    foreign = handed_out(session, Egg, 2)
    nest = session.scalars(select(Nest)).one()
    nest.kept_eggs.append(foreign)
    foreign.organization_id = OWN
    refused_on_flush(session)


def test_a_many_to_many_link_to_a_foreign_row_is_refused(session):
    with unscoped("one more foreign feather"):
        session.add(Feather(id=9, organization_id=FOREIGN))
        session.commit()
    foreign = handed_out(session, Feather, 9)
    nest = session.scalars(select(Nest)).one()
    # That it comes to lie in the session proves nothing: no query let it through.
    nest.feathers.append(foreign)
    refused_on_flush(session)


@pytest.mark.parametrize("kind", [Duck, Swan])
def test_a_foreign_row_of_a_subclass_is_not_written(session, kind):
    session.add(kind(organization_id=FOREIGN))
    refused_on_flush(session)


@pytest.mark.parametrize("kind", [Duck, Swan])
def test_rows_of_a_subclass_leave_with_their_scope(session, kind):
    own = session.scalars(select(kind)).one()
    with acting(AccessScope(user_id=2, whole=(FOREIGN,))):
        assert session.get(kind, own.id) is None


def test_own_rows_are_written(session):
    nest = session.scalars(select(Nest)).one()
    nest.eggs.append(Egg(id=20, organization_id=OWN))
    nest.feathers.append(Feather(id=20, organization_id=OWN))
    session.add(Swan(id=20, organization_id=OWN, song="last"))
    session.flush()
    assert len(nest.eggs) == 2

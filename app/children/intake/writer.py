"""Portions of decided rows become rows of the tables.

New rows go out in one statement for each table and portion, so that the number of
statements does not grow with the rows; a changed row is one UPDATE, for its version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.children.intake.rules.fields import Field
from app.children.intake.rules.verdicts import GuardianPlan, Verdict
from app.children.models import Child, ChildGuardian, Guardian
from app.core.db import search_key
from app.core.errors import Conflict
from app.core.messages import message
from app.core.scoping.plain_writes import insert_many
from app.core.scoping.session import ScopedSession

CHANGED_MEANWHILE = message(
    "Meanwhile the stored children were changed. Nothing was loaded: look at the check again."
)
_OF_CHILD = {
    field: field.value
    for field in (
        Field.LAST_NAME,
        Field.FIRST_NAME,
        Field.MIDDLE_NAME,
        Field.SEX,
        Field.BIRTH_DATE,
        Field.SNILS,
        Field.BIRTH_CERTIFICATE,
        Field.REGISTRATION_ADDRESS,
        Field.RESIDENCE_ADDRESS,
        Field.CITIZENSHIP,
        Field.HEALTH_GROUP,
        Field.SPECIAL_NEEDS,
    )
}
_ADULT = ("last_name", "first_name", "middle_name", "phone", "email")


@dataclass
class Tables:
    """The tables of one organisation during one load."""

    session: ScopedSession
    organization_id: int
    today: date
    moment: datetime
    _last_ids: dict[type, int] = field(default_factory=dict)

    def stored(self, model: Any, keys: Iterable[int]) -> dict[int, Any]:
        """Rows by their keys, in one statement."""
        wanted = set(keys)
        if not wanted:
            return {}
        query = select(model).where(
            model.organization_id == self.organization_id, model.id.in_(wanted)
        )
        return {row.id: row for row in self.session.scalars(query)}

    def of_children(self, model: Any, children: Iterable[int | None]) -> dict[int, list[Any]]:
        """Rows of a model that belong to children, by child."""
        query = select(model).where(
            model.organization_id == self.organization_id, model.child_id.in_(set(children))
        )
        found: dict[int, list[Any]] = {}
        for row in self.session.scalars(query.order_by(model.id)):
            found.setdefault(row.child_id, []).append(row)
        return found

    def insert(self, model: Any, rows: list[dict[str, Any]]) -> None:
        """Insert rows of equal columns in one statement."""
        whole = {
            "organization_id": self.organization_id,
            "created_at": self.moment,
            "changed_at": self.moment,
        }
        insert_many(self.session, model, [_searched(model, row | whole) for row in rows])

    def insert_for_ids(self, model: Any, rows: list[dict[str, Any]]) -> list[int]:
        """Insert rows and find their keys, in the order of the rows.

        All rows of a load carry the same moment, to the microsecond: so what others
        write meanwhile is not taken for ours.
        """
        if not rows:
            return []
        self.insert(model, rows)
        query = (
            select(model.id)
            .where(
                model.organization_id == self.organization_id,
                model.created_at == self.moment,
                model.id > self._last_ids.get(model, 0),
            )
            .order_by(model.id)
        )
        ids = list(self.session.scalars(query))
        if len(ids) != len(rows):
            raise Conflict(CHANGED_MEANWHILE)
        self._last_ids[model] = ids[-1]
        return ids


@dataclass
class PeopleWriter:
    """Children, representatives and their links."""

    tables: Tables
    _adults: dict[str, int] = field(default_factory=dict)

    def write(self, verdicts: Sequence[Verdict]) -> dict[int, int]:
        """Write one portion. Returns the child of each row by the number of the row."""
        children = self._children(verdicts)
        self._people([plan for verdict in verdicts for plan in verdict.guardians])
        self._links(verdicts, children)
        return children

    def _children(self, verdicts: Sequence[Verdict]) -> dict[int, int]:
        new = [verdict for verdict in verdicts if verdict.child_id is None]
        rows = [dict.fromkeys(_OF_CHILD.values()) | _child_values(verdict) for verdict in new]
        found = {v.number: v.child_id for v in verdicts if v.child_id is not None}
        stored = self.tables.stored(Child, found.values())
        for verdict in verdicts:
            if verdict.child_id is not None:
                for name, value in _child_values(verdict).items():
                    setattr(stored[verdict.child_id], name, value)
        ids = self.tables.insert_for_ids(Child, rows)
        return found | {verdict.number: key for verdict, key in zip(new, ids, strict=True)}

    def _people(self, plans: list[GuardianPlan]) -> None:
        """New people, one for each key, and changes of those that are stored."""
        new: dict[str, dict[str, Any]] = {}
        changed: list[tuple[int, dict[str, Any]]] = []
        for plan in plans:
            known = self._known(plan)
            if known is None:
                new.setdefault(plan.key, dict.fromkeys(_ADULT)).update(_adult_values(plan))
            elif plan.changes:
                changed.append((known, _adult_values(plan)))
        stored = self.tables.stored(Guardian, (key for key, _values in changed))
        for key, values in changed:
            for name, value in values.items():
                setattr(stored[key], name, value)
        ids = self.tables.insert_for_ids(Guardian, list(new.values()))
        self._adults |= dict(zip(new, ids, strict=True))

    def _known(self, plan: GuardianPlan) -> int | None:
        return plan.guardian_id or self._adults.get(plan.key)

    def _links(self, verdicts: Sequence[Verdict], children: dict[int, int]) -> None:
        new: dict[tuple[int, int], dict[str, Any]] = {}
        changed: dict[tuple[int, int], Any] = {}
        for verdict in verdicts:
            for plan in verdict.guardians:
                adult = self._known(plan)
                assert adult is not None
                pair = (children[verdict.number], adult)
                relation = plan.entry.relation
                if not plan.linked:
                    row = {"child_id": pair[0], "guardian_id": adult, "relation": relation}
                    new[pair] = row
                elif any(c.field == Field.REPRESENTATIVE_RELATION for c in plan.changes):
                    changed[pair] = relation
        if changed:
            links = self.tables.of_children(ChildGuardian, {child for child, _ in changed})
            for link in (one for several in links.values() for one in several):
                pair = (link.child_id, link.guardian_id)
                link.relation = changed.get(pair, link.relation)
        self.tables.insert(ChildGuardian, list(new.values()))


def _child_values(verdict: Verdict) -> dict[str, Any]:
    return {_OF_CHILD[c.field]: c.new for c in verdict.changes if c.field in _OF_CHILD}


def _adult_values(plan: GuardianPlan) -> dict[str, Any]:
    """What is written of a representative: the relation belongs to the link, not to him."""
    return {
        change.field.partition("_")[2]: change.new
        for change in plan.changes
        if change.field != Field.REPRESENTATIVE_RELATION
    }


def _searched(model: Any, row: dict[str, Any]) -> dict[str, Any]:
    """The row with its search key, which the ORM would have made."""
    columns = model.__table__.columns
    if "search_key" not in columns:
        return row
    parts = [str(row.get(one.name) or "") for one in columns if one.info.get("searched")]
    return row | {"search_key": search_key(" ".join(parts))[:500]}

"""Pages of the log of changes: who changed what, when and by which document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, ClassVar

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user

from app.children.models import Child
from app.core import listing
from app.core.audit.exceptions import is_logged
from app.core.audit.models import ChangeRecord
from app.core.audit.shown import Shown, ShownChange, model_of
from app.core.choices import VIEWS, pages_of
from app.core.columns import Attribute, ChoiceFilter, LinkFilter
from app.core.entity_pages import fact, named
from app.core.entity_view import EntityView
from app.core.entity_writes import entity_label
from app.core.i18n import translate
from app.core.messages import message
from app.core.scoping.reach import READ, scoped_class
from app.core.scoping.scope import AccessScope
from app.organizations.models import UserAccount

READ_LOG = ("can_read", "ChangeRecord")


def subject_of(model: Any) -> str | None:
    """The subject of the rights to an entity; None for one without pages."""
    view = VIEWS.get(model)
    return view.class_permission_name if view is not None else None


@lru_cache(maxsize=256)
def house_suffices(model: Any) -> bool:
    """Whether who reaches a whole organisation reaches every row of the entity in it.

    Of what is shown to chosen people only (a document, a letter) the card alone tells.
    """
    reached = READ.get(scoped_class(model) or model)
    if reached is None:
        return True
    whole = AccessScope(user_id=0, whole=(1,), orgs=(1,))
    row = dict.fromkeys(reached.columns) | {"id": 1, "organization_id": 1}
    return reached.holds(whole, row)


def is_open(model: Any) -> bool:
    """Whether the person may read the entity wherever the log itself may be read."""
    if not house_suffices(model):
        return False
    subject = subject_of(model)
    return subject is None or current_user.covers(("can_read", subject), READ_LOG)


def hides_special(record: ChangeRecord) -> bool:
    """Whether special data of the record's entity is kept from the person."""
    model = model_of(record.entity)
    subject = subject_of(model) if model is not None else None
    return subject is None or not (
        current_user.has_right("can_special", subject)
        and current_user.covers(("can_special", subject), READ_LOG)
    )


class ChangeRecordView(EntityView):
    """The log of changes. Records of entities that the person may not read are left out."""

    model = ChangeRecord
    route_base = "/change-log"
    title_many = message("Log of changes")
    title_new = message("Record of the log")
    list_columns = ["happened_at", "who", "title", "told", "entity_name", "operation", "basis"]
    computed = {
        "who": message("Who"),
        "entity_name": message("Section"),
        "told": message("What changed"),
    }
    filter_columns = ["happened_at", "operation", "row_id"]
    base_order = ("happened_at", True)
    sections = [
        (
            message("Record of the log"),
            ["happened_at", "title", "operation", "basis", "row_id", "request_id"],
        )
    ]
    read_only = True
    empty_read_text = message("Every change will stand here from now on.")

    link_filters: ClassVar[dict[str, Any]] = {
        "user": LinkFilter(
            ChangeRecord,
            "user",
            message("Who"),
            UserAccount,
            lambda key: ChangeRecord.user_id == key,
        ),
        "child": LinkFilter(
            ChangeRecord,
            "child",
            message("Child"),
            Child,
            lambda key: ChangeRecord.child_id == key,
        ),
    }

    def filterable(self) -> dict[str, Attribute]:
        return {"entity": _entities(), **super().filterable()}

    def query(self, asked: listing.Request) -> Any:
        return super().query(asked).where(ChangeRecord.entity.in_(_open_tables()))

    def load(self, pk: str) -> ChangeRecord:
        item: ChangeRecord = super().load(pk)
        if item.entity not in _open_tables():
            abort(404)
        return item

    def title_of(self, item: ChangeRecord) -> str:
        return named(self._entity_name(item), item.title or f"№ {item.row_id}")

    def compute(self, rows: Sequence[ChangeRecord]) -> Mapping[int, Mapping[str, str]]:
        shown = Shown(rows, hides_special)
        return {
            row.id: {
                "who": shown.author(row),
                "entity_name": self._entity_name(row),
                "told": "; ".join(map(str, shown.changes(row))),
            }
            for row in rows
        }

    def _entity_name(self, item: ChangeRecord) -> str:
        model = model_of(item.entity)
        return translate(entity_label(model)) if model is not None else item.entity

    def leading_sections(self, item: ChangeRecord) -> Sequence[dict[str, Any]]:
        """Who did it, and each column as it was and as it became."""
        shown = Shown([item], hides_special)
        fields = [{"label": _("Who"), "value": fact(shown.author(item))}]
        fields += [{"label": one.label, "value": fact(_pair(one))} for one in shown.changes(item)]
        return [{"title": _("What changed"), "fields": fields}]

    def card_links(self, item: ChangeRecord) -> Sequence[dict[str, str]]:
        model = model_of(item.entity)
        pages = pages_of(model) if model is not None else None
        if pages is None or item.row_id is None:
            return []
        return [{"label": _("Card"), "href": f"{pages.route_base}/{item.row_id}", "icon": "file"}]


def _pair(one: ShownChange) -> str:
    return f"{one.old} → {one.new or '—'}" if one.old else one.new


def _entities() -> ChoiceFilter:
    """Entities of the log by the names of their pages."""
    choices = {
        table: (view.title_many, partial(_of_entity, table))
        for table, view in ((_table(model), view) for model, view in VIEWS.items() if _told(model))
    }
    return ChoiceFilter(ChangeRecord, "entity", message("Section"), choices)


def _table(model: Any) -> str:
    return str(model.__tablename__)


def _of_entity(table: str) -> Any:
    return ChangeRecord.entity == table


def _told(model: Any) -> bool:
    return is_logged(model) and is_open(model)


def _open_tables() -> list[str]:
    models = (mapper.class_ for mapper in ChangeRecord.registry.mappers)
    return sorted({_table(model) for model in models if _told(model)})

"""Pages of the log of looks: who looked at whose personal data, printed it or took it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _

from app.children.models import Child
from app.core.audit.shown import model_of, names_of
from app.core.audit.view_models import ViewRecord
from app.core.columns import LinkFilter
from app.core.entity_pages import fact
from app.core.entity_view import EntityView
from app.core.entity_writes import author_names, entity_label
from app.core.formats import show
from app.core.i18n import translate
from app.core.messages import message
from app.organizations.models import UserAccount


class ViewRecordView(EntityView):
    """The log of looks at personal data."""

    model = ViewRecord
    route_base = "/view-log"
    title_many = message("Log of looks at personal data")
    title_new = message("Record of the log")
    list_columns = ["happened_at", "who", "whose", "look", "entity_name", "number", "path"]
    show_only = ["address", "request_id"]
    computed = {
        "who": message("Who"),
        "entity_name": message("Section"),
        "whose": message("Whose data"),
    }
    filter_columns = ["happened_at", "look"]
    link_filters: ClassVar[dict[str, Any]] = {
        "user": LinkFilter(
            ViewRecord,
            "user",
            message("Who"),
            UserAccount,
            lambda key: ViewRecord.user_id == key,
        ),
        "child": LinkFilter(
            ViewRecord, "child", message("Child"), Child, lambda key: ViewRecord.child_id == key
        ),
    }
    base_order = ("happened_at", True)
    sections = [
        (message("Record of the log"), ["happened_at", "look", "row_id", "number", "path"]),
    ]
    read_only = True
    empty_read_text = message("Every look at personal data will stand here from now on.")

    def compute(self, rows: Sequence[ViewRecord]) -> Mapping[int, Mapping[str, str]]:
        authors = author_names({row.user_id for row in rows if row.user_id})
        wanted: dict[Any, set[int]] = {}
        for row in rows:
            if (target := _subject(row)) is not None:
                wanted.setdefault(target[0], set()).add(target[1])
        names = names_of(wanted)
        return {
            row.id: {
                "who": authors.get(row.user_id or 0) or _("The system"),
                "entity_name": _entity_name(row),
                "whose": names.get(target, f"№ {target[1]}") if (target := _subject(row)) else "",
            }
            for row in rows
        }

    def title_of(self, item: ViewRecord) -> str:
        return f"{_entity_name(item)}: {show(item.happened_at)}"

    def leading_sections(self, item: ViewRecord) -> Sequence[dict[str, Any]]:
        """Who looked, and at whose data."""
        told = self.compute([item])[item.id]
        fields = [
            {"label": translate(label), "value": fact(told[name])}
            for name, label in self.computed.items()
        ]
        return [{"title": _("Who looked at what"), "fields": fields}]


def _entity_name(item: ViewRecord) -> str:
    model = model_of(item.entity)
    return translate(entity_label(model)) if model is not None else item.entity


def _subject(item: ViewRecord) -> tuple[Any, int] | None:
    """Whose data it was: the child, or the row itself."""
    if item.child_id is not None:
        return Child, item.child_id
    model = model_of(item.entity)
    return (model, item.row_id) if model is not None and item.row_id is not None else None

"""What the generated pages show: plain values for the templates, made once per page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.columns import Attribute
from app.core.db import db
from app.core.exports import LABELS
from app.core.formats import show
from app.core.i18n import translate
from app.core.listing import PAGE_SIZES, Filter, Request

NONE: Mapping[int, Mapping[str, str]] = {}


@dataclass
class Page:
    """Values of a page by name; a missing one is empty, as templates expect."""

    values: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return self.__dict__["values"].get(name)


def page(**values: Any) -> Page:
    return Page(values)


class Address:
    """The address of a list, rebuilt with one argument changed."""

    def __init__(self, base: str, args: Any) -> None:
        self.base = base
        self.pairs = [(key, value) for key in args for value in args.getlist(key) if value]

    def with_(self, **changes: Any) -> str:
        pairs = [pair for pair in self.pairs if pair[0] not in changes]
        pairs += [(key, str(value)) for key, value in changes.items() if value is not None]
        return f"{self.base}?{urlencode(pairs)}" if pairs else self.base

    def without(self, key: str, raw: str) -> str:
        pairs = [pair for pair in self.pairs if pair != (key, raw) and pair[0] != "page"]
        return f"{self.base}?{urlencode(pairs)}" if pairs else self.base

    def at(self, base: str) -> str:
        pairs = [pair for pair in self.pairs if pair[0] not in ("page", "size")]
        return f"{base}?{urlencode(pairs)}" if pairs else base


def cell(row: Any, attribute: Attribute, computed: Mapping[int, Mapping[str, str]] = NONE) -> str:
    """The text of one attribute of a row; ``computed`` holds what was read for the whole page."""
    if attribute.given_label is not None:
        return computed.get(row.id, {}).get(attribute.name, "")
    value = getattr(row, attribute.name)
    if attribute.relation is not None:
        return "" if value is None else str(value)
    return show(value, attribute.info)


def list_columns(
    attributes: list[Attribute], sortable: list[str], asked: Request, address: Address
) -> list[dict[str, Any]]:
    columns = []
    for one in attributes:
        sorted_now = None
        href = None
        if one.name in sortable:
            if asked.order == one.name:
                sorted_now = "desc" if asked.descending else "asc"
            turned = f"-{one.name}" if sorted_now == "asc" else one.name
            href = address.with_(order=turned, page=None)
        columns.append(
            {
                "name": one.name,
                "label": translate(one.label),
                "sort_href": href,
                "sorted": sorted_now,
                "numeric": one.kind == "number",
            }
        )
    return columns


def chips(filters: list[Filter], address: Address) -> list[dict[str, str]]:
    """The conditions in force, each with the address without it."""
    words = {"from": _("from"), "to": _("to"), "eq": ""}
    found = []
    for one in filters:
        key = f"f.{one.attribute.name}" + ("" if one.operator == "eq" else f".{one.operator}")
        value = show(one.value, one.attribute.info)
        if one.attribute.kind == "related":
            value = _related_name(one)
        elif one.attribute.kind == "choice":
            value = translate(one.attribute.info["labels"][one.value])
        text = f"{words[one.operator]} {value}".strip()
        found.append(
            {
                "label": translate(one.attribute.label),
                "value": text,
                "remove_href": address.without(key, one.raw),
            }
        )
    return found


def _related_name(one: Filter) -> str:
    row = db.session.get(one.attribute.target, one.value)
    return str(row) if row is not None else f"№ {one.value}"


def filter_fields(attributes: Iterable[Attribute], route: str) -> list[dict[str, Any]]:
    """The form of conditions: choices come with it, linked rows are searched by name."""
    fields: list[dict[str, Any]] = []
    for one in attributes:
        name, label = f"f.{one.name}", translate(one.label)
        if one.kind in ("date", "number"):
            for bound, word in (("from", _("from")), ("to", _("to"))):
                fields.append(
                    {"name": f"{name}.{bound}", "label": f"{label}, {word}", "kind": one.kind}
                )
            continue
        entry: dict[str, Any] = {"name": name, "label": label, "kind": one.kind, "options": []}
        if one.kind == "select":
            labels = one.info.get("labels", {})
            entry["options"] = [
                (member.value, translate(labels.get(member, member.value)))
                for member in one.column.type.enum_class
            ]
        elif one.kind == "choice":
            entry["kind"] = "select"
            entry["options"] = [(key, translate(text)) for key, text in one.info["labels"].items()]
        elif one.kind == "bool":
            entry["options"] = [("1", _("Yes")), ("0", _("No"))]
        elif one.kind == "related":
            entry["url"] = f"{route}/related/{one.name}"
        fields.append(entry)
    return fields


def pager(asked: Request, total: int, address: Address) -> dict[str, Any]:
    last = max(1, -(-total // asked.page_size))
    first_row = (asked.page - 1) * asked.page_size + 1
    return {
        "page": asked.page,
        "last": last,
        "first_row": min(first_row, total),
        "last_row": min(asked.page * asked.page_size, total),
        "total": total,
        "prev_href": address.with_(page=asked.page - 1) if asked.page > 1 else None,
        "next_href": address.with_(page=asked.page + 1) if asked.page < last else None,
        "sizes": [
            (size, address.with_(size=size, page=None), size == asked.page_size)
            for size in PAGE_SIZES
        ],
    }


def export_links(route: str, address: Address) -> list[dict[str, str]]:
    return [
        {"label": label, "href": address.at(f"{route}/export/{kind}")}
        for kind, label in LABELS.items()
    ]


def error_summary(form: Any) -> list[tuple[str, str, str]]:
    """(field id, label, text) of every error of a form, for the summary on top."""
    return [(one.id, str(one.label.text), str(text)) for one in form for text in one.errors]


def rows_said(number: int) -> str:
    return str(ngettext("%(num)d record", "%(num)d records", number))

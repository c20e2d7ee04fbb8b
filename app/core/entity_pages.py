"""What the generated pages show: plain values for the templates, made once per page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from flask_babel import ngettext
from sqlalchemy import Date

from app.core.columns import Attribute
from app.core.exports import LABELS
from app.core.formats import show, shower
from app.core.i18n import translate
from app.core.listing import PAGE_SIZES, Filter, Request
from app.core.messages import message

NONE: Mapping[int, Mapping[str, str]] = {}
NOTHING: Mapping[str, str] = {}


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

    def at(self, base: str, **changes: str) -> str:
        left_out = {"page", "size", *changes}
        pairs = [pair for pair in self.pairs if pair[0] not in left_out]
        pairs += changes.items()
        return f"{base}?{urlencode(pairs)}" if pairs else base

    def beside(self, *starts: str) -> list[tuple[str, str]]:
        """The pairs that a form carries on: all but the page and those whose names start so."""
        return [pair for pair in self.pairs if not pair[0].startswith(("page", *starts))]


def reader(
    attribute: Attribute, computed: Mapping[int, Mapping[str, str]] = NONE
) -> Callable[[Any], str]:
    """The function that gives the text of one attribute of a row: asked once a column.

    ``computed`` holds what was read for the whole page.
    """
    name = attribute.name
    if attribute.given_label is not None:
        return lambda row: computed.get(row.id, NOTHING).get(name, "")
    value_of = attrgetter(name)
    if attribute.relation is not None:
        return lambda row: "" if (target := value_of(row)) is None else str(target)
    shown = shower(attribute.info)
    return lambda row: shown(value_of(row))


def cell(row: Any, attribute: Attribute, computed: Mapping[int, Mapping[str, str]] = NONE) -> str:
    """The text of one attribute of one row."""
    return reader(attribute, computed)(row)


def named(*parts: Any) -> str:
    """The title of a card from what may be read of its links: «Капельки: Орлова Татьяна, 3.11»."""
    first, *rest = [str(part) for part in parts if part is not None] or [""]
    return f"{first}: {', '.join(rest)}" if rest else first


def fact(text: str, phone: bool = False, href: str | None = None) -> dict[str, Any]:
    """One value of a card or a tab, and where a touch on it leads."""
    digits = "".join(filter(str.isdigit, text)) if phone else ""
    return {"text": text, "href": f"tel:+{digits}" if digits else href}


WIDE = 200
"""Texts as long as this get a column that is not squeezed."""
NARROW = {"phone", "snils", "inn", "ogrn"}
"""Formats that stay on one line."""


SLIM = {"select", "bool", "number", "date"}
"""Kinds that need no room of their own where they name the row."""
SHORT = 30
"""Texts as short as this, a number of a paper, stay on one line too."""


def _length(attribute: Attribute) -> int:
    """Letters that a column of texts holds; 0 for what is no text or has no bound."""
    text = attribute.kind == "text" and attribute.column is not None
    return getattr(attribute.column.type, "length", 0) or 0 if text else 0


def list_columns(
    attributes: Sequence[Attribute], sortable: list[str], asked: Request, address: Address
) -> list[dict[str, Any]]:
    """Heads of the columns; ``asked`` holds the order in force."""
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
                "sort_href": href,
                "sorted": sorted_now,
            }
        )
    return [{**head, **more} for head, more in zip(plain_heads(attributes), columns, strict=True)]


def plain_heads(attributes: Sequence[Attribute]) -> list[dict[str, Any]]:
    """Heads of columns without an order: what they are called and how they are set."""
    return [
        {
            "label": translate(one.label),
            "numeric": one.kind == "number",
            # A moment may stand on two lines, as day and time.
            "nowrap": (one.kind == "date" and isinstance(one.column.type, Date))
            or one.info.get("format") in NARROW
            or 0 < _length(one) <= SHORT,
            "wide": _length(one) >= WIDE,
            "slim": one.kind in SLIM,
        }
        for one in attributes
    ]


def order_in_force(
    asked: Request, base: tuple[str, bool] | None, columns: Sequence[Attribute]
) -> Request:
    """The request with the order that the rows really have, for the heads of the columns."""
    if asked.order is not None:
        return asked
    base = base or (columns[0].name, False)
    named = columns[0].name == "full_name" and base[0] == "last_name"
    name = "full_name" if named else base[0]
    return replace(asked, order=name, descending=base[1])


def column_choice(
    offered: Mapping[str, Attribute], columns: Sequence[Attribute]
) -> list[dict[str, Any]]:
    """The columns to choose from, those of the page first and as they stand there.

    The very first names the row: it always stays, and in its place.
    """
    shown = [one.name for one in columns]
    names = dict.fromkeys([*shown, *offered])
    return [
        {
            "name": name,
            "label": translate(offered[name].label),
            "on": name in shown,
            "fixed": not number,
        }
        for number, name in enumerate(names)
    ]


def totals(attributes: Sequence[Attribute], sums: Mapping[str, Any]) -> list[str]:
    """The last line of the table: sums over the whole list, under their columns."""
    if not sums:
        return []
    return [show(sums.get(one.name), one.info) for one in attributes]


BOUNDS = {
    "date": {"from": message("not before"), "to": message("not after")},
    "number": {"from": message("from"), "to": message("to")},
}
"""Words of the two ends of a condition: labels of columns hold «с» and «по» of their own."""


def chips(
    filters: list[Filter], address: Address, names: Mapping[tuple[str, str], str]
) -> list[dict[str, str]]:
    """The conditions in force, each with the address without it."""
    found = []
    for one in filters:
        key = f"f.{one.attribute.name}" + ("" if one.operator == "eq" else f".{one.operator}")
        value = show(one.value, one.attribute.info)
        if one.attribute.kind == "related":
            value = names[one.attribute.name, one.raw]
        elif one.attribute.kind == "choice":
            value = translate(one.attribute.info["labels"][one.value])
        if one.operator != "eq":
            value = f"{translate(BOUNDS[one.attribute.kind][one.operator])} {value}"
        found.append(
            {
                "label": translate(one.attribute.label),
                "value": value,
                "remove_href": address.without(key, one.raw),
            }
        )
    return found


def filter_fields(
    attributes: Iterable[Attribute],
    route: str,
    filters: list[Filter],
    names: Mapping[tuple[str, str], str],
) -> list[dict[str, Any]]:
    """The form of conditions, filled with those in force; linked rows are searched by name."""
    fields: list[dict[str, Any]] = []
    chosen = {(one.attribute.name, one.operator): one for one in filters}
    for one in attributes:
        name, label = f"f.{one.name}", translate(one.label)
        if one.kind in ("date", "number"):
            for bound, word in BOUNDS[one.kind].items():
                now = chosen.get((one.name, bound))
                fields.append(
                    {
                        "name": f"{name}.{bound}",
                        "label": f"{label}, {translate(word)}",
                        "kind": one.kind,
                        "value": now.raw if now else "",
                    }
                )
            continue
        now = chosen.get((one.name, "eq"))
        entry: dict[str, Any] = {"name": name, "label": label, "kind": one.kind, "options": []}
        entry["value"] = now.raw if now else ""
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
            entry["options"] = [("1", translate(message("Yes"))), ("0", translate(message("No")))]
        elif one.kind == "related":
            entry["url"] = f"{route}/related/{one.name}"
            entry["options"] = [(now.raw, names[one.name, now.raw])] if now else []
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


def export_links(route: str, address: Address, columns: list[str] | None) -> list[dict[str, str]]:
    """The files hold the rows of the list in its order, and the columns that are on the page."""
    chosen = {"cols": ",".join(columns)} if columns else {}
    return [
        {"label": label, "href": address.at(f"{route}/export/{kind}", **chosen)}
        for kind, label in LABELS.items()
    ]


def error_summary(form: Any) -> list[tuple[str, str, str]]:
    """(field id, label, text) of every error of a form, for the summary on top."""
    return [(one.id, str(one.label.text), str(text)) for one in form for text in one.errors]


def rows_said(number: int) -> str:
    return str(ngettext("%(num)d record", "%(num)d records", number))

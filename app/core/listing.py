"""What a list was asked for in its address, checked, and the select that answers it.

Every argument is judged: a column that does not exist, a page that is no
number or a value of the wrong type is answered with 400, never with a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Date, Select, String, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload
from werkzeug.datastructures import MultiDict

from app.core.columns import (
    Attribute,
    ChoiceFilter,
    LinkFilter,
    attribute_of,
    folded,
    name_column,
    searched_parts,
)
from app.core.db import search_key
from app.core.errors import BadInput
from app.core.messages import message
from app.core.typed import read_date

PAGE_SIZES = (25, 50, 100)
MAX_PAGE = 100_000


@dataclass(frozen=True)
class Filter:
    """One condition: an attribute, an operator (eq, from, to) and the typed value."""

    attribute: Attribute
    operator: str
    value: Any
    raw: str


@dataclass
class Request:
    """A list as asked for."""

    text: str = ""
    filters: list[Filter] = field(default_factory=list)
    order: str | None = None
    descending: bool = False
    page: int = 1
    page_size: int = PAGE_SIZES[0]
    columns: list[str] | None = None
    """Chosen columns; None: those of the list."""


def bad_argument(name: str) -> BadInput:
    return BadInput(
        message("The address holds a wrong value for “%(name)s”. Open the list anew.", name=name)
    )


def _positive(args: MultiDict[str, str], name: str, default: int, top: int) -> int:
    raw = args.get(name, "")
    if raw == "":
        return default
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:9]) <= top:
        raise bad_argument(name)
    return int(raw)


def parse(
    args: MultiDict[str, str],
    filterable: Mapping[str, Attribute],
    sortable: Sequence[str],
    offered: Sequence[str] = (),
) -> Request:
    """Read a list's address: ``q``, ``order``, ``page``, ``size``, ``f.<column>[.from|.to]``.

    ``cols`` names the columns to show (``a,b`` or once a column), of those that are ``offered``.
    Raises BadInput for anything that does not fit.
    """
    asked = Request(text=args.get("q", "").strip()[:100])
    asked.page = _positive(args, "page", 1, MAX_PAGE)
    asked.page_size = _positive(args, "size", PAGE_SIZES[0], PAGE_SIZES[-1])
    if asked.page_size not in PAGE_SIZES:
        raise bad_argument("size")
    order = args.get("order", "")
    if order:
        asked.descending = order.startswith("-")
        asked.order = order.lstrip("-")
        if asked.order not in sortable:
            raise bad_argument("order")
    if offered and "cols" in args:
        asked.columns = _columns(args.getlist("cols"), offered)
    for key in args:
        if key.startswith("f."):
            asked.filters.extend(_filters(key, args.getlist(key), filterable))
    return asked


def _columns(raws: list[str], offered: Sequence[str]) -> list[str] | None:
    names = [name for name in dict.fromkeys(",".join(raws).split(",")) if name]
    if not set(names) <= set(offered):
        raise bad_argument("cols")
    return names or None


def _filters(key: str, raws: list[str], filterable: Mapping[str, Attribute]) -> list[Filter]:
    name, _dot, operator = key[2:].partition(".")
    if name not in filterable or operator not in ("", "from", "to"):
        raise bad_argument(key)
    attribute = filterable[name]
    if operator and attribute.kind not in ("date", "number"):
        raise bad_argument(key)
    return [
        Filter(attribute, operator or "eq", typed(attribute, raw, key), raw)
        for raw in raws
        if raw != ""
    ]


def typed(attribute: Attribute, raw: str, key: str) -> Any:
    """The value of the column's type. Raises BadInput when the text is none."""
    try:
        return CONVERTERS[attribute.kind](attribute, raw)
    except (ValueError, InvalidOperation, KeyError, OverflowError):
        raise bad_argument(key) from None


def _bool(attribute: Attribute, raw: str) -> bool:
    return {"1": True, "y": True, "true": True, "0": False, "n": False, "false": False}[raw.lower()]


def _number(attribute: Attribute, raw: str) -> Any:
    number = Decimal(raw.replace(",", ".").strip())
    if not number.is_finite() or abs(number) > 2**31:
        raise ValueError
    if attribute.column.type.python_type is int:
        if number != int(number):
            raise ValueError
        return int(number)
    return number


def _related(attribute: Attribute, raw: str) -> int:
    number = int(raw)
    if not 0 < number < 2**31:
        raise ValueError
    return number


def _choice(attribute: Attribute, raw: str) -> str:
    if raw not in attribute.info["labels"]:
        raise ValueError
    return raw


CONVERTERS: dict[str, Any] = {
    "choice": _choice,
    "select": lambda attribute, raw: attribute.column.type.enum_class(raw),
    "bool": _bool,
    "date": lambda attribute, raw: read_date(raw),
    "number": _number,
    "related": _related,
    "text": lambda attribute, raw: raw.replace("\x00", ""),
}


def condition(one: Filter) -> Any:
    """The SQL condition of a filter. A day of a moment is the whole day in UTC."""
    if isinstance(one.attribute, LinkFilter | ChoiceFilter):
        return one.attribute.criterion(one.value)
    column, value = one.attribute.column, one.value
    if one.attribute.kind == "date" and not isinstance(column.type, Date):
        start = datetime.combine(value, time(), UTC)
        if not hasattr(column.type, "impl"):
            start = start.replace(tzinfo=None)
        end = start + timedelta(days=1)
        whole_day = {"from": column >= start, "to": column < end}
        return whole_day.get(one.operator, and_(column >= start, column < end))
    if one.operator == "from":
        return column >= value
    if one.operator == "to":
        return column <= value
    if one.attribute.kind == "text":
        return func.lower(column).contains(value.lower(), autoescape=True)
    return column == value


def search_condition(model: Any, text: str) -> Any:
    """Every word of the text is in the row or in a row that it points to (any order, ё = е)."""
    texts, links = searched_parts(model)
    return and_(
        true(),
        *(
            or_(
                false(),
                *(one.contains(word, autoescape=True) for one in texts),
                *(
                    link.has(link.property.mapper.class_.search_key.contains(word, autoescape=True))
                    for link in links
                ),
            )
            for word in search_key(text.replace("\x00", "")).split()
        ),
    )


def build(model: Any, asked: Request, base_order: tuple[str, bool] | None) -> Select[Any]:
    """The select of all rows that answer the request, in order, without paging."""
    query: Select[Any] = select(model)
    same: dict[tuple[str, str], list[Any]] = {}
    for one in asked.filters:
        same.setdefault((one.attribute.name, one.operator), []).append(condition(one))
    for conditions in same.values():
        query = query.where(or_(*conditions))
    if asked.text:
        query = query.where(search_condition(model, asked.text))
    return order_by(query, model, asked, base_order)


def order_by(
    query: Select[Any], model: Any, asked: Request, base_order: tuple[str, bool] | None
) -> Select[Any]:
    """Order by the asked column; texts by their search key, links by the name of the row."""
    name, descending = (
        (asked.order, asked.descending) if asked.order else base_order or (None, False)
    )
    if name is None:
        column = name_column(model)
    else:
        attribute = attribute_of(model, name)
        if attribute.relation is not None:
            target = aliased(attribute.relation.mapper.class_)
            query = query.outerjoin(target, attribute.column == target.id)
            column = name_column(target)
        elif name in ("last_name", "name", "full_name") and hasattr(model, "search_key"):
            column = model.search_key
        elif name == "full_name":
            column = folded(model.last_name)
        else:
            column = getattr(model, name)
            if isinstance(attribute.column.type, String):
                column = folded(column)
    direction = column.desc() if descending else column.asc()
    return query.order_by(direction, model.id.desc() if descending else model.id.asc())


def eager(model: Any, names: list[str]) -> list[Any]:
    """Load options: every link that is shown comes with the row, one statement in all."""
    options = []
    for name in names:
        attribute = attribute_of(model, name)
        if attribute.relation is not None:
            options.append(joinedload(getattr(model, name)))
    return options


def paged(query: Select[Any], asked: Request) -> Select[Any]:
    return query.limit(asked.page_size).offset((asked.page - 1) * asked.page_size)


def count(query: Select[Any], summed: Sequence[str] = ()) -> Select[Any]:
    """How many rows a select has, without its order, and the sums of its columns."""
    model = query.column_descriptions[0]["entity"]
    sums = [func.sum(getattr(model, name)) for name in summed]
    return query.order_by(None).with_only_columns(
        func.count(model.id), *sums, maintain_column_froms=True
    )

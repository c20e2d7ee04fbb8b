"""Page: the recap of the book by group between two days (domain 4.4), and its papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import abort, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.core.access import requires
from app.core.csvtext import table_csv
from app.core.db import db
from app.core.entity_pages import page
from app.core.exports import FORMATS, LABELS, download, saved_as
from app.core.formats import legal_name, show_date
from app.core.i18n import translate
from app.core.pdf import table_pdf
from app.core.xlsx import table_xlsx
from app.movement import book_queries
from app.movement.forms import read_day
from app.movement.houses import Houses, asked_house
from app.movement.report.recap import (
    RecapLine,
    recap_columns,
    recap_lines,
    recap_rows,
    signature,
)
from app.movement.rules.events import NO_GROUP
from app.movement.rules.recap import FIGURES, Figure, Recap, recap
from app.organizations.access import signed_in

BASE = "/movement/recap"


@dataclass(frozen=True)
class Asked:
    """The kindergarten and the two days."""

    houses: Houses
    first: date
    last: date
    errors: list[tuple[str, str, str]]

    def address(self, **more: Any) -> str:
        house = self.houses.shown
        given = {"from": self.first.isoformat(), "to": self.last.isoformat(), **more}
        given["organization"] = house.id if house else None
        return urlencode({name: value for name, value in given.items() if value is not None})


class MovementRecapView(BaseView):
    """Start + came + in − left − out = end, by group, with the children behind each figure."""

    route_base = BASE
    class_permission_name = "MovementRecap"
    default_view = "recap"

    @expose("")
    @requires("read")
    def recap(self) -> Any:
        asked = _asked()
        if asked.errors:
            shown = page(title=_("Recap of the movement"), errors=asked.errors, **_form(asked))
            return render_template("movement/recap.html", page=shown), 400
        register = _register(asked)
        return render_template("movement/recap.html", page=_page(asked, register))

    @expose("/export/<kind>")
    @requires("export")
    def export(self, kind: str) -> Any:
        asked = _asked()
        if kind not in FORMATS:
            abort(404)
        if asked.errors:
            abort(400)
        register = _register(asked)
        lines = recap_lines(_recap(asked, register), register.groups)
        name = saved_as(kind, _("Recap of the movement"), asked.first, asked.last)
        return download(_file(kind, asked, lines), FORMATS[kind], name)


def usual_days(today: date) -> list[tuple[date, date]]:
    """The days on which the recap is signed, with the one before each: the latest three."""
    days = sorted(
        day
        for year in range(today.year - 2, today.year + 1)
        for day in (date(year, 1, 1), date(year, 9, 1))
        if day <= today
    )
    return list(zip(days[-4:-1], days[-3:], strict=True))[::-1]


def _asked() -> Asked:
    today = signed_in().today
    usual = usual_days(today)
    errors: list[tuple[str, str, str]] = []
    first = _day("from", usual[0][1], errors)
    last = _day("to", today, errors)
    if last < first:
        errors.append(("to", _("To, inclusive"), _("The end is before the start.")))
    return Asked(asked_house(), first, last, errors)


def _day(name: str, default: date, errors: list[tuple[str, str, str]]) -> date:
    raw = request.args.get(name, "")
    found = read_day(raw) if raw else default
    if found is None:
        errors.append((name, _("Period"), _("There is no such date.")))
    return found or default


def _register(asked: Asked) -> book_queries.Register:
    house = asked.houses.shown
    return book_queries.read_register(db.session(), house.id) if house else book_queries.Register()


def _recap(asked: Asked, register: book_queries.Register) -> Recap:
    """By what is in force now: the recap is held against the lists of the day."""
    boys = [key for key, one in register.children.items() if one.male]
    return recap(register.histories(date.max), boys, asked.first, asked.last)


def _subtitle(asked: Asked) -> str:
    house = asked.houses.shown
    days = _("from %(first)s to %(last)s", first=show_date(asked.first), last=show_date(asked.last))
    return " · ".join(filter(None, (legal_name(house.name) if house else "", days)))


def _file(kind: str, asked: Asked, lines: list[RecapLine]) -> bytes:
    columns, rows = recap_columns(), recap_rows(lines)
    if kind == "csv":
        return table_csv(columns, rows)
    title = _("Recap of the book of movement on %(day)s", day=show_date(asked.last))
    house = asked.houses.shown
    closing = signature(_("Head of the kindergarten"), (house.head_name or "") if house else "")
    if kind == "xlsx":
        return table_xlsx(title, _subtitle(asked), columns, rows, closing=closing)
    return table_pdf(
        title,
        _subtitle(asked),
        columns,
        rows,
        wide=True,
        closing=closing,
        page_label=_("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
    )


def _form(asked: Asked) -> dict[str, Any]:
    usual = usual_days(signed_in().today)
    return {
        "houses": asked.houses,
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "usual": [
            {
                "label": _("on %(day)s", day=show_date(last)),
                "href": f"{BASE}?{_with(asked, first, last)}",
                "active": (first, last) == (asked.first, asked.last),
            }
            for first, last in usual
        ],
    }


def _with(asked: Asked, first: date, last: date) -> str:
    return Asked(asked.houses, first, last, []).address()


def _page(asked: Asked, register: book_queries.Register) -> Any:
    found = _recap(asked, register)
    lines = recap_lines(found, register.groups)
    names = _may_see_children(asked)
    return page(
        title=_("Recap of the movement"),
        subtitle=_subtitle(asked),
        **_form(asked),
        columns=[one.title for one in recap_columns()],
        rows=[
            {
                "name": line.name,
                "cells": [_cell(asked, line, figure, names) for figure in Figure],
                "total": line.group is None,
            }
            for line in lines
        ]
        if len(lines) > 1
        else [],
        checks=_checks(asked, found),
        opened=_opened(register, lines) if names else None,
        exports=[
            {"label": label, "href": f"{BASE}/export/{kind}?{asked.address()}"}
            for kind, label in LABELS.items()
        ]
        if signed_in().has_right("can_export", "MovementRecap")
        else [],
    )


def _may_see_children(asked: Asked) -> bool:
    """Names are for who may read the children of this very kindergarten."""
    house = asked.houses.shown
    return house is not None and house.id in signed_in().scope("can_read", "Child").whole


def _cell(asked: Asked, line: RecapLine, figure: Figure, names: bool) -> dict[str, Any]:
    number = line.figures[figure]
    group = "all" if line.group is None else line.group
    href = f"{BASE}?{asked.address(open=f'{group}.{figure.value}')}#opened"
    return {"number": number, "href": href if names and number else None}


def _checks(asked: Asked, found: Recap) -> list[dict[str, Any]]:
    """The sums that must agree: within the recap, and with the lists of the last day."""
    house, whole = asked.houses.shown, found.total
    listed = book_queries.counted_placements(db.session(), house.id, asked.last) if house else {}
    book = {key: line[Figure.END] for key, line in found.lines.items() if key != NO_GROUP}
    book = {key: number for key, number in book.items() if number}
    return [
        {
            "text": _("start + came + in − left − out = end, in every group"),
            "holds": found.balances,
        },
        {
            "text": _("from other groups = to other groups"),
            "holds": whole[Figure.MOVED_IN] == whole[Figure.MOVED_OUT],
            "detail": f"{whole[Figure.MOVED_IN]} = {whole[Figure.MOVED_OUT]}",
        },
        {
            "text": _("the book = the lists of the groups on this day"),
            "holds": book == listed,
            "detail": f"{sum(book.values())} = {sum(listed.values())}",
        },
    ]


def _opened(register: book_queries.Register, lines: list[RecapLine]) -> dict[str, Any] | None:
    """The children behind the figure that the address names."""
    group, _dot, name = request.args.get("open", "").partition(".")
    line = next((one for one in lines if str(one.group or "all") == group), None)
    figure = next((one for one in Figure if one.value == name), None)
    if line is None or figure is None:
        return None
    children = line.figures.children[figure]
    return {
        "title": f"{line.name}: {translate(FIGURES[figure])}",
        "children": [
            {"name": name, "href": f"/children/{key}"}
            for key, name in book_queries.names_of(register, set(children))
        ],
    }

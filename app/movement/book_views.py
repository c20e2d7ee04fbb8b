"""Page: the book of movement of a kindergarten (domain 4.1), and its papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import abort, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.core.access import requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.csvtext import table_csv
from app.core.db import db, search_key
from app.core.entity_pages import page
from app.core.exports import FORMATS, LABELS, download, saved_as
from app.core.formats import legal_name, show_date
from app.core.paging import pager, rows_of, typed_page
from app.core.pdf import table_pdf
from app.core.scoping.scope import acting
from app.core.tabular import cell_text
from app.core.xlsx import table_xlsx
from app.movement import book_queries
from app.movement.forms import read_day
from app.movement.houses import Houses, asked_house
from app.movement.report.book import BookTable, book_table
from app.movement.report.recap import signature
from app.movement.rules.book import BookLine, book_lines, missing_numbers, spans
from app.organizations.access import signed_in

PAGE_ROWS = 50
SHORT = (0, 2, 3, 10, 11, 12, 13, 14, 15)
"""Columns of the page: the paper has them all."""
ORDERED = tuple(SHORT.index(place) for place in (10, 13))
"""Places on the page of the columns that name a day and an order."""


@dataclass(frozen=True)
class Asked:
    """The kindergarten, the year (None: the whole book), the day as on which it is shown.

    ``search`` holds typed words of a child's name; empty: everybody.
    """

    houses: Houses
    year: int | None
    day: date
    search: str = ""

    def address(self, **more: Any) -> str:
        house = self.houses.shown
        given = {
            "organization": house.id if house else None,
            "year": self.year or "all",
            "day": self.day.isoformat(),
            **more,
        }
        return urlencode({name: value for name, value in given.items() if value is not None})


class MovementBookView(BaseView):
    """The book as on any day, by year or whole; nothing of it is ever deleted."""

    route_base = "/movement/book"
    class_permission_name = "MovementBook"
    default_view = "book"

    @expose("")
    @requires("read")
    def book(self) -> Any:
        asked = _asked()
        register, lines = _read(asked)
        found = _named(register, _of_year(lines, asked), asked.search)
        table = _table(asked, register, found)
        return render_template("movement/book.html", page=_page(asked, register, lines, table))

    @expose("/export/<kind>")
    @requires("export")
    def export(self, kind: str) -> Any:
        if kind not in FORMATS:
            abort(404)
        asked = _asked()
        register, lines = _read(asked)
        lines = _of_year(lines, asked)
        table = _table(asked, register, lines)
        if asked.houses.shown is not None:
            note_look(Look.EXPORTED, "movement", asked.houses.shown.id, number=len(lines))
        name = saved_as(kind, f"{_('Movement book')} {asked.year or ''}".strip(), asked.day)
        return download(_file(kind, table, _closing(asked)), FORMATS[kind], name)


def _asked() -> Asked:
    today = signed_in().today
    raw = request.args.get("day", "")
    day = (read_day(raw) or abort(400)) if raw else today
    year = request.args.get("year", f"{day.year}")
    if year != "all" and not (year.isascii() and year.isdigit() and len(year) == 4):
        abort(400)
    search = request.args.get("q", "").strip()
    return Asked(asked_house(), None if year == "all" else int(year), day, search)


def _read(asked: Asked) -> tuple[book_queries.Register, list[BookLine]]:
    house = asked.houses.shown
    if house is None:
        return book_queries.Register(), []
    register = book_queries.read_register(db.session(), house.id)
    return register, book_lines(register.entries, asked.day)


def _of_year(lines: list[BookLine], asked: Asked) -> list[BookLine]:
    if asked.year is None:
        return lines
    first, last = date(asked.year, 1, 1), min(date(asked.year, 12, 31), asked.day)
    return [line for line in lines if line.touches(first, last)]


def _named(register: book_queries.Register, lines: list[BookLine], search: str) -> list[BookLine]:
    """The lines of children whose name holds every typed word: on the page, never on paper."""
    words = search_key(search).split()
    if not words:
        return lines
    names = {key: search_key(child.name) for key, child in register.children.items()}
    return [
        line
        for line in lines
        if all(word in names.get(line.arrival.event.child, "") for word in words)
    ]


def _table(asked: Asked, register: book_queries.Register, lines: list[BookLine]) -> BookTable:
    house = asked.houses.shown
    heading = (
        _("Book of the movement of children"),
        " · ".join(
            filter(
                None,
                (
                    legal_name(house.name) if house else "",
                    _("year %(year)s", year=asked.year) if asked.year else _("the whole book"),
                    _("as on %(day)s", day=show_date(asked.day)),
                ),
            )
        ),
    )
    return book_table(register, lines, asked.day, _guardians(asked), heading)


def _guardians(asked: Asked) -> dict[int, list[str]] | None:
    """Representatives, for who may open them in this very kindergarten."""
    person, house = signed_in(), asked.houses.shown
    opened = person.scope("can_read", "Guardian")
    if house is None or house.id not in opened.whole:
        return None
    with acting(person.scope("can_read", "ChildGuardian")):
        return book_queries.guardians_of(db.session(), house.id, asked.day, opened)


def _closing(asked: Asked) -> list[str]:
    """The line on which the head signs: the book is kept by the head (domain 4.1)."""
    house = asked.houses.shown
    return signature(_("Head of the kindergarten"), (house.head_name or "") if house else "")


def _file(kind: str, table: BookTable, closing: list[str]) -> bytes:
    if kind == "csv":
        return table_csv(table.columns, table.rows)
    if kind == "xlsx":
        return table_xlsx(table.title, table.subtitle, table.columns, table.rows, closing=closing)
    return table_pdf(
        table.title,
        table.subtitle,
        table.columns,
        table.rows,
        closing=closing,
        wide=True,
        largest=7.5,
        page_label=_("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
    )


def _page(
    asked: Asked, register: book_queries.Register, lines: list[BookLine], table: BookTable
) -> Any:
    wide = len(table.columns) > 14
    shown = [place if wide or place < 7 else place - 2 for place in SHORT]
    base, house = "/movement/book", asked.houses.shown
    missing = missing_numbers(lines)
    turned = pager(
        *(len(table.rows), typed_page(request.args.get("page")), PAGE_ROWS),
        lambda number: f"{base}?{asked.address(q=asked.search or None, page=number)}",
    )
    lines_shown = zip(
        *(rows_of(every, turned) for every in (table.rows, table.children, table.struck)),
        strict=True,
    )
    return page(
        title=_("Movement book"),
        houses=asked.houses,
        year=asked.year,
        years=_years(register, asked),
        day=asked.day.isoformat(),
        search=asked.search,
        whole=f"{base}?{asked.address()}",
        numbers=_("Numbers 1–%(last)s without gaps", last=lines[-1].number)
        if lines and not missing
        else "",
        missing=spans(missing),
        unentered=book_queries.unentered(db.session(), house.id) if house else 0,
        columns=[table.columns[place].title for place in shown],
        papers=ORDERED,
        rows=[
            {
                "cells": [cell_text(row[place], table.columns[place]) for place in shown],
                "href": f"/children/{child}",
                "struck": struck,
            }
            for row, child, struck in lines_shown
        ],
        pager=turned,
        exports=[
            {"label": label, "href": f"{base}/export/{kind}?{asked.address()}"}
            for kind, label in LABELS.items()
        ]
        if signed_in().has_right("can_export", "MovementBook")
        else [],
    )


def _years(register: book_queries.Register, asked: Asked) -> list[tuple[str, str]]:
    known = set(book_queries.years_of(register)) | {asked.day.year}
    if asked.year:
        known.add(asked.year)
    years = [(str(one), str(one)) for one in sorted(known, reverse=True)]
    return [*years, ("all", _("the whole book"))]

"""Page: movements of a period, child by child (domain 1.5), and its papers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import abort, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.core.access import requires
from app.core.asked_days import AskedDays
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.db import db
from app.core.entity_pages import page
from app.core.exports import FORMATS, LABELS, download, saved_as, table_file
from app.core.formats import legal_name, show_date
from app.core.i18n import translate
from app.core.tabular import Kind, cell_text
from app.core.workdays import first_of_month
from app.movement import book_queries
from app.movement.houses import Houses, asked_house
from app.movement.report.period import (
    ALL,
    ORDER,
    SORTS,
    entries_between,
    period_columns,
    period_rows,
)
from app.movement.rules.book import Entry
from app.organizations.access import signed_in

BASE = "/movement/period"
LONGEST = timedelta(days=800)


class Asked(AskedDays):
    """The kindergarten, the days and which movements, as the address says."""

    def __init__(self) -> None:
        today = signed_in().today
        super().__init__()
        self.houses: Houses = asked_house()
        self.first = self.read("from", first_of_month(today))
        self.last = self.read("to", today)
        self.sort = request.args.get("sort", ALL)
        if self.sort not in SORTS:
            abort(400)
        self.check(LONGEST, _("Choose at most two years."))

    def address(self) -> str:
        house = self.houses.shown
        given = {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "sort": self.sort,
            "organization": house.id if house else None,
        }
        return urlencode({name: value for name, value in given.items() if value is not None})


class MovementPeriodView(BaseView):
    """Who came, moved and left between two days, by which order."""

    route_base = BASE
    class_permission_name = "MovementPeriod"
    default_view = "period"

    @expose("")
    @requires("read")
    def period(self) -> Any:
        asked = Asked()
        register, entries = _read(asked)
        columns, rows = period_columns(), period_rows(register, entries)
        shown = page(
            title=_("Movement of a period"),
            errors=asked.errors,
            houses=asked.houses,
            first=asked.first.isoformat(),
            last=asked.last.isoformat(),
            sort=asked.sort,
            order_column=ORDER,
            sorts=[(key, translate(text)) for key, text in SORTS.items()],
            columns=[{"label": one.title, "numeric": one.kind is Kind.NUMBER} for one in columns],
            rows=[
                {
                    "cells": [cell_text(*pair) for pair in zip(row, columns, strict=True)],
                    "href": f"/children/{entry.event.child}",
                    "order_href": _order_href(register, entry),
                    "struck": entry.reversed_on is not None,
                }
                for row, entry in zip(rows, entries, strict=True)
            ],
            exports=[
                {"label": label, "href": f"{BASE}/export/{kind}?{asked.address()}"}
                for kind, label in LABELS.items()
            ]
            if signed_in().has_right("can_export", "MovementPeriod")
            else [],
        )
        return render_template("movement/period.html", page=shown), 400 if asked.errors else 200

    @expose("/export/<kind>")
    @requires("export")
    def export(self, kind: str) -> Any:
        asked = Asked()
        if kind not in FORMATS:
            abort(404)
        if asked.errors:
            abort(400)
        register, entries = _read(asked)
        house = asked.houses.shown
        if house is not None:
            note_look(Look.EXPORTED, "movement", house.id, number=len(entries))
        days = _(
            "from %(first)s to %(last)s", first=show_date(asked.first), last=show_date(asked.last)
        )
        subtitle = " · ".join(
            filter(
                None, (legal_name(house.name) if house else "", days, translate(SORTS[asked.sort]))
            )
        )
        content = table_file(
            kind,
            _("Movement of children"),
            subtitle,
            period_columns(),
            period_rows(register, entries),
        )
        name = saved_as(kind, _("Movement of children"), asked.first, asked.last)
        return download(content, FORMATS[kind], name)


def _order_href(register: book_queries.Register, entry: Entry) -> str | None:
    """The order behind an entry, for who may read orders; the initial list has none."""
    document = register.facts[entry.event.key].document_id
    may = document is not None and signed_in().has_right("can_read", "Order")
    return f"/orders/{document}" if may else None


def _read(asked: Asked) -> tuple[book_queries.Register, list[Any]]:
    house = asked.houses.shown
    if house is None or asked.errors:
        return book_queries.Register(), []
    register = book_queries.read_register(db.session(), house.id)
    return register, entries_between(register, asked.first, asked.last, asked.sort)

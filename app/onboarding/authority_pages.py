"""Blocks of who answers for several kindergartens: they stand side by side."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.attendance.sheet_pages import month_label, month_name
from app.core.charts import bar
from app.core.db import db
from app.core.formats import NBSP
from app.core.scoping.scope import acting
from app.onboarding import queries
from app.onboarding.desk import OFFICE, Desk, Home
from app.onboarding.office_pages import places_card, today_card
from app.onboarding.rules.days import Tally
from app.onboarding.rules.houses import HouseFigures, Places, house_figures, name_order
from app.onboarding.wording import number, percent, summary_href

Block = dict[str, Any]


def houses(home: Home) -> list[Block]:
    """Figures of all kindergartens together and a line for each, by name."""
    desk = home.desk("read", "AttendanceSummary", OFFICE)
    if desk is None or not desk.several:
        return []
    found = _figures(desk)
    if not found:
        return []
    return [
        {"kind": "figures", "column": "top", "cards": _cards(found, desk, home)},
        {
            "kind": "houses",
            "column": "top",
            "title": _("Kindergartens side by side"),
            "month": _("%(month)s, up to yesterday", month=month_name(desk.month)),
            "sheets": _("Sheets of %(month)s", month=month_label(desk.last_month).lower()),
            "rows": [_row(one, desk, home) for one in found],
        },
    ]


def _figures(desk: Desk) -> list[HouseFigures]:
    with acting(desk.scope):
        named = [one for one in queries.kindergartens(db.session()) if one[0] in desk.scope.whole]
    states = {one.group_id: one.state for one in desk.sheets if one.month == desk.last_month}
    by_house: dict[int, list[Any]] = {}
    for period in desk.several_periods:
        by_house.setdefault(period.organization_id, []).append(period)
    sums = _sums_by_house(desk)
    return [
        house_figures(key, name, by_house.get(key, ()), desk.today, states, sums.get(key, {}))
        for key, name in sorted(named, key=lambda one: (name_order(one[1]), one[0]))
    ]


def _sums_by_house(desk: Desk) -> dict[int, dict[date, list[int]]]:
    """House → day → children marked, present and taken out."""
    house_of = {one.id: one.organization_id for one in desk.several_periods}
    sums: dict[int, dict[date, list[int]]] = {}
    for one in desk.day_sums:
        day = sums.setdefault(house_of[one.group_id], {}).setdefault(one.day, [0, 0, 0])
        day[0] += one.marked
        day[1] += one.present
        day[2] += one.closed
    return sums


def _cards(found: list[HouseFigures], desk: Desk, home: Home) -> list[Block]:
    day = sum((one.today for one in found), Tally())
    month = sum((one.month for one in found), Tally())
    groups = sum(one.groups for one in found)
    unfilled = sum(one.unfilled for one in found)
    unsigned = sum(one.unsigned for one in found)
    unbegun = sum(one.unbegun for one in found)
    today, yesterday = desk.today, desk.today - timedelta(days=1)
    return [
        today_card(
            day if any(one.works_on(today) for one in desk.several_periods) else None,
            summary_href(today, today, "organization"),
        ),
        {
            "title": _("%(month)s, up to yesterday", month=month_name(desk.month)),
            "figure": percent(month.percent),
            "href": summary_href(desk.month, max(yesterday, desk.month), "organization"),
        },
        places_card(sum((one.places for one in found), Places()), home),
        {
            "title": _("Not marked today"),
            "figure": number(unfilled),
            "unit": ngettext("of %(num)d group", "of %(num)d groups", groups),
            "state": "warn" if unfilled else "ok",
            "href": summary_href(today, today),
        },
        {
            "title": _("Not approved, %(month)s", month=month_label(desk.last_month).lower()),
            "figure": number(unsigned),
            "unit": ngettext("sheet", "sheets", unsigned),
            "note": ngettext("%(num)d group has no sheet", "%(num)d groups have no sheet", unbegun)
            if unbegun
            else "",
            "state": "warn" if unsigned or unbegun else "ok",
            "href": _unsigned_href(desk) if home.may("read", "AttendanceSheet") else None,
        },
    ]


def _unsigned_href(desk: Desk) -> str:
    month = desk.last_month
    states = "&f.state=open&f.state=closed"
    return f"/attendance-sheets/?f.month.from={month}&f.month.to={month}{states}"


def _row(one: HouseFigures, desk: Desk, home: Home) -> Block:
    today, yesterday = desk.today, desk.today - timedelta(days=1)
    own = f"&organization={one.id}"
    share = one.today.percent_of_marked
    whole = one.month.percent
    return {
        "name": one.name,
        "href": summary_href(desk.month, max(yesterday, desk.month)) + own,
        "today_href": summary_href(today, today) + own,
        "groups": number(one.groups),
        "children": f"{number(one.places.children)}{NBSP}/{NBSP}{number(one.places.capacity)}"
        if one.places.capacity and not one.places.placeless
        else number(one.places.children),
        "today": percent(share),
        "today_bar": bar(share, 100) if share is not None else None,
        "month": percent(whole),
        "month_bar": bar(whole, 100) if whole is not None else None,
        "unfilled": one.unfilled,
        "unsigned": one.unsigned + one.unbegun,
        "sheets_href": _unsigned_href(desk) + f"&f.organization={one.id}"
        if one.unsigned and home.may("read", "AttendanceSheet")
        else None,
        "of": _("%(some)s of %(all)s", some=one.unfilled, all=one.groups),
        "of_sheets": _("%(some)s of %(all)s", some=one.unsigned + one.unbegun, all=one.groups),
    }

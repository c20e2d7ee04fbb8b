"""Block: attendance of a month by working day, as a line and as a table."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.attendance.sheet_pages import month_name
from app.core.charts import Series, line_chart
from app.onboarding.desk import Home
from app.onboarding.office_pages import one_house
from app.onboarding.rules.days import Tally, shares_by_day
from app.onboarding.wording import percent

Block = dict[str, Any]


def month_chart(home: Home) -> list[Block]:
    """Attendance of each working day beside the last month, as a line and as a table."""
    desk = one_house(home)
    if desk is None or not desk.groups:
        return []
    today = desk.days.get(desk.today, Tally())
    # A day under way would look like a fall.
    until = desk.today - timedelta(days=bool(today.unmarked or not today.listed))
    this = shares_by_day(desk.days, desk.month, until)
    last = shares_by_day(desk.days, desk.last_month, desk.today)
    known = [(day, value) for day, value in this if value is not None]
    if not known and not any(value for _day, value in last):
        return []
    names = month_name(desk.month), month_name(desk.last_month)
    series = [
        Series(names[0], tuple(value for _day, value in this)),
        Series(names[1], tuple(value for _day, value in last[: len(this)])),
    ]
    title = _("Attendance by working day, per cent")
    chart = line_chart(
        title,
        _chart_said(known, names[0]),
        series,
        [f"{day:%d.%m}" for day, _value in this],
        unit="%",
        ceiling=100,
    )
    may = home.may("read", "AttendanceControl")
    return [
        {
            "kind": "chart",
            "column": "know",
            "title": title,
            "chart": chart,
            "heads": names,
            "rows": _chart_rows(this, last, may),
        }
    ]


def _chart_said(known: list[tuple[date, Decimal]], name: str) -> str:
    if not known:
        return str(_("%(month)s has no marked day yet.", month=name))
    values = [value for _day, value in known]
    day, value = known[-1]
    return str(
        _(
            "%(month)s: from %(low)s to %(high)s; on %(day)s %(value)s.",
            month=name,
            low=percent(min(values)),
            high=percent(max(values)),
            day=f"{day:%d.%m}",
            value=percent(value),
        )
    )


def _chart_rows(
    this: list[tuple[date, Decimal | None]], last: list[tuple[date, Decimal | None]], may: bool
) -> list[Block]:
    rows = []
    for index in range(max(len(this), len(last))):
        cells = []
        for days in (this, last):
            day, value = days[index] if index < len(days) else (None, None)
            counted = day is not None and value is not None
            cells.append(
                {
                    "day": f"{day:%d.%m}" if day else "",
                    "value": percent(value) if counted else "",
                    "href": f"/attendance/control/{day}" if may and counted else None,
                }
            )
        if any(cell["value"] for cell in cells):
            rows.append({"number": index + 1, "cells": cells})
    return rows

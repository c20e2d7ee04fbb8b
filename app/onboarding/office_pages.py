"""Blocks of who runs a kindergarten: today, the month beside the last one, places, cards."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from app.attendance.rules.summary import ratio
from app.attendance.sheet_pages import month_name
from app.core.formats import show_number
from app.onboarding.desk import OFFICE, Desk, Home
from app.onboarding.rules.days import Compared, Tally, compared, reasons
from app.onboarding.rules.houses import Places, places
from app.onboarding.wording import number, percent, summary_href

Block = dict[str, Any]


def one_house(home: Home) -> Desk | None:
    """The desk of who runs one kindergarten; many stand side by side instead."""
    desk = home.desk("read", "AttendanceSummary", OFFICE)
    return None if desk is None or desk.several else desk


def figures(home: Home) -> list[Block]:
    """Four figures on top: today, the month, places, completeness of cards."""
    desk = one_house(home)
    if desk is None:
        return []
    if not desk.groups:
        # Who may import is shown the first steps instead.
        return [] if home.may("import", "ChildImport") else [_nothing_yet(home)]
    cards = [_today(desk), _month(desk), places_card(_places(desk), home)]
    if (gaps_card := _completeness(home)) is not None:
        cards.append(gaps_card)
    return [{"kind": "figures", "column": "top", "cards": cards}]


def _nothing_yet(home: Home) -> Block:
    return {
        "kind": "say",
        "column": "top",
        "title": _("No group has been entered yet"),
        "text": _("Figures appear here as soon as groups and children are in the program."),
        "href": "/groups/" if home.may("read", "ChildGroup") else None,
        "label": _("Groups"),
    }


def _today(desk: Desk) -> Block:
    day = desk.days.get(desk.today)
    card = today_card(day, summary_href(desk.today, desk.today))
    if day is not None:
        card["marks"] = [
            {"letter": code.letter, "tint": code.tint.value, "name": code.name, "count": count}
            for code, count in reasons(desk.periods, desk.today)[:4]
        ]
    return card


def today_card(day: Tally | None, href: str) -> Block:
    """Present of those who are marked; None is a day on which nobody is expected."""
    card: Block = {"title": _("Today"), "href": href, "figure": "–"}
    if day is None:
        return card | {"note": _("today is a day off")}
    if day.marked:
        card["figure"] = number(day.present)
        marked = number(day.marked - day.closed)
        share = percent(day.percent_of_marked)
        card["unit"] = _("of %(listed)s, %(percent)s", listed=marked, percent=share)
    else:
        card["unit"] = _("of %(listed)s", listed=number(day.listed))
    if day.unmarked:
        card["state"] = "warn"
        card["note"] = ngettext(
            "%(num)d child is not marked yet", "%(num)d children are not marked yet", day.unmarked
        )
    return card


def _month(desk: Desk) -> Block:
    found = compared(desk.days, desk.today)
    card: Block = {
        "title": _("%(month)s, up to yesterday", month=month_name(desk.month)),
        "figure": percent(found.percent),
        "href": summary_href(found.first, found.last),
    }
    if found.percent is None:
        return card | {"note": _("the month has just begun")}
    difference = found.difference
    if difference is None:
        return card | {"note": _("there is nothing to compare with")}
    return card | {
        "trend": "down" if difference < 0 else "up" if difference > 0 else None,
        "note": _compared_briefly(found, difference),
        "note_in_full": _compared_said(found, difference),
    }


def _compared_briefly(found: Compared, difference: Decimal) -> str:
    """«−2,6 п. п. к тем же дням октября»: two lines of a phone."""
    month = format_date(found.before_first, "MMMM")
    if difference == 0:
        return str(_("as in the same days of %(month)s", month=month))
    points = f"{'−' if difference < 0 else '+'}{show_number(abs(difference))}"
    return str(_("%(points)s points to the same days of %(month)s", points=points, month=month))


def _compared_said(found: Compared, difference: Decimal) -> str:
    """«на 2,6 п. п. ниже, чем за первые 15 рабочих дней прошлого месяца»."""
    days = ngettext(
        "the first working day of the last month",
        "the first %(num)d working days of the last month",
        found.before_days,
    )
    points = show_number(abs(difference))
    if difference == 0:
        return str(_("the same as in %(days)s", days=days))
    if difference < 0:
        return str(_("%(points)s points lower than in %(days)s", points=points, days=days))
    return str(_("%(points)s points higher than in %(days)s", points=points, days=days))


def _places(desk: Desk) -> Places:
    return sum((places(one, desk.today) for one in desk.groups), Places())


def places_card(found: Places, home: Home) -> Block:
    """Children and places, with the way to the groups."""
    notes = [_("%(number)s free", number=number(found.free))]
    if found.over:
        notes.append(_("%(number)s too many", number=number(found.over)))
    if found.placeless:
        notes.append(_("in groups without capacity: %(number)s", number=number(found.placeless)))
    share = ratio(found.children * 100, found.capacity)
    return {
        "title": _("Children and places"),
        "figure": number(found.children),
        "unit": _(
            "of %(listed)s, %(percent)s", listed=number(found.capacity), percent=percent(share)
        )
        if found.capacity and not found.placeless
        else "",
        "note": ", ".join(notes) if found.capacity else _("the groups have no capacity entered"),
        "state": "warn" if found.over else None,
        "href": "/groups/" if home.may("read", "ChildGroup") else None,
    }


def gaps_desk(home: Home) -> Desk | None:
    if not (home.may("read", "Child") and home.may("read", "Guardian")):
        return None
    desk = home.desk("read", "Guardian", OFFICE)
    return None if desk is None or desk.several else desk


def _completeness(home: Home) -> Block | None:
    desk = gaps_desk(home)
    if desk is None:
        return None
    children, found = desk.card_gaps
    if not children:
        return None
    whole = children - found["any"]
    return {
        "title": _("Complete cards"),
        "figure": percent(ratio(whole * 100, children)),
        "note": ngettext(
            "%(num)d card is not complete", "%(num)d cards are not complete", found["any"]
        )
        if found["any"]
        else _("all cards are complete"),
        "href": "/children/?f.missing=any" if found["any"] else "/children/",
    }

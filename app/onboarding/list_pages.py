"""Blocks: groups not marked today, places by group, what cards of children lack."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.children.gap_queries import GAPS
from app.core import clock
from app.core.charts import bar
from app.core.formats import NBSP
from app.core.i18n import translate
from app.onboarding.desk import OFFICE, Desk, Home
from app.onboarding.office_pages import gaps_desk
from app.onboarding.rules.days import gaps, is_unfilled
from app.onboarding.rules.houses import Places, places
from app.onboarding.wording import number

Block = dict[str, Any]


def completeness(home: Home) -> list[Block]:
    """What the cards lack, each with the list of those children."""
    desk = gaps_desk(home)
    if desk is None or not desk.card_gaps[1]["any"]:
        return []
    items = [
        {
            "label": _("No %(what)s", what=translate(text)),
            "figure": number(count),
            "href": f"/children/?f.missing={key}",
        }
        for key, text in GAPS.items()
        if key != "any" and (count := desk.card_gaps[1][key])
    ]
    return [{"kind": "lines", "column": "know", "title": _("What cards lack"), "items": items}]


def not_filled(home: Home) -> list[Block]:
    """Groups that nobody marked today, with the way straight there."""
    desk = home.desk("read", "AttendanceControl", OFFICE)
    if desk is None or not desk.groups:
        return []
    today = desk.today
    waiting = [one for one in desk.groups if is_unfilled(one, today)]
    block: Block = {
        "kind": "lines",
        "column": "do",
        "title": _("Not marked today"),
        "count": len(waiting),
        "more_href": "/attendance/control",
        "more_label": _("All days"),
        "tone": "warn" if waiting else None,
        "items": [
            {
                "label": one.name,
                "note": _group_note(desk, one.id, one.organization_name, one.listed(today)),
                "actions": [
                    {"label": _("Open the day"), "href": f"/attendance/today/{one.id}/{today}"}
                ],
            }
            for one in waiting
        ],
    }
    if not any(one.works_on(today) for one in desk.groups):
        block["empty"] = _("Today is a day off.")
    else:
        block["empty"] = _("All groups are marked today.")
        block["done"] = not waiting
    block["foot"] = _earlier_said(desk, bool(waiting), home)
    return [block]


def _group_note(desk: Desk, group: int, house: str, listed: int) -> str:
    parts = [house if desk.several else "", desk.teachers.get(group, "")]
    parts.append(ngettext("%(num)d child", "%(num)d children", listed))
    return " · ".join(filter(None, parts))


def _earlier_said(desk: Desk, waiting: bool, home: Home) -> str:
    """The deadline of today, and how many groups have earlier days open this month."""
    said = []
    if waiting:
        deadline = min(one.marking_deadline for one in desk.groups)
        late = clock.local(clock.now(), home.person.timezone).time() > deadline
        text = _("Due by %(time)s, it is later now.") if late else _("Due by %(time)s.")
        said.append(text % {"time": f"{deadline:%H:%M}"})
    before = [
        one
        for one in desk.groups
        if any(day < desk.today for day in gaps(one, desk.month, desk.today))
    ]
    if before:
        said.append(
            ngettext(
                "%(num)d group has earlier days of the month without marks.",
                "%(num)d groups have earlier days of the month without marks.",
                len(before),
            )
        )
    return " ".join(said)


def occupancy(home: Home) -> list[Block]:
    """Children and places by group."""
    desk = home.desk("read", "ChildGroup", OFFICE)
    if desk is None or desk.several or not desk.groups:
        return []
    may = home.may("read", "Child")
    rows = []
    for one in desk.groups:
        found = places(one, desk.today)
        rows.append(
            {
                "label": one.name,
                "href": f"/children/?f.group={one.id}" if may else None,
                "bar": bar(found.children, one.capacity) if one.capacity else None,
                "figure": number(found.children)
                + (f"{NBSP}/{NBSP}{number(one.capacity)}" if one.capacity is not None else ""),
                "note": _free_said(found, one.capacity),
                "over": bool(found.over),
            }
        )
    return [{"kind": "occupancy", "column": "know", "title": _("Places by group"), "rows": rows}]


def _free_said(found: Places, capacity: int | None) -> str:
    if capacity is None:
        return str(_("no capacity"))
    if found.over:
        return f"+{found.over} " + str(_("too many"))
    if found.free:
        return str(_("%(number)s free", number=number(found.free)))
    return str(_("full"))

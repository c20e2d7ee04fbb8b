"""Blocks of a parent: today and the month of each child."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.attendance.notice_pages import state_said, what_said, when_said, who_said
from app.attendance.rules.notices import Notice, NoticeKind, shown_days
from app.attendance.sheet_pages import month_name, weekday
from app.children.queries import groups_of_own_children
from app.core import clock
from app.core.db import db
from app.core.scoping.scope import acting
from app.core.scoping.session import ScopedSession
from app.core.workdays import Day
from app.onboarding import family_schedule_pages
from app.onboarding.desk import OWN_CHILDREN, Home
from app.onboarding.family_queries import ChildMonth, child_months, own_children

Block = dict[str, Any]


def children(home: Home) -> list[Block]:
    """A card for each own child."""
    desk = home.desk("read", "ChildAttendance", OWN_CHILDREN)
    if desk is None:
        return []
    if not desk.scope.children:
        return [
            {
                "kind": "say",
                "column": "top",
                "title": _("No child is linked to you yet"),
                "text": _("Ask the kindergarten to link your child's card to your login."),
            }
        ]
    with acting(desk.scope):
        cards = _cards(db.session(), home)
    return [{"kind": "children", "column": "top", "cards": cards}]


def _cards(session: ScopedSession, home: Home) -> list[Block]:
    today = home.today
    mine = set(home.person.scope("can_report", "AbsenceNotice").children)
    found = own_children(session)
    months = child_months(session, found, today)
    groups = groups_of_own_children(session, found, today)
    schedules = family_schedule_pages.schedules(home, [one.id for one in found])
    cards = []
    for one in months:
        group = groups.get(one.id)
        cards.append(
            {
                "name": one.name,
                "group": group.name if group else _("in no group today"),
                "teachers": group.teachers if group else "",
                "today": _today(one, today, home.person.id),
                "planned": _planned(one, today, home.person.id),
                "schedule": family_schedule_pages.today_said(
                    schedules.get(one.id), one, today, clock.now()
                ),
                "card_href": f"/children/{one.id}" if home.may("read", "Child") else None,
                "report_href": f"/attendance/notices/child/{one.id}" if one.id in mine else None,
                "month": month_name(today),
                "said": _month_said(one),
                "reasons": [
                    {
                        "letter": code.letter,
                        "tint": code.tint.value,
                        "name": code.name,
                        "days": ngettext("%(num)d day", "%(num)d days", number),
                    }
                    for code, number in one.reasons
                ],
                "cells": [_cell(one, day, today) for day in one.days if day.works],
                "href": f"/attendance/child/{one.id}/{today:%Y-%m}",
            }
        )
    return cards


def _today(one: ChildMonth, today: date, me: int) -> Block:
    day = next(day for day in one.days if day.date == today)
    mark = one.marks.get(today)
    code = mark.code if mark else None
    if not one.child.listed(today):
        return {"state": "none", "label": _("Not in the kindergarten's list today")}
    if not day.works:
        return {"state": "none", "label": _("Today is a day off"), "note": day.title}
    told = next((it for it in one.notices if it.holds(today)), None)
    if code is None and told is not None and told.kind is NoticeKind.ABSENCE:
        return {
            "state": "absent",
            "letter": told.code.letter if told.code else "",
            "tint": told.code.tint.value if told.code else "grey",
            "label": _("At home today: %(reason)s", reason=what_said(told)),
            "note": _told(one, told, today, me),
        }
    if code is None:
        return {
            "state": "none",
            "label": _("Not marked yet"),
            "note": _("the teacher marks the group in the morning"),
        }
    if code.present:
        early = told is not None and told.kind is NoticeKind.PICK_UP
        note = what_said(told) if told is not None and early else ""
        return {"state": "here", "label": _("In the kindergarten today"), "note": note}
    due = code.needs_document and not (mark and mark.documented)
    return {
        "state": "absent",
        "letter": code.letter,
        "tint": code.tint.value,
        "label": _("Absent today: %(reason)s", reason=code.name.lower()),
        "note": _("bring the document when the child comes back") if due else "",
    }


def _told(one: ChildMonth, told: Notice, today: date, me: int) -> str:
    """«вы сообщили в 07:12, воспитатель отметит утром»."""
    when = when_said(told.reported_at, one.timezone, today)
    who = who_said(told, me)
    return str(
        _(
            "%(who)s, %(when)s; %(state)s",
            who=who,
            when=when,
            state=state_said(told, marked=False, past=False),
        )
    )


def _planned(one: ChildMonth, today: date, me: int) -> list[str]:
    """What is reported for days ahead: «25.11.2026 – 27.11.2026: отпуск родителей (мама)»."""
    ahead = [it for it in one.notices if it.starts_on > today]
    return [
        f"{shown_days(it.starts_on, it.ends_on)}: {what_said(it)} ({who_said(it, me)})"
        for it in reversed(ahead)
    ]


def _month_said(one: ChildMonth) -> str:
    if not one.present and not one.missed:
        return str(_("no marks yet"))
    return str(
        _("present %(present)s of %(all)s days", present=one.present, all=one.present + one.missed)
    )


def _cell(one: ChildMonth, day: Day, today: date) -> Block:
    mark = one.marks.get(day.date)
    code = mark.code if mark else None
    absences = (it for it in one.notices if it.kind is NoticeKind.ABSENCE)
    told = next((it for it in absences if it.holds(day.date)), None)
    state, title = "empty", _("not marked yet")
    if not one.child.listed(day.date):
        state, title = "out", _("not in the group")
    elif code is not None:
        state, title = ("here" if code.present else "absent"), code.name
    elif told is not None:
        state, title = "told", _("reported: %(reason)s", reason=what_said(told))
    elif day.date > today:
        state, title = "ahead", _("still ahead")
    if state == "told" and told is not None:
        code = told.code
    return {
        "day": day.date.day,
        "weekday": weekday(day.date),
        "state": state,
        "title": title,
        "letter": code.letter if code and not code.present else "",
        "tint": code.tint.value if code and not code.present else "",
        "today": day.date == today,
        "new_week": day.date.weekday() == 0,
    }

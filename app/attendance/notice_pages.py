"""What pages show of parents' notices: plain values for the templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from app.attendance.listed_queries import short_full_name
from app.attendance.notice_actions import Desk
from app.attendance.rules.notices import Notice, NoticeKind, first_open_day, shown_days
from app.attendance.sheet_queries import Sheet
from app.children.rules import RELATIONS, Relation
from app.core import clock
from app.core.entity_pages import error_summary
from app.core.i18n import translate
from app.core.messages import message

_DAY = timedelta(days=1)
# As a teacher and a family say it.
CALLED = {Relation.MOTHER: message("mum"), Relation.FATHER: message("dad")}


def form_errors(form: Any) -> list[tuple[str, str, str]]:
    return error_summary(form) if form is not None else []


def what_said(notice: Notice) -> str:
    """«болезнь ребёнка», «без причины», «раньше уйдёт в 12:30»."""
    if notice.kind is NoticeKind.PICK_UP:
        return str(_("leaves early, at %(time)s", time=f"{notice.pickup_at:%H:%M}"))
    if notice.code is None:
        return str(_("will be absent"))
    return notice.code.name[:1].lower() + notice.code.name[1:]


def who_said(notice: Notice, me: int | None = None) -> str:
    if me is not None and notice.reported_by_id == me:
        return str(_("you"))
    if notice.relation in CALLED:
        return translate(CALLED[notice.relation])
    return translate(RELATIONS[notice.relation]) if notice.relation else str(_("representative"))


def when_said(moment: datetime, zone: str, today: date) -> str:
    """«07:12» of today, «23.11 в 18:40» of another day."""
    local = clock.local(moment, zone)
    if local.date() == today:
        return f"{local:%H:%M}"
    return str(_("%(day)s at %(time)s", day=f"{local:%d.%m}", time=f"{local:%H:%M}"))


def notice_card(desk: Desk, notice: Notice, marked: Mapping[date, str], me: int) -> dict[str, Any]:
    """One notice for the family: what, when, by whom, whether it is taken, what can be done."""
    opened = first_open_day(desk.now, desk.settings.notice_deadline)
    days = [day for day in marked if notice.holds(day)]
    absence = notice.kind is NoticeKind.ABSENCE
    past = notice.ends_on < desk.today
    free = notice.ends_on >= opened and not (absence and any(day >= opened for day in days))
    tomorrow = max(notice.ends_on + _DAY, opened)
    reason = notice.code.letter if notice.code else "-"
    return {
        "days": shown_days(notice.starts_on, notice.ends_on),
        "what": what_said(notice),
        "letter": notice.code.letter if notice.code else "",
        "tint": notice.code.tint.value if notice.code else "grey",
        "pick_up": not absence,
        "said": _(
            "%(who)s, %(when)s",
            who=who_said(notice, me),
            when=when_said(notice.reported_at, desk.organization.timezone, desk.today),
        ),
        "note": notice.note,
        "state": state_said(notice, marked=bool(days), past=past),
        "taken": absence and bool(days),
        "past": past,
        "withdraw_href": f"/attendance/notices/{notice.id}/withdraw" if free else None,
        "shortens": notice.starts_on < opened,
        "prolong_href": f"?from={tomorrow}&reason={reason}#absence" if absence else None,
    }


def state_said(notice: Notice, *, marked: bool, past: bool) -> str:
    """Whether the teacher has seen it: «учтено воспитателем»."""
    if notice.kind is NoticeKind.PICK_UP:
        return "" if past else str(_("the teacher sees it in the list of the day"))
    if marked:
        return str(_("taken into account by the teacher"))
    return "" if past else str(_("the teacher sees it when she marks the group"))


def day_notices(
    sheet: Sheet, day: date, today: date, letters: Mapping[int, str], *, notes: bool
) -> list[dict[str, Any]]:
    """What parents reported for a day of the group, newest first.

    ``letters``: marks of the day; ``notes``: whether the person may read about health.
    """
    shown = []
    listed = {child.id for child in sheet.children if child.listed(day)}
    for one in sheet.notices:
        if not one.holds(day) or one.child not in listed:
            continue
        code = sheet.proposals.get((one.child, day))
        said = who_said(one)
        when = when_said(one.reported_at, sheet.group.timezone, today)
        text = _("%(who)s, %(when)s", who=said, when=when)
        absence = one.kind is NoticeKind.ABSENCE
        shown.append(
            {
                "child": one.child,
                "name": short_full_name(sheet.people[one.child]),
                "what": what_said(one) if absence else _("leaves early"),
                "what_when": what_said(one),
                "said": f"{text}: {one.note}" if notes and one.note else text,
                "brief": f"{said}: {one.note}" if notes and one.note else said,
                "letter": code.letter if code and absence else "",
                "tint": code.tint.value if code and absence else "",
                "time": "" if absence else f"{one.pickup_at:%H:%M}",
                "mark": letters.get(one.child, ""),
                "until": f"{one.ends_on:%d.%m}" if one.ends_on > day else "",
            }
        )
    return shown

"""What the pages of a sheet say of it in sentences: clashes, steps, papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.attendance.models import SHEET_STATES
from app.attendance.rules.documents import DocumentPlan
from app.attendance.rules.frozen import Signed
from app.attendance.rules.lifecycle import SheetState, closes_from
from app.attendance.rules.marking import Clash
from app.attendance.rules.totals import SheetTotals
from app.attendance.sheet_queries import Sheet
from app.core import clock
from app.core.i18n import translate


def clash_said(sheet: Sheet, clash: Clash) -> str:
    """A clash in one sentence, for a page without scripts."""
    child = next(one for one in sheet.children if one.id == clash.child)
    at = clock.local(clash.at, sheet.group.timezone) if clash.at else None
    text = _(
        "{name}, {day}: you have {yours}, {by} at {time} has {theirs}. Your mark is not lost, "
        "choose the right one."
    )
    return str(text).format(
        name=child.name,
        day=f"{clash.day:%d.%m}",
        yours=clash.yours or _("no mark"),
        theirs=clash.theirs or _("no mark"),
        by=clash.by,
        time=f"{at:%H:%M}" if at else "",
    )


def close_block(sheet: Sheet, totals: SheetTotals, today: date) -> str | None:
    """Why the sheet cannot be closed yet, in words; None when it can."""
    earliest = closes_from(sheet.days)
    if today < earliest:
        return str(_("The sheet can be closed from %(day)s on.", day=f"{earliest:%d.%m.%Y}"))
    unfilled = totals.unfilled_days
    if unfilled:
        shown = ", ".join(f"{day:%d.%m}" for day in unfilled[:8])
        return str(_("These days are not filled: %(days)s.", days=shown))
    return None


def state_note(sheet: Sheet) -> str:
    """Who closed and approved the sheet, and when."""
    row = sheet.row
    if row is None or row.state is SheetState.OPEN:
        return ""
    zone = sheet.group.timezone
    parts = []
    if row.closed_at:
        at = f"{clock.local(row.closed_at, zone):%d.%m.%Y %H:%M}"
        parts.append(_("closed by %(name)s, %(at)s", name=row.closed_by, at=at))
    if row.approved_at:
        at = f"{clock.local(row.approved_at, zone):%d.%m.%Y %H:%M}"
        parts.append(_("approved by %(name)s, %(at)s", name=row.approved_by, at=at))
    return "; ".join(parts)


def drift_said(sheet: Sheet, shown: Signed) -> dict[str, Any] | None:
    """What the records say now, when it is not what was signed."""
    if not shown.differs:
        return None
    live, kept = sheet.totals().whole, shown.totals.whole
    return {
        "figures": _(
            "plan %(plan)s (signed %(signed)s), fact %(fact)s (signed %(signed_fact)s)",
            plan=live.plan,
            signed=kept.plan,
            fact=live.present,
            signed_fact=kept.present,
        ),
        "children": [
            sheet.people[child].full_name for child in shown.drifted if child in sheet.people
        ],
    }


def state_label(state: SheetState) -> str:
    return translate(SHEET_STATES[state]).capitalize()


def plan_said(plan: DocumentPlan) -> str:
    """What a document did, in one sentence."""
    said = [
        ngettext("%(num)d day is filled.", "%(num)d days are filled.", len(plan.write)),
        ngettext(
            "%(num)d mark got its document.", "%(num)d marks got their document.", len(plan.attach)
        )
        if plan.attach
        else "",
        ngettext(
            "%(num)d day is marked otherwise and stays.",
            "%(num)d days are marked otherwise and stay.",
            len(plan.clashes),
        )
        if plan.clashes
        else "",
        ngettext(
            "%(num)d day lies in a closed sheet and stays.",
            "%(num)d days lie in closed sheets and stay.",
            len(plan.in_closed),
        )
        if plan.in_closed
        else "",
    ]
    return " ".join(part for part in said if part)


def others_said(plan: DocumentPlan) -> str:
    """Which other papers give another reason for the same days: a person decides."""
    named = ", ".join(
        f"{other.code.letter} {other.starts_on:%d.%m.%Y}–{other.ends_on:%d.%m.%Y}"
        for other in sorted(plan.others, key=lambda one: (one.starts_on, one.id))
    )
    return str(
        _(
            "Other documents give another reason for the same days: %(papers)s. The marks of those "
            "days stay as they are. Check which document is right.",
            papers=named,
        )
    )

"""Page of a group's day: who is here, who is absent and why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.attendance import actions, queries, said_pages, script_pages
from app.attendance import sheet_pages as pages
from app.attendance.notice_pages import day_notices
from app.attendance.rules.codes import codes_on
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import Wish
from app.attendance.script_pages import sheet_json
from app.attendance.sheet_door import (
    BASE,
    SUBJECT,
    asked_day,
    author,
    load,
    may,
    month_base,
    no_groups_page,
    parse_day,
)
from app.attendance.sheet_queries import Sheet
from app.children.family_queries import contacts
from app.children.rules import RELATIONS
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.identifiers import format_phone
from app.core.messages import message
from app.core.workdays import first_of_month
from app.organizations.access import signed_in


class DayView(BaseView):
    """The day of a group."""

    route_base = BASE
    class_permission_name = SUBJECT
    default_view = "today"

    @expose("/today")
    @expose("/today/<int:group_id>")
    @expose("/today/<int:group_id>/<day>")
    @requires("read")
    def today(self, group_id: int | None = None, day: str | None = None) -> Any:
        today = signed_in().today
        if request.args.get("day") and group_id:
            wanted = asked_day(request.args["day"])
            return redirect(f"{BASE}/today/{group_id}/{wanted.isoformat()}")
        shown = parse_day(day) if day else today
        groups = queries.groups_in_scope(db.session(), shown)
        if group_id is None:
            if not groups:
                return no_groups_page(_("Today"))
            group_id = groups[0].id
        sheet = load(group_id, first_of_month(shown), only=[shown])
        return render_template(
            "attendance/today.html", page=self._day_page(sheet, groups, shown, today)
        )

    def _day_page(self, sheet: Sheet, groups: Any, day: date, today: date) -> Any:
        listed = [child for child in sheet.children if child.listed(day)]
        works = sheet.day(day).works
        editable = (
            works and day <= today and sheet.state is SheetState.OPEN and may("mark", sheet.group)
        )
        letters = marked = self._letters(sheet, day)
        codes = codes_on(sheet.book.codes, day)
        told = day_notices(sheet, day, today, marked, notes=may_read_notes())
        if editable:
            # Whoever confirms the day takes what parents reported: it counts from the start.
            letters = {**{one["child"]: one["letter"] for one in told if one["letter"]}, **letters}
        absent = sum(
            1 for child in listed if letters.get(child.id) and not codes[letters[child.id]].present
        )
        known = sum(1 for child in listed if marked.get(child.id))
        notes = {one["child"]: _noted(one) for one in reversed(told)}
        group_id = sheet.group.id
        base = month_base(group_id, sheet.month)
        return page(
            title=_("Today") if day == today else _("Day"),
            crumb=sheet.group.name,
            group={"id": group_id, "name": sheet.group.name},
            groups=[
                {
                    "label": group.name,
                    "href": f"{BASE}/today/{group.id}/{day.isoformat()}",
                    "active": group.id == group_id,
                }
                for group in groups
            ],
            date_label=pages.day_label(day),
            day=day.isoformat(),
            is_today=day == today,
            prev_href=f"{BASE}/today/{group_id}/{day - timedelta(days=1)}",
            next_href=f"{BASE}/today/{group_id}/{day + timedelta(days=1)}" if day < today else None,
            today_href=f"{BASE}/today/{group_id}",
            goto_href=f"{BASE}/today/{group_id}",
            month_href=base,
            save_href=f"{BASE}/today/{group_id}/{day.isoformat()}/save?seen={sheet.revision}",
            rows=[
                {
                    "id": child.id,
                    "name": child.name,
                    "note": notes.get(child.id, ""),
                    "letter": letters.get(child.id),
                }
                for child in listed
            ]
            if works
            else [],
            codes=[(code.letter, code.name) for code in codes.values() if code.typable],
            editable=editable,
            notices=told if works else [],
            read_only=not editable,
            closed=self._day_closed(sheet, day, listed, today),
            # Who cannot mark is told what is known, not what will be filled in by default.
            here=(len(listed) if editable else known) - absent,
            confirmed=known == len(listed),
            absent=absent,
            unknown=not editable and not known,
            listed=len(listed),
            saved_at=pages.saved_at(sheet, day),
            sheet=self._day_json(sheet, day, today, editable=editable),
        )

    def _day_json(self, sheet: Sheet, day: date, today: date, *, editable: bool) -> dict[str, Any]:
        """The sheet for the page's scripts, with whom to call about each child."""
        base = month_base(sheet.group.id, sheet.month)
        shown = sheet_json(sheet, today, base, editable=editable, may_document=editable)
        opened = signed_in().scope("can_read", "Guardian")
        known = contacts(db.session(), [child.id for child in sheet.children], today, opened)
        for child in shown["children"]:
            contact = known.get(child["id"])
            if contact is not None and contact.phone:
                child["contact"] = {
                    "label": f"{translate(RELATIONS[contact.relation])}: {contact.name}",
                    "phone": format_phone(contact.phone),
                    "href": f"tel:{contact.phone}",
                }
        return {**shown, "day": day.isoformat(), "savedAt": pages.saved_at(sheet, day)}

    def _letters(self, sheet: Sheet, day: date) -> dict[int, str]:
        return {
            mark.child: mark.code.letter
            for mark in sheet.marks.values()
            if mark.day == day and mark.code
        }

    def _day_closed(
        self, sheet: Sheet, day: date, listed: Any, today: date
    ) -> dict[str, Any] | None:
        """Why nothing can be marked on this day, or None."""
        known = sheet.day(day)
        if not known.works:
            return {"title": _("It is a day off"), "text": known.title}
        if not listed:
            return {
                "title": _("No children in the group on this day"),
                "text": _("Children come to a group by an enrolment or an import."),
            }
        if sheet.state is not SheetState.OPEN:
            return {
                "title": _("The sheet of this month is closed."),
                "text": _("It can be opened again by the coordinator or the head."),
                "href": month_base(sheet.group.id, sheet.month),
                "label": _("Month sheet"),
            }
        if day > today:
            ahead = message("%(day)s is still ahead.", day=f"{day:%d.%m.%Y}")
            return {"title": translate(ahead), "text": ""}
        return None

    @expose("/today/<int:group_id>/<day>/save", methods=["POST"])
    @requires("mark")
    def save_day(self, group_id: int, day: str) -> Any:
        """The day's form without scripts: every child with its mark, or the rest present.

        ``seen`` is the revision of the sheet that the form showed: a mark that was written
        since is not overwritten, its clash is told.
        """
        shown = parse_day(day)
        seen = request.args.get("seen", 0, type=int)
        month = first_of_month(shown)
        sheet = load(group_id, month, lock=True, with_covers=True, only=[shown])
        wishes = []
        for child in sheet.children:
            letter = request.form.get(f"mark-{child.id}", "").strip()
            mark = sheet.marks.get((child.id, shown))
            if letter:
                wishes.append(Wish(child.id, shown, letter, script_pages.version_seen(mark, seen)))
        confirm = [shown] if request.form.get("step") == "confirm" else []
        try:
            saved = actions.save_marks(
                db.session(), sheet, wishes, confirm, author(), signed_in().today
            )
            clashes = [said_pages.clash_said(sheet, clash) for clash in saved.clashes]
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            flash(translate(refusal.text), "danger")
        else:
            flash(_("Saved."), "success")
            for said in clashes:
                flash(said, "danger")
        return redirect(f"{BASE}/today/{group_id}/{shown.isoformat()}")


def may_read_notes() -> bool:
    """Notes of parents tell of health: whether the person may read them in all own groups."""
    return signed_in().covers(("can_special", "AbsenceNotice"), ("can_read", SUBJECT))


def _noted(told: dict[str, Any]) -> str:
    """What stands under the name of a child: «мама: температура 38,2»."""
    if told["time"]:
        return f"{told['what_when']} ({told['brief']})"
    return str(told["brief"])

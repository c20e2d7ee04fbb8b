"""The author's page of one announcement: who read, who answered what, whom to remind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.communication.board import actions, pages, receipt_queries
from app.communication.board.author_views import load
from app.communication.board.compose_pages import audience_words
from app.communication.board.models import Announcement
from app.communication.board.people_queries import SUBJECT, load_people, reach_of
from app.communication.board.queries import choices_of, files_of, revisions
from app.communication.board.receipt_queries import ReceiptLine
from app.communication.board.report import receipts_pdf, standing_words
from app.communication.board.rules import (
    UNPUBLISHED,
    Asks,
    Standing,
    State,
    audience_label,
    by_children,
    parts_restored,
    resolve,
)
from app.core import clock
from app.core.access import requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.db import db
from app.core.entity_pages import page
from app.core.exports import FORMATS, download
from app.core.i18n import translate
from app.organizations.access import signed_in

TONES = {
    Standing.DONE: ("green", "check"),
    Standing.OPENED: ("blue", "eye"),
    Standing.UNOPENED: ("amber", "clock"),
    Standing.NEVER_CAME: ("grey", "key"),
}


class ReceiptView(BaseView):
    """One announcement from its author's side."""

    route_base = "/announcements"
    class_permission_name = SUBJECT
    default_view = "show"

    @expose("/<int:announcement_id>")
    @requires("publish")
    def show(self, announcement_id: int) -> Any:
        row = load(announcement_id)
        if row.state in UNPUBLISHED:
            return _unpublished(row)
        lines = receipt_queries.receipts(db.session(), row)
        counted = receipt_queries.tally(lines, row.asks)
        filters = _filters(row, lines, counted)
        chosen = request.args.get("show", "")
        if chosen not in {one["key"] for one in filters}:
            chosen = "owing" if any(one["key"] == "owing" for one in filters) else "all"
        shown = page(
            title=row.title,
            it=pages.card(row, files_of(db.session(), row.id), signed_in().today, _base(row)),
            state=pages.state_badge(row),
            published=row.state is State.PUBLISHED,
            sending=row.state is State.SENDING,
            figures=_figures(row, counted),
            filters=[{**one, "active": one["key"] == chosen} for one in filters],
            lines=[_line(row, line) for line in lines if _is_shown(row, line, chosen)],
            families=_families(row, lines),
            unreached=_unreached(row, lines),
            history=_history(row),
            pdf_href=f"{_base(row)}/receipts.pdf",
            edit_href=f"{_base(row)}/edit",
            base=_base(row),
        )
        return render_template("board/receipts.html", page=shown)

    @expose("/<int:announcement_id>/receipts.pdf")
    @requires("publish")
    def pdf(self, announcement_id: int) -> Any:
        row = load(announcement_id)
        lines = receipt_queries.receipts(db.session(), row)
        house = signed_in().organization_full_name or ""
        note_look(Look.PRINTED, "announcement", row.organization_id, row.id, number=len(lines))
        content = receipts_pdf(row, lines, house, pages.exactly(clock.now()))
        return download(content, FORMATS["pdf"], f"{row.title[:60]}.pdf")

    @expose("/<int:announcement_id>/remind", methods=["POST"])
    @requires("publish")
    def remind(self, announcement_id: int) -> Any:
        row = load(announcement_id, lock=True)
        users = [int(one) for one in request.form.getlist("user") if one.isdigit()]
        number = actions.remind(db.session(), row, users, signed_in().today, clock.now())
        db.session.commit()
        if number:
            text = ngettext("%(num)d person is reminded.", "%(num)d people are reminded.", number)
            flash(text, "success")
        else:
            flash(_("Nobody is chosen who still owes an answer."), "info")
        return redirect(_base(row), 303)


def _base(row: Announcement) -> str:
    return f"/announcements/{row.id}"


def _unpublished(row: Announcement) -> Any:
    me, session = signed_in(), db.session()
    people = load_people(session, reach_of(signed_in()), me.today)
    parts = parts_restored(row.audience)
    audience = resolve(parts, people)
    moderates = me.has_right("can_moderate", SUBJECT)
    shown = page(
        title=row.title,
        it={
            **pages.card(row, files_of(session, row.id), me.today, _base(row)),
            "at": pages.exactly(clock.now()),
        },
        state=pages.state_badge(row),
        publish_at=pages.exactly(row.publish_at),
        people=pages.people_number(len(audience.people)),
        to=[translate(one) for one in audience_label(parts, people, reveals=True)],
        audience=audience_words(audience),
        returned=row.returned_reason,
        waiting=row.state is State.WAITING,
        may_approve=row.state is State.WAITING and moderates,
        may_publish=row.state is State.DRAFT,
        base=_base(row),
    )
    return render_template("board/unpublished.html", page=shown)


def _figures(row: Announcement, counted: Counter[str]) -> list[dict[str, Any]]:
    everybody = sum(counted.values())
    whole = _("of %(number)s", number=everybody)
    if row.asks is Asks.CHOICE:
        first = [
            {
                "label": _("Answered “%(answer)s”", answer=answer),
                "number": counted[f"={answer}"],
                "note": whole if not place else "",
            }
            for place, answer in enumerate(choices_of(row))
        ]
    else:
        label = _("Have confirmed") if row.asks is Asks.CONFIRM else _("Opened")
        first = [{"label": label, "number": counted[Standing.DONE.value], "note": whole}]
    if row.asks is not Asks.NOTHING:
        opened = counted[Standing.OPENED.value]
        first.append({"label": _("Opened, no answer"), "number": opened, "note": ""})
    never = counted[Standing.NEVER_CAME.value]
    unopened = counted[Standing.UNOPENED.value] + never
    return [*first, {"label": _("Not opened"), "number": unopened, "note": ""}]


def _filters(
    row: Announcement, lines: Sequence[ReceiptLine], counted: Counter[str]
) -> list[dict[str, Any]]:
    owing = sum(1 for line in lines if line.standing is not Standing.DONE)
    done = len(lines) - owing
    missing = _("Not opened") if row.asks is Asks.NOTHING else _("Without an answer")
    found = [{"key": "all", "label": _("All"), "count": len(lines)}]
    if owing:
        found.append({"key": "owing", "label": missing, "count": owing})
    if row.asks is Asks.CHOICE:
        for number, answer in enumerate(choices_of(row), start=1):
            count = sum(1 for line in lines if line.receipt.answer == answer)
            found.append({"key": f"a{number}", "label": answer, "count": count})
    elif done:
        label = _("Have confirmed") if row.asks is Asks.CONFIRM else _("Opened")
        found.append({"key": "done", "label": label, "count": done})
    return found


def _is_shown(row: Announcement, line: ReceiptLine, chosen: str) -> bool:
    if chosen == "all":
        return True
    if chosen in ("owing", "done"):
        return (line.standing is Standing.DONE) is (chosen == "done")
    return line.receipt.answer == choices_of(row)[int(chosen[1:]) - 1]


def _line(row: Announcement, line: ReceiptLine) -> dict[str, Any]:
    tone, icon = TONES[line.standing]
    words = standing_words(line, row.asks.value)
    return {
        "user": line.user_id,
        "name": line.name,
        "child": line.child,
        "badge": {"label": words[:1].upper() + words[1:], "tone": tone, "icon": icon},
        "at": pages.shortly(line.at),
        "reminded": pages.shortly(line.reminded_at),
        "owing": line.standing is not Standing.DONE,
        # Whoever has never come will not see a reminder either.
        "chosen": line.standing in (Standing.OPENED, Standing.UNOPENED),
    }


def _families(row: Announcement, lines: Sequence[ReceiptLine]) -> list[dict[str, Any]]:
    """How many children each answer is for; one representative answers for the family."""
    found = by_children((line.receipt for line in lines), row.asks)
    if not found:
        return []
    counted = Counter(found.values())
    if row.asks is Asks.CHOICE:
        known = [(answer, counted[answer]) for answer in choices_of(row)]
    else:
        label = _("confirmed") if row.asks is Asks.CONFIRM else _("opened")
        known = [(label, counted["done"])]
    known.append((_("unknown"), counted[""]))
    return [
        {"label": label, "number": number, "share": round(100 * number / len(found))}
        for label, number in known
    ]


def _unreached(row: Announcement, lines: Sequence[ReceiptLine]) -> dict[str, Any]:
    """Who will not be reached: accounts that never signed in, children without any account."""
    never = {line.name for line in lines if line.standing is Standing.NEVER_CAME}
    people = load_people(db.session(), reach_of(signed_in()), signed_in().today)
    silent = resolve(parts_restored(row.audience), people).silent
    return {
        "never": ngettext(
            "%(num)d person has never signed in.",
            "%(num)d people have never signed in.",
            len(never),
        )
        if never
        else "",
        "silent": ngettext(
            "%(num)d child has no representative who has ever signed in:",
            "%(num)d children have no representative who has ever signed in:",
            len(silent),
        )
        if silent
        else "",
        "names": silent[:40],
    }


def _history(row: Announcement) -> list[dict[str, str]]:
    told = [
        {
            "text": _(
                "%(at)s · published by %(author)s",
                at=pages.exactly(row.published_at),
                author=row.author_name,
            ),
            "before": "",
        }
    ]
    before = revisions(db.session(), row.id) if row.edited_at else ()
    return told + [
        {
            "text": _(
                "%(at)s · changed by %(author)s",
                at=pages.exactly(one.changed_at),
                author=one.changed_by,
            ),
            "before": f"{one.title}\n\n{one.text}",
        }
        for one in before
    ]

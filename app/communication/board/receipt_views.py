"""The author's page of one announcement: who read, who answered what, whom to remind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.communication.board import actions, pages, receipt_pages, receipt_queries
from app.communication.board.author_views import load
from app.communication.board.compose_pages import audience_words
from app.communication.board.models import Announcement
from app.communication.board.people_queries import SUBJECT, load_people, reach_of
from app.communication.board.queries import files_of, revisions
from app.communication.board.receipt_queries import ReceiptLine
from app.communication.board.report import receipts_pdf
from app.communication.board.rules import (
    UNPUBLISHED,
    Standing,
    State,
    audience_label,
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
from app.core.paging import pager, rows_of, typed_page
from app.organizations.access import signed_in

PAGE = 50


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
        filters = receipt_pages.filters(row, lines)
        chosen = request.args.get("show", "")
        if chosen not in {one["key"] for one in filters}:
            chosen = "owing" if any(one["key"] == "owing" for one in filters) else "all"
        found = [line for line in lines if receipt_pages.is_shown(row, line, chosen)]
        turned = pager(
            *(len(found), typed_page(request.args.get("page")), PAGE),
            lambda number: f"?show={chosen}&page={number}",
        )
        # On one page those who will be reminded are ticked; of many pages all are, by one button.
        whole = len(found) <= PAGE
        reminded = receipt_pages.to_be_reminded(lines)
        shown = page(
            title=row.title,
            it=pages.card(row, files_of(db.session(), row.id), signed_in().today, _base(row)),
            state=pages.state_badge(row),
            published=row.state is State.PUBLISHED,
            sending=row.state is State.SENDING,
            figures=receipt_pages.figures(row, receipt_queries.tally(lines, row.asks)),
            filters=[{**one, "active": one["key"] == chosen} for one in filters],
            lines=[
                receipt_pages.line(row, line, chosen=whole)
                for line in rows_of(receipt_pages.in_order(found), turned)
            ],
            pages=turned,
            remind_all=len(reminded) if not whole else 0,
            families=receipt_pages.families(row, lines),
            unreached=_unreached(row, lines),
            history=receipt_pages.history(
                row, revisions(db.session(), row.id) if row.edited_at else ()
            ),
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
        users: set[int] | None = None
        if request.form.get("do") != "all":
            users = {int(one) for one in request.form.getlist("user") if one.isdigit()}
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

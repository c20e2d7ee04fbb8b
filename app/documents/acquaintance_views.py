"""«For me to read»: what a person was shown, on a phone first; one touch confirms it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.core import clock
from app.core.access import requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_card
from app.core.db import db
from app.core.entity_pages import page
from app.core.exports import FORMATS, download
from app.core.formats import show_date, show_moment
from app.documents import acquaintance_actions as actions
from app.documents import queries
from app.documents.acquaintance_queries import own_line, own_lines
from app.documents.attached_models import Acquaintance
from app.documents.panels import size_said
from app.documents.paper import paper_name, paper_of, shown_paper
from app.documents.report import order_pdf
from app.organizations.access import signed_in

BASE = "/acquaintance"


class AcquaintanceView(BaseView):
    """One's own lines only: nobody reads or confirms for another."""

    route_base = BASE
    class_permission_name = "Acquaintance"
    default_view = "index"

    @expose("/")
    @requires("read")
    def index(self) -> Any:
        lines = own_lines(db.session(), signed_in().id)
        shown = page(
            title=_("For me to read"),
            waiting=[_line(one) for one in lines if one.confirmed_at is None],
            done=[_line(one) for one in lines if one.confirmed_at is not None],
        )
        return render_template("documents/reading_list.html", page=shown)

    @expose("/<int:acquaintance_id>")
    @requires("read")
    def show(self, acquaintance_id: int) -> Any:
        line = _own(acquaintance_id)
        document = line.document
        note_card(Look.VIEWED, document)
        files = [
            {
                "name": one.name,
                "note": size_said(one.size),
                "href": f"{BASE}/{line.id}/files/{one.number}",
            }
            for one in queries.files_of(db.session(), document.id)[:1]
        ]
        shown = page(
            title=document.title,
            list_title=_("For me to read"),
            list_href=f"{BASE}/",
            paper=shown_paper(db.session(), document) if document.text else None,
            note=_line(line)["note"],
            files=files,
            pdf_href=f"{BASE}/{line.id}.pdf" if document.text else None,
            confirmed=show_moment(line.confirmed_at) if line.confirmed_at else None,
            confirm_href=f"{BASE}/{line.id}/confirm",
        )
        return render_template("documents/reading.html", page=shown)

    @expose("/<int:acquaintance_id>.pdf")
    @requires("read")
    def pdf(self, acquaintance_id: int) -> Any:
        document = _own(acquaintance_id).document
        note_card(Look.SERVED, document)
        name = paper_name(document)
        if document.pdf_file_id is not None:
            kept = queries.sealed_content(document.pdf_file_id, db.session())
            if kept is not None:
                return download(kept[2], kept[1], name)
        return download(order_pdf(paper_of(db.session(), document)), FORMATS["pdf"], name)

    @expose("/<int:acquaintance_id>/files/<int:number>")
    @requires("read")
    def file(self, acquaintance_id: int, number: int) -> Any:
        document = _own(acquaintance_id).document
        files = queries.files_of(db.session(), document.id)
        found = next((one for one in files if one.number == number), None)
        kept = queries.sealed_content(found.file_id, db.session()) if found else None
        if found is None or kept is None:
            abort(404)
        note_card(Look.SERVED, document)
        return download(kept[2], kept[1], found.name)

    @expose("/<int:acquaintance_id>/confirm", methods=["POST"])
    @requires("confirm")
    def confirm(self, acquaintance_id: int) -> Any:
        """Twice is once: the first moment stays."""
        line = own_line(db.session(), signed_in().id, _key(acquaintance_id), lock=True)
        if line is None:
            abort(404)
        actions.confirm(line, clock.now())
        db.session.commit()
        flash(_("Thank you: it is noted that you have read it."), "success")
        return redirect(f"{BASE}/", 303)


def _key(number: int) -> int:
    return number if 0 < number < 2**31 else abort(404)


def _own(number: int) -> Acquaintance:
    """The one door: another's line is as absent as what never was."""
    return own_line(db.session(), signed_in().id, _key(number)) or abort(404)


def _line(one: Acquaintance) -> dict[str, Any]:
    document = one.document
    number = f"№ {document.number} · " if document.number else ""
    note = f"{document.kind} · {number}{show_date(document.issued_on)}"
    due = _("to be read by %(day)s", day=show_date(one.due_on)) if one.due_on else ""
    late = one.due_on is not None and one.due_on < signed_in().today and not one.confirmed_at
    return {
        "label": document.title,
        "note": note,
        "due": due,
        "late": late,
        "confirmed": show_moment(one.confirmed_at) if one.confirmed_at else "",
        "href": f"{BASE}/{one.id}",
    }

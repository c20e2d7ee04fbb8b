"""The acquaintance list (лист ознакомления) on paper: who was shown the document and when."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.formats import show_date, show_moment
from app.core.pdf import table_pdf
from app.core.scoping.session import ScopedSession
from app.core.tabular import Column, Kind
from app.documents.acquaintance_queries import lines_of
from app.documents.models import Document


def list_pdf(session: ScopedSession, document: Document) -> bytes:
    """The list as PDF; who has not confirmed yet has room for a hand."""
    lines = lines_of(session, document.id)
    done = sum(one.confirmed_at is not None for one in lines)
    number = f" № {document.number}" if document.number else ""
    columns = [
        Column("№", Kind.NUMBER),
        Column(_("Full name"), Kind.TEXT),
        Column(_("Shown"), Kind.TEXT),
        Column(_("Acquainted"), Kind.TEXT),
        Column(_("Signature"), Kind.TEXT),
    ]
    rows = [
        (
            place,
            one.person_name,
            show_moment(one.shown_at),
            show_moment(one.confirmed_at) if one.confirmed_at else "",
            _("in the program") if one.confirmed_at else "_" * 18,
        )
        for place, one in enumerate(lines, 1)
    ]
    day = show_date(document.issued_on)
    what = f"{document.kind}{number}, {day}: {document.title}"
    return table_pdf(
        _("Acquaintance list"),
        what,
        columns,
        rows,
        page_label=_("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        footer=_("Acquainted: %(done)s of %(all)s", done=done, all=len(lines)),
    )

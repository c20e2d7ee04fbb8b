"""The list of readers with what each did, as a PDF for the folder of the group."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from app.communication.board.models import Announcement
from app.communication.board.pages import exactly
from app.communication.board.receipt_queries import ReceiptLine
from app.communication.board.rules import Standing
from app.core.exports import table_file
from app.core.tabular import Column


def standing_words(line: ReceiptLine, asks: str) -> str:
    """What one reader did, in words."""
    if line.receipt.answer:
        return line.receipt.answer
    words = {
        Standing.DONE: _("confirmed") if asks == "confirm" else _("opened"),
        Standing.OPENED: _("opened, no answer"),
        Standing.UNOPENED: _("not opened"),
        Standing.NEVER_CAME: _("has never signed in"),
    }
    return str(words[line.standing])


def receipts_pdf(row: Announcement, lines: Sequence[ReceiptLine], house: str, now: str) -> bytes:
    """Who has read an announcement and who has not, as of a moment."""
    columns = [
        Column("№"),
        Column(_("Reader")),
        Column(_("Child")),
        Column(_("State")),
        Column(_("When")),
    ]
    rows = [
        (
            str(number),
            line.name,
            line.child,
            standing_words(line, row.asks.value),
            exactly(line.at),
        )
        for number, line in enumerate(lines, start=1)
    ]
    subtitle = ". ".join(
        part
        for part in (
            house,
            _(
                "Published: %(at)s, %(author)s",
                at=exactly(row.published_at),
                author=row.author_name,
            ),
            _("To whom: %(people)s", people=row.audience_label),
            row.question or "",
            _("As of %(at)s", at=now),
        )
        if part
    )
    return table_file("pdf", row.title, subtitle, columns, rows)

"""What the pages of letters show: plain values for the templates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.communication.mail.models import MailCopy, MailLetter
from app.communication.mail.rules import FOLDERS, Book, Folder
from app.core import clock
from app.core.i18n import translate
from app.core.messages import Message
from app.core.rich_text import excerpt, to_html


def at(moment: datetime, today: date, zone: str) -> str:
    local = clock.local(moment, zone)
    if local.date() == today:
        return f"{local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return str(_("yesterday at %(time)s", time=f"{local:%H:%M}"))
    return f"{local:%d.%m.%Y}"


def label_of(label: str | Message) -> str:
    return translate(label) if isinstance(label, Message) else label


def folder_tabs(now: Folder, numbers: Mapping[Folder, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": translate(label),
            "href": f"/mail/?folder={folder.value}",
            "active": folder is now,
            "count": numbers.get(folder, 0),
            "strong": folder is Folder.INBOX,
        }
        for folder, label in FOLDERS.items()
    ]


def line(row: Any, folder: Folder, me: int, today: date, zone: str) -> dict[str, Any]:
    own = row.author_id == me
    draft = folder is Folder.DRAFTS
    return {
        "href": f"/mail/new?draft={row.id}" if draft else f"/mail/{row.id}",
        "title": row.title or _("(without a subject)"),
        "who": row.to_label or _("to nobody yet") if own else row.author_name,
        "own": own,
        "beginning": excerpt(row.beginning, 120),
        "at": at(row.sent_at or row.created_at, today, zone),
        "unread": row.read_at is None and folder is Folder.INBOX,
        "files": ngettext("%(num)d file", "%(num)d files", row.files) if row.files else "",
    }


def letter(
    row: MailLetter,
    copy: MailCopy,
    files: Sequence[Any],
    receipts: Sequence[Any],
    today: date,
    zone: str,
    *,
    known: Collection[int] | None,
) -> dict[str, Any]:
    """One letter of a thread. ``receipts`` are given for an own one; ``known``: accounts whose
    names may be shown, None for all (to the staff, never to another family)."""
    read = [one for one in receipts if one[2] is not None]
    return {
        "id": row.id,
        "author": row.author_name,
        "role": row.author_role,
        "own": not copy.received,
        "to": row.to_label if not copy.received or copy.staff else "",
        "at": at(row.sent_at or row.created_at, today, zone),
        "text": to_html(row.text),
        "files": [
            {
                "name": one.name,
                "href": f"/mail/{row.id}/files/{one.number}",
                "size": _("%(number)s KB", number=max(1, one.size // 1024)),
            }
            for one in files
        ],
        "trashed": copy.folder is Folder.TRASH,
        "read_said": _("read: %(done)s of %(people)s", done=len(read), people=len(receipts))
        if receipts
        else "",
        "readers": [
            {"name": one[1], "at": at(one[2], today, zone) if one[2] else ""}
            for one in receipts
            if known is None or one[0] in known
        ]
        if len(receipts) > 1
        else [],
        "may_recall": not copy.received and len(read) < len(receipts),
    }


def chooser(book: Book, chosen: Sequence[str]) -> list[dict[str, Any]]:
    """The lines of the book by kind, chosen ones ticked."""
    found = []
    titles = {
        "whole": "",
        "teacher": _("Teachers of the group"),
        "office": _("Head and administrator"),
        "group": _("Parents of groups"),
        "role": _("Staff by role"),
        "staff": _("Colleagues"),
        "parent": _("Parents"),
    }
    for kind, title in titles.items():
        items = [
            {
                "value": one.key,
                "label": label_of(one.label),
                "note": one.note,
                "number": len(one.people) if one.kind in ("whole", "group", "role") else None,
                "on": one.key in chosen,
            }
            for one in book.choices
            if one.kind == kind
        ]
        if items:
            shown = {"title": title, "items": items, "long": len(items) > 8}
            found.append({**shown, "open": len(items) <= 8 or any(one["on"] for one in items)})
    return found

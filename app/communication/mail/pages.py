"""What the pages of letters show: plain values for the templates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import ngettext

from app.communication.mail.models import MailCopy, MailLetter
from app.communication.mail.rules import FOLDERS, THREAD_PAGE, Book, Folder
from app.core import clock
from app.core.i18n import translate
from app.core.messages import Message
from app.core.rich_text import excerpt, to_html

OPEN_LETTERS = 3
"""A thread as short as this stands open whole."""


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
    folded: bool = False,
) -> dict[str, Any]:
    """One letter of a thread. ``receipts`` are given for an own one; ``known``: accounts whose
    names may be shown, None for all (to the staff, never to another family). ``folded``: one line
    of it until it is touched."""
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
        "beginning": excerpt(row.text, 90),
        "folded": folded,
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


def folds(rows: Sequence[Any], opened: int) -> set[int]:
    """Which letters of a page stand folded: read ones before the last two."""
    if len(rows) <= OPEN_LETTERS:
        return set()
    return {
        one.id
        for one, copy in rows[:-2]
        if one.id != opened and not (copy.received and copy.read_at is None)
    }


def beside(keys: Sequence[int], shown: slice, opened: int) -> dict[str, Any]:
    """What stands before and after the letters of a page: how many, and where they open. The
    address leads to where one stopped reading."""
    base, before, after = f"/mail/{opened}?from=", keys[: shown.start], keys[shown.stop :]
    found = {}
    if before:
        number = min(len(before), THREAD_PAGE)
        found["earlier_href"] = (
            f"{base}{before[-number]}&to={keys[shown][-1]}#letter-{keys[shown][0]}"
        )
        found["earlier"] = ngettext(
            "Show %(num)d previous letter", "Show %(num)d previous letters", number
        )
    if after:
        number = min(len(after), THREAD_PAGE)
        found["later_href"] = f"{base}{keys[shown][0]}&to={after[number - 1]}#letter-{after[0]}"
        found["later"] = ngettext("Show %(num)d later letter", "Show %(num)d later letters", number)
    return found


def empty_box(folder: Folder, words: str, number: int, *, may_write: bool) -> dict[str, Any]:
    """What a box without letters says, and what comes next."""
    inbox = {"other_href": "/mail/", "other_label": _("Inbox")}
    if number > 1:
        first = "?" + urlencode({"folder": folder.value, "q": words})
        return {
            "title": _("There are no more letters"),
            "icon": "mail",
            "other_href": first,
            "other_label": _("To the beginning"),
        }
    if words:
        text = _("Try other words or another folder.")
        return {"title": _("Nothing found"), "text": text, "icon": "search", **inbox}
    title, text, icon = {
        Folder.INBOX: (
            _("No letters here"),
            _("Write to the teacher, the head or the administrator: the answer comes here."),
            "mail",
        ),
        Folder.SENT: (
            _("You have sent nothing yet"),
            _("What you send stays here, and you see who has read it."),
            "send",
        ),
        Folder.DRAFTS: (
            _("No drafts"),
            _("A letter that you begin is kept here by itself until it is sent."),
            "edit",
        ),
        Folder.TRASH: (
            _("The trash is empty"),
            _("Letters that you put away come here; they can be put back."),
            "trash",
        ),
    }[folder]
    write = {"href": "/mail/new", "label": _("Write a letter")}
    if folder is Folder.TRASH:
        return {"title": title, "text": text, "icon": icon, **inbox}
    if not may_write:
        return {"title": title, "icon": icon, **(inbox if folder is not Folder.INBOX else {})}
    return {"title": title, "text": text, "icon": icon, **write}


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

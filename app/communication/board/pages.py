"""What the pages of the board show: words for moments, people and files. Plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.communication.board.models import Announcement
from app.communication.board.queries import Line, Mine, Read, choices_of
from app.communication.board.rules import STATES, Asks, State
from app.core import clock
from app.core.files.uploads import PICTURES
from app.core.formats import reader_zone, show_date
from app.core.i18n import translate
from app.core.rich_text import excerpt, to_html


def when(moment: datetime | None, today: date) -> str:
    """«today at 08:10», «yesterday at 17:35», «02.11.2026»."""
    if moment is None:
        return ""
    at = clock.local(moment, reader_zone())
    if at.date() == today:
        return str(_("today at %(time)s", time=f"{at:%H:%M}"))
    if at.date() == today - timedelta(days=1):
        return str(_("yesterday at %(time)s", time=f"{at:%H:%M}"))
    return show_date(at.date())


def exactly(moment: datetime | None) -> str:
    """«23.11.2026, 17:35» on the reader's clock."""
    return f"{clock.local(moment, reader_zone()):%d.%m.%Y, %H:%M}" if moment else ""


def shortly(moment: datetime | None) -> str:
    """«23.11 17:35»."""
    return f"{clock.local(moment, reader_zone()):%d.%m %H:%M}" if moment else ""


def until(moment: datetime | None) -> str:
    """«26.11», the day of a deadline; midnight ends the day before."""
    if moment is None:
        return ""
    at = clock.local(moment, reader_zone()) - timedelta(minutes=1)
    return f"{at:%d.%m}"


def line(one: Line, today: date, moment: datetime, *, past: bool = False) -> dict[str, Any]:
    """An announcement in the list of its reader. ``past``: it stands in the archive, where
    nothing is asked any more."""
    open_still = not past and (one.answer_until is None or one.answer_until > moment)
    return {
        "href": f"/board/{one.id}",
        "title": one.title,
        "beginning": excerpt(one.beginning),
        "author": one.author,
        "at": when(one.published_at, today),
        "urgent": one.urgent,
        "pinned": one.pinned,
        "unread": one.unread,
        "children": one.children,
        "files": ngettext("%(num)d file", "%(num)d files", one.files) if one.files else "",
        "ask": _ask(one) if one.asks is not Asks.NOTHING and not one.done and open_still else "",
        "done": _done(one.asks, one.done_at) if one.done else "",
    }


def _ask(one: Line) -> str:
    day = until(one.answer_until)
    if one.asks is Asks.CONFIRM:
        return str(_("Confirm by %(day)s", day=day) if day else _("Confirm reading"))
    return str(_("Answer by %(day)s", day=day) if day else _("An answer is needed"))


def _done(asks: Asks, at: datetime | None) -> str:
    day = f"{clock.local(at, reader_zone()):%d.%m}" if at else ""
    said = _("Read, %(day)s", day=day) if asks is Asks.CONFIRM else _("Answered, %(day)s", day=day)
    return str(said)


def text_of(row: Announcement, files: Sequence[Any], base: str) -> Markup:
    """The text with its own pictures, and with no others."""
    pictures = {
        one.name: f"{base}/files/{one.number}" for one in files if one.media_type in PICTURES
    }
    return to_html(row.text, pictures)


def size(number: int) -> str:
    """«180 KB», «2,4 MB»."""
    if number < 1024 * 1024:
        return str(_("%(number)s KB", number=max(1, round(number / 1024))))
    return str(_("%(number)s MB", number=f"{number / 1024 / 1024:.1f}".replace(".", ",")))


def file_lines(files: Sequence[Any], base: str, text: str = "") -> list[dict[str, Any]]:
    """Attachments, without the pictures that stand in the text."""
    return [
        {
            "number": one.number,
            "name": one.name,
            "note": f"{one.name.rpartition('.')[2].upper()}, {size(one.size)}",
            "href": f"{base}/files/{one.number}",
            "picture": one.media_type in PICTURES,
        }
        for one in files
        if not (one.media_type in PICTURES and f"({one.name})" in text)
    ]


def shown(read: Read, today: date, moment: datetime, acting: set[int]) -> dict[str, Any]:
    """One announcement for its reader. ``acting``: children for whom the reader may answer."""
    row = read.row
    base = f"/board/{row.id}"
    over = row.answer_until is not None and moment > row.answer_until
    mine = [one for one in read.mine if one.child_id is None or one.child_id in acting]
    return {
        **card(row, read.files, today, base),
        "children": [one.child for one in read.mine if one.child],
        "unopened": any(one.opened_at is None for one in read.mine),
        "asks": row.asks.value if mine else "nothing",
        "over": over,
        "done": _is_done(row.asks, mine),
        "done_at": _done_at(row.asks, mine),
        "answers": [
            {
                "name": f"answer-{one.child_id or 0}",
                "child": one.child if len(mine) > 1 else "",
                "answer": one.answer,
            }
            for one in mine
        ],
    }


def card(row: Announcement, files: Sequence[Any], today: date, base: str) -> dict[str, Any]:
    """What reader and author see of an announcement alike."""
    return {
        "id": row.id,
        "title": row.title,
        "html": text_of(row, files, base),
        "author": ", ".join(filter(None, (row.author_name, row.author_role.lower()))),
        "at": exactly(row.published_at),
        "edited": exactly(row.edited_at),
        "to": row.audience_label,
        "urgent": row.urgent,
        "pinned": row.pinned,
        "files": file_lines(files, base, row.text),
        "question": row.question or "",
        "choices": choices_of(row),
        "answer_until": exactly(row.answer_until),
        "until_day": until(row.answer_until),
        "shown_until": show_date(row.shown_until) if row.shown_until else "",
        "asks": row.asks.value,
    }


def _is_done(asks: Asks, mine: Sequence[Mine]) -> bool:
    if asks is Asks.CONFIRM:
        return all(one.confirmed_at for one in mine)
    return asks is Asks.CHOICE and all(one.answer for one in mine)


def _done_at(asks: Asks, mine: Sequence[Mine]) -> str:
    return exactly(max((one.confirmed_at for one in mine if one.confirmed_at), default=None))


TONES = {
    State.DRAFT: ("grey", "edit"),
    State.WAITING: ("amber", "clock"),
    State.PLANNED: ("blue", "clock"),
    State.SENDING: ("blue", "send"),
    State.PUBLISHED: ("green", "check"),
    State.WITHDRAWN: ("grey", "archive"),
}


def state_badge(row: Announcement) -> dict[str, str]:
    tone, icon = TONES[row.state]
    return {"label": translate(STATES[row.state]), "tone": tone, "icon": icon}


def people_number(number: int) -> str:
    return str(ngettext("%(num)d person", "%(num)d people", number))


def own_line(row: Announcement, done: int, today: date) -> dict[str, Any]:
    """An announcement in the list of its author."""
    at = row.published_at or row.publish_at or row.changed_at
    return {
        "href": f"/announcements/{row.id}",
        "title": row.title,
        "state": state_badge(row),
        "to": row.audience_label or _("Readers are not chosen"),
        "author": row.author_name,
        "at": when(at, today),
        "done": done,
        "people": row.people,
        "asks": row.asks.value,
        "urgent": row.urgent,
        "pinned": row.pinned,
    }


def own_tabs(tab: str, waiting: int) -> list[dict[str, Any]]:
    named = (
        ("all", _("All"), 0),
        ("drafts", _("Drafts and planned"), 0),
        ("waiting", _("On approval"), waiting),
        ("shown", _("On the board"), 0),
        ("archive", _("Archive"), 0),
    )
    return [
        {"href": f"?tab={name}", "label": label, "count": count, "active": name == tab}
        for name, label, count in named
    ]


def own_empty(tab: str, words: str, number: int) -> dict[str, Any]:
    """What a list of own announcements without a line says, and what comes next."""
    everything = {"other_href": "/announcements/", "other_label": _("All announcements")}
    if number > 1:
        first = "?" + urlencode({"tab": tab, "q": words})
        return {
            "title": _("There are no more announcements"),
            "other_href": first,
            "other_label": _("To the beginning"),
        }
    if words:
        text = _("Try other words or look among all announcements.")
        return {"title": _("Nothing found"), "text": text, "icon": "search", **everything}
    new = {"href": "/announcements/new", "label": _("New announcement")}
    kept = _("What you write is kept here by itself until it is published.")
    seen = _("Write an announcement: you see at once who has read it.")
    past = _("Announcements come here when the time of showing has passed.")
    return {
        "drafts": {"title": _("Nothing is being written"), "text": kept, "icon": "edit", **new},
        "waiting": {"title": _("Nothing waits for approval"), "icon": "check", **everything},
        "shown": {"title": _("Nothing is on the board now"), "text": seen, **new},
        "archive": {"title": _("The archive is empty"), "text": past, "icon": "archive"}
        | everything,
    }.get(tab) or {
        "title": _("Nothing here yet"),
        "text": _(
            "Write an announcement: you see how many people get it before it is sent, "
            "and then who has read it."
        ),
        **new,
    }

"""What the pages of photos show: plain values for the templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.communication.events.photo_queries import Shot
from app.communication.events.photo_rules import Candidate, PhotoState
from app.core.formats import show_date

PAGE = 24
"""Photos on a page: of an event, and of those that are marked."""


def gallery(event_id: int, found: Sequence[Shot]) -> list[dict[str, Any]]:
    """Photos as families see them: the shown ones, without a name."""
    shown = [one for one in found if one.state is PhotoState.SHOWN]
    return [
        {
            "href": f"/events/{event_id}/photos/{one.number}.jpg",
            "small": f"/events/{event_id}/photos/{one.number}-small.jpg",
            "caption": one.caption,
            "label": one.caption or _("Photo %(number)s of %(all)s", number=place, all=len(shown)),
            **_size(one),
        }
        for place, one in enumerate(shown, start=1)
    ]


def _size(one: Shot) -> dict[str, int]:
    return {"width": one.width, "height": one.height}


def waiting_said(found: Iterable[Shot]) -> list[str]:
    """What keeps photos from the families, for whoever answers for the event."""
    states = [one.state for one in found]
    unmarked, hidden = states.count(PhotoState.UNMARKED), states.count(PhotoState.HIDDEN)
    said = []
    if unmarked:
        said.append(
            ngettext(
                "%(num)d photo waits: say who is on it.",
                "%(num)d photos wait: say who is on them.",
                unmarked,
            )
        )
    if hidden:
        said.append(
            ngettext(
                "%(num)d photo is hidden: a consent is not in force any more.",
                "%(num)d photos are hidden: consents are not in force any more.",
                hidden,
            )
        )
    return said


def waiting_first(found: Sequence[Shot]) -> list[Shot]:
    """Photos that wait for somebody stand before those that families see."""
    order = (PhotoState.UNMARKED, PhotoState.HIDDEN, PhotoState.SHOWN)
    return sorted(found, key=lambda one: order.index(one.state))


def tiles(event_id: int, found: Sequence[Shot]) -> list[dict[str, Any]]:
    """Photos for whoever marks them, with their state."""
    return [
        {
            "number": one.number,
            "href": f"/events/{event_id}/photos/{one.number}",
            "small": f"/events/{event_id}/photos/{one.number}-small.jpg",
            "caption": one.caption,
            "badge": _badge(one),
            "people": _people(one),
            **_size(one),
        }
        for one in found
    ]


def _badge(one: Shot) -> dict[str, str]:
    return {
        PhotoState.SHOWN: {"tone": "green", "icon": "eye", "label": _("families see it")},
        PhotoState.UNMARKED: {"tone": "amber", "icon": "question", "label": _("who is on it?")},
        PhotoState.HIDDEN: {"tone": "red", "icon": "lock", "label": _("hidden: no consent")},
    }[one.state]


def _people(one: Shot) -> str:
    if one.nobody:
        return str(_("no child can be recognised"))
    number = len(one.children)
    return str(ngettext("%(num)d child", "%(num)d children", number)) if number else ""


def marks_form(
    shot: Shot, candidates: Sequence[Candidate], chosen: Collection[int], *, grouped: bool
) -> list[dict[str, Any]]:
    """The children who may be marked; without a consent a child is shown and cannot be.

    Namesakes carry their birth dates: who is mistaken for another is shown without a consent.
    """
    marked = {one.child_id for one in shot.children}
    alike = Counter(one.name for one in candidates)
    return [
        {
            "id": one.id,
            "name": one.name,
            "note": " · ".join(
                [
                    *([one.group] if grouped else []),
                    *([show_date(one.birth_date)] if alike[one.name] > 1 else []),
                ]
            ),
            "on": one.id in chosen,
            "agreed": one.agreed,
            # Whoever was marked before can be taken off.
            "locked": not one.agreed and one.id not in marked and one.id not in chosen,
        }
        for one in candidates
    ]

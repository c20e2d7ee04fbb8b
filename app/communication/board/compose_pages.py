"""The page on which an announcement is written: the chooser of readers with its counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.communication.board import pages, rules
from app.communication.board.models import Announcement
from app.communication.board.queries import choices_of
from app.communication.board.rules import (
    ASKS,
    Audience,
    Content,
    Part,
    PartKind,
    People,
    Reach,
    Wish,
    parts_restored,
    resolve,
)
from app.core import clock
from app.core.formats import reader_zone
from app.core.i18n import translate

EMPTY = Wish(Content("", ""), ())
# A longer list of people is of no use to anybody: a group or a role is chosen there.
MOST_NAMED = 700


def wish_of(row: Announcement) -> Wish:
    """The stored announcement as its form shows it."""
    content = Content(
        row.title,
        row.text,
        row.asks,
        row.question or "",
        choices_of(row),
        row.answer_until,
        row.shown_until,
        row.publish_at,
    )
    parts = parts_restored(row.audience)
    return Wish(content, parts, row.urgent, row.pinned, row.remind_at)


def form_values(wish: Wish) -> dict[str, Any]:
    """What stands in the fields."""
    content = wish.content
    choices = list(content.choices) or [str(_("Yes")), str(_("No"))]
    return {
        "title": content.title,
        "text": content.text,
        "asks": content.asks.value,
        "kinds": [(kind.value, translate(label)) for kind, label in ASKS.items()],
        "question": content.question,
        # Two empty places besides, for who has no scripts to add one.
        "choices": [*choices, "", ""][: rules.MOST_CHOICES],
        "answer_until": _typed(content.answer_until),
        "publish_at": _typed(content.publish_at),
        "remind_at": _typed(wish.remind_at),
        "shown_until": content.shown_until.isoformat() if content.shown_until else "",
        "urgent": wish.urgent,
        "pinned": wish.pinned,
        "to": {str(part) for part in wish.parts},
    }


def _typed(moment: Any) -> str:
    return f"{clock.local(moment, reader_zone()):%Y-%m-%dT%H:%M}" if moment else ""


def chooser(people: People, reach: Reach) -> dict[str, Any]:
    """The lists of the chooser, each line with the number of its people."""
    return {
        "whole": _whole(people, reach) if reach.whole else [],
        "groups": [
            _choice(people, Part(PartKind.GROUP, key), name) for key, name in people.groups.items()
        ],
        "ages": [
            _choice(people, Part(PartKind.AGE, key), name) for key, name in people.ages.items()
        ]
        if reach.whole
        else [],
        "roles": [
            _choice(people, Part(PartKind.ROLE, key), name) for key, name in people.roles.items()
        ],
        "benefits": [
            _choice(people, Part(PartKind.BENEFIT, key), name)
            for key, name in people.benefits.items()
        ],
        "people": _named(people),
    }


def _whole(people: People, reach: Reach) -> list[dict[str, Any]]:
    labels = (
        (PartKind.PARENTS, _("Parents of all groups")),
        (PartKind.STAFF, _("Staff")),
        (PartKind.EVERYONE, _("Everyone: parents and staff")),
    )
    return [
        _choice(people, Part(kind), label)
        for kind, label in labels
        if reach.families or kind is PartKind.STAFF
    ]


def _choice(people: People, part: Part, label: str) -> dict[str, Any]:
    found = resolve([part], people)
    note = ""
    if part.kind is PartKind.GROUP:
        number = len(found.children)
        note = str(ngettext("%(num)d child", "%(num)d children", number))
    return {"value": str(part), "label": label, "number": len(found.people), "note": note}


def _named(people: People) -> list[dict[str, Any]]:
    """Single people: representatives with the names of their children, then the staff."""
    found: dict[int, dict[str, Any]] = {}
    for one in people.families:
        if one.user_id is not None:
            line = found.setdefault(one.user_id, {"label": one.guardian, "notes": []})
            line["notes"].append(one.child)
    for worker in people.staff:
        role = people.roles.get(worker.role_id, "")
        line = found.setdefault(worker.user_id, {"label": worker.name, "notes": []})
        line["notes"].append(role)
    if len(found) > MOST_NAMED:
        return []
    return [
        {
            "value": str(Part(PartKind.PERSON, key)),
            "label": line["label"],
            "note": ", ".join(dict.fromkeys(line["notes"])),
        }
        for key, line in sorted(found.items(), key=lambda item: item[1]["label"])
    ]


def audience_words(audience: Audience) -> dict[str, Any]:
    """How many people it is, in words, and who will not be reached."""
    groups, silent = len(audience.groups), len(audience.silent)
    said = pages.people_number(len(audience.people))
    if groups:
        said = ngettext("%(num)d group", "%(num)d groups", groups) + " · " + said
    return {
        "people": len(audience.people),
        "said": said,
        "silent": ngettext(
            "%(num)d child has no representative who has ever signed in",
            "%(num)d children have no representative who has ever signed in",
            silent,
        )
        if silent
        else "",
        "names": list(audience.silent[:100]),
    }


FIELD_LABELS = {
    "to": lambda: _("To whom"),
    "title": lambda: _("Title"),
    "text": lambda: _("Text"),
    "files": lambda: _("Files"),
    "question": lambda: _("Question"),
    "choice": lambda: _("Answers to choose from"),
    "answer_until": lambda: _("Answer by"),
    "publish_at": lambda: _("Publish"),
    "shown_until": lambda: _("Show until"),
    "remind_at": lambda: _("Remind"),
}


def form_errors(field: str | None, text: str) -> Sequence[tuple[str, str, str]]:
    label = FIELD_LABELS[field]() if field in FIELD_LABELS else ""
    return [(field or "", str(label), text)]

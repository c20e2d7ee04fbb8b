"""What the author's page of one announcement shows: plain values for the template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from app.communication.board import pages
from app.communication.board.models import Announcement, AnnouncementRevision
from app.communication.board.queries import choices_of
from app.communication.board.receipt_queries import ReceiptLine
from app.communication.board.report import standing_words
from app.communication.board.rules import REMINDED, Asks, Standing, by_children

TONES = {
    Standing.DONE: ("green", "check"),
    Standing.OPENED: ("blue", "eye"),
    Standing.UNOPENED: ("amber", "clock"),
    Standing.NEVER_CAME: ("grey", "key"),
}
ORDER = (Standing.UNOPENED, Standing.NEVER_CAME, Standing.OPENED, Standing.DONE)
STANDINGS = {
    "all": ORDER,
    "owing": ORDER[:3],
    "opened": (Standing.OPENED,),
    "unopened": ORDER[:2],
    "never": (Standing.NEVER_CAME,),
    "done": (Standing.DONE,),
}


def figures(row: Announcement, counted: Counter[str]) -> list[dict[str, Any]]:
    """How many people stand where, each counted once."""
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


def filters(row: Announcement, lines: Sequence[ReceiptLine]) -> list[dict[str, Any]]:
    """Which readers can be shown, each with how many lines that is."""
    stands = Counter(line.standing for line in lines)
    never = stands[Standing.NEVER_CAME]
    owing = len(lines) - stands[Standing.DONE]
    missing = _("Not opened") if row.asks is Asks.NOTHING else _("Without an answer")
    found = [("all", _("All"), len(lines)), ("owing", missing, owing)]
    if row.asks is not Asks.NOTHING:
        found.append(("opened", _("Opened, no answer"), stands[Standing.OPENED]))
        found.append(("unopened", _("Not opened"), stands[Standing.UNOPENED] + never))
    found.append(("never", _("Never signed in"), never))
    if row.asks is Asks.CHOICE:
        given = Counter(line.receipt.answer for line in lines)
        answers = enumerate(choices_of(row), start=1)
        found += [(f"a{number}", answer, given[answer]) for number, answer in answers]
    else:
        label = _("Have confirmed") if row.asks is Asks.CONFIRM else _("Opened")
        found.append(("done", label, stands[Standing.DONE]))
    return [
        {"key": key, "label": label, "count": count}
        for key, label, count in found
        if count or key == "all" or key.startswith("a")
    ]


def is_shown(row: Announcement, line: ReceiptLine, chosen: str) -> bool:
    """Whether a line stands under the chosen filter."""
    if chosen in STANDINGS:
        return line.standing in STANDINGS[chosen]
    return line.receipt.answer == choices_of(row)[int(chosen[1:]) - 1]


def in_order(lines: Sequence[ReceiptLine]) -> list[ReceiptLine]:
    """Who has not opened it first, who is done last; by name among themselves."""
    return sorted(lines, key=lambda line: ORDER.index(line.standing))


def to_be_reminded(lines: Sequence[ReceiptLine]) -> set[int]:
    """Accounts that owe an answer and have ever come: who has not sees no reminder either."""
    return {line.user_id for line in lines if line.standing in REMINDED}


def line(row: Announcement, one: ReceiptLine, *, chosen: bool) -> dict[str, Any]:
    """One reader. ``chosen``: whoever would see a reminder is ticked beforehand."""
    tone, icon = TONES[one.standing]
    words = standing_words(one, row.asks.value)
    return {
        "user": one.user_id,
        "name": one.name,
        "child": one.child,
        "badge": {"label": words[:1].upper() + words[1:], "tone": tone, "icon": icon},
        "at": pages.shortly(one.at),
        "reminded": pages.shortly(one.reminded_at),
        "owing": one.standing is not Standing.DONE,
        "chosen": chosen and one.standing in REMINDED,
    }


def families(row: Announcement, lines: Sequence[ReceiptLine]) -> list[dict[str, Any]]:
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


def history(row: Announcement, before: Sequence[AnnouncementRevision]) -> list[dict[str, str]]:
    """When it was published and how it stood before each change."""
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

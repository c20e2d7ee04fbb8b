"""What signing an order about children does: the lines of its text, its judgement, its entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from app.children.rules import Sex
from app.core.errors import Conflict
from app.core.formats import show_date
from app.core.i18n import translate
from app.core.messages import Message, message
from app.core.name_cases import NameCase, in_case
from app.core.scoping.session import ScopedSession
from app.documents.effects import EFFECTS, Effect, register_effect
from app.documents.models import Document
from app.documents.rules.lifecycle import Author, refuse
from app.movement import queries
from app.movement.followers import FOLLOWERS
from app.movement.initial_actions import adopt, standing
from app.movement.ledger_actions import Reversal, enter, reverse
from app.movement.models import MovementLine
from app.movement.order_actions import judge
from app.movement.rules.events import DEPARTURE_REASONS, KEPT_REASONS, MovementKind
from app.movement.rules.history import Misfit, replay
from app.movement.transition.closed_queries import closed_before, is_held, passed_by

ORDER_KINDS = (
    MovementKind.ENROLMENT,
    MovementKind.BY_TRANSFER,
    MovementKind.GROUP_TRANSFER,
    MovementKind.YEARLY_TRANSFER,
    MovementKind.TEMPORARY,
    MovementKind.KEPT_PLACE,
    MovementKind.DEPARTURE,
)
"""Kinds of orders about children: the keys of their effects."""


@dataclass(frozen=True)
class MoveEffect(Effect):
    """An order of one kind about many children."""

    kind: MovementKind
    lines_subject = "MovementOrder"

    def lines(self, session: ScopedSession, document: Document) -> list[str]:
        """«Иванову Марию, 12.03.2022 г. р., в группу «Ромашка» с 01.09.2026»."""
        lines = queries.lines_of(session, document.id)
        before = _groups_before(session, lines)
        word = _WORDS[self.kind]
        return [translate(word(line, before.get(line.child_id, ""))) for line in lines]

    def lines_href(self, document: Document) -> str | None:
        return f"/movement/orders/{document.id}"

    def check(self, session: ScopedSession, document: Document, today: date) -> list[Message]:
        lines = queries.lines_of(session, document.id)
        judged = judge(session, document, self.kind, lines, today)
        return [*judged.all_problems, *_closed_years(session, document, lines)]

    def apply(self, session: ScopedSession, document: Document, author: Author) -> None:
        # Orders of a passage to the next year wait until the administrator carries it out.
        if not is_held(session, document.id):
            self.carry_out(session, document, author, places=True)

    def carry_out(
        self, session: ScopedSession, document: Document, author: Author, *, places: bool = False
    ) -> None:
        """Enter a signed order into the book; lists and marks follow. Raises RuleViolation.

        ``places``: those of the groups count too. A passage has told of them in its check list.
        """
        queries.lock_book(session, document.organization_id)
        lines = queries.lines_of(session, document.id)
        today = author.moment.date()
        adopt(session, [one.child_id for one in lines], today)
        # Somebody may have signed another order between the check and the lock.
        judged = judge(session, document, self.kind, lines, today)
        refuse([*judged.problems, *judged.full] if places else judged.problems)
        made = enter(session, document, lines, judged.kinds, author)
        for follower in FOLLOWERS.values():
            follower.entered(session, document, made, author)

    def reverse(
        self, session: ScopedSession, document: Document, cancelling: Document, author: Author
    ) -> None:
        queries.lock_book(session, document.organization_id)
        year = passed_by(session, document.id)
        if year is not None:
            raise Conflict(
                message(
                    "The order was carried out by the passage to the year %(year)s. Undo the "
                    "passage, or move the children by a new order.",
                    year=year,
                )
            )
        reversal = Reversal(cancelling.issued_on, cancelling.id, cancelling.number)
        self.take_back(session, document, reversal, author)

    def take_back(
        self, session: ScopedSession, document: Document, reversal: Reversal, author: Author
    ) -> None:
        """Take the entries of an order out of force. Raises RuleViolation when others rest on
        them."""
        gone = reverse(session, document, reversal, author)
        for follower in FOLLOWERS.values():
            follower.reversed(session, document, gone, author)


def _closed_years(
    session: ScopedSession, document: Document, lines: Sequence[MovementLine]
) -> list[Message]:
    """Nothing moves on the days of a closed year."""
    closed = closed_before(session, document.organization_id)
    if closed is None:
        return []
    early = [one.effective_on for one in lines if one.effective_on < closed.until]
    if not early:
        return []
    return [
        message(
            "The order works from %(day)s, in a closed academic year. Choose a day from "
            "%(since)s on.",
            day=show_date(min(early)),
            since=show_date(closed.until),
        )
    ]


def effect_of_order(document: Document) -> MoveEffect:
    """The effect of an order about children."""
    effect = EFFECTS[document.kind.effect or ""]
    assert isinstance(effect, MoveEffect)
    return effect


def _groups_before(session: ScopedSession, lines: Sequence[MovementLine]) -> dict[int, str]:
    """Names of the groups in which the children are until the order takes effect."""
    events, _entries = standing(session, {one.child_id for one in lines})
    keys: dict[int, int] = {}
    for line in lines:
        # The history may be one that the order does not fit: the check tells of that.
        with suppress(Misfit):
            day = line.effective_on - timedelta(days=1)
            keys[line.child_id] = replay(events.get(line.child_id, ())).group_on(day) or 0
    groups = queries.groups_by_id(session, set(keys.values()))
    return {child: groups[key].name for child, key in keys.items() if key in groups}


def _child(line: MovementLine, case: NameCase) -> dict[str, str]:
    child = line.child
    return {
        "child": in_case(child, case, female=child.sex is Sex.FEMALE),
        "born": show_date(child.birth_date),
        "group": line.to_group.name if line.to_group else "…",
        "day": show_date(line.effective_on),
        "last": show_date(line.last_day) if line.last_day else "…",
    }


def _enrolled(line: MovementLine, before: str) -> Message:
    values = _child(line, NameCase.ACCUSATIVE)
    if line.place:
        return message(
            "%(child)s, born %(born)s, from %(place)s, to the group “%(group)s” from %(day)s",
            place=line.place,
            **values,
        )
    return message("%(child)s, born %(born)s, to the group “%(group)s” from %(day)s", **values)


def _moved(line: MovementLine, before: str) -> Message:
    return message(
        "%(child)s, born %(born)s, from the group “%(before)s” to the group “%(group)s” "
        "from %(day)s",
        before=before or "…",
        **_child(line, NameCase.ACCUSATIVE),
    )


def _for_a_time(line: MovementLine, before: str) -> Message:
    return message(
        "%(child)s, born %(born)s, to the group “%(group)s” from %(day)s to %(last)s inclusive",
        **_child(line, NameCase.ACCUSATIVE),
    )


def _kept(line: MovementLine, before: str) -> Message:
    values = _child(line, NameCase.DATIVE)
    reason = KEPT_REASONS[line.kept_reason] if line.kept_reason else "…"
    return message(
        "to %(child)s, born %(born)s, the group “%(before)s”, from %(day)s to %(last)s "
        "inclusive: %(reason)s",
        before=before or "…",
        reason=reason,
        **values,
    )


def _left(line: MovementLine, before: str) -> Message:
    values = _child(line, NameCase.ACCUSATIVE)
    reason: Message | str = DEPARTURE_REASONS[line.reason] if line.reason else "…"
    if line.place:
        reason = message("%(reason)s (%(place)s)", reason=reason, place=line.place)
    return message(
        "%(child)s, born %(born)s, from the group “%(before)s” from %(day)s: %(reason)s",
        before=before or "…",
        reason=reason,
        **values,
    )


_WORDS: dict[MovementKind, Callable[[MovementLine, str], Message]] = {
    MovementKind.ENROLMENT: _enrolled,
    MovementKind.BY_TRANSFER: _enrolled,
    MovementKind.GROUP_TRANSFER: _moved,
    MovementKind.YEARLY_TRANSFER: _moved,
    MovementKind.TEMPORARY: _for_a_time,
    MovementKind.KEPT_PLACE: _kept,
    MovementKind.DEPARTURE: _left,
}

for _kind in ORDER_KINDS:
    register_effect(_kind.value, MoveEffect(_kind))

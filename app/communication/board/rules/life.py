"""Life of an announcement: its states, what it asks, when it may be published. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from app.core.errors import RuleViolation
from app.core.messages import message, nmessage

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000
MOST_FILES = 10
MOST_CHOICES = 6


class State(enum.StrEnum):
    """Life of an announcement."""

    DRAFT = "draft"
    WAITING = "waiting"
    PLANNED = "planned"
    SENDING = "sending"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


STATES = {
    State.DRAFT: message("Draft"),
    State.WAITING: message("On approval"),
    State.PLANNED: message("Planned"),
    State.SENDING: message("Being published"),
    State.PUBLISHED: message("Published"),
    State.WITHDRAWN: message("Taken down"),
}
EDITABLE = {State.DRAFT, State.WAITING, State.PLANNED, State.PUBLISHED}
UNPUBLISHED = {State.DRAFT, State.WAITING, State.PLANNED}


class Asks(enum.StrEnum):
    """What the reader is asked to do."""

    NOTHING = "nothing"
    CONFIRM = "confirm"
    CHOICE = "choice"


ASKS = {
    Asks.NOTHING: message("Just to read"),
    Asks.CONFIRM: message("To confirm “I have read it”"),
    Asks.CHOICE: message("A question with answers"),
}


@dataclass(frozen=True)
class Content:
    """What a form holds, already of the right types."""

    title: str
    text: str
    asks: Asks = Asks.NOTHING
    question: str = ""
    choices: tuple[str, ...] = ()
    answer_until: datetime | None = None
    shown_until: date | None = None
    publish_at: datetime | None = None


def check_content(content: Content) -> None:
    """What even a draft must hold. Raises RuleViolation, told at the field."""
    if not content.title.strip():
        raise RuleViolation(message("Give the announcement a title."), field="title")
    if len(content.title) > LONGEST_TITLE:
        raise RuleViolation(
            message("The title is longer than %(most)s letters.", most=LONGEST_TITLE), field="title"
        )
    if len(content.text) > LONGEST_TEXT:
        raise RuleViolation(
            message(
                "The text is longer than %(most)s letters. Attach it as a file.", most=LONGEST_TEXT
            ),
            field="text",
        )
    if len(content.choices) > MOST_CHOICES:
        raise RuleViolation(
            message("At most %(most)s answers to choose from.", most=MOST_CHOICES), field="choice"
        )


def check_publishable(content: Content, now: datetime, today: date) -> None:
    """What must hold when people are told. Raises RuleViolation, told at the field."""
    check_content(content)
    if not content.text.strip():
        raise RuleViolation(message("Write the text of the announcement."), field="text")
    if content.asks is Asks.CHOICE:
        if not content.question.strip():
            raise RuleViolation(message("Write the question."), field="question")
        if len(content.choices) < 2:
            raise RuleViolation(
                message("Give at least two different answers to choose from."), field="choice"
            )
    start = content.publish_at or now
    if content.shown_until is not None and content.shown_until < max(today, start.date()):
        raise RuleViolation(
            message("The last day of showing has passed. Choose a later one."), field="shown_until"
        )
    asked = content.answer_until if content.asks is not Asks.NOTHING else None
    if asked is not None and asked <= start:
        raise RuleViolation(
            message("The time for answers ends before people are told. Choose a later one."),
            field="answer_until",
        )


def check_rate(published: int, most: int) -> None:
    """So many announcements of one author an hour and no more: a lost password, a slip."""
    if published >= most:
        raise RuleViolation(
            nmessage(
                "You published %(number)s announcement within an hour: that is the limit of the "
                "kindergarten. Wait, or ask the head to raise it.",
                "You published %(number)s announcements within an hour: that is the limit of the "
                "kindergarten. Wait, or ask the head to raise it.",
                published,
            )
        )

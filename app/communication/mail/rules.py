"""Letters: whom a person may write to, what a letter may hold, who gets an answer. Pure."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.core.errors import Conflict, RuleViolation, TooMany
from app.core.messages import Message, message

MOST_TITLE, MOST_TEXT = 200, 20_000
MOST_FILES = 5
MOST_PEOPLE = 1500
# Of one author: a slip or a stolen password must not flood people.
MOST_AN_HOUR = 30
MOST_DRAFTS = 100


class Folder(enum.StrEnum):
    """Where a letter lies for one person."""

    INBOX = "inbox"
    SENT = "sent"
    DRAFTS = "drafts"
    TRASH = "trash"


FOLDERS = {
    Folder.INBOX: message("Inbox"),
    Folder.SENT: message("Sent"),
    Folder.DRAFTS: message("Drafts"),
    Folder.TRASH: message("Trash"),
}


@dataclass(frozen=True)
class Choice:
    """One line of the chooser: «group:7», «role:3», «person:17», and the accounts behind it.

    ``kind`` orders the chooser; ``family``: parents are behind it, who are not told of each other.
    """

    key: str
    label: str | Message
    kind: str
    people: frozenset[int]
    note: str = ""
    family: bool = False


def told_apart(choices: Sequence[Choice], more: Mapping[str, str]) -> list[Choice]:
    """Lines that look alike get what more is known of them, by key."""
    seen = Counter((one.label, one.note) for one in choices)
    return [
        replace(one, note=", ".join(filter(None, (one.note, more.get(one.key, "")))))
        if seen[one.label, one.note] > 1
        else one
        for one in choices
    ]


@dataclass(frozen=True)
class Book:
    """Everybody whom one person may write to, and nobody else."""

    choices: Sequence[Choice] = ()
    by_key: Mapping[str, Choice] = field(default_factory=dict)

    @classmethod
    def of(cls, choices: Iterable[Choice]) -> Book:
        listed = tuple(choices)
        return cls(listed, {one.key: one for one in listed})


@dataclass(frozen=True)
class Letter:
    """What a person wrote. Texts are trimmed already."""

    to: tuple[str, ...]
    title: str
    text: str


def check_letter(letter: Letter) -> None:
    """Raises RuleViolation, told at its field."""
    if not letter.title:
        raise RuleViolation(message("Say what the letter is about."), field="title")
    if len(letter.title) > MOST_TITLE:
        raise RuleViolation(
            message("The subject is longer than %(most)s letters.", most=MOST_TITLE), field="title"
        )
    if not letter.text:
        raise RuleViolation(message("Write the letter."), field="text")
    if len(letter.text) > MOST_TEXT:
        raise RuleViolation(
            message(
                "The letter is longer than %(most)s letters. Attach it as a file.", most=MOST_TEXT
            ),
            field="text",
        )


def addressees(to: Sequence[str], book: Book, me: int) -> tuple[frozenset[int], list[Choice]]:
    """Accounts behind the chosen lines. Raises RuleViolation in the same words for what is not
    there and what is not this person's to address."""
    chosen = [book.by_key[key] for key in dict.fromkeys(to) if key in book.by_key]
    if not to:
        raise RuleViolation(message("Choose to whom you write."), field="to")
    if len(chosen) < len(set(to)):
        raise RuleViolation(
            message("Some of the chosen people cannot be written to. Choose them anew."), field="to"
        )
    people = frozenset(user for one in chosen for user in one.people) - {me}
    if not people:
        raise RuleViolation(message("None of the chosen people can read letters yet."), field="to")
    if len(people) > MOST_PEOPLE:
        raise RuleViolation(
            message("At most %(most)s people at once.", most=MOST_PEOPLE), field="to"
        )
    return people, chosen


def as_parents(chosen: Iterable[Choice]) -> frozenset[int]:
    """Accounts that are written to as parents only, none of them as an employee."""
    lines = tuple(chosen)
    parents = {user for one in lines if one.family for user in one.people}
    return frozenset(parents - {user for one in lines if not one.family for user in one.people})


def check_pace(sent_within_an_hour: int) -> None:
    if sent_within_an_hour >= MOST_AN_HOUR:
        raise TooMany(
            message(
                "You sent %(most)s letters within an hour, that is the limit. Wait a little.",
                most=MOST_AN_HOUR,
            )
        )


def check_drafts(kept: int) -> None:
    if kept >= MOST_DRAFTS:
        raise TooMany(
            message(
                "You have %(most)s drafts: send or delete some before a new one.", most=MOST_DRAFTS
            )
        )


def answer_people(
    author: int, others: Collection[int], staff: Collection[int], me: int, *, everybody: bool
) -> frozenset[int]:
    """Who gets an answer. To all: a parent answers the author and the staff, never the other
    families, whose names and letters are not for it."""
    people = {author}
    if everybody:
        people |= set(others) if me in staff else set(others) & set(staff)
    # Who writes on in an own letter writes to those whom it went to.
    if author == me:
        people |= set(others) if me in staff else set(others) & (set(staff) | {author})
    return frozenset(people - {me})


def check_recall(unread: int) -> None:
    """Raises Conflict when everybody has read it."""
    if not unread:
        raise Conflict(message("Everybody has read it already: nothing can be recalled."))


THREAD_PAGE = 10
"""So many letters of a thread stand on its page at first, and are added by a touch."""


def thread_window(
    keys: Sequence[int], opened: int, first: int | None = None, last: int | None = None
) -> slice:
    """Which letters of a thread, oldest first, stand on the page that opens one of them.

    The latest ones; beginning with the opened one where it is older. ``first`` and ``last`` are
    the letters that an address names: others than those of the thread ask for nothing.
    """
    end = len(keys)
    start = max(0, end - THREAD_PAGE)
    if opened in keys[:start]:
        start = keys.index(opened)
        end = start + THREAD_PAGE
    asked = slice(
        keys.index(first) if first in keys else start,
        keys.index(last) + 1 if last in keys else end,
    )
    return asked if asked.start < asked.stop else slice(start, end)

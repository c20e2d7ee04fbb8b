"""The forum: who reads, writes and moderates a section; life of a post; limits. Pure."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.errors import Conflict, RuleViolation, TooMany
from app.core.messages import message, nmessage

MOST_TITLE, MOST_TEXT, MOST_REASON = 200, 10_000, 500
MOST_FILES = 5
PAGE = 25
USUAL_MINUTES, USUAL_PER_HOUR = 30, 20
LONGEST_QUOTE = 600


class Readers(enum.StrEnum):
    """Who reads a section."""

    EVERYONE = "everyone"
    STAFF = "staff"
    PARENTS = "parents"
    CHOSEN = "chosen"


READERS = {
    Readers.EVERYONE: message("The staff and all parents"),
    Readers.STAFF: message("The staff only"),
    Readers.PARENTS: message("Parents of all groups"),
    Readers.CHOSEN: message("Groups and roles of the list below"),
}


class Writers(enum.StrEnum):
    """Who of the readers writes in a section."""

    READERS = "readers"
    STAFF = "staff"
    PARENTS = "parents"
    CHOSEN = "chosen"


WRITERS = {
    Writers.READERS: message("All who read"),
    Writers.STAFF: message("The staff, parents only read"),
    Writers.PARENTS: message("Parents"),
    Writers.CHOSEN: message("Those marked in the list below"),
}


class PostState(enum.StrEnum):
    """Life of a post. Nothing is ever deleted."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REFUSED = "refused"
    HIDDEN = "hidden"


POST_STATES = {
    PostState.WAITING: message("Waits for approval"),
    PostState.PUBLISHED: message("Published"),
    PostState.REFUSED: message("Not accepted"),
    PostState.HIDDEN: message("Hidden"),
}


@dataclass(frozen=True)
class Admission:
    """One line of the list of a section: a role or the families and teachers of a group."""

    role_id: int | None = None
    group_id: int | None = None
    writes: bool = True


@dataclass(frozen=True)
class Hall:
    """A section as the rules see it."""

    organization_id: int
    readers: Readers
    writers: Writers
    moderated: bool = False
    closed: bool = False
    admissions: tuple[Admission, ...] = ()

    @property
    def groups(self) -> frozenset[int]:
        """The groups that a section of chosen readers is for."""
        if self.readers is not Readers.CHOSEN:
            return frozenset()
        return frozenset(one.group_id for one in self.admissions if one.group_id is not None)


@dataclass(frozen=True)
class Standing:
    """Who somebody is in one kindergarten on a day.

    ``roles``: all roles of the appointments there. ``staff``: one of them is not that of a parent.
    ``leads``: groups that the person leads. ``families``: groups where own children are today.
    ``answers``: moderates the whole house. ``moderates``: groups whose sections are moderated.
    """

    roles: frozenset[int] = frozenset()
    staff: bool = False
    leads: frozenset[int] = frozenset()
    families: frozenset[int] = frozenset()
    answers: bool = False
    moderates: frozenset[int] = frozenset()


def moderates(hall: Hall, who: Standing) -> bool:
    """Who answers for the house, and a teacher where the section is for one of her groups."""
    return who.answers or bool(hall.groups & who.moderates)


def reads(hall: Hall, who: Standing) -> bool:
    """Whether a section is there for somebody at all."""
    if moderates(hall, who):
        return True
    if hall.readers is Readers.CHOSEN:
        return _admitted(hall.admissions, who)
    return {
        Readers.EVERYONE: who.staff or bool(who.families),
        Readers.STAFF: who.staff,
        Readers.PARENTS: bool(who.families),
    }[hall.readers]


def writes(hall: Hall, reader: Standing, writer: Standing) -> bool:
    """Whether somebody may write in a section. ``writer``: the same person by the right to write
    (a representative who may only know of the child writes nothing)."""
    if not reads(hall, reader):
        return False
    if moderates(hall, writer):
        return True
    if hall.writers is Writers.CHOSEN:
        return _admitted([one for one in hall.admissions if one.writes], writer)
    return {
        Writers.READERS: writer.staff or bool(writer.families),
        Writers.STAFF: writer.staff,
        Writers.PARENTS: bool(writer.families),
    }[hall.writers]


def _admitted(admissions: Collection[Admission], who: Standing) -> bool:
    groups = who.leads | who.families
    return any(one.role_id in who.roles or one.group_id in groups for one in admissions)


def waits(hall: Hall, who: Standing) -> bool:
    """In a moderated section a parent's post is seen once a moderator has accepted it."""
    return hall.moderated and not who.staff


def check_title(title: str) -> None:
    """Raises RuleViolation, told at its field."""
    if not title:
        raise RuleViolation(message("Say what the topic is about."), field="title")
    if len(title) > MOST_TITLE:
        raise RuleViolation(
            message("The title is longer than %(most)s letters.", most=MOST_TITLE), field="title"
        )


def check_text(text: str) -> None:
    """Raises RuleViolation, told at its field."""
    if not text:
        raise RuleViolation(message("Write the post."), field="text")
    if len(text) > MOST_TEXT:
        raise RuleViolation(
            message(
                "The text is longer than %(most)s letters. Attach it as a file.", most=MOST_TEXT
            ),
            field="text",
        )


def check_open(*, section_closed: bool, topic_closed: bool = False, waiting: bool = False) -> None:
    """Raises Conflict where nobody writes any more, or not yet."""
    if section_closed:
        raise Conflict(message("The section is closed: it can be read, but nothing is added."))
    if topic_closed:
        raise Conflict(message("The topic is closed: it can be read, but nothing is added."))
    if waiting:
        raise Conflict(message("The topic waits for approval. Answers come after it."))


def check_may_write(*, may_write: bool) -> None:
    """Raises Conflict where somebody only reads."""
    if not may_write:
        raise Conflict(message("In this section you read, and others write."))


def check_pace(written: int, most: int) -> None:
    """So many posts of one person an hour and no more."""
    if written >= most:
        raise TooMany(
            nmessage(
                "You wrote %(number)s post within an hour: that is the limit of the kindergarten. "
                "Wait a little.",
                "You wrote %(number)s posts within an hour: that is the limit of the kindergarten. "
                "Wait a little.",
                written,
            )
        )


def may_edit(state: PostState, published_at: datetime | None, now: datetime, minutes: int) -> bool:
    """What nobody else has seen can always be changed; what others read, for some minutes."""
    if state is PostState.HIDDEN:
        return False
    if state is not PostState.PUBLISHED or published_at is None:
        return True
    return now <= published_at + timedelta(minutes=minutes)


def check_edit(
    state: PostState, published_at: datetime | None, now: datetime, minutes: int
) -> None:
    """Raises Conflict when a post can be changed no more."""
    if state is PostState.HIDDEN:
        raise Conflict(message("The post is hidden by a moderator and can be changed no more."))
    if not may_edit(state, published_at, now, minutes):
        raise Conflict(
            nmessage(
                "A post can be changed for %(number)s minute after it appeared. Write a new one.",
                "A post can be changed for %(number)s minutes after it appeared. Write a new one.",
                minutes,
            )
        )


def check_reason(reason: str) -> str:
    """The trimmed reason of a moderator. Raises RuleViolation without one."""
    said = " ".join(reason.split())[:MOST_REASON]
    if not said:
        raise RuleViolation(message("Say why: the author will read it."), field="reason")
    return said


def check_line(*, group: bool, role: bool) -> None:
    """A line of the list of a section names a group or a role. Raises RuleViolation."""
    if group == role:
        raise RuleViolation(message("Choose a group or a role, one of both."), field="group")


def check_house(group: int | None, section: int) -> None:
    """A group of another kindergarten reads no section of this one. Raises RuleViolation."""
    if group is not None and group != section:
        raise RuleViolation(message("The group is of another kindergarten."), field="group")


def check_circle(*, changed: bool, talked: bool) -> None:
    """People wrote for those who read then. Raises RuleViolation, told at its field."""
    if changed and talked:
        raise RuleViolation(
            message(
                "People have written here for those who read it then. Open a new section for "
                "others and close this one."
            ),
            field="readers",
        )


def check_settings(edit_minutes: int, per_hour: int) -> None:
    """Raises RuleViolation, told at its field."""
    if not 0 <= edit_minutes <= 1440:
        raise RuleViolation(message("Between 0 and 1440 minutes."), field="edit_minutes")
    if not 1 <= per_hour <= 1000:
        raise RuleViolation(message("Between 1 and 1000 an hour."), field="per_hour")


def quoted(name: str, text: str) -> str:
    """What an answer begins with. Quotes of others within it are left out: they would grow."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(">")]
    plain = "\n".join(lines).strip()
    if len(plain) > LONGEST_QUOTE:
        plain = plain[:LONGEST_QUOTE].rsplit(" ", 1)[0] + "…"
    said = "\n".join(f"> {line}".rstrip() for line in plain.splitlines())
    return f"> **{name}:**\n>\n{said}\n\n" if said else ""


def page_of(number: int) -> int:
    """On which page of a topic the post of this number stands."""
    return (max(number, 1) - 1) // PAGE + 1


def last_page(posts: int) -> int:
    return page_of(posts)

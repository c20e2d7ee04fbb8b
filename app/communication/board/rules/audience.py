"""Audiences: how people are named, whom an author may name, who is meant. Pure."""

from __future__ import annotations

import enum
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.communication.board.rules.life import Content
from app.core.errors import BadInput, RuleViolation
from app.core.messages import Message, message


class PartKind(enum.StrEnum):
    """One way to name people."""

    EVERYONE = "everyone"
    STAFF = "staff"
    PARENTS = "parents"
    ROLE = "role"
    GROUP = "group"
    AGE = "age"
    BENEFIT = "benefit"
    PERSON = "person"


WHOLE_KINDS = {PartKind.EVERYONE, PartKind.STAFF, PartKind.PARENTS}


@dataclass(frozen=True)
class Part:
    """«Parents of group 7» is ``Part(GROUP, 7)``; kinds of WHOLE_KINDS have no key."""

    kind: PartKind
    key: int = 0

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.key}" if self.key else self.kind.value


def parse_parts(words: Iterable[str]) -> tuple[Part, ...]:
    """Parts of an audience out of «group:7», «staff». Raises BadInput for anything else."""
    found: dict[Part, None] = {}
    for word in words:
        name, _colon, key = word.partition(":")
        known = name in set(PartKind)
        if not known or (key and not key.isascii()) or (key and not key.isdigit()):
            raise BadInput(message("The list of readers cannot be read. Choose them anew."))
        part = Part(PartKind(name), int(key) if key else 0)
        if bool(part.key) == (part.kind in WHOLE_KINDS) or part.key > 2**31 - 1:
            raise BadInput(message("The list of readers cannot be read. Choose them anew."))
        found[part] = None
    return tuple(found)


def parts_kept(parts: Iterable[Part]) -> str:
    return json.dumps([str(part) for part in parts])


def parts_restored(stored: str) -> tuple[Part, ...]:
    return parse_parts(json.loads(stored or "[]"))


@dataclass(frozen=True)
class Reach:
    """Whom an author may address. ``whole``: everybody of the organisations; else own groups.

    ``families``: whether parents are among them. Who may not see representatives (an authority)
    writes to the staff: the parents hear from their kindergarten. ``benefits``: organisations
    whose special data about benefits the author may see, and therefore address by them.
    """

    whole: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    families: bool = True
    benefits: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Family:
    """A child in a group and one of its representatives, with the account if there is one."""

    organization_id: int
    group_id: int
    age_level_id: int | None
    child_id: int
    child: str
    guardian: str
    user_id: int | None
    came: bool
    """Whether the account has ever signed in."""


@dataclass(frozen=True)
class Worker:
    """An account of the staff with one of its roles."""

    organization_id: int
    user_id: int
    role_id: int
    name: str
    came: bool


@dataclass(frozen=True)
class People:
    """All whom one author may address, and nobody else: read once, under the author's reach."""

    families: Sequence[Family]
    staff: Sequence[Worker]
    roles: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)
    ages: Mapping[int, str] = field(default_factory=dict)
    benefits: Mapping[int, str] = field(default_factory=dict)
    holders: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Children by the category of a benefit in force: special data, of who may see it only."""


@dataclass(frozen=True)
class Recipient:
    """One account, and the child that it is about (None for the staff)."""

    organization_id: int
    user_id: int
    child_id: int | None = None


@dataclass(frozen=True)
class Audience:
    """Who is meant by the parts, and who will not be reached."""

    recipients: frozenset[Recipient]
    groups: frozenset[int]
    children: frozenset[int]
    silent: tuple[str, ...]
    """Names of children none of whose representatives has ever signed in."""

    @property
    def people(self) -> frozenset[int]:
        return frozenset(one.user_id for one in self.recipients)


def check_parts(parts: Sequence[Part], people: People, reach: Reach) -> None:
    """Raises RuleViolation when nobody is chosen or somebody who is not the author's to address.

    What is not there and what belongs to others is refused in the same words.
    """
    if not parts:
        raise RuleViolation(message("Choose who will read it."), field="to")
    if len(fitting(parts, people, reach)) < len(parts):
        raise RuleViolation(
            message(
                "Some of the chosen readers are not there or are not yours to address. "
                "Choose them anew."
            ),
            field="to",
        )


def fitting(parts: Sequence[Part], people: People, reach: Reach) -> list[Part]:
    """The parts that the author may address; the others are nobody."""
    known: dict[PartKind, Collection[int]] = {
        PartKind.ROLE: people.roles,
        PartKind.GROUP: people.groups,
        PartKind.AGE: people.ages if reach.whole else (),
        PartKind.BENEFIT: people.benefits if reach.benefits else (),
        PartKind.PERSON: _accounts(people),
    }
    everybody = bool(reach.whole)
    return [
        part
        for part in parts
        if (
            everybody and (reach.families or part.kind is PartKind.STAFF)
            if part.kind in WHOLE_KINDS
            else part.key in known[part.kind]
        )
    ]


def _accounts(people: People) -> set[int]:
    parents = {one.user_id for one in people.families if one.user_id is not None}
    return parents | {one.user_id for one in people.staff}


def resolve(parts: Sequence[Part], people: People) -> Audience:
    """The people whom the parts name, each once for every child that it is about."""
    chosen = set(parts)
    kinds = {part.kind for part in parts}
    favoured = {
        child
        for part in parts
        if part.kind is PartKind.BENEFIT
        for child in people.holders.get(part.key, ())
    }
    families = [one for one in people.families if _names_family(one, chosen, kinds, favoured)]
    workers = [one for one in people.staff if _names_worker(one, chosen, kinds)]
    found = {
        Recipient(one.organization_id, one.user_id, one.child_id)
        for one in families
        if one.user_id is not None
    }
    told = {one.user_id for one in found}
    found |= {
        Recipient(one.organization_id, one.user_id)
        for one in workers
        # Who is asked as a parent is not asked a second time as an employee, and the other way
        # round only if the announcement is for the staff as such.
        if one.user_id not in told
    }
    reached = {one.child_id for one in families if one.user_id is not None and one.came}
    silent = {one.child_id: one.child for one in families if one.child_id not in reached}
    return Audience(
        frozenset(found),
        frozenset(one.group_id for one in families),
        frozenset(one.child_id for one in families),
        tuple(sorted(silent.values())),
    )


def _names_family(one: Family, chosen: set[Part], kinds: set[PartKind], favoured: set[int]) -> bool:
    return bool(
        kinds & {PartKind.EVERYONE, PartKind.PARENTS}
        or one.child_id in favoured
        or Part(PartKind.GROUP, one.group_id) in chosen
        or (one.age_level_id and Part(PartKind.AGE, one.age_level_id) in chosen)
        or (one.user_id and Part(PartKind.PERSON, one.user_id) in chosen)
    )


def _names_worker(one: Worker, chosen: set[Part], kinds: set[PartKind]) -> bool:
    return bool(
        kinds & {PartKind.EVERYONE, PartKind.STAFF}
        or Part(PartKind.ROLE, one.role_id) in chosen
        or Part(PartKind.PERSON, one.user_id) in chosen
    )


def audience_label(
    parts: Sequence[Part], people: People, *, reveals: bool = False
) -> list[Message | str]:
    """The chosen parts in words, in the order of choosing.

    Why families were chosen by a benefit is told to nobody but the writer (``reveals``): readers
    and colleagues learn of «some families».
    """
    names = {one.user_id: one.guardian for one in people.families}
    names |= {one.user_id: one.name for one in people.staff}
    said: list[Message | str] = []
    for part in parts:
        if part.kind is PartKind.GROUP:
            said.append(message("parents of “%(group)s”", group=people.groups.get(part.key, "?")))
        elif part.kind is PartKind.AGE:
            said.append(message("parents: %(age)s", age=people.ages.get(part.key, "?")))
        elif part.kind is PartKind.ROLE:
            said.append(people.roles.get(part.key, "?"))
        elif part.kind is PartKind.BENEFIT:
            named = people.benefits.get(part.key) if reveals else None
            said.append(
                message("families with the benefit: %(benefit)s", benefit=named)
                if named
                else message("some families")
            )
        elif part.kind is PartKind.PERSON:
            said.append(names.get(part.key, "?"))
        else:
            said.append(WHOLE_LABELS[part.kind])
    # Two benefits are «some families» once.
    return [one for place, one in enumerate(said) if one not in said[:place]]


WHOLE_LABELS = {
    PartKind.EVERYONE: message("everyone"),
    PartKind.STAFF: message("the staff"),
    PartKind.PARENTS: message("parents of all groups"),
}


@dataclass(frozen=True)
class Wish:
    """All that the form of an announcement holds."""

    content: Content
    parts: tuple[Part, ...]
    urgent: bool = False
    pinned: bool = False
    remind_at: datetime | None = None

"""The representatives of a row against those that are known."""

from __future__ import annotations

from dataclasses import replace

from app.children.intake.rules.fields import Person, person_field
from app.children.intake.rules.known import (
    KnownChild,
    KnownChildren,
    KnownGuardian,
    guardian_key,
    name_key,
    same_middle,
)
from app.children.intake.rules.problems import Choice, Problem, doubtful
from app.children.intake.rules.rows import GuardianEntry
from app.children.intake.rules.text import fold, loses_yo
from app.children.intake.rules.verdicts import Change, GuardianPlan
from app.children.rules import Relation
from app.core.messages import message


def meet_guardians(
    entries: tuple[GuardianEntry, ...],
    child: KnownChild | None,
    known: KnownChildren,
    row_number: int,
) -> tuple[tuple[GuardianPlan, ...], list[Problem]]:
    """Find each representative: among those of the child, else the one of its siblings."""
    plans: list[GuardianPlan] = []
    problems: list[Problem] = []
    free = list(child.guardians) if child else []
    for entry in entries:
        own = _own(entry, free)
        if own is not None:
            free.remove(own)
            plans.append(_plan(entry, own, row_number, linked=True))
            continue
        problems += _replaces(entry, free)
        plans.append(_plan(entry, known.guardian_like(entry), row_number, linked=False))
    return tuple(plans), problems


def _own(entry: GuardianEntry, guardians: list[KnownGuardian]) -> KnownGuardian | None:
    """The same person: by name; else by first name and telephone; else, after a change of
    the last name, by first name, patronymic and relation."""
    first = fold(entry.name.first_name)
    for guardian in guardians:
        if name_key(guardian.name) == name_key(entry.name) and same_middle(
            guardian.name, entry.name
        ):
            return guardian
    for guardian in guardians:
        if (
            entry.phone
            and guardian.phone == entry.phone
            and fold(guardian.name.first_name) == first
        ):
            return guardian
    for guardian in guardians:
        if (
            guardian.relation == entry.relation
            and fold(guardian.name.first_name) == first
            and entry.name.middle_name
            and guardian.name.middle_name
            and same_middle(guardian.name, entry.name)
        ):
            return guardian
    return None


def _replaces(entry: GuardianEntry, free: list[KnownGuardian]) -> list[Problem]:
    """A second mother or father is not added without asking."""
    if entry.relation not in (Relation.MOTHER, Relation.FATHER):
        return []
    for guardian in free:
        if guardian.relation == entry.relation:
            field = person_field(entry.person, "name")
            text = message(
                "Stored is “%(old)s”, the file says “%(new)s”. Agree to add this person"
                " as well, or leave it out.",
                old=guardian.name.full,
                new=entry.name.full,
            )
            asked = doubtful(field, text, entry.name.full)
            return [replace(asked, choices=(Choice.ACCEPT, Choice.WITHOUT, Choice.CORRECT))]
    return []


def _plan(
    entry: GuardianEntry, stored: KnownGuardian | None, row_number: int, *, linked: bool
) -> GuardianPlan:
    if stored is not None:
        changes = _changes(entry, stored, linked=linked)
        return GuardianPlan(entry, f"guardian:{stored.id}", stored.id, linked, changes)
    shared = guardian_key(entry.phone, entry.name)
    key = ":".join(shared) if shared else f"row:{row_number}:{entry.person}"
    return GuardianPlan(entry, key, None, False, _values(entry))


def _values(entry: GuardianEntry) -> tuple[Change, ...]:
    return tuple(
        Change(person_field(entry.person, part), None, value)
        for part, value in entry_parts(entry)
        if value is not None
    )


def _changes(entry: GuardianEntry, stored: KnownGuardian, *, linked: bool) -> tuple[Change, ...]:
    old = {
        "last_name": stored.name.last_name,
        "first_name": stored.name.first_name,
        "middle_name": stored.name.middle_name,
        "phone": stored.phone,
        "email": stored.email,
    }
    changes = [
        Change(person_field(entry.person, part), old[part], value)
        for part, value in entry_parts(entry)
        if value is not None and value != old[part] and not loses_yo(old[part], value)
    ]
    if linked and not entry.relation_assumed and stored.relation != entry.relation:
        field = person_field(Person.REPRESENTATIVE, "relation")
        changes.append(Change(field, stored.relation, entry.relation))
    return tuple(changes)


def entry_parts(entry: GuardianEntry) -> tuple[tuple[str, str | None], ...]:
    """The parts of a representative under the ends of their field names."""
    return (
        ("last_name", entry.name.last_name),
        ("first_name", entry.name.first_name),
        ("middle_name", entry.name.middle_name),
        ("phone", entry.phone),
        ("email", entry.email),
    )

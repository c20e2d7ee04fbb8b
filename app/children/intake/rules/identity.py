"""Which known child a row is."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from app.children.intake.rules.decisions import Decision
from app.children.intake.rules.fields import Field
from app.children.intake.rules.known import KnownChild, KnownChildren, name_key, same_middle
from app.children.intake.rules.names import PersonName
from app.children.intake.rules.problems import Choice, Problem, Severity, wrong
from app.children.intake.rules.rows import ParsedRow
from app.children.intake.rules.text import fold
from app.core.messages import Message, message

_SIMILAR_FROM = 0.8
_WHO = (Choice.SAME_CHILD, Choice.OTHER_CHILD, Choice.CORRECT)


@dataclass(frozen=True)
class Match:
    """The known child of a row, or None; the problems say what is not sure about it."""

    child: KnownChild | None
    problems: tuple[Problem, ...] = ()


def identify(row: ParsedRow, known: KnownChildren, decision: Decision) -> Match:
    """Find the child: by СНИЛС, then by birth certificate, then by names and birth date."""
    if decision.same_child is not None:
        return _decided(row, known, decision.same_child)
    by_snils = known.with_document(Field.SNILS, row.values.get(Field.SNILS))
    by_certificate = known.with_document(
        Field.BIRTH_CERTIFICATE, row.values.get(Field.BIRTH_CERTIFICATE)
    )
    if by_snils and by_certificate and by_snils.id != by_certificate.id:
        text = message(
            "The SNILS belongs to “%(first)s”, the birth certificate to “%(second)s”.",
            first=by_snils.name.full,
            second=by_certificate.name.full,
        )
        return Match(None, (wrong(Field.SNILS, text, _original(row, Field.SNILS)),))
    child = by_snils or by_certificate
    if child is not None:
        field = Field.SNILS if by_snils else Field.BIRTH_CERTIFICATE
        return _by_document(row, child, field, decision)
    return Match(None) if decision.other_child else _by_name(row, known)


def _decided(row: ParsedRow, known: KnownChildren, child_id: int) -> Match:
    child = known.get(child_id)
    if child is None:
        return Match(None, (wrong(None, message("The chosen child is no longer there.")),))
    for field in (Field.SNILS, Field.BIRTH_CERTIFICATE):
        owner = known.with_document(field, row.values.get(field))
        if owner is not None and owner.id != child_id:
            return Match(child, (_belongs(row, owner, field),))
    return Match(child)


def _by_document(row: ParsedRow, child: KnownChild, field: Field, decision: Decision) -> Match:
    same_name = name_key(child.name) == name_key(row.name)
    same_first = fold(child.name.first_name) == fold(row.name.first_name)
    if same_name or (same_first and child.birth_date == row.birth_date):
        if decision.other_child:
            return Match(None, (_belongs(row, child, field),))
        return Match(child)
    if decision.other_child:
        return Match(None, (_belongs(row, child, field),))
    text = message(
        "The number belongs to “%(name)s”, born %(date)s: another name.",
        name=child.name.full,
        date=f"{child.birth_date:%d.%m.%Y}",
    )
    choices = (Choice.SAME_CHILD, Choice.CORRECT, Choice.WITHOUT)
    original = _original(row, field)
    return Match(child, (Problem(field, Severity.DOUBTFUL, text, original, choices, child.id),))


def _by_name(row: ParsedRow, known: KnownChildren) -> Match:
    named = [child for child in known.named(row.name) if same_middle(child.name, row.name)]
    exact = [child for child in named if child.birth_date == row.birth_date]
    if len(exact) == 1:
        return _exact(row, exact[0])
    if exact:
        text = message(
            "Several children have this name and birth date. Add the SNILS or say which one it is."
        )
        return Match(None, tuple(_who(text, child) for child in exact))
    if named:
        return Match(None, tuple(_who(_other_birth(child), child) for child in named))
    similar = [child for child in _born_with(row, known) if _similar(child.name, row.name)]
    return Match(None, tuple(_who(_looks_like(child), child) for child in similar))


def _exact(row: ParsedRow, child: KnownChild) -> Match:
    if not differs_by_yo(child.name, row.name):
        return Match(child)
    text = message(
        "Looks like “%(name)s”, born %(date)s: only “ё” differs.",
        name=child.name.full,
        date=f"{child.birth_date:%d.%m.%Y}",
    )
    return Match(child, (_who(text, child),))


def differs_by_yo(one: PersonName, other: PersonName) -> bool:
    """Whether names that are the same for the search are spelt with and without ё."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return any(
        mine and yours and mine.lower() != yours.lower() and fold(mine) == fold(yours)
        for mine, yours in pairs
    )


def _parts(name: PersonName) -> tuple[str, str, str]:
    return name.last_name, name.first_name, name.middle_name or ""


def _born_with(row: ParsedRow, known: KnownChildren) -> list[KnownChild]:
    return known.born(row.birth_date) if row.birth_date is not None else []


def _similar(one: PersonName, other: PersonName) -> bool:
    """Both last and first name alike: twins share the last name, but not the first."""
    return all(
        difflib.SequenceMatcher(None, mine, yours).ratio() >= _SIMILAR_FROM
        for mine, yours in zip(name_key(one), name_key(other), strict=True)
    )


def _other_birth(child: KnownChild) -> Message:
    return message(
        "“%(name)s” is there, but born %(date)s. Is it the same child?",
        name=child.name.full,
        date=f"{child.birth_date:%d.%m.%Y}",
    )


def _looks_like(child: KnownChild) -> Message:
    return message(
        "Looks like “%(name)s”, born on the same day. Is it the same child?",
        name=child.name.full,
    )


def _who(text: Message, child: KnownChild) -> Problem:
    return Problem(None, Severity.DOUBTFUL, text, "", _WHO, child.id)


def _belongs(row: ParsedRow, owner: KnownChild, field: Field) -> Problem:
    text = message(
        "The number belongs to another child: “%(name)s”, born %(date)s.",
        name=owner.name.full,
        date=f"{owner.birth_date:%d.%m.%Y}",
    )
    return wrong(field, text, _original(row, field))


def _original(row: ParsedRow, field: Field) -> str:
    return row.originals.get(field, "")

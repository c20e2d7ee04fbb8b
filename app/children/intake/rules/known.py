"""The children that the database already holds, laid out for finding them quickly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.children.intake.rules.fields import Field
from app.children.intake.rules.names import PersonName
from app.children.intake.rules.rows import GuardianEntry, Value
from app.children.intake.rules.text import fold
from app.children.rules import Relation

# What is kept of a child, in the order in which changes are shown.
CHILD_FIELDS = (
    Field.LAST_NAME,
    Field.FIRST_NAME,
    Field.MIDDLE_NAME,
    Field.SEX,
    Field.BIRTH_DATE,
    Field.GROUP,
    Field.SNILS,
    Field.BIRTH_CERTIFICATE,
    Field.REGISTRATION_ADDRESS,
    Field.RESIDENCE_ADDRESS,
    Field.CITIZENSHIP,
    Field.ENROLMENT_DATE,
    Field.ORDER_NUMBER,
    Field.ORDER_DATE,
    Field.HEALTH_GROUP,
    Field.SPECIAL_NEEDS,
)


@dataclass(frozen=True)
class KnownGuardian:
    """A representative of the organisation and, within a child, his relation to it."""

    id: int
    name: PersonName
    phone: str | None = None
    email: str | None = None
    relation: Relation = Relation.OTHER


@dataclass(frozen=True)
class KnownChild:
    """A stored child: ``values`` by the fields of ``CHILD_FIELDS``, empty ones left out.

    GROUP is the name of the group today; GROUP, ENROLMENT_DATE and the order belong to
    the open enrolment and are absent when the child has left (``enrolled`` is False).
    """

    id: int
    values: Mapping[Field, Value]
    guardians: tuple[KnownGuardian, ...] = ()
    enrolled: bool = True

    @property
    def name(self) -> PersonName:
        middle = self.values.get(Field.MIDDLE_NAME)
        return PersonName(
            str(self.values[Field.LAST_NAME]),
            str(self.values[Field.FIRST_NAME]),
            None if middle is None else str(middle),
        )

    @property
    def birth_date(self) -> date:
        born = self.values[Field.BIRTH_DATE]
        assert isinstance(born, date)
        return born


NameKey = tuple[str, str]


def name_key(name: PersonName) -> NameKey:
    """Last and first name as they are compared: ё is е, case and spaces do not count."""
    return fold(name.last_name), fold(name.first_name)


def same_middle(one: PersonName, other: PersonName) -> bool:
    """Patronymics agree, or one of them is not given."""
    if not one.middle_name or not other.middle_name:
        return True
    return fold(one.middle_name) == fold(other.middle_name)


def guardian_key(phone: str | None, name: PersonName) -> tuple[str, str] | None:
    """One adult of several children: the same telephone and the same name."""
    return (phone, " ".join(name_key(name))) if phone else None


class KnownChildren:
    """A snapshot of the children of one organisation, those who left included, and of
    all its representatives (also of those without a child today)."""

    def __init__(
        self, children: Iterable[KnownChild], guardians: Iterable[KnownGuardian] = ()
    ) -> None:
        self._by_id: dict[int, KnownChild] = {}
        self._by_document: dict[tuple[Field, Value], KnownChild] = {}
        self._by_name: dict[NameKey, list[KnownChild]] = {}
        self._by_birth: dict[date, list[KnownChild]] = {}
        self._guardians: dict[tuple[str, str], KnownGuardian] = {}
        for child in children:
            self._add(child)
        for guardian in guardians:
            self._add_guardian(guardian)

    def _add(self, child: KnownChild) -> None:
        self._by_id[child.id] = child
        for field in (Field.SNILS, Field.BIRTH_CERTIFICATE):
            if field in child.values:
                self._by_document.setdefault((field, child.values[field]), child)
        self._by_name.setdefault(name_key(child.name), []).append(child)
        self._by_birth.setdefault(child.birth_date, []).append(child)
        for guardian in child.guardians:
            self._add_guardian(guardian)

    def _add_guardian(self, guardian: KnownGuardian) -> None:
        key = guardian_key(guardian.phone, guardian.name)
        if key is not None:
            self._guardians.setdefault(key, guardian)

    def __iter__(self) -> Iterator[KnownChild]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, child_id: int) -> KnownChild | None:
        return self._by_id.get(child_id)

    def with_document(self, field: Field, value: Value | None) -> KnownChild | None:
        """The child with this СНИЛС or birth certificate."""
        return None if value is None else self._by_document.get((field, value))

    def named(self, name: PersonName) -> list[KnownChild]:
        """Children with this last and first name, born whenever."""
        return self._by_name.get(name_key(name), [])

    def born(self, day: date) -> list[KnownChild]:
        return self._by_birth.get(day, [])

    def guardian_like(self, entry: GuardianEntry) -> KnownGuardian | None:
        """The representative of any child with the same telephone and name."""
        key = guardian_key(entry.phone, entry.name)
        return None if key is None else self._guardians.get(key)

"""Invented families: pure, the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from app.core.identifiers import snils_control
from app.demo.names import BOYS, FATHERS, GIRLS, STREETS, SURNAMES, WOMEN

TOWN = "г. Зареченск"
# Real numbers have not come near nine hundred millions: nobody's СНИЛС is written here.
_FIRST_SNILS = 900_100_000
# +7 900 555-00-00 … 99-99, for examples; those below are used by the kindergartens themselves.
_FIRST_PHONE = 1000


@dataclass(frozen=True)
class PersonName:
    """Name of a person, already in the right gender."""

    last: str
    first: str
    middle: str | None
    male: bool


@dataclass(frozen=True)
class Parent:
    """A representative and how to reach them."""

    name: PersonName
    phone: str
    email: str | None
    login: str | None = None


@dataclass
class Family:
    """Parents at one address. Children are born into it one by one."""

    address: str
    surname: tuple[str, str]
    patronymics: tuple[str, str | None]
    mother: Parent | None
    father: Parent | None
    used: set[str] = field(default_factory=set)

    @property
    def parents(self) -> tuple[Parent, ...]:
        return tuple(parent for parent in (self.mother, self.father) if parent is not None)


class People:
    """Draws families and numbers. ``seed`` decides everything."""

    def __init__(self, seed: str) -> None:
        self.rng = Random(seed)  # noqa: S311 - repeatable on purpose, no secret
        self._snils = _FIRST_SNILS
        self._phone = _FIRST_PHONE
        self._certificate = 500_000
        # So that every odd surname stands in the demonstration, whatever is drawn.
        self._surnames = list(SURNAMES)

    def snils(self) -> str:
        """Eleven digits with a right control number, never twice."""
        self._snils += self.rng.randint(11, 97)
        digits = f"{self._snils:09}"
        return f"{digits}{snils_control(digits):02}"

    def phone(self) -> str:
        """A number from the range for examples, never twice."""
        self._phone += 1
        return f"+7900555{self._phone:04}"

    def certificate(self) -> str:
        """A birth certificate of the Russian form."""
        self._certificate += self.rng.randint(3, 41)
        series = self.rng.choice(("II", "III", "IV"))
        return f"{series}-АГ № {self._certificate}"

    def address(self) -> str:
        street = self.rng.choice(STREETS)
        return f"{TOWN}, ул. {street}, д. {self.rng.randint(1, 90)}, кв. {self.rng.randint(1, 60)}"

    def surname(self) -> tuple[str, str]:
        """All surnames once in order, then by chance."""
        return self._surnames.pop(0) if self._surnames else self.rng.choice(SURNAMES)

    def adult(self, surname: str, *, male: bool) -> PersonName:
        own = self.rng.choice(FATHERS)
        first = self.rng.choice(FATHERS)[0] if male else self.rng.choice(WOMEN)
        return PersonName(surname, first, own[1] if male else own[2], male)

    def family(self) -> Family:
        """A family; in some the father is not entered, in few the mother."""
        surname = self.surname()
        first, son, daughter = self.rng.choice(FATHERS)
        father = PersonName(surname[0], first, self.rng.choice(FATHERS)[1], male=True)
        mother = self.adult(surname[1], male=False)
        drawn = self.rng.random()
        return Family(
            self.address(),
            surname,
            (son, daughter),
            self._parent(mother) if drawn > 0.03 else None,
            self._parent(father) if drawn < 0.75 else None,
        )

    def _parent(self, name: PersonName) -> Parent:
        phone = self.phone()
        email = f"parent{phone[-4:]}@example.org" if self.rng.random() < 0.5 else None
        return Parent(name, phone, email)

    def child(self, family: Family) -> PersonName:
        """A name that no brother or sister has."""
        male = self.rng.random() < 0.5
        free = [name for name in (BOYS if male else GIRLS) if name not in family.used]
        first = self.rng.choice(free)
        family.used.add(first)
        son, daughter = family.patronymics
        last = family.surname[0] if male else family.surname[1]
        return PersonName(last, first, son if male else daughter, male)

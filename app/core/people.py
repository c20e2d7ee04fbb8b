"""The name of a person, as every table of people holds it."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from app.core.db import Personal, column
from app.core.messages import message


class PersonName:
    """Surname, first name and patronymic: searched, shown in this order, ordinary personal data."""

    last_name: Mapped[str] = column(
        String(60),
        label=message("Last name"),
        searched=True,
        personal=Personal.ORDINARY,
        sort_order=-8,
    )
    first_name: Mapped[str] = column(
        String(60),
        label=message("First name"),
        searched=True,
        personal=Personal.ORDINARY,
        sort_order=-7,
    )
    middle_name: Mapped[str | None] = column(
        String(60),
        label=message("Patronymic"),
        help=message("If there is one."),
        searched=True,
        personal=Personal.ORDINARY,
        sort_order=-6,
    )

    # How the rules of the language get a name wrong is said here (core/name_cases.py).
    name_genitive: Mapped[str | None] = column(
        String(200),
        label=message("Full name in the genitive"),
        help=message("As in “application of …”. Only if documents write it wrong."),
        rare=True,
        personal=Personal.ORDINARY,
        sort_order=80,
    )
    name_dative: Mapped[str | None] = column(
        String(200),
        label=message("Full name in the dative"),
        help=message("As in “to be given to …”. Only if documents write it wrong."),
        rare=True,
        personal=Personal.ORDINARY,
        sort_order=81,
    )
    name_accusative: Mapped[str | None] = column(
        String(200),
        label=message("Full name in the accusative"),
        help=message("As in “to enrol …”. Only if documents write it wrong."),
        rare=True,
        personal=Personal.ORDINARY,
        sort_order=82,
    )

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.middle_name)))

    def __repr__(self) -> str:
        return self.full_name


NAME_FORMS = ["name_genitive", "name_dative", "name_accusative"]
"""Columns of a section «Name in documents»."""

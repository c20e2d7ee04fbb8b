"""Generated forms as a person fills them in: by the words beside the fields."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.people import Person


def fill(person: Person, **values: str) -> None:
    """Types into fields; an underscore of a name stands for a space."""
    for label, value in values.items():
        field = person.main.get_by_label(label.replace("_", " "), exact=False).first
        field.fill(value)


def choose(person: Person, label: str, value: str) -> None:
    """A field with a search: a few letters, then the row that is offered."""
    # The script makes a field with a search out of a list.
    field = person.main.get_by_role("combobox", name=label).and_(person.page.locator("input"))
    field.fill(value)
    person.main.get_by_role("option", name=value).first.click()
    # People with a name and an account are told apart: the chosen says more than was typed.
    expect(field).to_have_value(re.compile(rf"^{re.escape(value)}"))


def save(person: Person, said: str = "Сохранено.") -> None:
    person.presses("Сохранить")
    person.reads(said)

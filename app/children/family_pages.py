"""What the card of a child says of its family: whom to call, brothers and sisters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from app.children.family_queries import Contact, contacts_of_child, siblings
from app.children.rules import GUARDIAN_RIGHTS, RELATIONS, GuardianRights, Sex
from app.core import clock
from app.core.db import db
from app.core.entity_pages import fact
from app.core.formats import show_date
from app.core.i18n import translate
from app.core.identifiers import format_phone
from app.core.scoping.scope import AccessScope, acting
from app.organizations.access import signed_in

Section = dict[str, Any]


def opened_guardians() -> AccessScope:
    """The representatives whom the person's own right to read them opens."""
    return signed_in().scope("can_read", "Guardian")


def opened_children() -> AccessScope:
    """The children whom the person's own right to read them opens."""
    return signed_in().scope("can_read", "Child")


def family_sections(child_id: int) -> Sequence[Section]:
    """Whom to call first, as it is looked for in haste, then the brothers and sisters."""
    person = signed_in()
    if not (person.has_right("can_read", "Guardian") and person.has_right(*_LINKS)):
        return ()
    with acting(person.scope(*_LINKS)):
        calls = contacts_of_child(db.session(), child_id, clock.today(), opened_guardians())
        family = siblings(db.session(), child_id, opened_children())
    sections = []
    if calls:
        fields = [field for one in calls for field in _contact_fields(one)]
        sections.append({"title": _("Representatives"), "fields": fields})
    if family:
        sections.append(
            {
                "title": _("Brothers and sisters"),
                "fields": [
                    {
                        "label": _("Brother") if one.sex is Sex.MALE else _("Sister"),
                        "value": fact(
                            f"{one.name}, {show_date(one.birth_date)}",
                            href=f"/children/{one.child_id}",
                        ),
                    }
                    for one in family
                ],
            }
        )
    return sections


_LINKS = ("can_read", "ChildGuardian")


def _contact_fields(one: Contact) -> list[Section]:
    label = translate(RELATIONS[one.relation]).capitalize()
    if one.rights is not GuardianRights.FULL:
        label = f"{label}: {translate(GUARDIAN_RIGHTS[one.rights])}"
    shown = [
        {
            "label": label,
            "value": fact(one.name, href=f"/guardians/{one.guardian_id}"),
            "call": fact(format_phone(one.phone), phone=True) if one.phone else None,
        }
    ]
    if one.rights is GuardianRights.NONE:
        # Nobody calls them in haste; the name must be known to who hands the child over.
        return [shown[0] | {"call": None}]
    return shown + [
        {
            "label": (note or _("One more phone")).capitalize(),
            "value": fact(format_phone(number), phone=True),
        }
        for number, note in one.others
    ]

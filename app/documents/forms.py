"""What comes from the forms of a document's card, taken apart and judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from werkzeug.datastructures import FileStorage, MultiDict

from app.core.errors import BadInput, RuleViolation
from app.core.messages import message
from app.core.typed import read_date
from app.documents.people_queries import Holder, roles_among
from app.documents.rules.files import safe_name
from app.documents.rules.route import Approver

Form = MultiDict[str, str]
NOT_OFFERED = message("This choice is not offered any more. Open the page anew.")


def read_file(file: FileStorage | None) -> tuple[str, bytes]:
    """Name and bytes of an uploaded file. Raises RuleViolation (422) when none was chosen."""
    if file is None or not file.filename:
        raise RuleViolation(message("Choose a file first."), field="file")
    return safe_name(file.filename), file.read()


def read_day(text: str) -> date | None:
    """A day of a form, or none. Raises RuleViolation for what is no day."""
    if not text.strip():
        return None
    try:
        return read_date(text)
    except ValueError:
        raise RuleViolation(message("Write the day as 31.12.2026.")) from None


def read_reader(text: str, found: Sequence[Holder]) -> tuple[int | None, int | None]:
    """«u12» is a person, «r3» a role, of those that are offered: (account, role)."""
    kind, number = text[:1], text[1:]
    key = int(number) if number.isascii() and number.isdigit() else 0
    if kind == "u" and any(one.user_id == key for one in found):
        return key, None
    if kind == "r" and key in roles_among(found):
        return None, key
    raise BadInput(NOT_OFFERED)


def read_route(form: Form, found: Sequence[Holder]) -> dict[Approver, str]:
    """Approvers in order, with their names. Raises BadInput for forged ones."""
    names = {one.user_id: one.name for one in found}
    roles = roles_among(found)
    route: dict[Approver, str] = {}
    for text in form.getlist("approver"):
        if not text:
            continue
        user, role = read_reader(text, found)
        approver = Approver(user, role)
        if approver in route:
            raise RuleViolation(message("One of the approvers is named twice."))
        route[approver] = names[user] if user is not None else roles[role or 0]
    return route


def read_people(form: Form, found: Sequence[Holder]) -> dict[int, str]:
    """Persons and holders of roles that were ticked: account → name."""
    people: dict[int, str] = {}
    for text in form.getlist("reader"):
        user, role = read_reader(text, found)
        people.update(
            {
                one.user_id: one.name
                for one in found
                if one.user_id == user or (role is not None and one.role_id == role)
            }
        )
    return people


def read_audience(text: str) -> tuple[str, int]:
    """«parents-7»: the name of an audience and the key of the choice."""
    name, _dash, number = text.rpartition("-")
    if not name or not number.isascii() or not number.isdigit():
        raise BadInput(NOT_OFFERED)
    return name, int(number)

"""What the card of a child says of its benefits, and how soon one ends."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.children.benefits.queries import HeldBenefit, benefits_of
from app.children.benefits.rules import days_left
from app.core import clock
from app.core.db import db
from app.core.entity_pages import fact
from app.core.formats import show_date
from app.core.scoping.scope import acting
from app.organizations.access import signed_in

_READ = ("can_read", "ChildBenefit")


def benefit_sections(child_id: int) -> list[dict[str, Any]]:
    """Benefits of today, for who may read them with their category."""
    person = signed_in()
    if not (person.has_right(*_READ) and person.covers(("can_special", "ChildBenefit"), _READ)):
        return []
    with acting(person.scope(*_READ)):
        found = benefits_of(db.session(), child_id, clock.today())
    fields = [
        {"label": one.category, "value": fact(_until(one), href=f"/child-benefits/{one.id}")}
        for one in found
    ]
    return [{"title": _("Benefits"), "fields": fields}] if fields else []


def _until(one: HeldBenefit) -> str:
    """«до 15.12.2026, осталось 15 дней»."""
    if one.ends_on is None:
        return str(_("without an end"))
    said = _("until %(day)s", day=show_date(one.ends_on))
    left = days_left(one.ends_on, clock.today())
    if left is None:
        return str(said)
    rest = _("today is the last day")
    if left:
        rest = ngettext("%(num)d day is left", "%(num)d days are left", left)
    return f"{said}, {rest}"

"""Blocks of a beginning: first steps of an empty kindergarten, a person without a role."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.core.db import db
from app.core.scoping.scope import acting
from app.onboarding import queries
from app.onboarding.desk import OFFICE, Home

Block = dict[str, Any]


def first_steps(home: Home) -> list[Block]:
    """What an empty kindergarten does next, the done ticked; gone when the marking can begin."""
    desk = home.desk("import", "ChildImport", OFFICE)
    if desk is None:
        return []
    with acting(desk.scope):
        done = queries.started(db.session(), desk.scope.whole, home.today)
    if done.children and done.access:
        return []
    houses = desk.scope.whole
    one = len(houses) == 1 and home.may("edit", "Organization")
    card = f"/organizations/{houses[0]}/edit" if one else "/organizations/"
    steps = (
        (_("Organization card"), _("address, INN, head"), card, done.card),
        (_("Academic year and calendar"), "", "/academic-years/", done.year),
        (_("Employees"), "", "/employees/", done.employees),
        (_("Groups"), "", "/groups/", done.groups),
        (_("Teachers of groups"), "", "/group-teachers/", done.teachers),
        (_("Import of children"), _("from a spreadsheet"), "/children/import", done.children),
        (
            _("Access for employees"),
            _("tick them in the list and press “Give access”"),
            "/employees/",
            done.access,
        ),
    )
    items = [
        {"label": label, "note": note, "href": href, "done": is_done}
        for label, note, href, is_done in steps
    ]
    return [
        {
            "kind": "steps",
            "column": "first",
            "title": _("First steps"),
            "said": _(
                "%(done)s of %(all)s are done",
                done=sum(is_done for *_rest, is_done in steps),
                all=len(steps),
            ),
            "items": items,
        }
    ]


def nothing(home: Home) -> Block:
    """Who has no role, or a role without a block of its own."""
    if home.person.grants:
        return {
            "kind": "say",
            "column": "top",
            "title": _("Nothing waits for you today"),
            "text": _("The sections that you may open stand in the menu."),
        }
    return {
        "kind": "say",
        "column": "top",
        "title": _("No role yet"),
        "text": _("Ask the head or the administrator to appoint you."),
    }

"""Page: which of several organisations a person looks at."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, session
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access import open_to_signed_in
from app.core.db import db
from app.core.entity_pages import page
from app.core.i18n import translate
from app.core.listing import search_condition
from app.core.scoping.scope import acting
from app.organizations.access import signed_in
from app.organizations.models import Organization
from app.organizations.person import Person
from app.organizations.rules import ORGANIZATION_KINDS

MOST = 200


class OrganizationChoiceView(BaseView):
    """One organisation of several, or all. The choice narrows what is shown, it never widens it."""

    route_base = "/account/organization"
    default_view = "choose"

    @expose("", methods=["GET", "POST"])
    @open_to_signed_in("narrows one's own scope within itself, kept in one's own session")
    def choose(self) -> Any:
        person = signed_in()
        if not person.may_choose:
            return redirect("/")
        if request.method == "POST":
            return _chosen(person, request.form.get("organization", ""))
        text = request.args.get("q", "")[:100]
        narrowed = person.narrowing()
        rows = _organizations(person, text)
        shown = page(
            title=_("Whose data to show"),
            q=text,
            items=[
                {
                    "id": row.id,
                    "label": row.short_name,
                    "note": translate(ORGANIZATION_KINDS[row.kind]),
                    "active": narrowed is not None and narrowed.organization_id == row.id,
                }
                for row in rows[:MOST]
            ],
            more=len(rows) > MOST,
            narrowed=narrowed,
        )
        return render_template("organizations/choice.html", page=shown)


def _organizations(person: Person, text: str, key: int | None = None) -> list[Organization]:
    """Organisations that the person reaches whole, by their place in the tree."""
    scope = person.widest()
    query = select(Organization).where(Organization.id.in_(scope.whole))
    query = query.where(search_condition(Organization, text))
    if key is not None:
        query = query.where(Organization.id == key)
    with acting(scope):
        return list(db.session.scalars(query.order_by(Organization.path).limit(MOST + 1)))


def _chosen(person: Person, raw: str) -> Any:
    if raw == "":
        session.pop("organization", None)
        return redirect("/")
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        abort(404)
    if not _organizations(person, "", int(raw)):
        abort(404)
    session["organization"] = int(raw)
    # Home: a card that was open may lie outside of what is shown from now on.
    return redirect("/")


def shown_choice(person: Any) -> dict[str, str] | None:
    """What the head of the page says about the choice; None for who has nothing to choose."""
    if not isinstance(person, Person) or not person.may_choose:
        return None
    narrowed = person.narrowing()
    return {
        "label": narrowed.name if narrowed else _("All organizations"),
        "href": OrganizationChoiceView.route_base,
        "narrowed": "1" if narrowed else "",
    }

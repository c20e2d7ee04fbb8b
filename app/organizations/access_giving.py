"""Access in one action: account, role and slip, for employees and representatives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, abort
from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.db import db
from app.core.errors import Conflict, RuleViolation
from app.core.messages import message
from app.core.scoping.scope import acting
from app.organizations.access import signed_in
from app.organizations.account_actions import Given, give_access
from app.organizations.permissions import ROLES
from app.organizations.power import check_role
from app.organizations.slips import slips_answer

ADD_ACCOUNTS, APPOINT = ("can_add", "UserAccount"), ("can_add", "Appointment")


def role_named(key: str) -> Role:
    """A role of the product by its key in the table of rights."""
    name = next(row.name for row in ROLES if row.key == key)
    return db.session.scalars(select(Role).where(Role.name == name)).one()


def answer_with_access(model: Any, given: Mapping[int, Given]) -> Response:
    """Give access to people of one model (key → role) and answer with their slips.

    404 for who may not make accounts in their organisation. Raises RuleViolation for a role that
    the person may not give, and when all of them have access already.
    """
    person = signed_in()
    with acting(person.scope(*ADD_ACCOUNTS)):
        query = select(model).where(model.id.in_(given)).order_by(model.search_key)
        owners = list(db.session.scalars(query))
        houses = {one.organization_id for one in owners}
        if len(owners) != len(given) or not houses <= set(person.scope(*APPOINT).whole):
            abort(404)
        for owner in owners:
            check_role(person, given[owner.id].role, owner.organization_id)
        try:
            slips = give_access(db.session(), owners, given)
            if not slips:
                raise RuleViolation(
                    message("All of them have access already. A new password is issued to users.")
                )
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
            raise Conflict(
                message("Somebody gave access at the same time. Look at the list and repeat.")
            ) from None
    return slips_answer(slips)

"""Access for representatives: who has none, in which group, and its giving in one action."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response
from sqlalchemy import select

from app.children.models import ChildGuardian, Guardian, Placement
from app.core import clock
from app.core.columns import ChoiceFilter, LinkFilter
from app.core.entity_base import Action
from app.core.errors import RuleViolation
from app.core.messages import Message, message
from app.groups.models import ChildGroup
from app.organizations.access import signed_in
from app.organizations.access_giving import answer_with_access, role_named
from app.organizations.account_actions import Given
from app.organizations.models import UserAccount
from app.organizations.queries import entry_is


def give_to_parents(rows: list[Guardian]) -> Response:
    """Accounts with the role of a parent, from today on, for those who have none."""
    if not rows:
        raise RuleViolation(message("Choose the people first."))
    given = Given(role_named("parent"), signed_in().today)
    return answer_with_access(Guardian, {row.id: given for row in rows})


GIVE_ACCESS = Action(
    "give-access",
    message("Give access"),
    "add",
    give_to_parents,
    message("Accounts are made for those who have none, with slips to hand over. Go on?"),
    subject="UserAccount",
)


def _of_group(group_id: int) -> Any:
    """Representatives of children who are in a group today."""
    day = clock.today()
    children = select(Placement.child_id).where(
        Placement.group_id == group_id,
        Placement.starts_on <= day,
        (Placement.ends_on.is_(None)) | (Placement.ends_on > day),
    )
    links = select(ChildGuardian.guardian_id).where(
        ChildGuardian.child_id.in_(children),
        (ChildGuardian.valid_to.is_(None)) | (ChildGuardian.valid_to >= day),
    )
    return Guardian.id.in_(links)


def _entered(entry: str) -> Any:
    if entry == "none":
        return Guardian.user_id.is_(None)
    return Guardian.user_id.in_(select(UserAccount.id).where(entry_is(entry)))


ACCESS: dict[str, tuple[Message, Callable[[], Any]]] = {
    "none": (message("no access yet"), partial(_entered, "none")),
    "never": (message("never signed in"), partial(_entered, "never")),
}
ACCESS_FILTERS: dict[str, Any] = {
    "group": LinkFilter(Guardian, "group", message("Group"), ChildGroup, _of_group),
    "access": ChoiceFilter(Guardian, "access", message("Access"), ACCESS),
}

"""Pages of roles: their names, whose records they open, and their rights as one matrix.

Roles belong to the installation, so only an administrator of its root
organisation changes them: in a district a kindergarten's administrator reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask_appbuilder import expose
from flask_appbuilder.security.sqla.models import PermissionView, Role
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access import requires
from app.core.audit.writing import note_step
from app.core.db import db, search_key
from app.core.entity_pages import page
from app.core.entity_view import EntityView, Tab
from app.core.entity_writes import ENTITY_LABELS
from app.core.errors import Conflict, RuleViolation
from app.core.i18n import translate
from app.core.messages import Message, message
from app.organizations.access import signed_in
from app.organizations.appointment_views import AppointmentView
from app.organizations.models import Appointment, RoleReach
from app.organizations.queries import role_holders, role_reaches

# The rights that most sections know, a column each; all others stand together in one.
RIGHT_NAMES: dict[str, Message] = {
    "read": message("See"),
    "add": message("Add"),
    "edit": message("Edit"),
    "delete": message("Delete"),
    "export": message("Export"),
}
OWN_RIGHT_NAMES: dict[str, Message] = {
    "special": message("See health data"),
    "mark": message("Mark attendance"),
    "close": message("Close sheets"),
    "approve": message("Approve sheets"),
    "reopen": message("Open sheets again"),
    "import": message("Import"),
    "sign": message("Sign"),
    "plan": message("Plan the next year"),
    "execute": message("Carry out the passage to the next year"),
    "control": message("See who lacks a consent"),
    "revoke": message("Revoke a consent"),
    "answer": message("Answer announcements"),
    "publish": message("Publish announcements"),
    "moderate": message("Approve what others write"),
    "write": message("Write letters and posts"),
    "receive": message("Receive letters of every family"),
    "subscribe": message("Calendar by a private address"),
    "report": message("Report absences of own children"),
    "confirm": message("Confirm the own reading"),
    "end": message("End the sessions of others"),
    "any": message("Give roles above one's own"),
}
PAGE_NAMES: dict[str, Message] = {
    "Attendance": message("Days and sheets of groups"),
    "AttendanceControl": message("What is not filled"),
    "AttendanceSummary": message("Attendance summary"),
    "ChildAttendance": message("Attendance of a child"),
    "ChildImport": message("Import of children"),
    "Announcement": message("Announcements of one's own"),
    "Board": message("Announcements"),
    "Forum": message("Forum"),
    "Mail": message("Messages"),
    "Order": message("Orders"),
    "MovementOrder": message("Orders about children"),
    "MovementBook": message("Movement book"),
    "MovementRecap": message("Recap of the movement"),
    "MovementPeriod": message("Movement of a period"),
    "Session": message("Sign-ins and sessions"),
    "SignInReport": message("Sign-ins by role"),
    "Acquaintance": message("Acquaintance with documents"),
}
# Sections of subjects that stand in no menu.
SECTIONS: dict[str, str] = {
    "ChildAttendance": "Attendance",
    "SheetEvent": "Attendance",
    "ChildGuardian": "Guardian",
    "RoleReach": "Role",
    "Session": "UserAccount",
}


def holds_at_root(right: str, subject: str) -> bool:
    """Whether a role given in the root organisation of the installation holds the right."""
    person = signed_in()
    roles = person.rights().get((f"can_{right}", subject), frozenset())
    return any(len(grant.lineage) == 1 for grant in person.grants if grant.role_id in roles)


class InstallationView(EntityView):
    """An entity of the whole installation: changed only from its root organisation."""

    def allows(self, right: str) -> bool:
        if not super().allows(right):
            return False
        return right in ("read", "export") or holds_at_root(right, self.class_permission_name)


class RoleReachView(InstallationView):
    model = RoleReach
    route_base = "/role-reaches"
    title_many = message("Whose records a role opens")
    title_new = message("New rule")
    list_columns = ["role", "reach"]
    filter_columns = ["reach"]
    sections = [(message("Rule"), ["role", "reach"])]

    def prepare(self, item: RoleReach, *, new: bool) -> None:
        """Whoever widened the reach of the own role would reach more than he was given."""
        if not holds_at_root("any", "Appointment"):
            raise RuleViolation(
                message("Whose records a role opens is changed by the head or the administrator.")
            )


class RoleView(InstallationView):
    model = Role
    route_base = "/roles"
    title_many = message("Roles")
    title_new = message("New role")
    list_columns = ["name", "reach", "people"]
    computed = {"reach": message("Whose records"), "people": message("Appointed now")}
    sections = [(message("Role"), ["name"])]
    tabs = [
        Tab(AppointmentView, "role", message("Who is appointed")),
        Tab(RoleReachView, "role", message("Whose records")),
    ]
    include_route_methods = EntityView.include_route_methods | {"rights"}

    def compute(self, rows: Sequence[Role]) -> Mapping[int, Mapping[str, str]]:
        people = role_holders(db.session(), signed_in().today)
        reaches = role_reaches(db.session())
        return {
            row.id: {"reach": translate(reaches.get(row.id, "")), "people": str(people[row.id])}
            for row in rows
        }

    def _save_rights(self, role: Role, known: Sequence[PermissionView]) -> None:
        """Raises Conflict when somebody saved the rights since the page was opened."""
        lock = select(Role.id).where(Role.id == role.id).with_for_update()
        db.session.execute(lock)
        db.session.refresh(role)
        if request.form.get("version") != _rights_version(role):
            raise Conflict(
                message(
                    "Somebody changed the rights of this role meanwhile. Open the page anew, look "
                    "and tick again what you need."
                )
            )
        _grant(role, known, set(request.form.getlist("right")))
        db.session.commit()

    def card_links(self, item: Role) -> list[dict[str, str]]:
        return [
            {"label": _("Rights"), "href": f"{self.route_base}/{item.id}/rights", "icon": "shield"}
        ]

    @expose("/<pk>/rights", methods=["GET", "POST"])
    @requires("read")
    def rights(self, pk: str) -> Any:
        """The matrix subjects × rights of a role; ticked boxes are what the role may."""
        role = self.load(pk)
        known = db.session.scalars(select(PermissionView)).unique().all()
        if request.method == "POST":
            self.demand("edit")
            self._save_rights(role, known)
            flash(_("The rights are saved. They hold from the next page on."), "success")
            return redirect(f"{self.route_base}/{pk}/rights")
        people = role_holders(db.session(), signed_in().today)
        reaches = role_reaches(db.session())
        shown = page(
            title=_("Rights of the role “%(role)s”", role=role.name),
            role=role.name,
            people=people[role.id],
            reach=translate(reaches.get(role.id, "")),
            people_href=f"{self.route_base}/{pk}?tab={Appointment.__tablename__}",
            roles=[
                {
                    "label": one.name,
                    "count": people[one.id],
                    "href": f"{self.route_base}/{one.id}/rights",
                    "active": one.id == role.id,
                }
                for one in db.session.scalars(select(Role).order_by(Role.id))
            ],
            rights=[translate(name) for name in RIGHT_NAMES.values()],
            version=_rights_version(role),
            sections=_matrix(known, {one.id for one in role.permissions}),
            editable=self.allows("edit"),
            back_href=f"{self.route_base}/{pk}",
        )
        return render_template("organizations/role_rights.html", page=shown)


def _rights_version(role: Role) -> str:
    """A word that changes with the rights of a role: the form carries it."""
    held = ",".join(map(str, sorted(one.id for one in role.permissions)))
    return hashlib.sha256(held.encode()).hexdigest()[:16]


def _subjects() -> dict[str, Message]:
    """The subjects of the matrix by their names for people."""
    return {model.__name__: label for model, label in ENTITY_LABELS.items()} | PAGE_NAMES


def _right(one: PermissionView) -> str:
    return str(one.permission.name).removeprefix("can_")


def _shown(one: PermissionView) -> bool:
    return one.view_menu.name in _subjects() and _right(one) in RIGHT_NAMES | OWN_RIGHT_NAMES


def _grant(role: Role, known: Sequence[PermissionView], wanted: set[str]) -> None:
    """Give the ticked rights. A right that the page does not show stays as it is.

    Raises RuleViolation for a right that the person has not himself, unless he may give any.
    """
    held = {one.id for one in role.permissions}
    after = [one for one in known if (str(one.id) in wanted if _shown(one) else one.id in held)]
    given = [one for one in after if one.id not in held]
    kept = {one.id for one in after}
    taken = [one for one in role.permissions if one.id not in kept]
    if not holds_at_root("any", "Appointment") and any(
        not holds_at_root(_right(one), one.view_menu.name) for one in given
    ):
        raise RuleViolation(
            message(
                "You may give a role only rights that you have yourself. The others are given "
                "by the head or the administrator."
            )
        )
    role.permissions = after
    session = db.session()
    for step, changed in (("rights_given", given), ("rights_taken", taken)):
        if changed:
            note_step(session, role, step, *map(_words, changed))


def _words(one: PermissionView) -> str:
    """«Воспитанники: удалять», as the log of changes keeps it."""
    subject, right = _subjects().get(one.view_menu.name), (RIGHT_NAMES | OWN_RIGHT_NAMES)
    return f"{translate(subject or one.view_menu.name)}: {translate(right.get(_right(one), ''))}"


def _matrix(known: Sequence[PermissionView], held: set[int]) -> list[dict[str, Any]]:
    """Sections as in the menu, one line a subject, one cell a right."""
    labels = _subjects()
    by_subject: dict[str, dict[str, int]] = {}
    for one in known:
        if _shown(one):
            by_subject.setdefault(one.view_menu.name, {})[_right(one)] = one.id
    order = _menu_order()
    rest = (len(order), _("Other"))
    sections: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for subject, rights in by_subject.items():
        place = order.get(subject) or order.get(SECTIONS.get(subject, "")) or rest
        sections.setdefault(place, []).append(_line(translate(labels[subject]), rights, held))
    return [
        {"label": label, "rows": sorted(rows, key=lambda row: search_key(row["label"]))}
        for (_place, label), rows in sorted(sections.items())
    ]


def _line(label: str, rights: dict[str, int], held: set[int]) -> dict[str, Any]:
    def cell(right: str, name: Message) -> dict[str, Any]:
        key = rights.get(right)
        return {"id": key, "held": key in held, "label": translate(name)}

    own = [cell(right, name) for right, name in OWN_RIGHT_NAMES.items() if right in rights]
    return {
        "label": label,
        "cells": [cell(right, name) for right, name in RIGHT_NAMES.items()],
        "own": own,
    }


def _menu_order() -> dict[str, tuple[int, str]]:
    """The section of the menu in which a subject stands."""
    return {
        item.subject: (number, translate(section.label))
        for number, section in enumerate(current_app.extensions["menus"].sections)
        for item in section.items
        if item.subject
    }

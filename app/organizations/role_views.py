"""Pages of roles: their names, whose records they open, and their rights as one matrix.

Roles belong to the installation, so only an administrator of its root
organisation changes them: in a district a kindergarten's administrator reads.
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_appbuilder import expose
from flask_appbuilder.security.sqla.models import PermissionView, Role
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.entity_view import EntityView, Tab
from app.core.entity_writes import ENTITY_LABELS
from app.core.i18n import translate
from app.core.messages import Message, message
from app.organizations.access import signed_in
from app.organizations.appointment_views import AppointmentView
from app.organizations.models import RoleReach

RIGHT_NAMES: dict[str, Message] = {
    "read": message("See"),
    "add": message("Add"),
    "edit": message("Edit"),
    "delete": message("Delete"),
    "export": message("Export"),
    "special": message("See health data"),
    "mark": message("Mark attendance"),
    "close": message("Close sheets"),
    "approve": message("Approve sheets"),
    "reopen": message("Open sheets again"),
    "import": message("Import"),
}
PAGE_NAMES: dict[str, Message] = {
    "Attendance": message("Month sheets"),
    "AttendanceControl": message("What is not filled"),
    "AttendanceSummary": message("Attendance summary"),
    "ChildAttendance": message("Attendance of a child"),
    "ChildImport": message("Import of children"),
}


def holds_root() -> bool:
    """Whether the person works in the root organisation of the installation."""
    return any(
        len(grant.lineage) == 1 and grant.organization_id == grant.lineage[0]
        for grant in signed_in().grants
    )


class InstallationView(EntityView):
    """An entity of the whole installation: changed only from its root organisation."""

    def allows(self, right: str) -> bool:
        return super().allows(right) and (right in ("read", "export") or holds_root())


class RoleReachView(InstallationView):
    model = RoleReach
    route_base = "/role-reaches"
    title_many = message("Whose records a role opens")
    title_new = message("New rule")
    list_columns = ["role", "reach"]
    filter_columns = ["reach"]
    sections = [(message("Rule"), ["role", "reach"])]


class RoleView(InstallationView):
    model = Role
    route_base = "/roles"
    title_many = message("Roles")
    title_new = message("New role")
    list_columns = ["name"]
    sections = [(message("Role"), ["name"])]
    tabs = [Tab(RoleReachView, "role"), Tab(AppointmentView, "role")]
    include_route_methods = EntityView.include_route_methods | {"rights"}

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
            wanted = set(request.form.getlist("right"))
            role.permissions = [one for one in known if str(one.id) in wanted]
            db.session.commit()
            flash(_("The rights are saved. They hold from the next page on."), "success")
            return redirect(f"{self.route_base}/{pk}/rights")
        shown = page(
            title=_("Rights of the role “%(role)s”", role=role.name),
            rights=[translate(name) for name in RIGHT_NAMES.values()],
            rows=_matrix(known, {one.id for one in role.permissions}),
            editable=self.allows("edit"),
            back_href=f"{self.route_base}/{pk}",
        )
        return render_template("organizations/role_rights.html", page=shown)


def _matrix(known: Any, held: set[int]) -> list[dict[str, Any]]:
    """One line a subject, one cell a right: the permission's id and whether the role holds it."""
    labels = {model.__name__: label for model, label in ENTITY_LABELS.items()} | PAGE_NAMES
    by_subject: dict[str, dict[str, int]] = {}
    for one in known:
        right = one.permission.name.removeprefix("can_")
        by_subject.setdefault(one.view_menu.name, {})[right] = one.id
    rows = []
    for subject, rights in by_subject.items():
        if subject not in labels:
            continue
        cells = [
            {"id": rights.get(right), "held": rights.get(right) in held} for right in RIGHT_NAMES
        ]
        rows.append({"label": translate(labels[subject]), "cells": cells})
    return sorted(rows, key=lambda row: str(row["label"]).lower().replace("ё", "е"))

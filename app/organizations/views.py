"""Generated pages: organisations, settings, users, roles, appointments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Response
from flask_babel import gettext as _
from sqlalchemy import inspect

from app.core import clock
from app.core.columns import ChoiceFilter
from app.core.db import db
from app.core.entity_api import api_for
from app.core.entity_view import Action, EntityView, Tab
from app.core.entity_writes import only_organization
from app.core.errors import RuleViolation
from app.core.messages import message
from app.organizations import account_actions, queries
from app.organizations.access import signed_in
from app.organizations.appointment_views import AppointmentView
from app.organizations.filter_views import KeptFiltersView
from app.organizations.models import (
    Organization,
    OrganizationSettings,
    UserAccount,
)
from app.organizations.power import check_accounts
from app.organizations.role_views import RoleReachView, RoleView
from app.organizations.rules import check_keeping, check_reading
from app.organizations.session_views import OwnSessionsView, UserSessionView
from app.organizations.sign_in_views import PasswordView, SignInView
from app.organizations.slips import slips_answer
from app.organizations.switch_views import OrganizationChoiceView


class OrganizationSettingsView(EntityView):
    model = OrganizationSettings
    route_base = "/settings"
    title_many = message("Settings")
    title_new = message("New settings")
    list_columns = [
        *("valid_from", "marking_deadline", "notice_deadline", "sick_note_required"),
        "works_on_moved_saturdays",
    ]
    base_order = ("valid_from", True)
    sections = [
        (message("Settings"), list_columns),
        (message("Personal data"), ["import_files_days", "reading_after_leaving_days"]),
    ]

    def prepare(self, item: OrganizationSettings, *, new: bool) -> None:
        check_keeping(item.import_files_days)
        check_reading(item.reading_after_leaving_days)

    def title_of(self, item: OrganizationSettings) -> str:
        return _("Settings from %(day)s", day=item)


class OrganizationView(EntityView):
    model = Organization
    route_base = "/organizations"
    title_many = message("Organizations")
    title_new = message("New organization")
    list_columns = ["short_name", "kind", "code", "parent", "head_name", "phone"]
    filter_columns = ["kind", "parent"]
    sections = [
        (message("Organization"), ["name", "short_name", "code", "kind", "parent", "head_name"]),
        (message("Contacts"), ["address", "place", "phone", "email", "timezone"]),
        (message("Details"), ["inn", "kpp", "ogrn", "okpo"]),
    ]
    tabs = [Tab(OrganizationSettingsView, "organization")]

    def prepare(self, item: Organization, *, new: bool) -> None:
        """A new node gets its path from the one above it; later it stays where it is."""
        parent = item.parent
        if not new and inspect(item).attrs.parent.history.has_changes():
            raise RuleViolation(
                message("An organization stays where it was made: its documents rest on that."),
                field="parent",
            )
        if new:
            if parent is None:
                raise RuleViolation(
                    message("Choose the organization it belongs to."), field="parent"
                )
            db.session.add(item)
            db.session.flush()
            item.path = f"{parent.path}{item.id}/"


def issue_passwords(users: list[Any]) -> Response:
    """One-time passwords as slips, answered once; the old ones and all sessions end at once."""
    if not users:
        raise RuleViolation(message("Choose the people first."))
    person = signed_in()
    check_accounts(person, [user.id for user in users], person.today)
    slips = account_actions.issue_passwords(db.session(), users, clock.now())
    return slips_answer(slips)


class UserView(EntityView):
    model = UserAccount
    route_base = "/users"
    title_many = message("Users")
    title_new = message("New user")
    list_columns = ["full_name", "username", "held_roles", "active", "last_login"]
    show_only = ["last_login", "login_count", "fail_login_count"]
    computed = {"held_roles": message("Roles now")}
    choice_columns = ["username"]
    filter_columns = ["active", "last_login"]
    link_filters = {
        "entry": ChoiceFilter(
            UserAccount,
            "entry",
            message("Entry"),
            {key: (text, partial(queries.entry_is, key)) for key, text in queries.ENTRIES.items()},
        )
    }
    base_order = ("full_name", False)
    sections = [
        (message("User"), ["last_name", "first_name", "username", "email", "active"]),
    ]
    tabs = [Tab(AppointmentView, "user"), Tab(UserSessionView, "user")]
    steps = [
        Action(
            "issue-password",
            message("Issue a one-time password"),
            "edit",
            issue_passwords,
            message("The present password stops working and all sessions end. Go on?"),
        )
    ]

    def compute(self, rows: Sequence[UserAccount]) -> Mapping[int, Mapping[str, str]]:
        today = signed_in().today
        found = queries.roles_of(db.session(), [row.id for row in rows], today)
        return {key: {"held_roles": roles} for key, roles in found.items()}

    def prepare(self, item: UserAccount, *, new: bool) -> None:
        """A new user belongs to the administrator's organisation and has no password yet."""
        item.email = item.email or f"{item.username}@localhost"
        if new and item.organization_id is None:
            item.organization_id = only_organization()
            item.must_change_password = True
            item.session_epoch = 0


VIEWS = (
    OrganizationView,
    OrganizationSettingsView,
    UserView,
    RoleView,
    RoleReachView,
    AppointmentView,
    UserSessionView,
)


def register(appbuilder: Any) -> None:
    appbuilder.sm.auth_view = appbuilder.add_view_no_menu(SignInView)
    appbuilder.add_view_no_menu(PasswordView)
    appbuilder.add_view_no_menu(OwnSessionsView)
    appbuilder.add_view_no_menu(OrganizationChoiceView)
    appbuilder.add_view_no_menu(KeptFiltersView)
    for view in VIEWS:
        appbuilder.add_view_no_menu(view)
        appbuilder.add_api(api_for(view))

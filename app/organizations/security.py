"""FAB's security manager, answered from appointments; sign-in views of our own."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_login import current_user

from app.organizations.access import load_for_session
from app.organizations.models import UserAccount
from app.organizations.person import Person


class PanelSecurityManager(SecurityManager):
    """Rights come from roles of appointments in force, one statement a request."""

    user_model = UserAccount
    auth_view: Any = None

    def register_views(self) -> None:
        """Nothing: sign-in, users and roles are views of our features."""

    def load_user(self, pk: Any) -> Person | None:
        return load_for_session(pk)

    def has_access(self, permission_name: str, view_name: str) -> bool:
        person = current_user._get_current_object()
        return isinstance(person, Person) and person.has_right(permission_name, view_name)

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return False

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        """The menu asks rights of views (``core.menu``), not names of menu entries."""
        return set()

    @staticmethod
    def before_request() -> None:
        """``core.access.judge_request`` sets the person and judges the route."""

"""Tables: organisations, dated settings, users, reach of roles, appointments."""

from __future__ import annotations

from datetime import date, datetime, time

from flask_appbuilder.security.sqla.models import (
    ApiKey,
    Group,
    Permission,
    PermissionView,
    RegisterUser,
    Role,
    ViewMenu,
)
from flask_appbuilder.security.sqla.models import User as FabUser
from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.audit.exceptions import not_logged
from app.core.db import (
    Authored,
    Base,
    Personal,
    Searched,
    Tenant,
    UtcDateTime,
    Versioned,
    column,
    enum_type,
    utc_now,
)
from app.core.kept import Topic, keep_rows
from app.core.messages import message
from app.core.scoping.reach import (
    ORGANIZATION,
    ORGANIZATION_WHOLE,
    TENANT,
    TENANT_OR_SHARED,
    USER,
    open_to_all,
    reach,
)
from app.organizations.rules import (
    ORGANIZATION_KINDS,
    ROLE_REACHES,
    OrganizationKind,
    RoleReachKind,
)


class Organization(Authored, Versioned, Searched, Base):
    """A node of the tree: region › district authority › kindergarten › building."""

    __tablename__ = "organization"
    __table_args__ = (UniqueConstraint("code"),)

    parent_id: Mapped[int | None] = column(
        ForeignKey("organization.id", ondelete="RESTRICT"), index=True, label=message("Belongs to")
    )
    path: Mapped[str] = mapped_column(String(200), default="/", index=True)
    kind: Mapped[OrganizationKind] = column(
        enum_type(OrganizationKind),
        default=OrganizationKind.KINDERGARTEN,
        label=message("Kind"),
        labels=ORGANIZATION_KINDS,
    )
    code: Mapped[str] = column(
        String(20),
        label=message("Code"),
        help=message("Short and unique, Latin letters and digits, used in commands and files."),
        searched=True,
    )
    name: Mapped[str] = column(
        String(300),
        label=message("Name in full"),
        help=message("As in the charter."),
        searched=True,
    )
    short_name: Mapped[str] = column(String(100), label=message("Short name"), searched=True)
    head_name: Mapped[str | None] = column(
        String(120), label=message("Head"), help=message("Surname and initials, for signatures.")
    )
    address: Mapped[str | None] = column(String(300), label=message("Address"))
    place: Mapped[str | None] = column(
        String(100),
        label=message("Place in documents"),
        help=message("The town at the head of an order."),
    )
    phone: Mapped[str | None] = column(String(20), label=message("Phone"), format="phone")
    email: Mapped[str | None] = column(String(120), label=message("E-mail"), format="email")
    inn: Mapped[str | None] = column(String(12), label=message("INN"), format="inn")
    kpp: Mapped[str | None] = column(String(9), label=message("KPP"))
    ogrn: Mapped[str | None] = column(String(15), label=message("OGRN"), format="ogrn")
    okpo: Mapped[str | None] = column(String(10), label=message("OKPO"))
    timezone: Mapped[str] = column(
        String(40), default="Europe/Moscow", label=message("Time zone"), format="timezone"
    )

    parent: Mapped[Organization | None] = relationship(remote_side="Organization.id")

    def __repr__(self) -> str:
        return self.short_name


class OrganizationSettings(Tenant, Authored, Versioned, Base):
    """Settings of a kindergarten, valid from a date until the next row."""

    __tablename__ = "organization_settings"
    __table_args__ = (UniqueConstraint("organization_id", "valid_from"),)

    valid_from: Mapped[date] = column(label=message("Valid from"))
    marking_deadline: Mapped[time] = column(
        default=time(9, 0),
        label=message("Attendance is marked until"),
        help=message("The kitchen orders meals by the number of present children."),
    )
    notice_deadline: Mapped[time] = column(
        default=time(8, 30),
        server_default="08:30:00",
        label=message("Parents report today's absence until"),
        help=message("Later the teacher marks it herself. Days ahead are reported at any hour."),
    )
    sick_note_required: Mapped[bool] = column(
        default=True,
        label=message("Illness is excused only with a note"),
        help=message("Without a note the days are charged when the month is closed."),
    )
    works_on_moved_saturdays: Mapped[bool] = column(
        default=False, label=message("Works on moved working Saturdays")
    )
    import_files_days: Mapped[int] = column(
        Integer,
        default=30,
        label=message("Days to keep uploaded lists of children"),
        help=message("Then the file and its report are deleted; the loaded children stay."),
    )
    reading_after_leaving_days: Mapped[int] = column(
        Integer,
        default=30,
        server_default="30",
        label=message("Days of reading after leaving"),
        help=message("So long the parents of a child who has left still read its card and marks."),
    )

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return f"{self.valid_from:%d.%m.%Y}"


class UserAccount(FabUser):
    """A person who can sign in. Rights come from appointments, not from FAB's user roles."""

    __tablename__ = "ab_user"
    __table_args__ = {"extend_existing": True}

    organization_id: Mapped[int | None] = column(
        ForeignKey("organization.id", ondelete="RESTRICT"),
        index=True,
        label=message("Organization"),
    )
    must_change_password: Mapped[bool] = mapped_column(default=False)
    # An account of the demonstration, whose password everybody knows: signs in only from this
    # very computer, however the program was started.
    loopback_only: Mapped[bool] = mapped_column(default=False)
    session_epoch: Mapped[int] = mapped_column(Integer, default=0)

    organization: Mapped[Organization | None] = relationship(foreign_keys=organization_id)

    @property
    def full_name(self) -> str:
        return f"{self.last_name} {self.first_name}"

    def __repr__(self) -> str:
        return self.full_name


class RoleReach(Base):
    """Which rows a role opens. A role without this row opens none."""

    __tablename__ = "role_reach"

    role_id: Mapped[int] = column(
        ForeignKey("ab_role.id", ondelete="CASCADE"), unique=True, label=message("Role")
    )
    reach: Mapped[RoleReachKind] = column(
        enum_type(RoleReachKind), label=message("Whose records"), labels=ROLE_REACHES
    )

    role: Mapped[Role] = relationship(lazy="joined", innerjoin=True)

    def __repr__(self) -> str:
        return f"{self.role}"


class Appointment(Tenant, Authored, Versioned, Base):
    """A role given to a person in an organisation by an order, with dates (domain 8, A3.1-3)."""

    __tablename__ = "appointment"
    __table_args__ = (
        UniqueConstraint("organization_id", "user_id", "role_id", "valid_from"),
        Index("ix_appointment_user_id", "user_id"),
    )

    user_id: Mapped[int] = column(
        ForeignKey("ab_user.id", ondelete="RESTRICT"), label=message("User")
    )
    role_id: Mapped[int] = column(
        ForeignKey("ab_role.id", ondelete="RESTRICT"), label=message("Role")
    )
    valid_from: Mapped[date] = column(label=message("Valid from"))
    valid_to: Mapped[date | None] = column(
        label=message("Valid to"), help=message("The last day. Empty: until further notice.")
    )
    order_number: Mapped[str | None] = column(String(30), label=message("Order number"))
    order_date: Mapped[date | None] = column(label=message("Order date"))

    organization: Mapped[Organization] = relationship()
    user: Mapped[UserAccount] = relationship(foreign_keys=user_id)
    role: Mapped[Role] = relationship()

    def __repr__(self) -> str:
        return f"{self.role}"


class OfferedRight(Base):
    """A right that the product once offered to a role: never offered again after an unticking."""

    __tablename__ = "offered_right"
    __table_args__ = (UniqueConstraint("role_id", "right_name", "subject"),)

    role_id: Mapped[int] = mapped_column(ForeignKey("ab_role.id", ondelete="CASCADE"))
    right_name: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(100))


class SignInFailure(Base):
    """A failed sign-in, counted for the lock by name and by address."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_login", "login_key", "happened_at"),
        Index("ix_sign_in_failure_address", "address", "happened_at"),
    )

    login_key: Mapped[str] = mapped_column(String(128))
    address: Mapped[str] = mapped_column(String(64))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


PERSONAL_USER_COLUMNS = {
    "first_name": Personal.ORDINARY,
    "last_name": Personal.ORDINARY,
    "email": Personal.ORDINARY,
}
for _name, _label in (
    ("first_name", message("First name")),
    ("last_name", message("Last name")),
    ("username", message("User name")),
    ("email", message("E-mail")),
    ("active", message("May sign in")),
    ("last_login", message("Last sign-in")),
    ("login_count", message("Number of sign-ins")),
    ("fail_login_count", message("Failed sign-ins")),
):
    UserAccount.__table__.c[_name].info.update(
        label=_label,
        personal=PERSONAL_USER_COLUMNS.get(_name, Personal.NONE),
        searched=_name in PERSONAL_USER_COLUMNS or _name == "username",
    )
# FAB wants an address of everybody; who has none gets one that leads nowhere (UserView).
UserAccount.__table__.c["email"].info["filled"] = True
Role.__table__.c["name"].info.update(label=message("Name"))

reach(Organization, ORGANIZATION, ORGANIZATION_WHOLE)
reach(OrganizationSettings, TENANT_OR_SHARED)
keep_rows(Topic.REFERENCE, OrganizationSettings.__tablename__)
reach(UserAccount, USER)
reach(Appointment, TENANT)
for _model in (Role, Permission, ViewMenu, PermissionView, RoleReach):
    open_to_all(_model, "names of roles and rights hold no personal data; guarded by permission")
open_to_all(OfferedRight, "bookkeeping of role synchronisation, no personal data")
open_to_all(SignInFailure, "written before anybody is signed in; no page shows it")
for _model in (Permission, ViewMenu, PermissionView, OfferedRight):
    not_logged(_model, "is made by the program from its own table of rights, never by a person")
not_logged(SignInFailure, "is a log itself, forgotten at the next sign-in")
for _model in (Group, RegisterUser, ApiKey):
    open_to_all(_model, "tables of the framework that the product leaves empty")
    not_logged(_model, "a table of the framework that the product leaves empty")
open_to_all(FabUser, "the mapped base of UserAccount; the table is scoped through User")

"""Composition root: the ordered list of features, tabs that join features."""

from __future__ import annotations

from typing import Any

from app.academic_year import models as academic_year_models
from app.academic_year import views as academic_year_views
from app.attendance import child_views as child_month_views
from app.attendance import entity_views as attendance_entities
from app.attendance import history_models as attendance_history
from app.attendance import models as attendance_models
from app.attendance import notice_models
from app.attendance import views as attendance_views
from app.children import family_models as children_family_models
from app.children import models as children_models
from app.children import queries as children_queries
from app.children import reader_queries as children_readers
from app.children import views as children_views
from app.children.benefits import models as benefit_models
from app.children.consents import models as consent_models
from app.children.intake import views as intake_views
from app.communication.board import models as board_models
from app.communication.board import views as board_views
from app.communication.events import models as event_models
from app.communication.events import photo_models as event_photo_models
from app.communication.events import views as event_views
from app.communication.forum import models as forum_models
from app.communication.forum import own_models as forum_own
from app.communication.forum import views as forum_views
from app.communication.mail import models as mail_models
from app.communication.mail import views as mail_views
from app.core import clock
from app.core.audit import models as audit_models
from app.core.audit import view_models
from app.core.audit import writing as audit_writing
from app.core.entity_view import CardLink, EntityView, PageTab, Tab
from app.core.files import models as file_models
from app.core.jobs import models as job_models
from app.core.messages import message
from app.core.shell import PageHelp
from app.documents import attached_models as document_parts
from app.documents import models as document_models
from app.documents import order_views
from app.documents import views as document_views
from app.groups import models as group_models
from app.groups import views as group_views
from app.help import views as help_views
from app.help.rules import HINTS, TOUCH_HINTS, topic_of
from app.movement import case_models as movement_case_models
from app.movement import models as movement_models
from app.movement import views as movement_views
from app.movement.entity_views import MovementView
from app.movement.transition import models as transition_models
from app.notifications import models as notification_models
from app.notifications import views as notification_views
from app.operations import views as operations_views
from app.operations.family_access_views import enrols
from app.operations.view_log_views import ViewRecordView
from app.organizations import filter_models, session_models
from app.organizations import models as organization_models
from app.organizations import views as organization_views
from app.organizations.models import UserAccount
from app.organizations.switch_views import shown_choice as shown_choice
from app.schedule import models as schedule_models
from app.schedule import views as schedule_views
from app.search import views as search_views
from app.staff import career_models
from app.staff import models as staff_models
from app.staff import order_models as staff_order_models
from app.staff import order_views as staff_order_views
from app.staff import views as staff_views
from app.staff.access_views import hires
from app.styleguide import views as styleguide_views

# Every module that maps tables or answers for rows of the scope is imported here.
MODELS = (
    organization_models,
    filter_models,
    session_models,
    audit_models,
    view_models,
    audit_writing,
    file_models,
    job_models,
    notification_models,
    academic_year_models,
    document_models,
    document_parts,
    staff_models,
    career_models,
    staff_order_models,
    group_models,
    children_models,
    children_family_models,
    benefit_models,
    consent_models,
    children_queries,
    movement_models,
    movement_case_models,
    children_readers,
    transition_models,
    board_models,
    event_models,
    event_photo_models,
    forum_models,
    forum_own,
    mail_models,
    schedule_models,
    attendance_models,
    attendance_history,
    notice_models,
)

FEATURES = (
    organization_views,
    notification_views,
    academic_year_views,
    document_views,
    staff_views,
    group_views,
    children_views,
    intake_views,
    movement_views,
    board_views,
    event_views,
    forum_views,
    mail_views,
    schedule_views,
    attendance_views,
    operations_views,
    search_views,
    help_views,
    styleguide_views,
)

# What one feature shows on the cards of another: the features do not know each other.
TABS: dict[type[EntityView], tuple[Tab, ...]] = {
    order_views.OrderView: (
        Tab(
            staff_order_views.StaffOrderLineView,
            "document",
            message("Employees of the order"),
            when=staff_order_views.is_about_staff,
            adds=staff_order_views.is_draft,
        ),
        Tab(
            staff_order_views.AppointmentLineView,
            "document",
            message("Roles of the order"),
            when=staff_order_views.is_about_roles,
            adds=staff_order_views.is_draft,
        ),
    ),
    organization_views.OrganizationView: (Tab(group_views.ChildGroupView, "organization"),),
    staff_views.EmployeeView: (
        Tab(group_views.GroupTeacherView, "employee", message("Groups")),
        Tab(
            organization_views.UserView,
            "",
            message("Account"),
            lambda item: UserAccount.id == item.user_id,
        ),
    ),
    group_views.ChildGroupView: (
        Tab(children_views.ChildView, "group", message("Children now")),
        Tab(attendance_entities.AttendanceSheetView, "group", message("Month sheets")),
    ),
    children_views.ChildView: (
        Tab(attendance_entities.AbsenceDocumentView, "child", message("Documents")),
        Tab(MovementView, "child", message("Movement")),
        Tab(ViewRecordView, "child", message("Who looked"), counted=False),
    ),
}
PAGES: dict[type[EntityView], tuple[PageTab, ...]] = {
    children_views.ChildView: (
        PageTab(
            "attendance",
            message("Attendance"),
            "ChildAttendance",
            "attendance/_child_month.html",
            child_month_views.month_on_card,
        ),
    ),
}
LINKS: dict[type[EntityView], tuple[CardLink, ...]] = {
    order_views.OrderView: (
        CardLink(
            message("Access for the hired"),
            "key",
            lambda item: f"/employees/access/order/{item.id}",
            "UserAccount",
            "add",
            hires,
        ),
        CardLink(
            message("Access for the parents"),
            "key",
            lambda item: f"/guardian-access/order/{item.id}",
            "UserAccount",
            "add",
            enrols,
        ),
    ),
    group_views.ChildGroupView: (
        CardLink(
            message("Month sheet"),
            "month",
            lambda item: f"/attendance/month/{item.id}/{clock.today():%Y-%m}",
            "Attendance",
        ),
        CardLink(
            message("Schedule"), "clock", lambda item: f"/schedule/?group={item.id}", "Lesson"
        ),
    ),
}


def help_of(path: str) -> PageHelp | None:
    """Where the help of a page stands, and what is said there on the first visit."""
    topic = topic_of(path)
    if topic is None:
        return None
    return PageHelp(topic, f"/help/{topic}", HINTS.get(topic), TOUCH_HINTS.get(topic))


def register_all(appbuilder: Any) -> None:
    """Register the views of every feature, in order."""
    for view, tabs in TABS.items():
        view.joined_tabs = tabs
    for view, drawn in PAGES.items():
        view.joined_pages = drawn
    for view, links in LINKS.items():
        view.joined_links = links
    for feature in FEATURES:
        feature.register(appbuilder)

"""Registers the pages of the forum and the records of its sections."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect

from app.communication.forum.models import ForumAdmission, ForumSection
from app.communication.forum.moderator_views import ForumModeratorView
from app.communication.forum.news_queries import has_topics
from app.communication.forum.own_models import ForumSettings
from app.communication.forum.reader_views import ForumView
from app.communication.forum.rules import check_circle, check_house, check_line, check_settings
from app.communication.forum.writer_views import ForumWriterView
from app.core.db import db
from app.core.entity_api import api_for
from app.core.entity_view import EntityView, Tab
from app.core.messages import message


class ForumAdmissionView(EntityView):
    model = ForumAdmission
    route_base = "/forum-admissions"
    title_many = message("Readers of sections")
    title_new = message("New readers of a section")
    list_columns = ["section", "group", "role", "may_write"]
    filter_columns = ["section", "group", "role"]
    base_order = ("section", False)
    sections = [(message("Readers"), list_columns)]

    def prepare(self, item: ForumAdmission, *, new: bool) -> None:
        """One of both, and of the house of the section."""
        check_line(group=item.group is not None, role=item.role is not None)
        house = item.section.organization_id
        check_house(item.group.organization_id if item.group is not None else None, house)
        item.organization_id = house


class ForumSectionView(EntityView):
    model = ForumSection
    route_base = "/forum-sections"
    title_many = message("Sections of the forum")
    title_new = message("New section")
    list_columns = ["title", "readers", "writers", "moderated", "closed", "list_order"]
    filter_columns = ["readers", "writers", "moderated", "closed"]
    base_order = ("list_order", False)
    sections = [
        (message("Section"), ["title", "list_order", "description"]),
        (message("Who"), ["readers", "writers", "moderated", "closed"]),
    ]
    tabs = [Tab(ForumAdmissionView, "section", message("Groups and roles"))]

    def prepare(self, item: ForumSection, *, new: bool) -> None:
        state: Any = inspect(item)
        changed = not new and state.attrs.readers.history.has_changes()
        check_circle(changed=changed, talked=changed and has_topics(db.session(), item.id))


class ForumSettingsView(EntityView):
    model = ForumSettings
    route_base = "/forum-settings"
    title_many = message("Settings of the forum")
    title_new = message("Settings of our own")
    empty_text = message("The usual settings are in force. Change what should be otherwise here.")
    empty_read_text = message(
        "The usual settings are in force. "
        "The coordinator or the system administrator may decide otherwise."
    )
    list_columns = ["organization", "edit_minutes", "per_hour"]
    sections = [(message("Posts"), ["edit_minutes", "per_hour"])]

    def prepare(self, item: ForumSettings, *, new: bool) -> None:
        check_settings(item.edit_minutes, item.per_hour)


def register(appbuilder: Any) -> None:
    for pages in (ForumView, ForumWriterView, ForumModeratorView):
        appbuilder.add_view_no_menu(pages)
    for entity in (ForumSectionView, ForumAdmissionView, ForumSettingsView):
        appbuilder.add_view_no_menu(entity)
        appbuilder.add_api(api_for(entity))

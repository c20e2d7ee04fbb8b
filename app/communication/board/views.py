"""Registers the pages of the board and what it does by itself."""

from __future__ import annotations

from typing import Any

from app.communication.board import delivery
from app.communication.board.author_views import AuthorView
from app.communication.board.models import BoardSettings
from app.communication.board.queries import unread_of
from app.communication.board.reader_views import BoardView
from app.communication.board.receipt_views import ReceiptView
from app.core.entity_api import api_for
from app.core.entity_view import EntityView
from app.core.errors import RuleViolation
from app.core.jobs.consumer import CHORES, TICKS
from app.core.messages import message
from app.notifications.rules import COUNTERS


class BoardSettingsView(EntityView):
    model = BoardSettings
    route_base = "/board-settings"
    title_many = message("Settings of the board")
    title_new = message("Settings of our own")
    empty_text = message("The usual settings are in force. Change what should be otherwise here.")
    empty_read_text = message(
        "The usual settings are in force: teachers publish without approval. "
        "The coordinator or the system administrator may decide otherwise."
    )
    list_columns = ["organization", "moderated", "per_hour"]
    sections = [(message("Announcements"), ["moderated", "per_hour"])]

    def prepare(self, item: BoardSettings, *, new: bool) -> None:
        if not 1 <= item.per_hour <= 1000:
            raise RuleViolation(message("Between 1 and 1000 an hour."), field="per_hour")


def register(appbuilder: Any) -> None:
    for view in (BoardView, AuthorView, ReceiptView):
        appbuilder.add_view_no_menu(view)
    appbuilder.add_view_no_menu(BoardSettingsView)
    appbuilder.add_api(api_for(BoardSettingsView))
    COUNTERS["board"] = unread_of
    TICKS["planned announcements"] = delivery.publish_planned
    TICKS["reminders of announcements"] = delivery.remind_by_plan
    CHORES["new readers of announcements"] = delivery.welcome_new_families

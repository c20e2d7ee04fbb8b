"""Generated pages: passages and what happened to them, for reading."""

from __future__ import annotations

from typing import Any

from app.core.entity_api import api_for
from app.core.entity_view import EntityView, Tab
from app.core.messages import message
from app.movement.transition.models import TransitionEvent, YearTransition


class TransitionEventView(EntityView):
    model = TransitionEvent
    route_base = "/year-events"
    title_many = message("History of passages")
    title_new = message("History of passages")
    list_columns = ["transition", "step", "happened_at", "by_name", "comment"]
    filter_columns = ["step"]
    base_order = ("happened_at", True)
    sections = [(message("Step"), list_columns)]
    read_only = True


class YearTransitionView(EntityView):
    model = YearTransition
    route_base = "/year-transitions"
    title_many = message("Passages to the next year")
    title_new = message("Passages to the next year")
    list_columns = ["name", "state", "starts_on", "confirmed_name", "done_name", "done_at"]
    filter_columns = ["state"]
    base_order = ("starts_on", True)
    sections = [
        (message("Passage to the next year"), ["name", "starts_on", "state", "backup_name"]),
        (message("Two keys"), ["confirmed_name", "confirmed_at", "done_name", "done_at"]),
    ]
    tabs = [Tab(TransitionEventView, "transition", message("History"))]
    read_only = True


def register(appbuilder: Any) -> None:
    for view in (YearTransitionView, TransitionEventView):
        appbuilder.add_view_no_menu(view)
        appbuilder.add_api(api_for(view))

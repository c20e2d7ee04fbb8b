"""Registers the pages of the movement and what it does for features below."""

from __future__ import annotations

from typing import Any

from app.children.actions import KEEPERS
from app.movement import case_views, entity_views
from app.movement.book_views import MovementBookView
from app.movement.case_actions import TransferCases
from app.movement.desk_views import MovementDeskView
from app.movement.followers import FOLLOWERS
from app.movement.initial_actions import InitialList
from app.movement.order_views import MovementOrderView
from app.movement.period_views import MovementPeriodView
from app.movement.recap_views import MovementRecapView
from app.movement.transition import views as year_views

PAGES = (
    MovementDeskView,
    MovementOrderView,
    MovementBookView,
    MovementRecapView,
    MovementPeriodView,
)


def register(appbuilder: Any) -> None:
    for view in PAGES:
        appbuilder.add_view_no_menu(view)
    entity_views.register(appbuilder)
    case_views.register(appbuilder)
    FOLLOWERS["movement"] = TransferCases()
    year_views.register(appbuilder)
    KEEPERS[:] = [InitialList()]

"""Generated pages: entries of the book. They come by orders and are only read."""

from __future__ import annotations

from typing import Any

from app.core.entity_api import api_for
from app.core.entity_pages import named
from app.core.entity_view import EntityView, NextStep
from app.core.formats import show_date
from app.core.i18n import translate
from app.core.messages import message
from app.movement.models import Movement
from app.movement.rules.events import KINDS


class MovementView(EntityView):
    model = Movement
    route_base = "/movements"
    title_many = message("Entries of the movement book")
    title_new = message("Entry of the book")
    list_columns = [
        *("child", "kind", "effective_on", "from_group", "to_group"),
        *("order_number", "order_date", "reversed_order"),
    ]
    filter_columns = ["child", "kind", "effective_on", "to_group", "reason"]
    base_order = ("effective_on", True)
    sections = [
        (
            message("Entry of the book"),
            [
                *("child", "kind", "effective_on", "last_day", "from_group", "to_group"),
                *("reason", "kept_reason", "place", "book_number"),
            ],
        ),
        (
            message("Papers"),
            [
                *("order_number", "order_date", "referral_number", "referral_date"),
                *("contract_number", "contract_date", "file_number", "capacity_reason"),
            ],
        ),
        (message("Cancellation"), ["reversed_on", "reversed_order"]),
    ]
    empty_read_text = message("Entries appear when orders about children are signed.")
    empty_step = NextStep(message("Begin the order"), "/movement", ("can_edit", "MovementOrder"))
    read_only = True

    def title_of(self, item: Movement) -> str:
        kind = translate(KINDS[item.kind])
        return named(f"{kind[:1].upper()}{kind[1:]}", item.child, show_date(item.effective_on))


def register(appbuilder: Any) -> None:
    appbuilder.add_view_no_menu(MovementView)
    appbuilder.add_api(api_for(MovementView))

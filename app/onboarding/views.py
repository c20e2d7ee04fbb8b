"""The home page: what waits for this person today, by the rights and rows of the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_appbuilder import IndexView, expose
from flask_babel import gettext as _

from app.attendance.sheet_pages import day_label
from app.core import clock
from app.core.access import open_to_signed_in
from app.core.entity_pages import page
from app.onboarding import (
    authority_pages,
    chart_pages,
    family_pages,
    family_paper_pages,
    group_pages,
    list_pages,
    movement_pages,
    news_pages,
    office_pages,
    paper_pages,
    server_pages,
    signing_pages,
    start_pages,
)
from app.onboarding.desk import Home
from app.organizations.access import signed_in

Block = dict[str, Any]

# In the order of the page: what calls for a hand before what is good to know.
BLOCKS: tuple[Callable[[Home], list[Block]], ...] = (
    news_pages.news,
    family_pages.children,
    news_pages.events,
    group_pages.own_groups,
    group_pages.to_do,
    start_pages.first_steps,
    server_pages.health,
    office_pages.figures,
    authority_pages.houses,
    list_pages.not_filled,
    paper_pages.to_read,
    paper_pages.to_approve,
    paper_pages.to_sign,
    paper_pages.to_renew,
    signing_pages.signature,
    signing_pages.not_closed,
    signing_pages.payable,
    family_paper_pages.family_papers,
    group_pages.ill_today,
    group_pages.week_birthdays,
    chart_pages.month_chart,
    movement_pages.movement,
    list_pages.occupancy,
    list_pages.completeness,
    server_pages.accounts,
    server_pages.failed_work,
)


class HomeView(IndexView):
    """Home by role: each block is read under the right that opens the page behind it."""

    route_base = ""

    @expose("/")
    @open_to_signed_in("each block is read under the person's own right for the page behind it")
    def index(self) -> Any:
        home = Home(signed_in())
        blocks = [one for block in BLOCKS for one in block(home)] or [start_pages.nothing(home)]
        shown = page(
            title=_("Home"),
            note=_(
                "%(day)s · updated at %(time)s",
                day=day_label(home.today),
                time=f"{clock.local(clock.now(), home.person.timezone):%H:%M}",
            ),
            columns={
                name: [one for one in blocks if one["column"] == name]
                for name in ("first", "top", "do", "know")
            },
        )
        return render_template("home.html", page=shown)

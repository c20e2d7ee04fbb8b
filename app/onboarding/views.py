"""The home page: what waits for this person today."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_appbuilder import IndexView, expose
from flask_babel import gettext as _

from app.core.access import open_to_signed_in
from app.core.entity_pages import page


class HomeView(IndexView):
    """Home by role."""

    route_base = ""

    @expose("/")
    @open_to_signed_in("each card shows what the person's own rights and rows allow")
    def index(self) -> Any:
        return render_template("home.html", page=page(title=_("Home"), cards=[], lists=[]))

"""The style guide. Without STYLEGUIDE=1 it is not registered: nobody has the address."""

from __future__ import annotations

from typing import Any

from flask import current_app, jsonify, render_template, request
from flask_appbuilder import BaseView, expose

from app.core.access import open_to_anyone
from app.core.charts import LineChart, Series, bar, line_chart
from app.core.entity_pages import page
from app.core.web import STATIC
from app.styleguide.forms import GROUPS, specimen
from app.styleguide.rules import colours

THEMES = ("light", "dark")
# (file in templates/styleguide, title, what it is made of)
PARTS = (
    ("tokens", "Tokens: colour, type, corners", "css/tokens.css, css/base.css"),
    ("buttons", "Buttons, links, drop-downs", "css/components.css; macros exports, switch"),
    ("badges", "Badges, chips, counters, marks", "css/components.css; macro badge"),
    ("notices", "Notices, toasts, errors of a form", "macro notice; js/dom.js: announce"),
    ("fields", "Fields", "model/_fields.html: draw(field); js/form.js, js/related.js"),
    ("tables", "Tables and pages of rows", "css/lists.css; model/_table.html"),
    ("cards", "Cards, figures, facts", "css/components.css"),
    ("empty", "Empty states", "macro empty"),
    ("navigation", "Tabs, steps, menu, bottom bar", "css/base.css; macro steps"),
    ("dialogs", "Dialogs", "data-dialog=id opens, data-shut closes, data-confirm asks"),
    ("charts", "Charts", "core/charts.py; components/charts.html; css/home.css"),
    ("progress", "Progress of a job", "components/job_progress.html; js/job.js"),
    ("attendance", "The day and the month", "css/attendance.css; js/today.js, js/month.js"),
)
WHY = "shows components and no data; exists in development only"


def a_chart() -> LineChart:
    """Two months of days, the second with a gap."""
    return line_chart(
        "Посещаемость по дням",
        "В среднем 82 % в ноябре и 78 % в октябре.",
        (
            Series("ноябрь", (79, 84, 81, 86, 88, 83, 85)),
            Series("октябрь", (74, 76, None, 80, 82, 79, 77)),
        ),
        [str(day) for day in range(1, 8)],
        unit=" %",
        ceiling=100,
    )


class StyleguideView(BaseView):
    """Components side by side in the light and in the dark."""

    route_base = "/styleguide"
    default_view = "guide"

    @expose("")
    @open_to_anyone(WHY)
    def guide(self) -> Any:
        css = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
        return render_template(
            "styleguide/index.html",
            page=page(title="Style guide", parts=PARTS, colours=colours(css)),
            chart=a_chart(),
            bars=[(22, bar(22, 25)), (27, bar(27, 25))],
            forms={theme: specimen(theme) for theme in THEMES},
        )

    @expose("/rows.json")
    @open_to_anyone(WHY)
    def rows(self) -> Any:
        """What a field with a search would find."""
        asked = request.args.get("q", "").casefold()
        found = [
            {"id": key, "label": name, "note": "старшая группа"}
            for key, name in GROUPS
            if asked in name.casefold()
        ]
        return jsonify(items=found, more=False)


def register(appbuilder: Any) -> None:
    if current_app.config["STYLEGUIDE"]:
        appbuilder.add_view_no_menu(StyleguideView)

"""Help: a short Russian page for every screen, opened by «?»."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template
from flask_appbuilder import BaseView, expose

from app.core.access import open_to_anyone
from app.core.entity_pages import page
from app.help.queries import FIRST, topic


class HelpView(BaseView):
    """Texts on how to use the product. They hold no data of anybody."""

    route_base = "/help"
    default_view = "contents"

    @expose("")
    @open_to_anyone("how to use the product; tells no data, and who cannot sign in needs it most")
    def contents(self) -> Any:
        return self.topic(FIRST)

    @expose("/<topic>")
    @open_to_anyone("how to use the product; tells no data, and who cannot sign in needs it most")
    def topic(self, topic: str) -> Any:
        return _shown(topic)


def _shown(name: str) -> Any:
    found, contents = topic(name), topic(FIRST)
    if found is None or contents is None:
        abort(404)
    shown = page(title=found.title, text=found.html, name=name, is_contents=name == FIRST)
    return render_template("help/topic.html", page=shown, contents=contents)


def register(appbuilder: Any) -> None:
    appbuilder.add_view_no_menu(HelpView)

"""One's own filters of a list, asked for by the script of the list when they are looked at."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask_appbuilder import BaseView, expose
from sqlalchemy import select

from app.core.access import open_to_signed_in
from app.core.db import db
from app.organizations.access import signed_in
from app.organizations.filter_actions import keep_filter, remove_filter
from app.organizations.filter_models import KeptFilter

OWN = "one's own filters, found by the account and by nothing else"


class KeptFiltersView(BaseView):
    """Names and addresses; no row of a list is read here."""

    route_base = "/account/filters"
    default_view = "listed"

    @expose("", methods=["GET", "POST"])
    @open_to_signed_in(OWN)
    def listed(self) -> Any:
        """The filters of the list ``place``; a POST keeps one more."""
        place = request.values.get("place", "")
        if request.method == "POST":
            name, query = request.form.get("name", ""), request.form.get("query", "")
            keep_filter(db.session(), signed_in().id, place, name, query)
            db.session.commit()
        return jsonify(_kept(place))

    @expose("/remove", methods=["POST"])
    @open_to_signed_in(OWN)
    def remove(self) -> Any:
        key = request.form.get("id", "")
        if key.isascii() and key.isdigit() and len(key) < 10:
            remove_filter(db.session(), signed_in().id, int(key))
        db.session.commit()
        return jsonify(_kept(request.form.get("place", "")))


def _kept(place: str) -> list[dict[str, Any]]:
    query = select(KeptFilter).where(
        KeptFilter.user_id == signed_in().id, KeptFilter.place == place
    )
    rows = db.session.scalars(query.order_by(KeptFilter.id))
    return [{"id": one.id, "name": one.name, "query": one.query} for one in rows]

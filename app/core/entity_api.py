"""EntityApi: REST of one entity, through the same doors as its pages.

Lists take the arguments of the list page, writes pass the same form and rules,
rows come through the same scope. Signed-in browsers only, with the CSRF token
in the header ``X-CSRFToken``. A write may name the document it is made by (``change_basis``), as
the form does: the log of changes tells it.
"""

from __future__ import annotations

import enum
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

from flask import jsonify, request
from flask_appbuilder import expose
from flask_appbuilder.api import BaseApi
from werkzeug.datastructures import MultiDict

from app.core import listing
from app.core.access import requires
from app.core.audit.basis import by_document
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_card, note_rows
from app.core.columns import Attribute
from app.core.db import db
from app.core.entity_edit import BASIS
from app.core.entity_forms import build_form
from app.core.entity_view import EntityView
from app.core.entity_writes import changed_meanwhile, remove, save, settle_owner
from app.core.errors import BadInput, RuleViolation
from app.core.i18n import translate
from app.core.messages import message


def plain(value: Any) -> Any:
    """A value as JSON: dates in ISO, enumerations by value, links as id and text."""
    if isinstance(value, enum.Enum):
        return value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return {"id": value.id, "text": str(value)}


class EntityApi(BaseApi):
    """REST of the entity of ``view``. Made by ``api_for``."""

    view_class: ClassVar[type[EntityView]]
    allow_browser_login = True
    csrf_exempt = False
    openapi_spec_methods: ClassVar[dict[str, Any]] = {}

    def view(self) -> EntityView:
        found: EntityView = next(
            one for one in self.appbuilder.baseviews if one.__class__ is self.view_class
        )
        return found

    def add_api_spec(self, api_spec: Any) -> None:
        """No OpenAPI page is served."""

    def names(self) -> list[str]:
        view = self.view_class
        names = [name for name in view.list_columns if name not in view.computed]
        names += view.show_only
        names += [name for _label, group in view.sections for name in group]
        shown = self.view().attributes(list(dict.fromkeys(names)))
        return [one.name for one in shown]

    def as_json(self, row: Any) -> dict[str, Any]:
        values = {name: plain(getattr(row, name)) for name in self.names()}
        extra = {"version": row.version} if hasattr(row, "version") else {}
        return {"id": row.id, **values, **extra}

    @expose("/", methods=["GET"])
    @requires("read")
    def get_list(self) -> Any:
        view = self.view()
        asked = listing.parse(request.args, view.filterable(), view.sortable(view.offered()))
        query = view.query(asked)
        total = db.session.scalar(listing.count(query)) or 0
        shown = listing.paged(query, asked).options(*listing.eager(view.model, self.names()))
        found = db.session.scalars(shown).all()
        note_rows(Look.EXPORTED, view.model, found)
        rows = [self.as_json(row) for row in found]
        return jsonify(count=total, page=asked.page, result=rows)

    @expose("/_info", methods=["GET"])
    @requires("read")
    def info(self) -> Any:
        """Names, labels and types of the columns; choices of links come from ``related``."""
        view = self.view()
        columns = [Attribute(view.model, name) for name in self.names()]
        return jsonify(
            title=translate(view.title_many),
            columns=[
                {
                    "name": one.name,
                    "label": translate(one.label),
                    "type": one.kind,
                    "required": one.required,
                }
                for one in columns
            ],
        )

    @expose("/<pk>", methods=["GET"])
    @requires("read")
    def get(self, pk: str) -> Any:
        item = self.view().load(pk)
        note_card(Look.VIEWED, item)
        return jsonify(result=self.as_json(item))

    @expose("/", methods=["POST"])
    @requires("add")
    def post(self) -> Any:
        self.view().demand("add")
        item = self.view().model()
        self._fill(item, self._body(), new=True)
        return jsonify(id=item.id, result=self.as_json(self.view().load(str(item.id)))), 201

    @expose("/<pk>", methods=["PUT"])
    @requires("edit")
    def put(self, pk: str) -> Any:
        self.view().demand("edit")
        item = self.view().load(pk)
        body = self._body()
        if hasattr(item, "version") and body.get("version") != item.version:
            raise changed_meanwhile()
        stored = {name: plain(getattr(item, name)) for name in self.view().form_names()}
        self._fill(item, {**stored, **body}, new=False)
        return jsonify(result=self.as_json(self.view().load(pk)))

    @expose("/<pk>", methods=["DELETE"])
    @requires("delete")
    def delete(self, pk: str) -> Any:
        self.view().demand("delete")
        item = self.view().load(pk)
        self.view().demand_row(item, "delete")
        remove(item, lambda: self.view().removing(item))
        return jsonify(deleted=int(pk))

    def _body(self) -> dict[str, Any]:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise BadInput(message("The request is not a JSON object."))
        known = {*self.view().form_names(), "version", BASIS}
        if not isinstance(body.get(BASIS, ""), str):
            raise RuleViolation(message("Unknown fields: %(names)s.", names=BASIS))
        unknown = sorted(str(name) for name in body if name not in known)
        if unknown:
            raise RuleViolation(message("Unknown fields: %(names)s.", names=", ".join(unknown)))
        return body

    def _fill(self, item: Any, body: dict[str, Any], *, new: bool) -> None:
        """Pass the values through the form of the page, then through the rules."""
        view = self.view()
        if new and "organization" in view.form_names():
            house = view.only_house()
            body = {"organization": house.id if house else None, **body}
        texts: MultiDict[str, str] = MultiDict()
        for name in view.form_names():
            text = self._text(name, body.get(name))
            if text is not None:
                texts.add(name, text)
        kind = build_form(view.model, view.form_names(), view.route_base)
        form = kind(texts, meta={"csrf": False})
        if not form.validate():
            details = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
            raise RuleViolation(message("Some fields are wrong."), fields=details)
        with by_document(body.get(BASIS)):
            with db.session.no_autoflush:
                form.populate_obj(item)
                settle_owner(item)
                view.prepare(item, new=new)
            save(item, new=new, then=lambda: view.written(item, new=new))

    def _text(self, name: str, value: Any) -> str | None:
        """A JSON value as a form would send it. A nested object may only name an id."""
        if value is None or value is False:
            return None
        if value is True:
            return "y"
        if isinstance(value, dict):
            value = value.get("id")
        if not isinstance(value, str | int | float):
            raise RuleViolation(message("Unknown fields: %(names)s.", names=name))
        return str(value)


def api_for(view: type[EntityView]) -> type[EntityApi]:
    """The REST class of an entity view: same subject, same columns, same rules."""
    read_only = {"get_list", "get", "info"}
    return type(
        f"{view.model.__name__}Api",
        (EntityApi,),
        {
            "view_class": view,
            "resource_name": view.model.__tablename__,
            "route_base": f"/api/v1/{view.model.__tablename__}",
            "class_permission_name": view.class_permission_name,
            "include_route_methods": read_only
            if view.read_only
            else read_only | {m for m in ("post", "put", "delete") if _offers(view, m)},
        },
    )


def _offers(view: type[EntityView], method: str) -> bool:
    page = {"post": "add", "put": "edit", "delete": "delete"}[method]
    return page in view.include_route_methods

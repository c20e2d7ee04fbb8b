"""A kindergarten on plain Flask-AppBuilder, and what it lets through.

Run in a process of its own (FAB keeps one registry of models a process):
``python tests/stock/holes.py DATABASE_URL`` prints one JSON object, hole by hole. A teacher is
limited to group 1 by ``base_filters``, as FAB's documentation advises.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from decimal import Decimal
from typing import Any

from flask import Flask, g
from flask_appbuilder import AppBuilder, Model, ModelView
from flask_appbuilder.actions import action
from flask_appbuilder.api import ModelRestApi
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.filters import FilterEqualFunction
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

logging.disable(logging.CRITICAL)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class House(Model):
    """A group that teachers are limited to."""

    __tablename__ = "house"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))

    def __repr__(self) -> str:
        return self.name


class Pupil(Model):
    """A child of a group."""

    __tablename__ = "pupil"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    fee: Mapped[Decimal] = mapped_column(Numeric(8, 2), default=Decimal("1.00"))
    active: Mapped[bool] = mapped_column(default=True)
    house_id: Mapped[int] = mapped_column(ForeignKey("house.id"))
    house: Mapped[House] = relationship()

    def __repr__(self) -> str:
        return self.name


def own_house() -> int:
    return 1 if g.user.username == "teacher" else 2


class PupilView(ModelView):
    """Children, limited to the teacher's group."""

    datamodel = SQLAInterface(Pupil)
    list_columns = ["name", "house", "fee", "active"]
    add_columns = edit_columns = ["name", "house", "fee", "active"]
    base_filters = [["house_id", FilterEqualFunction, own_house]]

    @action("shout", "Shout", "Sure?", single=True, multiple=True)
    def shout(self, items: Any) -> Any:
        for one in items if isinstance(items, list) else [items]:
            one.name = "shouted"
        self.datamodel.session.commit()
        return "done"


class PupilApi(ModelRestApi):
    """The REST of children with sign-in by browser."""

    resource_name = "pupil"
    datamodel = SQLAInterface(Pupil)
    allow_browser_login = True
    base_filters = [["house_id", FilterEqualFunction, own_house]]


class HouseView(ModelView):
    """Groups with their children as a tab."""

    datamodel = SQLAInterface(House)
    related_views = [PupilView]


class Stock:
    """The app, its people and rows."""

    def __init__(self, url: str) -> None:
        self.app = Flask(__name__)
        self.app.config.update(
            SECRET_KEY="stock", SQLALCHEMY_DATABASE_URI=url, FAB_ADD_SECURITY_API=False
        )
        self.db = SQLA(metadata=Model.metadata)
        self.db.init_app(self.app)
        CSRFProtect(self.app)
        with self.app.app_context():
            Model.metadata.create_all(self.db.engine)
            self.builder = AppBuilder(self.app, self.db.session)
            self.builder.add_view(PupilView, "Pupils")
            self.builder.add_view(HouseView, "Houses")
            self.builder.add_api(PupilApi)
            self._fill()

    def _fill(self) -> None:
        sm = self.builder.sm
        admin = sm.find_role("Admin")
        for name in ("teacher", "other"):
            sm.add_user(name, name, name, f"{name}@example.org", [admin], "password-1")
        few = sm.add_role("Few")
        for permission in ("can_show", "can_list"):
            sm.add_permission_role(few, sm.find_permission_view_menu(permission, "HouseView"))
        sm.add_user("visitor", "visitor", "v", "v@example.org", [few], "password-1")
        session = self.db.session
        session.add_all([House(id=1, name="Own"), House(id=2, name="Foreign")])
        session.flush()
        session.add_all(
            [
                Pupil(id=1, name="own child", house_id=1),
                Pupil(id=2, name="foreign child", house_id=2),
            ]
        )
        session.commit()

    def client(self, name: str = "teacher") -> Any:
        client = self.app.test_client()
        token = TOKEN.search(client.get("/login/").text)
        assert token
        form = {"username": name, "password": "password-1", "csrf_token": token[1]}
        client.post("/login/", data=form)
        return client

    def token(self, client: Any, path: str = "/pupilview/add") -> str:
        found = TOKEN.search(client.get(path).text)
        assert found
        return found[1]

    def pupil(self, key: int) -> dict[str, Any]:
        with self.app.app_context():
            row = self.db.session.get(Pupil, key)
            return {"name": row.name, "house": row.house_id, "active": row.active}

    def names(self) -> dict[str, int]:
        with self.app.app_context():
            return {row.name: row.house_id for row in self.db.session.query(Pupil)}


def form(stock: Stock, client: Any, path: str, **fields: Any) -> Any:
    return client.post(path, data={"csrf_token": stock.token(client), **fields})


def action_on_a_foreign_row(stock: Stock) -> bool:
    client = stock.client()
    form(stock, client, "/pupilview/action_post", action="shout", rowid="2")
    return stock.pupil(2)["name"] == "shouted"


def foreign_key_in_rest(stock: Stock) -> bool:
    body = {"name": "planted", "fee": "1.00", "active": True, "house": 2}
    answer = stock.client().post("/api/v1/pupil/", json=body)
    return answer.status_code == 201 and stock.names()["planted"] == 2


def rest_without_csrf_token(stock: Stock) -> bool:
    body = {"name": "no token", "fee": "1.00", "active": True, "house": 1}
    return stock.client().post("/api/v1/pupil/", json=body).status_code == 201


def nested_object_makes_a_row(stock: Stock) -> bool:
    body = {"name": "n", "fee": "1.00", "active": True, "house": {"id": 777, "name": "conjured"}}
    stock.client().post("/api/v1/pupil/", json=body)
    with stock.app.app_context():
        return stock.db.session.get(House, 777) is not None


def related_tab_without_permission(stock: Stock) -> bool:
    """The visitor may show groups and has no right on children at all."""
    return "foreign child" in stock.client("visitor").get("/houseview/show/2").text


def foreign_rows_in_selects(stock: Stock) -> bool:
    return "Foreign" in stock.client().get("/pupilview/add").text


def bad_order_is_a_crash(stock: Stock) -> bool:
    path = "/pupilview/list/?_oc_PupilView=nothing&_od_PupilView=asc"
    return crashes(stock, path)


def bad_page_is_a_crash(stock: Stock) -> bool:
    return crashes(stock, "/pupilview/list/?page_PupilView=x")


def numeric_filter_is_a_crash(stock: Stock) -> bool:
    return crashes(stock, "/pupilview/list/?_flt_0_fee=1.00")


def crashes(stock: Stock, path: str) -> bool:
    try:
        return bool(stock.client().get(path).status_code == 500)
    except Exception:
        return True


def unticked_box_is_not_saved(stock: Stock) -> bool:
    client = stock.client()
    form(stock, client, "/pupilview/edit/1", name="own child", house="1", fee="1.00")
    return bool(stock.pupil(1)["active"])


def later_editor_wins_silently(stock: Stock) -> bool:
    one, two = stock.client(), stock.client()
    one.get("/pupilview/edit/1")
    fields = {"house": "1", "fee": "1.00", "active": "y"}
    form(stock, two, "/pupilview/edit/1", name="by the second", **fields)
    form(stock, one, "/pupilview/edit/1", name="by the first", **fields)
    return stock.pupil(1)["name"] == "by the first"


def filters_are_shared_between_threads(stock: Stock) -> bool:
    """The mechanism of rows saved into the wrong group: one mutable object for all requests."""
    seen: list[int] = []

    def visit() -> None:
        stock.client().get("/pupilview/list/")
        view = next(v for v in stock.builder.baseviews if isinstance(v, PupilView))
        seen.append(id(view._filters))

    threads = [threading.Thread(target=visit) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(set(seen)) == 1


def many_wrong_sign_ins(stock: Stock) -> bool:
    client = stock.app.test_client()
    codes = set()
    for _attempt in range(15):
        token = TOKEN.search(client.get("/login/").text)
        assert token
        fields = {"username": "teacher", "password": "wrong", "csrf_token": token[1]}
        codes.add(client.post("/login/", data=fields).status_code)
    return 429 not in codes


def sign_out_by_get(stock: Stock) -> bool:
    client = stock.client()
    client.get("/logout/")
    return bool(client.get("/pupilview/list/").status_code == 302)


HOLES = (
    related_tab_without_permission,
    foreign_rows_in_selects,
    action_on_a_foreign_row,
    foreign_key_in_rest,
    rest_without_csrf_token,
    nested_object_makes_a_row,
    bad_order_is_a_crash,
    bad_page_is_a_crash,
    numeric_filter_is_a_crash,
    unticked_box_is_not_saved,
    later_editor_wins_silently,
    filters_are_shared_between_threads,
    many_wrong_sign_ins,
    sign_out_by_get,
)


def main() -> None:
    stock = Stock(sys.argv[1])
    found: dict[str, Any] = {}
    for hole in HOLES:
        try:
            found[hole.__name__] = hole(stock)
        except Exception as error:
            found[hole.__name__] = repr(error)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()

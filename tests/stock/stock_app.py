"""A small application of the framework as it comes: no class of ours, its own ModelView and REST.

``python -m tests.stock.stock_app URL`` is run by the tests as a process of its own, because the
framework keeps its models in one registry, which in this process is ours.
"""

from __future__ import annotations

import enum
import json
import re
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder, Model, ModelRestApi, ModelView, action
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.filters import FilterEqual
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.security.sqla.models import User
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Enum, ForeignKey, Numeric, String, event, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

db = SQLA(metadata=Model.metadata)
PASSWORD = "correct horse battery"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Kind(enum.Enum):
    PLAIN = "plain"
    OTHER = "other"


class House(Model):
    __tablename__ = "house"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)

    def __repr__(self) -> str:
        return self.name


class Pupil(Model):
    __tablename__ = "pupil"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    area: Mapped[Decimal | None] = mapped_column(Numeric(7, 2))
    teaching: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[Kind] = mapped_column(Enum(Kind), default=Kind.PLAIN)
    born: Mapped[date | None] = mapped_column()
    house_id: Mapped[int | None] = mapped_column(ForeignKey("house.id"))
    house: Mapped[House | None] = relationship()


class Toy(Model):
    __tablename__ = "toy"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    house_id: Mapped[int | None] = mapped_column(ForeignKey("house.id"))
    house: Mapped[House | None] = relationship()


OWN = [["house_id", FilterEqual, 1]]


class ToyView(ModelView):
    datamodel = SQLAInterface(Toy)
    list_columns = ["name"]


class PupilView(ModelView):
    datamodel = SQLAInterface(Pupil)
    base_filters = OWN
    list_columns = ["name", "area"]
    search_columns = ["name", "area", "teaching", "kind", "born", "house"]
    add_columns = edit_columns = ["name", "house", "teaching"]

    @action("rename", "Rename", "Sure?", single=True)
    def rename(self, items: Any) -> Any:
        for item in items if isinstance(items, list) else [items]:
            item.name = "renamed"
            self.datamodel.edit(item)
        return "done"


class HouseView(ModelView):
    datamodel = SQLAInterface(House)
    related_views = [ToyView]
    show_columns = ["name"]


class PupilApi(ModelRestApi):
    datamodel = SQLAInterface(Pupil)
    resource_name = "pupil"
    base_filters = OWN
    allow_browser_login = True
    list_columns = ["name"]
    add_columns = edit_columns = ["name", "house"]


class Stock:
    """The application with its first rows, an Admin and a user who may see houses only."""

    def __init__(self, url: str) -> None:
        self.app = Flask(__name__)
        self.app.config.update(
            SECRET_KEY="a key of the tests",
            SQLALCHEMY_DATABASE_URI=url,
            FAB_ROLES={"Watcher": [["^HouseView$", ".*"]]},
            WTF_CSRF_TIME_LIMIT=None,
        )
        db.init_app(self.app)
        CSRFProtect(self.app)
        with self.app.app_context():
            if url.startswith("sqlite"):
                event.listen(
                    db.engine, "connect", lambda c, r: c.execute("PRAGMA busy_timeout=9000")
                )
            builder = AppBuilder(self.app, db.session)
            for view in (HouseView, PupilView, ToyView):
                builder.add_view(view, view.__name__)
            builder.add_api(PupilApi)
            db.create_all()
            builder.add_permissions(update_perms=True)
            self._fill(builder)

    def _fill(self, builder: Any) -> None:
        for number in (1, 2, 3, 4):
            db.session.add(House(id=number, name=f"house {number}"))
        db.session.flush()
        # The second pupil is a foreign one; each hole that edits has a row of its own.
        for number in (1, 2, 3, 4):
            house = 2 if number == 2 else 1
            db.session.add(Pupil(id=number, name=f"pupil {number}", house_id=house, teaching=True))
        db.session.add(Toy(id=1, name="secret toy", house_id=1))
        db.session.commit()
        if "postgres" in str(db.engine.url):
            for name in ("house", "pupil", "toy"):
                db.session.execute(text(f"SELECT setval('{name}_id_seq', 100)"))
            db.session.commit()
        for login, role in (("admin", "Admin"), ("watcher", "Watcher")):
            found = builder.sm.find_role(role) or builder.sm.add_role(role)
            builder.sm.add_user(login, "A", "B", f"{login}@x", found, PASSWORD)

    def client(self, login: str = "admin") -> Any:
        client = self.app.test_client()
        page = client.get("/login/").get_data(as_text=True)
        found = TOKEN.search(page)
        assert found, page
        form = {"username": login, "password": PASSWORD, "csrf_token": found[1]}
        assert client.post("/login/", data=form).status_code == 302
        client.token = found[1]
        page = client.get("/pupilview/add").get_data(as_text=True)
        found = TOKEN.search(page)
        if found:
            client.token = found[1]
        return client

    def send(self, client: Any, path: str, **fields: Any) -> Any:
        return client.post(path, data={"csrf_token": client.token, **fields})

    def pupil(self, key: int) -> Pupil:
        with self.app.app_context():
            row = db.session.get(Pupil, key)
            assert row is not None
            db.session.expunge(row)
            return row

    def names(self) -> dict[str, int | None]:
        with self.app.app_context():
            return {row.name: row.house_id for row in db.session.scalars(select(Pupil))}


def wait_for_the_lock(connection: Any, record: Any) -> None:
    connection.execute("PRAGMA busy_timeout=9000")


# Each hole of the framework: True when it is open, as found.
HOLES: dict[str, Callable[[Stock], bool]] = {}


def hole(check: Callable[[Stock], bool]) -> Callable[[Stock], bool]:
    HOLES[check.__name__] = check
    return check


@hole
def form_takes_a_foreign_link(stock: Stock) -> bool:
    client = stock.client()
    stock.send(client, "/pupilview/edit/1", name="moved", house="2", teaching="y")
    return stock.names().get("moved") == 2


@hole
def rest_takes_a_foreign_link(stock: Stock) -> bool:
    answer = stock.client().post("/api/v1/pupil/", json={"name": "by rest", "house": 2})
    return answer.status_code == 201 and stock.names().get("by rest") == 2


@hole
def rest_writes_without_a_token(stock: Stock) -> bool:
    client = stock.client()
    answer = client.post("/api/v1/pupil/", json={"name": "no token"})
    return bool(answer.status_code == 201)


@hole
def rest_makes_rows_of_other_tables(stock: Stock) -> bool:
    body = {"name": "nested", "house": {"id": 777, "name": "made along the way"}}
    stock.client().post("/api/v1/pupil/", json=body)
    with stock.app.app_context():
        return db.session.get(House, 777) is not None


@hole
def rest_info_lists_all_linked_rows(stock: Stock) -> bool:
    return "house 4" in stock.client().get("/api/v1/pupil/_info").get_data(as_text=True)


@hole
def select_lists_all_linked_rows(stock: Stock) -> bool:
    return "house 4" in stock.client().get("/pupilview/add").get_data(as_text=True)


@hole
def action_runs_on_a_foreign_row(stock: Stock) -> bool:
    client = stock.client()
    stock.send(client, "/pupilview/action_post", action="rename", rowid=["2"])
    return stock.pupil(2).name == "renamed"


@hole
def tab_is_shown_without_a_right(stock: Stock) -> bool:
    page = stock.client("watcher").get("/houseview/show/1").get_data(as_text=True)
    return "secret toy" in page


@hole
def unticked_box_is_refused(stock: Stock) -> bool:
    client = stock.client()
    answer = stock.send(client, "/pupilview/edit/3", name="unticked", house="1")
    return answer.status_code == 200 and stock.pupil(3).teaching


@hole
def second_editor_overwrites_the_first(stock: Stock) -> bool:
    first, second = stock.client(), stock.client()
    first.get("/pupilview/edit/4")
    second.get("/pupilview/edit/4")
    stock.send(first, "/pupilview/edit/4", name="first", house="1", teaching="y")
    stock.send(second, "/pupilview/edit/4", name="second", house="1", teaching="y")
    return stock.pupil(4).name == "second"


@hole
def bad_page_is_an_error_of_the_server(stock: Stock) -> bool:
    return bool(stock.client().get("/pupilview/list/?page_PupilView=x").status_code == 500)


@hole
def bad_order_is_an_error_of_the_server(stock: Stock) -> bool:
    path = "/pupilview/list/?_oc_PupilView=nothing&_od_PupilView=asc"
    return bool(stock.client().get(path).status_code == 500)


@hole
def any_page_size_is_taken(stock: Stock) -> bool:
    return bool(stock.client().get("/pupilview/list/?psize_PupilView=100000").status_code == 200)


@hole
def search_misses_another_case_of_cyrillic(stock: Stock) -> bool:
    with stock.app.app_context():
        db.session.add(Pupil(name="Ёлкина", house_id=1))
        db.session.commit()
    page = stock.client().get("/pupilview/list/?_flt_2_name=елк").get_data(as_text=True)
    return "Ёлкина" not in page


@hole
def row_in_use_is_deleted(stock: Stock) -> bool:
    """SQLite leaves foreign keys unchecked."""
    client = stock.client()
    stock.send(client, "/houseview/delete/2")
    with stock.app.app_context():
        return db.session.get(House, 2) is None


@hole
def sign_in_is_tried_without_limit(stock: Stock) -> bool:
    client = stock.app.test_client()
    found = TOKEN.search(client.get("/login/").get_data(as_text=True))
    assert found
    form = {"username": "admin", "password": "wrong", "csrf_token": found[1]}
    return all(client.post("/login/", data=form).status_code != 429 for _try in range(15))


@hole
def sign_out_is_a_get(stock: Stock) -> bool:
    client = stock.client()
    client.get("/logout/")
    return bool(client.get("/pupilview/list/").status_code == 302)


@hole
def threads_save_into_the_group_of_another(stock: Stock) -> bool:
    """The filters of the address stand on the view, which all threads share."""
    clients = [stock.client() for _n in range(4)]
    for round_number in range(8):
        start = threading.Barrier(4)

        def add(number: int, client: Any, turn: int = round_number, start: Any = start) -> None:
            start.wait()
            for time in range(20):
                path = f"/pupilview/add?_flt_0_house={number + 1}"
                name = f"raced {number} {turn} {time}"
                stock.send(client, path, name=name, teaching="y", house=str(number + 1))

        threads = [threading.Thread(target=add, args=pair) for pair in enumerate(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        saved = {name: house for name, house in stock.names().items() if name[:5] == "raced"}
        if any(house != int(name.split()[1]) + 1 for name, house in saved.items()):
            return True
    return False


def error_of(stock: Stock, query: str) -> bool:
    return bool(stock.client().get(f"/pupilview/list/?{query}").status_code == 500)


@hole
def number_condition_is_an_error_on_postgres(stock: Stock) -> bool:
    return error_of(stock, "_flt_0_area=12.5")


@hole
def tick_condition_is_an_error_on_postgres(stock: Stock) -> bool:
    return error_of(stock, "_flt_0_teaching=0")


@hole
def unknown_choice_is_an_error_on_postgres(stock: Stock) -> bool:
    return error_of(stock, "_flt_0_kind=nothing")


@hole
def negative_page_is_an_error_on_postgres(stock: Stock) -> bool:
    return error_of(stock, "page_PupilView=-1")


@hole
def cyrillic_is_sorted_by_code_on_postgres(stock: Stock) -> bool:
    names = ["Яна", "Ёлка", "анна"]
    with stock.app.app_context():
        db.session.add_all(Pupil(name=name, house_id=1) for name in names)
        db.session.commit()
    path = "/pupilview/list/?_oc_PupilView=name&_od_PupilView=asc&psize_PupilView=100"
    page = stock.client().get(path).get_data(as_text=True)
    return sorted(names, key=page.find) != ["анна", "Ёлка", "Яна"]


def main(url: str, wanted: list[str]) -> None:
    stock = Stock(url)
    found: dict[str, Any] = {}
    for name in wanted:
        try:
            found[name] = HOLES[name](stock)
        except Exception:
            found[name] = traceback.format_exc(limit=-3)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    assert User is not None
    main(sys.argv[1], sys.argv[2:])

"""A small application of the framework as it comes: its own ModelView and REST, nothing of ours."""

from __future__ import annotations

import enum
import re
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder, Model, ModelRestApi, ModelView, action
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.filters import FilterEqual
from flask_appbuilder.models.sqla.interface import SQLAInterface
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

"""Lists cost the same however many rows, and every export opens and holds them."""

from __future__ import annotations

import csv
import io

import pytest
from flask_appbuilder.security.sqla.models import Role
from openpyxl import load_workbook
from pypdf import PdfReader

from app.groups.models import Room
from app.organizations.models import Organization
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder
from tests.web.access.entities import entities

ADMIN = "administrator_a"
MOST = 10
MORE = 30
# Rows of the installation or one a kindergarten: there are only so many.
FEW = {"ab_role", "role_reach", "board_settings", "mail_settings", "forum_settings"}
# Cards of people tell of their family or career besides, and count the rows of many tabs.
# Cards of people with all that hangs on them, and of documents: files, links, route, readers.
TOLD_MORE = {"child", "employee", "document"}


@pytest.fixture
def counted(garden):
    """Every list with the rows of the cast and with thirty more: statements by address."""
    client = garden.client_of(ADMIN)
    garden.restore()
    before = {one.table: asked(garden, client, one) for one in entities(garden.app)}
    with garden.system() as session:
        organization = session.get_one(Organization, garden.cast.organizations["A"])
        rows = Rows(session, organization, "ivanov", first=1000)
        for one in entities(garden.app):
            if one.table not in FEW:
                fill(rows, one.view.model)
    after = {one.table: asked(garden, client, one) for one in entities(garden.app)}
    return before, after


def fill(rows, model):
    """Thirty more rows, each with links of its own: a lazy load would show."""
    for number in range(MORE):
        if model.__name__ == "UserAccount":
            rows.user(f"ivanov{number}")
        elif model.__name__ == "Appointment":
            rows.appoint(rows.user(f"petrov{number}"), "teacher")
        elif model.__name__ == "AppointmentLine":
            role = rows.session.query(Role).order_by(Role.id).first()
            rows.make(model, user=rows.user(f"sidorov{number}"), role=role)
        elif model.__name__ == "Organization":
            rows.make(model, code=f"i{number}", parent_id=rows.organization.id)
        else:
            rows.make(model)


def asked(garden, client, one):
    found = {}
    for path in (f"{one.view.route_base}/", one.rest):
        with QueryRecorder(garden.engine) as queries:
            answer = client.get(path)
        assert answer.status_code == 200, path
        found[path] = queries
    return found


def test_a_list_of_many_rows_asks_as_often_as_one_of_few(counted):
    before, after = counted
    wrong = []
    for table, paths in after.items():
        for path, queries in paths.items():
            if queries.count > before[table][path].count:
                wrong.append(f"{path}: {before[table][path].count} → {queries!r}")
            if queries.count > MOST:
                wrong.append(f"{path}: {queries!r}")
    assert not wrong, "\n".join(wrong)


def test_a_card_and_a_form_ask_a_bounded_number_of_statements(garden):
    client = garden.client_of(ADMIN)
    wrong = []
    for one in entities(garden.app):
        for place in ("A1", "A"):
            key = garden.cast.rows[place].get(one.table)
            if key is None:
                continue
            for page in ("", "/edit"):
                if page and "edit" not in one.view.include_route_methods:
                    continue
                path = f"{one.view.route_base}/{key}{page}"
                with QueryRecorder(garden.engine) as queries:
                    client.get(path)
                if queries.count > MOST + (12 if one.table in TOLD_MORE else 4):
                    wrong.append(f"{path}: {queries!r}")
            break
    assert not wrong, "\n".join(wrong)


def test_every_export_opens_and_holds_the_rows(sqlite_garden):
    client = sqlite_garden.client_of(ADMIN)
    for one in entities(sqlite_garden.app):
        if "export" not in one.view.include_route_methods:
            continue
        base = f"{one.view.route_base}/export"
        if client.get(f"{base}/csv").status_code == 403:
            continue
        number = client.get_json(one.rest)["count"]
        assert number, one.table
        columns = len(one.view.list_columns)

        sheet = load_workbook(io.BytesIO(client.get(f"{base}/xlsx").get_data())).active
        assert sheet is not None
        assert sheet.max_column >= columns - 1, one.table
        assert sheet.max_row >= number + 1, one.table

        text = client.get(f"{base}/csv").get_data().decode("utf-8-sig")
        lines = [line for line in csv.reader(io.StringIO(text), delimiter=";") if line]
        assert len(lines) >= number + 1, one.table
        assert len(lines[-1]) >= columns - 1, one.table

        pdf = PdfReader(io.BytesIO(client.get(f"{base}/pdf").get_data()))
        assert "".join(page.extract_text() for page in pdf.pages).strip(), one.table


def test_an_export_keeps_the_conditions_of_the_list(sqlite_garden):
    client = sqlite_garden.client_of(ADMIN)
    text = client.get("/children/export/csv?q=muscovite").get_data(as_text=True)
    assert "muscovitealpha" in text
    assert "alabasteralpha" not in text
    assert client.get("/children/export/csv?order=nothing").status_code == 400
    assert client.get("/children/export/exe").status_code == 404


def test_an_export_is_no_formula(sqlite_garden):
    """A name that begins with «=» stays a text in the spreadsheet and in the table."""
    with sqlite_garden.system() as session:
        organization = session.get_one(Organization, sqlite_garden.cast.organizations["A"])
        rows = Rows(session, organization)
        for name in ('=HYPERLINK("http://x")', "+1+1", "-1+1", "@SUM(1)"):
            rows.make(Room, name=name)
    client = sqlite_garden.client_of(ADMIN)
    book = load_workbook(io.BytesIO(client.get("/rooms/export/xlsx").get_data()))
    assert all(cell.data_type != "f" for row in book.active for cell in row)
    text = client.get("/rooms/export/csv").get_data(as_text=True)
    cells = [cell for line in csv.reader(io.StringIO(text), delimiter=";") for cell in line]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")]

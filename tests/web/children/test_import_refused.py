"""What must not be loaded is refused where it is sent, in Russian, and leaves nothing behind."""

from __future__ import annotations

import io
import os
import re
import zipfile

import openpyxl
import pytest

from app.organizations.models import Organization, UserAccount
from tests.children_lists import (
    HEADINGS,
    Importer,
    add_groups,
    book,
    chosen_fields,
    clean_list,
    clean_row,
    sheets,
)
from tests.factories.rows import Rows
from tests.harness.dump import dump


def repacked(content: bytes, **added: bytes) -> bytes:
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        for name, part in added.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return target.getvalue()


EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
BOMB = repacked(clean_list(1), xl__worksheets__big_dot_xml=b" " * (60 * 1024**2))
REFUSED = {
    "empty": (b"", 400, "Файл пуст"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + os.urandom(2000), 400, "список"),
    "a document": (
        repacked(b"PK\x05\x06" + bytes(18), word__document_dot_xml=b"<a/>"),
        400,
        ".xlsx",
    ),
    "macros": (repacked(clean_list(1), xl__vbaProject_dot_bin=b"x"), 400, "макрос"),
    "zip bomb": (BOMB, 413, "распаков"),
    "damaged": (clean_list(3)[:-500], 400, "повреждён"),
    "too many rows": (b"\xd0\xa4;b\n" * 20_001, 413, "20000"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_bad_file_is_refused_in_its_place(importer, kind):
    content, status, said = REFUSED[kind]
    before = dump(importer.garden.engine)
    answer = importer.upload(content)
    page = answer.get_data(as_text=True)
    assert answer.status_code == status, page
    shown = re.search(r'role="alert">.*?</ol>', page, re.DOTALL)[0]
    assert said.lower() in shown.lower(), shown
    assert 'type="file"' in page, "another file can be chosen at once"
    assert dump(importer.garden.engine) == before


def test_no_file_at_all_is_said(importer):
    answer = importer.client.send("/children/import")
    assert answer.status_code == 400
    assert "Сначала выберите файл" in answer.get_data(as_text=True)


def test_fifty_megabytes_are_not_even_read(importer):
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    answer = importer.client.post(
        "/children/import",
        data=head + b"x" * 50 * 1024**2 + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
        headers={"X-CSRFToken": importer.client.token},
    )
    assert answer.status_code == 413
    assert "20 МБ" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([list(HEADINGS)], "под ними нет ни одной строки"),
        ([["Ключ", "Значение"], ["цвет", "зелёный"]], "Не найдена строка с заголовками"),
    ],
)
def test_a_table_without_children_is_told_on_the_page_of_the_columns(importer, rows, said):
    importer.upload(sheets({"Дети": rows}))
    page = importer.text("columns")
    assert said in page
    answer = importer.client.send(f"{importer.base}/columns", chosen_fields(page))
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)


def test_only_totals_below_the_headings_fail_the_check_with_its_reason(importer):
    total = ["", "Итого", *[""] * 11, 25]
    importer.upload(book([total]))
    importer.choose()
    importer.work()
    page = importer.client.get(f"{importer.base}/check", follow_redirects=True)
    assert "под ними нет ни одной строки" in page.get_data(as_text=True)


def test_formulas_are_never_run_and_their_rows_are_wrong(importer):
    workbook = openpyxl.load_workbook(io.BytesIO(clean_list(2)))
    workbook.active["B2"] = '=HYPERLINK("http://192.0.2.1","Абрамов Тимофей Ильич")'
    workbook.active["C3"] = "=TODAY()"
    target = io.BytesIO()
    workbook.save(target)
    page = importer.check(target.getvalue())
    assert page.count('class="badge red"') == 2
    assert "формул" in page
    assert "HYPERLINK" not in page


def test_text_of_the_file_is_never_markup(importer):
    evil = '<script>alert("x")</script>'
    importer.upload(
        book([clean_row(0, **{"Адрес регистрации": evil, "ФИО": evil})]), name=f"{evil}.xlsx"
    )
    assert evil not in importer.text("columns")
    importer.choose()
    importer.work()
    page = importer.text("check")
    assert evil not in page
    assert "&lt;script&gt;" in page


FORGED_COLUMNS = {
    "sheet": ({"sheet": "Нет такого"}, "листа"),
    "column": ({"column-99": "snils"}, "столбц"),
    "number": ({"column-x": "snils"}, "столбц"),
    "meaning": ({"column-1": "password"}, "значения"),
    "not loaded": ({"column-1": "benefit"}, "значени"),
    "twice": ({"column-0": "full_name"}, "одно и то же"),
    "group": ({"group": "999999"}, "группы"),
    "date": ({"enrolled_on": "вчера"}, "дата"),
}


@pytest.mark.parametrize("kind", FORGED_COLUMNS)
def test_forged_choices_of_columns_are_refused(importer, kind):
    changes, said = FORGED_COLUMNS[kind]
    importer.upload(clean_list(1))
    fields = chosen_fields(importer.text("columns")) | changes
    before = dump(importer.garden.engine)
    answer = importer.client.send(f"{importer.base}/columns", fields)
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert dump(importer.garden.engine) == before


def test_a_group_of_another_kindergarten_is_no_group_here(importer):
    importer.upload(clean_list(1))
    key = importer.garden.cast.row("B1", "child_group")
    page = importer.text("columns")
    assert f'value="{key}"' not in page
    fields = chosen_fields(page) | {"group": str(key)}
    answer = importer.client.send(f"{importer.base}/columns", fields)
    assert answer.status_code == 400
    assert "Такой группы нет" in answer.get_data(as_text=True)


FORGED_ANSWERS = {
    "row": {"rows": "2,77"},
    "number": {"rows": "x"},
    "answer": {"d-2-snils": "accept"},
    "field": {"d-2-password": "without"},
    "child": {"d-2-row": "same-1"},
    "correction": {"fix-2-group": "Солнышко"},
    "length": {"fix-2-snils": "1" * 301},
    "date": {"moved_on": "когда-нибудь"},
    "order": {"move_order": "№" * 31},
}


@pytest.mark.parametrize("kind", FORGED_ANSWERS)
def test_forged_answers_are_refused(importer, kind):
    importer.check(book([clean_row(0, СНИЛС="112-233-445 59")]))
    fields = chosen_fields(importer.text("check")) | FORGED_ANSWERS[kind] | {"step": "decide"}
    before = dump(importer.garden.engine)
    answer = importer.client.send(f"{importer.base}/check", fields)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert dump(importer.garden.engine) == before


def test_loading_is_refused_while_a_row_is_open(importer):
    importer.check(book([clean_row(0), clean_row(1, СНИЛС="112-233-445 59")]))
    answer = importer.press("commit")
    assert answer.status_code == 409
    assert "Сначала решите, что с ними делать" in answer.get_data(as_text=True)


PAGES = ("columns", "check", "done", "report.xlsx", "remarks.xlsx")


@pytest.mark.parametrize("person", ["administrator_b", "authority"])
def test_an_import_of_another_kindergarten_is_not_there(importer, person):
    importer.check(clean_list(1))
    fields = chosen_fields(importer.text("check")) | {"step": "commit"}
    stranger = importer.garden.client_of(person)
    status = 404 if person == "administrator_b" else 403
    before = dump(importer.garden.engine)
    for page in PAGES:
        assert stranger.get(f"{importer.base}/{page}").status_code == status
    for page in ("columns", "check"):
        assert stranger.send(f"{importer.base}/{page}", fields).status_code == status
    assert dump(importer.garden.engine) == before


@pytest.mark.parametrize("number", ["0", "2147483648", "99999999999999999999", "x"])
def test_a_number_of_no_import_is_not_there(importer, number):
    assert importer.client.get(f"/children/import/{number}/check").status_code == 404


def test_who_has_no_right_is_refused_everywhere(importer):
    importer.upload(clean_list(1))
    for person in ("head_a", "teacher_a", "parent_a", "nobody"):
        client = importer.garden.client_of(person)
        for path in ("/children/import", "/children/import/sample.xlsx", f"{importer.base}/check"):
            assert client.get(path).status_code == 403, (person, path)


def test_a_post_without_its_token_is_refused(importer):
    form = {"file": (io.BytesIO(clean_list(1)), "a.xlsx")}
    assert importer.client.post("/children/import", data=form).status_code == 400


def test_the_kindergarten_is_chosen_only_by_who_loads_into_several(importer):
    page = importer.client.get("/children/import").get_data(as_text=True)
    assert 'id="organization"' not in page, "nothing to choose: it is sent along"
    foreign = str(importer.garden.cast.organizations["B"])
    assert importer.upload(clean_list(1), organization=foreign).status_code == 400

    with importer.garden.system() as session:
        user = session.get_one(UserAccount, importer.garden.cast.users["coordinator_a"])
        house = session.get_one(Organization, importer.garden.cast.organizations["B"])
        Rows(session, house).appoint(user, "coordinator")
    add_groups(importer.garden, "B")
    page = importer.client.get("/children/import").get_data(as_text=True)
    assert 'id="organization" name="organization"' in page
    assert importer.upload(clean_list(1)).status_code == 400
    assert importer.upload(clean_list(1), organization=foreign).status_code == 303
    importer.choose()
    importer.work()
    importer.load()
    other = Importer(importer.garden, "administrator_b")
    page = other.client.get("/children/?q=Абрамов").get_data(as_text=True)
    assert "Абрамов Тимофей Ильич" in page

"""A list goes from the upload to loaded children, and every row is seen before it is written."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pytest
from sqlalchemy import func, select

from app.children.models import Child, Enrollment, Placement
from app.core.files.models import StoredFile
from app.groups.models import ChildGroup
from tests import dirty_spreadsheet as dirty
from tests.children_lists import (
    HEADINGS,
    book,
    chosen_fields,
    clean_list,
    clean_row,
    sheets,
)
from tests.harness.dump import dump

# The answers to the dirty list, as a person would give them.
DIRTY_ANSWERS = {
    "d-9-birth_date": "accept",
    "d-10-snils": "without",
    "fix-11-birth_date": "28.02.2022",
    "fix-11-group": "Звёздочка",
    "d-12-mother_phone": "accept",
    "d-14-full_name": "accept",
    "skip-15": "1",
    "fix-18-full_name": "Ким Алиса",
}


def rows_of(page: str) -> dict[int, str]:
    """The state of each row that a check shows, as it is worded, by its number."""
    found = re.findall(r'<tr id="r(\d+)".*?<span class="badge \w+"><svg.*?</svg>(.*?)</span>', page)
    return {int(number): state for number, state in found}


def children_of(garden, place="A"):
    with garden.system() as session:
        query = select(func.count()).where(
            Child.organization_id == garden.cast.organizations[place]
        )
        return session.scalar(query)


def test_a_dirty_list_is_decided_row_by_row_and_loaded_whole(everywhere):
    before = children_of(everywhere.garden)
    page = everywhere.check(dirty.as_xlsx())
    states = list(rows_of(page).values())
    assert states[:3] == ["ошибка"] * 3, "the gravest stand first"
    assert states.count("сомнение") == 4
    assert "disabled" in re.search(r'value="commit"[^>]*', page)[0]
    assert "Сначала разберите строки" in page

    assert everywhere.press("decide", **DIRTY_ANSWERS).status_code == 303
    page = everywhere.text("check")
    assert set(rows_of(page).values()) == {"новый", "не загружается"}
    assert children_of(everywhere.garden) == before, "nothing is written by deciding"

    done = everywhere.load()
    assert "Список загружен" in done
    assert "Пока вы не подтвердите" not in done, "the hint of the beginning is no longer true"
    assert children_of(everywhere.garden) == before + 10
    with everywhere.garden.system() as session:
        glafira = session.scalars(select(Child).where(Child.last_name == "Орлов")).one()
        assert glafira.snils is None
        born = select(Child.birth_date).where(Child.last_name == "Сафонова")
        assert session.scalar(born) == date(2022, 2, 28)


@pytest.mark.parametrize("content", [dirty.as_xls(), dirty.as_csv(), dirty.as_csv("utf-8-sig")])
def test_other_kinds_of_files_say_the_same(importer, content):
    from_xlsx = rows_of(importer.check(dirty.as_xlsx()))
    assert rows_of(importer.check(content)) == from_xlsx


def test_the_report_tells_every_row_and_is_kept(importer):
    importer.check(dirty.as_xlsx())
    importer.press("decide", **DIRTY_ANSWERS)
    importer.load()
    answer = importer.get("report.xlsx")
    assert answer.status_code == 200
    header = answer.headers["Content-Disposition"]
    assert header.startswith("attachment")
    assert header.isascii(), "other letters are refused by the server of the product"
    assert "filename*=UTF-8''" in header
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    told = {row[0]: row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)}
    assert set(told) == {5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 18}
    assert told[9][2] == "Кузьмин Даниил Павлович"
    imported = importer.row()
    with importer.garden.system() as session:
        kept = session.get_one(StoredFile, imported.report_file_id)
        assert kept.size == len(answer.data)
    # What the check held of the children stands in the report and nowhere else.
    assert (imported.state, imported.checked) == ("loaded", None)


def test_the_same_list_again_has_nothing_to_load(importer):
    importer.check(clean_list(5))
    importer.load()
    number = children_of(importer.garden)
    page = importer.check(clean_list(5))
    assert set(rows_of(page).values()) == {"без изменений"}
    answer = importer.press("commit")
    assert answer.status_code == 409
    assert children_of(importer.garden) == number


def test_rows_are_left_out_one_by_one_and_taken_in_again(importer):
    importer.check(clean_list(3))
    importer.press("decide", **{"skip-3": "1"})
    page = importer.text("check")
    assert rows_of(page)[3] == "не загружается"
    fields = chosen_fields(page)
    assert fields.pop("skip-3") == "1"
    importer.client.send(f"{importer.base}/check", fields | {"step": "decide"})
    assert rows_of(importer.text("check"))[3] == "новый"


def test_all_rows_with_errors_are_left_out_at_once(importer):
    rows = [clean_row(number) for number in range(4)]
    rows[1][5] = rows[2][5] = "112-233-445 59"
    page = importer.check(book(rows))
    assert list(rows_of(page).values()).count("ошибка") == 2
    importer.press("skip-wrong")
    assert list(rows_of(importer.text("check")).values()).count("не загружается") == 2
    importer.load()
    assert importer.row().committed_rows == 2


def test_a_decision_can_be_taken_back(importer):
    importer.check(book([clean_row(0, СНИЛС="112-233-445 59")]))
    importer.press("decide", **{"d-2-snils": "without"})
    assert rows_of(importer.text("check")) == {2: "новый"}
    importer.press("decide", **{"undo-2": "1"})
    assert rows_of(importer.text("check")) == {2: "ошибка"}


def test_what_is_typed_wrong_again_stays_in_its_field(importer):
    importer.check(book([clean_row(0, **{"Дата рождения": "30.02.2022"})]))
    importer.press("decide", **{"fix-2-birth_date": "31.02.2022"})
    page = importer.text("check")
    assert rows_of(page) == {2: "ошибка"}
    assert chosen_fields(page)["fix-2-birth_date"] == "31.02.2022"


def test_counts_filter_the_rows(importer):
    importer.check(dirty.as_xlsx())
    page = importer.text("check?show=wrong")
    assert set(rows_of(page)) == {10, 11, 18}
    assert set(rows_of(importer.text("check?show=new"))) == {5, 6, 7, 13}
    assert set(rows_of(importer.text("check?show=nonsense&page=x"))) == set(
        rows_of(importer.text("check"))
    )


def test_a_long_list_is_shown_by_a_hundred_rows(importer):
    importer.check(clean_list(250))
    assert len(rows_of(importer.text("check"))) == 100
    assert len(rows_of(importer.text("check?page=3"))) == 50
    assert rows_of(importer.text("check?page=99")) == rows_of(importer.text("check?page=3"))
    importer.press("decide", query="?page=3", **{"skip-251": "1"})
    assert importer.row().decisions == '{"251": {"skip": true}}'


def test_a_sheet_is_chosen_when_the_book_has_several(importer):
    content = sheets(
        {
            "Сотрудники": [["ФИО", "Должность"], ["Лапина О. Ю.", "заведующий"]],
            "Младшая": [list(HEADINGS), clean_row(0)],
            "Средняя": [list(HEADINGS), clean_row(1), clean_row(2)],
        }
    )
    importer.upload(content)
    assert chosen_fields(importer.text("columns"))["sheet"] == "Младшая"
    answer = importer.client.send(f"{importer.base}/columns", {"step": "sheet", "sheet": "Средняя"})
    fields = chosen_fields(answer.get_data(as_text=True))
    assert fields["sheet"] == "Средняя"
    importer.client.send(f"{importer.base}/columns", fields)
    importer.work()
    assert len(rows_of(importer.text("check"))) == 2


def test_a_column_is_chosen_by_hand(importer):
    headings = ["Кто", "Когда появился", *HEADINGS[3:]]
    rows = [clean_row(number)[1:] for number in range(2)]
    importer.upload(book(rows, tuple(headings)))
    page = importer.text("columns")
    assert re.search(r"Не найден столбец для полей:</b> ФИО, Дата рождения", page)
    refused = importer.choose()
    assert refused.status_code == 422
    assert importer.choose(**{"column-0": "full_name", "column-1": "birth_date"}).status_code == 303
    importer.work()
    assert set(rows_of(importer.text("check")).values()) == {"новый"}


def test_group_and_date_are_given_for_rows_without_them(importer):
    rows = [clean_row(number, **{"Группа": "", "Дата зачисления": ""}) for number in range(2)]
    with importer.garden.system() as session:
        group = session.scalars(select(ChildGroup).where(ChildGroup.name == "Солнышко")).one()
        key = str(group.id)
    page = importer.check(book(rows))
    assert set(rows_of(page).values()) == {"ошибка"}
    assert importer.choose(group=key, enrolled_on="2026-10-05").status_code == 303
    importer.work()
    assert set(rows_of(importer.text("check")).values()) == {"новый"}
    importer.load()
    with importer.garden.system() as session:
        query = select(func.count()).where(
            Placement.group_id == int(key), Placement.starts_on == date(2026, 10, 5)
        )
        assert session.scalar(query) == 2


def test_a_move_needs_the_day_and_the_number_of_an_order(everywhere):
    everywhere.check(clean_list(1))
    everywhere.load()
    everywhere.check(book([clean_row(0, Группа="Солнышко")]))
    everywhere.press("decide", **{"d-2-group": "accept"})
    page = everywhere.text("check")
    assert "move_order" in chosen_fields(page)
    refused = everywhere.press("commit")
    assert refused.status_code == 422
    assert "приказ" in refused.get_data(as_text=True)
    answer = everywhere.press("commit", move_order="77-д", moved_on="2026-11-30")
    assert answer.status_code == 303
    everywhere.work()
    with everywhere.garden.system() as session:
        query = select(Placement).order_by(Placement.id.desc())
        placement = session.scalars(query).first()
        assert (placement.starts_on, placement.order_number) == (date(2026, 11, 30), "77-д")


def test_a_child_added_meanwhile_is_seen_before_anything_is_written(everywhere):
    everywhere.check(clean_list(3))
    assert everywhere.press("commit").status_code == 303
    with everywhere.garden.system() as session:
        stranger = Child(
            organization_id=everywhere.garden.cast.organizations["A"],
            last_name="Абрамов",
            first_name="Тимофей",
            middle_name="Ильич",
            sex="male",
            birth_date=date(2021, 1, 10),
        )
        session.add(stranger)
        session.flush()
        session.add(
            Enrollment(
                organization_id=stranger.organization_id,
                child_id=stranger.id,
                starts_on=date(2026, 9, 1),
            )
        )
    before = children_of(everywhere.garden)
    everywhere.work()
    page = everywhere.text("check")
    assert "данные детей изменились" in page
    assert rows_of(page)[2] == "изменится"
    assert children_of(everywhere.garden) == before
    everywhere.load()
    assert children_of(everywhere.garden) == before + 2


def test_pressing_load_twice_loads_once(everywhere):
    everywhere.check(clean_list(4))
    before = children_of(everywhere.garden)
    fields = chosen_fields(everywhere.text("check")) | {"step": "commit"}
    assert everywhere.client.send(f"{everywhere.base}/check", fields).status_code == 303
    second = everywhere.client.send(f"{everywhere.base}/check", fields)
    assert second.status_code == 200, "the progress of the first"
    everywhere.work()
    assert everywhere.client.send(f"{everywhere.base}/check", fields).status_code == 303
    everywhere.work()
    assert children_of(everywhere.garden) == before + 4


def test_two_people_who_decide_at_once_are_told(importer):
    importer.check(clean_list(2))
    fields = chosen_fields(importer.text("check"))
    importer.press("decide", **{"skip-2": "1"})
    late = importer.client.send(
        f"{importer.base}/check", fields | {"skip-3": "1", "step": "decide"}
    )
    assert late.status_code == 409
    assert rows_of(late.get_data(as_text=True)) == {3: "новый", 2: "не загружается"}


def test_unsaved_choices_are_saved_and_shown_before_loading(importer):
    importer.check(clean_list(2))
    before = children_of(importer.garden)
    answer = importer.press("commit", **{"skip-3": "1"})
    assert answer.status_code == 303
    importer.work()
    assert children_of(importer.garden) == before
    assert rows_of(importer.text("check"))[3] == "не загружается"


def test_looking_writes_nothing(importer):
    importer.check(dirty.as_xlsx())
    before = dump(importer.garden.engine)
    for page in ("columns", "check", "check?show=wrong", "remarks.xlsx", "done", "report.xlsx"):
        assert importer.get(page).status_code in (200, 303)
    assert importer.client.get("/children/import").status_code == 200
    assert importer.client.get("/children/import/sample.xlsx").status_code == 200
    assert dump(importer.garden.engine) == before


def test_the_sample_is_recognised_column_by_column(importer):
    sample = importer.client.get("/children/import/sample.xlsx").data
    workbook = openpyxl.load_workbook(io.BytesIO(sample))
    workbook.active.append(["Абрамов Тимофей Ильич", "11.03.2022", "м", "Солнышко"])
    target = io.BytesIO()
    workbook.save(target)
    importer.upload(target.getvalue())
    fields = chosen_fields(importer.text("columns"))
    columns = [value for name, value in fields.items() if name.startswith("column-")]
    assert all(columns), fields
    assert len(set(columns)) == len(columns)


def test_the_list_of_children_leads_to_the_import_who_may_load(importer):
    href = 'href="/children/import"'
    assert importer.client.get("/children/").get_data(as_text=True).count(href) == 2
    teacher = importer.garden.client_of("teacher_a")
    assert href not in teacher.get("/children/").get_data(as_text=True)


def test_earlier_imports_lead_on_to_where_they_stand(importer):
    importer.upload(clean_list(2), name="Первый.xlsx")
    first = importer.base
    importer.check(clean_list(2))
    page = importer.client.get("/children/import").get_data(as_text=True)
    assert f"{first}/columns" in page
    assert "Первый.xlsx" in page
    assert f"{importer.base}/check" in page
    importer.load()
    page = importer.client.get("/children/import").get_data(as_text=True)
    assert f"{importer.base}/done" in page

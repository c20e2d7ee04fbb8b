"""``import-children`` loads a clean list, and writes nothing of one that is not."""

from __future__ import annotations

import pytest

from tests import dirty_spreadsheet as dirty
from tests.children_lists import add_groups, book, clean_list, clean_row
from tests.factories.cast import STEMS
from tests.harness.dump import dump

CODE = f"{STEMS['A']}-code"


@pytest.fixture
def run(garden, tmp_path):
    add_groups(garden)

    def run(content, *options, code=CODE):
        file = tmp_path / "Список.xlsx"
        file.write_bytes(content)
        command = ["import-children", str(file), "--organization", code, *options]
        return garden.app.test_cli_runner().invoke(args=command)

    return run


def test_a_clean_list_is_loaded_and_the_second_time_nothing_changes(garden, run):
    first = run(clean_list(4))
    assert (first.exit_code, "Добавлено 4 ребёнка." in first.output) == (0, True), first.output
    before = dump(garden.engine)
    again = run(clean_list(4))
    assert again.exit_code == 0
    assert "Ничего не записано.\nБез изменений остались 4 строки." in again.output
    assert dump(garden.engine) == before


def test_a_dirty_list_tells_every_problem_and_writes_nothing(garden, run):
    before = dump(garden.engine)
    result = run(dirty.as_xlsx())
    assert result.exit_code == 1
    for number, said in ((9, "01.02.20"), (10, "контрольное число"), (11, "Звездочка 2")):
        line = next(one for one in result.output.splitlines() if f"Строка {number}," in one)
        assert said in line
    assert "Ничего не записано" in result.output
    assert dump(garden.engine) == before


def test_a_dry_run_writes_nothing(garden, run):
    before = dump(garden.engine)
    result = run(clean_list(3), "--dry-run")
    assert (result.exit_code, "ничего не записано" in result.output) == (0, True)
    assert run(dirty.as_xlsx(), "--dry-run").exit_code == 1
    assert dump(garden.engine) == before


def test_group_and_first_day_are_given_for_rows_without_them(run):
    content = book([clean_row(0, **{"Группа": "", "Дата зачисления": ""})])
    assert run(content).exit_code == 1
    options = ("--group", "солнышко", "--enrolled-on", "01.10.2026")
    assert run(content, *options).exit_code == 0


@pytest.mark.parametrize(
    ("content", "options", "code", "said"),
    [
        (clean_list(1), (), "нет-такого", "нет-такого"),
        (clean_list(1), ("--group", "Ромашка"), CODE, "Ромашка"),
        (clean_list(1), ("--sheet", "Нет"), CODE, "листа"),
        (b"", (), CODE, "Файл пуст"),
        (b"\x89PNG\r\n\x1a\n\x00\x01", (), CODE, "Error"),
    ],
)
def test_what_cannot_be_read_is_told_with_status_one(garden, run, content, options, code, said):
    before = dump(garden.engine)
    result = run(content, *options, code=code)
    assert (result.exit_code, said in result.output) == (1, True), result.output
    assert "Traceback" not in result.output
    assert dump(garden.engine) == before

"""The book, its recap and the movements of a period: what they show, to whom, at what cost."""

from __future__ import annotations

import html
import io
import re
from datetime import date

import openpyxl
import pytest

from app.children.models import Child, Guardian
from app.movement.initial_actions import adopt
from app.movement.models import Movement
from app.movement.rules.events import DepartureReason
from tests.factories.orders import cancelled, facts, signed
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder
from tests.rules.core.pdf_reading import read

DAY = date(2026, 11, 24)
LONG = "Христорождественская-Замоскворецкая Александра-Виктория Константиновна"


@pytest.fixture
def moved(house):
    """The initial list, a transfer, a departure to school, an enrolment that was cancelled."""
    with house.garden.system() as session:
        adopt(session, [*house.children, *house.neighbours], DAY)
    one, two, _three = house.children
    signed(house, "group_transfer", DAY, facts(one, date(2026, 10, 1), house.other_group))
    signed(
        house,
        "departure",
        DAY,
        facts(two, date(2026, 11, 2), reason=DepartureReason.SCHOOL, place="СОШ № 3"),
    )
    new = house.make(Child, last_name="Ошибкин", birth_date=date(2022, 3, 1))
    order = signed(house, "enrolment", DAY, facts(new, DAY, house.group))
    cancelled(house, order, DAY)
    return house


def pages_of(pdf):
    return [page.extract_text() for page in read(pdf).pages]


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.get_data(as_text=True))


def test_the_book_is_shown_as_on_any_day_and_keeps_what_was_cancelled(moved):
    head = moved.visit("head")
    now = text_of(head, "/movement/book?year=2026")
    assert "Номера 1–6, без пропусков" in now
    assert "01.10.2026 из «Ромашка» в «Василёк», приказ № 1-в от 24.11.2026" in now
    assert "02.11.2026, № 2-в от 24.11.2026" in now
    assert re.search(r'<tr class="struck">.*?Ошибкин.*?отменено: приказ № 1', now, re.DOTALL)
    before = text_of(head, "/movement/book?year=2026&day=2026-10-31")
    assert "из «Ромашка» в «Василёк»" in before
    assert "СОШ № 3" not in before
    assert "Ошибкин" not in before


def test_the_book_of_a_year_holds_who_was_on_the_list_in_it(moved):
    assert "Абрамов" not in text_of(moved.visit("head"), "/movement/book?year=2025")
    assert "Абрамов" in text_of(moved.visit("head"), "/movement/book?year=all")


def test_a_child_is_found_in_the_book_by_name_and_the_paper_stays_whole(moved):
    head = moved.visit("head")
    found = text_of(head, "/movement/book?year=2026&q=АБРА")
    assert re.findall(r'data-label="№">(\d+)<', found) == ["1"]
    assert "Номера 1–6, без пропусков" in found
    assert "Никого с таким именем" in text_of(head, "/movement/book?year=2026&q=Абрамов+Йцукен")
    csv = head.get("/movement/book/export/csv?year=2026&q=АБРА").data.decode("utf-8-sig")
    assert "Ошибкин" in csv


def test_the_book_on_paper_has_all_columns_and_cuts_nothing_off(moved):
    moved.change(Child, moved.children[2], last_name=LONG.split()[0])
    moved.change(Child, moved.children[2], residence_address="ул. Благовещенская, д. 1 " * 6)
    with moved.garden.system() as session:
        child = session.get_one(Child, moved.children[2])
        rows = Rows(session, child.organization)
        rows.guardian_of(child, last_name="Мамина", first_name="Ия", phone="+79165550199")
    head = moved.visit("head")
    pages = pages_of(head.get("/movement/book/export/pdf?year=2026").data)
    whole = " ".join(" ".join(page.split()) for page in pages).replace("- ", "-")
    for word in ("Христорождественская-", "Замоскворецкая", "Личное", "Мамина", "Благовещенская"):
        assert word in whole, word
    assert all("Книга учёта" in pages[0] and "приказ" in page for page in pages)
    book = openpyxl.load_workbook(io.BytesIO(head.get("/movement/book/export/xlsx").data))
    values = [[cell.value for cell in row] for row in book.active.iter_rows()]
    heads = next(row for row in values if row[0] == "№")
    assert len([one for one in heads if one]) == 16
    numbers = [row[0] for row in values if isinstance(row[0], int)]
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_representatives_stand_in_the_book_for_who_may_open_them(moved, garden):
    with moved.garden.system() as session:
        child = session.get_one(Child, moved.children[0])
        Rows(session, child.organization).guardian_of(child, last_name="Абрамова")
        assert session.query(Guardian).filter_by(last_name="Абрамова").count() >= 1
    csv = moved.visit("head").get("/movement/book/export/csv").data.decode("utf-8-sig")
    assert "Абрамова" in csv


RECAP = "/movement/recap?from=2026-09-01&to=2026-11-24"


def test_the_recap_balances_and_opens_the_children_behind_a_figure(moved):
    head = moved.visit("head")
    shown = text_of(head, RECAP)
    assert "не сходится" not in shown
    assert shown.count("сходится") == 3
    opened = text_of(head, f"{RECAP}&open=all.left_school")
    assert "Всего: Выбыло в школу" in opened
    assert "Белова Арина" in opened
    assert "Абрамов Тимофей" not in opened.split('id="opened"')[1]


def test_the_recap_tells_when_the_lists_hold_whom_the_book_does_not(house):
    shown = text_of(house.visit("head"), RECAP)
    assert "не сходится" in shown or "никто не числился" in shown
    assert "не в книге" in text_of(house.visit("head"), "/movement/book")


def test_the_authority_gets_figures_without_names(moved, garden):
    client = garden.client_of("authority")
    address = f"{RECAP}&organization={moved.organization}&open=all.left_school"
    shown = text_of(client, address)
    assert "Ромашка" in shown
    assert "Белова" not in shown
    assert client.get("/movement/book").status_code == 403
    assert client.get("/movement/period").status_code == 403


def test_the_signature_of_the_head_stands_below_the_recap(moved):
    pages = pages_of(moved.visit("head").get(RECAP.replace("?", "/export/pdf?")).data)
    assert "Смирнова Елена Павловна" in pages[-1]
    assert "Итоги книги движения на 24.11.2026" in pages[0]


def test_the_movements_of_a_period_are_told_by_sort(moved):
    head = moved.visit("head")
    whole = text_of(head, "/movement/period?from=2026-09-02&to=2026-11-24")
    assert "перевод в другую группу" in whole
    assert "зачисление, отменено" in whole
    orders = {one.document_id for one in moved.look(Movement) if one.document_id}
    assert any(f'href="/orders/{key}"' in whole for key in orders), "the order is one touch away"
    across = text_of(head, "/movement/period?from=2026-09-02&to=2026-11-24&sort=across")
    assert "перевод в другую группу" not in across.split("<tbody>")[1]
    answer = head.get("/movement/period?from=2026-11-24&to=2026-09-01")
    assert answer.status_code == 400
    assert "Конец периода раньше начала" in html.unescape(answer.get_data(as_text=True))


BAD = ("/movement/recap?from=2026-13-01", "/movement/recap?from=2026-11-24&to=2026-09-01")


@pytest.mark.parametrize("address", BAD)
def test_days_that_cannot_be_are_refused_in_words(house, address):
    answer = house.visit("head").get(address)
    assert answer.status_code == 400
    assert "notice red" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/movement", 12),
        ("/movement/book?year=all", 12),
        (RECAP, 10),
        ("/movement/period?from=2026-09-01", 9),
        ("/movement/book/export/pdf?year=all", 12),
    ],
)
def test_pages_cost_the_same_for_five_and_for_300_children(house, address, most):
    head = house.visit("head")

    def statements():
        with QueryRecorder(house.garden.engine) as queries:
            assert head.get(address).status_code == 200
        return len(queries.texts)

    with house.garden.system() as session:
        adopt(session, [*house.children, *house.neighbours], DAY)
    statements()
    few = statements()
    added = house.add(children=295)
    with house.garden.system() as session:
        adopt(session, added, DAY)
    assert len(house.look(Movement, organization_id=house.organization)) == 300
    assert statements() == few <= most


def test_another_kindergarten_is_absent(moved, garden):
    for login in ("head_a", "administrator_b"):
        client = garden.client_of(login)
        for page in ("book", "recap"):
            address = f"/movement/{page}?organization={moved.organization}"
            assert client.get(address).status_code == 404
        assert "Абрамов" not in text_of(client, "/movement/book?year=all")

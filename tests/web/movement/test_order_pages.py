"""Orders about children at the pages: written, judged in Russian, signed by the head alone."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from app.children.models import Child, Placement
from app.core.russian import tied
from app.documents.models import Document
from app.groups.models import ChildGroup
from app.movement.models import Movement, MovementLine
from app.organizations.models import Organization
from tests.factories.rows import Rows
from tests.harness.dump import dump
from tests.harness.queries import QueryRecorder
from tests.web.movement.orders import add, begin, sign, text_of


def test_an_order_is_written_by_the_coordinator_and_signed_by_the_head(house):
    client, page = begin(house, "group_transfer")
    assert "В приказе пока нет детей" in text_of(client, page)
    answer = add(client, page, house.children[:2], "2026-12-01", house.other_group)
    assert answer.status_code == 303
    shown = text_of(client, page)
    assert "Абрамов Тимофей" in shown
    assert "01.12.2026" in shown
    assert "Приказ пока нельзя подписать" not in shown
    assert sign(house, page, "coordinator").status_code == 403
    assert house.look(Movement, organization_id=house.organization) == []
    assert sign(house, page).status_code == 303
    rows = house.look(Placement, child_id=house.children[0])
    assert [row.group_id for row in rows] == [house.group, house.other_group]
    assert rows[1].starts_on == date(2026, 12, 1)
    order = int(page.rpartition("/")[2])
    assert house.look(Document, id=order)[0].signer_name == "Смирнова Е."
    assert "Подписан" in text_of(client, page) or "подписан" in text_of(client, page)


def test_the_card_says_why_a_child_is_in_no_group_and_the_order_where_cards_are_made(house):
    """New children have a card and no order yet; the coordinator is told in both places."""
    child = house.make(Child, last_name="Ёжикова", first_name="Яна", birth_date=date(2022, 3, 12))
    client, page = begin(house, "enrolment")

    def standing():
        found = re.search(r'class="row sub">([^<]*)', text_of(client, f"/children/{child}"))
        return found[1]

    assert standing().startswith("нет приказа о зачислении · ")
    assert 'href="/children/add"' in text_of(client, page)
    add(client, page, [child], "2026-12-01", house.group)
    sign(house, page)
    assert standing().startswith("зачисление с 01.12.2026 · ")
    client, page = begin(house, "departure")
    shown = text_of(client, page)
    assert "День выбытия" in shown
    assert "Откуда" not in shown
    assert 'href="/children/add"' not in shown
    add(client, page, house.children[:1], "2026-11-24", reason="move")
    sign(house, page)
    child = house.children[0]
    assert standing().startswith("отчисление с 24.11.2026 · ")


def test_a_new_child_is_found_by_name_and_enrolled(house):
    child = house.make(Child, last_name="Ёжикова", first_name="Яна", birth_date=date(2022, 3, 12))
    client, page = begin(house, "enrolment")
    shown = text_of(client, f"{page}?q=ежик")
    assert "Ёжикова Яна" in shown
    assert "Абрамов" not in shown, "who is on the list already is not offered"
    add(client, page, [child], "2026-11-24", house.group)
    [line] = house.look(MovementLine, child_id=child)
    answer = client.send(
        f"/movement/orders/lines/{line.id}",
        {
            "effective_on": "2026-11-25",
            "to_group_id": house.group,
            "contract_number": "15/2026",
            "contract_date": "2026-11-20",
            "file_number": "Е-7",
        },
    )
    assert answer.status_code == 303
    order = page.rpartition("/")[2]
    said = tied("Ёжикову Яну, 12.03.2022 г. р., в группу «Ромашка» с 25.11.2026")
    assert said in text_of(client, f"/orders/{order}")
    sign(house, page)
    [entry] = house.look(Movement, child_id=child)
    assert (entry.contract_number, entry.file_number, entry.book_number) == ("15/2026", "Е-7", 1)


def test_a_reason_and_a_confirmation_let_the_order_be_signed(house):
    house.change(ChildGroup, house.other_group, capacity=2)
    client, page = begin(house, "group_transfer")
    add(client, page, house.children[:1], "2026-11-09", house.other_group)
    client.send(f"{page}/confirm", {"late": "1"})
    client.send(f"{page}/confirm", {"capacity_reason": "ремонт «Ромашки»"})
    sign(house, page)
    entry = house.look(Movement, child_id=house.children[0])[-1]
    assert (entry.effective_on, entry.capacity_reason) == (date(2026, 11, 9), "ремонт «Ромашки»")


BAD_FORMS = {
    "nobody chosen": ({"child": []}, "Выберите хотя бы одного ребёнка."),
    "no day": ({"effective_on": ""}, "Заполните это поле."),
    "no such day": ({"effective_on": "2026-02-30"}, "Такой даты нет."),
    "no group": ({"to_group_id": ""}, "Заполните это поле."),
    "a strange group": ({"to_group_id": "987654"}, "Выберите из списка."),
}


@pytest.mark.parametrize("case", BAD_FORMS)
def test_a_form_that_cannot_be_is_refused_in_words(house, case):
    fields, text = BAD_FORMS[case]
    client, page = begin(house, "group_transfer")
    before = dump(house.garden.engine)
    whole = {
        "child": [str(house.children[0])],
        "effective_on": "2026-12-01",
        "to_group_id": str(house.other_group),
        **fields,
    }
    answer = client.send(f"{page}/add", whole)
    assert answer.status_code == 422
    assert text in html.unescape(answer.get_data(as_text=True))
    assert dump(house.garden.engine) == before


def test_the_same_child_is_added_once(house):
    client, page = begin(house, "departure")
    for _time in range(2):
        add(client, page, house.children[:1], "2026-11-24", reason="move")
    assert "ребёнок уже есть в приказе" in text_of(client, page)
    assert len(house.look(MovementLine, child_id=house.children[0])) == 1


def test_a_child_is_taken_out_of_a_draft_but_not_of_a_signed_order(house):
    client, page = begin(house, "departure")
    add(client, page, house.children[:2], "2026-11-24", reason="move")
    first, second = house.look(MovementLine, document_id=int(page.rpartition("/")[2]))
    assert client.send(f"/movement/orders/lines/{first.id}/remove").status_code == 303
    sign(house, page)
    client.send(f"/movement/orders/lines/{second.id}/remove")
    assert [one.id for one in house.look(MovementLine)][-1] == second.id


def test_a_stranger_a_teacher_and_a_parent_reach_no_order(house, garden):
    _client, page = begin(house, "departure")
    assert garden.client_of("administrator_b").get(page).status_code == 404
    assert garden.client_of("head_a").get(page).status_code == 404
    for login in ("first", "parent"):
        assert house.visit(login).get(page).status_code == 403
        assert house.visit(login).get("/movement/book").status_code == 403


def test_who_left_stands_after_newcomers_and_says_when(house):
    client, page = begin(house, "departure")
    add(client, page, house.children[:1], "2026-11-24", reason="school", place="СОШ № 3")
    sign(house, page)
    left = house.look(Child, id=house.children[0])[0]
    new = house.make(Child, last_name="Ящук", first_name="Яна", birth_date=date(2023, 3, 3))
    client, page = begin(house, "enrolment")
    line = r'name="child" value="(\d+)".*?<small class="hint">(.*?)</small>'
    offered = re.findall(line, text_of(client, page))
    assert offered == [
        (str(new), "03.03.2023"),
        (str(left.id), f"{left.birth_date:%d.%m.%Y} · отчисление с 24.11.2026"),
    ]


def test_who_reads_an_order_is_not_sent_to_a_list_that_is_shut(house):
    _client, page = begin(house, "departure")
    card = f"/orders/{page.rpartition('/')[2]}"
    assert f'href="{page}"' in text_of(house.visit("coordinator"), card)
    with house.garden.system() as session:
        rows = Rows(session, session.get(Organization, house.organization))
        user = rows.user("nurse")
        rows.appoint(user, "nurse")
        house.users["nurse"] = user.id
    nurse = house.visit("nurse")
    assert f'href="{page}"' not in text_of(nurse, card)
    assert nurse.get(card).status_code == 200
    assert nurse.get(page).status_code == 403


def statements(house, client, page):
    with QueryRecorder(house.garden.engine) as queries:
        assert client.get(page).status_code == 200
    return len(queries.texts)


def test_a_draft_with_many_children_asks_no_more_statements(house):
    client, page = begin(house, "group_transfer")
    add(client, page, house.children[:1], "2026-12-01", house.other_group)
    client.get(page)
    few = statements(house, client, page)
    many = house.add(children=30)
    add(client, page, many, "2026-12-01", house.other_group)
    assert statements(house, client, page) == few


def test_the_book_and_the_card_of_a_child_tell_of_the_movement(house):
    client, page = begin(house, "departure")
    add(client, page, house.children[:1], "2026-11-24", reason="school", place="СОШ № 3")
    sign(house, page)
    book = text_of(client, "/movement/book")
    assert re.search(r"24\.11\.2026, № 1-в от 24\.11\.2026", book)
    assert "в школу: СОШ № 3" in book
    card = text_of(client, f"/children/{house.children[0]}?tab=movement")
    assert "отчисление" in card


def test_an_empty_list_of_transfers_leads_to_the_order_that_begins_one(house):
    """Who may write orders is led there with the kind chosen; who may not is told how it begins."""
    shown = text_of(house.visit("coordinator"), "/transfer-cases/")
    assert "когда заведующий подпишет приказ об отчислении" in shown
    assert 'href="/movement?about=departure">Составить приказ об отчислении<' in shown
    desk = text_of(house.visit("coordinator"), "/movement?about=departure")
    assert re.search(r'<option value="departure" selected>', desk)
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=990)
        senior = rows.user("senior", organization_id=house.organization)
        rows.appoint(senior, "senior_teacher")
        house.users["senior"] = senior.id
    shown = text_of(house.visit("senior"), "/transfer-cases/")
    assert "когда заведующий подпишет приказ об отчислении" in shown
    assert "Составить приказ" not in shown

"""The acquaintance list: who was shown, who has confirmed, and nobody confirms for another."""

from __future__ import annotations

from app.documents.attached_models import Acquaintance
from app.notifications.models import Notification
from tests.rules.core.pdf_reading import plain_text, read


def show(house, key: int, *readers: str, **more: str):
    head = house.visit("head")
    data = {"csrf_token": head.token, "reader": list(readers), **more}
    return head.post(f"/documents/{key}/readers", data=data)


def person(house, login: str) -> str:
    return f"u{house.users[login]}"


def line_of(house, key: int, login: str) -> Acquaintance:
    return house.look(Acquaintance, document_id=key, user_id=house.users[login])[0]


def test_a_teacher_reads_on_the_phone_and_confirms_by_one_touch(house, papers):
    key = papers.signed(title="Об охране жизни", text="Смотреть за детьми.")
    answer = show(house, key, person(house, "first"), person(house, "second"), due_on="2026-11-30")
    assert answer.status_code == 303
    first = house.visit("first")
    assert "Об охране жизни" in first.get("/").get_data(as_text=True)
    line = line_of(house, key, "first")
    page = first.get(f"/acquaintance/{line.id}").get_data(as_text=True)
    assert "Смотреть за детьми." in page
    assert house.said("to be read by %(day)s", day="30.11.2026") in first.get(
        "/acquaintance/"
    ).get_data(as_text=True)
    assert first.send(f"/acquaintance/{line.id}/confirm").status_code == 303
    confirmed = line_of(house, key, "first").confirmed_at
    assert confirmed is not None
    first.send(f"/acquaintance/{line.id}/confirm")
    assert line_of(house, key, "first").confirmed_at == confirmed
    assert "Об охране жизни" not in first.get("/").get_data(as_text=True)
    card = house.visit("head").get(f"/documents/{key}").get_data(as_text=True)
    assert house.said("%(done)s of %(all)s", done=1, all=2) in card


def test_nobody_reads_or_confirms_for_another(house, papers):
    key = papers.signed()
    show(house, key, person(house, "first"))
    line = line_of(house, key, "first").id
    for client in (
        house.visit("second"),
        house.visit("head"),
        house.garden.client_of("teacher_a"),
        house.garden.client_of("head_a"),
    ):
        assert client.get(f"/acquaintance/{line}").status_code == 404
        assert client.send(f"/acquaintance/{line}/confirm").status_code == 404
        assert client.get(f"/acquaintance/{line}.pdf").status_code == 404
    assert line_of(house, key, "first").confirmed_at is None


def test_whoever_is_on_the_list_is_not_put_on_it_twice(house, papers):
    key = papers.signed()
    show(house, key, person(house, "first"))
    show(house, key, person(house, "first"), person(house, "second"))
    assert len(house.look(Acquaintance, document_id=key)) == 2
    assert len(house.look(Notification, user_id=house.users["first"])) == 1


def test_a_strange_choice_is_refused(house, papers):
    draft, key = papers.draft(), papers.signed()
    assert show(house, draft, person(house, "first")).status_code == 409
    assert show(house, key).status_code == 422
    assert show(house, key, person(house, "first"), due_on="2026-11-01").status_code == 422
    stranger = house.garden.cast.users["teacher_a"]
    assert show(house, key, f"u{stranger}").status_code == 400
    assert show(house, key, "r0").status_code == 400
    assert house.look(Acquaintance, document_id=key) == []


def test_parents_of_a_group_are_shown_a_document(house, papers):
    key = papers.signed(title="О родительской плате", text="Платить до десятого.")
    assert show(house, key, audience=f"parents-{house.group}").status_code == 303
    parent = house.visit("parent")
    line = line_of(house, key, "parent")
    assert "Платить до десятого." in parent.get(f"/acquaintance/{line.id}").get_data(as_text=True)
    assert parent.get(f"/documents/{key}").status_code == 403
    other = house.garden.cast.row("A1", "child_group")
    assert show(house, key, audience=f"parents-{other}").status_code == 422


def test_those_who_are_late_are_reminded_once_a_day(house, papers, later):
    key = papers.signed()
    show(house, key, person(house, "first"), person(house, "second"))
    head = house.visit("head")
    first = house.visit("first")
    first.send(f"/acquaintance/{line_of(house, key, 'first').id}/confirm")
    head.send(f"/documents/{key}/remind")
    assert len(house.look(Notification, user_id=house.users["second"])) == 1
    later(hours=21)
    head.send(f"/documents/{key}/remind")
    head.send(f"/documents/{key}/remind")
    assert len(house.look(Notification, user_id=house.users["second"])) == 2
    assert len(house.look(Notification, user_id=house.users["first"])) == 1


def test_the_list_on_paper_tells_who_has_read_and_leaves_room_for_hands(house, papers):
    key = papers.signed(title="О сне")
    show(house, key, person(house, "first"), person(house, "second"))
    line = line_of(house, key, "first").id
    house.visit("first").send(f"/acquaintance/{line}/confirm")
    text = plain_text(read(house.visit("head").get(f"/documents/{key}/readers.pdf").get_data()))
    for words in ("Кузнецова Мария", "Орлова Нина", "24.11.2026", "____", "1 из 2"):
        assert words in text, words

"""Approvals walk from one to the next, and the head signs what everybody has approved."""

from __future__ import annotations

import re

from app.documents.rules.lifecycle import DocumentState
from app.notifications.models import Notification
from app.organizations.models import Organization
from tests.factories.rows import Rows


def told(house, login: str) -> list[str]:
    return [one.kind for one in house.look(Notification, user_id=house.users[login])]


def send(house, key: int, *logins: str):
    approvers = [f"u{house.users[login]}" for login in logins]
    coordinator = house.visit("coordinator")
    data = {"csrf_token": coordinator.token, "approver": approvers}
    return coordinator.post(f"/documents/{key}/send", data=data)


def decide(house, login: str, key: int, decision: str = "approve", comment: str = ""):
    form = {"decision": decision, "comment": comment}
    return house.visit(login).send(f"/documents/{key}/decide", form)


def badge_of(house, key: int) -> str:
    page = house.visit("coordinator").get(f"/orders/{key}").get_data(as_text=True)
    badge = re.search(r'<span class="badge[^"]*">(.*?)</span>', page.partition("<h1")[2])
    assert badge
    return re.sub(r"<svg.*?</svg>", "", badge[1]).strip()


def test_each_is_asked_in_turn_and_the_head_signs_last(house, papers):
    key = papers.draft(title="О прогулках")
    assert send(house, key, "first", "administrator").status_code == 303
    assert told(house, "first") == ["document_approval"]
    assert told(house, "administrator") == []
    assert "О прогулках" in house.visit("first").get("/").get_data(as_text=True)
    assert decide(house, "administrator", key).status_code == 409
    assert house.visit("head").send(f"/orders/{key}/sign").status_code == 303
    assert papers.look(key).state is DocumentState.ON_APPROVAL

    assert badge_of(house, key) == "на согласовании"
    assert decide(house, "first", key).status_code == 303
    assert "О прогулках" not in house.visit("first").get("/").get_data(as_text=True)
    assert told(house, "administrator") == ["document_approval"]
    assert decide(house, "administrator", key).status_code == 303
    assert told(house, "head") == ["document_signature"]
    assert badge_of(house, key) == "ждёт подписи", "nobody is asked for an approval any more"
    assert "О прогулках" in house.visit("head").get("/").get_data(as_text=True)

    house.visit("head").send(f"/orders/{key}/sign")
    assert papers.look(key).state is DocumentState.SIGNED
    assert "О прогулках" not in house.visit("head").get("/").get_data(as_text=True)


def route_of(house, key: int) -> list[str]:
    """The rounds of a card as they are read: what each approver is said to do, newest first."""
    page = house.visit("coordinator").get(f"/documents/{key}").get_data(as_text=True)
    panel = page.partition('id="route"')[2].partition("</section>")[0]
    return re.findall(r"сейчас решает|ждёт очереди|очередь не дошла|согласовано|возвращён", panel)


def test_the_card_tells_whose_turn_it_is_and_who_was_never_asked(house, papers):
    key = papers.draft("minutes", title="О питании", text="")
    register = f"/documents/{key}/register"
    card = house.visit("coordinator").get(f"/documents/{key}").get_data(as_text=True)
    assert register in card
    send(house, key, "first", "administrator", "second")
    assert route_of(house, key) == ["сейчас решает", "ждёт очереди", "ждёт очереди"]
    assert register not in house.visit("coordinator").get(f"/documents/{key}").get_data(
        as_text=True
    )
    decide(house, "first", key)
    assert decide(house, "administrator", key, "return", "Не та дата").status_code == 303
    returned = ["согласовано", "возвращён", "очередь не дошла"]
    assert route_of(house, key) == returned
    send(house, key, "administrator", "second")
    assert route_of(house, key) == ["сейчас решает", "ждёт очереди", *returned]
    decide(house, "administrator", key)
    decide(house, "second", key)
    card = house.visit("coordinator").get(f"/documents/{key}").get_data(as_text=True)
    assert register in card
    assert house.said("Everybody has approved it: it can be registered.") in card


def test_who_is_not_on_the_route_decides_nothing(house, papers):
    key = papers.draft()
    send(house, key, "first")
    assert decide(house, "second", key).status_code == 404
    assert decide(house, "coordinator", key).status_code == 409
    stranger = house.garden.client_of("head_a")
    assert stranger.send(f"/documents/{key}/decide", {"decision": "approve"}).status_code == 404


def test_a_returned_document_is_corrected_and_walks_anew(house, papers):
    key = papers.draft(title="О питании")
    send(house, key, "first")
    assert decide(house, "first", key, "return").status_code == 422
    assert decide(house, "first", key, "return", "Не та дата").status_code == 303
    assert papers.look(key).state is DocumentState.DRAFT
    assert told(house, "coordinator") == ["document_returned"]
    page = house.visit("coordinator").get(f"/orders/{key}").get_data(as_text=True)
    assert "Не та дата" in page
    send(house, key, "first")
    assert told(house, "first") == ["document_approval", "document_approval"]
    assert decide(house, "first", key).status_code == 303


def test_a_document_on_approval_is_not_edited(house, papers):
    key = papers.draft()
    send(house, key, "first")
    assert house.visit("coordinator").get(f"/orders/{key}/edit").status_code == 404
    assert send(house, key, "first").status_code == 409


def test_the_head_may_return_instead_of_signing(house, papers):
    key = papers.draft()
    send(house, key)
    head = house.visit("head")
    assert papers.look(key).state is DocumentState.ON_APPROVAL
    head.send(f"/orders/{key}/return", {"comment": " "})
    assert papers.look(key).state is DocumentState.ON_APPROVAL
    head.send(f"/orders/{key}/return", {"comment": "Уточнить сроки"})
    assert papers.look(key).state is DocumentState.DRAFT


def test_a_role_on_the_route_is_asked_as_a_whole(house, papers):
    key = papers.draft()
    page = house.visit("coordinator").get(f"/orders/{key}").get_data(as_text=True)
    role = page.split("Сетевой воспитатель</option>")[0].rpartition('value="')[2].rstrip('">')
    coordinator = house.visit("coordinator")
    coordinator.send(f"/documents/{key}/send", {"approver": role})
    assert {*told(house, "first"), *told(house, "second")} == {"document_approval"}
    assert decide(house, "second", key).status_code == 303
    assert decide(house, "first", key).status_code == 409


def test_two_approvers_of_one_name_are_told_apart_by_role_or_login(house, papers):
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=960)
        for login, role in (("anna1", "teacher"), ("anna2", "teacher"), ("anna3", "nurse")):
            user = rows.user(login, last_name="Ильина", first_name="Анна")
            rows.appoint(user, role)
    page = house.visit("coordinator").get(f"/documents/{papers.draft()}")
    named = re.findall(r">(Ильина Анна [^<]*)</option>", page.get_data(as_text=True))
    assert set(named) == {
        "Ильина Анна (Сетевой воспитатель), anna1",
        "Ильина Анна (Сетевой воспитатель), anna2",
        "Ильина Анна (Медработник)",
    }

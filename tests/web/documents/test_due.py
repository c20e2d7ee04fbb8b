"""Days of documents: their end and the day to read them by are told in time, each once."""

from __future__ import annotations

from datetime import date

from app.documents.attached_models import Acquaintance
from app.documents.due_actions import tell_what_is_due
from app.documents.models import Document
from app.notifications.models import Notification
from tests.web.documents.conftest import TODAY


def told(house, login: str) -> list[str]:
    found = house.look(Notification, user_id=house.users[login])
    return [one.key for one in found if one.key.startswith(("document-ends", "acquaintance"))]


def tell(house) -> None:
    with house.garden.app.app_context():
        tell_what_is_due()


def register(house, papers, **more) -> int:
    """A signed contract, which named readers only see."""
    key = papers.draft("agreement", **more)
    assert house.visit("head").send(f"/documents/{key}/register").status_code == 303
    return key


def test_who_keeps_papers_hears_of_the_end_at_each_stage_and_never_twice(house, papers, later):
    key = register(house, papers, title="Договор с поликлиникой", expires_on=date(2026, 12, 20))
    for _again in range(2):
        tell(house)
    for login in ("head", "coordinator", "administrator"):
        assert told(house, login) == [f"document-ends-{key}-2026-12-20-30"]
    assert told(house, "first") == []
    later(days=20)
    tell(house)
    assert told(house, "head")[-1] == f"document-ends-{key}-2026-12-20-7"
    strangers = house.garden.cast.users
    assert not house.look(Notification, user_id=strangers["head_a"], kind="document_ending")


def test_a_moved_last_day_is_told_anew_and_a_cancelled_document_is_not(house, papers):
    key = register(house, papers, expires_on=date(2026, 12, 20))
    tell(house)
    house.change(Document, key, expires_on=date(2026, 12, 22))
    tell(house)
    assert told(house, "head")[-1] == f"document-ends-{key}-2026-12-22-30"
    draft = papers.draft("agreement", expires_on=date(2026, 12, 1))
    tell(house)
    assert not [one for one in told(house, "head") if f"-{draft}-" in one]


def test_the_home_and_the_list_show_what_ends_soon(house, papers):
    register(house, papers, title="Договор с поликлиникой", expires_on=date(2026, 12, 24))
    register(house, papers, title="Договор с прачечной", expires_on=date(2026, 12, 25))
    head = house.visit("head")
    home = head.get("/").get_data(as_text=True)
    assert house.said("Documents end soon") in home
    assert "Договор с поликлиникой" in home
    assert "Договор с прачечной" not in home, "thirty-one days are left"
    listed = head.get("/documents/?f.due=ends").get_data(as_text=True)
    assert "Договор с поликлиникой" in listed
    assert "Договор с прачечной" not in listed
    assert "Договор" not in house.visit("first").get("/").get_data(as_text=True)


def show(house, key: int, login: str, due: date) -> int:
    user = house.users[login]
    form = {"reader": f"u{user}", "due_on": due.isoformat()}
    assert house.visit("head").send(f"/documents/{key}/readers", form).status_code == 303
    return house.look(Acquaintance, document_id=key, user_id=user)[0].id


def test_a_reader_who_has_not_confirmed_is_reminded_by_itself(house, papers, later):
    key = papers.signed(title="Об охране жизни")
    line = show(house, key, "first", date(2026, 11, 27))
    done = show(house, key, "second", date(2026, 11, 27))
    assert house.visit("second").send(f"/acquaintance/{done}/confirm").status_code == 303
    tell(house)
    shown = [f"acquaintance-{line}-shown"]
    assert told(house, "first") == shown
    later(days=2)
    tell(house)
    assert told(house, "first") == [*shown, f"acquaintance-{line}-eve"]
    later(days=4)
    for _again in range(2):
        tell(house)
    assert told(house, "first") == [
        *shown,
        *(f"acquaintance-{line}-{it}" for it in ("eve", "late")),
    ]
    assert told(house, "second") == [f"acquaintance-{done}-shown"]


def test_the_register_is_narrowed_to_what_somebody_has_not_read(house, papers):
    late, read = papers.signed(title="Об охране жизни"), papers.signed(title="О питании")
    show(house, late, "first", TODAY)
    line = show(house, read, "first", TODAY)
    house.visit("first").send(f"/acquaintance/{line}/confirm")
    listed = house.visit("head").get("/orders/?f.due=unread").get_data(as_text=True)
    assert "Об охране жизни" in listed
    assert "О питании" not in listed

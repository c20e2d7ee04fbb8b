"""Access that is taken back: what a reader was shown before opens no page and breaks none."""

from __future__ import annotations

from app.documents.models import DocumentAccess
from tests.web.documents.test_acquaintance import line_of, person, show


def test_a_reader_whose_access_was_taken_back_still_opens_home_and_the_reading_list(house, papers):
    key = papers.signed(title="Об охране жизни", text="Смотреть за детьми.")
    show(house, key, person(house, "first"))
    line = line_of(house, key, "first").id
    access = house.look(DocumentAccess, document_id=key, user_id=house.users["first"])[0].id
    taken = house.visit("head").send(f"/documents/{key}/access/drop", {"access": access})
    assert taken.status_code == 303
    assert not house.look(DocumentAccess, document_id=key, user_id=house.users["first"])
    first = house.visit("first")
    for address in ("/", "/acquaintance/"):
        answer = first.get(address)
        assert answer.status_code == 200
        assert "Об охране жизни" not in answer.get_data(as_text=True)
    assert first.get(f"/acquaintance/{line}").status_code == 404
    assert first.get(f"/acquaintance/{line}.pdf").status_code == 404

"""Kinds of documents: which words a template may hold, how it looks, and one's own kind."""

from __future__ import annotations

import re
from html import unescape

from app.documents.effects import EFFECTS
from app.documents.models import DocumentKind
from app.documents.rules.wording import COMMON, MEANINGS
from tests.web.documents.conftest import TODAY


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_every_word_that_a_template_may_hold_has_a_meaning_for_people():
    words = {word for effect in EFFECTS.values() for word in effect.words} | set(COMMON)
    assert words == set(MEANINGS)


def test_the_card_shows_the_words_and_a_sample_with_the_names_of_the_house(house, papers):
    page = text_of(
        house.visit("head").get(f"/document-kinds/{papers.kind('hiring')}").get_data(as_text=True)
    )
    for word in COMMON:
        assert f"{{{word}}} " in page, word
    assert "Принять на работу: 1) первая строка списка" in page
    assert "№ 12-к" in page
    assert "Смирнова Елена Павловна" in page
    assert "{отменяемый}" not in page, "a word of another kind"


def test_a_kind_of_the_organization_above_becomes_ones_own_by_a_filled_form(house, papers):
    with house.garden.system() as session:
        shared = session.query(DocumentKind).filter_by(organization_id=house.organization)
        for row in shared:
            row.organization_id = house.garden.cast.organizations["D"]
    key = papers.kind("general")
    admin = house.visit("administrator")
    assert admin.get(f"/document-kinds/{key}/edit").status_code == 404
    card = admin.get(f"/document-kinds/{key}").get_data(as_text=True)
    address = unescape(re.search(r'href="(/document-kinds/add\?[^"]+)"', card)[1])
    form = admin.get(address).get_data(as_text=True)
    assert "ПРИКАЗЫВАЮ:" in form
    fields = {
        "name": "Приказ по саду",
        "key": "general",
        "is_order": "y",
        "text_template": "ПРИКАЗЫВАЮ:\n\n1. {организация кратко}",
        "valid_from": TODAY.isoformat(),
        "sort_order": "0",
    }
    wrong = admin.send("/document-kinds/add", fields | {"text_template": "{погода}"})
    assert (wrong.status_code, "{погода}" in wrong.get_data(as_text=True)) == (422, True)
    assert admin.send("/document-kinds/add", fields).status_code == 302
    made = house.look(DocumentKind, organization_id=house.organization)
    assert [one.name for one in made] == ["Приказ по саду"]
    assert papers.kind("general") == made[0].id, "the nearest one counts"

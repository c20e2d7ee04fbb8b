"""Consents and benefits: signed by whom it may be, told on the card, revoked with consequences."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from app.children.benefits.models import BenefitCategory, ChildBenefit
from app.children.consents.models import Consent, ConsentPurpose, RevocationTask
from app.children.models import ChildGuardian, Guardian
from app.children.rules import GuardianRights
from app.organizations.models import Organization, UserAccount
from tests.factories.house import make_house
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder

TODAY = date(2026, 11, 24)
GIVEN = date(2026, 9, 1)


@pytest.fixture
def house(garden):
    made = make_house(garden)
    made.photo = made.make(
        ConsentPurpose,
        name="Фотографии на сайте",
        purpose="размещение фотографий на сайте",
        personal_data="имя, фотографии",
        operations="съёмка, размещение",
        recipients="посетители сайта",
        term="до выбытия",
        revocation_tasks="снять фотографии с сайта; предупредить фотографа",
        stop_days=0,
    )
    return made


def own(house):
    return house.look(ChildGuardian, child_id=house.children[0])[0]


def given(house, child=0, **values):
    link = house.look(ChildGuardian, child_id=house.children[child])
    guardian = link[0].guardian_id if link else house.make(Guardian, last_name="Тихая")
    if not link:
        house.make(ChildGuardian, child_id=house.children[child], guardian_id=guardian)
    return house.make(
        Consent,
        child_id=house.children[child],
        purpose_id=house.photo,
        **{"guardian_id": guardian, "given_on": GIVEN, **values},
    )


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_who_is_a_parent_besides_is_offered_on_a_card_what_opens_for_this_child(house):
    """A nurse whose own child is here has more rights to it, and no link to what is not hers."""
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization))
        rows.appoint(session.get_one(UserAccount, house.users["parent"]), "nurse")
        session.commit()
    own_child, other = house.children[0], house.children[1]
    both = [(own_child, given(house), True), (other, given(house, child=1), False)]
    me = house.visit("parent")
    for child, consent, opens in both:
        card = text(me, f"/children/{child}")
        assert (f"/children/{child}?tab=attendance" in card) is opens
        asked = me.get(f"/children/{child}?tab=attendance").status_code
        assert asked == (200 if opens else 404)
        paper = me.get(f"/consents/{consent}")
        assert (f"/consents/{consent}/revoke" in paper.get_data(as_text=True)) is opens


def signing(house, client, **values):
    form = {
        "child": house.children[0],
        "purpose": house.photo,
        "guardian": own(house).guardian_id,
        "given_on": "2026-09-01",
    }
    return client.send("/consents/add", form | values)


def test_a_consent_is_entered_once_a_representative_has_signed_it(house):
    answer = signing(house, house.visit("administrator"))
    assert answer.status_code == 302
    kept = house.look(Consent)[-1]
    assert (kept.child_id, kept.given_on, kept.revoked_on) == (house.children[0], GIVEN, None)


@pytest.mark.parametrize(
    ("limit", "values"),
    [
        ({"rights": GuardianRights.INFORMATION}, {}),
        ({"rights": GuardianRights.NONE}, {}),
        ({"valid_to": date(2026, 8, 31)}, {}),
        ({}, {"given_on": "2026-11-25"}),
    ],
)
def test_a_signature_without_rights_or_of_tomorrow_is_refused(house, limit, values):
    house.change(ChildGuardian, own(house).id, **limit)
    before = len(house.look(Consent))
    answer = signing(house, house.visit("administrator"), **values)
    assert answer.status_code == 422
    said = "полными правами" if limit else "ещё не наступившего дня"
    assert said in answer.get_data(as_text=True)
    assert len(house.look(Consent)) == before


def test_the_paper_is_of_one_purpose_and_says_what_the_law_wants(house):
    key = given(house, given_on=None)
    house.change(Guardian, own(house).guardian_id, address="г. Зареченск, ул. Лесная, д. 1")
    answer = house.visit("coordinator").get(f"/consents/{key}/paper.pdf")
    assert answer.mimetype == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.get_data())).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    for part in (
        "СОГЛАСИЕ",
        "№ 152-ФЗ",
        "Абрамова Анна",
        "ул. Лесная, д. 1",
        "Документ, удостоверяющий личность",
        "Абрамов Тимофей",
        "Детский сад № 5",
        "размещение фотографий на сайте",
        "имя, фотографии",
        "съёмка, размещение",
        "посетители сайта",
        "со дня подписания до выбытия",
        "отозвать в любое время",
        "подпись",
    ):
        assert part in said, part
    assert len(pages) == 1


def test_the_paper_of_a_revocation_says_whose_consent_of_which_day_is_taken_back(house):
    key, blank = given(house), given(house, child=1, given_on=None)
    coordinator = house.visit("coordinator")
    card = text(coordinator, f"/consents/{key}")
    assert f"/consents/{key}/revocation.pdf" in card

    def printed():
        answer = coordinator.get(f"/consents/{key}/revocation.pdf")
        [page] = PdfReader(io.BytesIO(answer.get_data())).pages
        return " ".join(page.extract_text().split())

    for part in (
        "ОТЗЫВ СОГЛАСИЯ",
        "Абрамова Анна",
        "Абрамов Тимофей",
        "данное мной 01.09.2026",
        "размещение фотографий на сайте",
        "в день получения отзыва",
        "Отзыв принят",
    ):
        assert part in printed(), part
    assert "24.11.2026" not in printed(), "the day is a line to be filled in by hand"
    coordinator.send(f"/consents/{key}/revoke", {"revoked_on": "2026-11-24"})
    assert "24.11.2026" in printed()
    assert "revocation.pdf" not in text(coordinator, f"/consents/{blank}"), "nothing to take back"
    parent = house.visit("parent")
    assert parent.get(f"/consents/{key}/revocation.pdf").status_code == 200
    other = given(house, child=1)
    assert parent.get(f"/consents/{other}/revocation.pdf").status_code == 404


def test_the_card_and_the_list_say_who_has_no_consent(house):
    given(house)
    teacher = house.visit("first")
    assert "дано 01.09.2026" in text(teacher, f"/children/{house.children[0]}")
    assert "НЕТ СОГЛАСИЯ" in text(teacher, f"/children/{house.children[1]}")
    listed = text(house.visit("coordinator"), f"/children/?f.no_consent={house.photo}")
    assert "Абрамов" not in listed
    assert "Белова" in listed
    control = text(house.visit("coordinator"), "/consent-control/")
    assert f"/children/?f.no_consent={house.photo}" in control
    # Five children attend, one has a consent.
    assert "<b>4</b>" in control


@pytest.mark.parametrize("login", ["coordinator", "parent"])
def test_a_revocation_stops_at_once_and_says_what_must_be_done(house, login):
    key = given(house)
    client = house.visit(login)
    page = client.get(f"/consents/{key}/revoke").get_data(as_text=True)
    assert "снять фотографии" in page, "what must stop is told before"
    answer = client.send(f"/consents/{key}/revoke", {"revoked_on": "2026-11-24", "note": "№ 12"})
    assert answer.status_code == 302
    kept = house.look(Consent, id=key)[0]
    assert (kept.revoked_on, kept.revocation_note) == (TODAY, "№ 12")
    tasks = house.look(RevocationTask, consent_id=key)
    assert [(one.text, one.due_on) for one in tasks] == [
        ("Снять фотографии с сайта", TODAY),
        ("Предупредить фотографа", TODAY),
    ]
    assert "НЕТ СОГЛАСИЯ" in text(house.visit("first"), f"/children/{house.children[0]}")
    paper = client.get(f"/consents/{key}/paper.pdf").get_data()
    printed = PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    assert "ОТОЗВАНО 24.11.2026: № 12" in printed, "a print does not pass for a consent in force"
    again = client.send(f"/consents/{key}/revoke", {"revoked_on": "2026-11-24"})
    assert again.status_code == 422
    assert len(house.look(RevocationTask, consent_id=key)) == 2
    office = house.visit("coordinator")
    office.send("/revocation-tasks/step", {"action": "done", "rowid": tasks[0].id})
    done, left = house.look(RevocationTask, consent_id=key)
    assert (done.done_on, left.done_on) == (TODAY, None)
    assert done.done_by.startswith("Титова")


@pytest.mark.parametrize("rights", [GuardianRights.INFORMATION, GuardianRights.NONE])
def test_who_may_not_act_for_the_child_revokes_nothing(house, rights):
    key = given(house)
    house.change(ChildGuardian, own(house).id, rights=rights)
    answer = house.visit("parent").send(f"/consents/{key}/revoke", {"revoked_on": "2026-11-24"})
    assert answer.status_code == 404
    assert house.look(Consent, id=key)[0].revoked_on is None


def test_a_parent_sees_the_consents_and_benefits_of_the_own_child_only(house):
    mine, other = given(house), given(house, child=1)
    parent = house.visit("parent")
    assert parent.get(f"/consents/{mine}").status_code == 200
    assert parent.get(f"/consents/{mine}/paper.pdf").status_code == 200
    for path in (f"/consents/{other}", f"/consents/{other}/paper.pdf", f"/consents/{other}/revoke"):
        assert parent.get(path).status_code == 404, path
    assert "Белова" not in text(parent, "/consents/")


def test_one_parent_is_not_given_the_paper_and_the_address_of_the_other(house):
    mother = house.make(Guardian, last_name="Матушкина", first_name="Ольга", address="ул. Тайная")
    house.make(ChildGuardian, child_id=house.children[0], guardian_id=mother)
    key = given(house, guardian_id=mother)
    parent = house.visit("parent")
    assert "Матушкина" not in text(parent, f"/consents/{key}")
    for paper in ("paper", "revocation"):
        assert parent.get(f"/consents/{key}/{paper}.pdf").status_code == 404
    assert house.visit("coordinator").get(f"/consents/{key}/paper.pdf").status_code == 200


def test_a_signed_or_revoked_consent_stays(house):
    key = given(house)
    admin = house.visit("administrator")
    admin.send(f"/consents/{key}/delete", {})
    assert house.look(Consent, id=key)
    admin.send(f"/consents/{key}/revoke", {"revoked_on": "2026-11-24"})
    row = house.look(Consent, id=key)[0]
    form = {"version": row.version, "child": row.child_id, "purpose": house.photo}
    form |= {"guardian": row.guardian_id, "given_on": "2026-09-02"}
    answer = admin.send(f"/consents/{key}/edit", form)
    assert answer.status_code == 422
    assert house.look(Consent, id=key)[0].given_on == GIVEN


# -- benefits ----------------------------------------------------------------------------------


def test_a_benefit_that_ends_soon_is_told_on_the_card_and_at_home(house):
    category = house.make(BenefitCategory, name="Многодетная семья")
    values = {"category_id": category, "starts_on": GIVEN}
    house.make(ChildBenefit, child_id=house.children[0], ends_on=date(2026, 12, 4), **values)
    house.make(ChildBenefit, child_id=house.children[1], ends_on=date(2027, 8, 31), **values)
    coordinator = house.visit("coordinator")
    card = text(coordinator, f"/children/{house.children[0]}")
    assert "до 04.12.2026, осталось 10 дней" in card
    assert "осталось" not in text(coordinator, f"/children/{house.children[1]}")
    assert "/child-benefits/?f.state=soon" in text(coordinator, "/")
    listed = text(coordinator, "/child-benefits/?f.state=soon")
    assert "Абрамов" in listed
    assert "Белова" not in listed
    assert "Многодетная" not in text(house.visit("first"), f"/children/{house.children[0]}")


def test_a_benefit_without_its_paper_or_twice_is_refused(house):
    category = house.make(BenefitCategory, name="Малоимущая семья", needs_document=True)
    form = {"child": house.children[0], "category": category, "starts_on": "2026-09-01"}
    admin = house.visit("administrator")
    answer = admin.send("/child-benefits/add", form)
    assert answer.status_code == 422
    assert "номер документа" in answer.get_data(as_text=True)
    proof = {"document_number": "12", "document_date": "2026-08-20"}
    assert admin.send("/child-benefits/add", form | proof).status_code == 302
    answer = admin.send("/child-benefits/add", form | proof | {"starts_on": "2026-10-01"})
    assert answer.status_code == 422
    assert "уже есть эта льгота с 01.09.2026" in answer.get_data(as_text=True)


def test_pages_of_consents_cost_the_same_for_one_and_for_many(house):
    client = house.visit("coordinator")
    paths = ("/consent-control/", f"/children/{house.children[0]}", "/consents/")

    def counted():
        found = []
        for path in paths:
            client.get(path)
            with QueryRecorder(house.garden.engine) as queries:
                client.get(path)
            found.append(queries.count)
        return found

    given(house)
    few = counted()
    for child in range(3):
        given(house, child, given_on=date(2026, 9, 2))
        given(house, child, given_on=date(2026, 9, 3), revoked_on=date(2026, 9, 5))
    for number in range(12):
        house.make(ConsentPurpose, name=f"Цель {number}", **PURPOSE)
    assert counted() == few


PURPOSE = dict.fromkeys(("purpose", "personal_data", "operations", "term"), "—")

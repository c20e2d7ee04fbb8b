"""Letters: whom one may write to, whose box is whose, answers, recalling, floods, attachments."""

from __future__ import annotations

import io
import re
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.children.models import Child
from app.communication.mail import rules
from app.communication.mail.models import MailCopy, MailLetter, MailSettings
from app.core.files import uploads
from app.notifications.models import Notification
from app.organizations.models import Organization, UserAccount
from app.staff.models import Employee, Position
from tests.factories.house import make_house
from tests.factories.photos import CAMERA, photo
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder


@pytest.fixture
def house(garden):
    """«Ромашка» with two families, «Василёк» with one."""
    made = make_house(garden)
    with garden.system() as session:
        rows = Rows(session, session.get_one(Organization, made.organization), first=900)
        for login, last, child in (
            ("mother2", "Белова", made.children[1]),
            ("mother3", "Ёлкина", made.neighbours[0]),
        ):
            user = rows.user(
                login, last_name=last, first_name="Юлия", organization_id=made.organization
            )
            rows.appoint(user, "parent")
            rows.guardian_of(session.get_one(Child, child), user, last_name=last)
            made.users[login] = user.id
    return made


def text(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def write(house, login, *to, title="Завтра экскурсия", body="Сбор в 9.", **more):
    form = {"to": list(to), "title": title, "text": body, "do": "send", **more}
    return house.visit(login).send("/mail/new", form)


def person(house, login):
    return f"person:{house.users[login]}"


def opened(house, login, letter):
    """A person opens a letter; the page says so itself."""
    client = house.visit(login)
    page = text(client, f"/mail/{letter.id}")
    assert client.send(f"/mail/{letter.id}/read").status_code == 302
    return page


def letters(house):
    return [one for one in house.look(MailLetter) if one.organization_id == house.organization]


def boxes(house, letter):
    names = {key: login for login, key in house.users.items()}
    rows = house.look(MailCopy, letter_id=letter.id)
    return {names[row.user_id]: row for row in rows}


def people_offered(house, login):
    return set(re.findall(r'name="to" value="([^"]+)"', text(house.visit(login), "/mail/new")))


def test_a_parent_is_offered_the_teachers_of_the_child_the_head_and_the_administrator(house):
    offered = people_offered(house, "parent")
    assert offered == {person(house, one) for one in ("first", "second", "head", "administrator")}


def test_a_teacher_is_offered_colleagues_and_the_parents_of_the_own_groups(house):
    offered = people_offered(house, "first")
    assert f"group:{house.group}" in offered
    assert f"group:{house.other_group}" not in offered
    assert {person(house, one) for one in ("parent", "mother2", "other", "head")} <= offered
    assert person(house, "mother3") not in offered


def test_a_letter_to_a_group_reaches_its_families_and_nobody_else(house):
    assert write(house, "first", f"group:{house.group}").status_code == 302
    (letter,) = letters(house)
    got = {login for login, row in boxes(house, letter).items() if row.received}
    assert got == {"parent", "mother2"}
    told = {one.user_id for one in house.look(Notification, kind="mail")}
    assert told == {house.users["parent"], house.users["mother2"]}


def test_a_letter_to_a_group_names_no_family_to_another(house):
    write(house, "first", f"group:{house.group}", body="**Важно**")
    (letter,) = letters(house)
    for login, other in (("parent", "Белова"), ("mother2", "Абрамова")):
        page = opened(house, login, letter)
        assert "<strong>Важно</strong>" in page
        assert other not in page
    author = text(house.visit("first"), f"/mail/{letter.id}")
    assert "Белова" in author
    assert "прочли: 2 из 2" in author


def test_nobody_reads_a_box_of_another_not_even_the_head(house, garden):
    write(house, "first", person(house, "parent"), title="Секретное письмо")
    (letter,) = letters(house)
    for client in (
        *(house.visit(login) for login in ("head", "coordinator", "second", "mother2")),
        *(garden.client_of(login) for login in ("authority", "administrator_a", "parent_ab")),
    ):
        text(client, f"/mail/{letter.id}", 404)
        assert "Секретное" not in text(client, "/mail/?q=секретное")
        for step in ("trash", "recall", "answer"):
            assert client.send(f"/mail/{letter.id}/{step}", {}).status_code == 404


@pytest.mark.parametrize(
    "forged", ["person:{mother2}", "person:{mother3}", "group:{group}", "staff", "role:1", "x"]
)
def test_a_parent_cannot_write_to_another_family_by_a_forged_address(house, forged):
    key = forged.format(**house.users, group=house.group)
    answer = write(house, "parent", person(house, "first"), key)
    assert answer.status_code == 422
    said = house.said("Some of the chosen people cannot be written to. Choose them anew.")
    assert said in answer.get_data(as_text=True)
    assert letters(house) == []


def test_where_the_kindergarten_allows_it_parents_write_to_their_group_without_names(house):
    house.make(MailSettings, parents_to_parents=True)
    offered = people_offered(house, "parent")
    assert f"group:{house.group}" in offered
    assert f"group:{house.other_group}" not in offered
    assert person(house, "mother2") not in offered
    assert write(house, "parent", f"group:{house.group}").status_code == 302
    (letter,) = letters(house)
    got = {login for login, row in boxes(house, letter).items() if row.received}
    assert got == {"mother2"}
    assert "Белова" not in text(house.visit("parent"), f"/mail/{letter.id}")


def test_an_answer_of_a_parent_to_all_goes_to_the_staff_only(house):
    write(house, "first", f"group:{house.group}", person(house, "second"))
    (letter,) = letters(house)
    parent = house.visit("parent")
    form = {"title": "Re: x", "text": "Придём.", "all": "1"}
    assert parent.send(f"/mail/{letter.id}/answer", form).status_code == 302
    answer = letters(house)[1]
    got = {login for login, row in boxes(house, answer).items() if row.received}
    assert got == {"first", "second"}
    assert answer.thread_id == letter.id
    text(house.visit("mother2"), f"/mail/{answer.id}", 404)
    assert "Придём" not in text(house.visit("mother2"), f"/mail/{letter.id}")


def works_elsewhere(house, login, role):
    """The person has an appointment in a kindergarten of the cast as well."""
    with house.garden.system() as session:
        other = session.get_one(Organization, house.garden.cast.organizations["B"])
        user = session.get_one(UserAccount, house.users[login])
        Rows(session, other, first=950).appoint(user, role)


def test_a_mother_who_teaches_elsewhere_is_a_mother_here(house):
    """She reads no names of other families, and her answer to all does not reach them."""
    works_elsewhere(house, "mother2", "teacher")
    write(house, "first", person(house, "parent"), person(house, "mother2"))
    (letter,) = letters(house)
    mother = house.visit("mother2")
    for path in (f"/mail/{letter.id}", f"/mail/{letter.id}/answer?all=1"):
        assert "Абрамова" not in text(mother, path), path
    form = {"title": "Re: x", "text": "Придём.", "all": "1"}
    assert mother.send(f"/mail/{letter.id}/answer", form).status_code == 302
    got = {login for login, row in boxes(house, letters(house)[1]).items() if row.received}
    assert got == {"first"}
    house.make(MailSettings, parents_to_parents=True)
    assert write(house, "mother2", f"group:{house.group}").status_code == 302
    assert "Абрамова" not in text(house.visit("mother2"), f"/mail/{letters(house)[2].id}")


def test_who_keeps_accounts_here_and_teaches_elsewhere_is_offered_no_families_here(house):
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=970)
        nurse = rows.user("nurse", last_name="Лукина", organization_id=house.organization)
        rows.appoint(nurse, "nurse")
        house.users["nurse"] = nurse.id
    works_elsewhere(house, "nurse", "teacher")
    offered = people_offered(house, "nurse")
    assert person(house, "first") in offered
    assert f"group:{house.group}" not in offered
    assert person(house, "parent") not in offered


def test_an_answer_of_the_teacher_to_all_reaches_everybody_of_the_letter(house):
    write(house, "head", f"group:{house.group}", person(house, "first"))
    (letter,) = letters(house)
    house.visit("first").send(
        f"/mail/{letter.id}/answer", {"title": "Re", "text": "Да", "all": "1"}
    )
    got = {login for login, row in boxes(house, letters(house)[1]).items() if row.received}
    assert got == {"head", "parent", "mother2"}


def test_an_unread_letter_is_recalled_from_those_who_have_not_read_it(house):
    write(house, "first", f"group:{house.group}")
    (letter,) = letters(house)
    opened(house, "parent", letter)
    answer = house.visit("first").send(f"/mail/{letter.id}/recall")
    assert answer.status_code == 302
    assert set(boxes(house, letter)) == {"first", "parent"}
    text(house.visit("mother2"), f"/mail/{letter.id}", 404)
    news = house.look(Notification, kind="mail", user_id=house.users["mother2"])
    assert news == []
    # What everybody has read stays.
    again = house.visit("first")
    again.send(f"/mail/{letter.id}/recall")
    said = house.said("Everybody has read it already: nothing can be recalled.")
    assert said in text(again, f"/mail/{letter.id}")


def test_only_the_author_recalls(house):
    write(house, "first", f"group:{house.group}")
    (letter,) = letters(house)
    parent = house.visit("parent")
    parent.send(f"/mail/{letter.id}/recall")
    said = house.said("Only the author recalls a letter.")
    assert said in text(parent, f"/mail/{letter.id}")
    assert len(boxes(house, letter)) == 3


def test_a_draft_is_nobody_elses_and_goes_on_where_it_stopped(house):
    first = house.visit("first")
    form = {"to": [f"group:{house.group}"], "title": "Черно", "text": "", "do": "draft"}
    assert first.send("/mail/new", form).status_code == 302
    (draft,) = letters(house)
    assert draft.sent_at is None
    page = text(first, f"/mail/new?draft={draft.id}")
    assert 'value="Черно"' in page
    assert f'value="group:{house.group}" checked' in page
    text(house.visit("second"), f"/mail/new?draft={draft.id}", 404)
    stolen = {"draft": str(draft.id), "to": [person(house, "head")], "title": "а", "text": "б"}
    assert house.visit("second").send("/mail/new", stolen).status_code == 404
    write(house, "first", f"group:{house.group}", draft=str(draft.id))
    assert len(letters(house)) == 1
    assert letters(house)[0].sent_at is not None


def test_the_trash_is_ones_own(house):
    write(house, "first", f"group:{house.group}")
    (letter,) = letters(house)
    house.visit("parent").send(f"/mail/{letter.id}/trash")
    assert "Завтра экскурсия" in text(house.visit("parent"), "/mail/?folder=trash")
    assert "Завтра экскурсия" not in text(house.visit("parent"), "/mail/")
    assert "Завтра экскурсия" in text(house.visit("mother2"), "/mail/")
    house.visit("parent").send(f"/mail/{letter.id}/trash")
    assert "Завтра экскурсия" in text(house.visit("parent"), "/mail/")


def test_a_flood_of_letters_is_stopped(house):
    for _number in range(30):
        assert write(house, "parent", person(house, "first")).status_code == 302
    answer = write(house, "parent", person(house, "first"))
    assert answer.status_code == 429
    assert "За час вы отправили 30 писем" in answer.get_data(as_text=True)
    assert len(letters(house)) == 30


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"to": []}, "Choose to whom you write."),
        ({"title": " "}, "Say what the letter is about."),
        ({"text": " "}, "Write the letter."),
    ],
)
def test_an_unfinished_letter_is_refused_and_kept_in_the_form(house, form, said):
    whole = {"to": [person(house, "first")], "title": "Тема", "text": "Текст", "do": "send"}
    answer = house.visit("parent").send("/mail/new", {**whole, **form})
    assert answer.status_code == 422
    assert house.said(said) in answer.get_data(as_text=True)
    assert letters(house) == []


def test_an_attached_photo_tells_no_place(house):
    write(house, "parent", person(house, "first"), files=[(io.BytesIO(photo()), "Утро.jpg")])
    (letter,) = letters(house)
    answer = house.visit("first").get(f"/mail/{letter.id}/files/1")
    assert answer.mimetype == "image/jpeg"
    assert CAMERA.encode() not in answer.get_data()


def test_an_attachment_is_judged_by_its_content_and_read_by_its_people_only(house):
    good = (io.BytesIO(b"%PDF-1.7 body"), "План.pdf")
    write(house, "first", person(house, "parent"), files=[good])
    (letter,) = letters(house)
    path = f"/mail/{letter.id}/files/1"
    answer = house.visit("parent").get(path)
    assert answer.get_data() == b"%PDF-1.7 body"
    for login in ("mother2", "head"):
        text(house.visit(login), path, 404)
    bad = (io.BytesIO(b"MZ program"), "План.pdf")
    answer = write(house, "first", person(house, "parent"), files=[bad])
    assert answer.status_code == 422
    assert len(letters(house)) == 1


def test_markup_of_a_letter_is_harmless(house):
    body = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    write(house, "parent", person(house, "first"), title="<b>Тема</b>", body=body)
    (letter,) = letters(house)
    for path in (f"/mail/{letter.id}", "/mail/"):
        page = text(house.visit("first"), path)
        for bad in ("<script>alert", 'href="javascript', "<img src=x", "<b>Тема"):
            assert bad not in page


# -- drafts and limits --------------------------------------------------------------------


def test_a_letter_that_is_being_written_survives_a_lost_page(house):
    """Kept on the server: on a computer of several people nothing of it stays in the browser."""
    parent = house.visit("parent")
    form = {"to": [person(house, "first")], "title": "", "text": "Здравств", "do": "autosave"}
    kept = parent.send("/mail/new", form).get_json()
    more = form | {"text": "Здравствуйте!", **kept["fields"]}
    parent.send("/mail/new", more)
    (draft,) = letters(house)
    assert (draft.text, draft.sent_at) == ("Здравствуйте!", None)
    for path in (kept["address"], "/mail/?folder=drafts"):
        assert "Здравствуйте!" in text(parent, path)
    for login in ("first", "head", "mother2"):
        assert "Здравствуйте!" not in text(house.visit(login), "/mail/?folder=drafts")
    assert house.visit("mother2").send("/mail/new", more).status_code == 404
    assert write(house, "parent", person(house, "first"), **kept["fields"]).status_code == 302
    assert [one.sent_at is None for one in letters(house)] == [False]


def test_an_answer_that_was_begun_is_offered_again_and_sent_once(house):
    write(house, "first", f"group:{house.group}")
    (letter,) = letters(house)
    place, parent = f"/mail/{letter.id}/answer", house.visit("parent")
    begun = {"title": "Re: Завтра экскурсия", "text": "Мы прид", "do": "autosave"}
    kept = parent.send(place, begun).get_json()
    key = kept["fields"]["draft"]
    page = text(parent, place)
    assert "Мы прид" in page
    assert f'name="draft" value="{key}"' in page
    # From the drafts one comes back to the answer, not to a letter without an addressee.
    assert parent.get(f"/mail/new?draft={key}").headers["Location"].endswith(place)
    assert "Мы прид" not in text(house.visit("first"), f"/mail/{letter.id}")
    parent.send(place, {"title": "Re", "text": "Мы придём", **kept["fields"]})
    assert [one.sent_at is None for one in letters(house)] == [False, False]
    assert "Мы придём" in text(house.visit("first"), f"/mail/{letter.id}")
    assert "Мы прид" not in text(parent, place)


def test_drafts_and_attachments_of_one_person_are_limited(house, monkeypatch):
    parent = house.visit("parent")
    with monkeypatch.context() as few:
        few.setattr(rules, "MOST_DRAFTS", 2)
        for status in (200, 200, 429):
            answer = parent.send("/mail/new", {"title": "т", "text": "т", "do": "autosave"})
            assert answer.status_code == status
    monkeypatch.setattr(uploads, "MOST_BYTES_A_DAY", 20)
    for status in (302, 429):
        files = [(io.BytesIO(b"%PDF-1.7 body"), "План.pdf")]
        answer = write(house, "parent", person(house, "first"), files=files)
        assert answer.status_code == status
    assert "МБ вложений" in answer.get_data(as_text=True)


@pytest.mark.parametrize("number", ["1", "987654321"])
def test_an_attachment_of_another_kindergarten_is_as_absent_as_none(house, garden, number):
    """Neither by the address of its letter nor by that of one's own."""
    foreign = garden.cast.row("B1", "mail_letter")
    write(house, "first", person(house, "parent"))
    (letter,) = letters(house)
    for path in (f"/mail/{foreign}/files/{number}", f"/mail/{letter.id}/files/{number}"):
        text(house.visit("parent"), path, 404)


@pytest.mark.parametrize(
    "to", ["person:{mother2}", "person:{mother3}", "group:{group}", "staff", "role:1", "person:0"]
)
def test_a_parent_writes_to_no_other_family_whatever_is_typed(house, to):
    """In the same words as for people who are not there: nobody can be counted through."""
    keys = {**house.users, "group": house.group}
    refused = house.said("Some of the chosen people cannot be written to. Choose them anew.")
    for one in (to.format(**keys), "person:987654321"):
        answer = write(house, "parent", one)
        assert answer.status_code == 422
        assert refused in answer.get_data(as_text=True)
    assert letters(house) == []


# -- speed --------------------------------------------------------------------------------


def fill(house, number):
    """Letters in the box of a parent, past the app."""
    with house.garden.system() as session:
        sent = datetime(2026, 11, 1, tzinfo=UTC)
        known = session.scalar(select(func.max(MailLetter.id))) or 0
        keys = range(known + 1, known + number + 1)
        letter = {
            "organization_id": house.organization,
            "author_id": house.users["first"],
            "author_name": "Кузнецова Мария",
            "text": "Приносим форму. " * 40,
            "sent_at": sent,
            "created_at": sent,
        }
        copy = {
            "organization_id": house.organization,
            "user_id": house.users["parent"],
            "folder": "inbox",
        }
        rows = [
            letter
            | {"id": key, "thread_id": key, "title": f"Новость {key}"}
            | {"full_text": f"кузнецова мария новость {key} слово{key % 97} {'форма ' * 90}"}
            for key in keys
        ]
        connection = session.connection()
        connection.execute(MailLetter.__table__.insert(), rows)
        connection.execute(MailCopy.__table__.insert(), [copy | {"letter_id": key} for key in keys])


def test_a_box_of_ten_thousand_letters_opens_and_is_searched_as_one_of_a_hundred(house):
    """As many statements, and under half a second of work for each page."""
    client, counts, spent = house.visit("parent"), set(), []
    for number in (100, 9_900):
        fill(house, number)
        client.get("/mail/")
        for path in ("/mail/", "/mail/?page=2", "/mail/?q=слово13"):
            with QueryRecorder(house.garden.engine) as queries:
                started = time.process_time()
                page = text(client, path)
                spent.append(time.process_time() - started)
            counts.add(len(queries.texts) - len(queries.starting_with("BEGIN")))
    assert len(counts) == 1, counts
    assert max(spent) < 0.5, spent
    assert page.count('<li class="unread">') == 25


def notes_offered(house, login, name):
    """What stands beside the lines of one name in the chooser."""
    page = text(house.visit(login), "/mail/new")
    return re.findall(rf"<span>{name} <small>([^<]*)</small>", page)


def test_namesakes_are_told_apart_in_the_chooser(house):
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=980)
        for login, post in (("cook1", "Повар"), ("cook2", "Няня")):
            names = {"last_name": "Ильина", "first_name": "Анна"}
            user = rows.user(login, organization_id=house.organization, **names)
            rows.appoint(user, "accountant")
            position = rows.make(Position, name=post)
            rows.make(Employee, user_id=user.id, position_id=position.id, **names)
        for number, child in enumerate(house.children[:2]):
            user = rows.user(f"twin{number}", organization_id=house.organization)
            rows.appoint(user, "parent")
            names = {"last_name": "Новикова", "first_name": "Ольга"}
            rows.guardian_of(session.get_one(Child, child), user, **names)
    assert notes_offered(house, "head", "Ильина Анна") == ["Бухгалтер, Повар", "Бухгалтер, Няня"]
    assert notes_offered(house, "first", "Новикова Ольга") == [
        "Ромашка, Абрамов Тимофей",
        "Ромашка, Белова Арина",
    ]
    assert notes_offered(house, "parent", "Кузнецова Мария") == ["Ромашка"]
    assert "Белова Арина" not in text(house.visit("parent"), "/mail/new")

"""Writing, counting, publishing, approving, changing, reminding."""

from __future__ import annotations

import io
import time
from datetime import date

import pytest

from app.children.benefits.models import BenefitCategory, ChildBenefit
from app.children.models import Child, ChildGuardian, Enrollment, Guardian, Placement
from app.communication.board import delivery
from app.communication.board.models import Announcement, AnnouncementFile, BoardSettings
from app.communication.board.rules import State
from app.core.files.models import StoredFile
from app.core.jobs.consumer import do_ticks
from app.core.jobs.work import perform_waiting
from app.documents.models import Document, DocumentKind
from app.documents.rules.lifecycle import DocumentState
from app.notifications.models import Notification
from app.organizations.models import Organization, UserAccount
from tests.factories.house import written_together
from tests.factories.photos import CAMERA, photo
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder
from tests.rules.core.pdf_reading import plain_text, read

DAY = date(2026, 11, 24)


def tick(board):
    with board.garden.app.app_context():
        do_ticks()


def test_people_are_counted_before_anything_is_sent(board):
    client = board.house.visit("first")
    group = board.house.group
    found = client.get_json(f"/announcements/audience.json?to=group:{group}")
    assert (found["people"], found["said"]) == (2, "1 группа · 2 человека")
    assert found["silent"] == "у 1 ребёнка никто из родителей ещё не входил"
    assert found["names"] == ["Воронцов Лев"]
    # Parts of others are nobody, however they are asked for.
    for part in ("parents", f"group:{board.house.other_group}", "staff", "person:1"):
        assert client.get_json(f"/announcements/audience.json?to={part}")["people"] == 0


@pytest.mark.parametrize(
    "to",
    [
        "group:{other}",
        "parents",
        "staff",
        "everyone",
        "person:{head}",
        "group:987654",
        "age:1",
        "benefit:1",
        "role:1",
    ],
)
def test_a_forged_audience_is_refused_and_nobody_is_told(board, to):
    part = to.format(other=board.house.other_group, head=board.house.users["head"])
    answer = board.writes("first", f"group:{board.house.group}", part)
    assert answer.status_code == 422
    assert "у вас нет права им писать" in answer.get_data(as_text=True)
    assert not board.house.look(Notification)
    assert [row.state for row in mine(board)] == [State.DRAFT]  # what was typed is not lost


def mine(board):
    return board.house.look(Announcement, author_id=board.house.users["first"])


def test_an_audience_of_another_kindergarten_is_refused_to_the_head_too(board):
    foreign = board.garden.cast.row("A1", "child_group")
    assert board.writes("head", f"group:{foreign}").status_code == 422
    stranger = board.garden.cast.users["parent_a"]
    assert board.writes("head", f"person:{stranger}").status_code == 422


def test_an_announcement_to_a_benefit_reaches_its_families_and_never_says_why(board):
    """Only who may see benefits; the reader, the colleague and the paper read «some families»."""
    house = board.house
    category = house.make(BenefitCategory, name="Ребёнок-инвалид")
    ended = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 11, 23)}
    house.make(ChildBenefit, child_id=house.children[0], category_id=category, starts_on=DAY)
    house.make(ChildBenefit, child_id=house.children[1], category_id=category, **ended)
    for login in ("first", "senior"):
        if login == "senior":
            _senior(board)
        page = board.page(login, "/announcements/new")
        assert "benefit:" not in page
        assert "Ребёнок-инвалид" not in page
        found = house.visit(login).get_json(f"/announcements/audience.json?to=benefit:{category}")
        assert found["people"] == 0
        assert board.writes(login, f"benefit:{category}").status_code == 422
    assert f'value="benefit:{category}"' in board.page("head", "/announcements/new")
    key = board.published("head", f"benefit:{category}", title="Подарки к празднику")
    assert {one.child_id for one in board.readers(key)} == {house.children[0]}
    assert board.status("neighbour", f"/board/{key}") == 404
    for login, path in (
        ("parent", f"/board/{key}"),
        ("parent", "/board/"),
        ("parent", "/notifications/"),
        ("senior", f"/announcements/{key}"),
        ("senior", "/announcements/"),
        ("head", f"/announcements/{key}"),
    ):
        page = board.page(login, path)
        assert "Подарки к празднику" in page, path
        assert "инвалид" not in page, path
    assert "отдельные семьи" in board.page("parent", f"/board/{key}")
    paper = plain_text(read(house.visit("head").get(f"/announcements/{key}/receipts.pdf").data))
    assert "инвалид" not in paper


def test_who_only_reads_an_announcement_learns_neither_whose_else_it_is_nor_who_has_read_it(board):
    """A teacher is told together with families of a benefit: which of her children have one is
    nothing for her, and she reminds nobody."""
    house = board.house
    category = house.make(BenefitCategory, name="Ребёнок-инвалид")
    house.make(ChildBenefit, child_id=house.children[0], category_id=category, starts_on=DAY)
    key = board.published("head", f"benefit:{category}", "staff", title="Подарки к празднику")
    assert "Подарки к празднику" in board.page("first", f"/board/{key}")
    for path in ("", "/edit", "/receipts.pdf", "/files/1"):
        assert board.status("first", f"/announcements/{key}{path}") == 404, path
    assert "Подарки" not in board.page("first", "/announcements/")
    told = len(house.look(Notification))
    reminder = {"user": [str(house.users["parent"])]}
    place = f"/announcements/{key}/remind"
    assert house.visit("first").send(place, reminder).status_code == 404
    assert len(house.look(Notification)) == told
    assert "Абрамова" in board.page("head", f"/announcements/{key}")


def _senior(board):
    with board.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, board.house.organization), first=700)
        user = rows.user("senior", organization_id=board.house.organization)
        rows.appoint(user, "senior_teacher")
        board.house.users["senior"] = user.id


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "Напишите заголовок объявления"),
        ({"text": ""}, "Напишите текст"),
        ({"asks": "choice", "question": "Да?", "choice": ["Да", "да", ""][:1]}, "хотя бы два"),
        ({"shown_until": "2026-11-01"}, "Последний день показа уже прошёл"),
        ({"answer_until": "завтра", "asks": "confirm"}, "Укажите дату и время"),
        ({"answer_until": "2026-11-20T10:00", "asks": "confirm"}, "Срок ответа кончится раньше"),
        ({"publish_at": "25.11.2026"}, "Укажите дату и время"),
        ({"publish_at_time": "8:00"}, "Укажите дату и время"),
    ],
)
def test_what_cannot_be_published_is_told_at_its_field_and_kept(board, fields, said):
    answer = board.writes("first", **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert fields.get("title", "Утренник") in page
    assert not board.house.look(Notification)


def test_a_draft_is_seen_by_its_author_and_published_from_the_preview(board):
    answer = board.writes(do="look")
    key = int(answer.headers["Location"].rpartition("/")[2])
    preview = board.page("first", f"/announcements/{key}")
    assert "Опубликовать: 2 человека" in preview
    assert board.status("parent", f"/board/{key}") == 404
    assert board.house.visit("first").send(f"/announcements/{key}/publish").status_code == 303
    assert board.status("parent", f"/board/{key}") == 200
    again = board.house.visit("first").send(f"/announcements/{key}/publish")
    assert again.status_code in (409, 303)
    assert len(board.readers(key)) == 2


def test_what_is_being_written_is_kept_as_a_draft_of_its_author_alone(board):
    """The page sends it by itself: the next keeping goes on with the same draft."""
    first = board.house.visit("first")
    form = {"title": "Поездка", "text": "В теа", "asks": "nothing", "do": "autosave"}
    form["to"] = [f"group:{board.house.group}"]
    kept = first.send("/announcements/new", form).get_json()
    assert kept["said"] == "Черновик сохранён в 10:00."
    again = first.send(kept["action"], form | {"text": "В театр", **kept["fields"]}).get_json()
    (row,) = mine(board)
    assert (row.text, row.state, again["address"]) == ("В театр", State.DRAFT, kept["action"])
    assert "В театр" in board.page("first", kept["address"])
    for login in ("head", "other"):
        assert board.status(login, kept["address"]) == 404
    assert not board.house.look(Notification)
    # A page that is behind overwrites nothing, and published text is never kept by itself.
    assert first.send(kept["action"], form | kept["fields"]).status_code == 409
    key = board.published()
    version = {"version": str(board.row(key).version)}
    sent = first.send(f"/announcements/{key}/edit", form | version)
    assert (sent.status_code, board.row(key).text) == (409, "В пятницу в 10:00")


@pytest.mark.parametrize("path", ["/announcements/new", "/mail/new"])
def test_the_form_offers_a_place_for_files_that_is_sent(board, path):
    assert 'type="file" id="files" name="files"' in board.page("first", path)


def test_keeping_a_draft_takes_no_file_off(board):
    answer = board.writes(do="draft", files=(io.BytesIO(b"%PDF-1.4"), "меню.pdf"))
    (row,) = mine(board)
    form = {"title": "Т", "drop": ["1"], "do": "autosave", "version": str(row.version)}
    place = answer.headers["Location"]
    assert board.house.visit("first").send(place, form).status_code == 200
    assert [one.name for one in board.house.look(AnnouncementFile)] == ["меню.pdf"]


def test_every_word_of_a_long_text_is_found_by_readers_and_authors(board):
    key = board.published(text="Слова. " * 400 + "Приносим **шишки** и жёлуди.")
    board.published(title="Другое")
    for words in ("шишки", "ЖЕЛУДИ", "утренник жёлуди"):
        for login, path in (("parent", "/board/"), ("first", "/announcements/")):
            page = board.page(login, f"{path}?q={words}")
            assert f"/{key}" in page, (login, words)
            assert "Другое" not in page
    version = str(board.row(key).version)
    changed = {"title": "Утренник", "text": "Приносим каштаны", "version": version}
    board.house.visit("first").send(f"/announcements/{key}/edit", changed)
    assert f'href="/board/{key}"' in board.page("parent", "/board/?q=каштаны")
    assert f'href="/board/{key}"' not in board.page("parent", "/board/?q=шишки")


def test_publishing_tells_everybody_once(board):
    key = board.published()
    told = board.house.look(Notification)
    assert {(one.user_id, one.key) for one in told} == {
        (board.house.users[login], f"announcement-{key}") for login in ("parent", "neighbour")
    }


def test_a_planned_announcement_appears_at_its_time_once(board):
    answer = board.writes(publish_at="25.11.2026", publish_at_time="8:00")
    key = int(answer.headers["Location"].rpartition("/")[2])
    assert 'name="publish_at_time" value="08:00"' in board.page(
        "first", f"/announcements/{key}/edit"
    )
    tick(board)
    assert board.status("parent", f"/board/{key}") == 404
    board.later(days=1)
    tick(board)
    tick(board)
    assert board.status("parent", f"/board/{key}") == 200
    assert len(board.house.look(Notification, user_id=board.house.users["parent"])) == 1


def test_a_planned_announcement_of_who_may_not_publish_any_more_stays_a_draft(board):
    answer = board.writes(publish_at="2026-11-25T08:00")
    key = int(answer.headers["Location"].rpartition("/")[2])
    assert board.row(key).state is State.PLANNED
    board.house.change(UserAccount, board.house.users["first"], active=False)
    board.later(days=1)
    tick(board)
    row = board.row(key)
    assert (row.state, bool(row.returned_reason)) == (State.DRAFT, True)


def test_where_the_kindergarten_approves_a_teacher_asks_and_the_head_does_not(board):
    board.house.make(BoardSettings, moderated=True, per_hour=20)
    answer = board.writes()
    key = int(answer.headers["Location"].rpartition("/")[2])
    assert board.status("parent", f"/board/{key}") == 404
    approver = board.house.visit("head")
    assert approver.get("/notifications/count.json").get_json()["bell"] == 1
    assert board.house.visit("first").send(f"/announcements/{key}/approve").status_code == 403
    back = approver.send(f"/announcements/{key}/return", {"reason": "Уточните время"})
    assert back.status_code == 303
    assert "Уточните время" in board.page("first", f"/announcements/{key}/edit")
    board.house.visit("first").send(f"/announcements/{key}/publish")
    assert approver.send(f"/announcements/{key}/approve").status_code == 303
    assert board.status("parent", f"/board/{key}") == 200
    # Within the reach of the teacher, not of who approved.
    assert {one.user_id for one in board.readers(key)} == {
        board.house.users["parent"],
        board.house.users["neighbour"],
    }
    own = board.published("head", "parents")
    assert board.row(own).state is State.PUBLISHED


def test_a_flood_of_one_author_is_stopped_at_the_limit_of_the_kindergarten(board):
    board.house.make(BoardSettings, moderated=False, per_hour=2)
    for _time in range(2):
        board.published()
    answer = board.writes()
    assert answer.status_code == 422
    assert "За час вы опубликовали 2 объявления" in answer.get_data(as_text=True)
    board.later(hours=2)
    board.published()


def test_a_change_after_publishing_is_seen_by_the_readers(board):
    key = board.published()
    version = board.row(key).version
    form = {"title": "Утренник", "text": "В пятницу в 11:00", "version": str(version)}
    assert board.house.visit("first").send(f"/announcements/{key}/edit", form).status_code == 303
    page = board.page("parent", f"/board/{key}")
    assert "В пятницу в 11:00" in page
    assert "В пятницу в 10:00" in page  # how it stood before
    assert "изменено 24.11.2026" in page
    # An older page of the same form changes nothing.
    stale = board.house.visit("first").send(f"/announcements/{key}/edit", form | {"text": "иначе"})
    assert stale.status_code == 409 or "иначе" not in board.row(key).text


def test_readers_cannot_be_widened_after_publishing(board):
    key = board.published()
    form = {"title": "Утренник", "text": "т", "to": [f"group:{board.house.other_group}"]}
    board.house.visit("first").send(f"/announcements/{key}/edit", form)
    assert len(board.readers(key)) == 2
    assert str(board.house.other_group) not in board.row(key).audience


def test_the_author_sees_who_did_not_and_reminds_them_once_a_day(board):
    key = board.published(asks="confirm")
    board.house.visit("parent").send(f"/board/{key}/answer")
    page = board.page("first", f"/announcements/{key}")
    assert "Белов" in page
    assert "Арина" in page
    assert "Без ответа <b>1</b>" in page
    client = board.house.visit("first")
    people = [str(board.house.users[login]) for login in ("parent", "neighbour", "head")]
    for _time in range(2):
        client.send(f"/announcements/{key}/remind", {"user": people})
    reminders = [one for one in board.house.look(Notification) if "reminder" in one.key]
    assert [one.user_id for one in reminders] == [board.house.users["neighbour"]]


def test_a_reminder_by_plan_is_sent_once_to_those_who_owe(board):
    key = board.published(asks="confirm", remind_at="2026-11-25T18:00")
    board.house.visit("parent").send(f"/board/{key}/answer")
    board.later(days=2)
    tick(board)
    tick(board)
    reminders = [one for one in board.house.look(Notification) if "reminder" in one.key]
    assert [one.user_id for one in reminders] == [board.house.users["neighbour"]]


def test_families_count_as_one_when_either_parent_answered(board):
    key = board.published(asks="choice", question="Придёте?", choice=["Да", "Нет"])
    child = board.house.children[0]
    board.house.visit("parent").send(f"/board/{key}/answer", {f"answer-{child}": "Да"})
    page = board.page("first", f"/announcements/{key}?show=")
    assert "По семьям" in page
    assert "Ответили «Да»" in page


def test_the_result_is_a_paper_with_every_reader(board):
    key = board.published(asks="confirm")
    board.house.visit("parent").send(f"/board/{key}/answer")
    paper = board.house.visit("first").get(f"/announcements/{key}/receipts.pdf")
    said = plain_text(read(paper.data))
    assert "Белов" in said
    assert "не открывали" in said
    assert "Абрамова" in said
    assert "ознакомлены" in said


def test_what_is_taken_down_is_gone_for_readers_and_for_the_bell(board):
    key = board.published()
    assert board.house.visit("first").send(f"/announcements/{key}/withdraw").status_code == 303
    assert board.status("parent", f"/board/{key}") == 404
    assert not board.house.look(Notification)
    assert board.house.visit("first").send(f"/announcements/{key}/delete").status_code == 409


def test_an_attached_photo_tells_no_place(board):
    board.writes(do="draft", files=(io.BytesIO(photo()), "утренник.jpg"))
    (kept,) = (one for one in board.house.look(StoredFile) if one.name == "утренник.jpg")
    assert kept.media_type == "image/jpeg"
    with board.house.garden.system() as session:
        assert CAMERA.encode() not in session.get_one(StoredFile, kept.id).content


def test_attachments_are_judged_by_content_and_go_with_their_draft(board):
    bad = board.writes(do="draft", files=(io.BytesIO(b"MZ\x90"), "меню.pdf"))
    assert bad.status_code == 422
    assert "вложить нельзя" in bad.get_data(as_text=True)
    before = len(board.house.look(StoredFile))
    answer = board.writes(do="draft", files=(io.BytesIO(b"%PDF-1.4"), "меню.pdf"))
    key = int(answer.headers["Location"].split("/")[2])
    assert [one.name for one in board.house.look(AnnouncementFile)] == ["меню.pdf"]
    assert board.house.visit("first").send(f"/announcements/{key}/delete").status_code == 303
    assert not board.house.look(AnnouncementFile)
    assert len(board.house.look(StoredFile)) == before


def test_the_name_of_an_attachment_is_no_news_to_the_list_of_kept_files(board):
    """It may name a child, and lie in a draft: neither colleagues nor the head find it there."""
    board.writes(do="draft", files=(io.BytesIO(b"%PDF-1.4"), "Справка Абрамов.pdf"))
    for login in ("second", "head", "first"):
        assert "Справка" not in board.page(login, "/files/")


def test_an_attachment_of_another_announcement_cannot_be_taken_off_by_its_number(board):
    own = board.published(files=(io.BytesIO(b"%PDF-1.4"), "своё.pdf"))
    foreign = board.published(
        "other", f"group:{board.house.other_group}", files=(io.BytesIO(b"%PDF-1.4"), "чужое.pdf")
    )
    version = str(board.row(foreign).version)
    form = {"title": "т", "text": "т", "drop": ["1"], "version": version}
    assert (
        board.house.visit("first").send(f"/announcements/{foreign}/edit", form).status_code == 404
    )
    assert len(board.house.look(AnnouncementFile, announcement_id=foreign)) == 1
    assert len(board.house.look(AnnouncementFile, announcement_id=own)) == 1


# -- speed --------------------------------------------------------------------------------


def grow(board, children):
    """More families of the group, each with a login."""
    with board.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, board.house.organization), first=5000)
        with written_together(session):
            for number in range(children):
                user = rows.user(f"family-{children}-{number}")
                child = rows.make(Child)
                enrollment = rows.make(Enrollment, child=child)
                rows.make(
                    Placement,
                    child=child,
                    enrollment=enrollment,
                    starts_on=board.now.date(),
                    group_id=board.house.group,
                )
                guardian = rows.make(Guardian, user=user)
                rows.make(ChildGuardian, child=child, guardian=guardian)


def test_publishing_to_six_hundred_takes_less_than_a_second_and_no_more_statements(board):
    counted = []
    board.published()  # signs in, and rights are kept from then on
    for families in (0, 600):
        grow(board, families)
        with QueryRecorder(board.garden.engine) as queries:
            started = time.process_time()
            key = board.published()
            took = time.process_time() - started
        counted.append(queries.count)
    assert len(board.readers(key)) == 602
    assert counted[0] == counted[1]
    assert took < 1.0


def test_a_very_large_audience_is_told_by_a_job_with_progress(board, monkeypatch):
    monkeypatch.setattr(delivery, "AT_ONCE", 1)
    answer = board.writes("head", "parents")
    key = int(answer.headers["Location"].rpartition("/")[2])
    assert board.row(key).state is State.SENDING
    assert board.status("parent", f"/board/{key}") == 404
    with board.garden.app.app_context():
        perform_waiting()
    assert board.row(key).state is State.PUBLISHED
    assert board.status("parent", f"/board/{key}") == 200


def test_a_document_is_linked_by_who_may_read_it_and_opens_by_the_readers_own_right(board):
    """Of the own kindergarten, signed, and not for named readers only: a link tells the title."""
    house = board.house
    kind = house.look(DocumentKind, organization_id=house.organization, is_order=False)[0].id
    common = {"kind_id": kind, "issued_on": DAY, "state": DocumentState.SIGNED}
    shown = house.make(Document, title="Режим дня на зиму", **common)
    for title, more in (
        ("Тайное положение", {"confidential": True}),
        ("Черновик положения", {"state": DocumentState.DRAFT}),
        ("Прошлогодний режим", {"expires_on": date(2026, 11, 1)}),
    ):
        house.make(Document, title=title, **(common | more))
    page = board.page("head", "/announcements/new")
    assert f'<option value="/documents/{shown}">Режим дня на зиму' in page
    for hidden in ("Тайное", "Черновик положения", "Прошлогодний"):
        assert hidden not in page
    assert "Режим дня" not in board.page("first", "/announcements/new")  # it is not hers to read
    key = board.published("head", "parents", "staff", text=f"[Режим](/documents/{shown})")
    assert f'href="/documents/{shown}"' in board.page("parent", f"/board/{key}")
    assert board.status("parent", f"/documents/{shown}") == 403
    assert board.status("coordinator", f"/documents/{shown}") == 200

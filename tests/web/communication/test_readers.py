"""Who sees an announcement, and who never does."""

from __future__ import annotations

import io

import pytest

from app.children.models import ChildGuardian, Guardian
from app.children.rules import GuardianRights
from app.communication.board.delivery import welcome_new_families
from app.communication.board.models import Announcement, AnnouncementRecipient
from app.core.scoping.scope import unscoped
from app.organizations.models import Organization
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder

PDF = b"%PDF-1.4 programme"


def file(content=PDF, name="Программа.pdf"):
    return (io.BytesIO(content), name)


def test_families_of_the_group_read_it_each_about_its_own_child(board):
    key = board.published()
    mother, father = board.page("parent"), board.page("neighbour")
    assert "Тимофей" in mother
    assert "Арина" in father
    for page, others in ((mother, ("Арина", "Белов")), (father, ("Тимофей", "Абрамова"))):
        assert "Утренник" in page
        assert not [name for name in others if name in page]
    shown = board.page("neighbour", f"/board/{key}")
    assert "Абрамов" not in shown
    assert "Тимофей" not in shown


def test_strangers_other_groups_and_other_houses_never_see_it(board):
    key = board.published("other", f"group:{board.house.other_group}")
    absent = 987_654_321
    strangers = [board.house.visit("neighbour"), board.house.visit("first")]
    strangers += [board.garden.client_of(who) for who in ("parent_a", "head_a", "administrator_b")]
    for client in strangers:
        for address in ("/board/{}", "/board/{}/files/1"):
            foreign, never = client.get(address.format(key)), client.get(address.format(absent))
            assert (foreign.status_code, never.status_code) == (404, 404)
        assert client.send(f"/board/{key}/opened").status_code == 404
        assert client.send(f"/board/{key}/answer", {"answer-0": "Да"}).status_code == 404
        assert "Утренник" not in client.get("/board/").get_data(as_text=True)
    # Whoever writes announcements of her own does not see those of another teacher.
    assert board.status("first", f"/announcements/{key}") == 404
    assert board.house.visit("first").send(f"/announcements/{key}/withdraw").status_code == 404
    assert board.status("head", f"/announcements/{key}") == 200


def test_who_works_in_the_whole_house_reads_on_the_board_what_is_addressed_to_them_only(board):
    key = board.published("first", f"person:{board.house.users['parent']}")
    assert board.status("parent", f"/board/{key}") == 200
    for login in ("head", "administrator", "coordinator", "neighbour"):
        assert board.status(login, f"/board/{key}") == 404


def test_rights_that_ended_end_the_reading_and_the_number_too(board):
    key = board.published("other", f"group:{board.house.other_group}")
    client = board.house.visit("parent")
    assert client.get("/notifications/count.json").get_json()["board"] == 1
    link = board.house.look(ChildGuardian, child_id=board.house.neighbours[0])[-1]
    board.house.change(ChildGuardian, link.id, valid_to=board.now.date().replace(day=20))
    assert client.get(f"/board/{key}").status_code == 404
    assert client.get("/notifications/count.json").get_json()["board"] == 0


def test_looking_by_an_address_is_not_reading_the_page_says_it_itself(board):
    key = board.published()
    client = board.house.visit("parent")
    client.get(f"/board/{key}")
    assert all(one.opened_at is None for one in board.readers(key))
    assert client.send(f"/board/{key}/opened").status_code == 200
    opened = {one.user_id for one in board.readers(key) if one.opened_at}
    assert opened == {board.house.users["parent"]}
    # The bell is quiet as well.
    counts = client.get("/notifications/count.json").get_json()
    assert (counts["bell"], counts["board"]) == (0, 0)


def test_a_parent_of_two_answers_for_each_child(board):
    key = board.published(
        "head",
        "parents",
        asks="choice",
        question="Поедете?",
        choice=["Да", "Нет"],
        answer_until="2026-11-26T18:00",
    )
    first, younger = board.house.children[0], board.house.neighbours[0]
    page = board.page("parent", f"/board/{key}")
    assert page.count("Поедете?") == 2
    assert "Нужен ответ до 26.11" in page
    client = board.house.visit("parent")
    client.send(f"/board/{key}/answer", {f"answer-{first}": "Да", f"answer-{younger}": "Нет"})
    own = {
        o.child_id: o.answer for o in board.readers(key) if o.user_id == board.house.users["parent"]
    }
    assert own == {first: "Да", younger: "Нет"}
    answered = board.page("parent", f"/board/{key}")
    assert "Вы ответили" in answered
    assert "Нужен ответ до" not in answered
    # A child of another family in the same form is passed over.
    other = board.house.children[1]
    client.send(f"/board/{key}/answer", {f"answer-{other}": "Нет", f"answer-{first}": "Да"})
    assert [o.answer for o in board.readers(key) if o.child_id == other] == [None]


def test_who_may_only_know_of_one_child_confirms_for_the_other_one_alone(board):
    """An announcement about both: the confirmation is that of the child for whom she acts."""
    house = board.house
    first, younger = house.children[0], house.neighbours[0]
    (guardian,) = house.look(Guardian, user_id=house.users["parent"])
    (link,) = house.look(ChildGuardian, guardian_id=guardian.id, child_id=younger)
    house.change(ChildGuardian, link.id, rights=GuardianRights.INFORMATION, ground="решение")
    key = board.published("head", "parents", asks="confirm")
    house.visit("parent").send(f"/board/{key}/answer", {})
    own = {
        one.child_id: one.confirmed_at is not None
        for one in board.readers(key)
        if one.user_id == house.users["parent"]
    }
    assert own == {first: True, younger: False}


def test_a_parent_of_two_looks_at_what_is_about_one_of_them(board):
    own = board.published(title="Про Ромашку")
    younger = board.published("other", f"group:{board.house.other_group}", title="Про Василёк")
    both = board.published("head", "parents", title="Про всех")
    first, second = board.house.children[0], board.house.neighbours[0]
    for child, seen in ((first, {own, both}), (second, {younger, both})):
        page = board.page("parent", f"/board/?child={child}")
        assert {key for key in (own, younger, both) if f'href="/board/{key}"' in page} == seen
    # A child of another family is nobody: all is shown, as without a choice.
    strange = board.page("parent", f"/board/?child={board.house.children[1]}")
    assert all(f'href="/board/{key}"' in strange for key in (own, younger, both))
    assert "Все дети" in strange
    assert "Все дети" not in board.page("neighbour")


def test_what_is_urgent_and_unread_stands_first_and_pinned_before_later(board):
    pinned = board.published(title="Правила", pinned="y")
    board.later(hours=1)
    urgent = board.published(title="Нет воды", urgent="y")
    board.later(hours=1)
    latest = board.published(title="Меню")

    def order():
        page = board.page("parent")
        return sorted((pinned, urgent, latest), key=lambda key: page.index(f'"/board/{key}"'))

    assert order() == [urgent, pinned, latest]
    board.house.visit("parent").send(f"/board/{urgent}/opened")
    assert order() == [pinned, latest, urgent]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"answer-{}": "Может быть"}, 422),
        ({"answer-{}": ""}, 422),
        ({}, 422),
        ({"answer-1": "Да"}, 422),
    ],
)
def test_an_answer_that_is_not_offered_is_refused(board, fields, status):
    key = board.published(asks="choice", question="Придёте?", choice=["Да", "Нет"])
    form = {name.format(board.house.children[0]): word for name, word in fields.items()}
    answer = board.house.visit("parent").send(f"/board/{key}/answer", form)
    assert answer.status_code == status
    assert all(one.answer is None for one in board.readers(key))


def test_after_the_term_no_answer_is_taken(board):
    key = board.published(asks="confirm", answer_until="2026-11-26T18:00")
    board.later(days=3)
    answer = board.house.visit("parent").send(f"/board/{key}/answer")
    assert answer.status_code == 422
    assert "Срок ответа прошёл" in answer.get_data(as_text=True)


def test_an_attachment_is_read_by_the_readers_of_its_announcement_and_by_nobody_else(board):
    key = board.published(files=file())
    path = f"/board/{key}/files/1"
    got = board.house.visit("parent").get(path)
    assert (got.data, got.headers["Content-Type"]) == (PDF, "application/pdf")
    assert got.headers["Content-Disposition"].startswith("attachment")
    other = board.published("other", f"group:{board.house.other_group}")
    # By the number of an announcement that is one's own no file of another comes.
    assert board.status("parent", f"/board/{other}/files/1") == 404
    assert board.garden.client_of("parent_a").get(path).status_code == 404


def test_who_joins_the_group_reads_from_then_on_and_is_not_rung(board):
    key = board.published()
    with board.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, board.house.organization))
        late = rows.user(
            "late",
            last_name="Воронцова",
            first_name="Яна",
            organization_id=board.house.organization,
        )
        rows.appoint(late, "parent")
        guardian = next(
            g for g in session.query(ChildGuardian).all() if g.child_id == board.house.children[2]
        ).guardian
        guardian.user_id = late.id
        board.house.users["late"] = late.id
    with board.garden.app.app_context(), unscoped("the chore of a test"):
        assert welcome_new_families() == 1
        assert welcome_new_families() == 0
    client = board.house.visit("late")
    assert client.get(f"/board/{key}").status_code == 200
    counts = client.get("/notifications/count.json").get_json()
    assert (counts["bell"], counts["board"]) == (0, 1)


def test_what_is_written_is_text_to_its_readers(board):
    bad = "<script>alert(1)</script>"
    key = board.published(
        title=bad,
        text=f"{bad} [x](javascript:alert(1)) ![](https://e.example/p.png)",
        asks="choice",
        question=bad,
        choice=[bad, "Нет"],
    )
    for login, path in (
        ("parent", "/board/"),
        ("parent", f"/board/{key}"),
        ("parent", "/"),
        ("parent", "/notifications/"),
        ("first", f"/announcements/{key}"),
        ("first", f"/announcements/{key}/edit"),
        ("first", "/announcements/"),
    ):
        page = board.page(login, path)
        assert "<script>alert" not in page, path
        assert 'href="javascript' not in page
        assert 'src="https://e.example' not in page


# -- speed --------------------------------------------------------------------------------


def many(board, number):
    """Announcements of the kindergarten to one parent, past the app."""
    with board.garden.system() as session:
        known = session.query(Announcement).count()
        rows = Rows(session, session.get_one(Organization, board.house.organization))
        made = [
            Announcement(
                organization_id=board.house.organization,
                title=f"Новость {n}",
                text="т",
                state="published",
                published_at=board.now,
                author_id=board.house.users["head"],
                author_name="Смирнова Е. П.",
            )
            for n in range(known, known + number)
        ]
        session.add_all(made)
        session.flush()
        child = board.house.children[0]
        session.add_all(
            AnnouncementRecipient(
                organization_id=rows.organization.id,
                announcement_id=one.id,
                user_id=board.house.users["parent"],
                child_id=child,
                child_key=child,
            )
            for one in made
        )


def test_the_board_of_a_parent_asks_no_more_with_five_hundred_than_with_one(board):
    client = board.house.visit("parent")
    numbers = []
    for number in (1, 29, 470):
        many(board, number)
        client.get("/board/")
        with QueryRecorder(board.garden.engine) as queries:
            assert client.get("/board/").status_code == 200
        numbers.append(queries.count)
    assert len(set(numbers)) == 1
    # Who, the rights, the children; the lines, their children, the numbers of the tabs.
    assert numbers[0] <= 8, queries
    page = board.page("parent")
    assert page.count('class="card board-line') == 25
    assert "tab=all&amp;page=2" in page

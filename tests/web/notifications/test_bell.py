"""The bell: counts for the shell, reading, choosing; another's news is as absent as none."""

from __future__ import annotations

import re

import pytest

from app.core.messages import Message, message
from app.notifications.actions import notify
from app.notifications.models import NotificationChoice
from app.notifications.post_office import unsubscribe_token
from app.notifications.queries import choices
from app.notifications.rules import COUNTERS, KINDS, notification_kind
from tests.harness.queries import QueryRecorder

COUNT = "/notifications/count.json"


@pytest.fixture
def kind():
    known = dict(KINDS)
    yield notification_kind("test-news", message("Notifications"))
    KINDS.clear()
    KINDS.update(known)


def tell(garden, kind, login, number=1, name="«Ёлка»"):
    with garden.system() as session:
        for one in range(number):
            text = message("%(name)s and the staff", name=f"{name} {one}")
            notify(
                session, kind, [garden.cast.users[login]], text, key=f"k{one}", href="/children/"
            )


def test_an_unchanged_count_is_answered_without_a_body_in_a_statement_a_place(garden, kind):
    tell(garden, kind, "parent_a", 3)
    client = garden.client_of("parent_a")
    first = client.get(COUNT)
    assert first.get_json()["bell"] == 3
    assert "no-cache" in first.headers["Cache-Control"]
    with QueryRecorder(garden.engine) as queries:
        again = client.get(COUNT, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    # Who it is, the bell, and one for each other place of the shell; SQLite says BEGIN besides.
    assert queries.count <= 2 + len(COUNTERS) + 1, queries
    tell(garden, kind, "head_a")
    assert client.get(COUNT).get_json()["bell"] == 3


def test_the_page_lists_the_newest_first_in_as_many_statements_as_for_one(garden, kind):
    numbers = []
    garden.client_of("parent_a").get("/notifications/")  # rights of roles are kept from here on
    for number in (1, 30):
        tell(garden, kind, "parent_a", number)
        with QueryRecorder(garden.engine) as queries:
            page = garden.client_of("parent_a").get("/notifications/").get_data(as_text=True)
        numbers.append(queries.count)
    assert page.index("«Ёлка» 29") < page.index("«Ёлка» 2 ")
    assert numbers[0] == numbers[1]


def test_news_in_words_of_an_older_version_tell_their_kind_in_russian(garden, kind):
    with garden.system() as session:
        user = garden.cast.users["parent_a"]
        text = Message("Words that nobody says any more: %(name)s", {"name": "Ёлка"})
        notify(session, kind, [user], text, key="old", href="/children/")
    page = garden.client_of("parent_a").get("/notifications/").get_data(as_text=True)
    assert "Words that nobody" not in page
    assert re.search(r'class="what">\s*Уведомления\s*<small>', page)


def test_news_of_values_alone_are_shown_whole(garden, kind):
    """Some texts are the same in every language: «%(author)s: %(title)s»."""
    with garden.system() as session:
        user = garden.cast.users["parent_a"]
        text = message("%(author)s: %(title)s", author="Соколова Е. В.", title="Фотограф")
        notify(session, kind, [user], text, key="values", href="/children/")
    page = garden.client_of("parent_a").get("/notifications/").get_data(as_text=True)
    assert "Соколова Е. В.: Фотограф" in page


def test_what_is_told_is_text_and_never_markup(garden, kind):
    tell(garden, kind, "parent_a", name="<script>alert(1)</script>")
    page = garden.client_of("parent_a").get("/notifications/").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_opening_marks_it_read_and_leads_on(garden, kind):
    tell(garden, kind, "parent_a", 2)
    client = garden.client_of("parent_a")
    with garden.system() as session:
        from_me = choices(session, garden.cast.users["parent_a"])
        assert from_me[kind].in_product
    page = client.get("/notifications/").get_data(as_text=True)
    key = page.split('name="id" value="')[1].split('"')[0]
    answer = client.send("/notifications/open", {"id": key})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/children/")
    assert client.get(COUNT).get_json()["bell"] == 1
    client.send("/notifications/read")
    assert client.get(COUNT).get_json()["bell"] == 0


def test_news_of_another_is_as_absent_as_none(garden, kind):
    tell(garden, kind, "head_a")
    page = garden.client_of("head_a").get("/notifications/").get_data(as_text=True)
    key = page.split('name="id" value="')[1].split('"')[0]
    stranger = garden.client_of("parent_a")
    foreign = stranger.send("/notifications/open", {"id": key})
    absent = stranger.send("/notifications/open", {"id": "987654321"})
    assert foreign.status_code == absent.status_code == 400
    assert garden.client_of("head_a").get(COUNT).get_json()["bell"] == 1


def test_a_choice_is_kept_for_the_one_who_chose(garden, kind):
    client = garden.client_of("parent_a")
    client.send("/notifications/settings", {"on": [f"mail:{kind}"]})
    with garden.system() as session:
        mine = choices(session, garden.cast.users["parent_a"])[kind]
        other = choices(session, garden.cast.users["head_a"])[kind]
    assert (mine.in_product, mine.by_mail) == (False, True)
    assert (other.in_product, other.by_mail) == (True, False)


def test_a_link_in_a_letter_asks_first_and_stops_one_kind_by_one_click(garden, kind):
    me = garden.cast.users["parent_a"]
    garden.client_of("parent_a").send("/notifications/settings", {"on": [f"mail:{kind}"]})
    with garden.app.test_request_context("/"):
        address = f"/notifications/unsubscribe/{unsubscribe_token(me, kind)}"
    stranger = garden.client_of("anonymous")
    assert "Не присылать" in stranger.get(address).get_data(as_text=True)
    with garden.system() as session:
        assert choices(session, me)[kind].by_mail  # looking changes nothing
    # The mail program itself sends it (RFC 8058): no cookie, no token of a session.
    assert stranger.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with garden.system() as session:
        assert not choices(session, me)[kind].by_mail


def test_a_forged_link_of_a_letter_stops_nothing(garden, kind):
    stranger = garden.client_of("anonymous")
    for forged in ("forged", "WzEsInRlc3QtbmV3cyJd.x"):
        assert stranger.post(f"/notifications/unsubscribe/{forged}").status_code == 400
    with garden.system() as session:
        assert session.query(NotificationChoice).count() == 0


def test_nobody_is_asked_about_news_that_can_never_come(garden):
    """A parent signs no orders and approves no announcements; what is not asked stays as it was."""
    parent, head = garden.client_of("parent_a"), garden.client_of("head_a")
    asked = parent.get("/notifications/settings").text
    assert "Нужно ознакомиться с документом" in asked
    for title in ("ждёт вашей подписи", "на одобрении", "Сообщения родителей", "Перевод ребёнка"):
        assert title not in asked
        assert title in head.get("/notifications/settings").text
    parent.send("/notifications/settings", {"on": []})
    with garden.system() as session:
        kept = choices(session, garden.cast.users["parent_a"])
    assert not kept["announcements"].in_product
    assert kept["document_signature"].in_product, "nobody asked, nobody chose"

"""The forum for its readers and writers: who sees what, names, changes, unread, news, search."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from PIL import Image

from app.children.models import ChildGuardian, Guardian
from app.children.rules import GuardianRights
from app.communication.forum.models import ForumAdmission, ForumSection, ForumTopic
from app.communication.forum.own_models import ForumSettings
from app.communication.forum.rules import PostState, Readers, Writers
from app.groups.models import GroupTeacher
from app.organizations.models import Appointment, Organization, UserAccount
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder
from tests.web.communication.forum_house import Forum


def photo(kind: str = "PNG", **more) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (12, 8), "green").save(kept, kind, **more)
    return kept.getvalue()


PNG = photo()


def sections_of(forum: Forum, login: str) -> list[str]:
    page = forum.page(login, "/forum/")
    return re.findall(r'<h2><a href="/forum/sections/\d+">([^<]+)</a></h2>', page)


def test_everybody_finds_the_sections_that_are_for_them(forum):
    assert sections_of(forum, "parent") == ["Общий", "Ромашка"]
    assert sections_of(forum, "mother3") == ["Общий"]
    assert sections_of(forum, "first") == ["Общий", "Ромашка", "Педагоги"]
    assert sections_of(forum, "other") == ["Общий", "Педагоги"]
    assert sections_of(forum, "nurse") == ["Общий", "Педагоги"]
    assert sections_of(forum, "head") == ["Общий", "Ромашка", "Педагоги"]


def test_a_teacher_without_a_group_for_now_still_reads_with_the_staff(forum):
    (leads,) = forum.house.look(GroupTeacher, group_id=forum.house.other_group)
    forum.house.change(GroupTeacher, leads.id, valid_to=date(2026, 11, 1))
    assert sections_of(forum, "other") == ["Общий", "Педагоги"]
    topic = forum.starts("other", forum.staff, "Замена")
    assert "Замена" in forum.page("first", f"/forum/topics/{topic}")


def test_a_foreign_section_its_topics_posts_and_files_are_as_absent_as_none(forum, garden):
    topic = forum.starts("first", forum.daisy, "Секретный утренник", "Тайна")
    post = forum.first(topic).id
    strangers = [forum.house.visit(login) for login in ("mother3", "other", "nurse")]
    strangers += [
        garden.client_of(login) for login in ("administrator_a", "teacher_a", "parent_ab")
    ]
    for client in strangers:
        for path in (
            f"/forum/sections/{forum.daisy}",
            f"/forum/sections/{forum.daisy}/new",
            f"/forum/topics/{topic}",
            f"/forum/topics/{topic}/answer",
            f"/forum/posts/{post}",
            f"/forum/posts/{post}/files/1",
        ):
            assert client.get(path).status_code == 404, path
        for path in (
            f"/forum/sections/{forum.daisy}/new",
            f"/forum/sections/{forum.daisy}/follow",
            f"/forum/sections/{forum.daisy}/seen",
            f"/forum/topics/{topic}/answer",
            f"/forum/topics/{topic}/seen",
            f"/forum/topics/{topic}/follow",
        ):
            form = {"title": "а", "text": "б", "wanted": "1"}
            assert client.send(path, form).status_code == 404, path
        assert "Секретный" not in client.get("/forum/search?q=секретный").get_data(as_text=True)
        assert "Тайна" not in client.get("/forum/search?q=тайна").get_data(as_text=True)
    assert len(forum.house.look(ForumTopic, section_id=forum.daisy)) == 1
    assert "Секретный" in forum.page("parent", "/forum/search?q=секретный")


def test_the_authority_has_no_forum_and_nobody_finds_one_without_signing_in(forum, garden):
    topic = forum.starts("first")
    assert garden.client_of("authority").get("/forum/").status_code == 403
    assert garden.client_of("authority").get(f"/forum/topics/{topic}").status_code == 403
    assert garden.client_of("anonymous").get(f"/forum/topics/{topic}").status_code == 302


def test_a_parent_sees_other_parents_by_name_and_patronymic_and_the_staff_sees_the_surname(forum):
    topic = forum.starts("parent", title="Кто идёт в музей?", text="Соберёмся в девять")
    forum.answers("mother2", topic, "Мы идём")
    forum.answers("first", topic, "И я с вами")
    for login in ("parent", "mother3"):
        for path in (
            f"/forum/topics/{topic}",
            f"/forum/sections/{forum.common}",
            "/forum/search?q=идём",
            f"/forum/topics/{topic}/answer?quote=2",
        ):
            page = forum.page(login, path)
            assert "Белова" not in page, path
            if login == "mother3":
                assert "Абрамова" not in page, path
    page = forum.page("mother3", f"/forum/topics/{topic}")
    assert "Юлия Олеговна" in page
    assert "Кузнецова Мария" in page
    seen = forum.page("first", f"/forum/topics/{topic}")
    assert "Белова Юлия Олеговна" in seen
    assert "Абрамова Анна" in seen
    # A surname finds nobody.
    assert "Мы идём" not in forum.page("mother3", "/forum/search?q=белова")


def test_a_quote_by_the_staff_names_a_parent_as_everybody_may_know(forum):
    topic = forum.starts("mother2", text="Нужна ли форма?")
    page = forum.page("first", f"/forum/topics/{topic}/answer?quote=1")
    assert "> **Юлия Олеговна:**" in page
    assert "> Нужна ли форма?" in page
    assert "Белова" not in page
    assert "> **" not in forum.page("first", f"/forum/topics/{topic}/answer?quote=9")


def test_texts_of_people_carry_no_scripts(forum):
    wicked = (
        "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) "
        '![b](https://evil.example/p.png) **жирно** "><svg onload=alert(1)>'
    )
    topic = forum.starts("parent", title=wicked[:150], text=wicked)
    for path in (f"/forum/topics/{topic}", f"/forum/sections/{forum.common}"):
        raw = forum.house.visit("first").get(path).get_data(as_text=True)
        for bad in (
            "<script>alert",
            "<img src=x",
            'href="javascript:',
            "<svg onload",
            'src="https://evil',
        ):
            assert bad not in raw.replace("&lt;", "‹"), (path, bad)
    assert "<strong>жирно</strong>" in forum.page("first", f"/forum/topics/{topic}")


def test_who_only_reads_is_told_so_and_writes_nothing(forum):
    forum.house.change(ForumSection, forum.common, writers=Writers.STAFF)
    said = forum.said("In this section you read, and others write.")
    assert said in forum.page("parent", f"/forum/sections/{forum.common}/new", 409)
    form = {"title": "Тема", "text": "Текст"}
    assert said in forum.sends("parent", f"/forum/sections/{forum.common}/new", 409, **form)
    topic = forum.starts("first")
    assert said in forum.sends("parent", f"/forum/topics/{topic}/answer", 409, text="Да")
    assert 'id="answer"' not in forum.page("parent", f"/forum/topics/{topic}")
    assert forum.topic(topic).posts == 1


def test_a_representative_who_may_only_know_reads_and_cannot_write(forum):
    topic = forum.starts("first")
    (link,) = forum.house.look(ChildGuardian, child_id=forum.house.children[0])
    forum.house.change(ChildGuardian, link.id, rights=GuardianRights.INFORMATION, ground="решение")
    assert "Во сколько" in forum.page("parent", f"/forum/topics/{topic}")
    for path in (f"/forum/topics/{topic}/answer", f"/forum/sections/{forum.common}/new"):
        forum.sends("parent", path, 404, title="Тема", text="Текст")
    forum.house.change(ChildGuardian, link.id, rights=GuardianRights.NONE)
    forum.page("parent", f"/forum/topics/{topic}", 404)


def test_a_child_that_moves_takes_its_family_along(forum):
    topic = forum.starts("first", forum.daisy)
    forum.house.transfer(0, "2026-11-25")
    assert "Во сколько" in forum.page("parent", f"/forum/topics/{topic}")
    forum.later(days=1)
    forum.page("parent", f"/forum/topics/{topic}", 404)
    assert sections_of(forum, "parent") == ["Общий"]


@pytest.mark.parametrize("closed", ["topic", "section"])
def test_what_is_closed_is_read_and_nothing_is_added(forum, closed):
    topic = forum.starts("first")
    if closed == "topic":
        forum.sends("head", f"/forum/topics/{topic}/mark", do="close")
        said = forum.said("The topic is closed: it can be read, but nothing is added.")
    else:
        forum.house.change(ForumSection, forum.common, closed=True)
        said = forum.said("The section is closed: it can be read, but nothing is added.")
        new = {"title": "Ещё", "text": "тема"}
        assert said in forum.sends("head", f"/forum/sections/{forum.common}/new", 409, **new)
    assert said in forum.sends("parent", f"/forum/topics/{topic}/answer", 409, text="Да")
    assert said in forum.page("parent", f"/forum/topics/{topic}")
    assert said in forum.sends("first", f"/forum/posts/{forum.first(topic).id}/edit", 409, text="я")
    assert forum.topic(topic).posts == 1


def test_a_post_is_changed_within_the_minutes_of_the_settings_and_says_so(forum):
    forum.house.make(ForumSettings, edit_minutes=10, per_hour=20)
    topic = forum.starts("parent", text="В девять")
    post = forum.first(topic).id
    forum.later(minutes=10)
    assert "В девять" in forum.page("parent", f"/forum/posts/{post}/edit")
    forum.sends("parent", f"/forum/posts/{post}/edit", text="В десять")
    page = forum.page("mother3", f"/forum/topics/{topic}")
    assert "В десять" in page
    assert forum.said("changed %(at)s", at="24.11.2026, 10:10") in page
    forum.later(seconds=1)
    said = "Сообщение можно изменить в течение 10 минут после публикации."
    assert said in forum.sends("parent", f"/forum/posts/{post}/edit", 409, text="В полдень")
    assert said in forum.page("parent", f"/forum/posts/{post}/edit", 409)
    assert forum.first(topic).text == "В десять"
    assert f"/forum/posts/{post}/edit" not in forum.page("parent", f"/forum/topics/{topic}")


def test_nobody_changes_the_post_of_another_not_even_the_head(forum):
    topic = forum.starts("parent")
    post = forum.first(topic).id
    said = forum.said("Only its author changes a post.")
    for login in ("mother2", "first", "head"):
        assert said in forum.sends(login, f"/forum/posts/{post}/edit", 409, text="чужое")
    assert forum.first(topic).text == "Во сколько выходим?"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"title": " "}, "Say what the topic is about."),
        ({"text": " \n "}, "Write the post."),
    ],
)
def test_an_unfinished_post_is_refused_and_kept_in_the_form(forum, form, said):
    whole = {"title": "Тема", "text": "Текст который не пропадёт"} | form
    page = forum.sends("parent", f"/forum/sections/{forum.common}/new", 422, **whole)
    assert forum.said(said) in page
    assert whole["text"].strip() in page
    assert forum.house.look(ForumTopic, section_id=forum.common) == []


def test_a_flood_is_stopped_by_the_settings_of_the_kindergarten(forum):
    forum.house.make(ForumSettings, edit_minutes=30, per_hour=3)
    topic = forum.starts("parent")
    forum.answers("parent", topic, "раз")
    forum.answers("parent", topic, "два")
    page = forum.sends("parent", f"/forum/topics/{topic}/answer", 429, text="три")
    assert "За час вы написали 3 сообщения" in page
    assert "три" in page
    forum.answers("mother2", topic, "а мне можно")
    forum.later(minutes=61)
    forum.answers("parent", topic, "три")
    assert forum.topic(topic).posts == 5


def test_an_attachment_is_judged_by_its_content_and_read_where_its_post_is(forum):
    topic = forum.starts("first", forum.daisy)
    client = forum.house.visit("first")
    good = {"text": "Вот план", "files": (io.BytesIO(PNG), "план.png")}
    path = f"/forum/topics/{topic}/answer"
    assert client.send(path, good).status_code == 303
    bad = {"text": "Вот", "files": (io.BytesIO(b"MZ program"), "меню.pdf")}
    assert client.send(path, bad).status_code == 422
    post = forum.house.look(type(forum.first(topic)), topic_id=topic)[-1]
    file = f"/forum/posts/{post.id}/files/1"
    answer = forum.house.visit("parent").get(file)
    assert Image.open(io.BytesIO(answer.data)).size == (12, 8)
    assert answer.mimetype == "image/jpeg"
    assert forum.house.visit("mother3").get(file).status_code == 404
    forum.sends("first", f"/forum/posts/{post.id}/hide", reason="лишнее")
    assert forum.house.visit("parent").get(file).status_code == 404
    assert forum.house.visit("second").get(file).status_code == 200


def test_what_is_new_is_told_at_the_section_and_the_topic_until_it_is_read(forum):
    topic = forum.starts("first")
    forum.answers("second", topic)
    one = forum.said("%(num)d unread topic", num=1)
    assert one in forum.page("parent", "/forum/")
    assert one in forum.page("first", "/forum/")
    forum.sends("parent", f"/forum/topics/{topic}/seen", 302, page="1")
    assert one not in forum.page("parent", "/forum/")
    forum.answers("second", topic, "ещё")
    page = forum.page("parent", f"/forum/sections/{forum.common}")
    assert forum.said("%(num)d new", num=1) in page
    assert f'href="/forum/topics/{topic}#n3"' in page
    forum.sends("parent", f"/forum/sections/{forum.common}/seen")
    assert forum.said("%(num)d new", num=1) not in forum.page(
        "parent", f"/forum/sections/{forum.common}"
    )
    # Reading by one person is nobody else's.
    assert one in forum.page("mother2", "/forum/")


def test_subscribers_are_told_once_of_each_post_and_the_author_is_not(forum):
    forum.sends("mother2", f"/forum/sections/{forum.common}/follow", wanted="1")
    topic = forum.starts("parent")
    first = forum.first(topic).id
    assert forum.told("mother2") == [f"forum-post-{first}"]
    forum.sends("mother2", f"/forum/topics/{topic}/follow", wanted="1")
    second = forum.answers("first", topic)
    assert forum.told("mother2") == [f"forum-post-{first}", f"forum-post-{second}"]
    # Who began the topic follows it without asking; who answered, too.
    assert forum.told("parent") == [f"forum-post-{second}"]
    third = forum.answers("mother2", topic)
    assert forum.told("first") == [f"forum-post-{third}"]
    assert forum.told("mother3") == []


def test_who_refused_a_topic_hears_no_more_of_it_even_after_writing(forum):
    topic = forum.starts("parent")
    forum.sends("parent", f"/forum/sections/{forum.common}/follow", wanted="1")
    forum.sends("parent", f"/forum/topics/{topic}/follow", wanted="0")
    forum.answers("parent", topic)
    forum.answers("first", topic)
    assert forum.told("parent") == []


def test_who_may_read_a_section_no_more_is_not_told_of_it(forum):
    forum.sends("mother2", f"/forum/sections/{forum.daisy}/follow", wanted="1")
    forum.sends("second", f"/forum/sections/{forum.daisy}/follow", wanted="1")
    forum.house.transfer(1, "2026-11-25")
    (post,) = forum.house.look(Appointment, user_id=forum.house.users["second"])
    forum.house.change(Appointment, post.id, valid_to=date(2026, 11, 24))
    forum.starts("first", forum.daisy, "До перевода")
    assert len(forum.told("mother2")) == len(forum.told("second")) == 1
    forum.later(days=1)
    forum.starts("first", forum.daisy, "После перевода")
    assert len(forum.told("mother2")) == len(forum.told("second")) == 1


def test_reading_a_topic_reads_its_news_at_the_bell(forum):
    topic = forum.starts("parent")
    forum.answers("first", topic)
    count = forum.house.visit("parent").get("/notifications/count.json").get_json()
    assert count["bell"] == 1
    forum.sends("parent", f"/forum/topics/{topic}/seen", 302, page="1")
    count = forum.house.visit("parent").get("/notifications/count.json").get_json()
    assert count["bell"] == 0


def test_search_finds_words_of_long_posts_whatever_their_case_and_letter_yo(forum):
    long = "вода " * 300 + " Ёлка привезена"
    topic = forum.starts("first", text=long)
    assert f"/forum/posts/{forum.first(topic).id}" in forum.page("parent", "/forum/search?q=елка")
    assert "вода" not in forum.page("parent", "/forum/search?q=самовар")
    assert forum.page("parent", "/forum/search?q=%25")


def test_a_section_may_be_for_a_role_of_the_staff(forum):
    nurse = forum.house.look(Appointment, user_id=forum.house.users["nurse"])[0].role_id
    key = forum.house.make(ForumSection, title="Медицина", readers=Readers.CHOSEN, list_order=9)
    client = forum.house.visit("coordinator")
    form = {"section": str(key), "role": str(nurse), "may_write": "y"}
    assert client.send("/forum-admissions/add", form).status_code == 302
    assert "Медицина" in sections_of(forum, "nurse")
    assert "Медицина" not in sections_of(forum, "first")
    both = form | {"group": str(forum.house.group)}
    answer = client.send("/forum-admissions/add", both)
    assert answer.status_code == 422
    assert forum.said("Choose a group or a role, one of both.") in answer.get_data(as_text=True)


def test_a_section_for_the_role_of_parents_is_shut_to_a_parent_without_a_child_here(forum):
    """The appointment outlasts the rights: a father without rights reads and hears nothing."""
    house = forum.house
    role = house.look(Appointment, user_id=house.users["mother2"])[0].role_id
    key = house.make(
        ForumSection,
        title="Родители",
        readers=Readers.CHOSEN,
        writers=Writers.CHOSEN,
        list_order=9,
    )
    house.make(ForumAdmission, section_id=key, role_id=role)
    topic = forum.starts("mother2", key)
    forum.sends("mother3", f"/forum/topics/{topic}/follow", wanted="1")
    guardian = house.look(Guardian, user_id=house.users["mother3"])[0]
    link = house.look(ChildGuardian, guardian_id=guardian.id)[0]
    house.change(ChildGuardian, link.id, valid_to=date(2026, 11, 23))
    forum.page("mother3", f"/forum/sections/{key}", 404)
    forum.page("mother3", f"/forum/topics/{topic}", 404)
    forum.answers("mother2", topic)
    assert forum.told("mother3") == []
    assert "Родители" in sections_of(forum, "mother2")


def test_a_right_to_see_families_elsewhere_opens_no_surnames_here(forum):
    topic = forum.starts("mother2")
    with forum.garden.system() as session:
        other = session.get_one(Organization, forum.garden.cast.organizations["B"])
        nurse = session.get_one(UserAccount, forum.house.users["nurse"])
        Rows(session, other, first=950).appoint(nurse, "teacher")
    page = forum.page("nurse", f"/forum/topics/{topic}")
    assert "Юлия Олеговна" in page
    assert "Белова" not in page


def test_a_topic_of_four_hundred_posts_and_a_section_of_five_hundred_topics_ask_no_more(forum):
    small = forum.fill(1, 1)
    paths = ("/forum/", f"/forum/sections/{forum.common}", "/forum/search?q=ответ")
    asked = {
        login: counts(forum, login, (*paths, f"/forum/topics/{small}"))
        for login in ("parent", "head")
    }
    assert max(max(one.values()) for one in asked.values()) <= 10, asked
    large = forum.fill(500, 400)
    for login, before in asked.items():
        more = counts(forum, login, (*paths, f"/forum/topics/{large}"))
        assert list(more.values()) == list(before.values())
    page = forum.page("parent", f"/forum/topics/{large}?page=16")
    assert "Ответ 376" in page
    assert "Ответ 400" in page
    assert "Ответ 375<" not in page
    assert "Ответ 400" in forum.page("parent", f"/forum/topics/{large}?page=999")


def counts(forum: Forum, login: str, paths: tuple[str, ...]) -> dict[str, int]:
    client = forum.house.visit(login)
    found = {}
    for path in paths:
        client.get(path)
        with QueryRecorder(forum.garden.engine) as queries:
            assert client.get(path).status_code == 200
        found[path] = queries.count
    return found


def test_telling_many_subscribers_asks_no_more_than_telling_few(forum):
    topic = forum.starts("first")
    few = asked_by_an_answer(forum, topic)
    for login in ("mother2", "mother3", "second", "other", "nurse", "head", "coordinator"):
        forum.sends(login, f"/forum/sections/{forum.common}/follow", wanted="1")
    assert asked_by_an_answer(forum, topic) <= few + 1


def asked_by_an_answer(forum: Forum, topic: int) -> int:
    client = forum.house.visit("parent")
    with QueryRecorder(forum.garden.engine) as queries:
        client.send(f"/forum/topics/{topic}/answer", {"text": "Хорошо"})
    return queries.count


def test_a_post_stays_as_it_is_when_nothing_was_changed(forum):
    topic = forum.starts("parent")
    post = forum.first(topic).id
    forum.sends("parent", f"/forum/posts/{post}/edit", text="Во сколько выходим?")
    assert forum.post(post).edited_at is None
    assert forum.post(post).state is PostState.PUBLISHED


def test_attachments_of_one_day_have_a_limit(forum, monkeypatch):
    monkeypatch.setattr("app.core.files.uploads.MOST_BYTES_A_DAY", 2 * 700)
    topic = forum.starts("parent")
    client = forum.house.visit("parent")
    path = f"/forum/topics/{topic}/answer"
    assert client.send(path, {"text": "а", "files": (io.BytesIO(PNG), "а.png")}).status_code == 303
    assert client.send(path, {"text": "б", "files": (io.BytesIO(PNG), "б.png")}).status_code == 303
    answer = client.send(path, {"text": "в", "files": (io.BytesIO(PNG), "в.png")})
    assert answer.status_code == 429
    assert "мегабайт" in answer.get_data(as_text=True) or "МБ" in answer.get_data(as_text=True)
    forum.answers("parent", topic, "без файла можно")
    forum.later(days=1, seconds=1)
    assert client.send(path, {"text": "в", "files": (io.BytesIO(PNG), "в.png")}).status_code == 303


def test_what_was_written_for_a_group_is_not_opened_to_everybody_by_a_change(forum):
    forum.starts("first", forum.daisy)
    client = forum.house.visit("coordinator")
    row = forum.house.look(ForumSection, id=forum.daisy)[0]
    form = {"title": "Ромашка", "list_order": "2", "readers": "everyone", "writers": "readers"}
    form |= {"moderated": "y", "version": str(row.version)}
    answer = client.send(f"/forum-sections/{forum.daisy}/edit", form)
    assert answer.status_code == 422
    said = "People have written here for those who read it then. Open a new section for others "
    assert forum.said(said + "and close this one.") in answer.get_data(as_text=True)
    assert forum.house.look(ForumSection, id=forum.daisy)[0].readers is Readers.CHOSEN
    closing = form | {"readers": "chosen", "closed": "y"}
    assert client.send(f"/forum-sections/{forum.daisy}/edit", closing).status_code == 302
    assert forum.house.look(ForumSection, id=forum.daisy)[0].closed


def test_a_section_with_topics_is_not_deleted(forum):
    forum.starts("first", forum.daisy)
    client = forum.house.visit("administrator")
    row = forum.house.look(ForumSection, id=forum.daisy)[0]
    place = f"/forum-sections/{forum.daisy}"
    client.send(f"{place}/delete", {"version": str(row.version)})
    assert forum.house.look(ForumSection, id=forum.daisy)
    assert "удалить нельзя, она используется" in client.get(place).get_data(as_text=True)


def test_a_photo_does_not_tell_where_it_was_taken(forum):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (55.0, 45.0, 0.0)}
    exif[0x010F] = "Телефон семьи".encode().decode("latin-1")
    sent = photo("JPEG", exif=exif)
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    topic = forum.starts("first")
    client = forum.house.visit("parent")
    form = {"text": "Наша поделка", "files": (io.BytesIO(sent), "поделка.jpg")}
    assert client.send(f"/forum/topics/{topic}/answer", form).status_code == 303
    post = forum.house.look(type(forum.first(topic)), topic_id=topic)[-1]
    kept = forum.house.visit("mother3").get(f"/forum/posts/{post.id}/files/1").data
    assert not dict(Image.open(io.BytesIO(kept)).getexif())
    broken = {"text": "Ещё", "files": (io.BytesIO(PNG[:40]), "б.png")}
    assert client.send(f"/forum/topics/{topic}/answer", broken).status_code == 422

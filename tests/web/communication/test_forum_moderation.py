"""Moderated sections: what waits, who decides, hiding, and that nothing is deleted."""

from __future__ import annotations

import pytest

from app.communication.forum.models import ForumPost, ForumSection
from app.communication.forum.rules import PostState
from app.notifications.models import Notification


def accepts(forum, login, post, status=303, edits=0):
    return forum.sends(login, f"/forum/posts/{post}/accept", status, edits=str(edits))


def started(forum, login="parent", **more):
    """(topic, post) of a parent in the moderated section."""
    topic = forum.starts(login, forum.daisy, **more)
    return topic, forum.first(topic).id


def test_a_parents_topic_waits_unseen_until_the_teacher_of_the_group_accepts_it(forum):
    topic, post = started(forum, title="Чей шарф?", text="Нашли в раздевалке")
    assert forum.post(post).state is PostState.WAITING
    forum.page("mother2", f"/forum/topics/{topic}", 404)
    assert "Чей шарф" not in forum.page("mother2", f"/forum/sections/{forum.daisy}")
    assert "Чей шарф" not in forum.page("mother2", "/forum/search?q=шарф")
    waits = forum.said("Others see the topic once a moderator has accepted it.")
    assert waits in forum.page("parent", f"/forum/topics/{topic}")
    assert "Нашли в раздевалке" in forum.page("first", "/forum/queue")
    accepts(forum, "first", post)
    assert forum.post(post).number == 1
    assert "Нашли в раздевалке" in forum.page("mother2", f"/forum/topics/{topic}")
    assert "Чей шарф" in forum.page("mother2", "/forum/search?q=раздевалке")


def test_the_teachers_of_the_group_are_told_that_a_post_waits_and_the_author_what_became(forum):
    forum.sends("mother2", f"/forum/sections/{forum.daisy}/follow", wanted="1")
    _topic, post = started(forum)
    for login in ("first", "second"):
        assert forum.told(login, "forum-waiting-") == [f"forum-waiting-{post}-0"]
    for login in ("other", "head", "mother2", "parent"):
        assert forum.told(login, "forum-") == []
    accepts(forum, "second", post)
    assert len(forum.told("parent", "forum-accepted-")) == 1
    assert forum.told("mother2") == [f"forum-post-{post}"]


def test_in_a_section_of_the_whole_house_who_answers_for_it_is_told(forum):
    forum.house.change(ForumSection, forum.common, moderated=True)
    topic = forum.starts("parent")
    told = {login for login in forum.house.users if forum.told(login, "forum-waiting-")}
    assert told == {"head", "coordinator"}
    post = forum.first(topic).id
    for login in ("first", "other"):
        assert accepts(forum, login, post, 404)
    accepts(forum, "head", post)


def test_the_staff_writes_in_a_moderated_section_at_once(forum):
    topic = forum.starts("first", forum.daisy)
    assert "Во сколько" in forum.page("parent", f"/forum/topics/{topic}")


def test_a_refused_post_is_seen_by_its_author_with_the_reason_and_may_be_sent_anew(forum):
    topic, post = started(forum, text="У Пети ветрянка")
    forum.sends("first", f"/forum/posts/{post}/refuse", 422, edits="0", reason="  ")
    forum.sends("first", f"/forum/posts/{post}/refuse", edits="0", reason="Названа болезнь ребёнка")
    assert forum.post(post).judged_by == "Кузнецова М."
    page = forum.page("parent", f"/forum/topics/{topic}")
    assert "Названа болезнь ребёнка" in page
    assert "Кузнецова М." not in page
    forum.page("mother2", f"/forum/topics/{topic}", 404)
    forum.later(days=3)
    forum.sends("parent", f"/forum/posts/{post}/edit", text="В группе карантин?")
    assert forum.post(post).state is PostState.WAITING
    assert forum.told("first", "forum-waiting-") == [f"forum-waiting-{post}-{n}" for n in (0, 1)]
    accepts(forum, "first", post, edits=1)
    assert "В группе карантин?" in forum.page("mother2", f"/forum/topics/{topic}")


def test_a_moderator_accepts_the_text_that_was_read_and_no_other(forum):
    _topic, post = started(forum)
    forum.sends("parent", f"/forum/posts/{post}/edit", text="Совсем другое")
    said = forum.said("The author has changed the post meanwhile. Read it anew.")
    assert said in accepts(forum, "first", post, 409)
    assert forum.post(post).state is PostState.WAITING


def test_two_moderators_decide_once(forum):
    _topic, post = started(forum)
    accepts(forum, "first", post)
    said = forum.said("Another moderator has already decided on this post.")
    assert said in accepts(forum, "second", post, 409)
    again = {"edits": "0", "reason": "поздно"}
    assert said in forum.sends("second", f"/forum/posts/{post}/refuse", 409, **again)
    assert len(forum.told("parent", "forum-accepted-")) == 1


def test_a_changed_post_of_a_parent_waits_again_and_keeps_its_place(forum):
    topic, post = started(forum)
    accepts(forum, "first", post)
    other = forum.answers("first", topic, "Хорошо")
    forum.sends("parent", f"/forum/posts/{post}/edit", text="Куплю всё дёшево, звоните")
    assert "звоните" not in forum.page("mother2", f"/forum/topics/{topic}")
    accepts(forum, "first", post, edits=1)
    page = forum.page("mother2", f"/forum/topics/{topic}")
    assert page.index("звоните") < page.index("Хорошо")
    assert (forum.post(post).number, forum.post(other).number) == (1, 2)


def test_a_topic_whose_changed_first_post_was_refused_comes_back_when_it_is_mended(forum):
    topic, post = started(forum, title="Чей шарф?")
    accepts(forum, "first", post)
    forum.sends("parent", f"/forum/posts/{post}/edit", text="У Пети вши")
    forum.sends("first", f"/forum/posts/{post}/refuse", edits="1", reason="О чужом ребёнке")
    forum.page("mother2", f"/forum/topics/{topic}", 404)
    forum.sends("parent", f"/forum/posts/{post}/edit", text="Шарф у воспитателя")
    accepts(forum, "second", post, edits=2)
    assert "Шарф у воспитателя" in forum.page("mother2", f"/forum/topics/{topic}")
    assert forum.post(post).number == 1


def test_where_nothing_is_checked_any_more_a_mended_post_is_back_in_its_place(forum):
    topic, post = started(forum)
    accepts(forum, "first", post)
    forum.answers("first", topic, "Хорошо")
    forum.sends("parent", f"/forum/posts/{post}/edit", text="Плохое слово")
    forum.sends("first", f"/forum/posts/{post}/refuse", edits="1", reason="Грубо")
    waiting = forum.answers("mother2", forum.starts("first", forum.daisy, "Другая"), "Жду")
    forum.house.change(ForumSection, forum.daisy, moderated=False)
    forum.sends("parent", f"/forum/posts/{post}/edit", text="Доброе слово")
    forum.sends("mother2", f"/forum/posts/{waiting}/edit", text="Дождалась")
    assert (forum.post(post).number, forum.topic(topic).posts) == (1, 2)
    assert "Доброе слово" in forum.page("mother2", f"/forum/topics/{topic}")
    assert forum.post(waiting).number == 2


def test_answers_come_after_the_topic_is_accepted(forum):
    topic, _post = started(forum)
    said = forum.said("The topic waits for approval. Answers come after it.")
    assert said in forum.sends("first", f"/forum/topics/{topic}/answer", 409, text="Да")


def test_a_hidden_post_is_there_for_its_author_and_the_moderators_only(forum):
    topic = forum.starts("first", forum.daisy)
    post = forum.answers("second", topic, "Лишнее слово")
    forum.sends("parent", f"/forum/topics/{topic}/follow", wanted="1")
    forum.sends("first", f"/forum/posts/{post}/hide", reason="Спор не о деле")
    assert "Лишнее слово" not in forum.page("parent", f"/forum/topics/{topic}")
    assert "Спор не о деле" not in forum.page("parent", f"/forum/topics/{topic}")
    assert "Лишнее слово" not in forum.page("parent", "/forum/search?q=лишнее")
    forum.page("parent", f"/forum/posts/{post}", 404)
    for login in ("second", "first", "head"):
        page = forum.page(login, f"/forum/topics/{topic}")
        assert forum.said("Hidden") in page
        assert "Спор не о деле" in page
    assert len(forum.told("second", "forum-hidden-")) == 1
    forum.sends("first", f"/forum/posts/{post}/show")
    assert "Лишнее слово" in forum.page("parent", f"/forum/topics/{topic}")


def test_the_author_does_not_change_what_is_hidden(forum):
    topic = forum.starts("parent")
    post = forum.first(topic).id
    forum.sends("head", f"/forum/posts/{post}/hide", reason="Реклама")
    said = forum.said("The post is hidden by a moderator and can be changed no more.")
    assert said in forum.sends("parent", f"/forum/posts/{post}/edit", 409, text="Другое")


def test_with_the_first_post_the_topic_is_hidden_and_comes_back_with_it(forum):
    topic = forum.starts("parent", title="Продам коляску")
    post = forum.first(topic).id
    forum.answers("mother2", topic)
    forum.sends("head", f"/forum/posts/{post}/hide", reason="Реклама")
    forum.page("mother2", f"/forum/topics/{topic}", 404)
    assert "коляску" not in forum.page("mother2", f"/forum/sections/{forum.common}")
    assert "коляску" in forum.page("parent", f"/forum/sections/{forum.common}")
    forum.sends("parent", f"/forum/topics/{topic}/answer", 409, text="Почему?")
    forum.sends("head", f"/forum/posts/{post}/show")
    assert "коляску" in forum.page("mother2", f"/forum/sections/{forum.common}")


def test_hiding_takes_back_the_news_that_nobody_has_read(forum):
    forum.sends("mother2", f"/forum/sections/{forum.common}/follow", wanted="1")
    topic = forum.starts("parent", title="Телефон врача")
    forum.sends("head", f"/forum/posts/{forum.first(topic).id}/hide", reason="Личные данные")
    rows = forum.house.look(Notification, user_id=forum.house.users["mother2"], kind="forum")
    assert rows == []


@pytest.mark.parametrize("step", ["accept", "refuse", "hide", "show"])
def test_nobody_but_the_moderators_of_the_section_decides(forum, garden, step):
    _topic, post = started(forum)
    form = {"edits": "0", "reason": "так"}
    for login in ("other",):
        forum.sends(login, f"/forum/posts/{post}/{step}", 404, **form)
    for login in ("parent", "mother2", "nurse", "administrator"):
        forum.sends(login, f"/forum/posts/{post}/{step}", 403, **form)
    for login in ("head_a", "teacher_a"):
        answer = garden.client_of(login).send(f"/forum/posts/{post}/{step}", form)
        assert answer.status_code == 404
    assert forum.post(post).state is PostState.WAITING
    assert "Во сколько" not in forum.page("other", "/forum/queue")


def test_a_topic_is_pinned_and_closed_by_its_moderators(forum):
    old = forum.starts("first", forum.daisy, "Правила")
    forum.later(hours=1)
    forum.starts("first", forum.daisy, "Свежее")
    forum.sends("second", f"/forum/topics/{old}/mark", do="pin")
    page = forum.page("parent", f"/forum/sections/{forum.daisy}")
    assert page.index("Правила") < page.index("Свежее")
    forum.sends("second", f"/forum/topics/{old}/mark", 400, do="delete")
    forum.sends("other", f"/forum/topics/{old}/mark", 404, do="close")
    forum.sends("parent", f"/forum/topics/{old}/mark", 403, do="close")
    assert forum.topic(old).changed_by == "Орлова Н."


def test_a_post_accepted_later_than_others_is_new_to_who_has_read_them(forum):
    topic = forum.starts("first", forum.daisy)
    waiting = forum.answers("parent", topic, "Раньше написано")
    forum.answers("second", topic, "Позже написано")
    forum.sends("mother2", f"/forum/topics/{topic}/seen", 302, page="1")
    accepts(forum, "first", waiting)
    assert forum.post(waiting).number == 3
    fresh = forum.said("%(num)d new", num=1)
    assert fresh in forum.page("mother2", f"/forum/sections/{forum.daisy}")


def test_waiting_posts_count_for_the_hour_too(forum):
    for number in range(20):
        started(forum, title=f"Тема {number}")
    form = {"title": "Ещё", "text": "одна"}
    forum.sends("parent", f"/forum/sections/{forum.daisy}/new", 429, **form)
    assert len(forum.house.look(ForumPost, author_id=forum.house.users["parent"])) == 20

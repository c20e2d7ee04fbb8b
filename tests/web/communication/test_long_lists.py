"""Announcements, letters, events and photos by the hundred: paged, and no dearer than a few."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from app.communication.board.models import AnnouncementRecipient
from app.communication.events.models import Event
from app.communication.events.photo_models import EventPhoto
from app.communication.mail.models import MailCopy, MailLetter
from app.communication.mail.rules import Folder
from app.core.audit.view_models import ViewRecord
from app.notifications.models import Notification
from app.organizations.models import Organization, UserAccount
from tests.factories.garden import NOW
from tests.factories.house import make_house, written_together
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder


def asked_about(page):
    return re.findall(r'<th scope="row">([^<]+)</th>', page)


def more_readers(board, key, number):
    """Families that came once and have not opened the announcement."""
    with board.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, board.house.organization), first=7000)
        with written_together(session):
            readers = [
                rows.user(f"reader-{place}", last_name=f"Ящерицын{place:03}", last_login=board.now)
                for place in range(number)
            ]
        with written_together(session):
            for reader in readers:
                rows.make(
                    AnnouncementRecipient,
                    announcement_id=key,
                    user_id=reader.id,
                    child_id=board.house.children[1],
                    child_key=board.house.children[1],
                    told_at=board.now,
                )


def test_receipts_stand_on_pages_of_fifty_those_first_who_have_not_opened_it(board):
    key = board.published(asks="confirm")
    board.house.visit("neighbour").send(f"/board/{key}/answer")
    more_readers(board, key, 118)
    path = f"/announcements/{key}?show=all"
    first, last = board.page("head", path), board.page("head", f"{path}&page=3")
    assert len(asked_about(first)) == 50
    assert "1–50 из 120" in first
    assert len(asked_about(last)) == 20
    assert "Белов Борис" not in asked_about(first)
    assert asked_about(last)[-1] == "Белов Борис"
    # A page beyond the end is the last one; what is no page is the first.
    assert asked_about(board.page("head", f"{path}&page=999")) == asked_about(last)
    assert asked_about(board.page("head", f"{path}&page=-1")) == asked_about(first)
    for said in ("Все <b>120</b>", "Без ответа <b>119</b>", "Ознакомлены <b>1</b>"):
        assert said in first


def test_of_many_pages_all_who_owe_are_reminded_at_once_and_no_others(board):
    key = board.published(asks="confirm")
    board.house.visit("neighbour").send(f"/board/{key}/answer")
    more_readers(board, key, 60)
    page = board.page("head", f"/announcements/{key}")
    assert "Напомнить всем: 61" in page
    assert "checked" not in page.split("<table")[1].split("</table>")[0]
    board.house.visit("head").send(f"/announcements/{key}/remind", {"do": "all"})
    reminded = {one.user_id for one in board.house.look(Notification) if "reminder" in one.key}
    assert len(reminded) == 61
    assert board.house.users["parent"] in reminded
    assert board.house.users["neighbour"] not in reminded
    # Nobody is ticked: nobody is reminded, however many owe.
    board.later(days=1)
    board.house.visit("head").send(f"/announcements/{key}/remind")
    assert len([one for one in board.house.look(Notification) if "reminder" in one.key]) == 61


def test_the_receipts_of_four_hundred_cost_no_more_statements_than_those_of_two(board):
    key = board.published(asks="confirm")
    path = f"/announcements/{key}?show=all"
    board.page("head", path)
    counted = []
    for readers in (0, 400):
        more_readers(board, key, readers)
        with QueryRecorder(board.garden.engine) as queries:
            board.page("head", path)
        counted.append(queries.count)
    assert counted[0] == counted[1]


def correspond(house, number):
    """Letters between the teacher and a parent, in turn; keys of them, oldest first."""
    with house.garden.system() as session:
        people = [session.get_one(UserAccount, house.users[login]) for login in ("first", "parent")]
        rows = Rows(session, session.get_one(Organization, house.organization), first=9000)
        letters = []
        for place in range(number):
            sender, reader = people[place % 2], people[1 - place % 2]
            letter = rows.make(
                MailLetter,
                thread_id=letters[0].id if letters else None,
                author_id=sender.id,
                author_name=sender.last_name,
                title="Прогулки",
                text=f"письмо-{place:03}",
                people=1,
                sent_at=NOW,
            )
            session.flush()
            letters.append(letter)
            letter.thread_id = letters[0].id
            for one, received in ((sender, False), (reader, True)):
                rows.make(
                    MailCopy,
                    letter_id=letter.id,
                    user_id=one.id,
                    user_name=one.last_name,
                    folder=Folder.INBOX if received else Folder.SENT,
                    received=received,
                    staff=one is people[0],
                )
        session.flush()
        return [one.id for one in letters]


def texts_of(page):
    return re.findall(r"<p>(письмо-\d+)</p>", page)


def test_a_long_thread_shows_its_last_letters_and_the_others_by_a_link(board):
    keys = correspond(board.house, 50)
    page = board.page("parent", f"/mail/{keys[-1]}")
    assert texts_of(page) == [f"письмо-{place:03}" for place in range(40, 50)]
    assert "Показать ещё 10 предыдущих писем" in page
    link = html.unescape(re.search(r'href="(/mail/\d+\?from=[^"#]+)', page).group(1))
    more = board.page("parent", link)
    assert texts_of(more) == [f"письмо-{place:03}" for place in range(30, 50)]
    assert "Показать ещё 10 предыдущих писем" in more


def test_an_old_letter_of_a_long_thread_is_seen_when_it_is_opened(board):
    keys = correspond(board.house, 50)
    page = board.page("parent", f"/mail/{keys[4]}")
    assert texts_of(page) == [f"письмо-{place:03}" for place in range(4, 14)]
    assert "Показать ещё 4 предыдущих письма" in page
    assert "Показать ещё 10 следующих писем" in page
    # An answer goes to the last letter all the same.
    assert f'href="/mail/{keys[-1]}/answer"' in page


def test_only_the_letters_of_the_page_are_read_by_looking_at_it(board):
    keys = correspond(board.house, 50)
    page = board.page("parent", f"/mail/{keys[-1]}")
    form = dict(re.findall(r'<input type="hidden" name="(from|to)" value="(\d+)"', page))
    board.house.visit("parent").send(f"/mail/{keys[-1]}/read", form)
    mine = [
        row
        for row in board.house.look(MailCopy, user_id=board.house.users["parent"])
        if row.received
    ]
    assert {row.letter_id for row in mine if row.read_at} == set(keys[40::2])


def test_strangers_reach_a_long_thread_by_none_of_its_addresses(board):
    keys = correspond(board.house, 30)
    for login in ("neighbour", "head"):
        assert board.status(login, f"/mail/{keys[-1]}?from={keys[0]}&to={keys[-1]}") == 404
    # Keys of other letters ask for nothing.
    other = correspond(board.house, 2)
    page = board.page("parent", f"/mail/{keys[-1]}?from={other[0]}&to={other[1]}")
    assert texts_of(page) == [f"письмо-{place:03}" for place in range(20, 30)]


def test_a_thread_costs_the_same_for_two_letters_and_for_a_hundred(board):
    counted = []
    for number in (2, 100):
        keys = correspond(board.house, number)
        board.page("first", f"/mail/{keys[-1]}")
        with QueryRecorder(board.garden.engine) as queries:
            board.page("first", f"/mail/{keys[-1]}?from={keys[0]}&to={keys[-1]}")
        counted.append(queries.count)
    assert counted[0] == counted[1]


@pytest.mark.parametrize(
    ("path", "title", "step"),
    [
        ("/mail/?folder=inbox", "Писем здесь нет", "/mail/new"),
        ("/mail/?folder=sent", "Вы ещё ничего не отправляли", "/mail/new"),
        ("/mail/?folder=drafts", "Черновиков нет", "/mail/new"),
        ("/mail/?folder=trash", "Корзина пуста", "/mail/"),
        ("/mail/?folder=sent&page=7", "Дальше писем нет", "?folder=sent&amp;q="),
        ("/mail/?q=снег", "Ничего не найдено", "/mail/"),
        ("/board/?page=7", "Дальше объявлений нет", "?tab=all"),
        ("/board/?tab=archive", "Архив пуст", "/board/"),
        ("/announcements/?tab=drafts", "Черновиков нет", "/announcements/new"),
        ("/announcements/?tab=waiting", "На одобрении ничего нет", "/announcements/"),
        ("/announcements/?tab=archive", "Архив пуст", "/announcements/"),
        ("/announcements/?page=7", "Дальше объявлений нет", "?tab=all&amp;q="),
    ],
)
def test_each_empty_list_says_its_own_words_and_the_next_step(board, path, title, step):
    page = board.page("first", path)
    empty = page.split('<div class="empty">')[1].split('<p class="hint')[0]
    assert f"<b>{title}</b>" in empty
    assert f'href="{step}"' in empty


def test_the_archive_asks_for_nothing_and_goes_by_date_whatever_was_read(board):
    read = board.published(title="Прочитанное", asks="confirm", shown_until="2026-11-25")
    board.later(hours=1)
    board.published(title="Непрочитанное", asks="confirm", shown_until="2026-11-25")
    board.later(hours=1)
    last = board.published(title="Последнее", asks="confirm", shown_until="2026-11-25")
    for key in (read, last):
        board.house.visit("parent").send(f"/board/{key}/answer")
    board.later(days=5)
    page = board.page("parent", "/board/?tab=archive")
    places = [page.index(one) for one in ("Последнее", "Непрочитанное", "Прочитанное")]
    assert places == sorted(places)
    assert "Подтвердите" not in page


def test_a_draft_without_readers_says_so(board):
    board.house.visit("first").send(
        "/announcements/new", {"title": "Наброски", "text": "…", "do": "draft", "asks": "nothing"}
    )
    assert "Получатели не выбраны" in board.page("first", "/announcements/")


@pytest.mark.parametrize("subject", ["board", "forum", "mail"])
def test_who_may_not_change_the_settings_reads_who_may(board, subject):
    page = board.page("head", f"/{subject}-settings/")
    assert "Действуют обычные настройки" in page
    assert "координатор или системный администратор" in page


@pytest.fixture
def house(garden):
    made = make_house(garden)
    made.garden = garden
    return made


def busy(house, day, number):
    """So many events of one group on one day."""
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=9900)
        with written_together(session):
            for place in range(number):
                title = f"Кружок-{place:03}"
                rows.make(Event, title=title, day=day, group_id=house.group)


def circles(page):
    return len(set(re.findall(r"Кружок-\d+", page)))


def read(house, login, path):
    answer = house.visit(login).get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_a_month_shows_three_events_of_a_day_and_the_way_to_the_others(house):
    busy(house, date(2026, 11, 26), 60)
    page = read(house, "parent", "/events/?day=2026-11-01")
    cell = re.search(r'aria-label="26.11.2026">26</a>(.*?)</td>', page, re.DOTALL)[1]
    assert (cell.count('class="entry'), "ещё 57" in cell) == (3, True)
    phone = page.split("event-days")[1]
    assert (phone.count('class="what'), "ещё 57" in phone) == (3, True)
    link = html.unescape(re.search(r'class="more-line"><a href="([^"]+)"', phone)[1])
    first, last = read(house, "parent", link), read(house, "parent", f"{link}&page=2")
    assert (circles(first), circles(last)) == (50, 10)
    assert "51–60 из 60" in last
    assert circles(first + last) == 60
    assert circles(read(house, "parent", f"{link}&page=99")) == 10


def test_a_week_shows_five_events_of_a_day(house):
    busy(house, date(2026, 11, 26), 8)
    page = read(house, "parent", "/events/?view=week&day=2026-11-26")
    assert (circles(page), "ещё 3" in page) == (5, True)


def test_the_list_goes_on_with_the_day_that_follows(house):
    for day in range(1, 13):
        busy(house, date(2026, 12, day), 5)
    page = read(house, "parent", "/events/?view=list&day=2026-12-01&q=кружок")
    assert page.count('class="what') == 50
    assert "Дальше, с 11 декабря" in page
    link = html.unescape(re.search(r'class="further"><a class="btn" href="([^"]+)"', page)[1])
    rest = read(house, "parent", link)
    assert rest.count('class="what') == 10
    assert 'class="further"' not in rest
    # What was searched goes along.
    assert 'name="q" value="кружок"' in rest


def test_a_day_opens_what_the_person_may_see_and_nothing_else(house):
    busy(house, date(2026, 11, 26), 4)
    assert circles(read(house, "parent", "/events/?view=day&day=2026-11-26")) == 4
    for person in ("administrator_a", "teacher_b", "parent_ab"):
        answer = house.garden.client_of(person).get("/events/?view=day&day=2026-11-26")
        assert (answer.status_code, circles(answer.get_data(as_text=True))) == (200, 0)


def test_a_busy_month_costs_the_same_as_a_quiet_one(house):
    counted = []
    for number in (1, 400):
        busy(house, date(2026, 11, 26), number)
        read(house, "parent", "/events/?day=2026-11-01")
        with QueryRecorder(house.garden.engine) as queries:
            read(house, "parent", "/events/?day=2026-11-01")
        counted.append(queries.count)
    assert counted[0] == counted[1]


def photos(house, number):
    """Photos of an event on which nobody is to be recognised; the last one waits to be marked."""
    event = house.make(Event, title="Осенины", day=date(2026, 11, 20), group_id=house.group)
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=9950)
        for place in range(1, number + 1):
            rows.make(
                EventPhoto,
                event_id=event,
                group_id=house.group,
                number=place,
                nobody=place < number,
                width=4,
                height=3,
                content=b"-",
                small=b"-",
            )
        session.flush()
    return event


def numbers_of(page):
    return [int(one) for one in re.findall(r"/photos/(\d+)-small.jpg", page)]


def test_many_photos_of_an_event_stand_on_pages(house):
    event = photos(house, 63)
    pages = [read(house, "parent", f"/events/{event}?page={number}") for number in (1, 2, 3, 9)]
    assert [numbers_of(page) for page in pages] == [
        list(range(1, 25)),
        list(range(25, 49)),
        list(range(49, 63)),
        list(range(49, 63)),
    ]
    assert 'loading="lazy"' in pages[0]
    looks = house.look(ViewRecord, entity="event_photo", user_id=house.users["parent"])
    assert [one.number for one in looks] == [24, 24, 14, 14]


def test_photos_that_wait_to_be_marked_stand_first(house):
    event = photos(house, 30)
    page = read(house, "first", f"/events/{event}/photos")
    assert numbers_of(page) == [30, *range(1, 24)]
    assert numbers_of(read(house, "first", f"/events/{event}/photos?page=2")) == [*range(24, 30)]


@pytest.mark.parametrize(
    ("path", "title", "step"),
    [
        ("/forum/sections/{common}?page=7", "Дальше тем нет", "/forum/sections/{common}?q="),
        ("/forum/search?q=снег&page=7", "Больше ничего не найдено", "/forum/search?q="),
    ],
)
def test_beyond_the_end_of_the_forum_the_way_back_is_offered(forum, path, title, step):
    page = read(forum.house, "first", path.format(common=forum.common))
    assert f"<b>{title}</b>" in page
    assert f'href="{step.format(common=forum.common)}' in page.split('class="empty"')[1]

"""Two families of one group: nothing of one ever reaches the other, on any page of talk."""

from __future__ import annotations

import html
import io
import re
from datetime import date, time

import icalendar
from PIL import Image

from app.children.benefits.models import BenefitCategory, ChildBenefit
from app.children.consents.models import Consent, ConsentPurpose
from app.children.models import ChildGuardian
from app.communication.events.models import Event
from app.communication.mail.models import MailLetter
from app.notifications.models import Notification

# What names a family: the child, the parent, what they wrote. Each has the page of no other.
NAMES = {
    "parent": ("Тимофе", "Анна", "АннаОтвечает", "ЛетимКБабушке"),
    "neighbour": ("Арин", "Борис", "БорисОтвечает", "НасморкУАрины"),
}


def talked(board):
    """A day of the group: the teacher writes to all, both families answer, report and are ill."""
    house = board.house
    group, teacher = f"group:{house.group}", f"person:{house.users['first']}"
    key = board.published(asks="choice", question="Придёте?", choice=["Да", "Нет"])
    first = house.visit("first")
    form = {"to": group, "title": "Сбор", "text": "В 9", "do": "send"}
    assert first.send("/mail/new", form).status_code == 302
    (letter,) = house.look(MailLetter, organization_id=house.organization)
    for place, login in enumerate(("parent", "neighbour")):
        own, child = NAMES[login], house.children[place]
        client = house.visit(login)
        client.send(f"/board/{key}/answer", {f"answer-{child}": ("Да", "Нет")[place]})
        answer = {"title": own[2], "text": own[2]}
        assert client.send(f"/mail/{letter.id}/answer", answer).status_code == 302
        new = {"to": teacher, "title": own[2], "text": own[2], "do": "send"}
        assert client.send("/mail/new", new).status_code == 302
        told = {"kind": "absence", "reason": "-", "starts_on": "2026-11-25", "note": own[3]}
        told["ends_on"] = "2026-11-25"
        assert client.send(f"/attendance/notices/child/{child}", told).status_code == 302
    category = house.make(BenefitCategory, name="ЛьготаСемьи")
    house.make(
        ChildBenefit, child_id=house.children[0], category_id=category, starts_on=date(2026, 9, 1)
    )
    private = board.published("head", f"benefit:{category}", title="ДляАнны")
    event = house.make(
        Event, title="Осенины", day=date(2026, 11, 24), starts_at=time(10), group_id=house.group
    )
    _photographed(house, event)
    return key, letter.id, private, event


def _photographed(house, event):
    texts = dict.fromkeys(("purpose", "personal_data", "operations", "term"), "-")
    purpose = house.make(ConsentPurpose, name="Фото", shows_photos=True, **texts)
    for child in house.children[:2]:
        (link,) = house.look(ChildGuardian, child_id=child)
        given = {"guardian_id": link.guardian_id, "given_on": date(2026, 9, 1)}
        house.make(Consent, child_id=child, purpose_id=purpose, **given)
    photo = io.BytesIO()
    Image.new("RGB", (8, 8)).save(photo, "JPEG")
    first = house.visit("first")
    place = f"/events/{event}/photos"
    first.send(place, {"photos": (io.BytesIO(photo.getvalue()), "Снимок.jpg")})
    marked = {"child": [str(one) for one in house.children[:2]]}
    assert first.send(f"{place}/1", marked).status_code == 303


def words(answer):
    """What a person reads, without the own name in the shell."""
    text = html.unescape(answer.get_data(as_text=True))
    return re.sub(r"<nav.*?</nav>|<header.*?</header>", " ", text, flags=re.DOTALL)


def test_neither_family_reads_a_word_of_the_other_on_any_page(board):
    key, letter, private, event = talked(board)
    house = board.house
    pages = (
        *("/", "/board/", "/board/?tab=archive", f"/board/{key}", "/board/?q=нет"),
        *("/mail/", "/mail/?folder=sent", f"/mail/{letter}", f"/mail/{letter}/answer", "/mail/new"),
        *("/mail/?q=отвечает", "/events/", "/events/?view=list", f"/events/{event}"),
        *("/notifications/", "/attendance/notices", "/children/", "/guardians/", "/consents/"),
        *("/child-benefits/", "/search?q=абрамов", "/search?q=белов", "/search.json?q=осенины"),
    )
    for login, other in (("parent", "neighbour"), ("neighbour", "parent")):
        client, read = house.visit(login), 0
        for path in pages:
            answer = client.get(path, follow_redirects=True)
            assert answer.status_code in (200, 403), (login, path, answer.status_code)
            read += answer.status_code == 200
            said = words(answer)
            assert not [name for name in NAMES[other] if name in said], (login, path)
            if login == "neighbour":
                assert "ДляАнны" not in said, path
                assert "ЛьготаСемьи" not in said, path
        assert read > 18
    assert board.status("neighbour", f"/board/{private}") == 404
    # The teacher, whose families both are, reads both: the names were there to be seen.
    notices = words(house.visit("first").get("/attendance/today/" + f"{house.group}/2026-11-25"))
    for own in NAMES.values():
        assert own[3] in notices


def test_addresses_of_the_other_family_are_as_absent_as_none(board):
    talked(board)
    house = board.house
    letters = house.look(MailLetter, organization_id=house.organization)
    for login, place in (("parent", 1), ("neighbour", 0)):
        client, child = house.visit(login), house.children[place]
        author = house.users["neighbour" if place else "parent"]
        foreign = [one.id for one in letters if one.author_id == author]
        assert len(foreign) == 2
        for path in (
            f"/attendance/child/{child}/2026-11",
            f"/attendance/notices/child/{child}",
            f"/children/{child}",
            *(f"/mail/{one}" for one in foreign),
            *(f"/mail/{one}/answer" for one in foreign),
        ):
            absent = re.sub(r"\d+(?=$|/answer|/2026)", "987654321", path)
            found = (client.get(path).status_code, client.get(absent).status_code)
            assert found == (404, 404), path
        report = {"kind": "absence", "reason": "-", "starts_on": "2026-11-26"}
        assert client.send(f"/attendance/notices/child/{child}", report).status_code == 404


def test_the_bell_the_counts_and_the_calendar_hold_ones_own_only(board):
    talked(board)
    house = board.house
    for login, other in (("parent", "neighbour"), ("neighbour", "parent")):
        for one in house.look(Notification, user_id=house.users[login]):
            assert not [name for name in NAMES[other] if name in one.text]
        client = house.visit(login)
        page = client.send("/events/feed", {"do": "open"}).get_data(as_text=True)
        feed = client.get(re.search(r"/calendar/[\w-]+\.ics", page)[0]).get_data(as_text=True)
        assert [str(one["summary"]) for one in icalendar.Calendar.from_ical(feed).walk("VEVENT")]
        assert not [name for names in NAMES.values() for name in names if name in feed]
    place = "/notifications/count.json"
    counts = [house.visit(login).get_json(place) for login in ("parent", "neighbour")]
    # The announcement to the benefit is Anna's alone.
    assert counts[0]["board"] == counts[1]["board"] + 1

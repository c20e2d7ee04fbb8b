"""Photos of events: families see those alone on which every child has a consent in force."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from PIL import Image

from app.children.consents.models import Consent, ConsentPurpose
from app.children.models import Child, ChildGuardian, Guardian, Placement
from app.communication.events.models import Event
from app.communication.events.photo_models import EventPhoto, EventPhotoChild
from app.core.audit.view_models import ViewRecord
from app.core.files import uploads
from tests.factories.house import make_house
from tests.harness.queries import QueryRecorder

DAY = date(2026, 11, 20)


def shot(size=(64, 48), kind="JPEG", **more):
    made = io.BytesIO()
    Image.new("RGB", size, "orange").save(made, kind, **more)
    return made.getvalue()


def with_traces():
    """A photo as a phone makes it: the place, the device, a comment."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x0112] = 6  # lies on its side
    return shot(exif=exif, comment=b"SECRETPLACE")


@pytest.fixture
def album(garden):
    """An event of «Ромашка»; of its three children the first two may be photographed."""
    house = make_house(garden)
    house.event = house.make(Event, title="Осенины", day=DAY, group_id=house.group)
    house.purpose = house.make(
        ConsentPurpose,
        name="Фотографии",
        purpose="показ фотографий семьям",
        personal_data="фотографии",
        operations="показ",
        term="до выбытия",
        shows_photos=True,
    )
    house.consents = [
        agree(house, child, login)
        for child, login in ((house.children[0], "parent"), (house.children[1], None))
    ]
    return house


def agree(house, child, login=None, purpose=None, given_on=date(2026, 9, 1), **more):
    guardian = house.make(ChildGuardian, child_id=child) if login is None else None
    (link, *_rest) = house.look(
        ChildGuardian, **({"id": guardian} if guardian else {"child_id": child})
    )
    return house.make(
        Consent,
        child_id=child,
        guardian_id=link.guardian_id,
        purpose_id=purpose or house.purpose,
        given_on=given_on,
        **more,
    )


def sends(house, *contents, login="first", name="Снимок.jpg"):
    files = [(io.BytesIO(one), name) for one in contents or (shot(),)]
    return house.visit(login).send(f"/events/{house.event}/photos", {"photos": files})


def marks(house, *children, number=1, login="first", **more):
    form = {"child": [str(one) for one in children], **more}
    return house.visit(login).send(f"/events/{house.event}/photos/{number}", form)


def seen(house, login, number=1):
    """Whether a person sees the photo: on the page, small and large alike."""
    client = house.visit(login)
    place = f"/events/{house.event}/photos/{number}"
    files = {client.get(f"{place}{end}").status_code for end in (".jpg", "-small.jpg")}
    page = client.get(f"/events/{house.event}").get_data(as_text=True)
    assert len(files) == 1
    return files == {200}, f"{place}-small.jpg" in page


def test_a_photo_is_shown_to_the_families_once_it_is_said_who_is_on_it(album):
    assert sends(album, shot(), shot()).status_code == 303
    assert seen(album, "parent") == (False, False)
    assert seen(album, "first") == (True, False)
    answer = marks(album, *album.children[:2], caption="Хоровод")
    assert answer.headers["Location"].endswith("/photos/2")  # the next that waits
    assert seen(album, "parent") == (True, True)
    page = album.visit("parent").get(f"/events/{album.event}").get_data(as_text=True)
    assert "Хоровод" in page
    assert not [name for name in ("Белова", "Арина", "Тимофей") if name in page]


def test_a_child_without_a_consent_in_force_is_refused_by_name_and_nothing_is_shown(album):
    sends(album)
    answer = marks(album, album.children[0], album.children[2])
    assert answer.status_code == 422
    assert "Нет действующего согласия на показ фотографий" in answer.get_data(as_text=True)
    assert "Воронцов Лев" in answer.get_data(as_text=True)
    assert album.look(EventPhotoChild) == []
    assert seen(album, "parent") == (False, False)


@pytest.mark.parametrize(
    "dates",
    [
        {"given_on": None},
        {"given_on": date(2026, 11, 25)},
        {"valid_to": date(2026, 11, 23)},
        {"revoked_on": date(2026, 11, 24)},
    ],
)
def test_a_consent_that_is_not_in_force_today_is_none(album, dates):
    agree(album, album.children[2], **dates)
    sends(album)
    assert marks(album, album.children[2]).status_code == 422


def test_a_consent_that_one_representative_took_back_is_not_replaced_by_that_of_another(album):
    child = album.children[0]
    other = agree(album, child, revoked_on=date(2026, 11, 24))
    sends(album)
    assert marks(album, child).status_code == 422

    # A new one of the same person, or the end of his being one, and the photo may be shown.
    [taken_back] = album.look(Consent, id=other)
    [link] = album.look(ChildGuardian, child_id=child, guardian_id=taken_back.guardian_id)
    with album.garden.system() as session:
        session.get_one(ChildGuardian, link.id).valid_to = date(2026, 11, 20)
        session.commit()
    assert marks(album, child).status_code == 303
    with album.garden.system() as session:
        session.get_one(ChildGuardian, link.id).valid_to = None
        session.commit()
    assert not seen(album, "parent")[0]
    album.make(
        Consent,
        child_id=child,
        guardian_id=link.guardian_id,
        purpose_id=album.purpose,
        given_on=date(2026, 11, 24),
    )
    assert seen(album, "parent")[0]


def test_a_consent_to_something_else_is_none(album):
    other = album.make(
        ConsentPurpose, name="Поездки", purpose="-", personal_data="-", operations="-", term="-"
    )
    agree(album, album.children[2], purpose=other)
    sends(album)
    assert marks(album, album.children[2]).status_code == 422


def test_a_revocation_hides_every_photo_with_the_child_at_once_and_leaves_the_others(album):
    sends(album, shot(), shot())
    marks(album, *album.children[:2])
    marks(album, album.children[1], number=2)
    parent = album.visit("parent")
    form = {"revoked_on": "24.11.2026", "note": "по телефону"}
    assert parent.send(f"/consents/{album.consents[0]}/revoke", form).status_code in (302, 303)
    assert seen(album, "parent", 1) == (False, False)
    assert seen(album, "parent", 2) == (True, True)
    # Whoever answers for the event is told and still finds the photo, to delete it.
    page = album.visit("first").get(f"/events/{album.event}").get_data(as_text=True)
    assert "1 фото скрыто" in page
    assert album.visit("first").get(f"/events/{album.event}/photos/1").status_code == 200
    assert marks(album, *album.children[:2]).status_code == 422


def test_nobody_recognisable_needs_no_consent_and_says_so_openly(album):
    sends(album)
    assert marks(album).status_code == 422
    assert marks(album, album.children[0], nobody="y").status_code == 422
    assert marks(album, nobody="y").status_code == 303
    assert seen(album, "parent") == (True, True)


def test_what_a_camera_wrote_into_the_file_is_left_behind(album):
    sends(album, with_traces())
    (row,) = album.look(EventPhoto)
    for kept in (row.content, row.small):
        assert b"SECRET" not in kept
        picture = Image.open(io.BytesIO(kept))
        assert not picture.getexif()
        assert not {"exif", "comment", "xmp"} & picture.info.keys()
    assert (row.width, row.height) == (48, 64)  # put upright


def test_a_large_photo_is_kept_in_two_sizes_for_the_screen(album):
    sends(album, shot((4000, 3000)))
    (row,) = album.look(EventPhoto)
    sizes = [Image.open(io.BytesIO(one)).size for one in (row.content, row.small)]
    assert sizes == [(1600, 1200), (480, 360)]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ program", "Снимок.jpg"),
        (b"%PDF-1.4", "Снимок.pdf"),
        (b"\xff\xd8\xff broken", "Снимок.jpg"),
        (b"", "Снимок.jpg"),
        (shot(kind="PNG"), "Снимок.jpg"),
    ],
)
def test_what_is_no_photo_is_refused_and_none_of_its_neighbours_is_kept(album, content, name):
    files = [(io.BytesIO(shot()), "Первый.jpg"), (io.BytesIO(content), name)]
    answer = album.visit("first").send(f"/events/{album.event}/photos", {"photos": files})
    assert answer.status_code in (413, 422)
    assert album.look(EventPhoto) == []


def test_the_page_sends_many_photos_one_by_one(album):
    """Together they are larger than one request may be: each is answered for itself."""
    first, place = album.visit("first"), f"/events/{album.event}/photos"
    accepts = {"Accept": "application/json"}
    for content, status, said in ((shot(), 200, {"first": 1}), (b"MZ", 422, None)):
        form = {"csrf_token": first.token, "photos": (io.BytesIO(content), "Снимок.jpg")}
        answer = first.post(place, data=form, headers=accepts)
        assert answer.status_code == status
        assert answer.get_json() == said or "Снимок.jpg" in answer.get_json()["error"]
    assert [row.number for row in album.look(EventPhoto)] == [1]


def test_a_photo_above_the_limit_of_attachments_is_refused(album, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", len(shot()) - 1)
    assert sends(album).status_code == 413
    assert album.look(EventPhoto) == []


def test_a_picture_that_unpacks_to_more_than_memory_is_refused(album):
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG", optimize=True)
    assert len(bomb.getvalue()) < 100_000
    assert sends(album, bomb.getvalue(), name="Бомба.png").status_code == 413


def test_the_photos_of_an_event_are_limited(album):
    assert sends(album, *[shot((8, 8))] * 21).status_code == 422
    for _time in range(3):
        assert sends(album, *[shot((8, 8))] * 20).status_code == 303
    assert sends(album, shot((8, 8))).status_code == 422
    assert len(album.look(EventPhoto)) == 60


def test_strangers_reach_neither_photo_nor_form(album, garden):
    sends(album)
    marks(album, nobody="y")
    place = f"/events/{album.event}/photos"
    for client in (
        album.visit("other"),
        *(garden.client_of(who) for who in ("teacher_a", "administrator_b", "parent_ab")),
    ):
        for address in (f"{place}/1.jpg", f"{place}/1-small.jpg", place, f"{place}/1"):
            assert client.get(address).status_code in (403, 404), address
        for step in ("", "/1", "/1/delete"):
            assert client.send(f"{place}{step}", {"nobody": "y"}).status_code in (403, 404)
    parent = album.visit("parent")
    for step in ("", "/1", "/1/delete"):
        assert parent.send(f"{place}{step}", {"nobody": "y"}).status_code == 403
    assert len(album.look(EventPhoto)) == 1


def test_a_child_of_another_group_or_kindergarten_cannot_be_marked(album, garden):
    sends(album)
    for child in (album.neighbours[0], garden.cast.row("A1", "child"), 987_654_321):
        agreed = [row.id for row in album.look(Consent, child_id=child)]
        assert marks(album, child).status_code == 422, agreed
    assert album.look(EventPhotoChild) == []


def test_two_children_of_one_name_are_told_apart_where_they_are_marked(album):
    """Who is mistaken for the other is shown without a consent."""
    sends(album)
    place = f"/events/{album.event}/photos/1"
    assert "10.05.2022" not in album.visit("first").get(place).get_data(as_text=True)
    names = {"last_name": "Абрамов", "first_name": "Тимофей"}
    album.change(Child, album.children[2], birth_date=date(2021, 3, 12), **names)
    page = album.visit("first").get(place).get_data(as_text=True)
    assert re.findall(r"Абрамов Тимофей<small>([^<]*)</small>", page) == [
        "10.05.2022",
        "12.03.2021 · нет согласия на фото",
    ]


def test_photos_of_the_whole_kindergarten_are_marked_by_who_works_in_all_of_it(album):
    album.event = album.make(Event, title="Ярмарка", day=DAY)
    assert sends(album).status_code == 404
    assert sends(album, login="head").status_code == 303
    assert marks(album, album.children[0], login="head").status_code == 303
    assert seen(album, "parent") == (True, True)
    assert seen(album, "other") == (True, True)


def test_photos_of_the_whole_kindergarten_are_not_for_who_has_no_child_there_any_more(album):
    """A father whose rights have ended keeps his account: children of others are not shown to it,
    nor is his own."""
    album.event = album.make(Event, title="Ярмарка", day=DAY)
    sends(album, login="head")
    marks(album, album.children[0], login="head")
    assert seen(album, "parent") == (True, True)
    (guardian,) = album.look(Guardian, user_id=album.users["parent"])
    (link,) = album.look(ChildGuardian, guardian_id=guardian.id)
    album.change(ChildGuardian, link.id, valid_to=date(2026, 11, 23))
    assert seen(album, "parent") == (False, False)
    # With a child who left before the event it is the same.
    album.change(ChildGuardian, link.id, valid_to=None)
    assert seen(album, "parent") == (True, True)
    (stay,) = album.look(Placement, child_id=album.children[0])
    album.change(Placement, stay.id, ends_on=DAY)
    assert seen(album, "parent") == (False, False)
    assert seen(album, "first") == (True, True)


def test_an_event_with_photos_keeps_its_group_and_a_deleted_photo_leaves_nothing(album):
    sends(album)
    marks(album, album.children[0])
    (row,) = album.look(Event, id=album.event)
    form = {
        "version": row.version,
        "title": row.title,
        "group": album.other_group,
        "day": "20.11.2026",
        "state": "planned",
    }
    head = album.visit("head")
    assert head.send(f"/event-records/{album.event}/edit", form).status_code == 422
    place = f"/events/{album.event}/photos/1"
    assert album.visit("first").send(f"{place}/delete").status_code == 303
    assert album.look(EventPhoto) == []
    assert album.look(EventPhotoChild) == []
    assert album.visit("first").get(f"{place}.jpg").status_code == 404


def test_looking_at_photos_is_noted_and_costs_the_same_for_one_and_for_thirty(album):
    client, counts = album.visit("parent"), []
    for more in (1, 19):
        first = len(album.look(EventPhoto)) + 1
        sends(album, *[shot((8, 8))] * more)
        for number in range(first, first + more):
            marks(album, *album.children[:2], number=number)
        client.get(f"/events/{album.event}")
        with QueryRecorder(album.garden.engine) as queries:
            client.get(f"/events/{album.event}")
        counts.append(len(queries.texts) - len(queries.starting_with("BEGIN")))
    assert counts[0] == counts[1] <= 9, queries
    looks = album.look(ViewRecord, entity="event_photo", user_id=album.users["parent"])
    assert [one.number for one in looks] == [1, 1, 20, 20]

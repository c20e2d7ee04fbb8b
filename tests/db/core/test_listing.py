"""What a list is asked for in its address: every kind of condition on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.children.models import Child
from app.core import listing
from app.core.columns import Attribute
from app.core.errors import BadInput
from app.groups.models import AgeLevel, ChildGroup, Room
from app.organizations.models import Organization
from app.staff.models import Position
from tests.factories.rows import Rows


def keys(session, model, **arguments):
    """Keys of the rows that an address finds; a dot in a name is written as two underscores."""
    names = [column.key for column in model.__mapper__.column_attrs]
    names += [one.key for one in model.__mapper__.relationships]
    args = MultiDict({name.replace("__", "."): value for name, value in arguments.items()})
    asked = listing.parse(args, {name: Attribute(model, name) for name in names}, names)
    return [row.id for row in session.scalars(listing.build(model, asked, None))]


@pytest.fixture
def house(garden):
    """A session that sees all, with rows of its own to be found."""
    with garden.system() as session:
        organization = session.get_one(Organization, garden.cast.organizations["A"])
        yield session, Rows(session, organization)
        session.rollback()


@pytest.mark.parametrize("condition", ["12,5", "12.5", "12,50", " 12.50 "])
def test_a_number_is_found_with_comma_and_point(house, condition):
    session, rows = house
    room = rows.make(Room, name="Зал", area=Decimal("12.50"))
    rows.make(Room, name="Спальня", area=Decimal("40.00"))
    assert keys(session, Room, f__area=condition) == [room.id]


def test_numbers_are_found_between_bounds(house):
    session, rows = house
    small = rows.make(Room, name="Зал", area=Decimal("12.50"))
    large = rows.make(Room, name="Спальня", area=Decimal("40.00"))
    assert keys(session, Room, f__area__from="13", f__area__to="50") == [large.id]
    assert set(keys(session, Room, f__area__to="40")) == {small.id, large.id}
    whole = rows.make(AgeLevel, name="От шести", from_years=6, to_years=7)
    assert keys(session, AgeLevel, f__from_years="6") == [whole.id]


@pytest.mark.parametrize("yes", ["1", "y", "true", "True", "Y"])
def test_a_tick_is_found_by_every_word_for_yes(house, yes):
    session, rows = house
    teaching = rows.make(Position, name="Воспитатель", teaching=True)
    assert keys(session, Position, f__teaching=yes) == [teaching.id]


@pytest.mark.parametrize("no", ["0", "n", "false"])
def test_a_tick_that_is_not_set_is_found(house, no):
    session, rows = house
    teaching = rows.make(Position, name="Воспитатель", teaching=True)
    plain = rows.make(Position, name="Сторож", teaching=False)
    found = keys(session, Position, f__teaching=no)
    assert plain.id in found
    assert teaching.id not in found


def test_dates_are_found_by_day_and_between_bounds(house):
    session, rows = house
    child = rows.make(Child, birth_date=date(2019, 2, 28))
    assert keys(session, Child, f__birth_date="2019-02-28") == [child.id]
    assert keys(session, Child, f__birth_date__to="2019-12-31") == [child.id]
    assert child.id not in keys(session, Child, f__birth_date__from="2019-03-01")


def test_a_moment_is_found_by_its_whole_day(house):
    session, rows = house
    room = rows.make(Room, name="Зал", created_at=datetime(2020, 1, 15, 23, 59, tzinfo=UTC))
    late = rows.make(Room, name="Спальня", created_at=datetime(2020, 1, 16, 0, 0, tzinfo=UTC))
    assert keys(session, Room, f__created_at="2020-01-15") == [room.id]
    assert keys(session, Room, f__created_at__to="2020-01-15") == [room.id]
    both = keys(session, Room, f__created_at__from="2020-01-15", f__created_at__to="2020-01-16")
    assert set(both) == {room.id, late.id}
    assert timedelta(0) < late.created_at - room.created_at


def test_a_choice_and_a_link_are_found(house):
    session, rows = house
    level = rows.make(AgeLevel, name="Старшая", from_years=5, to_years=6)
    group = rows.make(ChildGroup, name="Ромашка", age_level=level)
    assert keys(session, ChildGroup, f__age_level=str(level.id)) == [group.id]
    assert group.id in keys(session, ChildGroup, f__focus="general")
    assert group.id not in keys(session, ChildGroup, f__focus="family")


def test_several_values_of_one_condition_are_alternatives(house):
    session, rows = house
    first, second, third = (rows.make(AgeLevel, name=f"Уровень {n}") for n in range(3))
    names = [column.key for column in AgeLevel.__mapper__.column_attrs]
    args = MultiDict([("f.name", first.name), ("f.name", second.name)])
    asked = listing.parse(args, {name: Attribute(AgeLevel, name) for name in names}, names)
    found = {row.id for row in session.scalars(listing.build(AgeLevel, asked, None))}
    assert found == {first.id, second.id}
    assert third.id not in found


SPELLINGS = ["ёлкин", "Елкин", "ЕЛКИН", "Ёлкин", "ЁЛКИН", " елкин ", "елк ив", "иван ёлк"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_name_is_found_however_it_is_typed(house, spelling):
    session, rows = house
    child = rows.make(Child, last_name="Ёлкин", first_name="Иван")
    rows.make(Child, last_name="Волкин", first_name="Иван")
    assert keys(session, Child, q=spelling) == [child.id]


@pytest.mark.parametrize("spelling", ["зелёная", "Зеленая", "ЗЕЛЁНАЯ КОМ"])
def test_a_row_without_a_search_key_is_found_as_well(house, spelling):
    session, rows = house
    room = rows.make(Room, name="Зелёная комната")
    assert keys(session, Room, q=spelling) == [room.id]


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"', "\x00", "100%", "a_b"])
def test_signs_of_patterns_are_plain_signs(house, text):
    session, rows = house
    room = rows.make(Room, name="Зал 100% a_b ' \" \\")
    other = rows.make(Room, name="Спальня")
    found = keys(session, Room, q=text)
    if text.strip("\x00"):
        assert room.id in found
        assert other.id not in found


NAMES = ["Яна", "борис", "Ёлка", "Ель", "анна", "Ёж", "Енот", "Жук", "Ева"]
RUSSIAN = ["анна", "борис", "Ева", "Ёж", "Ёлка", "Ель", "Енот", "Жук", "Яна"]


def test_names_are_sorted_the_russian_way(house):
    """Any case alike, ё as е: «Ёж» stands among the words on «е», not after «я»."""
    session, rows = house
    made = {rows.make(Child, last_name=name, first_name="А").id: name for name in NAMES}
    found = [made[key] for key in keys(session, Child, order="last_name") if key in made]
    assert found == RUSSIAN
    down = [made[key] for key in keys(session, Child, order="-last_name") if key in made]
    assert down == RUSSIAN[::-1]


def test_rows_without_a_search_key_are_sorted_the_russian_way(house):
    session, rows = house
    made = {rows.make(Room, name=name).id: name for name in NAMES}
    found = [made[key] for key in keys(session, Room, order="name") if key in made]
    assert found == RUSSIAN


BAD = {
    "page": ["x", "0", "-1", "1.5", "100001", "9" * 40, "²", "１", " 1"],
    "size": ["x", "0", "-5", "7", "100000", "25.0"],
    "order": ["nothing", "-", "id;drop", "__class__", "organization_id.x", "-nothing"],
    "f.nothing": ["1"],
    "f.area": ["x", "1e9999", "nan", "inf", "--1", "1,2,3", "9" * 30],
    "f.area.like": ["1"],
    "f.name.from": ["а"],
    "f.created_at": ["x", "2026-13-01", "2026-02-30", "31.02.2026", "9" * 40, "0000-01-01"],
    "f.organization": ["x", "0", "-1", "1.5", "9" * 40, str(2**31)],
    "f.": ["1"],
    "f.version": ["1.5", "x"],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in BAD.items() for v in values])
def test_a_wrong_address_is_refused_with_400(name, value):
    names = [column.key for column in Room.__mapper__.column_attrs] + ["organization"]
    filterable = {one: Attribute(Room, one) for one in names}
    with pytest.raises(BadInput):
        listing.parse(MultiDict({name: value}), filterable, names)


def test_every_default_order_ends_with_the_key(house):
    """Two pages never share a row, whatever else is equal."""
    session, rows = house
    same = [rows.make(Child, last_name="Один", first_name="Имя").id for _n in range(5)]
    found = [key for key in keys(session, Child) if key in same]
    assert found == same
    assert session.scalar(select(Child.id).where(Child.id == same[0])) == same[0]

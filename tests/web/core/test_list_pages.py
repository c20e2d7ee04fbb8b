"""The list page: chosen columns, kept choices, conditions side by side, totals, what is empty."""

from __future__ import annotations

import csv
import io
import re

import pytest

from app.groups.models import ChildGroup, Room
from app.organizations.models import Organization
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder

ADMIN = "administrator_a"


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def heads(page):
    """The heads of the columns, as a person reads them."""
    found = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page, re.DOTALL)
    words = [re.sub(r"<[^>]+>", "", one).strip() for one in found]
    return [one for one in words if one and one != "Действия"]


def body(page):
    """What stands in the rows."""
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.fixture
def rows(garden):
    """Makes rows of kindergarten A, committed."""

    def make(model, number, **values):
        with garden.system() as session:
            house = Rows(session, session.get_one(Organization, garden.cast.organizations["A"]))
            return [house.make(model, **values).id for _ in range(number)]

    return make


# -- columns -------------------------------------------------------------------------------


def test_a_person_chooses_the_columns_and_the_name_of_the_row_stays(garden):
    client = garden.client_of(ADMIN)
    assert heads(text(client, "/children/?cols=sex,birth_certificate")) == [
        *("ФИО", "Пол", "Свидетельство о рождении")
    ]


def test_columns_chosen_box_by_box_are_the_same(garden):
    """A form without a script sends one pair a box."""
    client = garden.client_of(ADMIN)
    assert heads(text(client, "/children/?cols=sex&cols=snils")) == ["ФИО", "Пол", "СНИЛС"]


def test_columns_stand_in_the_chosen_order_also_where_they_are_chosen(garden):
    page = text(garden.client_of(ADMIN), "/children/?cols=snils,sex")
    assert heads(page) == ["ФИО", "СНИЛС", "Пол"]
    offered = re.findall(r'name="cols" value="(\w+)"', page)
    assert offered[:3] == ["full_name", "snils", "sex"]
    assert len(offered) == len(set(offered))
    assert text(garden.client_of(ADMIN), "/children/?cols=").count('data-move="up"') > 5


def test_a_parent_is_not_offered_to_search_among_the_own_children(garden):
    parent = text(garden.client_of("parent_a"), "/children/")
    assert 'class="toolbar"' not in parent
    assert 'class="toolbar"' in text(garden.client_of(ADMIN), "/children/")
    assert 'class="toolbar"' in text(garden.client_of("parent_a"), "/children/?q=x"), "a way back"


def test_chosen_columns_are_kept_for_this_list_and_this_person(garden):
    client = garden.client_of(ADMIN)
    usual = heads(text(client, "/children/"))
    text(client, "/children/?cols=sex")
    assert heads(text(client, "/children/")) == ["ФИО", "Пол"]
    assert heads(text(client, "/guardians/"))[-1] != "Пол"
    other = garden.client_of("head_a")
    for name, path in (("columns", "/children"),):
        kept = client.get_cookie(f"{name}_{garden.cast.users[ADMIN]}", path=path)
        assert kept is not None
        other.set_cookie(kept.key, kept.value, path=path)
    assert heads(text(other, "/children/")) == usual
    text(client, "/children/?cols=")
    assert heads(text(client, "/children/")) == usual


def test_a_kept_column_that_is_no_longer_there_is_passed_over(garden):
    client = garden.client_of(ADMIN)
    name = f"columns_{garden.cast.users[ADMIN]}"
    client.set_cookie(name, "sex.nothing", path="/children")
    assert heads(text(client, "/children/")) == ["ФИО", "Пол"]


def test_exports_hold_the_columns_of_the_page(garden):
    client = garden.client_of(ADMIN)
    page = text(client, "/children/?cols=sex,snils")
    link = re.search(r'href="(/children/export/csv[^"]*)"', page)
    assert link is not None
    file = client.get(link[1].replace("&amp;", "&")).get_data().decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(file), delimiter=";"))
    assert ["ФИО", "Пол", "СНИЛС"] in table
    # The same without the address: the browser remembers.
    again = client.get("/children/export/csv").get_data().decode("utf-8-sig")
    assert ["ФИО", "Пол", "СНИЛС"] in list(csv.reader(io.StringIO(again), delimiter=";"))


@pytest.mark.parametrize("column", ["nothing", "organization_id", "version", "search_key"])
def test_a_column_that_is_not_offered_is_refused(garden, column):
    assert garden.client_of(ADMIN).get(f"/children/?cols={column}").status_code == 400


def test_special_data_is_no_column_for_who_may_not_see_it(garden):
    """Health group (152-ФЗ, art. 10): neither by the address nor by a cookie."""
    accountant = garden.client_of("accountant_a")
    assert accountant.get("/children/?cols=health_group").status_code == 400
    assert accountant.get("/children/export/csv?cols=health_group").status_code == 400
    name = f"columns_{garden.cast.users['accountant_a']}"
    accountant.set_cookie(name, "health_group", path="/children")
    assert "Группа здоровья" not in text(accountant, "/children/")
    assert "Группа здоровья" in heads(
        text(garden.client_of("nurse_a"), "/children/?cols=health_group")
    )


def test_a_list_with_every_column_asks_as_often_for_many_rows_as_for_few(garden, rows):
    client = garden.client_of(ADMIN)
    names = "age_level,room,focus,stay_regime,capacity,opened_on,closed_on"
    counts = []
    for more in (0, 30):
        rows(ChildGroup, more)
        with QueryRecorder(garden.engine) as queries:
            text(client, f"/groups/?cols={names}")
        counts.append(queries.count)
    assert counts[0] == counts[1] <= 10


def test_who_reaches_several_kindergartens_sees_whose_row_it_is(garden):
    assert "Организация" in heads(text(garden.client_of("authority"), "/groups/"))
    assert "Организация" not in heads(text(garden.client_of(ADMIN), "/groups/"))


# -- pages and conditions -------------------------------------------------------------------


def test_the_size_of_a_page_is_kept_between_lists(garden):
    client = garden.client_of(ADMIN)
    text(client, "/children/?size=50")
    for path in ("/guardians/", "/children/"):
        current = re.findall(r'<span aria-current="true">(\d+)</span>', text(client, path))
        assert current == ["50"], path


def test_a_page_behind_the_last_one_is_the_last_one(garden):
    client = garden.client_of(ADMIN)
    assert body(text(client, "/children/?page=9999")) == body(text(client, "/children/"))


def test_a_search_keeps_the_conditions_and_a_condition_keeps_the_search(garden):
    client = garden.client_of(ADMIN)
    page = text(client, "/children/?q=feldspar&f.sex=male&order=-birth_date")
    search = page.partition('role="search"')[2].partition("</form>")[0]
    assert 'name="f.sex" value="male"' in search
    assert 'name="order" value="-birth_date"' in search
    form = page.partition('class="filter-form"')[2].partition("</form>")[0]
    assert 'name="q" value="feldspar"' in form
    assert '<option value="male" selected>' in form


def test_a_condition_by_a_linked_row_is_shown_by_its_name(garden):
    client = garden.client_of(ADMIN)
    key = garden.cast.row("A1", "child_group")
    page = text(client, f"/children/?f.group={key}")
    form = page.partition('class="filter-form"')[2].partition("</form>")[0]
    assert f'<option value="{key}" selected>' in form
    assert "feldspar" in form


def test_the_order_in_force_is_marked(garden):
    client = garden.client_of(ADMIN)
    for address, marked in (("", "ascending"), ("?order=-full_name", "descending")):
        page = text(client, f"/children/{address}")
        head = re.search(r"<th[^>]*>(?:(?!</th>).)*ФИО", page)
        assert head is not None
        assert f'aria-sort="{marked}"' in head[0], address


# -- totals ----------------------------------------------------------------------------------


def test_totals_are_of_the_whole_list_and_not_of_the_page(garden, rows):
    rows(ChildGroup, 30, capacity=10)
    client = garden.client_of(ADMIN)
    foot = text(client, "/groups/?q=&size=25").partition("<tfoot>")[2].partition("</tfoot>")[0]
    with garden.system() as session:
        own = session.query(ChildGroup).filter_by(organization_id=garden.cast.organizations["A"])
        assert f">{sum(one.capacity or 0 for one in own)}<" in foot
        assert f"Всего: {own.count()}" in foot
    assert "<tfoot>" not in text(client, "/groups/?cols=focus")


# -- rows ------------------------------------------------------------------------------------


def test_a_phone_in_a_list_can_be_called(garden):
    page = body(text(garden.client_of(ADMIN), "/guardians/"))
    assert re.search(r'<a class="phone" href="tel:\+79165550\d{3}">\+7 \(916\) 555-0', page)


def test_a_row_that_belongs_to_the_organization_above_is_only_read(garden):
    """A level of the district: seen in the kindergarten, changed in the district."""
    client = garden.client_of(ADMIN)
    own, above = (garden.cast.row(place, "age_level") for place in ("A", "D"))
    page = body(text(client, "/age-levels/"))
    assert f"/age-levels/{own}/edit" in page
    assert f"/age-levels/{above}" in page
    assert f"/age-levels/{above}/edit" not in page


def test_what_a_person_typed_is_no_markup(garden, rows):
    rows(Room, 1, name='<b>%s</b>"&')
    assert "&lt;b&gt;%s&lt;/b&gt;&#34;&amp;" in body(text(garden.client_of(ADMIN), "/rooms/"))


# -- what is empty ---------------------------------------------------------------------------


def test_an_empty_list_names_the_next_step_and_no_conditions(garden):
    with garden.system() as session:
        house = {"organization_id": garden.cast.organizations["B"]}
        session.query(ChildGroup).filter_by(**house).update({"room_id": None})
        session.query(Room).filter_by(**house).delete()
    page = text(garden.client_of("administrator_b"), "/rooms/")
    empty = page.partition('class="empty"')[2].partition("</main>")[0]
    assert "/rooms/add" in empty
    assert "услови" not in empty


def test_a_search_without_a_result_leads_back_to_all_rows(garden):
    page = text(garden.client_of(ADMIN), "/rooms/?q=нетникакого")
    assert "Ничего не найдено" in page
    assert 'href="/rooms/"' in page.partition('class="empty"')[2]

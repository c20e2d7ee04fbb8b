"""Roles for people: a matrix in Russian that loses no right, and who holds a role."""

from __future__ import annotations

import re

from flask_appbuilder.security.sqla.models import PermissionView, Role
from sqlalchemy import select

from app.organizations import permissions
from app.organizations.role_views import OWN_RIGHT_NAMES, RIGHT_NAMES, _subjects
from tests.harness.queries import QueryRecorder

ROOT = "authority"
ONLY_READ = "Здесь права можно только посмотреть"
ADMIN = "administrator_a"


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def role_key(garden, name):
    with garden.system() as session:
        return session.scalars(select(Role.id).where(Role.name == name)).one()


def rights_of(garden, key):
    with garden.system() as session:
        return {
            (one.view_menu.name, one.permission.name)
            for one in session.get_one(Role, key).permissions
        }


def version_in(page):
    return re.search(r'name="version" value="(\w+)"', page)[1]


def test_every_right_of_the_table_stands_in_the_matrix_under_a_russian_name(sqlite_garden):
    with sqlite_garden.app.app_context():
        known = _subjects()
    for subject, right in permissions.table():
        assert subject in known, f"name {subject} in role_views.PAGE_NAMES"
        assert right in RIGHT_NAMES | OWN_RIGHT_NAMES, f"name the right {right} in role_views"
    page = text(
        sqlite_garden.client_of(ADMIN), f"/roles/{role_key(sqlite_garden, 'Родитель')}/rights"
    )
    assert "can_" not in page
    with sqlite_garden.system() as session:
        shown = {int(one) for one in re.findall(r'name="right" value="(\d+)"', page)}
        offered = permissions.table()
        for one in session.scalars(select(PermissionView)).unique():
            key = (one.view_menu.name, one.permission.name.removeprefix("can_"))
            assert key not in offered or one.id in shown, key


def test_a_box_says_its_section_and_its_right(sqlite_garden):
    key = role_key(sqlite_garden, "Сетевой воспитатель")
    page = text(sqlite_garden.client_of(ADMIN), f"/roles/{key}/rights")
    boxes = re.findall(r'<input type="checkbox"[^>]*>\s*<span[^>]*><span class="vh">([^<]+)', page)
    assert len(boxes) > 80
    assert all(one.strip().endswith(":") for one in boxes)


def test_saving_the_matrix_as_it_stands_changes_nothing(garden):
    """Rights that no line of the matrix shows stay too."""
    key = role_key(garden, "Системный администратор")
    client = garden.client_of(ROOT)
    with garden.system() as session:
        link = session.scalars(select(Role).where(Role.name == "Управление образования")).one()
        root = session.get_one(Role, key)
        link.permissions = [*root.permissions]
        hidden = [
            one
            for one in session.scalars(select(PermissionView)).unique()
            if one.view_menu.name not in {name for name, _right in permissions.table()}
        ]
        root.permissions = [*root.permissions, *hidden[:1]]
    before = rights_of(garden, key)
    page = text(client, f"/roles/{key}/rights")
    assert ONLY_READ not in page
    held = re.findall(r'name="right" value="(\d+)" checked', page)
    form = {"csrf_token": client.token, "version": version_in(page), "right": held}
    answer = client.post(f"/roles/{key}/rights", data=form)
    assert answer.status_code == 302
    assert rights_of(garden, key) == before


def test_an_unticked_right_is_gone(garden):
    key = role_key(garden, "Медработник")
    client = garden.client_of(ROOT)
    with garden.system() as session:
        own = session.scalars(select(Role).where(Role.name == "Управление образования")).one()
        root = session.scalars(select(Role).where(Role.name == "Системный администратор")).one()
        own.permissions = [*root.permissions]
    version = version_in(text(client, f"/roles/{key}/rights"))
    answer = client.post(
        f"/roles/{key}/rights", data={"csrf_token": client.token, "version": version}
    )
    assert answer.status_code == 302
    assert not {right for right in rights_of(garden, key) if right[0] in _subjects_of_table()}


def _subjects_of_table():
    return {subject for subject, _right in permissions.table()}


def test_the_list_of_roles_says_whose_records_and_how_many_people(sqlite_garden):
    client = sqlite_garden.client_of(ADMIN)
    with QueryRecorder(sqlite_garden.engine) as queries:
        page = text(client, "/roles/")
    assert "Свои группы" in page
    assert "Назначено сейчас" in page
    assert queries.count <= 10


def test_the_list_of_users_says_their_roles(sqlite_garden):
    page = text(sqlite_garden.client_of(ADMIN), "/users/")
    row = page.partition("teacher_a")[2].partition("</tr>")[0]
    assert "Сетевой воспитатель" in row


def test_an_appointment_of_another_house_is_no_role_here(sqlite_garden):
    """«mixed» is a parent in B: of no concern to the administrator of A."""
    page = text(sqlite_garden.client_of(ADMIN), "/users/?q=mixed")
    row = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Системный администратор" in row
    assert "Родитель" not in row


def test_who_may_only_look_at_the_rights_is_told_who_changes_them(sqlite_garden):
    path = f"/roles/{role_key(sqlite_garden, 'Родитель')}/rights"
    assert ONLY_READ in text(sqlite_garden.client_of(ADMIN), path)
